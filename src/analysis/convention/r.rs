//! R, package stats.

use super::{
    CountRule, ExactRanks, ExactWhen, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest,
};
use crate::study::Convention;
use crate::summary::QuantileType;

pub(super) static RULES: Rules = Rules {
    convention: Convention::R,
    program: "R 4.2, package stats",
    two_groups: Fact {
        rule: Location::Means(Printed::only("welch_t")),
        source: "t.test(), var.equal = FALSE; R 4.2.2 was run",
    },
    more_groups: Fact {
        rule: Location::Means(Printed { primary: "welch_anova", beside: &["anova"] }),
        source: "oneway.test(), var.equal = FALSE; aov() assumes equal variances; R 4.2.2 was run",
    },
    ranks: Fact {
        rule: RankRule {
            approximate: Printed::only("rank_sum_continuity"),
            exact: Some(ExactRanks { when: ExactWhen::BothBelow(50), with_ties: false, primary: true }),
        },
        source: "wilcox.test(), exact = NULL, correct = TRUE; R 4.2.2 was run",
    },
    more_ranks: Fact { rule: Printed::only("kruskal_wallis"), source: "kruskal.test(); R 4.2.2 was run" },
    two_by_two: Fact {
        rule: CountRule::Always(Printed::only("yates_chi2")),
        source: "chisq.test(), correct = TRUE, the correction never past zero; R 4.2.2 was run",
    },
    larger_table: Fact {
        rule: CountRule::Always(Printed::only("pearson_chi2")),
        source: "chisq.test(); R 4.2.2 was run",
    },
    fisher: Fact {
        rule: "fisher",
        source: "fisher.test(): by probability with a relative tolerance of 1e-7; R 4.2.2 was run",
    },
    quantiles: Fact { rule: QuantileType::Type7, source: "quantile(), type = 7; R 4.2.2 was run" },
    variances: Fact { rule: VarianceTest::LeveneMedian, source: "leveneTest() of package car, center = median" },
    percent_of: Fact { rule: PercentOf::Known, source: "table() and proportions() leave NA out" },
    p_style: Fact { rule: PStyle::Significant(4), source: "print.htest with format.pval; R 4.2.2 was run" },
};
