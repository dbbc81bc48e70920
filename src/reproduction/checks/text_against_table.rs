//! Statements of the text against the tables: value, kind, unit, P, and groups the wrong way round. Text often prints
//! fewer digits and cuts them off, so that one unit of the last common place is allowed.

use super::support::{Stated, finding};
use super::{Check, Context};
use crate::reproduction::comparison::{Kind, ReadStatement, Value};
use crate::reproduction::decimal::Decimal;
use crate::reproduction::identity::key;
use crate::reproduction::notation::{PValueNotation, parse_label};
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "text_against_table", summary: "text and table that disagree", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let stated = context.stated();
    let tables: Vec<&Stated<'_>> = stated.iter().filter(|s| s.row.is_some()).collect();
    let mut found = Vec::new();
    for statement in context.statements {
        let variable = &statement.comparison.label;
        let own = key(context.study, variable);
        let of = |group: &str| tables.iter().copied().find(|s| s.group == group && s.key.text == own.text);
        let pairs: Vec<(usize, &Stated<'_>)> =
            statement.group_ids.iter().enumerate().filter_map(|(i, group)| of(group).map(|s| (i, s))).collect();
        let value = |i: usize| &statement.comparison.groups[i].value;
        let agree = |i: usize, table: &Stated<'_>| same(value(i), &table.values.value);
        let wrong: Vec<&(usize, &Stated<'_>)> =
            pairs.iter().filter(|(i, table)| agree(*i, table) == Some(false)).collect();
        let swapped = matches!(pairs.as_slice(), [(a, first), (b, second)]
            if !wrong.is_empty() && agree(*a, second) == Some(true) && agree(*b, first) == Some(true));
        let quoted =
            |i: usize| statement.comparison.groups[i].cells.first().map(|cell| cell.text.clone()).unwrap_or_default();
        if let (true, [(a, first), (b, _)]) = (swapped, pairs.as_slice()) {
            let printed: Vec<String> = pairs.iter().map(|(_, table)| table.values.cells[0].text.clone()).collect();
            let kind = kinds_differ(statement.comparison.kind, first.comparison.kind);
            let message = format!(
                "The text gives {} for {} and {} for {}; {} has the groups the other way round: {}.{}",
                quoted(*a),
                context.label(&statement.group_ids[*a]),
                quoted(*b),
                context.label(&statement.group_ids[*b]),
                first.source,
                printed.join(" and "),
                kind.map(|kind| format!(" {kind}")).unwrap_or_default()
            );
            found.push(
                located(finding("swapped_groups", Severity::Warning, message), first)
                    .evidence("text", vec![quoted(*a), quoted(*b)])
                    .evidence("table", printed),
            );
        } else {
            for (i, table) in wrong {
                let condition = if table.key.exact == own.exact {
                    String::new()
                } else {
                    format!("If {variable} and {} are one variable: ", table.comparison.label)
                };
                let message = format!(
                    "{condition}The text gives {} for {}, {} gives {}.",
                    quoted(*i),
                    context.label(&table.group),
                    table.source,
                    table.values.cells[0].text
                );
                found.push(
                    located(finding("text_value", Severity::Warning, message), table)
                        .group(&context.label(&table.group)),
                );
            }
            let kind = pairs.iter().find(|(i, table)| agree(*i, table) == Some(true)).and_then(|(i, table)| {
                kinds_differ(statement.comparison.kind, table.comparison.kind).map(|kind| (*i, *table, kind))
            });
            if let Some((i, table, kind)) = kind {
                let message = format!(
                    "{kind} Both print {} ({}; the text: {}).",
                    table.values.cells[0].text,
                    table.source,
                    quoted(i)
                );
                found.push(located(finding("text_kind", Severity::Warning, message), table));
            }
        }
        found.extend(units(context, statement, &tables, &own.text));
        found.extend(levels(context, statement));
        found.extend(whole(context, statement, &tables, &own.text));
        found.extend(p_values(context, statement, &own.text));
    }
    found
}

fn located(finding: Finding, table: &Stated<'_>) -> Finding {
    let mut finding = finding.variable(&table.comparison.label).places(table.place.clone());
    finding.table = table.row.map(|row| row.table.id.clone());
    finding
}

/// Whether two numbers agree to one unit of the last place that both print.
fn near(a: Decimal, b: Decimal) -> bool {
    let unit = 2.0 * a.half_unit().max(b.half_unit());
    (a.value() - b.value()).abs() <= unit * (1.0 + 1e-9)
}

/// Centre and spread of a value.
fn parts(value: &Value) -> Option<(Decimal, Option<Decimal>)> {
    match *value {
        Value::MeanSd { mean, sd } => Some((mean, Some(sd))),
        Value::MeanSe { mean, se } => Some((mean, Some(se))),
        Value::MedianIqr { median, width } => Some((median, Some(width))),
        Value::MedianQuartiles { median, .. } | Value::MedianRange { median, .. } => Some((median, None)),
        Value::Number(number) => Some((number, None)),
        Value::Missing | Value::Counts(_) => None,
    }
}

/// Whether text and table give the same figures; `None` where they cannot be compared.
fn same(text: &Value, table: &Value) -> Option<bool> {
    if let (Some(a), Some(b)) = (text.counts(), table.counts()) {
        let (a, b) = (a.first()?, b.first()?);
        return Some(a.bounds.0 <= b.bounds.1 && b.bounds.0 <= a.bounds.1);
    }
    let ((a, spread_a), (b, spread_b)) = (parts(text)?, parts(table)?);
    let spread = match (spread_a, spread_b) {
        (Some(a), Some(b)) => near(a, b),
        _ => true,
    };
    Some(near(a, b) && spread)
}

/// A sentence where one is called a mean and the other a median.
fn kinds_differ(text: Kind, table: Kind) -> Option<String> {
    let name = |kind: Kind| match kind {
        Kind::MeanSd => Some("mean ± SD"),
        Kind::MeanSe => Some("mean ± SE"),
        Kind::MedianIqr | Kind::MedianQuartiles | Kind::MedianRange => Some("median"),
        Kind::Count | Kind::Counts | Kind::Unknown => None,
    };
    let (text, table) = (name(text)?, name(table)?);
    (text.split(' ').next() != table.split(' ').next())
        .then(|| format!("The text calls the figures {text}, the table {table}."))
}

/// Units that differ between text and table.
fn units(context: &Context<'_>, statement: &ReadStatement, tables: &[&Stated<'_>], own: &str) -> Option<Finding> {
    let plain =
        |unit: &str| unit.to_lowercase().replace(['µ', 'μ'], "u").replace(' ', "").trim_end_matches('s').to_string();
    let text = statement.comparison.unit.as_ref()?;
    let table = tables
        .iter()
        .find(|s| s.key.text == own && s.comparison.unit.as_ref().is_some_and(|unit| plain(unit) != plain(text)))?;
    let unit = table.comparison.unit.as_ref()?;
    let message = format!("The text gives {} in {text}, {} in {unit}.", statement.comparison.label, table.source);
    let _ = context;
    Some(
        located(finding("text_unit", Severity::Warning, message), table)
            .evidence("text", text.clone())
            .evidence("table", unit.clone()),
    )
}

/// "ECPR location: ICU" is a level of a variable: its counts in the groups that the statement is about.
fn levels(context: &Context<'_>, statement: &ReadStatement) -> Option<Finding> {
    let (variable, level) = statement.comparison.label.split_once(": ")?;
    let own = key(context.study, variable).text;
    let (group, values) = statement.group_ids.iter().zip(&statement.comparison.groups).next()?;
    let stated = values.value.counts()?.first()?;
    for row in context.all_rows().filter(|row| key(context.study, &row.comparison.label).text == own) {
        let index = row
            .comparison
            .levels
            .iter()
            .position(|name| key(context.study, name).text == key(context.study, level).text)?;
        let count = |id: &str| {
            let column = row.table.groups.iter().position(|group| group.id.as_deref() == Some(id))?;
            row.comparison.groups[column].value.counts()?.get(index).map(|level| level.count)
        };
        let parts = context.partitions().filter(|(whole, _)| whole == group).map(|(_, parts)| parts);
        let sum = parts
            .filter_map(|parts| parts.iter().map(|part| count(part)).sum::<Option<u64>>())
            .next()
            .or_else(|| count(group))?;
        if sum < stated.bounds.0 || sum > stated.bounds.1 {
            let message =
                format!("The text counts {} for {variable}: {level}, {} counts {sum}.", stated.count, row.table.label);
            return Some(finding("text_value", Severity::Warning, message).table(&row.table.id).variable(variable));
        }
    }
    None
}

/// A count of a whole against the sum over its parts in one table.
fn whole(context: &Context<'_>, statement: &ReadStatement, tables: &[&Stated<'_>], own: &str) -> Option<Finding> {
    let (group, values) = statement.group_ids.iter().zip(&statement.comparison.groups).next()?;
    let stated = values.value.counts()?;
    for (_, parts) in context.partitions().filter(|(whole, _)| whole == group) {
        let of = |part: &String| tables.iter().find(|s| s.group == *part && s.key.text == own);
        let Some(found): Option<Vec<_>> = parts.iter().map(of).collect() else { continue };
        for (level, total) in stated.iter().enumerate() {
            let sum: Option<u64> =
                found.iter().map(|s| s.values.value.counts()?.get(level).map(|count| count.count)).sum();
            if let Some(sum) = sum.filter(|sum| *sum < total.bounds.0 || *sum > total.bounds.1) {
                let message = format!(
                    "The text counts {} of {}; the parts in {} add up to {sum}.",
                    total.count,
                    context.label(group),
                    found[0].source
                );
                return Some(located(finding("text_value", Severity::Warning, message), found[0]));
            }
        }
    }
    None
}

/// P in the text against P in the table that the statement is about.
fn p_values(context: &Context<'_>, statement: &ReadStatement, own: &str) -> Option<Finding> {
    let text = statement.comparison.p.as_ref()?;
    let declared = context.study.statements[statement.index].table.as_deref();
    let row = context.all_rows().find(|row| {
        let here = declared.is_none_or(|table| table == row.table.id);
        let ids = || row.table.groups.iter().filter_map(|group| group.id.clone());
        let groups = statement.group_ids.is_empty()
            || (statement.group_ids.len() == row.table.groups.len()
                && ids().all(|id| statement.group_ids.contains(&id)));
        here && groups && key(context.study, parse_label(&row.comparison.label).name.as_str()).text == own
    })?;
    let printed = row.comparison.p.as_ref()?;
    let (PValueNotation::Equal(a), PValueNotation::Equal(b)) = (text.value, printed.value) else { return None };
    let coarser = a.half_unit().max(b.half_unit());
    if (a.value() - b.value()).abs() <= coarser * (1.0 + 1e-9) {
        return None;
    }
    let message = format!("The text gives P = {}, {} P = {}.", text.text, row.table.label, printed.text);
    Some(finding("text_p", Severity::Warning, message).table(&row.table.id).variable(&row.comparison.label))
}
