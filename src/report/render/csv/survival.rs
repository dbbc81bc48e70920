//! Statistics of a survival analysis, one a row; curves as steps.

use crate::results::survival::{AtTime, ChiSquare, CoxTable, HazardRatio, Step, Survival};

/// Names of the columns.
pub const HEADER: [&str; 10] =
    ["section", "cause", "group", "time", "term", "level", "method", "statistic", "value", "text"];

/// Where a statistic belongs: section, cause, group, time, term, level, method.
type Place<'a> = [&'a str; 7];

struct Records(Vec<[String; 10]>);

/// All statistics.
pub fn records(results: &Survival) -> Vec<[String; 10]> {
    let mut all = Records(Vec::new());
    all.follow_up(results);
    let event = results.follow_up.event.as_str();
    for curve in &results.curves {
        let group = curve.group.as_deref().unwrap_or("all");
        let place = ["curve", event, group, "", "", "", "kaplan_meier"];
        all.counts(place, curve.n, curve.events, curve.missing);
        all.text(place, "error", curve.error.as_deref());
        for quantile in &curve.quantiles {
            let name = match quantile.probability {
                0.25 => "q1",
                0.5 => "median",
                _ => "q3",
            };
            all.value(place, name, quantile.estimate);
            all.value(place, &format!("{name}_ci_low"), quantile.ci_low);
            all.value(place, &format!("{name}_ci_high"), quantile.ci_high);
        }
        if let Some(mean) = &curve.restricted_mean {
            let horizon = mean.horizon.to_string();
            let place = ["curve", event, group, &horizon, "", "", "restricted_mean"];
            for (name, value) in [
                ("estimate", mean.estimate),
                ("standard_error", mean.standard_error),
                ("ci_low", mean.ci_low),
                ("ci_high", mean.ci_high),
            ] {
                all.value(place, name, Some(value));
            }
        }
        all.at(("at", event, group, "kaplan_meier"), &curve.at);
        all.steps(("step", event, group, "kaplan_meier"), &curve.steps);
    }
    for curve in &results.incidence {
        let group = curve.group.as_deref().unwrap_or("all");
        let place = ["curve", &*curve.cause, group, "", "", "", "aalen_johansen"];
        all.counts(place, curve.n, curve.events, curve.missing);
        all.text(place, "error", curve.error.as_deref());
        all.at(("at", &curve.cause, group, "aalen_johansen"), &curve.at);
        for (at, naive) in curve.at.iter().zip(&curve.one_minus_kaplan_meier) {
            let time = at.time.to_string();
            all.value(["at", &curve.cause, group, &time, "", "", "one_minus_kaplan_meier"], "estimate", *naive);
        }
        all.steps(("step", &curve.cause, group, "aalen_johansen"), &curve.steps);
    }
    for test in &results.tests {
        let place = ["test", test.cause.as_deref().unwrap_or_default(), "", "", "", "", test.test.method];
        all.value(place, "chi_square", test.test.statistic);
        all.value(place, "df", test.test.df);
        all.value(place, "p", test.test.p);
        all.value(place, "log10_p", test.test.log10_p);
        all.text(place, "primary", test.test.primary.then_some("yes"));
        all.text(place, "error", test.test.error.as_ref().map(|error| error.reason.as_str()));
        for group in &test.groups {
            let place = ["test", place[1], &group.group, "", "", "", test.test.method];
            all.value(place, "observed", Some(group.observed));
            all.value(place, "expected", Some(group.expected));
        }
    }
    results.group_model.iter().for_each(|model| all.model("group_model", model));
    results.model.iter().for_each(|model| all.model("model", model));
    all.exposure(results);
    all.0
}

impl Records {
    fn push(&mut self, place: Place<'_>, statistic: &str, value: Option<f64>, text: &str) {
        if value.is_none() && text.is_empty() {
            return;
        }
        let number = value.map(|value| value.to_string()).unwrap_or_default();
        let [section, cause, group, time, term, level, method] = place;
        self.0.push([section, cause, group, time, term, level, method, statistic, &number, text].map(String::from));
    }

    fn value(&mut self, place: Place<'_>, statistic: &str, value: Option<f64>) {
        self.push(place, statistic, value, "");
    }

    fn text(&mut self, place: Place<'_>, statistic: &str, text: Option<&str>) {
        self.push(place, statistic, None, text.unwrap_or_default());
    }

    fn counts(&mut self, place: Place<'_>, n: u64, events: u64, missing: u64) {
        for (name, count) in [("n", n), ("events", events), ("missing", missing)] {
            self.value(place, name, Some(count as f64));
        }
    }

    fn follow_up(&mut self, results: &Survival) {
        let record = &results.follow_up;
        let place = ["follow_up", "", "", "", "", "", ""];
        self.text(place, "time", Some(&record.time));
        self.text(place, "unit", record.unit.as_deref());
        for (name, count) in [
            ("patients", record.patients),
            ("missing", record.missing),
            ("stratum_missing", record.stratum_missing),
            ("n", record.n),
            ("censored", record.censored),
            ("at_time_zero", record.at_time_zero),
        ] {
            self.value(place, name, Some(count as f64));
        }
        for (cause, events) in [&record.event].into_iter().chain(&record.competing).zip(&record.events) {
            self.value(["follow_up", cause, "", "", "", "", ""], "events", Some(*events as f64));
        }
        self.value(place, "longest", Some(record.longest));
        self.value(place, "median_follow_up", record.median_follow_up.estimate);
        if let Some(landmark) = &record.landmark {
            self.value(place, "landmark", Some(landmark.time));
            self.value(place, "landmark_excluded_events", Some(landmark.excluded_events as f64));
            self.value(place, "landmark_excluded_censored", Some(landmark.excluded_censored as f64));
        }
    }

    fn at(&mut self, (section, cause, group, method): (&str, &str, &str, &str), at: &[AtTime]) {
        for one in at {
            let time = one.time.to_string();
            let place = [section, cause, group, &time, "", "", method];
            self.value(place, "at_risk", Some(one.at_risk as f64));
            self.value(place, "events", Some(one.events as f64));
            self.value(place, "estimate", one.estimate);
            self.value(place, "standard_error", one.standard_error);
            self.value(place, "ci_low", one.ci_low);
            self.value(place, "ci_high", one.ci_high);
        }
    }

    fn steps(&mut self, (section, cause, group, method): (&str, &str, &str, &str), steps: &[Step]) {
        for step in steps {
            let time = step.time.to_string();
            let place = [section, cause, group, &time, "", "", method];
            self.value(place, "at_risk", Some(step.at_risk as f64));
            self.value(place, "events", Some(step.events as f64));
            self.value(place, "competing", step.competing.map(|n| n as f64));
            self.value(place, "censored", Some(step.censored as f64));
            self.value(place, "estimate", Some(step.estimate));
            self.value(place, "standard_error", step.standard_error);
            self.value(place, "ci_low", step.ci_low);
            self.value(place, "ci_high", step.ci_high);
        }
    }

    fn chi_square(&mut self, place: Place<'_>, test: Option<&ChiSquare>) {
        for (name, value) in [
            ("chi_square", test.map(|test| test.chi_square)),
            ("df", test.map(|test| test.df)),
            ("p", test.map(|test| test.p)),
            ("log10_p", test.map(|test| test.log10_p)),
        ] {
            self.value(place, name, value);
        }
    }

    fn ratio(&mut self, place: Place<'_>, ratio: &HazardRatio) {
        for (name, value) in [
            ("coefficient", ratio.coefficient),
            ("standard_error", ratio.standard_error),
            ("z", ratio.z),
            ("p", ratio.p),
            ("log10_p", ratio.log10_p),
            ("hazard_ratio", ratio.hazard_ratio),
            ("ci_low", ratio.ci_low),
            ("ci_high", ratio.ci_high),
        ] {
            self.value(place, name, value);
        }
        self.text(place, "error", ratio.error.as_deref());
    }

    fn model(&mut self, section: &str, model: &CoxTable) {
        let cause = model.cause.as_deref().unwrap_or_default();
        let place = [section, cause, "", "", "", "", "cox"];
        self.counts(place, model.n, model.events, model.missing);
        self.text(place, "ties", Some(model.ties));
        let fit = &model.multivariable;
        self.value(place, "log_likelihood", fit.log_likelihood);
        self.value(place, "null_log_likelihood", fit.null_log_likelihood);
        self.value(place, "concordance", fit.concordance);
        self.text(place, "error", fit.error.as_deref());
        for (method, test) in [
            ("likelihood_ratio", &fit.likelihood_ratio),
            ("wald", &fit.wald),
            ("score", &fit.score),
            ("proportional_hazards", &fit.proportional_hazards),
        ] {
            self.chi_square([section, cause, "", "", "", "", method], test.as_ref());
        }
        for term in &model.terms {
            let of = |method| [section, cause, "", "", &*term.name, "", method];
            self.counts(of("cox_univariable"), term.n, term.events, term.missing);
            self.text(of("cox_univariable"), "error", term.univariable_error.as_deref());
            self.chi_square(of("wald_univariable"), term.univariable.as_ref());
            self.chi_square(of("wald_multivariable"), term.multivariable.as_ref());
            self.chi_square(of("proportional_hazards"), term.proportional_hazards.as_ref());
            for row in &term.rows {
                let level = row.level.as_deref().unwrap_or_default();
                let of = |method| [section, cause, "", "", &*term.name, level, method];
                self.text(of("cox_univariable"), "reference", row.reference.then_some("yes"));
                row.univariable.iter().for_each(|ratio| self.ratio(of("cox_univariable"), ratio));
                row.multivariable.iter().for_each(|ratio| self.ratio(of("cox_multivariable"), ratio));
            }
        }
    }

    fn exposure(&mut self, results: &Survival) {
        let Some(exposure) = &results.exposure else { return };
        let of = |method| ["exposure", &*results.follow_up.event, "", "", &*exposure.label, "", method];
        for (name, value) in [
            ("n", exposure.n as f64),
            ("events", exposure.events as f64),
            ("time_unknown", exposure.time_unknown as f64),
            ("no_follow_up", exposure.no_follow_up as f64),
            ("from_start", exposure.from_start as f64),
            ("later", exposure.later as f64),
            ("after_end", exposure.after_end as f64),
            ("immortal_time", exposure.immortal_time),
            ("total_time", exposure.total_time),
        ] {
            self.value(of(""), name, Some(value));
        }
        self.ratio(of("naive"), &exposure.naive);
        self.ratio(of("time_varying"), &exposure.time_varying);
        exposure.adjusted.iter().for_each(|ratio| self.ratio(of("time_varying_adjusted"), ratio));
        let test = &exposure.mantel_byar;
        self.value(of(test.method), "chi_square", test.statistic);
        self.value(of(test.method), "p", test.p);
        self.value(of(test.method), "log10_p", test.log10_p);
        self.value(of(test.method), "observed", exposure.observed_expected.map(|pair| pair.0));
        self.value(of(test.method), "expected", exposure.observed_expected.map(|pair| pair.1));
        self.text(of(test.method), "error", test.error.as_ref().map(|error| error.reason.as_str()));
        if let Some(landmark) = &exposure.landmark {
            let time = landmark.time.to_string();
            let place = ["exposure", &*results.follow_up.event, "", &time, &*exposure.label, "", "landmark"];
            for (name, count) in [
                ("n", landmark.n),
                ("exposed", landmark.exposed),
                ("exposed_later", landmark.exposed_later),
                ("excluded_events", landmark.excluded_events),
                ("excluded_censored", landmark.excluded_censored),
            ] {
                self.value(place, name, Some(count as f64));
            }
            self.ratio(place, &landmark.hazard_ratio);
        }
    }
}
