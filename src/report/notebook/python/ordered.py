def values(table):
    """The number of its level for every patient, group by group."""
    return [np.repeat(np.arange(len(column)), column) for column in table.T]


def rank_sum(table, continuity):
    # normal approximation, variance corrected for ties
    first, second = values(table)
    u, p = stats.mannwhitneyu(first, second, use_continuity=continuity, method="asymptotic")
    n1, n2, n = len(first), len(second), len(first) + len(second)
    ties = table.sum(axis=1)
    variance = n1 * n2 / 12 * (n + 1 - (ties**3 - ties).sum() / (n * (n - 1)))
    apart = u - n1 * n2 / 2
    shift = min(abs(apart), 0.5) * np.sign(apart) if continuity else 0
    return p, (apart - shift) / math.sqrt(variance)


def kruskal_wallis(table):
    groups = [group for group in values(table) if len(group)]
    statistic, p = stats.kruskal(*groups)
    return p, statistic, len(groups) - 1


def cochran_armitage(table):
    # linear trend of the proportion over levels 0, 1, 2, ...
    table = table if table.shape[1] == 2 else table.T
    x, n, score = table[:, 0], table.sum(axis=1), np.arange(len(table))
    p = x.sum() / n.sum()
    centred = score - (score * n).sum() / n.sum()
    statistic = (centred * (x - n * p)).sum() ** 2 / (p * (1 - p) * (centred**2 * n).sum())
    return stats.chi2.sf(statistic, 1), statistic, 1


def linear_by_linear(table):
    # (N - 1) r^2, r the correlation of the numbers of levels and groups
    groups = values(table)
    group = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    r = np.corrcoef(np.concatenate(groups), group)[0, 1]
    statistic = (len(group) - 1) * r**2
    return stats.chi2.sf(statistic, 1), statistic, 1
