//! The flow of patients: how many each criterion left.

use super::{Cell, Column, Row, Table};
use crate::results::comparison::FlowStep;

/// A row a criterion, in the order in which they were applied.
pub(super) fn flow(steps: &[FlowStep]) -> Table {
    let row = |step: &FlowStep| Row {
        cells: vec![
            Cell::text(&step.criterion),
            Cell::number(step.excluded.to_string(), step.excluded as f64),
            Cell::number(step.left.to_string(), step.left as f64),
        ],
        ..Row::default()
    };
    Table {
        id: "flow".into(),
        title: "Patients left after each criterion".into(),
        columns: vec![Column::text("Criterion"), Column::numbers("Excluded"), Column::numbers("Left")],
        rows: steps.iter().map(row).collect(),
        footnotes: Vec::new(),
    }
}
