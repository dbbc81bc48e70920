def t_test(groups, equal_var, alternative="two-sided"):
    # Student: pooled variance on n1 + n2 - 2 degrees of freedom; Welch: Satterthwaite's
    (n1, mean1, sd1), (n2, mean2, sd2) = groups
    return stats.ttest_ind_from_stats(mean1, sd1, n1, mean2, sd2, n2, equal_var, alternative).pvalue


def anova(groups):
    # mean square between over mean square within
    n, mean, sd = np.array(groups, float).T
    centre = (n * mean).sum() / n.sum()
    between, within = (n * (mean - centre) ** 2).sum(), ((n - 1) * sd**2).sum()
    df1, df2 = len(n) - 1, n.sum() - len(n)
    return stats.f.sf(between / df1 / (within / df2), df1, df2)


def plausible_rank_sum(groups):
    # Medians determine no P. This is the one of groups that lie evenly on split normals with the printed quartiles.
    shapes = []
    for n, first, median, third in groups:
        z = stats.norm.ppf((np.arange(1, n + 1) - 0.5) / n)
        side = np.where(z < 0, median - first, third - median)
        shapes.append(median + z * side / stats.norm.ppf(0.75))
    return stats.mannwhitneyu(*shapes, use_continuity=False, method="asymptotic").pvalue


TESTS = {
    "pearson_chi2": pearson_chi2,
    "pearson_chi2_less": lambda table: stats.norm.cdf(root(table)),
    "pearson_chi2_greater": lambda table: stats.norm.sf(root(table)),
    "yates_chi2": yates_chi2,
    "lr_chi2": lr_chi2,
    "n1_chi2": n1_chi2,
    "wald_z": wald_z,
    "student_t_on_indicator": lambda table: on_indicator(table, True),
    "welch_t_on_indicator": lambda table: on_indicator(table, False),
    "fisher": fisher,
    "fisher_less": fisher_less,
    "fisher_greater": fisher_greater,
    "fisher_central": fisher_central,
    "mid_p_central": mid_p_central,
    "mid_p_minlike": mid_p_minlike,
    "freeman_halton": freeman_halton,
    "rank_sum": lambda table: rank_sum(table, False),
    "rank_sum_continuity": lambda table: rank_sum(table, True),
    "kruskal_wallis": kruskal_wallis,
    "cochran_armitage": cochran_armitage,
    "linear_by_linear": linear_by_linear,
    "student_t": lambda groups: t_test(groups, True),
    "student_t_less": lambda groups: t_test(groups, True, "less"),
    "student_t_greater": lambda groups: t_test(groups, True, "greater"),
    "welch_t": lambda groups: t_test(groups, False),
    "welch_t_less": lambda groups: t_test(groups, False, "less"),
    "welch_t_greater": lambda groups: t_test(groups, False, "greater"),
    "anova": anova,
    "plausible_rank_sum": plausible_rank_sum,
}
