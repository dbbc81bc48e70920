//! The methods of the models in words, for a paper.

use super::model::names;
use crate::report::style::confidence;
use crate::results::model::Model;

/// Paragraphs.
pub(super) fn methods(results: &Model) -> Vec<String> {
    let fit = &results.multivariable;
    let level = confidence(results.level);
    let mut text = format!(
        "The odds of the outcome {} (event “{}” against “{}”) were modelled by logistic regression on {}. Measurements enter linearly, per unit or per the step that the table states; levels are compared with the reference that the table names. Nothing was standardised. ",
        results.outcome.label,
        results.outcome.event,
        results.outcome.other,
        names(results)
    );
    text.push_str("Patients with a missing outcome or a missing covariate were left out (complete cases). ");
    if results.covariates.iter().any(|covariate| covariate.univariable.is_some()) {
        text.push_str(if results.univariable_n == "available" {
            "Each univariable model is of all patients whose own covariate is known, so that univariable and multivariable odds ratios may differ because the patients do. "
        } else {
            "Univariable models are of the same patients as the multivariable one, so that odds ratios differ by adjustment only. "
        });
    }
    text.push_str(match results.method {
        "firth" => "All models were fitted by Firth’s penalised likelihood (Firth 1993). ",
        "ml" => "All models were fitted by maximum likelihood. ",
        _ => "Models were fitted by maximum likelihood; where covariates separate the outcomes and no maximum exists (Albert and Anderson 1984), by Firth’s penalised likelihood (Firth 1993; Heinze and Schemper 2002), which the table marks. ",
    });
    text.push_str(&match results.interval {
        "wald" => format!("Intervals ({level}) and P values of maximum-likelihood estimates are Wald’s; "),
        _ => format!("Intervals ({level}) of maximum-likelihood estimates are those of the profile likelihood, P values those of likelihood-ratio tests; "),
    });
    text.push_str("those of Firth’s estimates are of the penalised profile likelihood. All P values are two-sided and not adjusted for multiple tests. ");
    if let Some(rounds) = results.rounds {
        text.push_str(&format!(
            "The model was fitted to the patients of several hospitals from sums that each computed of its own ({rounds} rounds of Newton’s method); no row left a hospital. "
        ));
    }
    let mut all = Vec::new();
    if let Some(found) = &results.prediction {
        text.push_str(
            "The area under the receiver operating characteristic curve has DeLong’s interval (DeLong et al. 1988). ",
        );
        if let Some(one) = &found.optimism {
            text.push_str(&format!(
                "Optimism was estimated by fitting the model again, by the same rule, in {} bootstrap resamples (seed {}). ",
                one.resamples, one.seed
            ));
        }
    }
    text.push_str(&format!("Computed with retrocohort {}.", results.version));
    all.push(text);
    let events = fit.events_per_coefficient.map(|each| {
        format!(
            " The multivariable model has {} with the rarer outcome a coefficient.",
            crate::report::style::rounded(each, 1)
        )
    });
    all.push(format!(
        "Covariates belong in a model because of what is known of them before the data are seen. To choose them by their univariable P value leaves out confounders and keeps chance findings, and makes P values and intervals of the chosen model wrong: Sun et al. 1996, Heinze and Dunkler 2017, Heinze et al. 2018 (evidence of 1996 to 2018). This program makes no such choice; the univariable column is there to be read beside the other, not to select from.{}",
        events.unwrap_or_default()
    ));
    all
}
