def odds_ratio(table):
    # Woolf: ln OR +- z sqrt(sum of 1 / cell); with an empty cell 1/2 is added to all
    (a, b), (c, d) = (table + 0.5 if (table == 0).any() else table).tolist()
    log = math.log(b / d) - math.log(a / c)
    half = Z * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return np.exp([log, log - half, log + half])


def risk_ratio(table):
    # Katz: ln RR +- z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2)
    (x1, x2), (n1, n2) = table[0], table.sum(axis=0)
    log = math.log(x2 / n2) - math.log(x1 / n1)
    half = Z * math.sqrt(max(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2, 0))
    return np.exp([log, log - half, log + half])


def risk_difference(table):
    # Newcombe's method 10: the Wilson limits of both groups, squared and added
    (x1, x2), (n1, n2) = table[0], table.sum(axis=0)
    (p1, low1, high1), (p2, low2, high2) = wilson(x1, n1), wilson(x2, n2)
    difference = p2 - p1
    return (
        difference,
        difference - math.hypot(p2 - low2, high1 - p1),
        difference + math.hypot(high2 - p2, p1 - low1),
    )


def mean_difference(groups):
    # second less first, Welch's interval
    (n1, mean1, sd1), (n2, mean2, sd2) = groups
    v1, v2 = sd1**2 / n1, sd2**2 / n2
    df = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
    half = stats.t.ppf(0.975, df) * math.sqrt(v1 + v2)
    return mean2 - mean1, mean2 - mean1 - half, mean2 - mean1 + half


def standardized_mean_difference(groups):
    # Hedges: d times J = Gamma(m / 2) / (sqrt(m / 2) Gamma((m - 1) / 2)), m = n1 + n2 - 2
    (n1, mean1, sd1), (n2, mean2, sd2) = groups
    m = n1 + n2 - 2
    pooled = math.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / m)
    j = math.sqrt(math.pi) / special.beta((m - 1) / 2, 0.5) / math.sqrt(m / 2)
    g = j * (mean2 - mean1) / pooled
    half = Z * math.sqrt(1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2)))
    return g, g - half, g + half
