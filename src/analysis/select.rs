//! Policies: which test a variable gets, by which rule, on what evidence.
//!
//! A policy decides from the summaries alone and says why in words, so that its choice can be printed beside the result
//! and argued with. Most policies are a [`Convention`]: what a program does unless told otherwise.

use super::SampleHypothesis;
use super::convention::{
    Answer, Conventional, Question, compare_counts, compare_means, compare_ranks, compare_values, rules,
};
use super::methods::{ks_distances_of_group, ks_spss_of_distances};
use crate::study::{Convention, StatedMethods, VariableKind};
use crate::summary::{ContingencyTable, QuantileType, ValueCounts, VariableData, VariableSummary};

/// A policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// What a program does unless told otherwise.
    Convention(Convention),
    /// A test of normality in every group decides between means and ranks.
    NormalityFirst,
}

impl Default for Policy {
    fn default() -> Self {
        Policy::Convention(Convention::Modern)
    }
}

/// What the policies amount to in pairs, for the methods of a report.
pub const RULE_OF_PAIRS: &str = "differences within pairs by the paired t test, or by signed ranks where the policy compares \
                        ranks and for ordered levels; two levels by McNemar's test, by mid-P where fewer than 25 pairs \
                        are discordant";

/// What a policy chose, and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choice {
    /// Method id.
    pub method: &'static str,
    /// Whether the variable is described by its median rather than its mean.
    pub median: bool,
    /// The rule.
    pub rule: String,
    /// The evidence.
    pub because: String,
    /// Tests of ranks that were computed on the way; an exact one may have been costly.
    pub computed: Vec<Answer>,
}

impl Policy {
    /// All policies, the default first.
    pub fn all() -> impl Iterator<Item = Policy> {
        let conventions = Convention::ALL.into_iter().map(Policy::Convention);
        conventions
            .take(1)
            .chain([Policy::NormalityFirst])
            .chain(Convention::ALL.into_iter().skip(1).map(Policy::Convention))
    }

    /// The policy with an identifier, hyphens or underscores alike.
    ///
    /// ```
    /// use retrocohort::{analysis::select::Policy, study::Convention};
    /// assert_eq!(Policy::from_id("tableone_py"), Some(Policy::Convention(Convention::TableonePy)));
    /// assert_eq!(Policy::from_id("normality-first"), Some(Policy::NormalityFirst));
    /// ```
    pub fn from_id(id: &str) -> Option<Policy> {
        let id = id.replace('_', "-");
        Policy::all().find(|policy| policy.id() == id)
    }

    /// The policy that a paper's stated methods amount to; `None` where they are none of ours.
    pub fn stated(methods: &StatedMethods) -> Option<Policy> {
        let says = |ids: &[String], id: &str| ids.iter().any(|stated| stated == id);
        // A test of means and a test of ranks for the same kind of variable: something must decide between them.
        if says(&methods.continuous, "student_t") && says(&methods.rank, "rank_sum") {
            return Some(Policy::NormalityFirst);
        }
        let convention = if says(&methods.continuous, "student_t") && says(&methods.categorical, "yates_chi2") {
            Convention::Tableone
        } else if says(&methods.continuous, "student_t") {
            Convention::Spss
        } else if says(&methods.continuous, "welch_t") {
            Convention::Modern
        } else if methods.continuous.is_empty() && says(&methods.rank, "rank_sum") {
            Convention::Gtsummary
        } else {
            return None;
        };
        Some(Policy::Convention(convention))
    }

    /// Identifier, as in `--policy`.
    pub fn id(self) -> &'static str {
        match self {
            Policy::Convention(convention) => convention.id(),
            Policy::NormalityFirst => "normality-first",
        }
    }

    /// What it does, in a phrase.
    pub fn summary(self) -> String {
        match self {
            Policy::Convention(Convention::Modern) => {
                "means by Welch's test, which needs no equal variances and no test \
                 of normality before it; ordered levels by ranks; counts by Pearson's chi-square, exactly where an \
                 expected count is below 5"
                    .into()
            }
            Policy::Convention(convention) => format!("as {} unless told otherwise", rules(convention).program),
            Policy::NormalityFirst => "Kolmogorov-Smirnov test of normality in every group, then Student's t or the \
                 rank-sum test; Pearson's chi-square, exactly where an expected count is below 5"
                .into(),
        }
    }

    /// Rule of quartiles that goes with it. Papers that test normality first were mostly made with SPSS.
    pub fn quantiles(self) -> QuantileType {
        match self {
            Policy::Convention(convention) => rules(convention).quantiles.rule,
            Policy::NormalityFirst => rules(Convention::Spss).quantiles.rule,
        }
    }

    /// Chooses the test of a variable.
    pub fn choose(self, variable: &VariableSummary) -> Choice {
        let ordinal = variable.kind == VariableKind::Ordinal;
        match &variable.data {
            VariableData::Values(values) if ordinal => match values.contingency_table() {
                Ok(table) => self.ranks(table),
                Err(_) => self.numbers(values),
            },
            VariableData::Values(values) => self.numbers(values),
            VariableData::Levels { table, .. } if ordinal => self.ranks(table),
            VariableData::Levels { table, .. } => self.counts(table),
        }
    }

    fn numbers(self, values: &ValueCounts) -> Choice {
        match self {
            Policy::Convention(convention) => chosen(compare_values(convention, values)),
            Policy::NormalityFirst => normality_first(values),
        }
    }

    fn ranks(self, table: &ContingencyTable) -> Choice {
        let convention = match self {
            Policy::Convention(convention) => convention,
            Policy::NormalityFirst => Convention::Spss,
        };
        let choice = chosen(compare_ranks(convention, table));
        Choice { rule: format!("ordered levels are compared by ranks; {}", choice.rule), ..choice }
    }

    fn counts(self, table: &ContingencyTable) -> Choice {
        match self {
            Policy::Convention(convention) => chosen(compare_counts(convention, table)),
            // Expected counts below 5 send papers of this kind to Fisher's test, as the default does.
            Policy::NormalityFirst => chosen(compare_counts(Convention::Modern, table)),
        }
    }
}

fn chosen(answer: Conventional) -> Choice {
    let program = rules(answer.convention).program;
    Choice {
        method: answer.chosen.method,
        median: answer.question == Question::Ranks,
        rule: if answer.convention == Convention::Modern {
            answer.source.to_string()
        } else {
            format!("default of {program} ({})", answer.source)
        },
        because: answer.because,
        computed: match answer.question {
            Question::Ranks => std::iter::once(answer.chosen).chain(answer.beside).collect(),
            _ => Vec::new(),
        },
    }
}

/// P as evidence of a choice at 0.05: never a bare zero, and with as many decimals as show on which side it lies.
pub(crate) fn evidence_p(p: f64) -> String {
    if p < 0.001 {
        return "P < 0.001".into();
    }
    let rounds_to_limit = |decimals: usize| {
        let scale = 10f64.powi(decimals as i32);
        (p * scale).round() == (0.05 * scale).round()
    };
    let decimals = (3..9).find(|decimals| !rounds_to_limit(*decimals)).unwrap_or(9);
    format!("P {p:.decimals$}")
}

/// Student's t (analysis of variance) where no group is shown to differ from a normal distribution, ranks otherwise.
fn normality_first(values: &ValueCounts) -> Choice {
    const ALPHA: f64 = 0.05;
    let groups = values.groups();
    let p = |group: usize| {
        let distances = ks_distances_of_group(values, group, &SampleHypothesis::AnyNormal)?;
        ks_spss_of_distances(&distances)
    };
    let results: Vec<_> = (0..groups).map(p).collect();
    let evidence = results.iter().enumerate().map(|(group, result)| match result {
        Ok(result) => format!("{} (n {})", evidence_p(result.p), values.n(group)),
        Err(refused) => format!("none ({})", refused.reason),
    });
    let because = format!("normality by group: {}", evidence.collect::<Vec<_>>().join(", "));
    // A group without a test of normality has not been shown to be normal.
    let normal = results.iter().all(|result| result.as_ref().is_ok_and(|result| result.p > ALPHA));
    let choice = if normal {
        let moments: Vec<_> = (0..groups).map(|group| values.moments(group)).collect();
        chosen(compare_means(Convention::Spss, &moments))
    } else {
        match values.contingency_table() {
            Ok(table) => chosen(compare_ranks(Convention::Spss, table)),
            Err(_) => chosen(compare_values(Convention::Spss, values)),
        }
    };
    let rule = "Kolmogorov-Smirnov test of normality in every group at 0.05 (parameters estimated, as SPSS prints it): \
                means if none is significant, else ranks";
    Choice { because, rule: rule.into(), ..choice }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_never_zero_and_shows_its_side() {
        let printed = [1e-12, 0.0009999, 0.001, 0.618, 0.0496, 0.04996, 0.05003, 0.05].map(evidence_p);
        let expected =
            ["P < 0.001", "P < 0.001", "P 0.001", "P 0.618", "P 0.0496", "P 0.04996", "P 0.05003", "P 0.050000000"];
        assert_eq!(printed, expected);
    }
}
