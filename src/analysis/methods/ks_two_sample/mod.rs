//! Kolmogorov-Smirnov (Smirnov) tests of two samples.

mod lattice;

use super::ks_one_sample::limiting_tail;
use crate::analysis::distribution::kolmogorov_smirnov_tails;
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, TestResult};
use crate::summary::ContingencyTable;
use lattice::{Lattice, Side};

/// Exact two-sample Kolmogorov-Smirnov test, ties included.
pub static KS_TWO_SAMPLE_EXACT: Method = Method {
    id: "ks_two_sample_exact",
    name: "exact Kolmogorov-Smirnov test of two samples",
    null: "both groups have the same distribution",
    alternative: "the distributions differ",
    citation: "schroer1995",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(ks_two_sample_exact),
};

/// Exact two-sample Kolmogorov-Smirnov test as if there were no ties.
pub static KS_TWO_SAMPLE_UNTIED: Method = Method {
    id: "ks_two_sample_untied",
    name: "exact Kolmogorov-Smirnov test of two samples, ties not considered",
    null: "both groups have the same continuous distribution",
    alternative: "the distributions differ",
    citation: "smirnov1939",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(ks_two_sample_untied),
};

/// Two-sample Kolmogorov-Smirnov test, limiting distribution.
pub static KS_TWO_SAMPLE: Method = Method {
    id: "ks_two_sample",
    name: "Kolmogorov-Smirnov test of two samples",
    null: "both groups have the same distribution",
    alternative: "the distributions differ",
    citation: "smirnov1939",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(ks_two_sample),
};

/// Two-sample Kolmogorov-Smirnov test by one sample of the effective size, as in SciPy.
pub static KS_TWO_SAMPLE_EFFECTIVE: Method = Method {
    id: "ks_two_sample_effective",
    name: "Kolmogorov-Smirnov test of two samples, effective size",
    null: "both groups have the same distribution",
    alternative: "the distributions differ",
    citation: "hodges1958",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Ordered(ks_two_sample_effective),
};

/// Kolmogorov-Smirnov test of ordered levels (rows, ascending; distinct values are such levels) in two groups
/// (columns): null hypothesis of equal distributions, by D, the largest difference of the cumulative shares. P is exact
/// given the ties: every division of the observations into groups of these sizes is equally likely, and only the ends
/// of levels are places where functions can differ. `Greater` means that the distribution function of group 1 lies
/// above that of group 2, that is, that group 1 tends to lower levels (as in R and SciPy). The statistic is D or its
/// one-sided part. If all observations are in one level, D is 0 and P is 1.
///
/// The probability of leaving the band is summed while the observations are dealt out in order, so only positive
/// numbers are added and a small P keeps its digits, below 1e-300 too. O(n1 n2 D) for the most part; 10,000 v 10,000
/// takes some milliseconds near P = 0.05. Untied groups of equal size are counted by reflection, in no time.
///
/// # Errors
/// Not two groups with observations, or more than some 10⁹ lattice points within the band.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::ks_two_sample_exact};
/// use retrocohort::summary::ContingencyTable;
/// // Four against three, the four above: one division of 35 on either side is so extreme, but for the ties.
/// let untied: Vec<Vec<u64>> = (0..7).map(|i| if i < 3 { vec![0, 1] } else { vec![1, 0] }).collect();
/// let result = ks_two_sample_exact(&ContingencyTable::new(untied)?, Alternative::TwoSided)?;
/// assert!((result.p - 2.0 / 35.0).abs() < 1e-15);
/// let tied = ContingencyTable::new(vec![vec![0, 1], vec![0, 1], vec![0, 1], vec![4, 0]])?;
/// assert!((ks_two_sample_exact(&tied, Alternative::TwoSided)?.p - 1.0 / 35.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ks_two_sample_exact(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    exact(table, alternative, KS_TWO_SAMPLE_EXACT.id, false)
}

/// As [`ks_two_sample_exact`], but with the distribution of D of samples without ties, as SciPy computes it. With ties
/// P is too large.
///
/// # Errors
/// As [`ks_two_sample_exact`].
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::ks_two_sample_untied};
/// use retrocohort::summary::ContingencyTable;
/// let tied = ContingencyTable::new(vec![vec![0, 1], vec![0, 1], vec![0, 1], vec![4, 0]])?;
/// assert!((ks_two_sample_untied(&tied, Alternative::TwoSided)?.p - 2.0 / 35.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ks_two_sample_untied(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    exact(table, alternative, KS_TWO_SAMPLE_UNTIED.id, true)
}

/// As [`ks_two_sample_exact`], from the limiting distribution of √(n1 n2 / (n1 + n2)) D, which ties make conservative
/// (R's asymptotic P). O(levels).
///
/// # Errors
/// Not two groups with observations.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::ks_two_sample};
/// use retrocohort::summary::ContingencyTable;
/// let table = ContingencyTable::new(vec![vec![3, 1], vec![1, 3]])?; // D = 1/2, exp(-2 · 2 · 1/4)
/// assert!((ks_two_sample(&table, Alternative::Greater)?.p - (-1.0_f64).exp()).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ks_two_sample(table: &ContingencyTable, alternative: Alternative) -> Result<TestResult, NotComputable> {
    let found = Distances::new(table)?;
    let (n1, n2) = (found.n1 as f64, found.n2 as f64);
    let d = found.distance(alternative);
    let (p, ln_p) = limiting_tail((n1 / (n1 + n2) * n2).sqrt() * d, alternative);
    TestResult { alternative, statistic: Some(d), ..TestResult::new(KS_TWO_SAMPLE.id, p, ln_p) }.checked()
}

/// As [`ks_two_sample_exact`], from the exact distribution of D of one sample of n1 n2 / (n1 + n2) values, rounded
/// (SciPy's `method="asymp"`); one-sided by Hodges' expansion. O(levels), and the time of the one-sample distribution.
///
/// # Errors
/// Not two groups with observations, or groups that do not overlap.
///
/// ```
/// use retrocohort::analysis::{Alternative, methods::ks_two_sample_effective};
/// use retrocohort::summary::ContingencyTable;
/// // Two against two, separated: the D of one value exceeds 1/2 always, D = 1 never.
/// let table = ContingencyTable::new(vec![vec![2, 1], vec![0, 1]])?;
/// assert_eq!(ks_two_sample_effective(&table, Alternative::TwoSided)?.p, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ks_two_sample_effective(
    table: &ContingencyTable,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    let found = Distances::new(table)?;
    let (m, n) = (found.n1.max(found.n2) as f64, found.n1.min(found.n2) as f64);
    let d = found.distance(alternative);
    let size = m / (m + n) * n;
    let (p, ln_p) = if alternative == Alternative::TwoSided {
        let tails = kolmogorov_smirnov_tails(d, (size.round_ties_even() as u64).max(1));
        // One sample is never wholly on one side of a continuous distribution; of two samples one may be of the other.
        if tails.upper == 0.0 && tails.ln_upper == f64::NEG_INFINITY {
            return Err(NotComputable::because(
                "no value of the groups overlaps, for which the approximation has no P",
            ));
        }
        (tails.upper, tails.ln_upper)
    } else {
        let z = size.sqrt() * d;
        let ln_p = -2.0 * z * z - 2.0 * z * (m + 2.0 * n) / (m * n).sqrt() / (m + n).sqrt() / 3.0;
        (ln_p.exp(), ln_p)
    };
    TestResult { alternative, statistic: Some(d), ..TestResult::new(KS_TWO_SAMPLE_EFFECTIVE.id, p, ln_p) }.checked()
}

/// Largest differences of the cumulative shares, times n1 n2.
struct Distances {
    n1: u64,
    n2: u64,
    levels: Vec<u64>,
    above: i128,
    below: i128,
}

impl Distances {
    fn new(table: &ContingencyTable) -> Result<Distances, NotComputable> {
        let kept = table.without_empty().ok_or_else(|| NotComputable::because("the table holds no observation"))?;
        match kept.columns() {
            1 => return Err(NotComputable::because("all observations are in the same group")),
            2 => {}
            _ => return Err(NotComputable::because("the test compares two groups")),
        }
        let totals = kept.column_totals();
        let &[n1, n2] = totals.as_slice() else { return Err(NotComputable::because("the test compares two groups")) };
        let (mut above, mut below, mut seen1, mut seen2) = (0_i128, 0_i128, 0_i128, 0_i128);
        for row in kept.iter_rows() {
            let [count1, count2] = *row else { continue };
            seen1 += i128::from(count1);
            seen2 += i128::from(count2);
            let difference = seen1 * i128::from(n2) - seen2 * i128::from(n1);
            above = above.max(difference);
            below = below.max(-difference);
        }
        Ok(Distances { n1, n2, levels: kept.row_totals(), above, below })
    }

    fn product(&self, alternative: Alternative) -> i128 {
        match alternative {
            Alternative::TwoSided => self.above.max(self.below),
            Alternative::Less => self.below,
            Alternative::Greater => self.above,
        }
    }

    fn distance(&self, alternative: Alternative) -> f64 {
        self.product(alternative) as f64 / (i128::from(self.n1) * i128::from(self.n2)) as f64
    }
}

fn exact(
    table: &ContingencyTable,
    alternative: Alternative,
    method: &'static str,
    untied: bool,
) -> Result<TestResult, NotComputable> {
    let found = Distances::new(table)?;
    let side = match alternative {
        Alternative::TwoSided => Side::Both,
        Alternative::Less => Side::Below,
        Alternative::Greater => Side::Above,
    };
    let product = found.product(alternative);
    let (p, ln_p) = if product == 0 {
        (1.0, 0.0)
    } else {
        Lattice::new(&found.levels, found.n1, found.n2, product, side, untied)?.probability_outside()?
    };
    TestResult {
        alternative,
        statistic: Some(found.distance(alternative)),
        exactness: Exactness::Exact,
        ..TestResult::new(method, p, ln_p)
    }
    .checked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Shares of divisions with a statistic of at least that observed, by listing all of them.
    fn listed(table: &ContingencyTable, alternative: Alternative) -> f64 {
        let levels = table.row_totals();
        let n1 = table.column_totals()[0];
        let observed = Distances::new(table).unwrap().product(alternative);
        let choose = |n: u64, k: u64| (0..k).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64);
        let mut divisions = vec![(Vec::new(), 1.0)];
        for level in &levels {
            divisions = divisions
                .into_iter()
                .flat_map(|(counts, ways): (Vec<u64>, f64)| {
                    (0..=*level).map(move |k| ([&counts[..], &[k]].concat(), ways * choose(*level, k)))
                })
                .filter(|(counts, _)| counts.iter().sum::<u64>() <= n1)
                .collect();
        }
        let (mut extreme, mut all) = (0.0, 0.0);
        for (counts, ways) in divisions.iter().filter(|(counts, _)| counts.iter().sum::<u64>() == n1) {
            let rows = counts.iter().zip(&levels).map(|(k, level)| vec![*k, level - k]).collect();
            let product = Distances::new(&ContingencyTable::new(rows).unwrap()).unwrap().product(alternative);
            all += ways;
            extreme += if product >= observed { *ways } else { 0.0 };
        }
        extreme / all
    }

    proptest! {
        #[test]
        fn equals_the_list_of_all_divisions(rows in prop::collection::vec(prop::collection::vec(0..4_u64, 2), 1..6)) {
            let table = ContingencyTable::new(rows).unwrap();
            prop_assume!(!table.column_totals().contains(&0));
            for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
                let p = ks_two_sample_exact(&table, alternative).unwrap().p;
                let expected = listed(&table, alternative);
                prop_assert!((p - expected).abs() <= 1e-13 * expected, "{alternative:?} {p} {expected}");
            }
        }
    }

    #[test]
    fn a_probability_that_underflows_keeps_its_logarithm() {
        // Two separated groups of 2000: 2 / C(4000, 2000).
        let rows = (0..4000).map(|i| if i < 2000 { vec![1, 0] } else { vec![0, 1] }).collect();
        let result = ks_two_sample_exact(&ContingencyTable::new(rows).unwrap(), Alternative::TwoSided).unwrap();
        let log10_ways: f64 = (1..=2000).map(|i| (f64::from(2000 + i) / f64::from(i)).log10()).sum();
        assert_eq!(result.p, 0.0);
        assert!((result.log10_p - (2.0_f64.log10() - log10_ways)).abs() < 1e-9);
    }
}
