//! Statistics of published series, one a row.

use crate::results::literature::{LiteratureResult, PooledResult, SeriesResult, Share};

/// One statistic.
pub struct Statistic {
    outcome: String,
    series: String,
    method: &'static str,
    /// The rate that the study is held against.
    against: String,
    name: &'static str,
    value: Option<f64>,
    text: String,
}

impl Statistic {
    /// In the columns of a reproduction.
    pub fn of_reproduction(self) -> [String; 11] {
        let [empty, line, level] = [const { String::new() }; 3];
        let value = self.value.map(|value| value.to_string()).unwrap_or_default();
        let (table, kind) = ("literature".to_string(), empty);
        let [method, name] = [self.method, self.name].map(String::from);
        [table, line, self.outcome, level, kind, self.series, method, self.against, name, value, self.text]
    }
}

impl Statistic {
    /// In the columns of an audit.
    pub fn of_audit(self) -> [String; 8] {
        let value = self.value.map(|value| value.to_string()).unwrap_or_default();
        let (section, id, by) = ("literature".to_string(), self.method.to_string(), self.against);
        [section, id, self.outcome, by, self.series, self.name.to_string(), value, self.text]
    }
}

/// All statistics.
pub fn statistics(results: &LiteratureResult) -> Vec<Statistic> {
    let mut list = List { outcome: &results.outcome, all: Vec::new() };
    list.share(&format!("This {}", results.subject), &results.own);
    results.series.iter().for_each(|series| list.series(series));
    results.pooled.iter().for_each(|pooled| list.pooled(pooled));
    list.all
}

struct List<'a> {
    outcome: &'a str,
    all: Vec<Statistic>,
}

impl List<'_> {
    fn add(
        &mut self,
        series: &str,
        method: &'static str,
        against: &str,
        name: &'static str,
        value: Option<f64>,
        text: &str,
    ) {
        if value.is_some() || !text.is_empty() {
            self.all.push(Statistic {
                outcome: self.outcome.to_string(),
                series: series.to_string(),
                method,
                against: against.to_string(),
                name,
                value,
                text: text.to_string(),
            });
        }
    }

    fn limits(&mut self, series: &str, method: &'static str, [low, high]: [f64; 2]) {
        self.add(series, method, "", "ci_low", Some(low), "");
        self.add(series, method, "", "ci_high", Some(high), "");
    }

    fn share(&mut self, label: &str, share: &Share) {
        self.add(label, "", "", "events", Some(share.events as f64), "");
        self.add(label, "", "", "n", Some(share.n as f64), "");
        self.add(label, "", "", "proportion", Some(share.proportion), "");
        self.limits(label, "clopper_pearson", share.exact);
        self.limits(label, "wilson", share.wilson);
    }

    fn series(&mut self, series: &SeriesResult) {
        let label = series.label.as_str();
        for (text, rate) in series.printed.iter().zip(&series.rates) {
            self.add(label, "", "", "rate_printed", Some(*rate), text);
        }
        series.share.iter().for_each(|share| self.share(label, share));
        for test in &series.tests {
            let against = test.rate.map(|rate| rate.to_string()).unwrap_or_default();
            self.add(label, test.method, &against, "p", test.p, test.reason.as_deref().unwrap_or_default());
            self.add(label, test.method, &against, "log10_p", test.log10_p, "");
            for (name, p) in ["p_low", "p_high"].into_iter().zip(test.p_range.into_iter().flatten()) {
                self.add(label, test.method, &against, name, Some(p), "");
            }
        }
        if let Some(found) = &series.difference {
            self.add(label, "risk_difference", "", "estimate", Some(found.estimate), found.method);
            self.limits(label, "risk_difference", [found.ci_low, found.ci_high]);
        }
    }

    fn pooled(&mut self, pooled: &PooledResult) {
        let label = "Pooled";
        self.add(label, "", "", "reason", None, pooled.reason.as_deref().unwrap_or_default());
        self.add(label, "", "", "series", Some(pooled.series.len() as f64), "");
        if let Some(found) = &pooled.estimate {
            self.add(label, "dersimonian_laird", "", "proportion", Some(found.proportion), "");
            self.limits(label, "dersimonian_laird", found.dersimonian_laird);
            found.hartung_knapp.iter().for_each(|limits| self.limits(label, "hartung_knapp", *limits));
            self.add(label, "hartung_knapp", "", "factor", found.factor, "");
            found.prediction.iter().for_each(|limits| self.limits(label, "prediction_interval", *limits));
            self.add(label, "dersimonian_laird", "", "tau_squared", Some(found.tau_squared), "");
        }
        if let Some(found) = &pooled.heterogeneity {
            self.add(label, "heterogeneity", "", "q", Some(found.q), "");
            self.add(label, "heterogeneity", "", "df", Some(found.df), "");
            self.add(label, "heterogeneity", "", "p", Some(found.p), "");
            self.add(label, "heterogeneity", "", "i_squared", Some(found.i_squared), "");
            found.i_squared_ci.iter().for_each(|limits| self.limits(label, "i_squared", *limits));
        }
    }
}
