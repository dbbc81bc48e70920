def values(table):
    """The number of its level for every patient, group by group."""
    return [np.repeat(np.arange(len(column)), column) for column in table.T]


def rank_sum(table, continuity):
    # normal approximation, variance corrected for ties
    return stats.mannwhitneyu(*values(table), use_continuity=continuity, method="asymptotic").pvalue


def kruskal_wallis(table):
    return stats.kruskal(*[group for group in values(table) if len(group)]).pvalue


def cochran_armitage(table):
    # linear trend of the proportion over levels 0, 1, 2, ...
    table = table if table.shape[1] == 2 else table.T
    x, n, score = table[:, 0], table.sum(axis=1), np.arange(len(table))
    p = x.sum() / n.sum()
    centred = score - (score * n).sum() / n.sum()
    statistic = (centred * (x - n * p)).sum() ** 2 / (p * (1 - p) * (centred**2 * n).sum())
    return stats.chi2.sf(statistic, 1)


def linear_by_linear(table):
    # (N - 1) r^2, r the correlation of the numbers of levels and groups
    groups = values(table)
    group = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    r = np.corrcoef(np.concatenate(groups), group)[0, 1]
    return stats.chi2.sf((len(group) - 1) * r**2, 1)
