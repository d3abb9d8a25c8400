# What R's package survey makes of replicate weights:
#   Rscript survey_replicates.R households.csv figures.csv
# households.csv: design (which sample a row is of), method, weight, group, income, poor, score, class
# (1 where it is poor), and replicate weights rep_1, rep_2, …, blank where a sample has fewer.
# figures.csv: design, name, estimate, error, low, high, df.
suppressPackageStartupMessages(library(survey))
given <- commandArgs(trailingOnly = TRUE)
every <- read.csv(given[1])
options(digits = 17)
types <- c(brr = "BRR", jackknife = "JK1", bootstrap = "bootstrap")
answers <- list()
for (one in unique(every$design)) {
  rows <- every[every$design == one, ]
  weights <- rows[, grepl("^rep_", names(rows))]
  weights <- weights[, !is.na(colSums(weights))]
  design <- suppressWarnings(svrepdesign(
    data = rows, weights = ~weight, repweights = weights, type = types[[rows$method[1]]],
    combined.weights = TRUE, mse = TRUE))
  add <- function(name, estimate, error, df, ends = c(NA, NA))
    answers[[length(answers) + 1]] <<- data.frame(
      design = one, name = name, estimate = as.numeric(estimate), error = as.numeric(error),
      low = as.numeric(ends[1]), high = as.numeric(ends[2]), df = df)
  for (group in c("a", "b")) {
    part <- design[rows$group == group, ]
    df <- degf(part)
    named <- function(name) paste(name, group, sep = ".")
    rate <- svyciprop(~poor, part, method = "xlogit", df = df)
    add(named("rate"), coef(rate), SE(rate), df, confint(rate))
    number <- svytotal(~class, part)
    ends <- confint(number, df = df)
    add(named("number"), coef(number), SE(number), df, c(max(0, ends[1]), ends[2]))
    of_poor <- svyratio(~score, ~poor, part)
    add(named("ratio"), coef(of_poor), SE(of_poor), df)
    mean <- svymean(~income, part)
    add(named("mean"), coef(mean), SE(mean), df, confint(mean, df = df))
    median <- svyquantile(~income, part, 0.5, ci = TRUE, df = df)
    add(named("median"), coef(median), SE(median), df, confint(median))
  }
  for (y in c("poor", "score")) {
    by <- svyby(as.formula(paste0("~", y)), ~group, design, svymean, covmat = TRUE)
    apart <- svycontrast(by, c(a = -1, b = 1))
    add(paste0("contrast.", y), coef(apart), SE(apart), degf(design))
  }
  for (y in c("class", "score")) {
    share <- svyratio(as.formula(paste0("~I(", y, " * (group == 'a'))")),
                      as.formula(paste0("~", y)), design)
    add(paste0("share.", y), coef(share), SE(share), degf(design))
  }
}
write.csv(do.call(rbind, answers), given[2], row.names = FALSE, na = "")
