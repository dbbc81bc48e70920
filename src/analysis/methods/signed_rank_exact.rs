//! Wilcoxon's signed-rank test from the exact distribution, ties and zeros included.

use super::signed_rank::{SignedRanks, Zeros};
use crate::analysis::{Alternative, Compute, Exactness, Method, NotComputable, SampleHypothesis, TestResult};
use crate::summary::ValueCounts;

/// Exact signed-rank test.
pub static SIGNED_RANK_EXACT: Method = Method {
    id: "signed_rank_exact",
    name: "exact Wilcoxon signed-rank test",
    null: "the values are symmetrical about the supposed centre",
    alternative: "the values tend to one side of it",
    citation: "streitberg1986",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Sample(signed_rank_exact),
};

/// Exact signed-rank test with Pratt's treatment of zeros.
pub static SIGNED_RANK_PRATT_EXACT: Method = Method {
    id: "signed_rank_pratt_exact",
    name: "exact Wilcoxon signed-rank test, zeros ranked (Pratt)",
    null: "the values are symmetrical about the supposed centre",
    alternative: "the values tend to one side of it",
    citation: "pratt1959",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Sample(signed_rank_pratt_exact),
};

/// Values beyond which 2^-n leaves the range of numbers.
const MOST_VALUES: u64 = 1000;

/// Wilcoxon's signed-rank test of one sample or of paired differences (one group of `sample`): null hypothesis of
/// symmetry about the supposed [`SampleHypothesis::Centre`], under which every value off the centre is as likely above
/// as below. Ties count by mid-ranks; values at the centre are left out. The statistic is the rank sum of the values
/// above. The distribution is symmetrical, so the two-sided P is twice the smaller tail, at most 1.
///
/// By the shift algorithm (Streitberg and Röhmel): O(n · rank sum); only positive numbers are added.
///
/// # Errors
/// Not one sample and a centre, no value off the centre, or more than 1000 of them.
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::signed_rank_exact};
/// use retrocohort::summary::ValueCounts;
/// let sample = ValueCounts::from_groups(&[vec![1.0, 2.0, 3.0, -0.5]])?;
/// let result = signed_rank_exact(&sample, &SampleHypothesis::Centre(0.0), Alternative::Greater)?;
/// assert_eq!((result.statistic, result.p), (Some(9.0), 2.0 / 16.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn signed_rank_exact(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    exact(sample, hypothesis, alternative, SIGNED_RANK_EXACT.id, Zeros::Dropped)
}

/// As [`signed_rank_exact`], with values at the centre ranked before they are left out.
///
/// # Errors
/// As [`signed_rank_exact`].
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::signed_rank_pratt_exact};
/// use retrocohort::summary::ValueCounts;
/// let sample = ValueCounts::from_groups(&[vec![0.0, 2.0, 3.0]])?;
/// let result = signed_rank_pratt_exact(&sample, &SampleHypothesis::Centre(0.0), Alternative::Greater)?;
/// assert_eq!((result.statistic, result.p), (Some(5.0), 1.0 / 4.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn signed_rank_pratt_exact(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    exact(sample, hypothesis, alternative, SIGNED_RANK_PRATT_EXACT.id, Zeros::Ranked)
}

fn exact(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
    method: &'static str,
    zeros: Zeros,
) -> Result<TestResult, NotComputable> {
    let ranks = SignedRanks::new(sample, hypothesis, zeros)?;
    if ranks.count() > MOST_VALUES {
        return Err(NotComputable::because(format!(
            "more than {MOST_VALUES} values are too many for the exact distribution of the signed ranks"
        )));
    }
    let doubled = |pick: fn(&(u64, u64, u64)) -> u64| ranks.0.iter().map(|entry| entry.0 * pick(entry)).sum::<u64>();
    let (above, below) = (doubled(|entry| entry.1), doubled(|entry| entry.2));
    // By symmetry the upper tail of one sum is the lower tail of the other.
    let at_most = |sum: u64| lower_tail(&ranks.0, sum);
    let tail = |sum: u64, other: u64| if sum <= other { at_most(sum) } else { 1.0 - at_most_below(&ranks.0, other) };
    let p = match alternative {
        Alternative::Less => tail(above, below),
        Alternative::Greater => tail(below, above),
        Alternative::TwoSided => (2.0 * at_most(above.min(below))).min(1.0),
    };
    TestResult {
        alternative,
        statistic: Some(ranks.positive_sum()),
        exactness: Exactness::Exact,
        ..TestResult::new(method, p, p.ln())
    }
    .checked()
}

/// Probability of a doubled rank sum below `sum`.
fn at_most_below(ranks: &[(u64, u64, u64)], sum: u64) -> f64 {
    sum.checked_sub(1).map_or(0.0, |sum| lower_tail(ranks, sum))
}

/// Probability of a doubled rank sum of at most `sum`, every rank counting with probability 1/2.
fn lower_tail(ranks: &[(u64, u64, u64)], sum: u64) -> f64 {
    let divisor = ranks.iter().fold(0, |divisor, entry| super::greatest_common_divisor(divisor, entry.0)).max(1);
    let last = (sum / divisor) as usize;
    let mut cells = vec![0.0; last + 1];
    if let Some(first) = cells.first_mut() {
        *first = 1.0;
    }
    let mut reached = 0;
    for &(rank, above, below) in ranks {
        let rank = (rank / divisor) as usize;
        for _ in 0..above + below {
            reached = (reached + rank).min(last);
            for i in (0..=reached).rev() {
                let moved = i.checked_sub(rank).and_then(|from| cells.get(from)).copied().unwrap_or(0.0);
                if let Some(cell) = cells.get_mut(i) {
                    *cell = 0.5 * (*cell + moved);
                }
            }
        }
    }
    cells.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_list_of_all_signs() {
        // Ranks 1.5, 1.5, 3, 4.5, 4.5, 6 of the distances; one zero.
        let values = [0.0, 1.0, -1.0, 2.0, 3.0, 3.0, -4.0];
        let sample = ValueCounts::from_groups(&[values.to_vec()]).unwrap();
        for (zeros, ranks) in [(false, [1.5, 1.5, 3.0, 4.5, 4.5, 6.0]), (true, [2.5, 2.5, 4.0, 5.5, 5.5, 7.0])] {
            let observed = ranks[0] + ranks[2] + ranks[3] + ranks[4];
            let sums: Vec<f64> = (0..64_u32)
                .map(|signs| (0..6).filter(|i| signs >> i & 1 == 1).map(|i| ranks[i as usize]).sum())
                .collect();
            let share = |keep: &dyn Fn(f64) -> bool| sums.iter().filter(|sum| keep(**sum)).count() as f64 / 64.0;
            let test = if zeros { signed_rank_pratt_exact } else { signed_rank_exact };
            let p = |alternative| test(&sample, &SampleHypothesis::Centre(0.0), alternative).unwrap().p;
            assert_eq!(p(Alternative::Greater), share(&|sum| sum >= observed));
            assert_eq!(p(Alternative::Less), share(&|sum| sum <= observed));
            let mean = ranks.iter().sum::<f64>() / 2.0;
            assert_eq!(p(Alternative::TwoSided), share(&|sum| (sum - mean).abs() >= (observed - mean).abs()));
        }
    }
}
