Z <- qnorm(0.975)

# the proportions p0 with (p - p0)^2 <= z^2 p0 (1 - p0) / n
wilson <- function(x, n) {
  p <- x / n
  k <- Z^2 / n
  half <- Z * sqrt(p * (1 - p) / n + k / (4 * n))
  c(p, if (x == 0) 0 else (p + k / 2 - half) / (1 + k), if (x == n) 1 else (p + k / 2 + half) / (1 + k))
}

# share of the first level in every group, with Wilson's limits
proportions_of <- function(table) as.vector(mapply(wilson, table[1, ], colSums(table)))

# the first level of one group
percentage <- function(table) 100 * table[1, 1] / sum(table)

# mean and SD of all patients together: squares within the groups, and between their means
pooled <- function(groups) {
  n <- groups[, 1]
  centre <- sum(n * groups[, 2]) / sum(n)
  squares <- sum((n - 1) * groups[, 3]^2) + sum(n * (groups[, 2] - centre)^2)
  c(centre, sqrt(squares / (sum(n) - 1)))
}
