# What R's package survey makes of differences, shares of groups and incomes:
#   Rscript survey_more.R households.csv figures.csv
# households.csv: design (which sample a row is of), weight, stratum, psu, group, income, line, poor,
# score, fpc. figures.csv: design, name, estimate, error, low, high.
suppressPackageStartupMessages(library(survey))
given <- commandArgs(trailingOnly = TRUE)
every <- read.csv(given[1], colClasses = c(stratum = "character", psu = "character"))
options(survey.lonely.psu = "fail", digits = 17)
answers <- list()
for (one in unique(every$design)) {
  rows <- every[every$design == one, ]
  rows$gap <- pmax(0, (rows$line - rows$income) / rows$line)
  rows$below <- as.numeric(rows$income <= rows$line)
  rows$square <- rows$gap^2
  design <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = rows, nest = TRUE)
  add <- function(name, estimate, error, low = NA, high = NA)
    answers[[length(answers) + 1]] <<- data.frame(
      design = one, name = name, estimate = as.numeric(estimate), error = as.numeric(error),
      low = as.numeric(low), high = as.numeric(high))
  for (y in c("poor", "score")) {
    by <- svyby(as.formula(paste0("~", y)), ~group, design, svymean, covmat = TRUE)
    apart <- svycontrast(by, c(a = -1, b = 1))
    add(paste0("contrast.", y), coef(apart), SE(apart))
    relative <- svycontrast(by, quote(b / a - 1))
    add(paste0("relative.", y), coef(relative), SE(relative))
    whole <- svyratio(as.formula(paste0("~I(", y, " * (group == 'a'))")),
                      as.formula(paste0("~", y)), design)
    add(paste0("share.", y), coef(whole), SE(whole))
  }
  share <- svymean(~I(as.numeric(group == "a")), design)
  add("share.population", coef(share), SE(share))
  for (y in c("income", "below", "gap", "square")) {
    mean <- svymean(as.formula(paste0("~", y)), design)
    add(paste0("mean.", y), coef(mean), SE(mean))
  }
  drawn <- svydesign(~psu, strata = ~stratum, weights = ~weight, fpc = ~fpc, data = rows, nest = TRUE)
  corrected <- svymean(~income, drawn)
  add("fpc.income", coef(corrected), SE(corrected))
  median <- svyquantile(~income, design, 0.5, ci = TRUE)
  ends <- confint(median)
  add("median", coef(median), SE(median), ends[1], ends[2])
}
write.csv(do.call(rbind, answers), given[2], row.names = FALSE, na = "")
