# Every test gives P, its statistic and its degrees of freedom, as far as it has them.


def informative(table):
    """The table without levels and groups that hold nobody."""
    return table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]


def pearson_chi2(table):
    # sum (O - E)^2 / E, on (levels - 1)(groups - 1) degrees of freedom
    statistic, p, df, _ = stats.chi2_contingency(informative(table), correction=False)
    return p, statistic, df


def yates_chi2(table):
    # |O - E| reduced by 1/2, or to zero
    statistic, p, df, _ = stats.chi2_contingency(table, correction=True)
    return p, statistic, df


def lr_chi2(table):
    # 2 sum O ln(O / E)
    statistic, p, df, _ = stats.chi2_contingency(informative(table), correction=False, lambda_="log-likelihood")
    return p, statistic, df


def root(table):
    """Signed root of Pearson's statistic: (ad - bc) sqrt(N / product of the margins)."""
    (a, b), (c, d) = table.tolist()
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    return (a * d - b * c) * math.sqrt((a + b + c + d) / margins)


def pearson_chi2_less(table):
    z = root(table)
    return stats.norm.cdf(z), z


def pearson_chi2_greater(table):
    z = root(table)
    return stats.norm.sf(z), z


def n1_chi2(table):
    # Pearson's statistic times (N - 1) / N (Campbell 2007)
    n = int(table.sum())
    statistic = root(table) ** 2 * (n - 1) / n
    return stats.chi2.sf(statistic, 1), statistic, 1


def wald_z(table):
    # difference of the proportions over its unpooled standard error
    (x1, x2), (n1, n2) = table[0], table.sum(axis=0)
    p1, p2 = x1 / n1, x2 / n2
    z = (p1 - p2) / math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return 2 * stats.norm.sf(abs(z)), z


def on_indicator(table, equal_var):
    # t test of values 1 (first level) and 0: variance p (1 - p) n / (n - 1)
    groups = []
    for x, n in zip(table[0], table.sum(axis=0)):
        p = x / n
        groups.append((n, p, math.sqrt(p * (1 - p) * n / (n - 1)) if n > 1 else 0.0))
    return t_test(groups, equal_var)
