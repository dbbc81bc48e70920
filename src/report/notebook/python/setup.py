import math
from itertools import islice

import numpy as np
from scipy import special, stats

# Largest relative difference between a number of the program and the same number computed here.
TOLERANCE = 1e-9


def counts(*levels):
    """Patients: one row per level, one column per group."""
    return np.array(levels)


def means(*groups):
    """One (n, mean, SD) per group."""
    return groups


def medians(*groups):
    """One (n, first quartile, median, third quartile) per group."""
    return groups


def iqr(n, median, width):
    """The quartiles, where only the width of the interquartile range is printed: taken as symmetric."""
    return n, median - width / 2, median, median + width / 2


def quartiles(n, median, first, third):
    """The quartiles as printed."""
    return n, first, median, third


def extremes(n, median, least, most):
    """The quartiles, where the range is printed: that of n values spans about twice the normal score of the largest."""
    score = max(stats.norm.ppf((n - 0.375) / (n + 0.25)), 0.5)
    scale = stats.norm.ppf(0.75) / score
    return n, median - (median - least) * scale, median, median + (most - median) * scale


def share(count, n, percent):
    """A count of n, and a printed rate in per cent."""
    return count, n, percent / 100


def series(*groups):
    """One (with the outcome, all) per published series."""
    return np.array(groups)
