//! Rows: which are headings, which are levels of one variable, which are footnotes.

use super::columns::Columns;
use super::summaries;
use crate::reproduction::notation::{Label, Notation, NumberStyle, parse_cell, parse_label, parse_p};
use crate::study::{PrintedRow, PrintedTable};

/// A row of the body.
#[derive(Debug, Clone)]
pub(super) struct BodyRow {
    /// Line of the file.
    pub(super) line: usize,
    /// Row label.
    pub(super) label: Label,
    /// Cells of the groups.
    pub(super) groups: Vec<String>,
    /// Cell of all patients.
    pub(super) overall: Option<String>,
    /// Cell of the P column.
    pub(super) p: Option<String>,
    /// Cell of the statistic column.
    pub(super) statistic: Option<String>,
}

/// Rows that make one comparison, or several of one variable.
pub(super) enum Block<'a> {
    /// A row of its own.
    Single { row: &'a BodyRow, section: Option<String> },
    /// A variable and its levels. The parent may be a row of the file or only its heading.
    Levels { parent: &'a BodyRow, levels: Vec<&'a BodyRow>, section: Option<String> },
}

impl BodyRow {
    /// Whether any group prints something; `..` and dashes beside a P belong to the heading of a variable.
    pub(super) fn has_values(&self) -> bool {
        let dash = |cell: &String| self.p.is_some() && cell.chars().all(|c| "-–—−.… ".contains(c));
        self.groups.iter().any(|cell| !cell.is_empty() && !dash(cell))
    }

    pub(super) fn is_heading(&self) -> bool {
        !self.has_values() && self.p.is_none() && self.overall.as_ref().is_none_or(String::is_empty)
    }
}

/// The body rows of a table, and the footnotes below it.
pub(super) fn body(table: &PrintedTable, columns: &Columns, style: NumberStyle) -> (Vec<BodyRow>, Vec<String>) {
    let mut rows: Vec<BodyRow> = Vec::new();
    let mut notes = Vec::new();
    let mut variable = String::new();
    let printed = &table.rows[columns.first_body_row..];
    for (i, row) in printed.iter().enumerate() {
        let text = |j: usize| row.cells.get(j).map(|cell| cell.trim().to_string()).unwrap_or_default();
        let mut label = parse_label(row.cells.get(columns.label).map_or("", |cell| cell.as_str()));
        let mut heading = None;
        if let Some(level) = columns.level.map(text).filter(|level| !level.is_empty()) {
            // With a column of level names the label stands on the first level, or is repeated on every one.
            let continues = |row: &PrintedRow, label: &str| {
                let cell = |j: usize| row.cells.get(j).map(|cell| cell.trim()).unwrap_or_default();
                let named = columns.level.is_some_and(|level| !cell(level).is_empty());
                named && (cell(columns.label).is_empty() || parse_label(cell(columns.label)).text == label)
            };
            label = if label.text.is_empty() || label.text == variable {
                Label { indent: 2, ..parse_label(&level) }
            } else if printed.get(i + 1).is_some_and(|next| continues(next, &label.text)) {
                variable.clone_from(&label.text);
                heading = Some(label);
                Label { indent: 2, ..parse_label(&level) }
            } else {
                combined(&label, &level)
            };
        } else {
            variable.clear();
        }
        let groups: Vec<String> = columns.groups.iter().map(|group| group.cell(&row.cells)).collect();
        // A label repeated over merged cells is a heading.
        let repeated = !label.text.is_empty() && groups.iter().all(|cell| *cell == label.text);
        let body = BodyRow {
            line: row.line,
            groups: if repeated { vec![String::new(); groups.len()] } else { groups },
            overall: columns.overall.as_ref().map(|overall| overall.cell(&row.cells)).filter(|_| !repeated),
            p: columns.p.map(text).filter(|cell| !repeated && !matches!(parse_p(cell, style), Ok(None))),
            statistic: columns.statistic.map(text).filter(|cell| !cell.is_empty() && !repeated),
            label,
        };
        if body.label.text.is_empty() && body.is_heading() {
            continue;
        }
        if let Some(label) = heading {
            let groups = vec![String::new(); body.groups.len()];
            rows.push(BodyRow {
                line: row.line,
                label,
                groups,
                overall: None,
                p: None,
                statistic: body.statistic.clone(),
            });
        }
        if body.is_heading() && is_footnote(&body.label.text) {
            notes.push(body.label.text.clone());
            continue;
        }
        rows.push(body);
    }
    // What stands below the last row of values is a footnote too.
    while rows.last().is_some_and(BodyRow::is_heading) {
        if let Some(row) = rows.pop() {
            notes.insert(0, row.label.text);
        }
    }
    (summaries::merged(rows, style), notes)
}

/// A variable's label with the name of its first level.
fn combined(label: &Label, level: &str) -> Label {
    Label { text: format!("{}: {level}", label.text), name: format!("{}: {level}", label.name), ..label.clone() }
}

/// Whether a text without values is a footnote and no heading.
fn is_footnote(text: &str) -> bool {
    let lower = text.to_lowercase();
    let begins = [
        "data are",
        "values are",
        "data presented",
        "values presented",
        "results are",
        "results were",
        "note",
        "abbreviation",
        "continuous variables",
        "categorical variables",
        "* p",
        "*p",
        "†",
        "‡",
        "p value",
        "p-value",
        "data expressed",
        "values expressed",
        "sd,",
        "sd:",
        "iqr,",
        "iqr:",
        "bold",
    ];
    begins.iter().any(|word| lower.starts_with(word)) || (text.chars().count() > 100 && text.contains(' '))
}

/// Joins rows into blocks, in printed order.
pub(super) fn blocks<'a>(
    rows: &'a [BodyRow],
    sizes: &[Option<u64>],
    has_p: bool,
    style: NumberStyle,
) -> Vec<Block<'a>> {
    let mut all = Vec::new();
    let mut section: Option<String> = None;
    let mut i = 0;
    while i < rows.len() {
        let row = &rows[i];
        if row.has_values() {
            let levels = levels_without_heading(&rows[i..], sizes, style);
            i += levels.len().max(1);
            all.push(if levels.is_empty() {
                Block::Single { row, section: section.clone() }
            } else {
                Block::Levels { parent: row, levels, section: section.clone() }
            });
            continue;
        }
        let levels = levels_below(rows, i, sizes, has_p, style);
        if levels.is_empty() {
            if row.is_heading() {
                section = Some(row.label.text.clone());
            } else {
                // A P without values: kept, so that no printed P is lost in silence.
                all.push(Block::Single { row, section: section.clone() });
            }
            i += 1;
        } else {
            i += 1 + levels.len();
            all.push(Block::Levels { parent: row, levels, section: section.clone() });
        }
    }
    all
}

/// The level rows of the variable in row `parent`, or none when it heads a section.
fn levels_below<'a>(
    rows: &'a [BodyRow],
    parent: usize,
    sizes: &[Option<u64>],
    has_p: bool,
    style: NumberStyle,
) -> Vec<&'a BodyRow> {
    let head = &rows[parent];
    let below = || rows[parent + 1..].iter().take_while(|row| row.has_values());
    let indented: Vec<&BodyRow> = below().take_while(|row| row.label.indent > head.label.indent).collect();
    let counts =
        |rows: &[&BodyRow]| rows.iter().all(|row| row.groups.iter().all(|cell| level_count(cell, style).is_some()));
    if indented.len() >= 2 && counts(&indented) {
        let own = indented.iter().filter(|row| row.p.is_some()).count();
        let first_only = own == 1 && indented[0].p.is_some();
        if !has_p || own == 0 || first_only || (head.p.is_none() && complete(&indented, sizes, style)) {
            return indented;
        }
        if head.p.is_some() {
            return indented;
        }
        return Vec::new();
    }
    if indented.len() == 1 && head.p.is_some() && indented[0].p.is_none() && counts(&indented) {
        // `Sex` with a P, then only `  Male`.
        return indented;
    }
    if !indented.is_empty() {
        return Vec::new();
    }
    // Without indentation: rows without a P of their own (the first may carry the variable's), until everybody is
    // counted or, with a P on the parent, another P follows.
    let mut levels: Vec<&BodyRow> = Vec::new();
    for row in below().take_while(|row| row.label.indent == head.label.indent) {
        let may_carry = levels.is_empty() && head.p.is_none() && has_p;
        if (row.p.is_some() && !may_carry) || !counts(&[row]) {
            break;
        }
        levels.push(row);
        if complete(&levels, sizes, style) && levels.len() >= 2 {
            return levels;
        }
    }
    let announced = head.p.is_some() && levels.len() >= 2;
    if announced { levels } else { Vec::new() }
}

/// Three or more rows that count every patient of every group once, with a P on the first of them only, are the levels
/// of one variable though no heading stands above them. (Two such rows say the same as the first alone.)
fn levels_without_heading<'a>(rows: &'a [BodyRow], sizes: &[Option<u64>], style: NumberStyle) -> Vec<&'a BodyRow> {
    let Some(first) = rows.first().filter(|first| first.p.is_some()) else { return Vec::new() };
    let counted = |row: &BodyRow| row.groups.iter().all(|cell| level_count(cell, style).is_some());
    let mut levels = vec![first];
    for row in rows[1..].iter().take_while(|row| row.p.is_none() && row.has_values() && counted(row)) {
        if row.label.indent != first.label.indent || !counted(first) {
            break;
        }
        levels.push(row);
        if complete(&levels, sizes, style) {
            return if levels.len() >= 3 { levels } else { Vec::new() };
        }
    }
    Vec::new()
}

/// The count that a level's cell prints.
fn level_count(cell: &str, style: NumberStyle) -> Option<u64> {
    match parse_cell(cell, style).ok()? {
        Notation::Number(number) if number.decimals == 0 && !number.negative => u64::try_from(number.digits).ok(),
        Notation::Parenthesised { center, .. } if center.decimals == 0 && !center.negative => {
            u64::try_from(center.digits).ok()
        }
        Notation::CountPercent { count, .. } => Some(count),
        Notation::Fraction { first, .. } => Some(first),
        Notation::Dash | Notation::Empty => Some(0),
        // A percentage alone: its count is not needed here.
        Notation::Percent(_) => Some(0),
        _ => None,
    }
}

/// Whether the levels count every patient of every group.
fn complete(levels: &[&BodyRow], sizes: &[Option<u64>], style: NumberStyle) -> bool {
    sizes.iter().enumerate().all(|(group, n)| {
        let sum: u64 =
            levels.iter().filter_map(|row| level_count(row.groups.get(group)?, style)).fold(0, u64::saturating_add);
        n.is_some_and(|n| sum == n)
    })
}
