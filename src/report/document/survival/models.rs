//! Cox models and exposures in tables and sentences.

use super::words::ratio;
use super::{number, style, with_unit};
use crate::report::document::comparison::capitalised;
use crate::report::document::{Block, Cell, Column, Row, Table};
use crate::report::style::confidence;
use crate::results::survival::{ChiSquare, CoxRow, CoxTable, CoxTerm, Exposure, HazardRatio, Survival};

/// The table, how the model fits, and whether hazards are proportional.
pub(super) fn blocks(results: &Survival, model: &CoxTable) -> Vec<Block> {
    let mut all = vec![Block::Table(table(results, model, "cox", "Hazard ratios (Cox models)"))];
    all.push(Block::Paragraph(fit(model)));
    if model.terms.iter().any(|term| term.proportional_hazards.is_some()) {
        all.push(Block::Table(hazards(model)));
    }
    all
}

/// Univariable and multivariable hazard ratios; one column of them where there is a single covariate.
pub(super) fn table(results: &Survival, model: &CoxTable, id: &str, title: &str) -> Table {
    let both = model.terms.len() > 1;
    let interval = format!("Hazard ratio, {} CI", confidence(results.level));
    let mut columns = vec![Column::text("Characteristic")];
    columns.extend(["Patients", "Events"].map(Column::numbers));
    let kinds: &[&str] = if both { &["Univariable", "Multivariable"] } else { &[""] };
    for kind in kinds {
        let under = (!kind.is_empty()).then(|| interval.clone());
        let heading = if kind.is_empty() { interval.as_str() } else { kind };
        columns.push(Column { under, ..Column::numbers(heading) });
        columns.push(Column::numbers("P value"));
    }
    let mut rows = Vec::new();
    for term in &model.terms {
        rows.extend(term_rows(term, both));
    }
    let mut footnotes = Vec::new();
    let mut note = |text: String| footnotes.push((String::new(), text));
    if both {
        note(format!(
            "Multivariable: {} patients with {} events in whom no covariate is missing; {} left out. Univariable: all in whom \
             the covariate is known.",
            model.n, model.events, model.missing
        ));
    } else if model.missing > 0 {
        note(format!("{} patients left out because a covariate is missing.", model.missing));
    }
    if let Some(error) = &model.multivariable.error {
        note(format!("Not computable: {error}."));
    }
    if let Some(cause) = &model.cause {
        note(format!("Cause-specific hazard of {cause}: competing events count as censoring."));
    }
    if let Some(strata) = &model.strata {
        note(format!("Stratified by {strata}: every stratum has its own baseline hazard."));
    }
    Table { id: id.into(), title: title.into(), columns, rows, footnotes }
}

fn term_rows(term: &CoxTerm, both: bool) -> Vec<Row> {
    let name = match &term.unit {
        Some(unit) => format!("{}, per {unit}", term.label),
        None if term.rows.iter().all(|row| row.level.is_none()) => format!("{}, per unit", term.label),
        None => term.label.clone(),
    };
    let mut rows = Vec::new();
    let columns = if both { 4 } else { 2 };
    let levels = term.rows.iter().any(|row| row.level.is_some());
    if levels {
        let mut cells = vec![Cell::text(name.clone())];
        cells.extend(std::iter::repeat_with(Cell::default).take(2 + columns));
        // With more than two levels P of the whole covariate stands in its own row.
        if term.rows.len() > 2 {
            for (place, test) in [(4, &term.univariable), (6, &term.multivariable)] {
                if let (Some(test), Some(cell)) = (test, cells.get_mut(place)) {
                    *cell = p(test.p);
                }
            }
        }
        rows.push(Row { cells, ..Row::default() });
    }
    for row in &term.rows {
        let label = row.level.clone().unwrap_or_else(|| name.clone());
        let mut cells = vec![
            Cell::text(label),
            Cell::number(row.n.to_string(), row.n as f64),
            Cell::number(row.events.to_string(), row.events as f64),
        ];
        cells.extend(ratio_cells(row, row.univariable.as_ref()));
        if both {
            cells.extend(ratio_cells(row, row.multivariable.as_ref()));
        }
        rows.push(Row { indent: usize::from(levels), cells, ..Row::default() });
    }
    rows
}

fn p(p: f64) -> Cell {
    Cell::number(style().p(p), p)
}

fn ratio_cells(row: &CoxRow, found: Option<&HazardRatio>) -> [Cell; 2] {
    if row.reference {
        return [Cell::text("1 (reference)"), Cell::default()];
    }
    let Some(found) = found else { return [Cell::text("–"), Cell::text("–")] };
    [hazard_ratio(found), found.p.map_or_else(|| Cell::text("–"), p)]
}

/// "1.73 (1.20 to 2.49)", or why there is none.
fn hazard_ratio(found: &HazardRatio) -> Cell {
    match (found.hazard_ratio, found.ci_low, found.ci_high, &found.error) {
        (Some(estimate), Some(low), Some(high), _) => {
            Cell::number(format!("{} ({} to {})", ratio(estimate), ratio(low), ratio(high)), estimate)
        }
        (.., Some(error)) => Cell::text(format!("not computable: {error}")),
        _ => Cell::text("–"),
    }
}

fn chi_square(test: &ChiSquare) -> String {
    format!("{} on {} df, P {}", style().number(test.chi_square, 2), number(test.df), style().p_phrase(test.p))
}

fn fit(model: &CoxTable) -> String {
    let fit = &model.multivariable;
    if let Some(error) = &fit.error {
        return format!("The model of all covariates could not be fitted: {error}.");
    }
    let mut parts = Vec::new();
    if let Some(test) = &fit.likelihood_ratio {
        parts.push(format!("likelihood-ratio test {}", chi_square(test)));
    }
    if let Some(concordance) = fit.concordance {
        parts.push(format!("concordance {}", style().share(concordance, 3)));
    }
    let coefficients: usize =
        model.terms.iter().map(|term| term.rows.iter().filter(|row| !row.reference).count()).sum();
    if coefficients > 0 {
        let each = model.events as f64 / coefficients as f64;
        parts.push(format!("{} events a coefficient", style().number(each, 1)));
    }
    format!("The model of all covariates: {}.", parts.join("; "))
}

/// The test of proportional hazards.
fn hazards(model: &CoxTable) -> Table {
    let row = |name: &str, test: &ChiSquare, strong: bool| Row {
        cells: vec![
            Cell { strong, ..Cell::text(name) },
            Cell::number(style().number(test.chi_square, 2), test.chi_square),
            Cell::number(number(test.df), test.df),
            p(test.p),
        ],
        ..Row::default()
    };
    let terms =
        model.terms.iter().filter_map(|term| Some(row(&term.label, term.proportional_hazards.as_ref()?, false)));
    let global = model.multivariable.proportional_hazards.iter().map(|test| row("All together", test, true));
    let mut columns = vec![Column::text("Covariate")];
    columns.extend(["Chi-square", "Degrees of freedom", "P value"].map(Column::numbers));
    Table {
        id: "proportional-hazards".into(),
        title: "Do hazard ratios change with time?".into(),
        columns,
        rows: terms.chain(global).collect(),
        footnotes: vec![(
            String::new(),
            "Score test on scaled Schoenfeld residuals against 1 - Kaplan-Meier time (Grambsch and Therneau). A small P says that \
             the hazard ratio is not constant, so that one number averages over follow-up."
                .into(),
        )],
    }
}

/// How models were fitted.
pub(super) fn methods(model: &CoxTable) -> String {
    let ties = match model.ties {
        "breslow" => "Breslow’s approximation (as SPSS, SAS and Stata do)",
        "exact" => "the exact discrete likelihood",
        _ => "Efron’s approximation (as R does)",
    };
    let cause = match &model.cause {
        Some(cause) => format!(
            " They are models of the cause-specific hazard of {cause}; how a covariate changes the cumulative incidence hangs on \
             its effect on the competing events too."
        ),
        None => String::new(),
    };
    format!(
        "Hazard ratios are those of Cox’s proportional-hazards models, ties by {ties}, with Wald intervals and P values; a covariate \
         with levels is compared with its first level. Patients with a missing covariate are left out of the models that hold it. \
         Proportional hazards were tested by scaled Schoenfeld residuals.{cause}"
    )
}

/// The exposure: what it is, how far the naive split is wrong, the table.
pub(super) fn exposure(results: &Survival, exposure: &Exposure) -> Vec<Block> {
    let share = if exposure.total_time > 0.0 { exposure.immortal_time / exposure.total_time } else { 0.0 };
    let mut text = format!(
        "{}: {} of {} patients were exposed later than at the start, {} from the start. Those exposed later were followed for {} \
         before ({} % of all follow-up). They had to survive that time to be exposed: a split by whether patients were ever \
         exposed credits it to the exposure (immortal time).",
        capitalised(&exposure.label),
        exposure.later,
        exposure.n,
        exposure.from_start,
        with_unit(exposure.immortal_time, results),
        style().number(100.0 * share, 1)
    );
    for (n, why) in [
        (
            exposure.after_end,
            "have a time of exposure at or after the end of their follow-up, and count as never exposed",
        ),
        (exposure.time_unknown, "are in a group that was exposed but have no time of exposure, and are left out"),
        (exposure.no_follow_up, "were followed for no time, and are left out"),
    ] {
        if n > 0 {
            text.push_str(&format!(" {n} {why}."));
        }
    }
    let mut blocks = vec![Block::Paragraph(text)];
    if let (Some(naive), Some(varying), Some(times)) =
        (exposure.naive.hazard_ratio, exposure.time_varying.hazard_ratio, exposure.ratio_of_ratios)
    {
        let (word, factor) = if times < 1.0 { ("low", 1.0 / times) } else { ("high", times) };
        blocks.push(Block::Paragraph(format!(
            "The naive hazard ratio is {}, that of the exposure as it changes with time {}: the naive one is too {word} by a factor of \
             {}.",
            ratio(naive),
            ratio(varying),
            ratio(factor)
        )));
    }
    blocks.push(Block::Table(exposure_table(results, exposure)));
    blocks
}

fn exposure_table(results: &Survival, exposure: &Exposure) -> Table {
    let mut rows = Vec::new();
    let mut add = |name: String, n: u64, found: &HazardRatio, p_value: Cell| {
        let cells = vec![Cell::text(name), Cell::number(n.to_string(), n as f64), hazard_ratio(found), p_value];
        rows.push(Row { cells, ..Row::default() });
    };
    let own = |found: &HazardRatio| found.p.map_or_else(|| Cell::text("–"), p);
    add("Naive: ever v never exposed (biased)".into(), exposure.n, &exposure.naive, own(&exposure.naive));
    let varying = &exposure.time_varying;
    add("Exposure changing with time".into(), exposure.n, varying, own(varying));
    if let Some(adjusted) = &exposure.adjusted {
        let name = "Exposure changing with time, adjusted for the covariates".to_string();
        add(name, exposure.adjusted_n.unwrap_or_default(), adjusted, own(adjusted));
    }
    if let Some(landmark) = &exposure.landmark {
        let name = format!("Exposed by {} v not, those followed beyond it", with_unit(landmark.time, results));
        add(name, landmark.n, &landmark.hazard_ratio, own(&landmark.hazard_ratio));
    }
    let mut footnotes = Vec::new();
    let test = &exposure.mantel_byar;
    footnotes.push((
        String::new(),
        match (test.p, exposure.observed_expected, &test.error) {
            (Some(p), Some((observed, expected)), _) => format!(
                "{}{}: {} events of the exposed, {} expected without an effect; P {}.",
                test.name,
                if results.within.is_some() { " (not stratified)" } else { "" },
                number(observed),
                style().number(expected, 1),
                style().p_phrase(p)
            ),
            (.., Some(error)) => format!("{}: not computable, {}.", test.name, error.reason),
            _ => String::new(),
        },
    ));
    if let Some(landmark) = &exposure.landmark {
        footnotes.push((
            String::new(),
            format!(
                "At the landmark {} of {} were exposed and {} came to be later, who count as not exposed; left out: {} with an event \
                 and {} censored before.",
                landmark.exposed,
                landmark.n,
                landmark.exposed_later,
                landmark.excluded_events,
                landmark.excluded_censored
            ),
        ));
    }
    let mut columns = vec![Column::text("Analysis"), Column::numbers("Patients")];
    columns.push(Column::numbers(&format!("Hazard ratio ({} CI)", confidence(results.level))));
    columns.push(Column::numbers("P value"));
    Table { id: "exposure".into(), title: "Effect of the exposure".into(), columns, rows, footnotes }
}
