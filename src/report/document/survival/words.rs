//! What a survival analysis found and how, in sentences.

use super::{number, of_interest, quantile, style, with_unit};
use crate::report::style::{confidence, percent};
use crate::report::wording::list;
use crate::results::survival::{Curve, Survival};

/// The answer.
pub(super) fn lead(results: &Survival) -> String {
    let record = &results.follow_up;
    let events = record.events.first().copied().unwrap_or_default();
    let others: u64 = record.events.iter().skip(1).sum();
    let competing = if others > 0 { format!(", {others} competing events") } else { String::new() };
    let from = match &record.landmark {
        Some(landmark) => format!(" followed beyond {}", with_unit(landmark.time, results)),
        None => String::new(),
    };
    let mut text = format!(
        "{} patients{from}: {events} events ({}){competing}, {} censored.",
        record.n, record.event, record.censored
    );
    let medians: Vec<String> = results
        .curves
        .iter()
        .filter(|curve| curve.error.is_none() && (curve.group.is_some() || results.grouping.is_none()))
        .take(MOST_GROUPS)
        .map(|curve| median(results, curve))
        .collect();
    if !medians.is_empty() {
        text.push_str(&format!(" Median survival: {}.", medians.join("; ")));
    }
    let incidence: Vec<String> = of_interest(results)
        .filter(|curve| curve.group.is_some() || results.grouping.is_none())
        .take(MOST_GROUPS)
        .filter_map(|curve| {
            let at = curve.at.iter().rev().find(|at| at.estimate.is_some())?;
            let group = within(results, curve.group.as_ref());
            Some(format!("{} % by {}{group}", percent(at.estimate?), with_unit(at.time, results)))
        })
        .collect();
    if !incidence.is_empty() {
        text.push_str(&format!(" Cumulative incidence of {}: {}.", record.event, incidence.join("; ")));
    }
    if let Some(test) = results.tests.iter().find(|test| test.test.primary) {
        match (test.test.p, &test.test.error) {
            (Some(p), _) => text.push_str(&format!(" {}: P {}.", capital(test.test.name), style().p_phrase(p))),
            (None, Some(error)) => {
                text.push_str(&format!(" {}: not computable, {}.", capital(test.test.name), error.reason));
            }
            (None, None) => {}
        }
    }
    text
}

/// Groups that a sentence names.
const MOST_GROUPS: usize = 6;

fn capital(text: &str) -> String {
    crate::report::document::comparison::capitalised(text)
}

fn median(results: &Survival, curve: &Curve) -> String {
    format!("{}{}", quantile(&curve.median()), within(results, curve.group.as_ref()))
}

/// " in treated"; nothing for all patients.
fn within(results: &Survival, group: Option<&String>) -> String {
    group.map(|group| format!(" in {}", results.group_name(group))).unwrap_or_default()
}

/// Who was followed and for how long.
pub(super) fn follow_up(results: &Survival) -> String {
    let record = &results.follow_up;
    let mut text = format!(
        "Of {} patients {} are analysed. {} is the time of follow-up; the event is {}.",
        record.patients, record.n, record.time, record.event
    );
    if !record.competing.is_empty() {
        text.push_str(&format!(" Competing with it: {}.", list(&record.competing)));
    }
    let mut left = Vec::new();
    for (n, why) in [(record.missing, "time or outcome missing"), (record.stratum_missing, "stratum missing")] {
        if n > 0 {
            left.push(format!("{n} ({why})"));
        }
    }
    if let Some(missing) = results.grouping.as_ref().map(|grouping| grouping.missing).filter(|n| *n > 0) {
        left.push(format!("{missing} (group missing)"));
    }
    if let Some(landmark) = &record.landmark {
        let at = with_unit(landmark.time, results);
        left.push(format!("{} (an event up to {at})", landmark.excluded_events));
        left.push(format!("{} (censored up to {at})", landmark.excluded_censored));
    }
    if !left.is_empty() {
        text.push_str(&format!(" Left out: {}.", left.join(", ")));
    }
    if let Some(median) = record.median_follow_up.estimate {
        text.push_str(&format!(
            " Median follow-up is {} (reverse Kaplan-Meier), the longest {}.",
            with_unit(median, results),
            with_unit(record.longest, results)
        ));
    } else {
        text.push_str(&format!(" The longest follow-up is {}.", with_unit(record.longest, results)));
    }
    if let Some(landmark) = &record.landmark {
        text.push_str(&format!(
            " Times count from the start of follow-up, and every curve begins at {}: it is the survival of those who were \
             still followed then.",
            with_unit(landmark.time, results)
        ));
    }
    text
}

/// Why one minus Kaplan-Meier would be wrong, in numbers.
pub(super) fn why_incidence(results: &Survival) -> String {
    let record = &results.follow_up;
    let mut text = format!(
        "One minus a Kaplan-Meier estimate that takes {} for censoring would be too high: it supposes that those patients \
         could still have the event later, as if the competing event could be abolished.",
        list(&record.competing)
    );
    let all = of_interest(results).find(|curve| curve.group.is_none());
    if let Some(curve) = all {
        let known = curve.at.iter().zip(&curve.one_minus_kaplan_meier).rev();
        if let Some((at, estimate, naive)) = known.filter_map(|(at, naive)| Some((at, at.estimate?, (*naive)?))).next()
        {
            text.push_str(&format!(
                " Of all patients {} % had the event ({}) by {}; that estimate would say {} %.",
                percent(estimate),
                record.event,
                with_unit(at.time, results),
                percent(naive)
            ));
        }
    }
    text
}

/// Which test answers and what the others say.
pub(super) fn decision(results: &Survival) -> String {
    let Some(decision) = &results.decision else { return String::new() };
    let mut text = format!("Test: {}; {}.", decision.rule, decision.because);
    if decision.conclusion_changes {
        text.push_str(&format!(
            " The conclusion at {} depends on the choice: another test lies on the other side.",
            results.alpha
        ));
    }
    text
}

/// The methods, for a paper.
pub(super) fn methods(results: &Survival) -> Vec<String> {
    let record = &results.follow_up;
    let scale = match results.interval {
        "log" => "on the logarithmic scale, as R’s default is",
        "plain" => "on the plain scale, cut at 0 and 1, as in SPSS",
        _ => "on the log-log scale, as in SAS and Stata",
    };
    let mut text = if results.incidence.is_empty() {
        format!(
            "Survival was estimated by the method of Kaplan and Meier, with Greenwood’s variance and pointwise {} confidence \
             intervals {scale}; limits of the quartiles are read off those of the curve (Brookmeyer and Crowley). ",
            confidence(results.level)
        )
    } else {
        format!(
            "Cumulative incidences were estimated by the method of Aalen and Johansen, with pointwise {} confidence intervals \
             {scale}. ",
            confidence(results.level)
        )
    };
    text.push_str("At equal times events come before censoring. ");
    if results.grouping.is_some() {
        let within = results.within.as_ref().map(|within| format!(" within the levels of {}", within.label));
        let within = within.unwrap_or_default();
        let test = results.tests.iter().find(|test| test.test.primary).map(|test| test.test.name).unwrap_or_default();
        text.push_str(&format!("Groups were compared{within} by the {test}, two-sided. ",));
        if !results.incidence.is_empty() {
            text.push_str("Rank tests beside it compare cause-specific hazards, another question. ");
        }
    }
    let mut all = vec![text];
    if let Some(model) = results.model.as_ref().or(results.group_model.as_ref()) {
        all.push(super::models::methods(model));
    }
    if results.exposure.is_some() {
        all.push(
            "The exposure was analysed as a covariate that changes with time: every patient counts as not exposed until the \
             exposure began and as exposed from then on (Cox model with counting-process spells; Mantel and Byar’s test). The \
             naive split by whether a patient was ever exposed is shown for comparison only."
                .into(),
        );
    }
    let missing = match record.missing {
        0 => String::new(),
        n => format!("{n} patients without time or outcome were left out. "),
    };
    all.push(format!("{missing}Computed with retrocohort {}.", results.version));
    all
}

/// A hazard ratio without needless decimals.
pub(super) fn ratio(value: f64) -> String {
    match value {
        value if value >= 1000.0 || (value > 0.0 && value < 0.001) => format!("{value:.1e}"),
        value if value >= 100.0 => number(value),
        value if value < 0.1 => style().number(value, 3),
        value => style().number(value, 2),
    }
}
