//! The range of P over everything that printed means and standard deviations can stand for.
//!
//! A printed `56.6 ± 10.7` is a box: the mean lies within half a unit of the last printed place, and so does the SD.
//! Each range below encloses P over the whole box, by analysis (Student, ANOVA) or by a certified search (Welch); none
//! samples a grid, because the extremes need not lie on one.

mod anova;
mod student_t;
mod welch_anova;
mod welch_t;

use super::decimal::Interval;
use crate::analysis::Alternative;

/// What the printed summaries of one group stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanBox {
    /// Patients.
    pub n: u64,
    /// Values of the mean.
    pub mean: Interval,
    /// Values of the standard deviation, none below zero.
    pub sd: Interval,
}

/// Relative allowance for the arithmetic of a P value, added outward so that the range encloses computed values too.
const ARITHMETIC: f64 = 1e-11;

/// Range of P of a method over boxes, one per group; `None` for a method without a certified range.
///
/// Complexity: constant for two groups (Welch: a search of at most a few thousand steps), `O(2^k)` for ANOVA of up to
/// twelve groups and linear beyond, for Welch's ANOVA with a factor of at most a few thousand steps.
pub fn over_means(method: &str, alternative: Alternative, boxes: &[MeanBox]) -> Option<Interval> {
    let two_sided: fn(&MeanBox, &MeanBox, Interval) -> Interval = match (method, boxes.len()) {
        ("student_t", 2) => student_t::two_sided,
        ("welch_t", 2) => welch_t::two_sided,
        ("anova", 2..) => return Some(outward(anova::range(boxes))),
        ("welch_anova", 3..) => return welch_anova::range(boxes).map(outward),
        _ => return None,
    };
    let (first, second) = (&boxes[0], &boxes[1]);
    let difference = Interval { low: first.mean.low - second.mean.high, high: first.mean.high - second.mean.low };
    Some(outward(match alternative {
        Alternative::TwoSided => two_sided(first, second, magnitude(difference)),
        Alternative::Less => lower_tail(first, second, difference, two_sided),
        Alternative::Greater => {
            let mirrored = Interval { low: -difference.high, high: -difference.low };
            lower_tail(first, second, mirrored, two_sided)
        }
    }))
}

/// Values of the magnitude of a number that lies in `interval`.
fn magnitude(interval: Interval) -> Interval {
    let (low, high) = (interval.low.abs(), interval.high.abs());
    let smallest = if interval.contains(0.0) { 0.0 } else { low.min(high) };
    Interval { low: smallest, high: low.max(high) }
}

/// Range of the lower-tail P, which is half the two-sided P where the difference is negative and its complement where
/// it is positive.
fn lower_tail(
    first: &MeanBox,
    second: &MeanBox,
    difference: Interval,
    two_sided: fn(&MeanBox, &MeanBox, Interval) -> Interval,
) -> Interval {
    let negative = (difference.low < 0.0).then(|| {
        let part = Interval { low: difference.low, high: difference.high.min(0.0) };
        let p = two_sided(first, second, magnitude(part));
        Interval { low: p.low / 2.0, high: p.high / 2.0 }
    });
    let positive = (difference.high > 0.0).then(|| {
        let part = Interval { low: difference.low.max(0.0), high: difference.high };
        let p = two_sided(first, second, magnitude(part));
        Interval { low: 1.0 - p.high / 2.0, high: 1.0 - p.low / 2.0 }
    });
    match (negative, positive) {
        (Some(below), Some(above)) => Interval { low: below.low, high: above.high },
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => Interval::point(0.5),
    }
}

/// Widens a range by the allowance for arithmetic, within [0, 1].
fn outward(range: Interval) -> Interval {
    Interval { low: (range.low * (1.0 - ARITHMETIC)).max(0.0), high: (range.high * (1.0 + ARITHMETIC)).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Compute, method};
    use crate::summary::Moments;
    use proptest::prelude::*;

    fn group() -> impl Strategy<Value = MeanBox> {
        (2u64..60, -500i64..500, 0i64..300, 0u32..3).prop_map(|(n, mean, sd, decimals)| {
            let unit = 10f64.powi(-(decimals as i32));
            let around =
                |digits: i64| Interval { low: (digits as f64 - 0.5) * unit, high: (digits as f64 + 0.5) * unit };
            let sd = around(sd);
            MeanBox { n, mean: around(mean), sd: Interval { low: sd.low.max(0.0), high: sd.high } }
        })
    }

    /// A point of the box; the ends themselves are drawn often, because extremes tend to lie there.
    fn at(interval: Interval, u: f64) -> f64 {
        let clipped = (1.2 * u - 0.1).clamp(0.0, 1.0);
        (interval.low + clipped * (interval.high - interval.low)).clamp(interval.low, interval.high)
    }

    fn p_at(id: &str, alternative: Alternative, groups: &[MeanBox], draws: &[(f64, f64)]) -> Option<f64> {
        let moments: Vec<Moments> = groups
            .iter()
            .zip(draws)
            .map(|(g, (u, v))| Moments::from_summary(g.n, at(g.mean, *u), at(g.sd, *v)))
            .collect();
        match method(id)?.compute {
            Compute::Means(compute) => compute(&moments, alternative).ok().map(|result| result.p),
            _ => None,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]
        #[test]
        fn no_sample_of_the_box_leaves_the_range(
            groups in prop::collection::vec(group(), 2..5),
            draws in prop::collection::vec(prop::collection::vec((0.0..1.0f64, 0.0..1.0f64), 4), 12),
        ) {
            for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
                for id in ["student_t", "welch_t", "anova", "welch_anova"] {
                    if (id == "anova") != (alternative == Alternative::TwoSided && groups.len() != 2) && id == "anova" { continue }
                    let Some(range) = over_means(id, alternative, &groups) else { continue };
                    for draw in &draws {
                        if let Some(p) = p_at(id, alternative, &groups, draw) {
                            prop_assert!(range.contains(p), "{id} {alternative:?}: {p} outside {range:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn ends_of_the_range_are_attained() {
        // 7.35 ± 0.12 (n = 8) v 7.35 ± 0.13 (n = 16): both means print alike, so P = 1 is possible, and the smallest P
        // has the means 0.01 apart at the smallest SDs. R 4.2.2: m <- 0.01; s2 <- (7*0.115^2 + 15*0.125^2)/22;
        // 2*pt(-m/sqrt(s2*(1/8+1/16)), 22) = 0.8514854339605412
        let around = |value: f64, half: f64| Interval { low: value - half, high: value + half };
        let boxes = [
            MeanBox { n: 8, mean: around(7.35, 0.005), sd: around(0.12, 0.005) },
            MeanBox { n: 16, mean: around(7.35, 0.005), sd: around(0.13, 0.005) },
        ];
        let range = over_means("student_t", Alternative::TwoSided, &boxes).unwrap();
        assert!((range.low - 0.8514854339605412).abs() < 1e-9, "{range:?}");
        assert_eq!(range.high, 1.0);
    }

    #[test]
    fn welch_range_is_tight() {
        // The certified search may only overshoot by its tolerance: a dense grid on the same box comes as close.
        let around = |value: f64, half: f64| Interval { low: value - half, high: value + half };
        let boxes = [
            MeanBox { n: 4, mean: around(10.0, 0.5), sd: around(2.0, 0.5) },
            MeanBox { n: 9, mean: around(7.0, 0.5), sd: around(1.0, 0.5) },
        ];
        let range = over_means("welch_t", Alternative::TwoSided, &boxes).unwrap();
        let (mut low, mut high) = (1.0f64, 0.0f64);
        for i in 0..=100 {
            for j in 0..=100 {
                for difference in [0.0, 1.0] {
                    let share = (f64::from(i) / 100.0, f64::from(j) / 100.0);
                    let draws = [(difference, share.0), (1.0 - difference, share.1)];
                    let exact = |u: f64| (u + 0.1) / 1.2;
                    let draws: Vec<(f64, f64)> = draws.iter().map(|(u, v)| (exact(*u), exact(*v))).collect();
                    let p = p_at("welch_t", Alternative::TwoSided, &boxes, &draws).unwrap();
                    (low, high) = (low.min(p), high.max(p));
                }
            }
        }
        assert!(range.low <= low && low - range.low < 1e-4 * low, "{range:?} {low}");
        assert!(range.high >= high && range.high - high < 1e-4 * high, "{range:?} {high}");
    }
}
