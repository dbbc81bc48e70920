//! Significance stars against their P values: a star that a footnote explains as "P < 0.05" at a P above, or none at a P
//! below in a table that uses stars. A note.

use super::support::{of_row, place_of_p};
use super::{Check, Context};
use crate::reproduction::agreement::interval;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "p_marks", summary: "significance marks that do not go with P", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for table in context.tables {
        let squeezed = |note: &String| note.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let explained = table
            .footnotes
            .iter()
            .any(|note| squeezed(note).starts_with("*p<0.05") || squeezed(note).starts_with("*p<.05"));
        if !explained {
            continue;
        }
        for row in context.all_rows().filter(|row| row.table.id == table.id) {
            let Some(p) = &row.comparison.p else { continue };
            let range = interval(p, context.alpha);
            let starred = p.marks.contains('*');
            let message = if starred && range.low >= 0.05 {
                format!("P = {} carries the mark for P < 0.05.", p.text)
            } else if !starred && range.high < 0.05 {
                format!("P = {} lacks the mark for P < 0.05.", p.text)
            } else {
                continue;
            };
            found.push(of_row("p_marks", Severity::Note, row, message).places(place_of_p(row)));
        }
    }
    found
}
