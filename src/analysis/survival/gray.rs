//! Gray's test: compares the cumulative incidence of one cause between groups.

use super::quadratic_form;
use crate::analysis::NotComputable;
use crate::analysis::distribution::chi_square_tails;
use crate::summary::RiskTable;
use nalgebra::DMatrix;

/// Result of Gray's test.
///
/// Null hypothesis: the cumulative incidence of the cause is the same in all groups (within every stratum).
/// Alternative: it differs somewhere. Source: Gray 1988.
#[derive(Debug, Clone, PartialEq)]
pub struct GrayTest {
    /// Cause, from 1.
    pub cause: usize,
    /// Power of 1 - F in the weights; 0 unless asked otherwise.
    pub rho: f64,
    /// Number of strata.
    pub strata: usize,
    /// Weighted events less those expected, by group.
    pub deviations: Vec<f64>,
    /// Test statistic.
    pub chi_square: f64,
    /// Degrees of freedom: groups followed, less one.
    pub df: f64,
    /// P value, asymptotic.
    pub p: f64,
    /// Decimal logarithm of P; finite where `p` underflows.
    pub log10_p: f64,
}

impl GrayTest {
    /// Key of the reference in the bibliography.
    pub const CITATION: &'static str = "gray1988";
}

/// Compares the cumulative incidence of a cause (from 1) between the groups of every stratum; one table is one stratum.
/// Weights (1 - F)^rho. O(distinct times x groups³).
///
/// # Errors
/// Fewer than two groups followed, no event from the cause, a cause that a table does not have, strata over different
/// groups, a negative power, or a variance of zero.
pub fn gray_test<'a>(
    strata: impl IntoIterator<Item = &'a RiskTable>,
    cause: usize,
    rho: f64,
) -> Result<GrayTest, NotComputable> {
    if !(rho >= 0.0 && rho.is_finite()) {
        return Err(NotComputable::because("the power in the weights is not 0 or above"));
    }
    let mut sums: Option<(Vec<f64>, DMatrix<f64>)> = None;
    let (mut followed, mut events, mut number) = (Vec::new(), 0_u64, 0);
    for table in strata {
        let groups = table.groups();
        if cause == 0 || cause > table.causes() {
            return Err(NotComputable::because("the table does not have this cause of events"));
        }
        let (deviations, covariance) = sums.get_or_insert_with(|| (vec![0.0; groups], DMatrix::zeros(groups, groups)));
        if deviations.len() != groups {
            return Err(NotComputable::because("the strata are not over the same groups"));
        }
        followed.resize(groups, false);
        for (group, followed) in followed.iter_mut().enumerate() {
            *followed |= table.n(group) > 0;
            events += table.cause_events(group, cause).iter().sum::<u64>();
        }
        add_stratum(&instants(table, cause, rho), deviations, covariance);
        number += 1;
    }
    let (deviations, covariance) = sums.ok_or_else(|| NotComputable::because("there is no stratum"))?;
    let used: Vec<usize> = (0..followed.len()).filter(|&group| followed.get(group) == Some(&true)).collect();
    if used.len() < 2 {
        return Err(NotComputable::because("fewer than two groups were followed"));
    }
    if events == 0 {
        return Err(NotComputable::because("no event from this cause was observed"));
    }
    let chi_square = quadratic_form(&deviations, &covariance, &used)?;
    let df = used.len() as f64 - 1.0;
    let tails = chi_square_tails(chi_square, df);
    Ok(GrayTest {
        cause,
        rho,
        strata: number,
        deviations,
        chi_square,
        df,
        p: tails.upper,
        log10_p: tails.ln_upper * std::f64::consts::LOG10_E,
    })
}

/// One group at one event time.
#[derive(Clone, Copy)]
struct AtTime {
    at_risk: f64,
    /// Events from the cause.
    events: f64,
    /// Events from other causes.
    competing: f64,
    /// Kaplan-Meier survival from all causes, just before and just after.
    before: f64,
    after: f64,
    /// Those at risk, over survival.
    open: f64,
    /// The same times 1 - F: the risk set of the cause's subdistribution.
    at_risk_of_cause: f64,
}

/// All groups at one event time.
struct Instant {
    groups: Vec<AtTime>,
    weight: f64,
    /// Events from the cause, all groups.
    events: f64,
    /// Sums over the groups at risk.
    open: f64,
    at_risk_of_cause: f64,
    /// 1 - F of the pooled groups, just before and just after.
    before: f64,
    after: f64,
}

/// The event times of one stratum, in order.
fn instants(table: &RiskTable, cause: usize, rho: f64) -> Vec<Instant> {
    let groups = table.groups();
    let all: Vec<Vec<u64>> = (0..groups).map(|group| table.events(group)).collect();
    let at_risk: Vec<Vec<u64>> = (0..groups).map(|group| table.at_risk(group)).collect();
    // Survival and incidence of every group.
    let mut state = vec![(1.0_f64, 0.0_f64); groups];
    let mut incidence = 0.0_f64;
    let mut instants = Vec::new();
    for time in 0..table.times().len() {
        let count = |column: &[u64]| column.get(time).copied().unwrap_or(0) as f64;
        if all.iter().all(|column| count(column) == 0.0) {
            continue;
        }
        let mut members = Vec::with_capacity(groups);
        for (group, (survival, own)) in state.iter_mut().enumerate() {
            let risk = at_risk.get(group).map_or(0.0, |column| count(column));
            let total = all.get(group).map_or(0.0, |column| count(column));
            let events = count(table.cause_events(group, cause));
            let (before, before_own) = (*survival, *own);
            if risk > 0.0 {
                *survival *= (risk - total) / risk;
                *own += before * events / risk;
            }
            let open = if risk > 0.0 { risk / before } else { 0.0 };
            members.push(AtTime {
                at_risk: risk,
                events,
                competing: total - events,
                before,
                after: *survival,
                open,
                at_risk_of_cause: open * (1.0 - before_own),
            });
        }
        let sum = |part: fn(&AtTime) -> f64| members.iter().map(part).sum::<f64>();
        let (events, open, at_risk_of_cause) = (sum(|g| g.events), sum(|g| g.open), sum(|g| g.at_risk_of_cause));
        let before = 1.0 - incidence;
        // Under the null hypothesis an event from the cause raises the common incidence by the same in whatever group.
        incidence += events / open;
        instants.push(Instant {
            weight: before.powf(rho),
            events,
            open,
            at_risk_of_cause,
            before,
            after: 1.0 - incidence,
            groups: members,
        });
    }
    instants
}

/// How much an increment of the cause's hazard in group `from` adds to the statistic of group `to`.
fn direct(instant: &Instant, to: &AtTime, from: &AtTime, same: bool) -> f64 {
    let own = if same { to.open } else { 0.0 };
    instant.weight * (own - to.open * from.open / instant.open)
}

/// Adds the deviations of a stratum and their covariance.
///
/// The statistic of group i is, to first order, a sum of independent increments: an event in group k at time u counts by
/// itself and by what it does to the incidence of k at all later event times, whose coefficients are `later`, summed
/// from the end.
fn add_stratum(instants: &[Instant], deviations: &mut [f64], covariance: &mut DMatrix<f64>) {
    let groups = deviations.len();
    for instant in instants {
        for (deviation, group) in deviations.iter_mut().zip(&instant.groups) {
            let expected = instant.events * group.at_risk_of_cause / instant.at_risk_of_cause;
            if group.at_risk > 0.0 {
                *deviation += instant.weight * (group.events - expected);
            }
        }
    }
    let mut later = DMatrix::<f64>::zeros(groups, groups);
    for instant in instants.iter().rev() {
        for (k, from) in instant.groups.iter().enumerate() {
            let ratio = if from.after > 0.0 { instant.after / from.after } else { 0.0 };
            let mut add = |variance: f64, influence: &dyn Fn(usize, &AtTime) -> f64| {
                if variance > 0.0 {
                    let effects: Vec<f64> = instant.groups.iter().enumerate().map(|(i, to)| influence(i, to)).collect();
                    for (i, left) in effects.iter().enumerate() {
                        for (j, right) in effects.iter().enumerate() {
                            if let Some(cell) = covariance.get_mut((i, j)) {
                                *cell += left * right * variance;
                            }
                        }
                    }
                }
            };
            if from.at_risk > 0.0 && instant.events > 0.0 {
                // The null hypothesis holds: events of the cause are spread over the groups by the pooled hazard.
                let total = instant.open * from.before;
                let ties = if instant.events > 1.0 { (total - instant.events) / (total - 1.0) } else { 1.0 };
                let variance = ties * from.before * instant.events / (instant.open * from.at_risk);
                let own = if from.after > 0.0 { 1.0 - ratio } else { 1.0 };
                add(variance, &|i, to| {
                    direct(instant, to, from, i == k) + own * later.get((i, k)).copied().unwrap_or(0.0)
                });
            }
            if from.competing > 0.0 && from.after > 0.0 {
                let ties =
                    if from.competing > 1.0 { (from.at_risk - from.competing) / (from.at_risk - 1.0) } else { 1.0 };
                let variance = ties * (from.before / from.at_risk).powi(2) * from.competing;
                add(variance, &|i, _| -ratio * later.get((i, k)).copied().unwrap_or(0.0));
            }
        }
        if instant.events > 0.0 {
            let hazard = instant.events / (instant.open * instant.before);
            for (k, from) in instant.groups.iter().enumerate() {
                for (i, to) in instant.groups.iter().enumerate() {
                    if let Some(cell) = later.get_mut((i, k)) {
                        *cell += direct(instant, to, from, i == k) * hazard;
                    }
                }
            }
        }
    }
}
