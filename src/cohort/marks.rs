//! The marks in numbers: one point in `1.200` may be that of a fraction, or of thousands.

use polars::prelude::{Column as Series, DataType, IntoColumn, PolarsResult, StringChunkedBuilder, col};

use super::declaration::VariableDeclaration;
use super::number::number;
use super::profile::Profile;
use crate::error::{Error, ErrorCode, Result};
use crate::loaders::patients::{PatientRows, Source, polars_fault};

/// How the numbers of a column are written, where the user says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// What stands before the fraction: a point or a comma.
    pub decimal: Option<char>,
    /// What stands between groups of three digits: a point, a comma, a space, an apostrophe or a low line.
    pub thousands: Option<char>,
}

impl Marks {
    /// The marks that a text names.
    ///
    /// # Errors
    /// Another mark, or one for both.
    pub(super) fn of(decimal: Option<&str>, thousands: Option<&str>) -> Result<Marks> {
        let one = |mark: &str, known: &str, expected: &str| {
            let mut characters = mark.chars();
            let first = characters.next().filter(|mark| known.contains(*mark) && characters.next().is_none());
            first.ok_or_else(|| {
                Error::new(ErrorCode::Study, "a mark in numbers is not known").found(mark).expected(expected)
            })
        };
        let decimal = decimal.map(|mark| one(mark, ".,", "decimal_mark = \".\" or \",\"")).transpose()?;
        let thousands = thousands
            .map(|mark| one(mark, ".,' _", "thousands_mark = \".\", \",\", \" \", \"'\" or \"_\""))
            .transpose()?;
        if decimal.is_some() && decimal == thousands {
            return Err(Error::new(ErrorCode::Study, "one mark stands for fractions and for thousands")
                .found(decimal.unwrap_or_default().to_string()));
        }
        Ok(Marks { decimal, thousands })
    }

    /// Whether the user says nothing.
    pub(super) fn silent(self) -> bool {
        self == Marks::default()
    }

    /// The number that a cell writes with these marks, without marks of thousands and with the decimal mark that is
    /// asked for. `None` for what is written in another way.
    fn plain(self, cell: &str, comma: bool) -> Option<String> {
        let decimal = match (self.decimal, self.thousands) {
            (Some(decimal), _) => decimal,
            (None, Some('.')) => ',',
            (None, Some(',')) => '.',
            (None, _) => {
                if comma {
                    ','
                } else {
                    '.'
                }
            }
        };
        let unsigned = cell.trim_start_matches(['-', '+', '−']);
        let sign = cell.get(..cell.len() - unsigned.len()).filter(|sign| sign.chars().count() < 2)?;
        let (whole, fraction) = unsigned.split_once(decimal).map_or((unsigned, None), |(a, b)| (a, Some(b)));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let groups: Vec<&str> = whole.split(|c| self.thousands.is_some_and(|mark| same(mark, c))).collect();
        let (first, others) = groups.split_first()?;
        let grouped = others.is_empty()
            || ((1..=3).contains(&first.len())
                && !first.starts_with('0')
                && others.iter().all(|group| group.len() == 3));
        let whole = groups.concat();
        let fraction = fraction.unwrap_or_default();
        if !grouped || !digits(&whole) || !digits(fraction) || whole.len() + fraction.len() == 0 {
            return None;
        }
        let mark = if fraction.is_empty() {
            ""
        } else if comma {
            ","
        } else {
            "."
        };
        Some(format!("{sign}{whole}{mark}{fraction}"))
    }
}

/// Whether a character is a mark, in any of its forms: a narrow space is a space.
fn same(mark: char, character: char) -> bool {
    match mark {
        ' ' => matches!(character, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}'),
        '\'' => matches!(character, '\'' | '’'),
        _ => mark == character,
    }
}

/// The rows with the numbers of those columns written plainly for which the user declares marks. A number that is
/// written in another way there is made a text, so that it is an error where it is read.
///
/// # Errors
/// Marks for a column that holds no text.
pub(super) fn plain(rows: &PatientRows, declared: &[VariableDeclaration]) -> Result<PatientRows> {
    let mut plain = rows.clone();
    let comma = rows.text && rows.decimal_comma;
    for variable in declared.iter().filter(|variable| !variable.marks.silent()) {
        let Some(column) = rows.columns.iter().find(|column| column.name == variable.name) else { continue };
        let mut query = plain.source.query().clone();
        let schema = query.collect_schema().map_err(|error| polars_fault(&error, rows.files.join(", ").as_ref()))?;
        let kind = schema.get(&column.name).cloned().unwrap_or(DataType::Null);
        if !matches!(kind, DataType::String | DataType::Null) {
            return Err(Error::new(ErrorCode::Study, "marks in numbers are declared for a column that holds no text")
                .file(rows.files.join(", "))
                .variable(column.name.clone())
                .found(kind.to_string())
                .hint("take decimal_mark and thousands_mark away: the file says what its numbers are"));
        }
        let marks = variable.marks;
        let written =
            col(column.name.as_str()).map(move |cells| rewritten(&cells, marks, comma), |_, field| Ok(field.clone()));
        plain.source = Source::Query(query.with_column(written));
    }
    Ok(plain)
}

/// What is put behind a number that is not written with the declared marks.
const OTHERWISE: &str = " (not with the declared marks)";

/// Refuses such a number where a column would hold it as text.
///
/// # Errors
/// As said, with its row where that is known.
pub(super) fn refuse(profile: &Profile, rows: &PatientRows, name: &str) -> Result<()> {
    let first = profile.first_text.as_ref().filter(|(_, cell)| cell.ends_with(OTHERWISE));
    let any =
        profile.levels().and_then(|levels| levels.into_keys().find(|cell| cell.ends_with(OTHERWISE)).map(String::from));
    let Some(cell) = first.map(|(_, cell)| cell.clone()).or(any) else { return Ok(()) };
    let error = Error::new(ErrorCode::Cell, "a number is not written with the marks that are declared for its column")
        .column(name)
        .found(format!("“{}”", cell.trim_end_matches(OTHERWISE)))
        .hint("correct decimal_mark and thousands_mark in study.toml, or the cell");
    Err(match first {
        Some((row, _)) => rows.located(error, *row),
        None => error.file(rows.files.join(", ")),
    })
}

fn rewritten(cells: &Series, marks: Marks, comma: bool) -> PolarsResult<Series> {
    let Ok(texts) = cells.str() else { return Ok(cells.clone()) };
    let mut written = StringChunkedBuilder::new(cells.name().clone(), cells.len());
    for cell in texts.iter() {
        let Some(cell) = cell.map(str::trim) else {
            written.append_null();
            continue;
        };
        match marks.plain(cell, comma) {
            Some(number) => written.append_value(number),
            None if number(cell, comma).is_some() => written.append_value(format!("{cell}{OTHERWISE}")),
            None => written.append_value(cell),
        }
    }
    Ok(polars::prelude::IntoSeries::into_series(written.finish()).into_column())
}

/// Whether the decimal mark of a column could be that of thousands, as its cells say one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ambiguity {
    /// The first cell with one mark and three digits behind it.
    pub first: Option<(usize, String)>,
    /// Whether some number has a fraction of another length: then the mark is that of fractions.
    pub refuted: bool,
}

impl Ambiguity {
    /// Looks at a number and at the cell that writes it.
    #[inline]
    pub(super) fn look(&mut self, cell: &str, value: f64, row: usize) {
        if self.refuted {
            return;
        }
        if thousand(cell) {
            if self.first.is_none() {
                self.first = Some((row, cell.to_string()));
            }
        } else if value.fract() != 0.0 {
            self.refuted = true;
        }
    }

    /// What a reader must be told where nothing in the file refutes it.
    pub(super) fn note(&self, rows: &PatientRows) -> Option<String> {
        let (row, cell) = self.first.as_ref().filter(|_| !self.refuted)?;
        let (word, mark) = if cell.contains(',') { ("comma", ",") } else { ("point", ".") };
        let (read, meant) = (cell.replace(mark, "."), cell.replace(mark, ""));
        Some(format!(
            "every number with a {word} has exactly three digits behind it, the first “{cell}” in row {}: it is read as {read}; \
             if it means {meant}, declare thousands_mark = \"{mark}\" in study.toml, and if not, decimal_mark = \"{mark}\"",
            rows.row(*row)
        ))
    }
}

/// Whether a cell is one to three digits, the first of them not 0, one mark and three digits: `1.200`, `-12,500`.
pub(super) fn thousand(cell: &str) -> bool {
    let unsigned = cell.trim_start_matches(['-', '+', '−']).as_bytes();
    let Some((whole, [b'.' | b',', fraction @ ..])) = unsigned.split_at_checked(unsigned.len().saturating_sub(4))
    else {
        return false;
    };
    (1..=3).contains(&whole.len())
        && whole.first() != Some(&b'0')
        && whole.iter().chain(fraction).all(u8::is_ascii_digit)
}

/// What is to be done about a cell that is no number only because of its marks.
pub(super) fn hint(cell: &str, comma: bool) -> Option<String> {
    let found = [('.', ','), (',', '.'), (' ', ','), (' ', '.'), ('\'', '.'), ('_', '.')].into_iter().find(
        |(thousands, decimal)| {
            cell.chars().any(|c| same(*thousands, c))
                && Marks { decimal: Some(*decimal), thousands: Some(*thousands) }.plain(cell, comma).is_some()
        },
    );
    if let Some((thousands, _)) = found {
        return Some(format!(
            "if it has marks of thousands, declare thousands_mark = \"{thousands}\" for the variable in study.toml"
        ));
    }
    let other = if comma { '.' } else { ',' };
    let marks = Marks { decimal: Some(other), thousands: None };
    marks.plain(cell, comma).map(|_| {
        format!("if its decimal mark is “{other}”, declare decimal_mark = \"{other}\" for the variable in study.toml")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_plainly() {
        let marks = |decimal, thousands| Marks { decimal, thousands };
        let german = marks(None, Some('.'));
        let cases = [
            (german, "1.200", Some("1200")),
            (german, "−1.200.500,25", Some("−1200500.25")),
            (german, "850", Some("850")),
            (german, "12,5", Some("12.5")),
            (german, "1200", Some("1200")),
            (german, "1.20", None),
            (german, "0.125", None),
            (german, "1,200.5", None),
            (german, "1..200", None),
            (german, "1.2000", None),
            (german, "1200.500", None),
            (marks(None, Some(',')), "1,234.5", Some("1234.5")),
            (marks(None, Some(',')), "1,20,000", None),
            (marks(None, Some('\'')), "1’234'567.5", Some("1234567.5")),
            (marks(Some(','), Some(' ')), "1\u{202F}234,5", Some("1234.5")),
            (marks(Some(','), None), "12,5", Some("12.5")),
            (marks(Some(','), None), "12.5", None),
            (marks(Some('.'), None), "1.200", Some("1.200")),
            (german, "", None),
            (german, "-", None),
            (german, ",", None),
            (german, "--5", None),
            (german, "1.200 kg", None),
        ];
        for (marks, cell, plain) in cases {
            assert_eq!(marks.plain(cell, false).as_deref(), plain, "{cell}");
        }
        assert_eq!(german.plain("1.200,5", true).as_deref(), Some("1200,5"));
        assert!(Marks::of(Some(";"), None).is_err() && Marks::of(Some("."), Some(".")).is_err());
        assert!(Marks::of(None, Some("..")).is_err() && Marks::of(None, Some("")).is_err());
    }

    #[test]
    fn thousands_are_possible_until_a_fraction_has_another_length() {
        let look = |cells: &[&str]| {
            let mut found = Ambiguity::default();
            for (row, cell) in cells.iter().enumerate() {
                found.look(cell, cell.parse().unwrap(), row);
            }
            (found.refuted, found.first.map(|(row, _)| row))
        };
        assert_eq!(look(&["850", "1.200", "-12.500"]), (false, Some(1)));
        assert_eq!(look(&["1.200", "12.5"]), (true, Some(0)));
        assert_eq!(look(&["0.125", "1.200"]), (true, None));
        assert_eq!(look(&["1200.500"]), (true, None));
        assert_eq!(look(&["1", "2"]), (false, None));
    }

    #[test]
    fn what_could_be_declared_is_named() {
        let named = |cell: &str, comma| hint(cell, comma).unwrap_or_default();
        assert!(named("1,234", false).contains("thousands_mark = \",\""));
        assert!(named("1.200.500", false).contains("thousands_mark = \".\""));
        assert!(named("1 234", false).contains("thousands_mark = \" \""));
        assert!(named("12,5", false).contains("decimal_mark = \",\""));
        assert!(named("12.5", true).contains("decimal_mark = \".\""));
        assert_eq!(named("5 mg", false), "");
    }
}
