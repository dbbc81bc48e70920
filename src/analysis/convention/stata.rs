//! Stata.

use super::{
    CountRule, ExactRanks, ExactWhen, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest,
};
use crate::study::Convention;
use crate::summary::QuantileType;

pub(super) static RULES: Rules = Rules {
    convention: Convention::Stata,
    program: "Stata 17",
    two_groups: Fact {
        rule: Location::Means(Printed::only("student_t")),
        source: "ttest, by(); unequal variances must be asked for (Stata Base Reference Manual)",
    },
    more_groups: Fact { rule: Location::Means(Printed::only("anova")), source: "oneway (Stata Base Reference Manual)" },
    ranks: Fact {
        rule: RankRule {
            approximate: Printed::only("rank_sum"),
            exact: Some(ExactRanks { when: ExactWhen::TogetherAtMost(200), with_ties: true, primary: false }),
        },
        source: "ranksum: variance adjusted for ties, no continuity correction; since version 16 the exact P beside it \
                 in samples up to 200 (Stata Base Reference Manual)",
    },
    more_ranks: Fact {
        rule: Printed::only("kruskal_wallis"),
        source: "kwallis, the figure “with ties” (Stata Base Reference Manual)",
    },
    two_by_two: Fact {
        rule: CountRule::Always(Printed::only("pearson_chi2")),
        source: "tabulate, chi2; the likelihood ratio and Fisher's test must be asked for (Stata Base Reference Manual)",
    },
    larger_table: Fact {
        rule: CountRule::Always(Printed::only("pearson_chi2")),
        source: "tabulate, chi2 (Stata Base Reference Manual)",
    },
    fisher: Fact { rule: "fisher", source: "tabulate, exact: by probability (Stata Base Reference Manual)" },
    quantiles: Fact { rule: QuantileType::Type2, source: "summarize, detail and tabstat; centile is type 6" },
    variances: Fact {
        rule: VarianceTest::LeveneMean,
        source: "robvar prints W0 (mean) first, then W50 (median) and W10 (Stata Base Reference Manual)",
    },
    percent_of: Fact { rule: PercentOf::Known, source: "tabulate leaves missing values out unless missing is given" },
    p_style: Fact {
        rule: PStyle::Decimals { of_values: 4, of_counts: 3, leading_zero: true, below: false },
        source: "ttest and ranksum print four decimals, tabulate three",
    },
};
