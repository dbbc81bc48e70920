//! The Python package tableone.

use super::{CountRule, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest};
use crate::study::Convention;
use crate::summary::QuantileType;

const SOURCE: &str = "tableone's documentation and source; SciPy 1.17.1, which it calls, was run";

pub(super) static RULES: Rules = Rules {
    convention: Convention::TableonePy,
    program: "tableone 0.9 (Python)",
    two_groups: Fact { rule: Location::Means(Printed::only("welch_t")), source: SOURCE },
    more_groups: Fact { rule: Location::Means(Printed::only("anova")), source: SOURCE },
    ranks: Fact {
        rule: RankRule { approximate: Printed::only("kruskal_wallis"), exact: None },
        source: "scipy.stats.kruskal() for variables named as nonnormal, in two groups too",
    },
    more_ranks: Fact { rule: Printed::only("kruskal_wallis"), source: SOURCE },
    two_by_two: Fact {
        rule: CountRule::SmallestExpected {
            below: 5.0,
            small: Printed::only("fisher"),
            otherwise: Printed::only("yates_chi2"),
        },
        source: "scipy.stats.chi2_contingency(), which corrects 2x2 tables; fisher_exact() when an expected count is below 5",
    },
    larger_table: Fact {
        rule: CountRule::Always(Printed::only("pearson_chi2")),
        source: "chi2_contingency(), with a warning when an expected count is below 5",
    },
    fisher: Fact { rule: "fisher", source: "scipy.stats.fisher_exact()" },
    quantiles: Fact { rule: QuantileType::Type7, source: "numpy.nanpercentile()" },
    variances: Fact { rule: VarianceTest::None, source: SOURCE },
    percent_of: Fact {
        rule: PercentOf::All,
        source: "missing values count as a level of their own in the denominator",
    },
    p_style: Fact {
        rule: PStyle::Decimals { of_values: 3, of_counts: 3, leading_zero: true, below: true },
        source: "tableone's documentation",
    },
};
