//! Cox models: one covariate at a time and all together, as papers print them.

use super::people::People;
use super::{Options, reason};
use crate::analysis::NotComputable;
use crate::analysis::regression::{Covariates, ModelTest};
use crate::analysis::survival::{CoxFit, CoxModel, Spells, Ties, TimeScale};
use crate::engine::TimeToEvent;
use crate::engine::time_to_event::CovariateColumn;
use crate::results::survival::{ChiSquare, CoxRow, CoxTable, CoxTerm, HazardRatio, ModelFit};

/// The function of time of the test of proportional hazards.
const HAZARD_SCALE: TimeScale = TimeScale::KaplanMeier;

/// Id of a way to handle ties.
pub(super) fn ties_id(ties: Ties) -> &'static str {
    match ties {
        Ties::Efron => "efron",
        Ties::Breslow => "breslow",
        Ties::Exact => "exact",
    }
}

/// The hazard ratios of the groups; `None` with fewer than two groups that have patients.
pub(super) fn of_groups(data: &TimeToEvent, people: &People<'_>, options: &Options) -> Option<CoxTable> {
    let groups = data.groups.as_ref()?;
    if people.sizes.iter().filter(|n| **n > 0).count() < 2 {
        return None;
    }
    let values = (0..data.time.len()).map(|row| people.group(row)).map(|group| group as f64).collect();
    let column = CovariateColumn {
        name: groups.name.clone(),
        label: groups.label.clone(),
        unit: None,
        levels: groups.levels.clone(),
        values,
    };
    Some(table(&[&column], data, people, options))
}

/// The models of the covariates; `None` without any.
pub(super) fn of_covariates(data: &TimeToEvent, people: &People<'_>, options: &Options) -> Option<CoxTable> {
    let columns: Vec<&CovariateColumn> = data.covariates.iter().collect();
    (!columns.is_empty()).then(|| table(&columns, data, people, options))
}

fn table(columns: &[&CovariateColumn], data: &TimeToEvent, people: &People<'_>, options: &Options) -> CoxTable {
    let known = |column: &CovariateColumn, row: usize| column.values.get(row).is_some_and(|value| value.is_finite());
    let complete: Vec<usize> =
        people.rows.iter().copied().filter(|row| columns.iter().all(|column| known(column, *row))).collect();
    let events = |rows: &[usize]| rows.iter().filter(|row| people.event(**row)).count() as u64;
    let terms: Vec<Term<'_>> = columns.iter().map(|column| Term::new(column, &complete)).collect();
    let fit = fit(&terms, &complete, people, options);
    let mut first = 0;
    let mut found = Vec::new();
    for (column, term) in columns.iter().zip(&terms) {
        let rows: Vec<usize> = people.rows.iter().copied().filter(|row| known(column, *row)).collect();
        let own_term = Term::new(column, &rows);
        let own = if columns.len() == 1 {
            None
        } else {
            Some(self::fit(std::slice::from_ref(&own_term), &rows, people, options))
        };
        let own = own.as_ref().unwrap_or(&fit);
        let width = term.columns.len();
        let together: Vec<usize> = (first..first + width).collect();
        let alone: Vec<usize> = (0..own_term.columns.len()).collect();
        let wald = |fit: &Fitted, set: &[usize]| fit.cox.as_ref().ok()?.wald_of(set).ok().map(chi_square);
        found.push(CoxTerm {
            name: column.name.clone(),
            label: column.label.clone(),
            unit: column.unit.clone(),
            missing: people.n - rows.len() as u64,
            n: rows.len() as u64,
            events: events(&rows),
            univariable_error: own.cox.as_ref().err().cloned(),
            univariable: wald(own, &alone),
            multivariable: wald(&fit, &together),
            proportional_hazards: fit.hazards.as_ref().ok().and_then(|test| test.1.get(found.len()).copied()),
            rows: own_term.rows(&rows, people, own, term, &fit, first),
        });
        first += width;
    }
    CoxTable {
        ties: ties_id(options.ties),
        cause: data.causes.first().filter(|_| data.causes.len() > 1).cloned(),
        strata: data.strata.as_ref().map(|strata| strata.label.clone()),
        n: complete.len() as u64,
        events: events(&complete),
        missing: people.n - complete.len() as u64,
        terms: found,
        multivariable: model_fit(&fit),
    }
}

/// A covariate as columns of a model.
struct Term<'a> {
    column: &'a CovariateColumn,
    /// Levels that occur, the reference first; empty for a measurement.
    levels: Vec<usize>,
    /// Name and the level that it indicates.
    columns: Vec<(String, Option<usize>)>,
}

impl<'a> Term<'a> {
    fn new(column: &'a CovariateColumn, rows: &[usize]) -> Term<'a> {
        if column.levels.is_empty() {
            return Term { column, levels: Vec::new(), columns: vec![(column.label.clone(), None)] };
        }
        let mut occurs = vec![false; column.levels.len()];
        for &row in rows {
            if let Some(occurs) = column.values.get(row).and_then(|level| occurs.get_mut(*level as usize)) {
                *occurs = true;
            }
        }
        let levels: Vec<usize> = (0..occurs.len()).filter(|level| occurs.get(*level) == Some(&true)).collect();
        let name = |level: usize| column.levels.get(level).map(String::as_str).unwrap_or_default();
        let columns =
            levels.iter().skip(1).map(|level| (format!("{}: {}", column.label, name(*level)), Some(*level))).collect();
        Term { column, levels, columns }
    }

    /// Values of its columns for some rows.
    fn values(&self, rows: &[usize]) -> Vec<(String, Vec<f64>)> {
        let cell = |row: &usize| self.column.values.get(*row).copied().unwrap_or(f64::NAN);
        let column = |(name, level): &(String, Option<usize>)| {
            let value = |row: &usize| match level {
                None => cell(row),
                Some(level) => f64::from(u8::from(cell(row) == *level as f64)),
            };
            (name.clone(), rows.iter().map(value).collect())
        };
        self.columns.iter().map(column).collect()
    }

    /// The rows of the table: `self` is the term of the univariable model, `together` that of the other.
    fn rows(
        &self,
        rows: &[usize],
        people: &People<'_>,
        alone_fit: &Fitted,
        together: &Term<'_>,
        fit: &Fitted,
        first: usize,
    ) -> Vec<CoxRow> {
        let ratio = |fit: &Fitted, term: &Term<'_>, first: usize, level: Option<usize>| {
            let place = term.columns.iter().position(|(_, of)| *of == level)?;
            Some(fit.ratio(first + place))
        };
        if self.levels.is_empty() {
            let events = rows.iter().filter(|row| people.event(**row)).count() as u64;
            return vec![CoxRow {
                n: rows.len() as u64,
                events,
                univariable: ratio(alone_fit, self, 0, None),
                multivariable: ratio(fit, together, first, None),
                ..CoxRow::default()
            }];
        }
        let mut counts = vec![(0_u64, 0_u64); self.column.levels.len()];
        for &row in rows {
            let level = self.column.values.get(row).map_or(usize::MAX, |level| *level as usize);
            if let Some((n, events)) = counts.get_mut(level) {
                *n += 1;
                *events += u64::from(people.event(row));
            }
        }
        let one = |(i, &level): (usize, &usize)| {
            let (n, events) = counts.get(level).copied().unwrap_or_default();
            CoxRow {
                level: self.column.levels.get(level).cloned(),
                reference: i == 0,
                n,
                events,
                univariable: ratio(alone_fit, self, 0, Some(level)),
                multivariable: ratio(fit, together, first, Some(level)),
            }
        };
        self.levels.iter().enumerate().map(one).collect()
    }
}

/// A model, or why there is none.
struct Fitted {
    cox: Result<CoxFit, String>,
    /// Test of proportional hazards: of all, of every term.
    hazards: Result<(ChiSquare, Vec<ChiSquare>), String>,
}

impl Fitted {
    fn ratio(&self, place: usize) -> HazardRatio {
        match &self.cox {
            Ok(fit) => hazard_ratio(fit, place),
            Err(reason) => HazardRatio { error: Some(reason.clone()), ..HazardRatio::default() },
        }
    }
}

fn fit(terms: &[Term<'_>], rows: &[usize], people: &People<'_>, options: &Options) -> Fitted {
    let single = terms.iter().find(|term| term.columns.is_empty());
    if let Some(term) = single {
        let text = format!("“{}” has a single level among these patients", term.column.label);
        return Fitted { cox: Err(text.clone()), hazards: Err(text) };
    }
    let columns: Vec<(String, Vec<f64>)> = terms.iter().flat_map(|term| term.values(rows)).collect();
    let spells = spells(rows, people);
    let model = spells.and_then(|spells| CoxModel::new(spells, &Covariates::new(columns)?, options.ties));
    let mut first = 0;
    let sets: Vec<Vec<usize>> = terms
        .iter()
        .map(|term| {
            first += term.columns.len();
            (first - term.columns.len()..first).collect()
        })
        .collect();
    match model {
        Err(error) => Fitted { cox: Err(error.reason.clone()), hazards: Err(error.reason) },
        Ok(model) => {
            let hazards = model.proportional_hazards_of(HAZARD_SCALE, &sets);
            let hazards =
                hazards.map(|test| (chi_square(test.global), test.sets.into_iter().map(chi_square).collect()));
            Fitted { cox: model.fit(options.level).map_err(reason), hazards: hazards.map_err(reason) }
        }
    }
}

/// Follow-up of some rows, by strata where there are any.
fn spells(rows: &[usize], people: &People<'_>) -> Result<Spells, NotComputable> {
    let time = rows.iter().map(|row| people.time(*row)).collect();
    let event = rows.iter().map(|row| people.event(*row)).collect();
    Spells::new(time, event)?.with_strata(rows.iter().map(|row| people.stratum(*row)).collect())
}

pub(super) fn hazard_ratio(fit: &CoxFit, place: usize) -> HazardRatio {
    let outcome = fit.coefficients.get(place).map(|coefficient| &coefficient.outcome);
    match outcome {
        Some(Ok(estimate)) => {
            let (ratio, low, high) = estimate.ratio();
            HazardRatio {
                coefficient: Some(estimate.estimate),
                standard_error: Some(estimate.standard_error),
                z: Some(estimate.z),
                p: Some(estimate.p),
                log10_p: Some(estimate.log10_p),
                hazard_ratio: Some(ratio),
                ci_low: Some(low),
                ci_high: Some(high),
                error: None,
            }
        }
        Some(Err(error)) => HazardRatio { error: Some(error.reason.clone()), ..HazardRatio::default() },
        None => HazardRatio { error: Some("the model does not have this covariate".into()), ..HazardRatio::default() },
    }
}

pub(super) fn chi_square(test: ModelTest) -> ChiSquare {
    ChiSquare { chi_square: test.chi_square, df: test.df, p: test.p, log10_p: test.log10_p }
}

fn model_fit(fitted: &Fitted) -> ModelFit {
    let fit = match &fitted.cox {
        Ok(fit) => fit,
        Err(reason) => return ModelFit { error: Some(reason.clone()), ..ModelFit::default() },
    };
    ModelFit {
        log_likelihood: Some(fit.log_likelihood),
        null_log_likelihood: Some(fit.null_log_likelihood),
        likelihood_ratio: Some(chi_square(fit.likelihood_ratio)),
        wald: fit.wald.as_ref().ok().copied().map(chi_square),
        score: Some(chi_square(fit.score)),
        concordance: fit.concordance.as_ref().ok().map(|concordance| concordance.c),
        proportional_hazards: fitted.hazards.as_ref().ok().map(|test| test.0),
        proportional_hazards_error: fitted.hazards.as_ref().err().cloned(),
        warnings: fit.warnings.iter().map(ToString::to_string).collect(),
        error: None,
    }
}
