# The number of its level for every patient, group by group.
values <- function(table) lapply(seq_len(ncol(table)), function(j) rep(seq_len(nrow(table)), table[, j]))

# normal approximation, variance corrected for ties
rank_sum <- function(table, continuity) {
  groups <- values(table)
  test <- wilcox.test(groups[[1]], groups[[2]], exact = FALSE, correct = continuity)
  n <- lengths(groups)
  ties <- rowSums(table)
  variance <- prod(n) / 12 * (sum(n) + 1 - sum(ties^3 - ties) / (sum(n) * (sum(n) - 1)))
  apart <- unname(test$statistic) - prod(n) / 2
  shift <- if (continuity) min(abs(apart), 0.5) * sign(apart) else 0
  c(test$p.value, (apart - shift) / sqrt(variance))
}

kruskal_wallis <- function(table) {
  test <- kruskal.test(Filter(length, values(table)))
  c(test$p.value, test$statistic, test$parameter)
}

# linear trend of the proportion over levels 1, 2, 3, ...
cochran_armitage <- function(table) {
  if (ncol(table) != 2) table <- t(table)
  x <- table[, 1]
  n <- rowSums(table)
  score <- seq_along(n)
  p <- sum(x) / sum(n)
  centred <- score - sum(score * n) / sum(n)
  statistic <- sum(centred * (x - n * p))^2 / (p * (1 - p) * sum(centred^2 * n))
  c(pchisq(statistic, 1, lower.tail = FALSE), statistic, 1)
}

# (N - 1) r^2, r the correlation of the numbers of levels and groups
linear_by_linear <- function(table) {
  groups <- values(table)
  group <- rep(seq_along(groups), lengths(groups))
  r <- cor(unlist(groups), group)
  statistic <- (length(group) - 1) * r^2
  c(pchisq(statistic, 1, lower.tail = FALSE), statistic, 1)
}
