//! The figures and numbers of a study, written in the syntax of a language.

use super::study::{Given, Row, Section};
use crate::results::reproduction::{Figures, MedianInput, MedianSpread};

/// How a language writes what the cells of tables need. Pairs open and close.
pub struct Syntax {
    /// Counts of one level.
    pub level: (&'static str, &'static str),
    /// Several numbers.
    pub vector: (&'static str, &'static str),
    /// Between the name of an argument and its value.
    pub equals: &'static str,
    /// No figures, no method.
    pub none: &'static str,
    /// Root of a number.
    pub sqrt: &'static str,
}

/// Longest line of the numbers.
const WIDTH: usize = 110;

impl Syntax {
    /// The cell of a table: one call of `check` a row.
    pub fn section(&self, section: &Section) -> String {
        let rows: Vec<String> = section.rows.iter().map(|row| self.row(row)).collect();
        format!("table({})\n{}\n", quoted(&section.title), rows.join("\n"))
    }

    fn row(&self, row: &Row) -> String {
        let figures = row.figures.as_ref().map_or(self.none.to_string(), |given| self.given(given));
        let named = |name: &str, value: String| format!("{name}{}{value}", self.equals);
        let about = [quoted(&row.label), quoted(&row.printed), quoted(&row.verdict)];
        let shown = row.shown.map(|name| format!(", {}", named("shown", quoted(name)))).unwrap_or_default();
        let number = |(name, values): &(&'static str, Vec<f64>)| match values.as_slice() {
            [one] => named(name, number(*one)),
            several => named(name, enclosed(self.vector, several.iter().map(|value| number(*value)))),
        };
        let numbers: Vec<String> = row.numbers.iter().map(number).collect();
        let mut lines = vec![wrapped(&about), format!("{INDENT}{figures}{shown}")];
        lines.extend((!numbers.is_empty()).then(|| wrapped(&numbers)));
        format!("check(\n{}\n)", lines.join(",\n"))
    }

    fn given(&self, given: &Given) -> String {
        match given {
            Given::Figures(figures) => self.figures(figures),
            Given::Share { count, n, percent } => format!("share({count}, {n}, {percent})"),
            Given::Series(groups) => {
                let group = |group: &[u64; 2]| enclosed(self.vector, group.iter().map(u64::to_string));
                format!("series({})", groups.iter().map(group).collect::<Vec<_>>().join(", "))
            }
        }
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
}

const INDENT: &str = "    ";

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
fn wrapped(parts: &[String]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let part = if i + 1 < parts.len() { format!("{part},") } else { part.clone() };
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + part.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(&part);
            }
            _ => lines.push(format!("{INDENT}{part}")),
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
        let text = wrapped(&parts);
        assert!(text.lines().count() > 2 && text.lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(text.matches(',').count(), 39);
    }
}
