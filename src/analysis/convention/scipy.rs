//! SciPy.

use super::{
    CountRule, ExactRanks, ExactWhen, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest,
};
use crate::study::Convention;
use crate::summary::QuantileType;

pub(super) static RULES: Rules = Rules {
    convention: Convention::Scipy,
    program: "SciPy 1.17",
    two_groups: Fact {
        rule: Location::Means(Printed::only("student_t")),
        source: "ttest_ind(), equal_var=True; SciPy 1.17.1 was run",
    },
    more_groups: Fact { rule: Location::Means(Printed::only("anova")), source: "f_oneway(); SciPy 1.17.1 was run" },
    ranks: Fact {
        rule: RankRule {
            approximate: Printed::only("rank_sum_continuity"),
            exact: Some(ExactRanks { when: ExactWhen::SmallerAtMost(8), with_ties: false, primary: true }),
        },
        source: "mannwhitneyu(), method='auto', use_continuity=True; SciPy 1.17.1 was run",
    },
    more_ranks: Fact { rule: Printed::only("kruskal_wallis"), source: "kruskal(); SciPy 1.17.1 was run" },
    two_by_two: Fact {
        rule: CountRule::Always(Printed::only("yates_chi2")),
        source: "chi2_contingency(), correction=True; SciPy 1.17.1 was run",
    },
    larger_table: Fact {
        rule: CountRule::Always(Printed::only("pearson_chi2")),
        source: "chi2_contingency(); SciPy 1.17.1 was run",
    },
    fisher: Fact { rule: "fisher", source: "fisher_exact(): by probability; SciPy 1.17.1 was run" },
    quantiles: Fact { rule: QuantileType::Type7, source: "numpy.quantile(), method='linear'; NumPy was run" },
    variances: Fact { rule: VarianceTest::LeveneMedian, source: "levene(), center='median'; SciPy 1.17.1 was run" },
    percent_of: Fact {
        rule: PercentOf::Known,
        source: "SciPy prints no percentages; its crosstab counts what is known",
    },
    p_style: Fact { rule: PStyle::Full, source: "a Python float" },
};
