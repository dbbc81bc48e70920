//! Binary variables: the proportion of each group with its Wilson interval.

use super::layout::{self, MOST_ROWS};
use super::rows::{self, Head, Line, Mark, Rows, Scale};
use super::theme::{GROUPS, group_shape};
use super::{Draw, Drawing, Figure, pages};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::style::confidence;
use crate::report::wording;
use crate::results::comparison::{Comparison, Description, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "proportions_by_group",
    title: "Share of patients with each property, by group",
    caption: "Marks: share of the patients whose value is known. Rows are sorted by the difference between the last and \
              the first group. At the right, where there is room: counts (percentages).",
    draw: Draw::Comparison(draw),
};

/// Share of the second level in a group, in percent.
fn share(variable: &VariableResult, group: usize) -> Option<f64> {
    variable.groups.get(group)?.counts.get(1)?.percent
}

fn draw(results: &Comparison, sections: &Sections) -> Result<Vec<Drawing>> {
    let binary = |variable: &&VariableResult| {
        variable.description == Description::Counts
            && variable.overall.counts.len() == 2
            && (0..variable.groups.len()).any(|group| share(variable, group).is_some())
    };
    let (mut variables, note) = layout::most_different(results.variables.iter().filter(binary).collect(), MOST_ROWS);
    if variables.is_empty() {
        return Ok(Vec::new());
    }
    let last = results.grouping.levels.len().saturating_sub(1);
    let difference =
        |variable: &VariableResult| share(variable, last).unwrap_or_default() - share(variable, 0).unwrap_or_default();
    variables.sort_by(|a, b| difference(b).total_cmp(&difference(a)));
    let with_p = layout::shows_p(sections);
    let style = sections.style;
    let line = |variable: &&VariableResult| {
        let level = variable.overall.counts.get(1).map(|count| count.level.as_str()).unwrap_or_default();
        let of_group = |(g, group): (usize, &crate::results::comparison::GroupSummary)| {
            let count = group.counts.get(1)?;
            Some(Mark {
                value: count.percent?,
                interval: count.interval,
                shape: group_shape(g),
                color: GROUPS[g % GROUPS.len()],
            })
        };
        let cells = variable.groups.iter().map(|group| {
            group.counts.get(1).map_or(String::new(), |count| style.count(count.count, count.percent, group.n_used))
        });
        let mut after: Vec<String> = cells.collect();
        if with_p {
            after.push(layout::p_cell(variable, style));
        }
        let marks = variable.groups.iter().enumerate().filter_map(of_group).collect();
        Line { label: wording::property(&variable.label, level), marks, after, ..Line::default() }
    };
    let mut after = rows::group_heads(results);
    after.extend(with_p.then(|| Head::plain("P")));
    let rows = Rows {
        title: String::new(),
        before: Vec::new(),
        after,
        kept: usize::from(with_p),
        scale: Scale {
            range: (0.0, 100.0),
            log: false,
            ticks: [0, 25, 50, 75, 100].map(|tick| (f64::from(tick), format!("{tick} %"))).to_vec(),
            references: Vec::new(),
            title: "Share of patients".into(),
            ends: None,
        },
        lines: variables.iter().map(line).collect(),
    };
    let level = confidence(results.level);
    let proportions = wording::counted(variables.len(), "proportion");
    let description = format!("Dot plot of {proportions} in {} groups with {level} intervals.", last + 1);
    let note = format!("Bars: Wilson {level} confidence intervals. {}{note}", layout::of_pairs(results, sections));
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
