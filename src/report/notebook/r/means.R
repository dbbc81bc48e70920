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
  switch(side, less = pt(t, df), greater = pt(t, df, lower.tail = FALSE), two.sided = 2 * pt(-abs(t), df))
}

# mean square between over mean square within
anova_of_means <- function(groups) {
  n <- groups[, 1]
  centre <- sum(n * groups[, 2]) / sum(n)
  df <- c(length(n) - 1, sum(n) - length(n))
  between <- sum(n * (groups[, 2] - centre)^2) / df[1]
  within <- sum((n - 1) * groups[, 3]^2) / df[2]
  pf(between / within, df[1], df[2], lower.tail = FALSE)
}

# Medians determine no P. This is the one of groups that lie evenly on split normals with the printed quartiles.
plausible_rank_sum <- function(groups) {
  shape <- function(group) {
    z <- qnorm((seq_len(group[1]) - 0.5) / group[1])
    group[3] + z * ifelse(z < 0, group[3] - group[2], group[4] - group[3]) / qnorm(0.75)
  }
  wilcox.test(shape(groups[1, ]), shape(groups[2, ]), exact = FALSE, correct = FALSE)$p.value
}

TESTS <- list(
  pearson_chi2 = pearson_chi2,
  pearson_chi2_less = function(table) pnorm(root(table)),
  pearson_chi2_greater = function(table) pnorm(root(table), lower.tail = FALSE),
  yates_chi2 = yates_chi2,
  lr_chi2 = lr_chi2,
  n1_chi2 = n1_chi2,
  wald_z = wald_z,
  student_t_on_indicator = function(table) on_indicator(table, TRUE),
  welch_t_on_indicator = function(table) on_indicator(table, FALSE),
  fisher = fisher,
  fisher_less = function(table) fisher(table, "less"),
  fisher_greater = function(table) fisher(table, "greater"),
  fisher_central = fisher_central,
  mid_p_central = mid_p_central,
  mid_p_minlike = mid_p_minlike,
  freeman_halton = freeman_halton,
  rank_sum = function(table) rank_sum(table, FALSE),
  rank_sum_continuity = function(table) rank_sum(table, TRUE),
  kruskal_wallis = kruskal_wallis,
  cochran_armitage = cochran_armitage,
  linear_by_linear = linear_by_linear,
  student_t = function(groups) t_test(groups, TRUE),
  student_t_less = function(groups) t_test(groups, TRUE, "less"),
  student_t_greater = function(groups) t_test(groups, TRUE, "greater"),
  welch_t = function(groups) t_test(groups, FALSE),
  welch_t_less = function(groups) t_test(groups, FALSE, "less"),
  welch_t_greater = function(groups) t_test(groups, FALSE, "greater"),
  anova = anova_of_means,
  plausible_rank_sum = plausible_rank_sum
)
