//! Columns: header rows, groups and their sizes, P, and columns that belong together.

use super::pairs::{Pair, pair_by_header, strip_sub_header};
use crate::error::{Error, ErrorCode, Result};
use crate::reproduction::comparison::{ColumnRole, GroupColumn};
use crate::reproduction::notation::{Header, HeaderRole, Notation, NumberStyle, parse_cell, parse_header, parse_p};
use crate::study::{Group, PrintedTable, Study, TableDeclaration};

/// The columns of a table.
pub(super) struct Columns {
    /// Every column, left to right.
    pub(super) all: Vec<FileColumn>,
    /// Index of the column of labels.
    pub(super) label: usize,
    /// Index of the column of level names.
    pub(super) level: Option<usize>,
    /// Groups.
    pub(super) groups: Vec<ValueColumn>,
    /// All patients.
    pub(super) overall: Option<ValueColumn>,
    /// Index of the column of P values.
    pub(super) p: Option<usize>,
    /// Index of the column of test statistics.
    pub(super) statistic: Option<usize>,
    /// Index of the first row that is not header.
    pub(super) first_body_row: usize,
}

/// A column of the file.
pub(super) struct FileColumn {
    pub(super) header: String,
    pub(super) role: ColumnRole,
}

/// One group's values, in one column or in two that belong together.
pub(super) struct ValueColumn {
    pub(super) column: GroupColumn,
    pub(super) n: Option<u64>,
    /// Second column, and how the two are written as one cell.
    pub(super) second: Option<(usize, Pair)>,
}

impl Columns {
    pub(super) fn has_p(&self) -> bool {
        self.p.is_some()
    }
}

/// Rows at the top among which the header is looked for.
const MOST_HEADER_ROWS: usize = 12;

/// Finds the columns.
pub(super) fn find(
    study: &Study,
    table: &PrintedTable,
    declaration: Option<&TableDeclaration>,
    style: NumberStyle,
) -> Result<Columns> {
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let start = table.rows.iter().take(MOST_HEADER_ROWS).position(|row| filled(&row.cells) >= 2);
    let fault = |message: &str| {
        Error::new(ErrorCode::Table, message)
            .file(table.file.clone())
            .expected("a header row such as: Variable, Survivors (n = 8), Non-survivors (n = 16), P value")
            .hint("give every group a column of its own and name the groups in the first row")
    };
    let Some(start) = start else { return Err(fault("the table is empty, or has no header with two groups")) };
    let first_body_row = end_of_header(table, start, style);
    let rows = &table.rows[start..first_body_row];
    let mut headers: Vec<String> = vec![String::new(); width];
    let mut sub: Vec<String> = vec![String::new(); width];
    for (i, row) in rows.iter().enumerate() {
        let mut last = String::new();
        for (j, header) in headers.iter_mut().enumerate() {
            let text = row.cells.get(j).map(|cell| cell.trim()).unwrap_or_default();
            if i == 0 {
                // A blank cell right of a group header belongs to it when a sub-header stands below.
                let below = rows.get(1).and_then(|row| row.cells.get(j)).is_some_and(|cell| {
                    let role = parse_header(cell).role;
                    !cell.trim().is_empty() && matches!(role, HeaderRole::Group | HeaderRole::Label)
                });
                if text.is_empty() && below && j > 0 {
                    header.clone_from(&last)
                } else {
                    *header = text.to_string()
                }
                last.clone_from(header);
            } else if !text.is_empty() {
                sub[j] = text.to_string();
                if !header.is_empty() {
                    header.push(' ');
                }
                header.push_str(text);
            }
        }
    }
    let parsed: Vec<Header> = headers.iter().map(|header| parse_header(header)).collect();
    let mut columns = Columns {
        all: headers.iter().map(|header| FileColumn { header: header.clone(), role: ColumnRole::Other }).collect(),
        label: 0,
        level: None,
        groups: Vec::new(),
        overall: None,
        p: None,
        statistic: None,
        first_body_row,
    };
    assign(&mut columns, &parsed, &sub, table, style);
    unnamed_p(&mut columns, table, style);
    size_row(&mut columns, table);
    numbers_are_no_group(&mut columns, table, style);
    overall_by_sum(&mut columns);
    name_groups(&mut columns, study, declaration);
    if columns.groups.len() < 2 {
        let found: Vec<&str> = columns.groups.iter().map(|group| group.column.label.as_str()).collect();
        return Err(fault("the table has fewer than two groups to compare").row(table.rows[start].line).found(
            if found.is_empty() { "no group".to_string() } else { format!("one group: {}", found.join(", ")) },
        ));
    }
    Ok(columns)
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Whether a cell prints a value, so that its row is no header.
fn is_value(cell: &str, style: NumberStyle) -> bool {
    !matches!(parse_cell(cell, style), Err(_) | Ok(Notation::Empty | Notation::Dash | Notation::NotAvailable))
}

/// Index of the first row below the header.
fn end_of_header(table: &PrintedTable, start: usize, style: NumberStyle) -> usize {
    let sub_words = [
        "n",
        "%",
        "n (%)",
        "no. (%)",
        "no.",
        "mean",
        "sd",
        "mean ± sd",
        "mean (sd)",
        "median",
        "iqr",
        "n(%)",
        "p",
        "p value",
        "median (iqr)",
    ];
    let mut end = start + 1;
    while let Some(row) = table.rows.get(end) {
        let values: Vec<&str> =
            row.cells.iter().skip(1).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let first = row.cells.first().map(|cell| cell.trim()).unwrap_or_default();
        let is_sub = |cell: &&str| {
            let header = parse_header(cell);
            (header.n.is_some() && !is_value(cell, style))
                || header.role == HeaderRole::P
                || sub_words.contains(&cell.to_lowercase().as_str())
        };
        let sub_header = !values.is_empty() && values.iter().all(is_sub);
        let sized = values.iter().filter(|cell| parse_header(cell).n.is_some()).count() >= 2;
        let named =
            (first.is_empty() || sized) && values.len() >= 2 && !values.iter().any(|cell| is_value(cell, style));
        if !sub_header && !named {
            break;
        }
        end += 1;
    }
    end
}

/// Gives every column its role.
fn assign(columns: &mut Columns, parsed: &[Header], sub: &[String], table: &PrintedTable, style: NumberStyle) {
    let body = &table.rows[columns.first_body_row..];
    let holds_values = |j: usize| {
        let cells = body.iter().filter_map(|row| row.cells.get(j)).filter(|cell| !cell.trim().is_empty());
        cells.clone().any(|cell| is_value(cell, style))
    };
    // `12 (75.0)` and `56.6 ± 10.7` cut at the blank by a spreadsheet.
    let holds_second_parts = |j: usize| {
        let mut cells = body.iter().filter_map(|row| row.cells.get(j)).map(|cell| cell.trim());
        cells.any(|cell| cell.starts_with(['(', '[', '±']) && is_value(&format!("1 {cell}"), style))
    };
    let mut previous: Option<usize> = None;
    for (j, header) in parsed.iter().enumerate() {
        let sub_header = sub[j].trim().to_lowercase();
        if j == 0 {
            columns.all[j].role = ColumnRole::Label;
            continue;
        }
        let continues =
            previous.filter(|before| before + 1 == j).and_then(|before| pair_by_header(&parsed[before], header));
        let second = match sub_header.as_str() {
            _ if continues.is_some() => continues,
            "%" | "(%)" | "percent" | "pct" => Some(Pair::CountPercent),
            "sd" | "(sd)" | "± sd" | "±sd" => Some(Pair::MeanSd),
            _ if columns.all[j].header.is_empty() && (holds_values(j) || holds_second_parts(j)) => {
                Some(Pair::CountPercent)
            }
            _ => None,
        };
        if let (Some(pair), Some(before)) = (second, previous) {
            let is_group = |role: ColumnRole| matches!(role, ColumnRole::Group(_) | ColumnRole::Overall);
            if before + 1 == j && is_group(columns.all[before].role) {
                columns.all[j].role = columns.all[before].role;
                let target = match columns.all[before].role {
                    ColumnRole::Overall => columns.overall.as_mut(),
                    _ => columns.groups.last_mut(),
                };
                if let Some(target) = target {
                    target.second = Some((j, pair));
                }
                continue;
            }
        }
        let label = strip_sub_header(&header.label);
        let value =
            |n| ValueColumn { column: GroupColumn { id: None, label: label.clone(), n, column: j }, n, second: None };
        columns.all[j].role = match header.role {
            HeaderRole::P if columns.p.is_none() => {
                columns.p = Some(j);
                ColumnRole::P
            }
            HeaderRole::Statistic => {
                columns.statistic.get_or_insert(j);
                ColumnRole::Statistic
            }
            HeaderRole::Level if columns.level.is_none() => {
                columns.level = Some(j);
                ColumnRole::Level
            }
            HeaderRole::Overall if columns.overall.is_none() => {
                columns.overall = Some(value(header.n));
                ColumnRole::Overall
            }
            HeaderRole::Group if holds_values(j) || header.n.is_some() => {
                columns.groups.push(value(header.n));
                ColumnRole::Group(columns.groups.len() - 1)
            }
            _ => ColumnRole::Other,
        };
        if matches!(columns.all[j].role, ColumnRole::Group(_) | ColumnRole::Overall) {
            previous = Some(j);
        }
    }
}

/// A last column without a size whose cells are all numbers from 0 to 1 is the P column, whatever it is called.
fn unnamed_p(columns: &mut Columns, table: &PrintedTable, style: NumberStyle) {
    let Some(last) =
        columns.groups.last().filter(|last| columns.p.is_none() && columns.groups.len() >= 3 && last.n.is_none())
    else {
        return;
    };
    let column = last.column.column;
    let cells = table.rows[columns.first_body_row..].iter().filter_map(|row| row.cells.get(column));
    let filled: Vec<&String> = cells.filter(|cell| !cell.trim().is_empty()).collect();
    let is_p = |cell: &&String| matches!(parse_p(cell, style), Ok(Some(p)) if cell.contains(['.', ',', '<', '·']) || p.text == "1");
    if last.second.is_none() && !filled.is_empty() && filled.iter().all(is_p) {
        columns.groups.pop();
        columns.p = Some(column);
        columns.all[column].role = ColumnRole::P;
    }
}

/// Columns of bare numbers without a group size, beside at least two groups that have one, are no groups: a statistic
/// or an effect under a heading that is not known.
fn numbers_are_no_group(columns: &mut Columns, table: &PrintedTable, style: NumberStyle) {
    if columns.groups.iter().filter(|group| group.n.is_some()).count() < 2 {
        return;
    }
    let body = &table.rows[columns.first_body_row..];
    let stray = |group: &ValueColumn| {
        let cells: Vec<Notation> = body
            .iter()
            .filter_map(|row| row.cells.get(group.column.column))
            .filter_map(|cell| parse_cell(cell, style).ok())
            .filter(|cell| !matches!(cell, Notation::Empty | Notation::Dash | Notation::NotAvailable))
            .collect();
        group.n.is_none()
            && group.second.is_none()
            && cells.iter().all(|cell| matches!(cell, Notation::Number(_)))
            && cells.iter().any(|cell| matches!(cell, Notation::Number(number) if number.decimals > 0))
    };
    let (others, groups): (Vec<ValueColumn>, Vec<ValueColumn>) = columns.groups.drain(..).partition(stray);
    for other in others {
        columns.all[other.column.column].role = ColumnRole::Other;
    }
    columns.groups = groups;
    renumber(columns);
}

/// Writes the groups' positions into the roles of their columns.
fn renumber(columns: &mut Columns) {
    for (i, group) in columns.groups.iter().enumerate() {
        columns.all[group.column.column].role = ColumnRole::Group(i);
        if let Some((second, _)) = group.second {
            columns.all[second].role = ColumnRole::Group(i);
        }
    }
}

/// A first row of group sizes: `n`, `N`, `No. of patients`.
fn size_row(columns: &mut Columns, table: &PrintedTable) {
    let Some(row) = table.rows.get(columns.first_body_row) else { return };
    let label: String = row.cells.first().map(|cell| cell.trim().to_lowercase()).unwrap_or_default();
    let named = [
        "n",
        "no.",
        "number",
        "no",
        "n =",
        "number of patients",
        "no. of patients",
        "patients",
        "patients, n",
        "sample size",
        "n (patients)",
        "number of cases",
    ];
    if !named.contains(&label.as_str()) || columns.groups.iter().any(|group| group.n.is_some()) {
        return;
    }
    let size = |group: &ValueColumn| match parse_cell(&group.cell(&row.cells), NumberStyle::Point) {
        Ok(Notation::Number(number)) if number.decimals == 0 => u64::try_from(number.digits).ok(),
        Ok(Notation::Parenthesised { center, .. }) if center.decimals == 0 => u64::try_from(center.digits).ok(),
        Ok(Notation::CountPercent { count, .. }) => Some(count),
        _ => None,
    };
    let sizes: Vec<Option<u64>> = columns.groups.iter().map(size).collect();
    if sizes.iter().any(Option::is_none) {
        return;
    }
    for (group, n) in columns.groups.iter_mut().zip(sizes) {
        group.n = n;
        group.column.n = n;
    }
    if let Some(overall) = &mut columns.overall {
        overall.n = size(overall);
        overall.column.n = overall.n;
    }
    columns.first_body_row += 1;
}

/// A column without the word "total" whose size is the sum of the others is the total all the same.
fn overall_by_sum(columns: &mut Columns) {
    if columns.overall.is_some() || columns.groups.len() < 3 {
        return;
    }
    let sizes: Option<Vec<u64>> = columns.groups.iter().map(|group| group.n).collect();
    let Some(sizes) = sizes else { return };
    let total: u64 = sizes.iter().fold(0, |sum, n| sum.saturating_add(*n));
    let last = sizes.len() - 1;
    let Some(position) = [0, last]
        .into_iter()
        .find(|i| sizes[*i].saturating_mul(2) == total && sizes.iter().filter(|n| **n == sizes[*i]).count() == 1)
    else {
        return;
    };
    let group = columns.groups.remove(position);
    columns.all[group.column.column].role = ColumnRole::Overall;
    columns.overall = Some(group);
    renumber(columns);
}

/// Recognises the study's groups by declaration, id, label or alias; a group without a printed size takes the study's.
fn name_groups(columns: &mut Columns, study: &Study, declaration: Option<&TableDeclaration>) {
    let declared = declaration.map(|declaration| declaration.columns.as_slice()).unwrap_or_default();
    for (i, group) in columns.groups.iter_mut().enumerate() {
        let by_id = declared.get(i).and_then(|id| study.groups.iter().find(|known| known.id == *id));
        if let Some(known) = by_id.or_else(|| by_name(study, &group.column.label)) {
            group.column.id = Some(known.id.clone());
            group.n = group.n.or(known.n);
            group.column.n = group.n;
        }
    }
    if let Some(overall) = &mut columns.overall
        && let Some(known) = by_name(study, &overall.column.label)
    {
        overall.column.id = Some(known.id.clone());
        overall.n = overall.n.or(known.n);
        overall.column.n = overall.n;
    }
}

fn by_name<'a>(study: &'a Study, label: &str) -> Option<&'a Group> {
    let key = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let label = key(label);
    study.groups.iter().find(|group| {
        key(&group.id) == label || key(&group.label) == label || group.aliases.iter().any(|alias| key(alias) == label)
    })
}
