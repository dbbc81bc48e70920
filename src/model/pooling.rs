//! One model from the sums of several hospitals: Newton's method, a round of sums a step.

use std::cell::RefCell;

use super::fitting::{by_wald, of_maximum_likelihood, of_size};
use super::sums::{COEFFICIENTS, Coefficients, Sums, Terms, level_counts};
use super::{Options, SCHEMA};
use crate::analysis::NotComputable;
use crate::analysis::regression::{LogisticFit, LogisticSums, logistic_from_sums};
use crate::results::comparison::Warning;
use crate::results::model::{CovariateResult, Model, Patients, RowOfCovariate};

/// What comes of a round.
pub enum Round {
    /// The coefficients at which the hospitals sum next.
    Next(Coefficients),
    /// The model, and its estimates.
    Done(Box<Model>, Coefficients),
}

/// The next round, or the model, from the sums of all hospitals in all rounds so far. The steps are those of the fit to the
/// pooled rows: sums that are there already are used, and the first that are not are asked for.
///
/// # Errors
/// Sums of different models, a hospital that lacks in a round or is there twice, other numbers of patients than before,
/// a round that is missing; everybody or nobody with the event; covariates that are constant or collinear.
pub fn pool(files: &[Sums], options: &Options) -> Result<Round, NotComputable> {
    let rounds = rounds(files)?;
    let (Some(terms), Some((_, at_zero))) = (files.first().map(|file| &file.terms), rounds.first()) else {
        return Err(NotComputable::because("no sums are named"));
    };
    let wanted: RefCell<Option<Vec<f64>>> = RefCell::new(None);
    let names: Vec<String> = terms.columns().into_iter().map(|(_, _, name)| name).collect();
    let known = |beta: &[f64]| {
        let same = |at: &[f64]| {
            at.len() == beta.len() && at.iter().zip(beta).all(|(a, b)| (a - b).abs() <= 1e-13 * b.abs().max(1e-3))
        };
        if let Some((_, sums)) = rounds.iter().find(|(at, _)| same(at)) {
            return Ok(sums.clone());
        }
        wanted.borrow_mut().get_or_insert_with(|| beta.to_vec());
        Err(NotComputable::because("the sums at these coefficients are not there yet"))
    };
    let fit = logistic_from_sums(&names, &known, options.level);
    let round = rounds.len() as u64;
    let file = |converged: bool, coefficients: Vec<f64>| Coefficients {
        schema: COEFFICIENTS.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        terms: terms.clone(),
        round,
        converged,
        coefficients,
    };
    match (wanted.into_inner(), fit) {
        (Some(beta), _) => Ok(Round::Next(file(false, beta))),
        (None, Ok(fit)) => {
            let last = rounds.last().map(|(at, _)| at.clone()).unwrap_or_default();
            let model = model(files, terms, &fit, at_zero, round, options);
            Ok(Round::Done(Box::new(model), Coefficients { round: round - 1, ..file(true, last) }))
        }
        (None, Err(error)) => Err(error),
    }
}

type Sum = (Vec<f64>, LogisticSums);

/// Coefficients and sums of all hospitals together, round by round.
fn rounds(files: &[Sums]) -> Result<Vec<Sum>, NotComputable> {
    let mut all: Vec<Sum> = Vec::new();
    let mut first: Vec<&Sums> = files.iter().filter(|file| file.round == 0).collect();
    first.sort_by(|a, b| a.site.cmp(&b.site));
    let last = files.iter().map(|file| file.round).max().unwrap_or(0);
    for round in 0..=last {
        let mut sums: Option<Sum> = None;
        let mut own: Vec<&Sums> = files.iter().filter(|file| file.round == round).collect();
        own.sort_by(|a, b| a.site.cmp(&b.site));
        let because = |text: String| Err(NotComputable::because(text));
        if let Some(twice) = own.iter().zip(own.iter().skip(1)).find(|(a, b)| a.site == b.site) {
            let site = &twice.0.site;
            return because(format!("{site} is there twice in round {round}; give hospitals names with --site"));
        }
        let lacking = first.iter().find(|one| own.iter().all(|other| other.site != one.site));
        if let Some(lacking) = lacking {
            return because(format!("the sums of {} are missing in round {round}", lacking.site));
        }
        for (file, before) in own.iter().zip(&first) {
            if file.site != before.site || own.len() != first.len() {
                return because(format!("{} is in round {round} and not in the first", file.site));
            }
            if !file.is_whole() {
                return because(format!("the sums of {} in round {round} are damaged", file.site));
            }
            if file.terms != before.terms || Some(&before.terms) != first.first().map(|file| &file.terms) {
                return because(format!(
                    "{} has another model: outcome, covariates, levels and steps must be the same (declare levels that a hospital does not have in its dictionary)",
                    file.site
                ));
            }
            if (file.n, file.events) != (before.n, before.events) {
                return because(format!("{} has other patients in round {round} than in the first", file.site));
            }
            sums = Some(match sums {
                None => (file.at.clone(), file.sums()),
                Some((at, _)) if at != file.at => {
                    return because(format!("{} summed at other coefficients in round {round}", file.site));
                }
                Some((at, sums)) => (at, sums.merge(&file.sums())?),
            });
        }
        all.extend(sums);
    }
    Ok(all)
}

fn model(
    files: &[Sums],
    terms: &Terms,
    fit: &LogisticFit,
    at_zero: &LogisticSums,
    rounds: u64,
    options: &Options,
) -> Model {
    let first: Vec<&Sums> = files.iter().filter(|file| file.round == 0).collect();
    let sum = |of: &dyn Fn(&Sums) -> u64| first.iter().map(|file| of(file)).sum::<u64>();
    let (all, outcome_missing) = (sum(&|file| file.patients), sum(&|file| file.outcome_missing));
    let columns = terms.columns();
    let record_of = |j: usize| fit.coefficients.get(j + 1).map(by_wald);
    let mut covariates = Vec::new();
    for (index, term) in terms.covariates.iter().enumerate() {
        let own = columns.iter().enumerate().filter(|(_, column)| column.0 == index);
        let row = |level: Option<String>, (n, events): (u64, u64), multivariable| RowOfCovariate {
            is_reference: false,
            level,
            n,
            events,
            univariable: None,
            multivariable,
        };
        let mut rows: Vec<RowOfCovariate> = own
            .map(|(j, (_, level, _))| match level {
                Some(level) => row(term.levels.get(*level).cloned(), level_counts(at_zero, j), record_of(j)),
                None => row(None, (fit.n, fit.events), record_of(j)),
            })
            .collect();
        if term.per.is_none() {
            let others = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.n, sum.1 + row.events));
            let left = (fit.n.saturating_sub(others.0), fit.events.saturating_sub(others.1));
            rows.insert(0, RowOfCovariate { is_reference: true, ..row(term.levels.first().cloned(), left, None) });
        }
        covariates.push(CovariateResult {
            name: term.name.clone(),
            label: term.label.clone(),
            unit: term.unit.clone(),
            per: term.per,
            reference: term.levels.first().cloned(),
            missing: None,
            univariable: None,
            univariable_test: None,
            multivariable_test: None,
            rows,
        });
    }
    let named_sites: Vec<String> =
        first.iter().map(|file| format!("{} ({} patients, {} events)", file.site, file.n, file.events)).collect();
    let mut warnings = options.warnings.clone();
    let message = format!("fitted to the sums of {}", named_sites.join(", "));
    warnings.push(Warning { code: "sites", variable: None, message });
    let record_of_fit = of_maximum_likelihood(fit, of_size(fit.n, fit.events, columns.len()));
    warnings.extend(super::of_fit(&record_of_fit, ""));
    Model {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        title: options.title.clone(),
        input: options.input.clone(),
        outcome: terms.outcome.clone(),
        method: "ml",
        interval: "wald",
        univariable_n: "none",
        level: options.level,
        flow: Vec::new(),
        patients: Patients {
            all,
            outcome_missing,
            covariate_missing: all.saturating_sub(outcome_missing + fit.n),
            used: fit.n,
            events: fit.events,
        },
        covariates,
        multivariable: record_of_fit,
        prediction: None,
        rounds: Some(rounds),
        warnings,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Covariate, Data, Interval, Method, Outcome, Values};
    use super::*;
    use crate::results::comparison::Input;

    /// A hospital whose patients have the event from a value of the covariate on.
    fn hospital(values: &[f64], from: f64) -> Data {
        let events = values.iter().map(|value| Some(*value >= from)).collect();
        let (event, other) = ("dead".into(), "alive".into());
        let outcome = Outcome { name: "died".into(), label: "Death".into(), event, other, values: events };
        let values = Values::Numbers { values: values.to_vec(), per: 1.0 };
        let covariate = Covariate { name: "lactate".into(), label: "Lactate".into(), unit: None, values };
        Data { outcome, covariates: vec![covariate] }
    }

    /// All rounds, until the model is fitted.
    fn fitted(hospitals: &[Data]) -> Model {
        let options = Options {
            title: "sums".into(),
            input: Input::default(),
            flow: Vec::new(),
            method: Method::MaximumLikelihood,
            interval: Interval::Wald,
            available: false,
            level: 0.95,
            resamples: None,
            seed: 1,
            warnings: Vec::new(),
        };
        let terms = Terms::of(&hospitals[0]).unwrap();
        let (mut files, mut at) = (Vec::new(), None);
        for _ in 0..100 {
            let own = hospitals.iter().enumerate();
            files.extend(own.map(|(i, data)| Sums::new(data, &terms, &i.to_string(), at.as_ref(), None).unwrap()));
            match pool(&files, &options).unwrap() {
                Round::Next(coefficients) => at = Some(coefficients),
                Round::Done(model, _) => return *model,
            }
        }
        panic!("it converges");
    }

    #[test]
    fn the_kind_of_separation_is_the_one_that_was_found() {
        let (low, high) = ([1.0, 3.0, 6.0, 7.0], [2.0, 4.0, 5.0, 8.0]);
        let complete = fitted(&[hospital(&low, 4.5), hospital(&high, 4.5)]);
        let separation = complete.multivariable.separation.unwrap();
        assert_eq!((separation.kind, separation.along.as_slice()), ("complete", ["Lactate".to_string()].as_slice()));
        assert!(complete.multivariable.intercept.is_some_and(|intercept| intercept.estimate.is_none()));
        let warning = &complete.warnings.iter().find(|warning| warning.code == "separation").unwrap().message;
        assert!(warning.contains("separates all of") && !warning.contains("--method"), "{warning}");
        // One patient more, at the limit and without the event.
        let (mut high, mut events) = (high.to_vec(), hospital(&high, 4.5).outcome.values);
        high.push(5.0);
        events.push(Some(false));
        let mut overlapping = hospital(&high, 4.5);
        overlapping.outcome.values = events;
        let quasi = fitted(&[hospital(&low, 4.5), overlapping]);
        assert_eq!(quasi.multivariable.separation.map(|found| found.kind), Some("quasi_complete"));
    }
}
