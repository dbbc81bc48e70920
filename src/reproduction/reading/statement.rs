//! Statements of the running text, read like a row of a table.

use super::kinds::kind_of;
use super::values::{own_kind, value};
use crate::error::{Error, ErrorCode, Result};
use crate::reproduction::comparison::{Comparison, GroupValues, Kind, PrintedCell, ReadStatement, Value};
use crate::reproduction::notation::{Bracket, Notation, NumberStyle, parse_cell, parse_p};
use crate::reproduction::share::fits;
use crate::study::Study;

/// Reads the statement at `index` of the study.
///
/// A percentage alone is turned into counts by the size of its group; a bare whole number is a count only when the
/// statement declares so, a bare number of another kind is the centre alone.
///
/// # Errors
/// A value, range or P that is in no known notation.
pub fn read_statement(study: &Study, index: usize) -> Result<ReadStatement> {
    let statement = &study.statements[index];
    let fault = |found: &str, expected: &str| {
        Error::new(ErrorCode::Cell, "a statement of study.toml has a value that cannot be read")
            .file("study.toml")
            .variable(statement.variable.clone())
            .found(found)
            .expected(expected)
    };
    let mut cells = Vec::new();
    for (id, text) in &statement.values {
        let notation = parse_cell(text, NumberStyle::Point).map_err(|error| fault(text, error.expected))?;
        let n = study.groups.iter().find(|group| group.id == *id).and_then(|group| group.n);
        cells.push((PrintedCell { text: text.clone(), notation, line: 0, column: 0 }, n));
    }
    let declared = statement.kind.map(kind_of);
    let kind = declared.unwrap_or_else(|| inferred(&cells));
    let mut evidence = vec![if declared.is_some() { "declared" } else { "from the notation of the text" }.to_string()];
    let groups: Vec<GroupValues> = cells
        .into_iter()
        .map(|(cell, n)| {
            let (value, n_used) = value(kind, &cell, n, &mut evidence);
            // `P = 0.03` for two medians without quartiles: the centre is kept for comparison with the tables.
            let value = match (&value, &cell.notation) {
                (Value::Missing, Notation::Number(number)) => Value::Number(*number),
                _ => value,
            };
            GroupValues { cells: vec![cell], value, n_used }
        })
        .collect();
    let p = match &statement.p {
        Some(text) => parse_p(text, NumberStyle::Point).map_err(|error| fault(text, error.expected))?,
        None => None,
    };
    let mut ranges = Vec::new();
    for (id, text) in &statement.ranges {
        match parse_cell(text, NumberStyle::Point) {
            Ok(Notation::Interval { low, high }) => ranges.push((id.clone(), low, high)),
            _ => return Err(fault(text, "a range such as 14-115")),
        }
    }
    let levels = groups.iter().filter_map(|group| group.value.counts()).map(<[_]>::len).max().unwrap_or(0);
    Ok(ReadStatement {
        index,
        comparison: Comparison {
            line: 0,
            section: None,
            label: statement.variable.clone(),
            name: statement.variable.clone(),
            unit: statement.unit.clone(),
            level: None,
            kind,
            evidence,
            alternative: None,
            levels: (0..levels).filter(|_| levels > 1).map(|i| format!("level {}", i + 1)).collect(),
            groups,
            overall: None,
            p,
            statistic: None,
        },
        group_ids: statement.values.iter().map(|(id, _)| id.clone()).collect(),
        ranges,
    })
}

/// The kind that the notations agree on.
fn inferred(cells: &[(PrintedCell, Option<u64>)]) -> Kind {
    let kind = |(cell, n): &(PrintedCell, Option<u64>)| match cell.notation {
        Notation::Fraction { first, second, percent: None } if *n == Some(first + second) => Kind::Counts,
        Notation::Parenthesised { center, inner, bracket: Bracket::Round } => {
            let count = (center.decimals == 0).then(|| u64::try_from(center.digits).ok()).flatten();
            match (count, n) {
                (Some(count), Some(n)) if fits(count, *n, inner) => Kind::Count,
                _ => Kind::MedianIqr,
            }
        }
        ref notation => own_kind(notation),
    };
    let mut kinds = cells.iter().map(kind);
    let Some(first) = kinds.next() else { return Kind::Unknown };
    if kinds.all(|other| other == first) { first } else { Kind::Unknown }
}
