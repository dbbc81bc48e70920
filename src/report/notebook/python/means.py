def t_test(groups, equal_var, alternative="two-sided"):
    # Student: pooled variance on n1 + n2 - 2 degrees of freedom; Welch: Satterthwaite's
    (n1, mean1, sd1), (n2, mean2, sd2) = groups
    t, p = stats.ttest_ind_from_stats(mean1, sd1, n1, mean2, sd2, n2, equal_var, alternative)
    v1, v2 = sd1**2 / n1, sd2**2 / n2
    welch = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1)) if not equal_var else None
    return p, t, n1 + n2 - 2 if equal_var else welch


def anova(groups):
    # mean square between over mean square within
    n, mean, sd = np.array(groups, float).T
    centre = (n * mean).sum() / n.sum()
    between, within = (n * (mean - centre) ** 2).sum(), ((n - 1) * sd**2).sum()
    df1, df2 = len(n) - 1, n.sum() - len(n)
    f = between / df1 / (within / df2)
    return stats.f.sf(f, df1, df2), f, df1


def welch_anova(groups):
    # groups weighted by the precision of their means
    n, mean, sd = np.array(groups, float).T
    weight, k = n / sd**2, len(n)
    share = weight / weight.sum()
    between = (weight * (mean - (share * mean).sum()) ** 2).sum() / (k - 1)
    spread = ((1 - share) ** 2 / (n - 1)).sum()
    f, df2 = between / (1 + 2 * (k - 2) / (k**2 - 1) * spread), (k**2 - 1) / (3 * spread)
    return stats.f.sf(f, k - 1, df2), f, k - 1


def plausible_rank_sum(groups):
    # Medians determine no P. This is the one of groups that lie evenly on split normals with the printed quartiles.
    shapes = []
    for n, first, median, third in groups:
        z = stats.norm.ppf((np.arange(1, n + 1) - 0.5) / n)
        side = np.where(z < 0, median - first, third - median)
        # values that are equal must not differ by the rounding of the quantile: ties count
        shapes.append(np.round(median + z * side / stats.norm.ppf(0.75), 9))
    return stats.mannwhitneyu(*shapes, use_continuity=False, method="asymptotic").pvalue
