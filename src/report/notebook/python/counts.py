def informative(table):
    """The table without levels and groups that hold nobody."""
    return table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]


def pearson_chi2(table):
    # sum (O - E)^2 / E, on (levels - 1)(groups - 1) degrees of freedom
    return stats.chi2_contingency(informative(table), correction=False)[1]


def yates_chi2(table):
    # |O - E| reduced by 1/2, or to zero
    return stats.chi2_contingency(table, correction=True)[1]


def lr_chi2(table):
    # 2 sum O ln(O / E)
    return stats.chi2_contingency(informative(table), correction=False, lambda_="log-likelihood")[1]


def root(table):
    """Signed root of Pearson's statistic: (ad - bc) sqrt(N / product of the margins)."""
    (a, b), (c, d) = table.tolist()
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    return (a * d - b * c) * math.sqrt((a + b + c + d) / margins)


def n1_chi2(table):
    # Pearson's statistic times (N - 1) / N (Campbell 2007)
    n = int(table.sum())
    return stats.chi2.sf(root(table) ** 2 * (n - 1) / n, 1)


def wald_z(table):
    # difference of the proportions over its unpooled standard error
    (x1, x2), (n1, n2) = table[0], table.sum(axis=0)
    p1, p2 = x1 / n1, x2 / n2
    z = (p1 - p2) / math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return 2 * stats.norm.sf(abs(z))


def on_indicator(table, equal_var):
    # t test of values 1 (first level) and 0: variance p (1 - p) n / (n - 1)
    groups = []
    for x, n in zip(table[0], table.sum(axis=0)):
        p = x / n
        groups.append((n, p, math.sqrt(p * (1 - p) * n / (n - 1)) if n > 1 else 0.0))
    return t_test(groups, equal_var)
