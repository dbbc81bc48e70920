//! Miettinen and Nurminen's score intervals of two proportions.

use super::{EffectEstimate, normal_limit, two_proportions};
use crate::analysis::NotComputable;
use crate::analysis::distribution::{root_between, root_near};
use crate::summary::ContingencyTable;

const METHOD: &str = "Miettinen and Nurminen's score interval";

/// Either group as (with the property, size); group 2 is compared with group 1.
struct Groups {
    x1: f64,
    n1: f64,
    x2: f64,
    n2: f64,
}

/// Risk difference, column 2 less column 1, row 1 having the property, with Miettinen and Nurminen's score interval: the
/// differences that the score test with the variance at the restricted maximum likelihood, times N / (N - 1), does not
/// reject.
///
/// # Errors
/// Not a 2x2 table, an empty group, more than 2⁴² observations, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::risk_difference_score, summary::ContingencyTable};
/// // 56 of 70 against 48 of 80: 0.0528 to 0.3382 in table II of Newcombe (1998).
/// let table = ContingencyTable::new(vec![vec![48, 56], vec![32, 14]])?;
/// let effect = risk_difference_score(&table, 0.95)?;
/// assert!((effect.ci_low - 0.0528297132).abs() < 1e-8 && (effect.ci_high - 0.3381729400).abs() < 1e-8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn risk_difference_score(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let groups = groups(table)?;
    let z = normal_limit(level)?;
    let difference = groups.x2 / groups.n2 - groups.x1 / groups.n1;
    EffectEstimate {
        measure: "risk_difference",
        estimate: difference,
        ci_low: root_between(-1.0, difference, |delta| z - groups.z_of_difference(delta)),
        ci_high: root_between(difference, 1.0, |delta| -z - groups.z_of_difference(delta)),
        level,
        method: METHOD,
    }
    .checked()
}

/// Risk ratio of column 2 against column 1, row 1 having the property, with Miettinen and Nurminen's score interval.
/// Nobody with the property in group 1 leaves it unbounded.
///
/// # Errors
/// Not a 2x2 table, an empty group, nobody with the property, more than 2⁴² observations, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::risk_ratio_score, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?; // 7 of 34 against 1 of 34
/// assert!((risk_ratio_score(&table, 0.95)?.ci_low - 1.2085679750900284).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn risk_ratio_score(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let groups = groups(table)?;
    let z = normal_limit(level)?;
    if groups.x1 + groups.x2 == 0.0 {
        return Err(NotComputable::because("nobody has the property"));
    }
    let ratio = (groups.x2 / groups.n2) / (groups.x1 / groups.n1);
    let (ci_low, ci_high) =
        groups.ratio_limits(z, groups.x2 == 0.0, groups.x1 == 0.0, &|ln| groups.z_of_ratio(ln.exp()));
    EffectEstimate { measure: "risk_ratio", estimate: ratio, ci_low, ci_high, level, method: METHOD }.checked_ratio()
}

/// Odds ratio of column 2 against column 1, row 1 having the property, with Miettinen and Nurminen's score interval. An
/// empty cell leaves it unbounded on one side.
///
/// # Errors
/// Not a 2x2 table, an empty group, an empty row, more than 2⁴² observations, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::odds_ratio_score, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 7], vec![33, 27]])?; // 7 of 34 against 1 of 34
/// assert!((odds_ratio_score(&table, 0.95)?.ci_high - 56.46157554538696).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn odds_ratio_score(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    let groups = groups(table)?;
    let z = normal_limit(level)?;
    let (y1, y2) = (groups.n1 - groups.x1, groups.n2 - groups.x2);
    if groups.x1 + groups.x2 == 0.0 || y1 + y2 == 0.0 {
        return Err(NotComputable::because("all or none of both groups have the property"));
    }
    let (at_bottom, at_top) = (groups.x2 == 0.0 || y1 == 0.0, groups.x1 == 0.0 || y2 == 0.0);
    let ratio = if at_bottom { 0.0 } else { (groups.x2 / y2) / (groups.x1 / y1) };
    let (ci_low, ci_high) = groups.ratio_limits(z, at_bottom, at_top, &|ln| groups.z_of_odds_ratio(ln.exp()));
    EffectEstimate { measure: "odds_ratio", estimate: ratio, ci_low, ci_high, level, method: METHOD }.checked_ratio()
}

fn groups(table: &ContingencyTable) -> Result<Groups, NotComputable> {
    let [(x1, n1), (x2, n2)] = two_proportions(table)?;
    Ok(Groups { x1: x1 as f64, n1: n1 as f64, x2: x2 as f64, n2: n2 as f64 })
}

/// `numerator` / √`variance`, where no variance makes any difference infinite; bounded for the search.
fn quotient(numerator: f64, variance: f64) -> f64 {
    if numerator == 0.0 { 0.0 } else { (numerator / variance.max(0.0).sqrt()).clamp(-1e6, 1e6) }
}

impl Groups {
    /// N / (N - 1).
    fn inflation(&self) -> f64 {
        let total = self.n1 + self.n2;
        total / (total - 1.0)
    }

    fn ratio_limits(&self, z: f64, at_bottom: bool, at_top: bool, z_of: &dyn Fn(f64) -> f64) -> (f64, f64) {
        let odds = |x: f64, n: f64| ((x + 0.5) / (n - x + 0.5)).ln();
        let centre = odds(self.x2, self.n2) - odds(self.x1, self.n1);
        let near = |offset: f64| {
            let found = root_near(centre - 1.0, centre + 1.0, |ln| offset - z_of(ln));
            found.exp()
        };
        (if at_bottom { 0.0 } else { near(z) }, if at_top { f64::INFINITY } else { near(-z) })
    }

    fn z_of_difference(&self, delta: f64) -> f64 {
        let p1 = self.restricted_difference(delta);
        let p2 = (p1 + delta).clamp(0.0, 1.0);
        let variance = (p1 * (1.0 - p1) / self.n1 + p2 * (1.0 - p2) / self.n2) * self.inflation();
        quotient(self.x2 / self.n2 - self.x1 / self.n1 - delta, variance)
    }

    /// Proportion of group 1 that is most likely under p2 = p1 + δ: where the slope of the likelihood changes sign.
    fn restricted_difference(&self, delta: f64) -> f64 {
        let (low, high) = ((-delta).max(0.0), (1.0 - delta).min(1.0));
        let pull = |count: f64, p: f64| if count == 0.0 { 0.0 } else { (count / p.max(0.0)).min(1e300) };
        root_between(low, high, |p1| {
            let p2 = p1 + delta;
            let up = pull(self.x1, p1) + pull(self.x2, p2);
            let down = pull(self.n1 - self.x1, 1.0 - p1) + pull(self.n2 - self.x2, 1.0 - p2);
            // Bounded, with the same sign as the slope.
            (down - up) / (down + up)
        })
    }

    fn z_of_ratio(&self, ratio: f64) -> f64 {
        // p2 = ratio p1; the likelihood is largest at the smaller root of a quadratic.
        let a = (self.n1 + self.n2) * ratio;
        let b = self.n2 * ratio + self.x2 + self.n1 + self.x1 * ratio;
        let c = self.x1 + self.x2;
        let p1 = (2.0 * c / (b + (b * b - 4.0 * a * c).max(0.0).sqrt())).min(1.0).min(ratio.recip());
        let p2 = (ratio * p1).min(1.0);
        let variance = (p2 * (1.0 - p2) / self.n2 + ratio * ratio * (p1 * (1.0 - p1)) / self.n1) * self.inflation();
        quotient(self.x2 / self.n2 - ratio * (self.x1 / self.n1), variance)
    }

    fn z_of_odds_ratio(&self, ratio: f64) -> f64 {
        // n1 p1 + n2 p2 = x1 + x2, with the logit of p2 that of p1 plus the logarithm of the ratio. The rarer of the
        // property and its absence is counted, so that nothing cancels.
        let ln_ratio = ratio.ln();
        let chance = |logit: f64| (1.0 + (-logit).exp()).recip();
        let (y1, y2) = (self.n1 - self.x1, self.n2 - self.x2);
        let rarer = self.x1 + self.x2 <= y1 + y2;
        let distance = |logit: f64| {
            if rarer {
                self.n1 * chance(logit) + self.n2 * chance(logit + ln_ratio) - (self.x1 + self.x2)
            } else {
                y1 + y2 - self.n1 * chance(-logit) - self.n2 * chance(-logit - ln_ratio)
            }
        };
        let logit1 = root_near(-1.0 - 0.5 * ln_ratio, 1.0 - 0.5 * ln_ratio, distance);
        let logit2 = logit1 + ln_ratio;
        let variance = |n: f64, logit: f64| n * chance(logit) * chance(-logit);
        let (v1, v2) = (variance(self.n1, logit1), variance(self.n2, logit2));
        let excess = if logit2 < 0.0 { self.x2 - self.n2 * chance(logit2) } else { self.n2 * chance(-logit2) - y2 };
        // (x2 - n2 p2) (1 / v1 + 1 / v2) over its standard deviation.
        quotient(excess * (v1 + v2).sqrt(), v1 * v2 * self.inflation())
    }
}
