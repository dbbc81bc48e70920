//! P printed as zero. No test gives zero; programs print 0.000 for P below 0.0005. A note.

use super::support::{of_row, place_of_p};
use super::{Check, Context};
use crate::reproduction::notation::PValueNotation;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check = Check { id: "p_zero", summary: "P printed as zero", source: "comparison", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let zero = |row: &super::support::Row<'_>| matches!(row.comparison.p.as_ref().map(|p| p.value), Some(PValueNotation::Equal(value)) if value.digits == 0);
    let message = "P is printed as zero; no test gives zero. It is read as below half a unit of its last place.";
    context
        .all_rows()
        .filter(zero)
        .map(|row| of_row("p_zero", Severity::Note, row, message).places(place_of_p(row)))
        .collect()
}
