//! Statistics of an audit, one a row.

use crate::results::audit::{Audit, Rate};

/// Names of the columns.
pub const HEADER: [&str; 8] = ["section", "id", "label", "by", "group", "statistic", "value", "text"];

/// All statistics.
pub fn records(results: &Audit) -> Vec<[String; 8]> {
    let mut all = Vec::new();
    let mut record = |place: [&str; 5], statistic: &str, value: Option<f64>, text: &str| {
        if value.is_none() && text.is_empty() {
            return;
        }
        let [section, id, label, by, group] = place;
        let number = value.map(|value| value.to_string()).unwrap_or_default();
        all.push([section, id, label, by, group, statistic, &number, text].map(String::from));
    };
    for item in &results.items {
        let place = ["item", &item.id, &item.label, "", ""];
        record(place, "status", None, item.status.word());
        record(place, "column", None, item.column.as_deref().unwrap_or_default());
        if item.column.is_some() {
            record(place, "known", Some(item.known as f64), "");
            record(place, "missing", Some(item.missing as f64), "");
            record(place, "unusable", Some(item.unusable as f64), "");
        }
        record(place, "percent", item.percent, "");
        for value in &item.values {
            record(["item", &item.id, &item.label, "value", &value.value], "count", Some(value.count as f64), "");
        }
        for (name, i) in [("median", 0), ("q1", 1), ("q3", 2)] {
            record(place, name, item.quartiles.and_then(|quartiles| quartiles.get(i).copied()), "");
        }
    }
    for outcome in &results.outcomes {
        let mut rate = |by: &str, rate: &Rate| {
            let place = ["outcome", &outcome.item, &outcome.label, by, &rate.group];
            let [exact_low, exact_high] = rate.exact;
            let [wilson_low, wilson_high] = rate.wilson;
            for (name, value) in [
                ("count", rate.count as f64),
                ("n", rate.n as f64),
                ("proportion", rate.proportion),
                ("exact_low", exact_low),
                ("exact_high", exact_high),
                ("wilson_low", wilson_low),
                ("wilson_high", wilson_high),
            ] {
                record(place, name, Some(value), "");
            }
        };
        outcome.overall.iter().for_each(|overall| rate("", overall));
        for stratum in outcome.strata.iter().chain([&outcome.years]) {
            stratum.groups.iter().for_each(|group| rate(&stratum.item, group));
        }
        let place = ["outcome", &outcome.item, &outcome.label, "", ""];
        record(place, "reason", None, outcome.reason.as_deref().unwrap_or_default());
        for stratum in &outcome.strata {
            let place = ["outcome", &outcome.item, &outcome.label, &stratum.item, ""];
            record(place, "reason", None, stratum.reason.as_deref().unwrap_or_default());
        }
        let trend = ["outcome", &outcome.item, &outcome.label, &outcome.years.item, ""];
        record(trend, "trend_statistic", outcome.trend.statistic, outcome.trend.method);
        record(trend, "trend_p", outcome.trend.p, outcome.trend.reason.as_deref().unwrap_or_default());
    }
    for year in &results.years.counts {
        record(["year", "", "", "", &year.year.to_string()], "patients", Some(year.count as f64), "");
    }
    for horizon in &results.survival.horizons {
        let time = horizon.time.to_string();
        let place = ["survival", "", "", &results.survival.unit, &time];
        record(place, "at_risk", Some(horizon.at_risk as f64), "");
        record(place, "survival", horizon.survival, "");
        record(place, "ci_low", horizon.ci_low, "");
        record(place, "ci_high", horizon.ci_high, "");
    }
    for question in &results.questions {
        let answer = if question.answerable { "recorded".into() } else { question.missing.join("; ") };
        record(["question", "", &question.text, "", ""], "data", None, &answer);
    }
    all
}
