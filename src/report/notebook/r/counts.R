# Every test gives P, its statistic and its degrees of freedom, as far as it has them.

# The table without levels and groups that hold nobody.
informative <- function(table) table[rowSums(table) > 0, colSums(table) > 0, drop = FALSE]

chi2 <- function(table, correct) {
  test <- suppressWarnings(chisq.test(table, correct = correct))
  c(test$p.value, test$statistic, test$parameter)
}

# sum (O - E)^2 / E, on (levels - 1)(groups - 1) degrees of freedom
pearson_chi2 <- function(table) chi2(informative(table), FALSE)

# |O - E| reduced by 1/2, or to zero
yates_chi2 <- function(table) chi2(table, TRUE)

# 2 sum O ln(O / E)
lr_chi2 <- function(table) {
  table <- informative(table)
  expected <- outer(rowSums(table), colSums(table)) / sum(table)
  statistic <- max(2 * sum(ifelse(table > 0, table * log(table / expected), 0)), 0)
  df <- (nrow(table) - 1) * (ncol(table) - 1)
  c(pchisq(statistic, df, lower.tail = FALSE), statistic, df)
}

# Signed root of Pearson's statistic: (ad - bc) sqrt(N / product of the margins)
root <- function(table) {
  determinant <- table[1, 1] * table[2, 2] - table[1, 2] * table[2, 1]
  determinant * sqrt(sum(table) / prod(rowSums(table), colSums(table)))
}

pearson_chi2_less <- function(table) c(pnorm(root(table)), root(table))

pearson_chi2_greater <- function(table) c(pnorm(root(table), lower.tail = FALSE), root(table))

# Pearson's statistic times (N - 1) / N (Campbell 2007)
n1_chi2 <- function(table) {
  n <- sum(table)
  statistic <- root(table)^2 * (n - 1) / n
  c(pchisq(statistic, 1, lower.tail = FALSE), statistic, 1)
}

# difference of the proportions over its unpooled standard error
wald_z <- function(table) {
  n <- colSums(table)
  p <- table[1, ] / n
  z <- (p[1] - p[2]) / sqrt(sum(p * (1 - p) / n))
  c(2 * pnorm(-abs(z)), z)
}

# t test of values 1 (first level) and 0: variance p (1 - p) n / (n - 1)
on_indicator <- function(table, equal_var) {
  n <- colSums(table)
  p <- table[1, ] / n
  t_test(cbind(n, p, sqrt(p * (1 - p) * n / pmax(n - 1, 1))), equal_var)
}
