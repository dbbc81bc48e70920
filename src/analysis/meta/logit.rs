//! The logit of a proportion.

use super::StudyEstimate;
use crate::analysis::NotComputable;

/// ln(x / (n - x)) with variance 1/x + 1/(n - x). Where nobody or everybody has the property, 1/2 is added to either
/// count, and only there: the other studies stay as they are. O(1).
///
/// # Errors
/// Nobody at all, or more with the property than there are.
///
/// ```
/// use retrocohort::analysis::meta::{expit, logit_of_proportion};
/// let study = logit_of_proportion(8, 24)?;
/// assert!((study.estimate - 0.5_f64.ln()).abs() < 1e-15 && (study.variance - 3.0 / 16.0).abs() < 1e-15);
/// assert!((expit(study.estimate) - 1.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), retrocohort::analysis::NotComputable>(())
/// ```
pub fn logit_of_proportion(events: u64, n: u64) -> Result<StudyEstimate, NotComputable> {
    if n == 0 {
        return Err(NotComputable::because("the group is empty"));
    }
    let others =
        n.checked_sub(events).ok_or_else(|| NotComputable::because("more have the property than there are"))?;
    let add = if events == 0 || others == 0 { 0.5 } else { 0.0 };
    let (with, without) = (events as f64 + add, others as f64 + add);
    Ok(StudyEstimate { estimate: (with / without).ln(), variance: with.recip() + without.recip() })
}

/// The proportion whose logit is `x`.
pub fn expit(x: f64) -> f64 {
    if x >= 0.0 { (1.0 + (-x).exp()).recip() } else { x.exp() / (1.0 + x.exp()) }
}
