//! Wilson's score interval of a proportion.

use super::normal_limit;
use crate::analysis::NotComputable;

/// A proportion, `count` of `n`, with Wilson's score interval (no continuity correction): (estimate, low, high).
///
/// # Errors
/// Nobody at all, more with the property than there are, or a level that is not between 0 and 1.
///
/// ```
/// use retrocohort::analysis::effect::wilson;
/// let (estimate, low, high) = wilson(1, 10, 0.95)?;
/// assert_eq!(estimate, 0.1);
/// assert!((low - 0.017876213095072924).abs() < 1e-14 && (high - 0.40415002679523854).abs() < 1e-14);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn wilson(count: u64, n: u64, level: f64) -> Result<(f64, f64, f64), NotComputable> {
    if n == 0 {
        return Err(NotComputable::because("the group is empty"));
    }
    if count > n {
        return Err(NotComputable::because("more have the property than there are"));
    }
    let z = normal_limit(level)?;
    let (with, without, size) = (count as f64, (n - count) as f64, n as f64);
    let square = z * z;
    let root = (square + 4.0 * with * (without / size)).sqrt() * z;
    // Either limit from the form that adds: the other would cancel near 0 and near 1.
    let upper_miss = 2.0 * without + square + root;
    let upper = 2.0 * with + square + root;
    let low = 2.0 * with * (with / size) / upper;
    let high = 1.0 - 2.0 * without * (without / size) / upper_miss;
    Ok((with / size, low, high))
}
