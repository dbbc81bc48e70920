//! Conditional odds ratio with exact intervals.

use super::{EffectEstimate, tail};
use crate::analysis::NotComputable;
use crate::analysis::distribution::root_near;
use crate::analysis::methods::two_by_two;
use crate::summary::ContingencyTable;

/// Conditional maximum-likelihood odds ratio of column 2 against column 1, row 1 having the property, given all margins,
/// with the exact interval: the odds ratios for which the observed table is at either tail of the noncentral
/// hypergeometric distribution, each at half of the error. Roots to the last digits.
///
/// An empty cell gives an estimate and a limit of 0, or an infinite one and no upper limit.
///
/// # Errors
/// Not a 2x2 table, an empty row or column, more than 10¹¹ observations, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::{analysis::effect::odds_ratio_conditional, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![1, 3], vec![3, 1]])?;
/// let effect = odds_ratio_conditional(&table, 0.95)?;
/// assert!((effect.estimate - 6.408319658199662).abs() < 1e-6);
/// assert!((effect.ci_high - 626.2435305888141).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn odds_ratio_conditional(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    interval(table, level, 1.0, "conditional maximum likelihood, exact interval")
}

/// As [`odds_ratio_conditional`], with the mid-P interval: the observed table counts by half in either tail.
///
/// # Errors
/// As [`odds_ratio_conditional`].
///
/// ```
/// use retrocohort::{analysis::effect::{odds_ratio_conditional, odds_ratio_mid_p}, summary::ContingencyTable};
/// let table = ContingencyTable::new(vec![vec![2, 9], vec![12, 7]])?;
/// let (exact, mid_p) = (odds_ratio_conditional(&table, 0.95)?, odds_ratio_mid_p(&table, 0.95)?);
/// assert!(exact.ci_low < mid_p.ci_low && mid_p.ci_high < exact.ci_high);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn odds_ratio_mid_p(table: &ContingencyTable, level: f64) -> Result<EffectEstimate, NotComputable> {
    interval(table, level, 0.5, "conditional maximum likelihood, mid-P interval")
}

fn interval(
    table: &ContingencyTable,
    level: f64,
    weight: f64,
    method: &'static str,
) -> Result<EffectEstimate, NotComputable> {
    let tail = tail(level)?;
    let cells = two_by_two(table)?;
    let observed = Observed([cells.b, cells.a, cells.d, cells.c].map(|x| x as f64));
    let (at_bottom, at_top) = (cells.b == 0 || cells.c == 0, cells.a == 0 || cells.d == 0);
    let centre =
        ((cells.b as f64 + 0.5) / (cells.a as f64 + 0.5)).ln() - ((cells.d as f64 + 0.5) / (cells.c as f64 + 0.5)).ln();
    let root = |f: &dyn Fn(&Sums) -> f64| {
        root_near(centre - 1.0, centre + 1.0, |ln_ratio| f(&observed.sums(ln_ratio)).clamp(-1e6, 1e6)).exp()
    };
    let odds = (tail / (1.0 - tail)).ln();
    // weight P(observed) + P(beyond) against the rest: the logit of the tail, equal to that of half of the error.
    let upper_tail = |sums: &Sums| (weight + sums.above).ln() - (1.0 - weight + sums.below).ln();
    let lower_tail = |sums: &Sums| (weight + sums.below).ln() - (1.0 - weight + sums.above).ln();
    let ends = |at_end: bool, end: f64, root: &dyn Fn() -> f64| if at_end { end } else { root() };
    EffectEstimate {
        measure: "odds_ratio",
        estimate: match (at_bottom, at_top) {
            (true, _) => 0.0,
            (_, true) => f64::INFINITY,
            _ => root(&|sums| sums.moment_above.ln() - sums.moment_below.ln()),
        },
        ci_low: ends(at_bottom, 0.0, &|| root(&|sums| upper_tail(sums) - odds)),
        ci_high: ends(at_top, f64::INFINITY, &|| root(&|sums| odds - lower_tail(sums))),
        level,
        method,
    }
    .checked_ratio()
}

/// The observed cells [b, a, d, c]: those with the property in group 2 and 1, those without.
struct Observed([f64; 4]);

/// Sums of the probabilities above and below the observed one, in multiples of it, and of their distances times them.
struct Sums {
    above: f64,
    below: f64,
    moment_above: f64,
    moment_below: f64,
}

impl Observed {
    fn sums(&self, ln_ratio: f64) -> Sums {
        let ratio = ln_ratio.exp();
        let [b, a, d, c] = self.0;
        // One more in b takes one from a and from d, and adds one to c.
        let (above, moment_above) =
            outwards(a.min(d), |j| ratio * ((a - j) / (b + j + 1.0)) * ((d - j) / (c + j + 1.0)));
        let (below, moment_below) =
            outwards(b.min(c), |j| ((b - j) / (a + j + 1.0)) * ((c - j) / (d + j + 1.0)) / ratio);
        Sums { above, below, moment_above, moment_below }
    }
}

/// Σ tⱼ and Σ j tⱼ for j = 1 to `last`, where t₀ = 1 and tⱼ₊₁ = tⱼ `factor`(j), which falls with j.
fn outwards(last: f64, factor: impl Fn(f64) -> f64) -> (f64, f64) {
    let (mut sum, mut moment, mut term, mut j) = (0.0, 0.0, 1.0, 0.0);
    while j < last {
        let step = factor(j);
        term *= step;
        j += 1.0;
        sum += term;
        moment += j * term;
        // What overflows is infinitely more than the other side, which is all that a search for a root needs.
        if (step < 1.0 && term * j < 1e-18 * moment * (1.0 - step)) || moment > 1e250 {
            break;
        }
    }
    (sum, moment)
}
