# all counts at most as probable as the observed one, if the rate were as printed
binomial_exact <- function(given) binom.test(given[1], given[2], given[3])$p.value

# share of the first level in every group; the proportions under which the count is at either 2.5 % tail
clopper_pearson <- function(x, n) {
  c(x / n, if (x == 0) 0 else qbeta(0.025, x, n - x + 1), if (x == n) 1 else qbeta(0.975, x + 1, n - x))
}
clopper_pearson_of <- function(table) as.vector(mapply(clopper_pearson, table[1, ], colSums(table)))

# Weighted mean, sum of weights and of squared weights, weighted squares around the mean. Logits ln(x / (n - x)) with
# variance 1/x + 1/(n - x); 1/2 is added to either where one of them is 0.
pool <- function(groups, tau2) {
  x <- groups[, 1]
  without <- groups[, 2] - x
  add <- ifelse(x == 0 | without == 0, 0.5, 0)
  y <- log((x + add) / (without + add))
  w <- 1 / (1 / (x + add) + 1 / (without + add) + tau2)
  mean <- sum(w * y) / sum(w)
  c(mean, sum(w), sum(w^2), sum(w * (y - mean)^2))
}

# DerSimonian and Laird: (Q - df) / (sum w - sum w^2 / sum w), not below 0
tau_squared <- function(groups) {
  common <- pool(groups, 0)
  if (nrow(groups) == 1) return(0)
  max((common[4] - nrow(groups) + 1) / (common[2] - common[3] / common[2]), 0)
}

dersimonian_laird <- function(groups) {
  pooled <- pool(groups, tau_squared(groups))
  plogis(pooled[1] + c(0, -1, 1) * Z / sqrt(pooled[2]))
}

hartung_knapp_factor <- function(groups) pool(groups, tau_squared(groups))[4] / (nrow(groups) - 1)

# t on k - 1 degrees of freedom; the variance of the mean times the factor, which is not taken below 1
hartung_knapp <- function(groups) {
  pooled <- pool(groups, tau_squared(groups))
  half <- qt(0.975, nrow(groups) - 1) * sqrt(max(hartung_knapp_factor(groups), 1) / pooled[2])
  plogis(pooled[1] + c(-1, 1) * half)
}

# Higgins, Thompson and Spiegelhalter: t on k - 2 degrees of freedom
prediction_interval <- function(groups) {
  tau2 <- tau_squared(groups)
  pooled <- pool(groups, tau2)
  plogis(pooled[1] + c(-1, 1) * qt(0.975, nrow(groups) - 2) * sqrt(tau2 + 1 / pooled[2]))
}

# Cochran's Q
heterogeneity <- function(groups) {
  q <- pool(groups, 0)[4]
  df <- nrow(groups) - 1
  c(pchisq(q, df, lower.tail = FALSE), q, df)
}

i_squared <- function(groups) {
  q <- heterogeneity(groups)[2]
  if (q > 0) max((q - nrow(groups) + 1) / q, 0) else 0
}

# Higgins and Thompson: from the standard error of ln H, H^2 = Q / df, not below 1
i_squared_limits <- function(groups) {
  k <- nrow(groups)
  q <- heterogeneity(groups)[2]
  se <- if (q > k) {
    0.5 * (log(q) - log(k - 1)) / (sqrt(2 * q) - sqrt(2 * k - 3))
  } else {
    sqrt((1 - 1 / (3 * (k - 2)^2)) / (2 * (k - 2)))
  }
  ln_h <- 0.5 * log(max(q / (k - 1), 1))
  pmax(1 - exp(-2 * (ln_h + c(-1, 1) * Z * se)), 0)
}
