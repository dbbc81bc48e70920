compared <- 0
largest <- 0
too_large <- c()
line <- "%-60s%10s  %10s  %-24s%-30s%7s\n"

# The heading of a table.
table <- function(title) {
  cat("\n", title, "\n", strrep("-", nchar(title)), "\n", sep = "")
  cat(sprintf(line, "Variable", "printed", "here", "Method", "Verdict", "Numbers"))
}

# Largest relative difference. Statistics, degrees of freedom and limits may be near zero by cancellation: statistics
# and degrees of freedom are held against at least 1, limits against the largest number that belongs to them. P is
# held against P alone.
difference <- function(name, here, program) {
  scale <- abs(program)
  if (name %in% names(TESTS)) {
    scale[-1] <- pmax(scale[-1], 1)
  } else {
    scale[] <- max(scale)
  }
  max(abs(here - program) / ifelse(scale > 0, scale, 1))
}

# Computes every number of a row from its figures and stops at one that differs.
check <- function(label, printed, verdict, figures, shown = "-", ...) {
  program <- list(...)
  count <- 0
  here_shown <- NULL
  for (name in names(program)) {
    here <- unname(c(TESTS, EFFECTS)[[name]](figures))
    if (identical(here, NA)) {
      too_large <<- c(too_large, paste0(label, ": ", name))
      next
    }
    digits <- function(numbers) paste(format(numbers, digits = 17), collapse = ", ")
    apart <- if (length(here) == length(program[[name]])) difference(name, here, program[[name]]) else Inf
    if (!isTRUE(apart <= TOLERANCE)) {
      stop(label, ": ", name, ": the program gives ", digits(program[[name]]), ", R ", digits(here), ", ", apart, " apart")
    }
    largest <<- max(largest, apart)
    count <- count + length(here)
    if (name == shown) here_shown <- here[1]
  }
  compared <<- compared + count
  number <- if (is.null(here_shown)) "-" else sprintf("%.4g", here_shown)
  cat(sprintf(line, substr(label, 1, 59), printed, number, shown, verdict, count))
}
