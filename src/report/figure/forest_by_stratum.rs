//! Effects within every stratum, below each other, and the one across the strata.

use super::effects::{estimate_shape, ratio};
use super::forest_plot::{MEASURES, Measure, cell, effect, scale};
use super::layout::{self, MOST_ROWS};
use super::rows::{self, Head, Line, Mark, Rows};
use super::theme::{INK, Shape};
use super::{Draw, Drawing, Figure, pages};
use crate::error::Result;
use crate::report::document::Sections;
use crate::report::style::Style;
use crate::report::style::confidence;
use crate::report::wording;
use crate::results::comparison::{AcrossStrata, Comparison, EffectRecord, VariableResult};

pub(super) static FIGURE: Figure = Figure {
    id: "forest_by_stratum",
    title: "Whether the groups differ alike in every stratum",
    caption: "Odds ratios of proportions, standardised differences of means (Hedges g) and rank-biserial correlations of \
              ordered levels within each stratum. Diamonds: common odds ratio of Mantel and Haenszel, with the P of the \
              Cochran-Mantel-Haenszel test. Rings: 1/2 was added to every cell, because one is empty. Arrows: interval or \
              estimate beyond the axis. Intervals that do not overlap hint at effects that differ; ones that do prove nothing.",
    draw: Draw::Comparison(draw),
};

/// The results of one variable within a stratum.
type Within<'a> = (String, &'a VariableResult);

fn draw(results: &Comparison, sections: &Sections) -> Result<Vec<Drawing>> {
    let [first, second] = results.grouping.levels.as_slice() else { return Ok(Vec::new()) };
    if results.strata.is_empty() || !layout::shows_p(sections) {
        return Ok(Vec::new());
    }
    let contrast = format!("{} v {}", second.label, first.label);
    let most = (MOST_ROWS / (results.strata.len() + 2)).max(1);
    let (variables, mut note) = layout::most_different(results.variables.iter().collect(), most);
    let mut panels = Vec::new();
    for measure in &MEASURES {
        let mut lines = Vec::new();
        let mut effects: Vec<&EffectRecord> = Vec::new();
        for variable in &variables {
            let within: Vec<Within<'_>> = results
                .strata
                .iter()
                .filter_map(|stratum| {
                    let found = stratum.variables.iter().find(|other| other.name == variable.name)?;
                    effect(found, measure, &contrast)
                        .map(|_| (wording::named(&stratum.variable, &stratum.level), found))
                })
                .collect();
            let Some(of) = within.iter().find_map(|(_, found)| effect(found, measure, &contrast)) else { continue };
            let label =
                of.of.as_ref().map_or(variable.label.clone(), |level| wording::property(&variable.label, level));
            let blank = Line { label, unit: layout::unit(variable), before: vec![String::new(); 2], ..Line::default() };
            lines.push(Line { after: vec![String::new(); 2], ..blank });
            for (level, found) in within {
                let Some(record) = effect(found, measure, &contrast) else { continue };
                effects.push(record);
                lines.push(line(&level, found, record, measure, sections.style));
            }
            let across = results.across_strata.iter().find(|across| across.name == variable.name);
            if let Some((across, common)) = across.and_then(|across| Some((across, across.odds_ratio.as_ref()?)))
                && measure.id == "odds_ratio"
            {
                effects.push(common);
                lines.push(common_line(across, common, sections.style));
            }
        }
        if !lines.is_empty() {
            // Ordered levels have no single number of a group that the effect is about.
            let told = lines.iter().any(|line| line.before.iter().any(|cell| !cell.is_empty()));
            let names = rows::group_heads(results).into_iter().filter(|_| told);
            let interval = format!("estimate ({} CI)", confidence(results.level));
            panels.push(Rows {
                title: format!("{}: {}", measure.title, wording::contrast(&results.grouping, &contrast)),
                before: names.map(|head| Head::plain(head.name)).collect(),
                after: vec![Head::plain(interval), Head::plain("P")],
                kept: 2,
                scale: scale(measure, &effects),
                lines,
            });
        }
    }
    if panels.is_empty() {
        return Ok(Vec::new());
    }
    let count = panels.iter().flat_map(|panel| &panel.lines).filter(|line| !line.marks.is_empty()).count();
    let level = confidence(results.level);
    let strata = results.strata.len();
    let description = format!(
        "Forest plot of {} in {strata} strata with {level} confidence intervals.",
        wording::counted(count, "effect")
    );
    note = format!("Bars: {level} confidence intervals. P: of the test chosen, as in the tables. {note}");
    layout::drawings(
        &description,
        &note,
        pages::paged(panels.into_iter().map(|panel| vec![panel]).collect(), 100)?,
        |canvas, rows| rows::draw(canvas, rows, 100),
    )
}

/// The effect in one stratum.
fn line(level: &str, found: &VariableResult, effect: &EffectRecord, measure: &Measure, style: &Style) -> Line {
    let [estimate, low, high] = [effect.estimate, effect.ci_low, effect.ci_high]
        .map(|value| if measure.log { style.marked(&ratio(value)) } else { style.number(value, 2) });
    let groups = [found.groups.first(), found.groups.get(1)];
    Line {
        label: indented(level),
        before: groups.map(|group| group.map(|one| cell(found, one, effect, style)).unwrap_or_default()).to_vec(),
        marks: vec![Mark {
            value: effect.estimate,
            interval: Some((effect.ci_low, effect.ci_high)),
            shape: estimate_shape(effect.method),
            color: measure.color,
        }],
        after: vec![format!("{estimate} ({low} to {high})"), layout::p_cell(found, style)],
        ..Line::default()
    }
}

/// The common odds ratio.
fn common_line(across: &AcrossStrata, common: &EffectRecord, style: &Style) -> Line {
    let [estimate, low, high] =
        [common.estimate, common.ci_low, common.ci_high].map(|value| style.marked(&ratio(value)));
    Line {
        label: indented("common"),
        before: vec![String::new(); 2],
        marks: vec![Mark {
            value: common.estimate,
            interval: Some((common.ci_low, common.ci_high)),
            shape: Shape::Diamond,
            color: INK,
        }],
        after: vec![format!("{estimate} ({low} to {high})"), across.test.p.map_or("–".into(), |p| style.p(p))],
        ..Line::default()
    }
}

/// A name below that of its variable; spaces that no line ends at keep it there.
fn indented(name: &str) -> String {
    format!("\u{a0}\u{a0}\u{a0}{name}")
}
