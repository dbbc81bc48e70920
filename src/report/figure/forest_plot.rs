//! Effects of all variables as forest plots with the numbers of the groups beside them: each further group against the
//! first.

use plotters::prelude::RGBColor;

use super::effects::{estimate_shape, ratio};
use super::layout::{self, MOST_ROWS};
use super::rows::{self, Head, Line, Mark, Rows, Scale};
use super::theme::{GROUPS, Shape, labels, ticks};
use super::{Draw, Drawing, Figure, pages};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::style::Style;
use crate::report::style::confidence;
use crate::report::wording;
use crate::results::comparison::{Comparison, Description, EffectRecord, GroupSummary, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "forest_plot",
    title: "How far the groups differ: odds ratios and standardised differences",
    caption: "Odds ratios of proportions, standardised differences of means (Hedges g) and rank-biserial correlations of \
              ordered levels, each group against the first. Rings: 1/2 was added to every cell, because one is empty. \
              Arrows: interval or estimate beyond the axis. Variables of more than two levels without an order have none of \
              these effects.",
    draw: Draw::Comparison(draw),
};

/// A measure of effect.
pub(super) struct Measure {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    axis: &'static str,
    pub(super) log: bool,
    ends: (&'static str, &'static str),
    /// The axis reaches as far, and no further than these beyond the outermost estimates.
    reach: (f64, f64),
    pub(super) color: RGBColor,
}

pub(super) static MEASURES: [Measure; 3] = [
    Measure {
        id: "odds_ratio",
        title: "Odds ratios",
        axis: "Odds ratio (logarithmic scale)",
        log: true,
        ends: ("less often", "more often"),
        reach: (0.45, 0.7),
        color: GROUPS[0],
    },
    Measure {
        id: "hedges_g",
        title: "Standardised differences of means",
        axis: "Difference in standard deviations",
        log: false,
        ends: ("lower", "higher"),
        reach: (0.55, 1.5),
        color: GROUPS[0],
    },
    Measure {
        id: "rank_biserial",
        title: "Ordered levels",
        axis: "Rank-biserial correlation",
        log: false,
        ends: ("lower", "higher"),
        reach: (0.55, 1.5),
        color: GROUPS[0],
    },
];

fn draw(results: &Comparison, sections: &Sections) -> Result<Vec<Drawing>> {
    if !layout::shows_p(sections) {
        // A table that tests nothing has no forest of what was tested.
        return Ok(Vec::new());
    }
    let all = results.variables.iter().collect();
    let (variables, mut note) = layout::most_different(all, MOST_ROWS);
    // The tables of a pair of groups, which stay together.
    let mut pairs = Vec::new();
    for (group, level) in results.grouping.levels.iter().enumerate().skip(1) {
        let Some(first) = results.grouping.levels.first() else { continue };
        let contrast = format!("{} v {}", level.label, first.label);
        let mut panels = Vec::new();
        for measure in &MEASURES {
            let shown = |variable: &&&VariableResult| effect(variable, measure, &contrast).is_some();
            let of_measure: Vec<&VariableResult> = variables.iter().filter(shown).copied().collect();
            if !of_measure.is_empty() {
                panels.push(panel(results, sections.style, &of_measure, measure, (group, &contrast)));
            }
        }
        pairs.push(panels);
    }
    if pairs.iter().all(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let count: usize = pairs.iter().flatten().map(|panel| panel.lines.len()).sum();
    let level = confidence(results.level);
    let description =
        format!("Forest plot of {} with {level} confidence intervals.", wording::counted(count, "effect"));
    let p = if results.grouping.levels.len() == 2 { " P: of the test chosen, as in the table." } else { "" };
    note = format!("Bars: {level} confidence intervals.{p} {note}");
    layout::drawings(&description, &note, pages::paged(pairs, 100)?, |canvas, rows| rows::draw(canvas, rows, 100))
}

/// The effect of a variable by a measure, between a pair of groups.
pub(super) fn effect<'a>(variable: &'a VariableResult, measure: &Measure, contrast: &str) -> Option<&'a EffectRecord> {
    // Rank-biserial correlations of measurements would say the same as their standardised differences.
    if measure.id == "rank_biserial" && variable.description != Description::Counts {
        return None;
    }
    variable.effects.iter().find(|effect| effect.measure == measure.id && effect.contrast == contrast)
}

fn panel(
    results: &Comparison,
    style: &Style,
    variables: &[&VariableResult],
    measure: &Measure,
    (group, contrast): (usize, &str),
) -> Rows {
    let names = rows::group_heads(results);
    // With more than two groups P is about all of them, and does not belong beside one pair.
    let with_p = names.len() == 2;
    let number = |value: f64| {
        if measure.log { style.marked(&ratio(value)) } else { style.number(value, 2) }
    };
    let mut lines = Vec::new();
    // One axis for all pairs of groups, so that they can be compared.
    let of_all: Vec<&EffectRecord> = variables
        .iter()
        .flat_map(|variable| variable.effects.iter().filter(|effect| effect.measure == measure.id))
        .collect();
    for variable in variables {
        let Some(effect) = effect(variable, measure, contrast) else { continue };
        let label = match &effect.of {
            Some(level) => wording::property(&variable.label, level),
            None => variable.label.clone(),
        };
        let groups = [variable.groups.first(), variable.groups.get(group)];
        let cell = |summary: Option<&GroupSummary>| summary.map(|one| cell(variable, one, effect, style));
        let [estimate, low, high] = [effect.estimate, effect.ci_low, effect.ci_high].map(number);
        let mut after = vec![format!("{estimate} ({low} to {high})")];
        if with_p {
            after.push(layout::p_cell(variable, style));
        }
        lines.push(Line {
            label,
            unit: layout::unit(variable),
            before: groups.map(|summary| cell(summary).unwrap_or_default()).to_vec(),
            marks: vec![Mark {
                value: effect.estimate,
                interval: Some((effect.ci_low, effect.ci_high)),
                shape: estimate_shape(effect.method),
                color: measure.color,
            }],
            after,
        });
    }
    let mut after = vec![Head::plain(format!("estimate ({} CI)", confidence(results.level)))];
    after.extend(with_p.then(|| Head::plain("P")));
    let pair: Vec<Head> = [names.first(), names.get(group)].into_iter().flatten().cloned().collect();
    let before = if lines.iter().all(|line| line.before.iter().all(String::is_empty)) { Vec::new() } else { pair };
    Rows {
        title: format!("{}: {}", measure.title, wording::contrast(&results.grouping, contrast)),
        before,
        after,
        kept: 2,
        scale: scale(measure, &of_all),
        lines,
    }
}

/// What the table prints for a group.
pub(super) fn cell(variable: &VariableResult, group: &GroupSummary, effect: &EffectRecord, style: &Style) -> String {
    let decimals = variable.decimals;
    match variable.description {
        Description::MeanSd => group.mean.map(|mean| style.mean_sd(mean, group.sd, decimals.mean)),
        Description::Median => match (group.median, group.q1, group.q3) {
            (Some(median), Some(q1), Some(q3)) => Some(style.median(median, q1, q3, decimals.median)),
            _ => None,
        },
        Description::Counts => {
            let known = group.counts.iter().filter(|_| group.n_used > 0);
            let level = known.into_iter().find(|count| effect.of.as_ref() == Some(&count.level));
            level.map(|count| style.count(count.count, count.percent, group.n_used))
        }
    }
    .unwrap_or_default()
}

/// An axis that holds all estimates, and their limits as far as these leave room for the others.
pub(super) fn scale(measure: &Measure, effects: &[&EffectRecord]) -> Scale {
    let on = |value: f64| if measure.log { value.max(1e-6).log10() } else { value };
    let (least, most) = measure.reach;
    let (mut low, mut high) = (-least, least);
    // What 1/2 was added to lies anywhere, and would leave the others no room: it is held as far as they reach.
    let firm = |effect: &&&EffectRecord| estimate_shape(effect.method) != Shape::Ring;
    let known: Vec<&&EffectRecord> = effects.iter().filter(firm).collect();
    for effect in if known.is_empty() { effects.iter().collect() } else { known } {
        let estimate = on(effect.estimate);
        low = low.min(on(effect.ci_low).max(estimate - most));
        high = high.max(on(effect.ci_high).min(estimate + most));
    }
    let pad = 0.03 * (high - low);
    let (low, high) = (low - pad, high + pad);
    let none = if measure.log { 1.0 } else { 0.0 };
    let range = if measure.log { (10f64.powf(low), 10f64.powf(high)) } else { (low, high) };
    let values = if measure.log { factors(low, high) } else { ticks(low, high, 6) };
    let names =
        if measure.log { values.iter().map(|value| super::theme::label(*value)).collect() } else { labels(&values) };
    Scale {
        range,
        log: measure.log,
        ticks: values.into_iter().zip(names).collect(),
        references: vec![(none, false)],
        title: measure.axis.into(),
        ends: Some(measure.ends),
    }
}

/// Round factors between two powers of ten: 1, 2 and 5 of each decade, or whole decades where there are many.
pub(super) fn factors(low: f64, high: f64) -> Vec<f64> {
    let steps: &[f64] = if high - low > 2.4 { &[1.0] } else { &[1.0, 2.0, 5.0] };
    // Every second decade, or third, where all of them would touch.
    let every = ((high - low) / 6.0).ceil().max(1.0) as i32;
    let decades = (low.floor() as i32..=high.ceil() as i32).filter(|decade| decade % every == 0);
    let all = decades.flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)));
    all.filter(|value| (low..=high).contains(&value.log10())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An odds ratio of empty cells, in the ten thousands, leaves the axis to the others.
    #[test]
    fn an_axis_is_that_of_estimates_from_the_data() {
        let effect = |estimate: f64, method| EffectRecord {
            measure: "odds_ratio",
            contrast: "b v a".into(),
            of: None,
            estimate,
            ci_low: estimate / 3.0,
            ci_high: estimate * 3.0,
            level: 0.95,
            method,
            primary: true,
        };
        let (firm, empty) = (effect(1.4, "Woolf's logarithmic interval"), effect(16_565.0, "Woolf, Haldane"));
        let [odds_ratios, ..] = &MEASURES;
        assert!(scale(odds_ratios, &[&firm, &empty]).range.1 < 10.0);
        assert!(scale(odds_ratios, &[&empty]).range.1 > 16_565.0);
    }

    #[test]
    fn factors_are_round() {
        assert_eq!(factors(-0.5, 0.8), [0.5, 1.0, 2.0, 5.0]);
        assert_eq!(factors(-1.5, 1.9), [0.1, 1.0, 10.0]);
        assert_eq!(factors(-4.5, 5.2), [0.0001, 0.01, 1.0, 100.0, 10_000.0]);
    }
}
