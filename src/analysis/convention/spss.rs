//! IBM SPSS Statistics.

use super::{
    CountRule, ExactRanks, ExactWhen, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest,
};
use crate::study::Convention;
use crate::summary::QuantileType;

const ALGORITHMS: &str = "IBM SPSS Statistics Algorithms";

pub(super) static RULES: Rules = Rules {
    convention: Convention::Spss,
    program: "IBM SPSS Statistics 29",
    two_groups: Fact {
        rule: Location::Means(Printed { primary: "student_t", beside: &["welch_t"] }),
        source: "T-TEST prints a row “equal variances assumed” and a row “not assumed”; so does PSPP 1.6.2, which was run",
    },
    more_groups: Fact {
        rule: Location::Means(Printed::only("anova")),
        source: "ONEWAY; Welch's test must be asked for; PSPP 1.6.2 was run",
    },
    ranks: Fact {
        rule: RankRule {
            approximate: Printed::only("rank_sum"),
            exact: Some(ExactRanks { when: ExactWhen::TogetherAtMost(40), with_ties: false, primary: true }),
        },
        source: "NPAR TESTS /M-W: Z corrected for ties and not for continuity (so does PSPP 1.6.2, which was run), beside it \
                 “Exact Sig.” in small samples; with ties that figure is marked “not corrected for ties” and is no exact \
                 P, so the asymptotic one is taken (IBM SPSS Statistics Algorithms)",
    },
    more_ranks: Fact {
        rule: Printed::only("kruskal_wallis"),
        source: "NPAR TESTS /K-W, corrected for ties; PSPP 1.6.2 was run",
    },
    two_by_two: Fact {
        rule: CountRule::Always(Printed {
            primary: "pearson_chi2",
            beside: &["yates_chi2", "lr_chi2", "fisher", "linear_by_linear"],
        }),
        source: "CROSSTABS /STATISTICS=CHISQ prints them all; PSPP 1.6.2 was run",
    },
    larger_table: Fact {
        rule: CountRule::Always(Printed { primary: "pearson_chi2", beside: &["lr_chi2", "linear_by_linear"] }),
        source: "CROSSTABS /STATISTICS=CHISQ; exact tests must be asked for",
    },
    fisher: Fact { rule: "fisher", source: "two-sided by probability; PSPP 1.6.2 was run" },
    quantiles: Fact {
        rule: QuantileType::Type6,
        source: "HAVERAGE, the default of EXAMINE and FREQUENCIES (hyndman1996)",
    },
    variances: Fact { rule: VarianceTest::LeveneMean, source: ALGORITHMS },
    percent_of: Fact { rule: PercentOf::Known, source: "“Valid Percent”; CROSSTABS leaves missing values out" },
    p_style: Fact {
        rule: PStyle::Decimals { of_values: 3, of_counts: 3, leading_zero: false, below: true },
        source: "the pivot tables' “Sig.”; before version 27 the smallest were printed .000",
    },
};
