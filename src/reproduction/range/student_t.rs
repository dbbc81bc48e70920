//! Range of the two-sided P of Student's t test.

use super::{Interval, MeanBox};
use crate::analysis::distribution::student_t_two_sided;

/// P falls as the difference grows and rises with either SD, and the degrees of freedom are fixed by the group sizes:
/// the extremes are at two corners of the box.
pub(super) fn two_sided(first: &MeanBox, second: &MeanBox, difference: Interval) -> Interval {
    let at = |difference: f64, sd_first: f64, sd_second: f64| {
        let (n1, n2) = (first.n as f64, second.n as f64);
        let df = n1 + n2 - 2.0;
        let pooled = ((n1 - 1.0) * sd_first.powi(2) + (n2 - 1.0) * sd_second.powi(2)) / df;
        let standard_error = (pooled * (1.0 / n1 + 1.0 / n2)).sqrt();
        p_value(difference, standard_error, df)
    };
    Interval {
        low: at(difference.high, first.sd.low, second.sd.low),
        high: at(difference.low, first.sd.high, second.sd.high),
    }
}

/// Two-sided P of a difference, its limits where the standard error vanishes included.
pub(super) fn p_value(difference: f64, standard_error: f64, df: f64) -> f64 {
    if difference == 0.0 {
        1.0
    } else if standard_error == 0.0 {
        0.0
    } else {
        student_t_two_sided(difference / standard_error, df)
    }
}
