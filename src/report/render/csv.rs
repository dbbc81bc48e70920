//! `results.csv`: one row a statistic.

mod audit;
mod comparison;
mod literature;
mod model;
mod survival;

use super::{Format, Rendered};
use crate::error::Result;
use crate::report::{Report, Source, fault};
use crate::results::reproduction::RowResult;

/// Registry entry.
pub(super) static FORMAT: Format =
    Format { id: "csv", summary: "results.csv, one row a statistic", single: true, render };

const HEADER: [&str; 11] =
    ["table", "line", "variable", "level", "kind", "group", "method", "variant", "statistic", "value", "text"];

fn render(report: &Report<'_>) -> Result<Vec<Rendered>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    match report.source {
        Source::Reproduction(results) => {
            writer.write_record(HEADER).map_err(fault)?;
            for record in results.rows.iter().chain(&results.statements).flat_map(records) {
                writer.write_record(&record).map_err(fault)?;
            }
            for of_series in results.literature.iter().flat_map(literature::statistics) {
                writer.write_record(of_series.of_reproduction()).map_err(fault)?;
            }
        }
        Source::Comparison(results) => {
            writer.write_record(comparison::HEADER).map_err(fault)?;
            for record in comparison::all(results) {
                writer.write_record(&record).map_err(fault)?;
            }
        }
        Source::Survival(results) => {
            writer.write_record(survival::HEADER).map_err(fault)?;
            for record in survival::records(results) {
                writer.write_record(&record).map_err(fault)?;
            }
        }
        Source::Audit(results) => {
            writer.write_record(audit::HEADER).map_err(fault)?;
            for record in audit::records(results) {
                writer.write_record(&record).map_err(fault)?;
            }
            for of_series in results.literature.iter().flat_map(literature::statistics) {
                writer.write_record(of_series.of_audit()).map_err(fault)?;
            }
        }
        Source::Model(results) => {
            writer.write_record(model::HEADER).map_err(fault)?;
            for record in model::records(results) {
                writer.write_record(&record).map_err(fault)?;
            }
        }
    }
    Ok(vec![("results.csv".into(), writer.into_inner().map_err(fault)?)])
}

/// All statistics of a row.
fn records(row: &RowResult) -> Vec<[String; 11]> {
    let record = |group: &str, method: &str, variant: &str, statistic: &str, value: Option<f64>, text: &str| {
        [
            row.table.clone(),
            row.line.to_string(),
            row.variable.clone(),
            row.level.clone().unwrap_or_default(),
            row.kind.to_string(),
            group.to_string(),
            method.to_string(),
            variant.to_string(),
            statistic.to_string(),
            value.map(|value| value.to_string()).unwrap_or_default(),
            text.to_string(),
        ]
    };
    let mut all = Vec::new();
    for group in &row.groups {
        all.push(record(&group.label, "", "", "cell", None, &group.cell));
        all.push(record(&group.label, "", "", "n_used", group.n_used.map(|n| n as f64), ""));
    }
    if let Some(p) = &row.p_printed {
        all.push(record("", "", "", "p_printed", None, p));
    }
    let verdict = serde_json::to_value(row.verdict).ok();
    let verdict = verdict.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
    all.push(record("", "", "", "verdict", None, verdict));
    for test in &row.candidates {
        let variant = test.variant.as_deref().unwrap_or_default();
        let mut of_test = |name: &str, value: Option<f64>| {
            if value.is_some() {
                all.push(record("", test.method, variant, name, value, ""));
            }
        };
        of_test("p", Some(test.p));
        of_test("log10_p", test.log10_p);
        of_test("p_low", Some(test.p_low));
        of_test("p_high", Some(test.p_high));
        of_test("statistic", test.statistic);
        of_test("df", test.df);
        of_test("min_expected", test.min_expected);
    }
    for effect in &row.effects {
        for (name, value) in [("estimate", effect.estimate), ("ci_low", effect.ci_low), ("ci_high", effect.ci_high)] {
            all.push(record(&effect.contrast, effect.measure, effect.method, name, value, ""));
        }
    }
    all
}
