//! Published series pooled.

use crate::analysis::NotComputable;
use crate::analysis::meta::{
    StudyEstimate, dersimonian_laird, expit, hartung_knapp, heterogeneity, logit_of_proportion, prediction_interval,
};
use crate::results::literature::{HeterogeneityResult, PooledResult, PooledShare, SeriesResult};

/// The series with counts, pooled as logits with random effects.
pub fn pooled(series: &[SeriesResult], level: f64) -> PooledResult {
    let (with, without): (Vec<&SeriesResult>, Vec<&SeriesResult>) =
        series.iter().partition(|series| series.share.is_some());
    let labels = |of: &[&SeriesResult]| of.iter().map(|series| series.label.clone()).collect();
    let result = PooledResult { series: labels(&with), left_out: labels(&without), ..PooledResult::default() };
    let studies: Result<Vec<StudyEstimate>, NotComputable> =
        with.iter().filter_map(|series| series.share.as_ref()).map(|s| logit_of_proportion(s.events, s.n)).collect();
    match studies.and_then(|studies| Ok((estimate(&studies, level)?, studies))) {
        Err(error) => PooledResult { reason: Some(error.reason), ..result },
        Ok((estimate, studies)) => PooledResult {
            estimate: Some(estimate),
            heterogeneity: heterogeneity(&studies, level).ok().map(|found| HeterogeneityResult {
                q: found.q,
                df: found.df,
                p: found.p,
                log10_p: found.log10_p,
                i_squared: found.i_squared,
                i_squared_ci: found.i_squared_ci.map(|(low, high)| [low, high]),
            }),
            ..result
        },
    }
}

fn estimate(studies: &[StudyEstimate], level: f64) -> Result<PooledShare, NotComputable> {
    let mean = dersimonian_laird(studies, level)?;
    // A single series has neither; the reason is that it is single.
    let few = hartung_knapp(studies, mean.tau_squared, level).ok();
    let shares = |(low, high): (f64, f64)| [expit(low), expit(high)];
    Ok(PooledShare {
        proportion: expit(mean.estimate),
        dersimonian_laird: shares((mean.ci_low, mean.ci_high)),
        hartung_knapp: few.map(|few| shares(few.modified_ci)),
        factor: few.map(|few| few.factor),
        prediction: prediction_interval(&mean).ok().map(shares),
        tau_squared: mean.tau_squared,
    })
}
