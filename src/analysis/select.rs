//! Policies: which test a variable gets, by which rule, on what evidence.
//!
//! A policy decides from the summaries alone and says why in words, so that its choice can be printed beside the result
//! and argued with. Every policy names tests of [`METHODS`](super::METHODS) by id.

use super::methods::ks_spss;
use super::{Alternative, NotComputable, SampleHypothesis};
use crate::study::{StatedMethods, VariableKind};
use crate::summary::{ContingencyTable, QuantileType, ValueCounts, VariableData, VariableSummary};

/// A policy.
pub struct Policy {
    /// Identifier, as in `--policy`.
    pub id: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Rule of quartiles that goes with it.
    pub quantiles: QuantileType,
    /// Test of a continuous variable.
    continuous: fn(&ValueCounts) -> Choice,
    /// Test of ordered levels.
    ordinal: fn(&ContingencyTable) -> Choice,
    /// Test of levels without an order.
    counts: fn(&ContingencyTable) -> Choice,
}

/// What a policy chose, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Method id.
    pub method: &'static str,
    /// Whether the variable is described by its median rather than its mean.
    pub median: bool,
    /// The rule.
    pub rule: &'static str,
    /// The evidence.
    pub because: String,
}

impl Policy {
    /// Chooses for a variable.
    pub fn choose(&self, variable: &VariableSummary) -> Choice {
        match (&variable.data, variable.kind) {
            (VariableData::Values(values), VariableKind::Ordinal) => match values.contingency_table() {
                Ok(table) => (self.ordinal)(&table),
                Err(_) => (self.continuous)(values),
            },
            (VariableData::Values(values), _) => (self.continuous)(values),
            (VariableData::Levels { table, .. }, VariableKind::Ordinal) => (self.ordinal)(table),
            (VariableData::Levels { table, .. }, _) => (self.counts)(table),
        }
    }
}

/// All policies; the first is the default.
pub static POLICIES: &[&Policy] = &[&MODERN, &NORMALITY_FIRST, &GTSUMMARY, &TABLEONE, &SPSS];

/// The policy with an identifier.
///
/// ```
/// let policy = retrocohort::analysis::select::policy("gtsummary");
/// assert!(policy.is_some_and(|policy| policy.summary.contains("rank-sum")));
/// ```
pub fn policy(id: &str) -> Option<&'static Policy> {
    POLICIES.iter().copied().find(|policy| policy.id == id)
}

/// The policy that a paper's stated methods amount to; `None` where they are none of ours.
pub fn stated(methods: &StatedMethods) -> Option<&'static Policy> {
    let says = |ids: &[String], id: &str| ids.iter().any(|stated| stated == id);
    // A test of means and a test of ranks for the same kind of variable: something must decide between them.
    if says(&methods.continuous, "student_t") && says(&methods.rank, "rank_sum") {
        Some(&NORMALITY_FIRST)
    } else if says(&methods.continuous, "student_t") && says(&methods.categorical, "yates_chi2") {
        Some(&TABLEONE)
    } else if says(&methods.continuous, "student_t") {
        Some(&SPSS)
    } else if says(&methods.continuous, "welch_t") {
        Some(&MODERN)
    } else {
        (methods.continuous.is_empty() && says(&methods.rank, "rank_sum")).then_some(&GTSUMMARY)
    }
}

/// The default policy.
pub static MODERN: Policy = Policy {
    id: "modern",
    quantiles: QuantileType::Type7,
    summary: "means by Welch's test, which needs no equal variances and no test of normality before it; ordered levels \
              by ranks; counts by Pearson's chi-square, exactly where an expected count is below 5",
    continuous: |values| {
        mean(values, "welch_t", "welch_anova", "means are compared by Welch's test, decided before the data were seen")
    },
    ordinal: |table| ranks(table.columns(), "ordered levels are compared by ranks"),
    counts: |table| {
        expected(
            table,
            ["pearson_chi2", "fisher"],
            "Pearson's chi-square; an exact test where an expected count is below 5",
        )
    },
};

static NORMALITY_FIRST: Policy = Policy {
    id: "normality_first",
    quantiles: QuantileType::Type6,
    summary: "Kolmogorov-Smirnov test of normality in every group, then Student's t or the rank-sum test; Pearson's \
              chi-square, Fisher's test where an expected count is below 5",
    continuous: normality_first,
    ordinal: |table| ranks(table.columns(), "ordered levels are compared by ranks"),
    counts: |table| {
        expected(
            table,
            ["pearson_chi2", "fisher"],
            "Pearson's chi-square; Fisher's test where an expected count is below 5",
        )
    },
};

static GTSUMMARY: Policy = Policy {
    id: "gtsummary",
    quantiles: QuantileType::Type2,
    summary: "as gtsummary's add_p(): rank-sum (Kruskal-Wallis) for numbers; Pearson's chi-square, Fisher's test where \
              an expected count is below 5",
    continuous: |values| Choice {
        median: true,
        ..ranks_corrected(values.groups(), "numbers are compared by ranks, as gtsummary does unless told otherwise")
    },
    ordinal: |table| ranks_corrected(table.columns(), "ordered levels are compared by ranks"),
    counts: |table| {
        expected(
            table,
            ["pearson_chi2", "fisher"],
            "Pearson's chi-square; Fisher's test where an expected count is below 5",
        )
    },
};

static TABLEONE: Policy = Policy {
    id: "tableone",
    quantiles: QuantileType::Type7,
    summary: "as CreateTableOne() of R's tableone: Student's t (analysis of variance); chi-square with Yates's correction \
              in two-by-two tables",
    continuous: |values| mean(values, "student_t", "anova", "means are compared assuming equal variances"),
    ordinal: |table| yates(table),
    counts: yates,
};

static SPSS: Policy = Policy {
    id: "spss",
    quantiles: QuantileType::Type6,
    summary: "as the first rows of SPSS: Student's t with equal variances assumed (analysis of variance); Pearson's \
              chi-square",
    continuous: |values| mean(values, "student_t", "anova", "the row “equal variances assumed”"),
    ordinal: |table| ranks(table.columns(), "ordered levels are compared by ranks, asymptotically, without correction"),
    counts: |table| Choice {
        method: "pearson_chi2",
        median: false,
        rule: "Pearson's chi-square whatever the expected counts",
        because: smallest(table),
    },
};

/// Student's t (analysis of variance) where no group is shown to differ from a normal distribution, ranks otherwise.
fn normality_first(values: &ValueCounts) -> Choice {
    const ALPHA: f64 = 0.05;
    const RULE: &str = "Kolmogorov-Smirnov test of normality in every group at 0.05: means if none is significant, else \
                        ranks";
    let groups = values.groups();
    let p = |group: usize| {
        let sample = values.select(&[group]).map_err(|error| NotComputable::because(error.to_string()))?;
        ks_spss(&sample, &SampleHypothesis::AnyNormal, Alternative::TwoSided)
    };
    let results: Vec<_> = (0..groups).map(p).collect();
    let evidence = results.iter().enumerate().map(|(group, result)| match result {
        Ok(result) => format!("P {:.3} (n {})", result.p, values.n(group)),
        Err(refused) => format!("none ({})", refused.reason),
    });
    let because = format!("normality by group: {}", evidence.collect::<Vec<_>>().join(", "));
    // A group without a test of normality has not been shown to be normal.
    let normal = results.iter().all(|result| result.as_ref().is_ok_and(|result| result.p > ALPHA));
    let choice = if normal { mean(values, "student_t", "anova", RULE) } else { ranks(groups, RULE) };
    Choice { because, ..choice }
}

fn mean(values: &ValueCounts, two: &'static str, more: &'static str, rule: &'static str) -> Choice {
    let groups = values.groups();
    Choice {
        method: if groups == 2 { two } else { more },
        median: false,
        rule,
        because: format!("a continuous variable in {groups} groups"),
    }
}

fn ranks(groups: usize, rule: &'static str) -> Choice {
    let method = if groups == 2 { "rank_sum" } else { "kruskal_wallis" };
    Choice { method, median: true, rule, because: format!("{groups} groups") }
}

fn ranks_corrected(groups: usize, rule: &'static str) -> Choice {
    let method = if groups == 2 { "rank_sum_continuity" } else { "kruskal_wallis" };
    Choice { method, median: true, rule, because: format!("{groups} groups") }
}

fn smallest(table: &ContingencyTable) -> String {
    let kept = table.without_empty().unwrap_or_else(|| table.clone());
    format!("the smallest expected count is {:.3}", kept.min_expected())
}

/// `[ordinary, exact]` by the smallest expected count among levels and groups that occur.
fn expected(table: &ContingencyTable, methods: [&'static str; 2], rule: &'static str) -> Choice {
    let kept = table.without_empty().unwrap_or_else(|| table.clone());
    let small = kept.min_expected() < 5.0;
    let exact = if (kept.rows(), kept.columns()) == (2, 2) { methods[1] } else { "freeman_halton" };
    Choice { method: if small { exact } else { methods[0] }, median: false, rule, because: smallest(table) }
}

fn yates(table: &ContingencyTable) -> Choice {
    let two_by_two = table.without_empty().is_some_and(|kept| (kept.rows(), kept.columns()) == (2, 2));
    Choice {
        method: if two_by_two { "yates_chi2" } else { "pearson_chi2" },
        median: false,
        rule: "chi-square, with Yates's correction in two-by-two tables, whatever the expected counts",
        because: smallest(table),
    }
}
