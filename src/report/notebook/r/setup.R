# Largest relative difference between a number of the program and the same number computed here.
TOLERANCE <- 1e-9

# Patients: one row per level, one column per group.
counts <- function(...) unname(rbind(...))

# One c(n, mean, SD) per group.
means <- function(...) unname(rbind(...))

# One c(n, first quartile, median, third quartile) per group.
medians <- function(...) unname(rbind(...))

# The quartiles, where only the width of the interquartile range is printed: taken as symmetric.
iqr <- function(n, median, width) c(n, median - width / 2, median, median + width / 2)

# The quartiles as printed.
quartiles <- function(n, median, first, third) c(n, first, median, third)

# The quartiles, where the range is printed: that of n values spans about twice the normal score of the largest.
extremes <- function(n, median, least, most) {
  score <- max(qnorm((n - 0.375) / (n + 0.25)), 0.5)
  scale <- qnorm(0.75) / score
  c(n, median - (median - least) * scale, median, median + (most - median) * scale)
}

# A count of n, and a printed rate in per cent.
share <- function(count, n, percent) c(count, n, percent / 100)

# One c(with the outcome, all) per published series.
series <- function(...) unname(rbind(...))
