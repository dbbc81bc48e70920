# Registries that R installs, and what R makes of them.
#   Rscript registries.R export FOLDER           writes the registries as text
#   Rscript registries.R compute DATA PLAN OUT   recomputes the numbers of a plan, one a line
# A plan has a line "group NAME TYPE LEVEL" with the rule of quartiles and the level of confidence, a line "levels LABEL ...",
# and a line "variable NAME KIND LEVEL ..." each, separated by tabs.

export <- function(folder) {
  save <- function(data, name) write.csv(data, file.path(folder, paste0(name, ".csv")), row.names = FALSE, na = "")
  library(survival)
  for (name in c("pbc", "colon", "lung", "flchain", "rotterdam", "gbsg", "mgus2", "nafld1", "veteran", "cgd", "udca",
                 "transplant", "retinopathy", "nwtco")) save(get(name), name)
  save(MASS::birthwt, "birthwt")
  save(rbind(MASS::Pima.tr, MASS::Pima.te), "pima")
  save(MASS::bacteria, "bacteria")
  save(MASS::survey, "survey")
  save(boot::melanoma, "melanoma")
}

compute <- function(data, plan, out) {
  has <- function(package) requireNamespace(package, quietly = TRUE)
  lines <- strsplit(readLines(plan), "\t", fixed = TRUE)
  group <- lines[[1]]
  labels <- lines[[2]][-1]
  type <- as.integer(group[3])
  level <- as.numeric(group[4])
  rows <- read.csv(data, colClasses = "character", check.names = FALSE, na.strings = c("", "NA"), strip.white = TRUE)
  number <- function(x) {
    y <- suppressWarnings(as.numeric(x))
    ifelse(is.na(y), x, format(y, trim = TRUE, digits = 15))
  }
  place <- function(x, names) match(number(x), number(names))
  of <- factor(place(rows[[group[2]]], labels), seq_along(labels))
  out <- file(out, "w")
  put <- function(name, key, value) {
    if (length(value) == 1 && is.finite(value)) writeLines(sprintf("%s\t%s\t%.17g", name, key, value), out)
  }
  quiet <- function(value) tryCatch(suppressWarnings(suppressMessages(value)), error = function(fault) NULL)
  # A result of class htest as a record.
  test <- function(name, method, result) {
    if (is.null(result)) return()
    parameter <- unname(result$parameter)
    put(name, paste0("test/", method, "/statistic"), unname(result$statistic))
    put(name, paste0("test/", method, "/df"), parameter[1])
    if (length(parameter) > 1) put(name, paste0("test/", method, "/df2"), parameter[2])
    put(name, paste0("test/", method, "/p"), result$p.value)
  }
  p <- function(name, method, value) put(name, paste0("test/", method, "/p"), value)

  ordered <- function(name, x, by) {
    test(name, "kruskal_wallis", quiet(kruskal.test(x, by)))
    if (nlevels(by) != 2) return()
    a <- x[by == levels(by)[1]]
    b <- x[by == levels(by)[2]]
    p(name, "rank_sum", quiet(wilcox.test(a, b, exact = FALSE, correct = FALSE))$p.value)
    p(name, "rank_sum_continuity", quiet(wilcox.test(a, b, exact = FALSE))$p.value)
    if (has("coin") && length(x) <= 200) {
      exact <- quiet(coin::wilcox_test(x ~ by, distribution = "exact"))
      p(name, "rank_sum_exact", quiet(coin::pvalue(exact)))
      p(name, "rank_sum_mid_p", quiet(coin::midpvalue(exact)))
    }
    if (as.numeric(length(a)) * length(b) < 2e5) {
      result <- quiet(ks.test(a, b, exact = TRUE))
      put(name, "test/ks_two_sample_exact/statistic", result$statistic)
      p(name, "ks_two_sample_exact", result$p.value)
    }
  }
  counts <- function(name, kind, levels) {
    x <- factor(place(rows[[name]], levels), seq_along(levels))
    table <- table(x, of)
    for (k in seq_along(labels)) {
      put(name, paste0("group/", k, "/n_missing"), sum(is.na(x) & of %in% k))
      for (l in seq_along(levels)) {
        put(name, paste0("group/", k, "/count/", l), table[l, k])
        put(name, paste0("group/", k, "/percent/", l), 100 * table[l, k] / sum(table[, k]))
      }
    }
    if (any(rowSums(table) == 0) || any(colSums(table) == 0) || nrow(table) < 2) return()
    pearson <- quiet(chisq.test(table, correct = FALSE))
    test(name, "pearson_chi2", pearson)
    put(name, "test/pearson_chi2/min_expected", min(pearson$expected))
    if (length(table) == 4) {
      test(name, "yates_chi2", quiet(chisq.test(table)))
      p(name, "fisher", quiet(fisher.test(table))$p.value)
    } else if (length(table) <= 8 && sum(table) < 3000 || length(table) <= 12 && sum(table) < 400) {
      p(name, "freeman_halton", quiet(fisher.test(table, workspace = 2e7))$p.value)
    }
    if (kind != "nominal") {
      ok <- !is.na(x) & !is.na(of)
      ordered(name, as.integer(x)[ok], droplevels(of[ok]))
      scores <- suppressWarnings(as.numeric(levels))
      if (kind == "binary" || anyNA(scores)) scores <- seq_along(levels)
      # Numbers that are no multiples of one step are scored by their places.
      steps <- diff(scores) / min(diff(scores))
      even <- sapply(1:12, function(parts) all(abs(parts * steps - round(parts * steps)) < 1e-9))
      if (!any(even)) scores <- seq_along(levels)
      if (ncol(table) == 2) {
        test(name, "cochran_armitage", quiet(prop.trend.test(table[, 1], rowSums(table), scores)))
      }
    }
  }
  numbers <- function(name) {
    x <- as.numeric(rows[[name]])
    for (k in seq_along(labels)) {
      of_group <- x[of %in% k]
      known <- of_group[!is.na(of_group)]
      quartiles <- quantile(known, c(0.25, 0.5, 0.75), type = type)
      found <- c(n_missing = sum(is.na(of_group)), n_used = length(known), mean = mean(known), sd = sd(known),
                 q1 = quartiles[[1]], median = quartiles[[2]], q3 = quartiles[[3]], min = min(known), max = max(known))
      for (key in names(found)) put(name, paste0("group/", k, "/", key), found[[key]])
      tests <- list(shapiro_wilk = quiet(shapiro.test(known)))
      if (has("nortest")) tests$lilliefors <- quiet(nortest::lillie.test(known))
      for (method in names(tests)) {
        put(name, paste0("normality/", k, "/", method, "/statistic"), tests[[method]]$statistic)
        put(name, paste0("normality/", k, "/", method, "/p"), tests[[method]]$p.value)
      }
    }
    ok <- !is.na(x) & !is.na(of)
    by <- droplevels(of[ok])
    x <- x[ok]
    test(name, "anova", quiet(oneway.test(x ~ by, var.equal = TRUE)))
    test(name, "welch_anova", quiet(oneway.test(x ~ by)))
    if (all(tapply(x, by, var) > 0)) test(name, "bartlett", quiet(bartlett.test(x ~ by)))
    if (has("car")) {
      for (method in c("levene", "brown_forsythe")) {
        result <- quiet(car::leveneTest(x ~ by, center = if (method == "levene") mean else median))
        put(name, paste0("test/", method, "/statistic"), result[1, 2])
        p(name, method, result[1, 3])
      }
    }
    if (nlevels(by) == 2) {
      a <- x[by == levels(by)[1]]
      b <- x[by == levels(by)[2]]
      test(name, "student_t", quiet(t.test(a, b, var.equal = TRUE)))
      test(name, "welch_t", quiet(t.test(a, b)))
      if (var(a) > 0 && var(b) > 0) test(name, "f_test_of_variances", quiet(var.test(a, b)))
      interval <- quiet(t.test(b, a, conf.level = level))$conf.int
      put(name, "effect/2/mean_difference/ci_low", interval[1])
      put(name, "effect/2/mean_difference/ci_high", interval[2])
    }
    ordered(name, x, by)
  }
  for (line in lines[-(1:2)]) {
    if (line[3] == "continuous") numbers(line[2]) else counts(line[2], line[3], line[-(1:3)])
  }
  close(out)
}

arguments <- commandArgs(TRUE)
if (arguments[1] == "export") export(arguments[2]) else compute(arguments[2], arguments[3], arguments[4])
