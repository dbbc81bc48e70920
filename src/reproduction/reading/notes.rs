//! What footnotes, caption and headers of a table say about its notations.

use super::columns::Columns;
use crate::study::PrintedTable;

/// What footnotes, caption and headers say about notations.
pub(super) struct TableNotes {
    /// "mean (SD)" is explained.
    pub(super) mean_in_brackets: bool,
    /// "median (IQR)" is explained.
    pub(super) median_in_brackets: bool,
    /// Spreads are standard errors.
    pub(super) standard_error: bool,
    /// Medians go with ranges.
    pub(super) range: bool,
    /// Counts of the table are explained as "n (%)".
    pub(super) counts: bool,
    /// Other rows print means with ±, so that a bracket says something else.
    pub(super) plus_minus: bool,
}

impl TableNotes {
    pub(super) fn new(table: &PrintedTable, footnotes: &[String], columns: &Columns) -> Self {
        let headers = columns.all.iter().map(|column| &column.header);
        let texts = table.footnotes.iter().chain(footnotes).chain(table.caption.iter()).chain(headers);
        let text = texts.cloned().collect::<Vec<_>>().join(" ; ").to_lowercase();
        let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let says = |words: &[&str]| words.iter().any(|word| squeezed.contains(word));
        TableNotes {
            mean_in_brackets: says(&[
                "mean(sd",
                "mean(standarddev",
                "means(sd",
                "mean(±sd",
                "mean[sd",
                "means(standarddev",
                "mean(s.d.",
            ]),
            median_in_brackets: says(&[
                "median(iqr",
                "median(inter",
                "median[iqr",
                "median[inter",
                "medians(inter",
                "medians(iqr",
                "median(q1",
                "median[q1",
                "median(25",
            ]),
            standard_error: says(&["standarderror", "±se", "(sem)", "±sem", "mean(se)"]) && !says(&["±sd", "mean(sd"]),
            range: says(&["median(range", "median[range", "median(min", "median[min"]),
            plus_minus: table.rows.iter().flat_map(|row| row.cells.iter().skip(1)).any(|cell| cell.contains('±')),
            counts: says(&["n(%", "no.(%", "number(%", "numbers(%", "percentages", "percentage)"]),
        }
    }
}
