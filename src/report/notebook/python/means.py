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
        # values that are equal must not differ by the rounding of the quantile: ties count
        shapes.append(np.round(median + z * side / stats.norm.ppf(0.75), 9))
    return stats.mannwhitneyu(*shapes, use_continuity=False, method="asymptotic").pvalue
