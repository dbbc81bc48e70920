//! What a row of a printed table compares: the typed form on which tests and checks work.

use super::decimal::Decimal;
use super::notation::{Notation, PrintedP};

/// A printed table after reading.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadTable {
    /// The table's id, as in the study.
    pub id: String,
    /// What a reader calls it.
    pub label: String,
    /// File, for errors and findings.
    pub file: String,
    /// What every column of the file holds, left to right.
    pub columns: Vec<Column>,
    /// Number of rows of the file that are header.
    pub header_rows: usize,
    /// Groups compared, in the order of their columns. The overall column is not among them.
    pub groups: Vec<GroupColumn>,
    /// The overall or total column, where there is one.
    pub overall: Option<GroupColumn>,
    /// One per comparison, in printed order.
    pub comparisons: Vec<Comparison>,
    /// Footnotes, those of the file and those of the study together.
    pub footnotes: Vec<String>,
    /// Cells that could not be read. Nothing is guessed for them.
    pub refused: Vec<RefusedCell>,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Header as printed, several header rows joined by a space.
    pub header: String,
    /// What it holds.
    pub role: ColumnRole,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnRole {
    /// Row labels.
    Label,
    /// Names of levels, in tables that give them a column of their own.
    Level,
    /// Values of group `groups[i]`.
    Group(usize),
    /// Values of all patients together.
    Overall,
    /// P values.
    P,
    /// Test statistics.
    Statistic,
    /// Anything else: kept as printed, not used.
    Other,
}

/// A column of values of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupColumn {
    /// Group id of the study, where the column was recognised as one of its groups.
    pub id: Option<String>,
    /// Label without its "(n = …)".
    pub label: String,
    /// Group size, from the header or from the study.
    pub n: Option<u64>,
    /// Index of the column in the file.
    pub column: usize,
}

/// Kind of summary that a row prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// One count per group of those with a property.
    Count,
    /// Counts of two or more levels per group.
    Counts,
    /// Mean and standard deviation.
    MeanSd,
    /// Mean and standard error of the mean.
    MeanSe,
    /// Median and interquartile range as one width.
    MedianIqr,
    /// Median and both quartiles.
    MedianQuartiles,
    /// Median and both extremes.
    MedianRange,
    /// Not told by anything, or different from group to group.
    Unknown,
}

/// One printed comparison of groups: a variable, or one level of it that has a P of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Line of the file on which it starts.
    pub line: usize,
    /// Section heading above it.
    pub section: Option<String>,
    /// Row label as printed, without indentation.
    pub label: String,
    /// Row label without unit, notation hints and footnote marks.
    pub name: String,
    /// Unit, from the label.
    pub unit: Option<String>,
    /// The level, when this is a level row with its own P; `label` is then the parent's.
    pub level: Option<String>,
    /// Kind of summary.
    pub kind: Kind,
    /// Why this kind, in words, strongest reason first. Never empty.
    pub evidence: Vec<String>,
    /// Another kind fits the printed row nearly as well; which, and the reason stands in `evidence`.
    pub alternative: Option<Kind>,
    /// Names of the levels, for `Kind::Counts`; empty otherwise.
    pub levels: Vec<String>,
    /// Values, one entry per group of the table and in its order.
    pub groups: Vec<GroupValues>,
    /// Values of all patients, where the table has such a column.
    pub overall: Option<GroupValues>,
    /// P value as printed.
    pub p: Option<PrintedP>,
    /// Test statistic as printed.
    pub statistic: Option<String>,
}

/// What a row prints for one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupValues {
    /// Cells as printed, one per level for `Kind::Counts`, else one.
    pub cells: Vec<PrintedCell>,
    /// What they say.
    pub value: Value,
    /// Patients that the value is about: the group size, or the denominator recovered from the cells.
    pub n_used: Option<u64>,
}

/// A cell as printed, with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedCell {
    /// Text as printed, trimmed.
    pub text: String,
    /// What the notation says, before any kind is chosen.
    pub notation: Notation,
    /// Line of the file.
    pub line: usize,
    /// Index of the column in the file.
    pub column: usize,
}

/// What a group's cells say once the kind is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Empty, a dash where no zero can be meant, NA, or refused.
    Missing,
    /// One count per level (one level for `Kind::Count`).
    Counts(Vec<LevelCount>),
    /// Mean and standard deviation.
    MeanSd {
        /// Mean.
        mean: Decimal,
        /// Standard deviation.
        sd: Decimal,
    },
    /// Mean and standard error.
    MeanSe {
        /// Mean.
        mean: Decimal,
        /// Standard error of the mean.
        se: Decimal,
    },
    /// Median and width of the interquartile range.
    MedianIqr {
        /// Median.
        median: Decimal,
        /// Third quartile minus first.
        width: Decimal,
    },
    /// Median and quartiles.
    MedianQuartiles {
        /// Median.
        median: Decimal,
        /// First quartile.
        q1: Decimal,
        /// Third quartile.
        q3: Decimal,
    },
    /// Median and extremes.
    MedianRange {
        /// Median.
        median: Decimal,
        /// Smallest value.
        min: Decimal,
        /// Largest value.
        max: Decimal,
    },
    /// A single number with nothing that says what it is.
    Number(Decimal),
}

/// A printed count of one level in one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelCount {
    /// The count; when only a percentage is printed, the one nearest to it.
    pub count: u64,
    /// Smallest and largest count that the printed figures allow; both equal `count` when a count is printed.
    pub bounds: (u64, u64),
    /// Percentage as printed.
    pub percent: Option<Decimal>,
    /// Denominator as printed in the cell.
    pub denominator: Option<u64>,
}

impl Value {
    /// The counts, where the value is counts.
    pub fn counts(&self) -> Option<&[LevelCount]> {
        match self {
            Value::Counts(counts) => Some(counts),
            _ => None,
        }
    }

    /// The kind that a value of its own implies.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Value::Missing | Value::Number(_) => None,
            Value::Counts(counts) => Some(if counts.len() == 1 { Kind::Count } else { Kind::Counts }),
            Value::MeanSd { .. } => Some(Kind::MeanSd),
            Value::MeanSe { .. } => Some(Kind::MeanSe),
            Value::MedianIqr { .. } => Some(Kind::MedianIqr),
            Value::MedianQuartiles { .. } => Some(Kind::MedianQuartiles),
            Value::MedianRange { .. } => Some(Kind::MedianRange),
        }
    }
}

/// A cell that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCell {
    /// File.
    pub file: String,
    /// Line of the file, counted from 1.
    pub line: usize,
    /// Index of the column.
    pub column: usize,
    /// Header of the column.
    pub header: String,
    /// Row label.
    pub variable: String,
    /// Text as printed.
    pub found: String,
    /// What would have been read.
    pub expected: String,
}

/// A statement of the running text after reading.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadStatement {
    /// Index in `Study::statements`.
    pub index: usize,
    /// The values as one comparison: `groups` in the order of `group_ids`, `p` as the text prints it.
    pub comparison: Comparison,
    /// Group ids of `comparison.groups`.
    pub group_ids: Vec<String>,
    /// Ranges that the text prints: (group id, smallest, largest).
    pub ranges: Vec<(String, Decimal, Decimal)>,
}
