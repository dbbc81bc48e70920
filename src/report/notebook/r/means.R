# Student: pooled variance on n1 + n2 - 2 degrees of freedom; Welch: Satterthwaite's
t_test <- function(groups, equal_var, side = "two.sided") {
  n <- groups[, 1]
  variance <- groups[, 3]^2
  if (equal_var) {
    df <- sum(n) - 2
    se <- sqrt(sum((n - 1) * variance) / df * sum(1 / n))
  } else {
    se <- sqrt(sum(variance / n))
    df <- se^4 / sum((variance / n)^2 / (n - 1))
  }
  t <- (groups[1, 2] - groups[2, 2]) / se
  p <- switch(side, less = pt(t, df), greater = pt(t, df, lower.tail = FALSE), two.sided = 2 * pt(-abs(t), df))
  c(p, t, df)
}

# mean square between over mean square within
anova_of_means <- function(groups) {
  n <- groups[, 1]
  centre <- sum(n * groups[, 2]) / sum(n)
  df <- c(length(n) - 1, sum(n) - length(n))
  between <- sum(n * (groups[, 2] - centre)^2) / df[1]
  within <- sum((n - 1) * groups[, 3]^2) / df[2]
  c(pf(between / within, df[1], df[2], lower.tail = FALSE), between / within, df[1])
}

# groups weighted by the precision of their means
welch_anova <- function(groups) {
  n <- groups[, 1]
  k <- length(n)
  weight <- n / groups[, 3]^2
  share <- weight / sum(weight)
  between <- sum(weight * (groups[, 2] - sum(share * groups[, 2]))^2) / (k - 1)
  spread <- sum((1 - share)^2 / (n - 1))
  f <- between / (1 + 2 * (k - 2) / (k^2 - 1) * spread)
  c(pf(f, k - 1, (k^2 - 1) / (3 * spread), lower.tail = FALSE), f, k - 1)
}

# Medians determine no P. This is the one of groups that lie evenly on split normals with the printed quartiles.
plausible_rank_sum <- function(groups) {
  shape <- function(group) {
    z <- qnorm((seq_len(group[1]) - 0.5) / group[1])
    # values that are equal must not differ by the rounding of the quantile: ties count
    round(group[3] + z * ifelse(z < 0, group[3] - group[2], group[4] - group[3]) / qnorm(0.75), 9)
  }
  wilcox.test(shape(groups[1, ]), shape(groups[2, ]), exact = FALSE, correct = FALSE)$p.value
}
