//! Standard deviations that a printed range does not allow (Bhatia & Davis 2000): at most
//! `sqrt((M - m)(m - L) n / (n - 1))` for values from L to M with mean m. Arithmetic where text and table are about the
//! same patients.

use super::iqr_wider_than_range::ranges_for;
use super::support::finding;
use super::{Check, Context};
use crate::reproduction::comparison::Value;
use crate::results::reproduction::{Finding, Severity};

pub(super) static CHECK: Check =
    Check { id: "sd_range", summary: "a standard deviation too large for the range", source: "bhatia2000", run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for stated in context.stated() {
        let (Value::MeanSd { mean, sd }, Some(n)) = (&stated.values.value, stated.values.n_used.filter(|n| *n >= 2))
        else {
            continue;
        };
        for (whole, low, high) in ranges_for(context, &stated) {
            let (low, high) = (low.value() - low.half_unit(), high.value() + high.half_unit());
            let mean_at = mean.value();
            let outside = mean_at + mean.half_unit() < low || mean_at - mean.half_unit() > high;
            // The bound is largest for a mean in the middle: the half unit of the mean is given to both sides.
            let spread = (high - mean_at + mean.half_unit()).max(0.0) * (mean_at - low + mean.half_unit()).max(0.0);
            let most = (spread * n as f64 / (n as f64 - 1.0)).sqrt();
            if outside || sd.value() - sd.half_unit() > most {
                let message = format!(
                    "{mean} ± {sd} in {} does not fit the range {low} to {high} of {}.",
                    stated.source,
                    context.label(&whole)
                );
                found.push(
                    finding("sd_range", Severity::Error, message)
                        .variable(&stated.comparison.label)
                        .group(&context.label(&stated.group))
                        .evidence("largest_sd", most)
                        .places(stated.place.clone()),
                );
            }
        }
    }
    found
}
