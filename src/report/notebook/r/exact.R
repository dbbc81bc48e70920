fisher <- function(table, side = "two.sided") fisher.test(table, alternative = side, conf.int = FALSE)$p.value

# twice the smaller tail
fisher_central <- function(table) min(2 * fisher(table, "less"), 2 * fisher(table, "greater"), 1)

# probability of the observed table, given its margins
observed <- function(table) dhyper(table[1, 1], sum(table[, 1]), sum(table[, 2]), sum(table[1, ]))

# the same as the central test, with half of the observed table
mid_p_central <- function(table) {
  tail <- min(fisher(table, "less"), fisher(table, "greater"))
  min(2 * (tail - observed(table) / 2), 1)
}

# less probable tables, and half of those as probable as the observed one
mid_p_minlike <- function(table) {
  row <- sum(table[1, ])
  first <- sum(table[, 1])
  second <- sum(table[, 2])
  p <- dhyper(max(0, row - second):min(row, first), first, second, row)
  equal <- abs(p / observed(table) - 1) <= 1e-7
  sum(p[p < observed(table) & !equal]) + sum(p[equal]) / 2
}

# Fisher's test of more levels or groups; NA where R's workspace does not suffice
freeman_halton <- function(table) {
  tryCatch(fisher.test(informative(table), workspace = 2e7)$p.value, error = function(e) NA)
}
