//! The R package tableone.

use super::{CountRule, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest};
use crate::study::Convention;
use crate::summary::QuantileType;

const MANUAL: &str = "CreateTableOne() (tableone's reference manual)";

pub(super) static RULES: Rules = Rules {
    convention: Convention::Tableone,
    program: "tableone 0.13 (R)",
    two_groups: Fact {
        rule: Location::Means(Printed::only("student_t")),
        source: "oneway.test(), var.equal = TRUE (tableone's reference manual; R 4.2.2 was run)",
    },
    more_groups: Fact {
        rule: Location::Means(Printed::only("anova")),
        source: "oneway.test(), var.equal = TRUE (tableone's reference manual)",
    },
    ranks: Fact {
        rule: RankRule { approximate: Printed::only("kruskal_wallis"), exact: None },
        source: "kruskal.test() for variables named as nonnormal, in two groups too (tableone's reference manual)",
    },
    more_ranks: Fact { rule: Printed::only("kruskal_wallis"), source: MANUAL },
    two_by_two: Fact {
        rule: CountRule::Always(Printed::only("yates_chi2")),
        source: "chisq.test(), correct = TRUE; fisher.test() for variables named as exact (tableone's reference manual)",
    },
    larger_table: Fact { rule: CountRule::Always(Printed::only("pearson_chi2")), source: MANUAL },
    fisher: Fact { rule: "fisher", source: "R's fisher.test()" },
    quantiles: Fact { rule: QuantileType::Type7, source: "R's quantile()" },
    variances: Fact { rule: VarianceTest::None, source: MANUAL },
    percent_of: Fact { rule: PercentOf::Known, source: "CreateCatTable(), includeNA = FALSE" },
    p_style: Fact {
        rule: PStyle::Decimals { of_values: 3, of_counts: 3, leading_zero: true, below: true },
        source: "print(), pDigits = 3",
    },
};
