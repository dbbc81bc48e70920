//! Comparisons of all pairs of groups after a test of all groups together.

mod dunn;
mod games_howell;
mod tukey;

pub use dunn::dunn;
pub use games_howell::games_howell;
pub use tukey::tukey_hsd;

use super::NotComputable;
use super::distribution::{student_t_two_sided, studentized_range_sf, studentized_range_upper_quantile};

/// The comparison of two groups among several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairComparison {
    /// The two groups, counted from 0; the second is compared with the first.
    pub groups: (usize, usize),
    /// Mean (for Dunn: mean rank) of the second group less that of the first.
    pub difference: f64,
    /// Standard error of the difference.
    pub standard_error: f64,
    /// Difference over standard error: t, or z for Dunn. The studentized range is √2 times its size.
    pub statistic: f64,
    /// Degrees of freedom of t.
    pub df: Option<f64>,
    /// Two-sided P of this pair alone.
    pub p: f64,
    /// Two-sided P that holds for all pairs together.
    pub adjusted_p: f64,
    /// Confidence limits of the difference that hold for all pairs together, where the procedure has them.
    pub ci: Option<(f64, f64)>,
}

impl PairComparison {
    /// By the studentized range of `k` groups.
    fn by_studentized_range(
        groups: (usize, usize),
        k: u64,
        difference: f64,
        standard_error: f64,
        df: f64,
        level: f64,
    ) -> Result<PairComparison, NotComputable> {
        if !(level > 0.0 && level < 1.0) {
            return Err(NotComputable::because("the confidence level is not between 0 and 1"));
        }
        let root = std::f64::consts::SQRT_2;
        let statistic = difference / standard_error;
        let half_width = studentized_range_upper_quantile(1.0 - level, k, df) / root * standard_error;
        PairComparison {
            groups,
            difference,
            standard_error,
            statistic,
            df: Some(df),
            p: student_t_two_sided(statistic, df),
            adjusted_p: studentized_range_sf(root * statistic.abs(), k, df),
            ci: Some((difference - half_width, difference + half_width)),
        }
        .checked()
    }

    /// The comparison, or why it is none.
    fn checked(self) -> Result<PairComparison, NotComputable> {
        let probabilities = [self.p, self.adjusted_p].iter().all(|p| (0.0..=1.0).contains(p));
        let finite =
            self.statistic.is_finite() && self.ci.is_none_or(|(low, high)| low.is_finite() && high.is_finite());
        if probabilities && finite {
            Ok(self)
        } else {
            Err(NotComputable::because("the numbers are too large or too small to compute with"))
        }
    }
}

/// All pairs of `k` groups, the first of a pair before the second.
fn pairs(k: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..k).flat_map(move |i| (i + 1..k).map(move |j| (i, j)))
}

#[cfg(test)]
mod tests;
