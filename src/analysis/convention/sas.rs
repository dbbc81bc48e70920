//! SAS/STAT.

use super::{CountRule, Fact, Location, PStyle, PercentOf, Printed, RankRule, Rules, VarianceTest};
use crate::study::Convention;
use crate::summary::QuantileType;

pub(super) static RULES: Rules = Rules {
    convention: Convention::Sas,
    program: "SAS/STAT 15",
    two_groups: Fact {
        rule: Location::Means(Printed { primary: "student_t", beside: &["welch_t"] }),
        source: "PROC TTEST prints “Pooled” and “Satterthwaite” (SAS/STAT User's Guide)",
    },
    more_groups: Fact {
        rule: Location::Means(Printed::only("anova")),
        source: "PROC GLM and PROC ANOVA; Welch's test must be asked for (SAS/STAT User's Guide)",
    },
    ranks: Fact {
        rule: RankRule {
            approximate: Printed { primary: "rank_sum_continuity", beside: &["kruskal_wallis"] },
            exact: None,
        },
        source: "PROC NPAR1WAY WILCOXON: normal approximation, CORRECT=YES; exact only by the EXACT statement (SAS/STAT \
                 User's Guide). The t approximation that it also prints is not computed here",
    },
    more_ranks: Fact {
        rule: Printed::only("kruskal_wallis"),
        source: "PROC NPAR1WAY WILCOXON (SAS/STAT User's Guide)",
    },
    two_by_two: Fact {
        rule: CountRule::Always(Printed {
            primary: "pearson_chi2",
            beside: &["lr_chi2", "yates_chi2", "linear_by_linear", "fisher"],
        }),
        source: "PROC FREQ CHISQ prints them all; “Mantel-Haenszel Chi-Square” is the linear-by-linear test (SAS/STAT \
                 User's Guide)",
    },
    larger_table: Fact {
        rule: CountRule::Always(Printed { primary: "pearson_chi2", beside: &["lr_chi2", "linear_by_linear"] }),
        source: "PROC FREQ CHISQ; Fisher's test must be asked for (SAS/STAT User's Guide)",
    },
    fisher: Fact { rule: "fisher", source: "“Two-sided Pr <= P”, by probability (SAS/STAT User's Guide)" },
    quantiles: Fact { rule: QuantileType::Type2, source: "PCTLDEF=5 of PROC MEANS and UNIVARIATE (hyndman1996)" },
    variances: Fact {
        rule: VarianceTest::LeveneSquared,
        source: "HOVTEST=LEVENE of PROC GLM, TYPE=SQUARE; PROC TTEST prints the folded F test (SAS/STAT User's Guide)",
    },
    percent_of: Fact { rule: PercentOf::Known, source: "PROC FREQ leaves missing values out unless MISSING is given" },
    p_style: Fact {
        rule: PStyle::Decimals { of_values: 4, of_counts: 4, leading_zero: true, below: true },
        source: "format PVALUE6.4",
    },
};
