# Recomputes the article's statistics in R (base and survival), without any code of the workflow.
#
#   Rscript tests/reference/reference.R results/numbers.json results/cohort/cohort.csv tests/reference/printed.csv \
#     results/robustness/attaining-times.csv > tests/reference/reference.csv
#
# numbers.json says what each number is (its id, its kind, what it counts among whom, which procedure the plan names); its
# values are not read. The cohort is the one that the workflow analyzed; printed.csv holds Table 1's counts and p-values, taken
# down from the paper by hand (the combined relapses of Group 1, which cannot be read, are what the group leaves: 9 - 6); the attaining times are those at which the workflow says that its bounds are attained.
# Output: id, value (or the lower limit), upper limit; nothing where there is none.

suppressPackageStartupMessages({library(survival); library(jsonlite)})
files <- commandArgs(trailingOnly = TRUE)
numbers <- read_json(files[1])
cohort <- read.csv(files[2], colClasses = "character", na.strings = "")
printed <- read.csv(files[3], colClasses = "character", na.strings = "")
attaining <- read.csv(files[4])
for (column in c("age", "group", "transplants", "days_to_relapse", "worst_grade", "survival_days", "died"))
  cohort[[column]] <- as.numeric(cohort[[column]])
cohort$survival_years <- cohort$survival_days / 365.25
alpha <- numbers[["analysis.alpha"]]$value
level <- numbers[["analysis.confidence"]]$value / 100
written <- function(value) if (is.logical(value)) tolower(as.character(value)) else as.character(value)

# --- who is meant, and what is counted among them ------------------------------------------------------------------------

meets <- function(values, condition) {
  if (!is.null(names(condition))) {
    if ("not" %in% names(condition))
      return(!is.na(values) & !(as.character(values) %in% sapply(condition$not, written)))
    low <- if (is.null(condition$min)) -Inf else condition$min
    high <- if (is.null(condition$max)) Inf else condition$max
    return(!is.na(values) & values >= low & values <= high)
  }
  as.character(values) %in% sapply(condition, written)
}
who <- function(where) {
  chosen <- rep(TRUE, nrow(cohort))
  for (name in names(where)) {
    chosen <- chosen & if (name == "any") Reduce(`|`, lapply(where$any, who)) else meets(cohort[[name]], where[[name]])
  }
  chosen
}
counted <- function(expression) {
  what <- names(expression)[1]
  body <- expression[[1]]
  if (what == "count") return(sum(who(body)))
  base <- who(body$of)
  if (what == "percent") return(100 * sum(base & who(body$part)) / sum(base))
  values <- cohort[[body$variable]][base]
  values <- values[!is.na(values)]
  switch(what, mean = mean(values), sd = sd(values), median = median(values), minimum = min(values),
         maximum = max(values), sum = sum(values), NA)
}

# --- tests ---------------------------------------------------------------------------------------------------------------

one_sided <- function(t) { # Fisher's test in the direction in which the groups differ
  tails <- sapply(c("less", "greater"), function(side) fisher.test(t, alternative = side)$p.value)
  min(tails)
}
ways <- function(t) dhyper(t[1, 1], sum(t[, 1]), sum(t[, 2]), sum(t[1, ]))
mid_p <- function(t) {
  a <- max(0, sum(t[1, ]) - sum(t[, 2])):min(sum(t[1, ]), sum(t[, 1]))
  p <- dhyper(a, sum(t[, 1]), sum(t[, 2]), sum(t[1, ]))
  observed <- ways(t)
  c(two = sum(p[p <= observed * (1 + 1e-9)]) - observed / 2, one = one_sided(t) - observed / 2)
}
pooled <- function(a, b, m, n) { # squared score statistic of Barnard's test; signed root for one side
  p <- (a + b) / (m + n)
  ifelse(p == 0 | p == 1, 0, (a / m - b / n) / sqrt(pmax(p * (1 - p), 1e-300) * (1 / m + 1 / n)))
}
supremum <- function(t, extreme) { # the largest probability of the tables marked in `extreme`, over the nuisance parameter
  m <- sum(t[, 1]); n <- sum(t[, 2])
  at <- function(q) sum((dbinom(0:m, m, q) %o% dbinom(0:n, n, q))[extreme])
  grid <- seq(0, 1, length.out = 2001)
  values <- sapply(grid, at)
  peaks <- which(values >= max(values) - 1e-3)
  best <- max(values)
  for (peak in peaks) {
    ends <- grid[c(max(1, peak - 1), min(length(grid), peak + 1))]
    best <- max(best, optimize(at, ends, maximum = TRUE, tol = 1e-12)$objective)
  }
  best
}
ordered_tables <- function(t, statistic) {
  m <- sum(t[, 1]); n <- sum(t[, 2])
  outer(0:m, 0:n, Vectorize(function(a, b) statistic(matrix(c(a, m - a, b, n - b), 2))))
}
barnard <- function(t, sided = FALSE) {
  m <- sum(t[, 1]); n <- sum(t[, 2])
  z <- outer(0:m, 0:n, function(a, b) pooled(a, b, m, n))
  observed <- z[t[1, 1] + 1, t[1, 2] + 1]
  if (!sided) return(supremum(t, abs(z) >= abs(observed) - 1e-9))
  if (observed >= 0) supremum(t, z >= observed - 1e-9) else supremum(t, z <= observed + 1e-9)
}
one_direction <- function(direction) function(t) {
  if (all(t[1, ] == 0) || all(t[2, ] == 0)) 1 else fisher.test(t, alternative = direction)$p.value
}
boschloo <- function(t) { # one-sided, in the direction in which the groups differ
  direction <- if (fisher.test(t, alternative = "less")$p.value <= fisher.test(t, alternative = "greater")$p.value) "less" else "greater"
  p <- ordered_tables(t, one_direction(direction))
  supremum(t, p <= p[t[1, 1] + 1, t[1, 2] + 1] * (1 + 1e-9))
}
boschloo_two <- function(t) {
  two <- function(u) if (any(rowSums(u) == 0)) 1 else fisher.test(u)$p.value
  p <- ordered_tables(t, two)
  supremum(t, p <= p[t[1, 1] + 1, t[1, 2] + 1] * (1 + 1e-9))
}
pearson <- function(t, correct = FALSE) suppressWarnings(chisq.test(t, correct = correct)$p.value)
scaled <- function(t) pchisq((1 - 1 / sum(t)) * suppressWarnings(chisq.test(t, correct = FALSE)$statistic), 1, lower.tail = FALSE)
likelihood <- function(t) {
  expected <- outer(rowSums(t), colSums(t)) / sum(t)
  g <- 2 * sum(ifelse(t > 0, t * log(t / expected), 0))
  pchisq(g, (nrow(t) - 1) * (ncol(t) - 1), lower.tail = FALSE)
}
linear <- function(t) {
  r <- cor(rep(row(t), t), rep(col(t), t))
  pchisq((sum(t) - 1) * r^2, 1, lower.tail = FALSE)
}
given_margins <- function(t, p) { # exact version of an asymptotic test, for two levels
  tables <- lapply(max(0, sum(t[1, ]) - sum(t[, 2])):min(sum(t[1, ]), sum(t[, 1])), function(a)
    matrix(c(a, sum(t[, 1]) - a, sum(t[1, ]) - a, sum(t[, 2]) - sum(t[1, ]) + a), 2))
  limit <- p(t) * (1 + 1e-9)
  sum(sapply(tables, function(u) if (p(u) <= limit) ways(u) else 0))
}
family <- list(
  "fisher.two-sided" = function(t) fisher.test(t)$p.value, "fisher.one-sided" = one_sided,
  "fisher.doubled" = function(t) min(1, 2 * one_sided(t)),
  "mid-p.two-sided" = function(t) mid_p(t)[["two"]], "mid-p.one-sided" = function(t) mid_p(t)[["one"]],
  "barnard.two-sided" = barnard, "barnard.one-sided" = function(t) barnard(t, TRUE),
  "boschloo.two-sided" = boschloo_two, "boschloo.one-sided" = boschloo,
  "boschloo.doubled" = function(t) min(1, 2 * boschloo(t)),
  "pearson.two-sided" = pearson, "pearson.one-sided" = function(t) pearson(t) / 2,
  "pearson-yates.two-sided" = function(t) pearson(t, TRUE), "pearson-yates.one-sided" = function(t) pearson(t, TRUE) / 2,
  "n-minus-one.two-sided" = scaled, "n-minus-one.one-sided" = function(t) scaled(t) / 2,
  "likelihood-ratio.two-sided" = likelihood, "linear-by-linear.two-sided" = linear,
  "pearson-exact.two-sided" = function(t) given_margins(t, pearson),
  "likelihood-ratio-exact.two-sided" = function(t) given_margins(t, likelihood),
  "linear-by-linear-exact.two-sided" = function(t) given_margins(t, linear)
)
family[["freeman-halton.two-sided"]] <- family[["fisher.two-sided"]]
compared <- cohort[!is.na(cohort$group), ]
tabulated <- function(variable) table(compared[[variable]], compared$group)
tested <- function(procedure, variable) {
  first <- compared[[variable]][compared$group == 1]
  second <- compared[[variable]][compared$group == 2]
  switch(procedure,
    "welch.two-sided" = t.test(first, second)$p.value,
    "student.two-sided" = t.test(first, second, var.equal = TRUE)$p.value,
    "mann-whitney.two-sided" = suppressWarnings(wilcox.test(first, second, exact = FALSE, correct = FALSE)$p.value),
    "mann-whitney-continuity.two-sided" = suppressWarnings(wilcox.test(first, second, exact = FALSE)$p.value),
    "levene.two-sided" = {
      spread <- c(abs(first - mean(first)), abs(second - mean(second)))
      anova(lm(spread ~ rep(1:2, c(length(first), length(second)))))[["Pr(>F)"]][1]
    },
    "brown-forsythe.two-sided" = {
      spread <- c(abs(first - median(first)), abs(second - median(second)))
      anova(lm(spread ~ rep(1:2, c(length(first), length(second)))))[["Pr(>F)"]][1]
    },
    "logrank.two-sided" = logrank(0), "breslow.two-sided" = weighted("n"), "tarone-ware.two-sided" = weighted("root"),
    "logrank-permutation.two-sided" = exact_p,
    family[[procedure]](tabulated(variable)))
}

# --- survival ------------------------------------------------------------------------------------------------------------

time <- compared$survival_days; died <- compared$died; group <- compared$group
logrank <- function(rho) pchisq(survdiff(Surv(time, died) ~ group, rho = rho)$chisq, 1, lower.tail = FALSE)
at_deaths <- function() {
  moments <- sort(unique(time[died == 1]))
  t(sapply(moments, function(day) {
    n <- sum(time >= day); n1 <- sum(time >= day & group == 1); d <- sum(time == day & died == 1)
    c(n = n, excess = sum(time == day & died == 1 & group == 1) - n1 * d / n,
      variance = if (n > 1) n1 * (n - n1) * d * (n - d) / (n^2 * (n - 1)) else 0)
  }))
}
weighted <- function(kind) { # Breslow (Gehan): weights n; Tarone-Ware: its root
  rows <- at_deaths()
  w <- if (kind == "n") rows[, "n"] else sqrt(rows[, "n"])
  pchisq(sum(w * rows[, "excess"])^2 / sum(w^2 * rows[, "variance"]), 1, lower.tail = FALSE)
}
# The linear statistic of the log-rank scores over all divisions into groups of these sizes; two-sided by its distance from its
# mean, 0. Without ties this is coin's logrank_test(distribution = exact()); with ties coin scores by mid-ranks instead.
permuted <- function(days = time, event = died, member = group) {
  moments <- sort(unique(days[event == 1]))
  hazard <- sapply(moments, function(day) sum(days == day & event == 1) / sum(days >= day))
  score <- event - sapply(days, function(day) sum(hazard[moments <= day]))
  sums <- combn(length(days), sum(member == 1), function(chosen) sum(score[chosen]))
  mean(abs(sums) >= abs(sum(score[member == 1])) - 1e-9)
}
curve_of <- function(k, ...) survfit(Surv(time[group == k], died[group == k]) ~ 1, conf.type = "log-log", conf.int = level, ...)
# The first day on which the curve is one half or less, as SPSS has it; R's own summary takes the middle of a stretch at one half.
reaches_half <- function(fit, values = fit$surv) {
  days <- fit$time[!is.na(values) & values <= 0.5 + 1e-9]
  if (length(days)) min(days) / 365.25 else NA
}
km <- function(k) {
  fit <- curve_of(k); shown <- summary(fit, times = 2 * 365.25, extend = FALSE)
  reverse <- survfit(Surv(time[group == k], 1 - died[group == k]) ~ 1)
  p <- sprintf("km.group%d", k)
  out <- list()
  out[[paste0(p, ".events")]] <- sum(died[group == k])
  out[[paste0(p, ".last")]] <- 100 * tail(fit$surv, 1)
  out[[paste0(p, ".median")]] <- reaches_half(fit)
  out[[paste0(p, ".median.interval")]] <- c(reaches_half(fit, fit$lower), reaches_half(fit, fit$upper))
  out[[paste0(p, ".y2")]] <- if (length(shown$surv)) 100 * shown$surv else NA
  out[[paste0(p, ".y2.interval")]] <- if (length(shown$surv)) 100 * c(shown$lower, shown$upper) else c(NA, NA)
  out[[paste0(p, ".followup.median")]] <- reaches_half(reverse)
  out
}

# --- what is neither a count nor the plan's test ----------------------------------------------------------------------------

known <- c(km(1), km(2))
known[["relapse.ungrouped.n"]] <- sum(cohort$posttransplant_relapse == "true" & is.na(cohort$group))
known[["km.logrank.p"]] <- logrank(0)
known[["km.breslow.p"]] <- weighted("n")
known[["km.tarone_ware.p"]] <- weighted("root")
exact_p <- permuted()
known[["km.logrank.permutation_p"]] <- exact_p
known[["km.permutations.n"]] <- choose(nrow(compared), sum(group == 1))
newcombe <- function(a, m, b, n) { # second minus first
  first <- prop.test(a, m, correct = FALSE, conf.level = level)$conf.int
  second <- prop.test(b, n, correct = FALSE, conf.level = level)$conf.int
  d <- b / n - a / m
  100 * c(d - sqrt((b / n - second[1])^2 + (first[2] - a / m)^2), d + sqrt((second[2] - b / n)^2 + (a / m - first[1])^2))
}
for (outcome in list(c("toxicity.severe", "toxicity", "3-4"), c("survival", "status", "alive"))) {
  rows <- compared[!is.na(compared[[outcome[2]]]), ]
  part <- sapply(1:2, function(k) sum(rows$group == k & rows[[outcome[2]]] == outcome[3]))
  whole <- sapply(1:2, function(k) sum(rows$group == k))
  for (k in 1:2)
    known[[sprintf("%s.group%d.interval", outcome[1], k)]] <- 100 * binom.test(part[k], whole[k], conf.level = level)$conf.int
  known[[paste0(outcome[1], ".difference")]] <- 100 * (part[2] / whole[2] - part[1] / whole[1])
  known[[paste0(outcome[1], ".difference.interval")]] <- suppressWarnings(newcombe(part[1], whole[1], part[2], whole[2]))
}

# --- what follows from the printed counts -----------------------------------------------------------------------------------

p_printed <- printed[printed$what == "p", ]
values <- as.numeric(p_printed$group1)
names(values) <- p_printed$variable
known[["forensics.pvalues.n"]] <- length(values)
known[["forensics.adjusted.printed.tests.n"]] <- length(values)
for (method in c(holm = "holm", benjamini_hochberg = "BH")) {
  label <- c(holm = "holm", BH = "benjamini_hochberg")[[method]]
  adjusted <- p.adjust(values, method)
  known[[sprintf("forensics.toxicity.adjusted.printed.%s", label)]] <- adjusted[["toxicity"]]
  known[[sprintf("forensics.survival.adjusted.printed.%s", label)]] <- adjusted[["status"]]
  known[[sprintf("forensics.adjusted.printed.%s.significant.n", label)]] <- sum(adjusted < alpha)
  outcomes <- p.adjust(values[c("toxicity", "status")], method)
  known[[sprintf("forensics.toxicity.adjusted.outcomes.%s", label)]] <- outcomes[["toxicity"]]
  known[[sprintf("forensics.survival.adjusted.outcomes.%s", label)]] <- outcomes[["status"]]
}
cells <- function(variable) {
  rows <- printed[printed$variable == variable & printed$what == "n", ]
  cbind(as.numeric(rows$group1), as.numeric(rows$group2))
}
counted_p <- Filter(function(variable) {
  if (variable == "age") return(FALSE)
  table <- cells(variable)
  !anyNA(table) && nrow(table) == 2
}, p_printed$variable)
agrees <- function(p, text) {
  step <- 10^-nchar(sub(".*\\.", "", text))
  shown <- as.numeric(text)
  half_up <- floor(p / step + 0.5 + 1e-9) * step
  cut <- floor(p / step + 1e-9) * step
  c(rounded = abs(half_up - shown) < 1e-9, cut = abs(cut - shown) < 1e-9)
}
by_test <- sapply(family[names(family) != "freeman-halton.two-sided"], function(p)
  sum(sapply(counted_p, function(v) any(agrees(p(cells(v)), p_printed$group1[p_printed$variable == v])))))
known[["forensics.categorical.rows.n"]] <- length(counted_p)
known[["forensics.categorical.explained.n"]] <- max(by_test)
known[["forensics.categorical.runner_up.explained.n"]] <- sort(by_test, decreasing = TRUE)[[2]]
known[["forensics.categorical.fisher.two_sided.explained.n"]] <- by_test[["fisher.two-sided"]]
best <- names(which.max(by_test))
agreeing <- sapply(counted_p, function(v) agrees(family[[best]](cells(v)), p_printed$group1[p_printed$variable == v]))
known[["forensics.categorical.rounding.n"]] <- sum(agreeing["rounded", ])
known[["forensics.categorical.truncation.n"]] <- sum(agreeing["cut", ])
different <- function(variables) length(unique(lapply(variables, function(v) { # whichever level is named first
  t <- cells(v)
  t[order(t[, 1], t[, 2]), ]
})))
known[["forensics.categorical.explained.distinct.n"]] <- different(counted_p[colSums(agreeing) > 0])
known[["forensics.p.lineage"]] <- family[[best]](cells("lineage"))
known[["forensics.p.risk"]] <- pearson(cells("risk"))
crossing <- function(t, p) { # fewest patients with another outcome that move p across alpha
  below <- p(t) < alpha
  m <- colSums(t); best <- Inf
  for (a in 0:m[1]) for (b in 0:m[2]) {
    moved <- abs(a - t[1, 1]) + abs(b - t[1, 2])
    u <- matrix(c(a, m[1] - a, b, m[2] - b), 2)
    if (moved < best && moved > 0 && all(rowSums(u) > 0) && (p(u) < alpha) != below) best <- moved
  }
  best
}
outcomes <- c("toxicity", "status")
two_sided <- sapply(outcomes, function(v) sapply(family[!grepl("one-sided|freeman", names(family))], function(p) p(cells(v))))
coinciding <- duplicated(round(two_sided, 9)) # tests that give the same for both tables count once
for (outcome in list(c("toxicity", "toxicity"), c("survival", "status"))) {
  table <- cells(outcome[2]); prefix <- paste0("forensics.", outcome[1])
  known[[paste0(prefix, ".published.p")]] <- family[[best]](table)
  known[[paste0(prefix, ".two_sided.p")]] <- fisher.test(table)$p.value
  adjusted <- c(holm = "holm", benjamini_hochberg = "BH")
  for (label in names(adjusted))
    known[[sprintf("%s.adjusted.two_sided.%s", prefix, label)]] <-
      p.adjust(sapply(outcomes, function(v) fisher.test(cells(v))$p.value), adjusted[[label]])[[outcome[2]]]
  known[[sprintf("forensics.fragility.%s.two_sided.n", outcome[1])]] <- crossing(table, family[["fisher.two-sided"]])
  every <- two_sided[!coinciding, outcome[2]]
  known[["forensics.two_sided.tests.n"]] <- length(every)
  known[[paste0(prefix, ".tests.significant.n")]] <- sum(every < alpha)
}

# --- bounds: what comes out at the times that are said to attain them --------------------------------------------------------

at_times <- function(shown) attaining[attaining$shows == shown, ]
last_of <- function(rows) 100 * tail(survfit(Surv(survival_days, died) ~ 1, rows)$surv, 1)
for (k in 1:2) for (end in c("lowest", "highest")) {
  prefix <- sprintf("km.group%d.%s.", k, end)
  known[[sprintf("bounds.km.group%d.last.%s", k, end)]] <- last_of(at_times(paste0(prefix, "end")))
  shows <- grep(paste0("^", prefix, "day"), unique(attaining$shows), value = TRUE)
  at <- sapply(shows, function(shown) {
    fit <- survfit(Surv(survival_days, died) ~ 1, at_times(shown))
    summary(fit, times = 2 * 365.25, extend = TRUE)$surv
  })
  known[[sprintf("bounds.km.group%d.y2.%s", k, end)]] <- 100 * (if (end == "lowest") min(at) else max(at))
}
restricted <- function(rows, years) { # area under the curve up to a horizon, in years
  fit <- survfit(Surv(survival_days, died) ~ 1, rows)
  days <- c(0, fit$time[fit$time < years * 365.25], years * 365.25)
  sum(diff(days) * c(1, fit$surv[fit$time < years * 365.25])) / 365.25
}
for (bound in c("favoring_group1", "favoring_group2", "largest")) {
  rows <- at_times(paste0("logrank.p.", bound))
  p <- pchisq(survdiff(Surv(survival_days, died) ~ group, rows)$chisq, 1, lower.tail = FALSE)
  exact <- permuted(rows$survival_days, rows$died, rows$group)
  known[[paste0("bounds.logrank.p.", bound)]] <- p
  known[[sprintf("bounds.logrank.p.%s.permutation", bound)]] <- as.numeric(exact)
}
for (end in c("lowest", "highest")) {
  rows <- at_times(paste0("rmst.difference.", end)); years <- numbers[["bounds.rmst.horizon"]]$value
  known[[paste0("bounds.rmst.difference.", end)]] <-
    restricted(rows[rows$group == 2, ], years) - restricted(rows[rows$group == 1, ], years)
}

# --- every number -----------------------------------------------------------------------------------------------------------

variable_of <- function(id) numbers[[id]]$expression$test$variable
for (id in names(numbers)) {
  number <- numbers[[id]]
  if (!is.null(known[[id]]) || is.null(number$expression)) next
  what <- names(number$expression)[1]
  if (what %in% c("test", "logrank")) {
    procedure <- number$procedure
    if (!is.null(procedure)) known[[id]] <- tested(procedure, if (what == "test") variable_of(id) else "survival_days")
  } else if (!(what %in% c("quoted", "stated", "survival"))) known[[id]] <- counted(number$expression)
}
plans <- unique(sub("^(plans\\.[a-z]+)\\..*", "\\1", grep("^plans\\.", names(numbers), value = TRUE)))
for (prefix in plans) {
  ids <- c(grep(paste0("^", prefix, "\\.table1\\.[a-z_0-9]+\\.p$"), names(numbers), value = TRUE),
    paste0(prefix, c(".toxicity.severe.p", ".survival.p")))
  known[[paste0(prefix, ".table1.significant.n")]] <- sum(unlist(known[ids]) < alpha, na.rm = TRUE)
}
known[["table1.tests.n"]] <- length(grep("^table1\\.[a-z_0-9]+\\.p$", names(numbers)))
outcomes <- c("table1.toxicity.p", "table1.status.p")
baseline <- unlist(known[setdiff(grep("^table1\\.[a-z_0-9]+\\.p$", names(numbers), value = TRUE), outcomes)])
known[["table1.baseline.significant.n"]] <- sum(baseline < alpha)

known <- known[names(known) %in% names(numbers)]
cat("id,value,upper\n")
for (id in sort(names(known), method = "radix")) {
  value <- as.numeric(known[[id]])
  shown <- ifelse(is.na(value), "", formatC(value, digits = 10, format = "g"))
  cat(id, ",", shown[1], ",", if (length(shown) > 1) shown[2], "\n", sep = "")
}
