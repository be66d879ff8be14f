# Median survival with its log-log interval, and median follow-up, of many small samples by the R package survival.
# Run from the project's folder: Rscript tests/data/survival-r.R > tests/data/survival-r.csv
#
# `median` is R's own, the middle of a stretch at exactly one half; `first` is the first day at or below one half.
suppressPackageStartupMessages(library(survival))
set.seed(2025)

half <- function(fit) {
  reached <- fit$time[fit$surv <= 0.5 + sqrt(.Machine$double.eps)]
  if (length(reached)) reached[1] else NA
}

row <- function(time, status) {
  fit <- survfit(Surv(time, status) ~ 1, conf.type = "log-log")
  found <- quantile(fit, 0.5)
  reverse <- survfit(Surv(time, 1 - status) ~ 1)
  data.frame(
    time = paste(time, collapse = " "), status = paste(status, collapse = " "),
    median = unname(found$quantile), first = half(fit), lower = unname(found$lower), upper = unname(found$upper),
    follow_up = half(reverse)
  )
}

samples <- list(
  row(1:4, c(0, 0, 0, 0)), row(1:4, c(1, 1, 1, 1)), row(1:9, c(1, 1, 1, 1, 1, 1, 1, 0, 0)), row(c(3, 3, 3), c(1, 1, 1)),
  row(5, 1), row(5, 0)
)
for (n in 2:12) for (turn in 1:24) {
  time <- sample(if (turn %% 2) 6 else 60, n, replace = TRUE) # every other sample has ties
  status <- rbinom(n, 1, c(0.3, 0.6, 0.9)[turn %% 3 + 1])
  if (turn %% 4 == 0) status[time == max(time)] <- 1 # the longest-observed dies
  if (turn == 23) status[] <- 1
  if (turn == 24) status[] <- 0
  samples <- c(samples, list(row(time, status)))
}
write.csv(do.call(rbind, samples), row.names = FALSE, quote = FALSE, na = "")
