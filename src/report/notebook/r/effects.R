# Woolf: ln OR +- z sqrt(sum of 1 / cell); with an empty cell 1/2 is added to all
odds_ratio <- function(table) {
  if (any(table == 0)) table <- table + 0.5
  log_or <- log(table[1, 2] / table[2, 2]) - log(table[1, 1] / table[2, 1])
  exp(log_or + c(0, -1, 1) * Z * sqrt(sum(1 / table)))
}

# Katz: ln RR +- z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2)
risk_ratio <- function(table) {
  x <- table[1, ]
  n <- colSums(table)
  log_rr <- log(x[2] / n[2]) - log(x[1] / n[1])
  exp(log_rr + c(0, -1, 1) * Z * sqrt(max(sum(1 / x - 1 / n), 0)))
}

# Newcombe's method 10: the Wilson limits of both groups, squared and added
risk_difference <- function(table) {
  first <- wilson(table[1, 1], sum(table[, 1]))
  second <- wilson(table[1, 2], sum(table[, 2]))
  difference <- second[1] - first[1]
  down <- sqrt((second[1] - second[2])^2 + (first[3] - first[1])^2)
  up <- sqrt((second[3] - second[1])^2 + (first[1] - first[2])^2)
  difference + c(0, -down, up)
}

# second less first, Welch's interval
mean_difference <- function(groups) {
  n <- groups[, 1]
  v <- groups[, 3]^2 / n
  df <- sum(v)^2 / sum(v^2 / (n - 1))
  groups[2, 2] - groups[1, 2] + c(0, -1, 1) * qt(0.975, df) * sqrt(sum(v))
}

# Hedges: d times J = Gamma(m / 2) / (sqrt(m / 2) Gamma((m - 1) / 2)), m = n1 + n2 - 2
standardized_mean_difference <- function(groups) {
  n <- groups[, 1]
  m <- sum(n) - 2
  pooled <- sqrt(sum((n - 1) * groups[, 3]^2) / m)
  j <- sqrt(pi) / beta((m - 1) / 2, 0.5) / sqrt(m / 2)
  g <- j * (groups[2, 2] - groups[1, 2]) / pooled
  g + c(0, -1, 1) * Z * sqrt(sum(1 / n) + g^2 / (2 * sum(n)))
}
