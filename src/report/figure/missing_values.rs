//! Missing values of each variable by group.

use super::layout::{self, MOST_ROWS};
use super::rows::{self, Line, Mark, Rows, Scale};
use super::theme::{GROUPS, group_shape, labels, ticks};
use super::{Draw, Drawing, Figure, pages};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::wording;
use crate::results::comparison::{Comparison, GroupSummary, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "missing_values",
    title: "Where values are missing, by variable and group",
    caption: "Marks: share of the patients of a group whose value is missing. Most often missing first. At the right, where there is room: \
              patients whose value is missing (percentages).",
    draw: Draw::Comparison(draw),
};

/// Share of the patients whose value is missing, in percent; none of nobody.
fn share(group: &GroupSummary) -> Option<f64> {
    let all = group.n_used + group.n_missing;
    (all > 0).then(|| 100.0 * group.n_missing as f64 / all as f64)
}

fn draw(results: &Comparison, sections: &Sections) -> Result<Vec<Drawing>> {
    let mut variables: Vec<&VariableResult> =
        results.variables.iter().filter(|variable| variable.overall.n_missing > 0).collect();
    variables.sort_by_key(|variable| std::cmp::Reverse(variable.overall.n_missing));
    let (complete, missing) = (results.variables.len() - variables.len(), variables.len());
    if missing == 0 {
        return Ok(Vec::new());
    }
    variables.truncate(MOST_ROWS);
    let style = sections.style;
    let line = |variable: &&VariableResult| {
        let mark = |(g, group): (usize, &GroupSummary)| {
            let value = share(group)?;
            Some(Mark { value, interval: Some((0.0, value)), shape: group_shape(g), color: GROUPS[g % GROUPS.len()] })
        };
        let cell = |group: &GroupSummary| style.count(group.n_missing, share(group), group.n_used + group.n_missing);
        Line {
            label: variable.label.clone(),
            marks: variable.groups.iter().enumerate().filter_map(mark).collect(),
            after: variable.groups.iter().map(cell).collect(),
            ..Line::default()
        }
    };
    let shares = variables.iter().flat_map(|variable| variable.groups.iter().filter_map(share));
    let high = (1.05 * shares.fold(5.0, f64::max)).min(100.0);
    let ticks = ticks(0.0, high, 5);
    let numbers = labels(&ticks).into_iter().map(|label| format!("{label} %"));
    let rows = Rows {
        title: String::new(),
        before: Vec::new(),
        after: rows::group_heads(results),
        kept: 0,
        scale: Scale {
            range: (0.0, high),
            log: false,
            ticks: ticks.iter().copied().zip(numbers).collect(),
            references: Vec::new(),
            title: "Share of patients whose value is missing".into(),
            ends: None,
        },
        lines: variables.iter().map(line).collect(),
    };
    let description = format!("Share of missing values of {} in each group.", wording::counted(missing, "variable"));
    let mut note = match complete {
        0 => "No variable is complete.".to_string(),
        1 => "1 variable is complete and not shown.".to_string(),
        _ => format!("{complete} variables are complete and not shown."),
    };
    if missing > MOST_ROWS {
        note.push_str(&format!(" Of {missing} variables with missing values the first {MOST_ROWS} are shown."));
    }
    layout::drawings(
        &description,
        &note,
        pages::paged(vec![vec![rows]], layout::below_legend(results)?)?,
        |canvas, rows| {
            let top = layout::legend(canvas, results, 50)?;
            rows::draw(canvas, rows, top)
        },
    )
}
