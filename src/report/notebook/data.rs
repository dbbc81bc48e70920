//! The figures and numbers of a study, written in the syntax of a language.

use super::study::{Row, StudyRows};
use crate::results::reproduction::{Figures, MedianInput, MedianSpread};

/// How a language writes what the data cells need. Pairs open and close.
pub struct Syntax {
    /// Assignment.
    pub assign: &'static str,
    /// A mapping from names to values.
    pub mapping: (&'static str, &'static str),
    /// Between a name and its value.
    pub colon: &'static str,
    /// The rows of a table.
    pub rows: (&'static str, &'static str),
    /// One row.
    pub row: (&'static str, &'static str),
    /// Counts of one level.
    pub level: (&'static str, &'static str),
    /// Several numbers.
    pub vector: (&'static str, &'static str),
    /// No method.
    pub none: &'static str,
    /// Root of a number.
    pub sqrt: &'static str,
    /// Indentation.
    pub indent: &'static str,
}

/// Longest line of the numbers.
const WIDTH: usize = 110;

impl Syntax {
    /// The tables as printed: `TABLES`.
    pub fn tables(&self, study: &StudyRows) -> String {
        let table = |table: &super::study::TableRows| {
            let mut lines = Vec::new();
            let mut groups: &[String] = &[];
            for (i, row) in table.rows.iter().enumerate() {
                if row.groups != groups {
                    groups = &row.groups;
                    lines.push(format!("{}# {}", self.indent.repeat(2), groups.join(" | ")));
                }
                let comma = if i + 1 < table.rows.len() { "," } else { "" };
                lines.push(format!("{}{}{comma}", self.indent.repeat(2), self.row(row)));
            }
            let (open, close) = self.rows;
            format!(
                "{}{}{}{open}\n{}\n{}{close}",
                self.indent,
                quoted(&table.label),
                self.colon,
                lines.join("\n"),
                self.indent
            )
        };
        self.assigned("TABLES", study.tables.iter().map(table))
    }

    /// What the program reports: `REPORTED`.
    pub fn reported(&self, study: &StudyRows) -> String {
        let (open, close) = self.mapping;
        let table = |table: &super::study::TableRows| {
            let rows: Vec<String> = table.rows.iter().map(|row| self.numbers(row)).collect();
            let indent = self.indent;
            format!("{indent}{}{}{open}\n{}\n{indent}{close}", quoted(&table.label), self.colon, rows.join(",\n"))
        };
        self.assigned("REPORTED", study.tables.iter().map(table))
    }

    fn assigned(&self, name: &str, parts: impl Iterator<Item = String>) -> String {
        let (open, close) = self.mapping;
        let parts: Vec<String> = parts.collect();
        format!("{name} {} {open}\n{}\n{close}\n", self.assign, parts.join(",\n"))
    }

    fn row(&self, row: &Row) -> String {
        let figures = row.figures.as_ref().map_or("nothing".to_string(), |figures| self.figures(figures));
        let (open, close) = self.row;
        let parts = [quoted(&row.label), quoted(&row.printed), quoted(row.verdict), figures];
        format!("{open}{}{close}", parts.join(", "))
    }

    fn figures(&self, figures: &Figures) -> String {
        match figures {
            Figures::Counts(levels) => {
                let level = |level: &Vec<u64>| enclosed(self.level, level.iter().map(u64::to_string));
                format!("counts({})", levels.iter().map(level).collect::<Vec<_>>().join(", "))
            }
            Figures::Means(groups) => {
                let groups = groups.iter().map(|group| {
                    let sd = match group.se {
                        Some(se) => format!("{} * {}({})", printed(se), self.sqrt, group.n),
                        None => printed(group.sd),
                    };
                    enclosed(self.vector, [group.n.to_string(), printed(group.mean), sd].into_iter())
                });
                format!("means({})", groups.collect::<Vec<_>>().join(", "))
            }
            Figures::Medians(groups) => {
                format!("medians({})", groups.iter().map(median).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// One row of `REPORTED`.
    fn numbers(&self, row: &Row) -> String {
        let indent = |depth: usize| self.indent.repeat(depth);
        let named = |(name, value): (&&str, String)| format!("{}{}{value}", quoted(name), self.colon);
        let p: Vec<String> = row.p.iter().map(|(name, p)| named((name, number(*p)))).collect();
        let effect = |(name, numbers): &(&'static str, [f64; 3])| {
            named((&name, enclosed(self.vector, numbers.iter().map(|value| number(*value)))))
        };
        let effects: Vec<String> = row.effects.iter().map(effect).collect();
        let shown = row.shown.map_or(self.none.to_string(), quoted);
        let (open, close) = self.mapping;
        let block = |name: &str, parts: &[String]| {
            let start = format!("{}{}{}{open}", indent(3), quoted(name), self.colon);
            match wrapped(parts, &indent(4)) {
                lines if parts.is_empty() => format!("{start}{lines}{close}"),
                lines => format!("{start}\n{lines}\n{}{close}", indent(3)),
            }
        };
        format!(
            "{}{}{}{open}\n{}{}{}{shown},\n{},\n{}\n{}{close}",
            indent(2),
            quoted(&row.label),
            self.colon,
            indent(3),
            quoted("shown"),
            self.colon,
            block("p", &p),
            block("effects", &effects),
            indent(2)
        )
    }
}

fn median(group: &MedianInput) -> String {
    let (name, numbers) = match group.spread {
        MedianSpread::Iqr(width) => ("iqr", vec![width]),
        MedianSpread::Quartiles(first, third) => ("quartiles", vec![first, third]),
        MedianSpread::Range(least, most) => ("extremes", vec![least, most]),
    };
    let numbers = std::iter::once(group.median).chain(numbers).map(printed);
    format!("{name}({}, {})", group.n, numbers.collect::<Vec<_>>().join(", "))
}

fn enclosed((open, close): (&str, &str), parts: impl Iterator<Item = String>) -> String {
    format!("{open}{}{close}", parts.collect::<Vec<_>>().join(", "))
}

/// Parts separated by commas, in lines of at most [`WIDTH`] columns.
fn wrapped(parts: &[String], indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let part = if i + 1 < parts.len() { format!("{part},") } else { part.clone() };
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + part.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(&part);
            }
            _ => lines.push(format!("{indent}{part}")),
        }
    }
    lines.join("\n")
}

/// A figure of the table, as people write it.
fn printed(value: f64) -> String {
    if value.abs() < 1e15 && (value == 0.0 || value.abs() >= 1e-6) { value.to_string() } else { number(value) }
}

/// The shortest text that reads back to the same double.
fn number(value: f64) -> String {
    format!("{value:?}")
}

/// A string literal, which both languages write alike.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_and_strings_are_closed() {
        for value in [0.1 + 0.2, 1e-300, 64.5, -0.0, 1e22] {
            assert_eq!(number(value).parse::<f64>().map(f64::to_bits), Ok(value.to_bits()));
        }
        assert_eq!((printed(30.0), printed(1e-9)), ("30".to_string(), "1e-9".to_string()));
        assert_eq!(quoted("a\"b\\"), "\"a\\\"b\\\\\"");
    }

    #[test]
    fn lines_are_wrapped_between_parts() {
        let parts: Vec<String> = (0..40).map(|i| format!("part_{i}")).collect();
        let text = wrapped(&parts, "    ");
        assert!(text.lines().count() > 2 && text.lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(text.matches(',').count(), 39);
    }
}
