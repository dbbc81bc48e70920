def binomial_exact(given):
    # all counts at most as probable as the observed one, if the rate were as printed
    count, n, rate = given
    return stats.binomtest(count, n, rate).pvalue


def clopper_pearson(table):
    # share of the first level in every group; the proportions under which the count is at either 2.5 % tail
    limits = []
    for x, n in zip(table[0].tolist(), table.sum(axis=0).tolist()):
        low = 0.0 if x == 0 else stats.beta.ppf(0.025, x, n - x + 1)
        high = 1.0 if x == n else stats.beta.ppf(0.975, x + 1, n - x)
        limits += [x / n, low, high]
    return limits


def logits(groups):
    """ln(x / (n - x)) with variance 1/x + 1/(n - x); 1/2 is added to either where one of them is 0."""
    x, without = groups[:, 0], groups[:, 1] - groups[:, 0]
    add = np.where((x == 0) | (without == 0), 0.5, 0.0)
    return np.log((x + add) / (without + add)), 1 / (x + add) + 1 / (without + add)


def pool(groups, tau2):
    """Weighted mean, sum of weights and of squared weights, weighted squares around the mean."""
    y, v = logits(groups)
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    return mean, w.sum(), (w**2).sum(), (w * (y - mean) ** 2).sum()


def tau_squared(groups):
    # DerSimonian and Laird: (Q - df) / (sum w - sum w^2 / sum w), not below 0
    _, weight, squared, q = pool(groups, 0)
    return max((q - len(groups) + 1) / (weight - squared / weight), 0) if len(groups) > 1 else 0.0


def dersimonian_laird(groups):
    mean, weight, _, _ = pool(groups, tau_squared(groups))
    return special.expit(mean + np.array([0, -1, 1]) * Z / math.sqrt(weight))


def hartung_knapp_factor(groups):
    return pool(groups, tau_squared(groups))[3] / (len(groups) - 1)


def hartung_knapp(groups):
    # t on k - 1 degrees of freedom; the variance of the mean times the factor, which is not taken below 1
    mean, weight, _, _ = pool(groups, tau_squared(groups))
    half = stats.t.ppf(0.975, len(groups) - 1) * math.sqrt(max(hartung_knapp_factor(groups), 1) / weight)
    return special.expit(np.array([mean - half, mean + half]))


def prediction_interval(groups):
    # Higgins, Thompson and Spiegelhalter: t on k - 2 degrees of freedom
    tau2 = tau_squared(groups)
    mean, weight, _, _ = pool(groups, tau2)
    half = stats.t.ppf(0.975, len(groups) - 2) * math.sqrt(tau2 + 1 / weight)
    return special.expit(np.array([mean - half, mean + half]))


def heterogeneity(groups):
    # Cochran's Q
    q, df = pool(groups, 0)[3], len(groups) - 1
    return stats.chi2.sf(q, df), q, df


def i_squared(groups):
    _, q, df = heterogeneity(groups)
    return max((q - df) / q, 0.0) if q > 0 else 0.0


def i_squared_limits(groups):
    # Higgins and Thompson: from the standard error of ln H, H^2 = Q / df, not below 1
    (_, q, df), k = heterogeneity(groups), len(groups)
    if q > k:
        se = 0.5 * (math.log(q) - math.log(df)) / (math.sqrt(2 * q) - math.sqrt(2 * k - 3))
    else:
        se = math.sqrt((1 - 1 / (3 * (k - 2) ** 2)) / (2 * (k - 2)))
    ln_h = 0.5 * math.log(max(q / df, 1))
    return [max(1 - math.exp(-2 * (ln_h + side * Z * se)), 0.0) for side in (-1, 1)]
