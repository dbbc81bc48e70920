//! The R package gtsummary.

use super::{
    CountRule, ExactRanks, ExactWhen, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest,
};
use crate::study::Convention;
use crate::summary::QuantileType;

const ADD_P: &str = "add_p.tbl_summary(), section on default tests (gtsummary's reference manual)";

pub(super) static RULES: Rules = Rules {
    convention: Convention::Gtsummary,
    program: "gtsummary 2 (R)",
    two_groups: Fact { rule: Location::Ranks, source: ADD_P },
    more_groups: Fact { rule: Location::Ranks, source: ADD_P },
    ranks: Fact {
        rule: RankRule {
            approximate: Printed::only("rank_sum_continuity"),
            exact: Some(ExactRanks { when: ExactWhen::BothBelow(50), with_ties: false, primary: true }),
        },
        source: "wilcox.test() with R's defaults (gtsummary's reference manual; R 4.2.2 was run)",
    },
    more_ranks: Fact { rule: Printed::only("kruskal_wallis"), source: ADD_P },
    two_by_two: Fact {
        rule: CountRule::SmallestExpected {
            below: 5.0,
            small: Printed::only("fisher"),
            otherwise: Printed::only("pearson_chi2"),
        },
        source: "chisq.test.no.correct, fisher.test when an expected count is below 5 (gtsummary's reference manual)",
    },
    larger_table: Fact {
        rule: CountRule::SmallestExpected {
            below: 5.0,
            small: Printed::only("freeman_halton"),
            otherwise: Printed::only("pearson_chi2"),
        },
        source: "as for 2x2 tables; fisher.test is the Fisher-Freeman-Halton test there",
    },
    fisher: Fact { rule: "fisher", source: "R's fisher.test()" },
    quantiles: Fact {
        rule: QuantileType::Type2,
        source: "package cards, continuous_summary_fns(); before version 2, type 7",
    },
    variances: Fact { rule: VarianceTest::None, source: ADD_P },
    percent_of: Fact { rule: PercentOf::Known, source: "tbl_summary(): missing values have a row of their own" },
    p_style: Fact { rule: PStyle::Gtsummary, source: "style_pvalue(), digits = 1" },
};
