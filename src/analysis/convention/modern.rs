//! What this program does unless told otherwise, and why.

use super::{
    CountRule, ExactRanks, ExactWhen, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest,
};
use crate::study::Convention;
use crate::summary::QuantileType;

pub(super) static RULES: Rules = Rules {
    convention: Convention::Modern,
    program: "this program",
    two_groups: Fact {
        rule: Location::Means(Printed::only("welch_t")),
        source: "Welch's test keeps its level when variances differ and loses next to nothing when they do not; a test of \
                 variances before it does harm (welch1947; delacre2017)",
    },
    more_groups: Fact { rule: Location::Means(Printed::only("welch_anova")), source: "as for two groups (welch1951)" },
    ranks: Fact {
        rule: RankRule {
            approximate: Printed::only("rank_sum"),
            exact: Some(ExactRanks { when: ExactWhen::TogetherAtMost(1000), with_ties: true, primary: true }),
        },
        source: "the exact distribution is quick to compute with ties too (streitberg1986); beyond, the approximation is \
                 good and a continuity correction only makes it conservative (mann1947)",
    },
    more_ranks: Fact { rule: Printed::only("kruskal_wallis"), source: "corrected for ties (kruskal1952)" },
    two_by_two: Fact {
        rule: CountRule::SmallestExpected {
            below: 5.0,
            small: Printed::only("fisher"),
            otherwise: Printed::only("pearson_chi2"),
        },
        source: "Yates's correction is conservative (campbell2007); exact where the approximation is doubtful, by the usual \
                 limit of 5 (cochran1954)",
    },
    larger_table: Fact {
        rule: CountRule::SmallestExpected {
            below: 5.0,
            small: Printed::only("freeman_halton"),
            otherwise: Printed::only("pearson_chi2"),
        },
        source: "as for 2x2 tables, exact by Freeman and Halton (freeman1951)",
    },
    fisher: Fact {
        rule: "fisher",
        source: "all tables no more likely than the one observed, as every program here does it (fisher1935)",
    },
    quantiles: Fact {
        rule: QuantileType::Type7,
        source: "what R and Python give, so that readers can check it (hyndman1996)",
    },
    variances: Fact {
        rule: VarianceTest::None,
        source: "Welch's test needs no equal variances; a test of variances decides nothing (delacre2017)",
    },
    percent_of: Fact { rule: PercentOf::Known, source: "missing values are counted beside the percentages" },
    p_style: Fact {
        rule: PStyle::Decimals { of_values: 3, of_counts: 3, leading_zero: true, below: true },
        source: "three decimals, the usual form of tables in medical journals",
    },
};
