# R on data of the same shape as benches/survival.rs: Rscript benches/survival.R
suppressMessages(library(survival))
seconds <- function(label, expression) cat(label, min(replicate(3, system.time(expression())[["elapsed"]])), "s\n")
set.seed(1)
n <- 1e5
x <- matrix(rnorm(n * 10), n)
risk <- as.vector(x %*% (0.1 * (0:9 - 4.5)))
y <- rbinom(n, 1, plogis(risk))
death <- rexp(n) / exp(risk)
end <- rexp(n)
seconds("glm", function() glm(y ~ x, family = binomial))
seconds("glm.fit", function() glm.fit(cbind(1, x), y, family = binomial()))
seconds("coxph", function() coxph(Surv(pmin(death, end), death <= end) ~ x))
n <- 1e6
group <- rep(0:1, n / 2)
death <- rexp(n) * (1 + 0.02 * group)
end <- 3 * runif(n)
seconds("survfit, survdiff", function() {
  times <- Surv(pmin(death, end), death <= end)
  survfit(times ~ group)
  survdiff(times ~ group)
})
