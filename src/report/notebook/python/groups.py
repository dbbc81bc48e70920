Z = stats.norm.ppf(0.975)


def wilson(x, n):
    # the proportions p0 with (p - p0)^2 <= z^2 p0 (1 - p0) / n
    p, k = x / n, Z**2 / n
    half = Z * math.sqrt(p * (1 - p) / n + k / (4 * n))
    low, high = (p + k / 2 - half) / (1 + k), (p + k / 2 + half) / (1 + k)
    return p, (0.0 if x == 0 else low), (1.0 if x == n else high)


def proportions(table):
    # share of the first level in every group, with Wilson's limits
    return [limit for x, n in zip(table[0], table.sum(axis=0)) for limit in wilson(x, n)]


def percentage(table):
    # the first level of one group
    return 100 * table[0, 0] / table.sum()


def pooled(groups):
    # mean and SD of all patients together: squares within the groups, and between their means
    n, mean, sd = np.array(groups, float).T
    centre = (n * mean).sum() / n.sum()
    squares = ((n - 1) * sd**2).sum() + (n * (mean - centre) ** 2).sum()
    return centre, math.sqrt(squares / (n.sum() - 1))
