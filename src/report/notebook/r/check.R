# Largest difference, relative to the largest of the program's numbers.
difference <- function(here, program) {
  if (length(here) != length(program)) stop("numbers are missing")
  scale <- max(abs(program))
  if (scale > 0) max(abs(here - program)) / scale else max(abs(here))
}

line <- "%-10s%-46s%10s  %10s  %-24s%s\n"
differences <- c()
too_large <- c()
cat(sprintf(line, "Table", "Variable", "P printed", "recomputed", "Method", "Verdict"))
for (table in names(TABLES)) {
  for (row in TABLES[[table]]) {
    reported <- REPORTED[[table]][[row$variable]]
    expected <- c(as.list(reported$p), reported$effects)
    for (name in names(expected)) {
      here <- c(TESTS, EFFECTS)[[name]](row$figures)
      if (identical(here, NA)) {
        too_large <- c(too_large, paste(table, row$variable, name, sep = ", "))
        next
      }
      differences <- c(differences, difference(here, expected[[name]]))
      if (!isTRUE(tail(differences, 1) <= TOLERANCE)) {
        shown <- function(numbers) paste(format(numbers, digits = 17), collapse = ", ")
        stop(paste(table, row$variable, name, sep = ", "), ": the program gives ", shown(expected[[name]]),
             ", R ", shown(here))
      }
    }
    method <- if (is.null(reported$shown)) "-" else reported$shown
    p <- if (method == "-") "-" else sprintf("%.4g", reported$p[[method]])
    cat(sprintf(line, table, substr(row$variable, 1, 45), row$printed, p, method, row$verdict))
  }
}

cat(sprintf("\n%d numbers agree to %g; largest relative difference %.1e.\n",
            length(differences), TOLERANCE, max(differences, 0)))
for (name in too_large) cat("Too large for R's workspace, not re-derived:", name, "\n")
