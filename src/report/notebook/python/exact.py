def hypergeometric(table):
    """Probability of every first cell that the margins allow, and the place of the observed one."""
    (a, b), (c, d) = table.tolist()
    row, column, n = a + b, a + c, a + b + c + d
    x = np.arange(max(0, row + column - n), min(row, column) + 1)
    return stats.hypergeom.pmf(x, n, row, column), a - int(x[0])


def fisher(table):
    # all tables at most as probable as the observed one; equal to within 1e-7, as in R (SciPy: 1e-14)
    p, observed = hypergeometric(table)
    return min(p[p <= p[observed] * (1 + 1e-7)].sum(), 1.0)


def fisher_less(table):
    p, observed = hypergeometric(table)
    return min(p[: observed + 1].sum(), 1.0)


def fisher_greater(table):
    p, observed = hypergeometric(table)
    return min(p[observed:].sum(), 1.0)


def fisher_central(table):
    # twice the smaller tail
    return min(2 * min(fisher_less(table), fisher_greater(table)), 1.0)


def mid_p_central(table):
    # the same with half of the observed table
    p, observed = hypergeometric(table)
    tail = min(p[: observed + 1].sum(), p[observed:].sum())
    return min(2 * (tail - p[observed] / 2), 1.0)


def mid_p_minlike(table):
    # less probable tables, and half of those as probable as the observed one
    p, observed = hypergeometric(table)
    equal = np.abs(p / p[observed] - 1) <= 1e-7
    return p[(p < p[observed]) & ~equal].sum() + p[equal].sum() / 2


def columns(total, left):
    """Every way to fill a column with this total from what is left of the rows."""
    if len(left) == 1:
        yield (total,)
        return
    rest = sum(left[1:])
    for x in range(max(0, total - rest), min(total, left[0]) + 1):
        for others in columns(total - x, left[1:]):
            yield (x, *others)


def log_weights(totals, left, log_factorial):
    """-sum ln x_ij! of every table with these column totals and row totals."""
    if len(totals) == 1:
        yield -sum(log_factorial[x] for x in left)
        return
    for column in columns(totals[0], left):
        own = -sum(log_factorial[x] for x in column)
        for others in log_weights(totals[1:], [r - x for r, x in zip(left, column)], log_factorial):
            yield own + others


def freeman_halton(table, most=300_000):
    # Fisher's test of more levels or groups: every table with the same margins, if there are not too many
    table = informative(table)
    table = table if table.shape[0] <= table.shape[1] else table.T
    rows, groups = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    log_factorial = special.gammaln(np.arange(int(table.sum()) + 1) + 1.0)
    weights = np.fromiter(islice(log_weights(groups, rows, log_factorial.tolist()), most + 1), float)
    if len(weights) > most:
        return None
    observed = -log_factorial[table].sum()
    margins = log_factorial[rows].sum() + log_factorial[groups].sum() - log_factorial[table.sum()]
    return min(np.exp(weights[weights <= observed + 1e-7] + margins).sum(), 1.0)
