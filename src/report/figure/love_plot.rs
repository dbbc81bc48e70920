//! Standardised differences of all variables, largest first (Love plot).

use super::layout::{self, MOST_ROWS};
use super::rows::{self, Head, Line, Mark, Rows, Scale};
use super::theme::{GROUPS, Shape, labels, ticks};
use super::{Draw, Drawing, Figure, pages};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::wording;
use crate::results::comparison::{Comparison, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "love_plot",
    title: "Imbalance of the groups: standardised differences, largest first",
    caption: "Standardised differences without sign (Yang and Dalton), the largest over pairs of groups; of levels, that of \
              all levels together. Dashed line: 0.1, below which groups are often called balanced. Disc: at least 0.1; \
              ring: less.",
    draw: Draw::Comparison(draw),
};

/// A difference below which groups are called balanced (Austin 2009).
const BALANCED: f64 = 0.1;

fn draw(results: &Comparison, sections: &Sections) -> Result<Vec<Drawing>> {
    let all = results.variables.iter().filter(|variable| variable.smd.is_some()).collect();
    let (variables, note) = layout::most_different(all, MOST_ROWS);
    let mut sorted: Vec<(&VariableResult, f64)> =
        variables.into_iter().filter_map(|variable| Some((variable, variable.smd?))).collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
    let Some((_, largest)) = sorted.first().copied() else { return Ok(Vec::new()) };
    let line = |(variable, smd): &(&VariableResult, f64)| Line {
        label: variable.label.clone(),
        unit: layout::unit(variable),
        marks: vec![Mark {
            value: *smd,
            interval: Some((0.0, *smd)),
            shape: if *smd >= BALANCED { Shape::Disc } else { Shape::Ring },
            color: GROUPS[0],
        }],
        after: vec![sections.style.number(*smd, 2)],
        ..Line::default()
    };
    let high = (1.05 * largest).max(0.3);
    let ticks = ticks(0.0, high, 6);
    let lines: Vec<Line> = sorted.iter().map(line).collect();
    let rows = Rows {
        title: String::new(),
        before: Vec::new(),
        after: vec![Head::plain("standardised difference")],
        kept: 1,
        scale: Scale {
            range: (0.0, high),
            log: false,
            ticks: ticks.iter().copied().zip(labels(&ticks)).collect(),
            references: vec![(BALANCED, true)],
            title: "Standardised difference (standard deviations)".into(),
            ends: None,
        },
        lines,
    };
    let beyond = sorted.iter().filter(|(_, smd)| *smd >= BALANCED).count();
    let finding = format!("Of {} {beyond} differ by at least 0.1.", wording::counted(sorted.len(), "variable"));
    let description = format!("Standardised differences, largest first: {}", finding.replacen("Of", "of", 1));
    layout::drawings(
        &description,
        &format!("{finding} {note}"),
        pages::paged(vec![vec![rows]], 100)?,
        |canvas, rows| rows::draw(canvas, rows, 100),
    )
}
