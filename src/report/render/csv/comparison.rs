//! Statistics of a compared variable, one a row.

use crate::results::comparison::{Comparison, GroupSummary, VariableResult};

/// Names of the columns.
pub const HEADER: [&str; 10] =
    ["stratum", "variable", "label", "kind", "group", "level", "method", "statistic", "value", "text"];

/// All statistics of a comparison, those within strata too.
pub fn all(results: &Comparison) -> Vec<[String; 10]> {
    let whole = results.variables.iter().flat_map(|variable| records("", variable));
    let strata = results.strata.iter().flat_map(|stratum| {
        let name = format!("{} {}", stratum.variable, stratum.level);
        stratum.variables.iter().flat_map(move |variable| records(&name, variable)).collect::<Vec<_>>()
    });
    whole.chain(strata).collect()
}

/// All statistics of a variable.
fn records(stratum: &str, variable: &VariableResult) -> Vec<[String; 10]> {
    let mut all = Vec::new();
    let mut record = |group: &str, level: &str, method: &str, statistic: &str, value: Option<f64>, text: &str| {
        if value.is_none() && text.is_empty() {
            return;
        }
        let number = value.map(|value| value.to_string()).unwrap_or_default();
        let kind = variable.kind.word();
        let texts = [stratum, &variable.name, &variable.label, kind, group, level, method, statistic, &number, text];
        all.push(texts.map(String::from));
    };
    for group in variable.groups.iter().chain([&variable.overall]) {
        summary(group, &mut record);
    }
    for test in &variable.tests {
        let role = if test.primary { "primary" } else { "" };
        let error = test.error.as_ref().map(|error| format!("not computable: {}", error.reason)).unwrap_or_default();
        record("", "", test.method, "p", test.p, if error.is_empty() { role } else { &error });
        let (low, high) = test.p_interval.unzip();
        for (name, value) in [
            ("log10_p", test.log10_p),
            ("statistic", test.statistic),
            ("df", test.df),
            ("df2", test.df2),
            ("min_expected", test.min_expected),
            ("p_low_99", low),
            ("p_high_99", high),
        ] {
            record("", "", test.method, name, value, "");
        }
        record("", "", test.method, "exactness", None, test.exactness.unwrap_or_default());
    }
    for effect in &variable.effects {
        let level = effect.of.as_deref().unwrap_or_default();
        record(&effect.contrast, level, effect.measure, "estimate", Some(effect.estimate), effect.method);
        record(&effect.contrast, level, effect.measure, "ci_low", Some(effect.ci_low), "");
        record(&effect.contrast, level, effect.measure, "ci_high", Some(effect.ci_high), "");
    }
    if let Some(pairs) = &variable.pairs {
        record("", "", "", "pairs", Some(pairs.n as f64), "");
        record("", "", "", "pairs_missing", Some(pairs.missing as f64), "");
        let discordant = pairs.discordant.iter();
        for (name, n) in discordant.flat_map(|d| [("first_only", d.first_only), ("second_only", d.second_only)]) {
            record("", "", "", name, Some(n as f64), "");
        }
    }
    record("", "", "", "smd", variable.smd, "");
    record("", "", "", "p_adjusted", variable.p_adjusted, "");
    for test in &variable.normality {
        let error = test.error.as_ref().map(|error| error.reason.as_str()).unwrap_or_default();
        record(&test.group, "", test.method, "statistic", test.statistic, "");
        record(&test.group, "", test.method, "p", test.p, error);
    }
    record("", "", "", "rule", None, &variable.decision.rule);
    record("", "", "", "evidence", None, &variable.decision.because);
    all
}

fn summary(group: &GroupSummary, record: &mut impl FnMut(&str, &str, &str, &str, Option<f64>, &str)) {
    for (name, value) in [
        ("n_used", Some(group.n_used as f64)),
        ("n_missing", Some(group.n_missing as f64)),
        ("mean", group.mean),
        ("sd", group.sd),
        ("median", group.median),
        ("q1", group.q1),
        ("q3", group.q3),
        ("min", group.min),
        ("max", group.max),
        ("skewness", group.skewness),
    ] {
        record(&group.label, "", "", name, value, "");
    }
    for level in &group.counts {
        record(&group.label, &level.level, "", "count", Some(level.count as f64), "");
        record(&group.label, &level.level, "", "percent", level.percent, "");
    }
}
