//! One model: maximum likelihood, Firth's penalised likelihood where that has no estimate, tests and intervals.

use super::design::Column;
use super::{Data, Design, Interval, Method, Options};
use crate::analysis::NotComputable;
use crate::analysis::regression::{
    Coefficient, Covariates, Estimate, FirthModel, LogisticFit, LogisticModel, ModelTest, Separation,
};
use crate::results::model::{CoefficientRecord, EstimateRecord, FitRecord, SeparationRecord, TestOfCovariate};

/// A model with everything that the table prints of it.
pub(super) struct Fitted {
    /// The model as a whole.
    pub(super) record: FitRecord,
    /// Coefficients besides the intercept.
    pub(super) coefficients: Vec<Fit>,
    /// Tests of whole covariates, by their positions.
    pub(super) tests: Vec<(usize, TestOfCovariate)>,
    /// Estimates, intercept first; none unless all are finite.
    pub(super) beta: Option<Vec<f64>>,
}

/// A coefficient and the row of the table to which it belongs.
pub(super) struct Fit {
    /// Position of the covariate.
    pub(super) covariate: usize,
    /// Level; none for a measurement.
    pub(super) level: Option<usize>,
    /// The coefficient.
    pub(super) record: CoefficientRecord,
}

/// Fits a model of these patients.
pub(super) fn fit(design: Result<&Design, &NotComputable>, rows: &[usize], data: &Data, options: &Options) -> Fitted {
    let (n, events) = (rows.len() as u64, data.events(rows));
    let nothing = FitRecord { n, events, ..FitRecord::default() };
    let fitted = design.map_err(Clone::clone).and_then(|design| {
        checked(n, events, design)?;
        estimate(design, of_size(n, events, design.width()), options)
    });
    fitted.unwrap_or_else(|error| Fitted {
        record: FitRecord { error: Some(error.reason), ..nothing },
        coefficients: Vec::new(),
        tests: Vec::new(),
        beta: None,
    })
}

/// The record of a model of so many patients, so many of them with the event, before it is fitted.
pub(super) fn of_size(n: u64, events: u64, coefficients: usize) -> FitRecord {
    let rarer = events.min(n.saturating_sub(events)) as f64;
    let events_per_coefficient = (coefficients > 0).then(|| rarer / coefficients as f64);
    FitRecord { n, events, coefficients, events_per_coefficient, ..FitRecord::default() }
}

/// The record of a model fitted by maximum likelihood.
pub(super) fn of_maximum_likelihood(fit: &LogisticFit, base: FitRecord) -> FitRecord {
    FitRecord {
        method: "maximum_likelihood",
        intercept: fit.coefficients.first().map(by_wald),
        log_likelihood: Some(fit.log_likelihood),
        null_log_likelihood: Some(fit.null_log_likelihood),
        likelihood_ratio: Some(record(fit.likelihood_ratio)),
        wald: fit.wald.as_ref().ok().copied().map(record),
        aic: fit.separation.is_none().then(|| fit.aic()),
        covariance: if fit.separation.is_none() { fit.covariance.clone() } else { Vec::new() },
        iterations: fit.iterations,
        separation: separation(fit),
        ..base
    }
}

/// What no model can be fitted to, in the words of the data.
fn checked(n: u64, events: u64, design: &Design) -> Result<(), NotComputable> {
    let patients = |n: u64| if n == 1 { "1 patient".to_string() } else { format!("{n} patients") };
    let width = design.width() as u64;
    let reason = if n == 0 {
        "no patient has a known outcome and all covariates".to_string()
    } else if events == 0 {
        format!("none of the {} has the event", patients(n))
    } else if events == n {
        format!("all {} have the event", patients(n))
    } else if n <= width + 1 {
        format!("{} are too few for {width} coefficients and the intercept", patients(n))
    } else {
        return Ok(());
    };
    Err(NotComputable::because(reason))
}

/// The columns of a design, some left out, as the numerics take them.
pub(super) fn covariates(columns: &[Column], kept: impl Fn(usize) -> bool) -> Result<Covariates, NotComputable> {
    let columns = columns.iter().enumerate().filter(|(i, _)| kept(*i));
    Covariates::new(columns.map(|(_, column)| (column.name.clone(), column.values.clone())).collect())
}

fn estimate(design: &Design, base: FitRecord, options: &Options) -> Result<Fitted, NotComputable> {
    let all = covariates(&design.columns, |_| true)?;
    if options.method == Method::Firth {
        return firth(design, &all, base, options);
    }
    let model = LogisticModel::new(design.outcome.clone(), &all)?;
    let fit = model.fit(options.level)?;
    if fit.separation.is_some() && options.method == Method::Auto {
        return firth(design, &all, FitRecord { separation: separation(&fit), ..base }, options);
    }
    maximum_likelihood(design, &model, &fit, base, options)
}

/// The coefficients that have no finite estimate, by name.
fn separation(fit: &LogisticFit) -> Option<SeparationRecord> {
    let kind = match fit.separation? {
        Separation::Complete => "complete",
        Separation::QuasiComplete => "quasi_complete",
    };
    let infinite = fit.coefficients.iter().skip(1).filter(|coefficient| coefficient.outcome.is_err());
    Some(SeparationRecord { kind, along: infinite.map(|coefficient| coefficient.name.clone()).collect() })
}

fn maximum_likelihood(
    design: &Design,
    model: &LogisticModel,
    fit: &LogisticFit,
    base: FitRecord,
    options: &Options,
) -> Result<Fitted, NotComputable> {
    // The likelihood ratio against the model without some columns.
    let without = |left_out: &dyn Fn(usize) -> bool| -> Result<ModelTest, NotComputable> {
        if (0..design.width()).all(left_out) {
            return Ok(fit.likelihood_ratio);
        }
        let smaller = covariates(&design.columns, |i| !left_out(i))?;
        fit.against(&LogisticModel::new(design.outcome.clone(), &smaller)?.fit(options.level)?)
    };
    let tests = tests(design, |columns| without(&|i| columns.contains(&i)));
    let mut coefficients = Vec::new();
    for (j, (column, found)) in design.columns.iter().zip(fit.coefficients.iter().skip(1)).enumerate() {
        let alone = design.columns.iter().filter(|other| other.covariate == column.covariate).count() == 1;
        let test = if alone {
            tests.iter().find(|(covariate, _)| *covariate == column.covariate).map(|(_, test)| *test)
        } else {
            without(&|i| i == j).ok().map(record)
        };
        let wanted = options.interval == Interval::Profile && found.outcome.is_ok() && fit.separation.is_none();
        let profile = wanted.then(|| model.profile_interval(j + 1, options.level)).transpose();
        let limits = profile.map(|limits| limits.map(|limits| (limits, "profile_likelihood")));
        coefficients.push(coefficient(column, found, limits, test));
    }
    Ok(Fitted { record: of_maximum_likelihood(fit, base), tests, beta: beta(&fit.coefficients), coefficients })
}

fn firth(design: &Design, all: &Covariates, base: FitRecord, options: &Options) -> Result<Fitted, NotComputable> {
    let model = FirthModel::new(design.outcome.clone(), all)?;
    let fit = model.fit(options.level)?;
    let tests = tests(design, |columns| {
        let coefficients: Vec<usize> = columns.iter().map(|column| column + 1).collect();
        model.test_of(&coefficients)
    });
    let mut coefficients = Vec::new();
    for (j, (column, found)) in design.columns.iter().zip(fit.coefficients.iter().skip(1)).enumerate() {
        let profile = model.profile(j + 1, options.level);
        let test = profile.as_ref().ok().map(|profile| record(profile.test));
        let limits = profile.map(|profile| Some(((profile.ci_low, profile.ci_high), "penalised_profile_likelihood")));
        coefficients.push(coefficient(column, found, limits, test));
    }
    Ok(Fitted {
        record: FitRecord {
            method: "firth",
            intercept: fit.coefficients.first().map(by_wald),
            log_likelihood: Some(fit.penalised_log_likelihood),
            null_log_likelihood: Some(fit.null_penalised_log_likelihood),
            likelihood_ratio: Some(record(fit.likelihood_ratio)),
            wald: fit.wald.as_ref().ok().copied().map(record),
            covariance: fit.covariance.clone(),
            iterations: fit.iterations,
            ..base
        },
        tests,
        beta: beta(&fit.coefficients),
        coefficients,
    })
}

/// Tests of whole covariates by the columns that belong to each.
fn tests(
    design: &Design,
    test: impl Fn(&[usize]) -> Result<ModelTest, NotComputable>,
) -> Vec<(usize, TestOfCovariate)> {
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for (j, column) in design.columns.iter().enumerate() {
        match groups.iter_mut().find(|(covariate, _)| *covariate == column.covariate) {
            Some((_, columns)) => columns.push(j),
            None => groups.push((column.covariate, vec![j])),
        }
    }
    groups.into_iter().filter_map(|(covariate, columns)| Some((covariate, record(test(&columns).ok()?)))).collect()
}

fn record(test: ModelTest) -> TestOfCovariate {
    TestOfCovariate { chi_square: test.chi_square, df: test.df, p: test.p, log10_p: test.log10_p }
}

/// A coefficient with Wald's interval.
pub(super) fn by_wald(found: &Coefficient) -> CoefficientRecord {
    named(&found.name, found, Ok(None), None)
}

type Limits = Result<Option<((f64, f64), &'static str)>, NotComputable>;

fn coefficient(column: &Column, found: &Coefficient, limits: Limits, test: Option<TestOfCovariate>) -> Fit {
    let record = named(&column.name, found, limits, test);
    Fit { covariate: column.covariate, level: column.level, record }
}

/// A coefficient; its interval is Wald's unless limits of its profile are given.
fn named(
    name: &str,
    found: &Coefficient,
    limits: Limits,
    likelihood_ratio: Option<TestOfCovariate>,
) -> CoefficientRecord {
    let estimate = |one: &Estimate, ((low, high), interval): ((f64, f64), &'static str)| EstimateRecord {
        log_odds: one.estimate,
        standard_error: one.standard_error,
        odds_ratio: one.estimate.exp(),
        ci_low: low.exp(),
        ci_high: high.exp(),
        interval,
        z: one.z,
        p_wald: one.p,
        log10_p_wald: one.log10_p,
    };
    let found = found.outcome.as_ref().map_err(Clone::clone).and_then(|one| {
        let limits = limits?.unwrap_or(((one.ci_low, one.ci_high), "wald"));
        Ok(estimate(one, limits))
    });
    let (estimate, error) = match found {
        Ok(estimate) => (Some(estimate), None),
        Err(error) => (None, Some(error.reason)),
    };
    CoefficientRecord { name: name.into(), estimate, likelihood_ratio, error }
}

/// The estimates, if all are finite.
pub(super) fn beta(coefficients: &[Coefficient]) -> Option<Vec<f64>> {
    coefficients.iter().map(|one| one.outcome.as_ref().ok().map(|one| one.estimate)).collect()
}
