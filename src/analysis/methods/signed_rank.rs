//! Wilcoxon's signed-rank test, normal approximation.

use crate::analysis::{Alternative, Compute, Method, NotComputable, SampleHypothesis, TestResult};
use crate::summary::ValueCounts;

/// Signed-rank test without continuity correction.
pub static SIGNED_RANK: Method = Method {
    id: "signed_rank",
    name: "Wilcoxon signed-rank test",
    null: "the values are symmetrical about the supposed centre",
    alternative: "the values tend to one side of it",
    citation: "wilcoxon1945",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Sample(signed_rank),
};

/// Signed-rank test with continuity correction.
pub static SIGNED_RANK_CONTINUITY: Method = Method {
    id: "signed_rank_continuity",
    name: "Wilcoxon signed-rank test, continuity-corrected",
    null: "the values are symmetrical about the supposed centre",
    alternative: "the values tend to one side of it",
    citation: "wilcoxon1945",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Sample(signed_rank_continuity),
};

/// Signed-rank test with Pratt's treatment of zeros.
pub static SIGNED_RANK_PRATT: Method = Method {
    id: "signed_rank_pratt",
    name: "Wilcoxon signed-rank test, zeros ranked (Pratt)",
    null: "the values are symmetrical about the supposed centre",
    alternative: "the values tend to one side of it",
    citation: "pratt1959",
    one_sided: true,
    two_by_two_only: false,
    compute: Compute::Sample(signed_rank_pratt),
};

/// What becomes of values at the supposed centre.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Zeros {
    /// Left out before ranking (Wilcoxon).
    Dropped,
    /// Ranked, then left out (Pratt).
    Ranked,
}

/// Distances from the centre that are not zero, ascending: twice the mid-rank, the number above the centre and below.
pub(super) struct SignedRanks(pub Vec<(u64, u64, u64)>);

impl SignedRanks {
    pub fn new(
        sample: &ValueCounts,
        hypothesis: &SampleHypothesis,
        zeros: Zeros,
    ) -> Result<SignedRanks, NotComputable> {
        let SampleHypothesis::Centre(centre) = *hypothesis else {
            return Err(NotComputable::because("the test supposes a centre, not a distribution"));
        };
        if sample.groups() != 1 {
            return Err(NotComputable::because("the test takes one sample"));
        }
        if !centre.is_finite() || sample.n(0) > 1 << 31 {
            return Err(NotComputable::because("the numbers are too large to compute with"));
        }
        let mut distances: Vec<(f64, u64, u64)> = Vec::with_capacity(sample.values().len());
        for (value, count) in sample.occurring(0) {
            let difference = value - centre;
            let (above, below) = if difference > 0.0 { (count, 0) } else { (0, count) };
            distances.push((difference.abs(), above, below));
        }
        distances.sort_by(|a, b| a.0.total_cmp(&b.0));
        distances.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1 += next.1;
                first.2 += next.2;
            }
            same
        });
        let mut smaller = 0;
        let mut ranks = Vec::with_capacity(distances.len());
        for (distance, above, below) in distances {
            let size = above + below;
            if distance == 0.0 {
                smaller += if zeros == Zeros::Ranked { size } else { 0 };
                continue;
            }
            ranks.push((2 * smaller + size + 1, above, below));
            smaller += size;
        }
        if ranks.is_empty() {
            return Err(NotComputable::because(if sample.n(0) == 0 {
                "the sample holds no value"
            } else {
                "all values equal the supposed centre"
            }));
        }
        Ok(SignedRanks(ranks))
    }

    /// Sum of the ranks of the values above the centre.
    pub fn positive_sum(&self) -> f64 {
        self.0.iter().map(|(rank, above, _)| 0.5 * *rank as f64 * *above as f64).sum()
    }

    /// Number of values that have a sign.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(_, above, below)| above + below).sum()
    }
}

/// Wilcoxon's signed-rank test of one sample or of paired differences (one group of `sample`): null hypothesis of
/// symmetry about the supposed [`SampleHypothesis::Centre`], by the normal approximation with tie correction and
/// without continuity correction. Values at the centre are left out. The statistic is z of the rank sum of the values
/// above; `Greater` is values tending above the centre. O(n log n) in the distinct values.
///
/// # Errors
/// Not one sample and a centre, or no value off the centre.
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::signed_rank};
/// use retrocohort::summary::ValueCounts;
/// // Ranks 1, 2, 3 above and none below: (6 - 3) / √(14 / 4).
/// let sample = ValueCounts::from_groups(&[vec![1.0, 2.0, 3.0]])?;
/// let result = signed_rank(&sample, &SampleHypothesis::Centre(0.0), Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(0.0) - 3.0 / 3.5_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn signed_rank(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    normal(sample, hypothesis, alternative, SIGNED_RANK.id, Zeros::Dropped, 0.0)
}

/// As [`signed_rank`], with 1/2 taken off the distance of the rank sum from its mean (two-sided: never past zero;
/// one-sided: always towards the larger P).
///
/// # Errors
/// As [`signed_rank`].
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::signed_rank_continuity};
/// use retrocohort::summary::ValueCounts;
/// let sample = ValueCounts::from_groups(&[vec![1.0, 2.0, 3.0]])?;
/// let result = signed_rank_continuity(&sample, &SampleHypothesis::Centre(0.0), Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(0.0) - 2.5 / 3.5_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn signed_rank_continuity(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    normal(sample, hypothesis, alternative, SIGNED_RANK_CONTINUITY.id, Zeros::Dropped, 0.5)
}

/// As [`signed_rank`], with values at the centre ranked before they are left out (Pratt; coin's default).
///
/// # Errors
/// As [`signed_rank`].
///
/// ```
/// use retrocohort::analysis::{Alternative, SampleHypothesis, methods::signed_rank_pratt};
/// use retrocohort::summary::ValueCounts;
/// // The zero has rank 1; ranks 2 and 3 above: (5 - 2.5) / √(13 / 4).
/// let sample = ValueCounts::from_groups(&[vec![0.0, 2.0, 3.0]])?;
/// let result = signed_rank_pratt(&sample, &SampleHypothesis::Centre(0.0), Alternative::TwoSided)?;
/// assert!((result.statistic.unwrap_or(0.0) - 2.5 / 3.25_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn signed_rank_pratt(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
) -> Result<TestResult, NotComputable> {
    normal(sample, hypothesis, alternative, SIGNED_RANK_PRATT.id, Zeros::Ranked, 0.0)
}

fn normal(
    sample: &ValueCounts,
    hypothesis: &SampleHypothesis,
    alternative: Alternative,
    method: &'static str,
    zeros: Zeros,
    correction: f64,
) -> Result<TestResult, NotComputable> {
    let ranks = SignedRanks::new(sample, hypothesis, zeros)?;
    let (mut distance, mut variance) = (0.0, 0.0);
    for &(rank, above, below) in &ranks.0 {
        let rank = 0.5 * rank as f64;
        distance += 0.5 * rank * (above as f64 - below as f64);
        variance += 0.25 * rank * rank * (above + below) as f64;
    }
    let corrected = match alternative {
        Alternative::TwoSided => distance.signum() * (distance.abs() - correction).max(0.0),
        Alternative::Less => distance + correction,
        Alternative::Greater => distance - correction,
    };
    TestResult::from_normal(method, corrected / variance.sqrt(), alternative).checked()
}
