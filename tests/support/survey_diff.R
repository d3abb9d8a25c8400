# What R's package survey makes of the rates of a class under two standards, and of their change:
#   Rscript survey_diff.R households.csv errors.csv
# households.csv: design (which sample a row is of), inside (whether it is in the population), area,
# weight, stratum, psu, and for each class <class>.before, .after, .rules, .counts (1 or 0).
# errors.csv: design, area (blank: all), class, and the standard error of each figure.
suppressPackageStartupMessages(library(survey))
given <- commandArgs(trailingOnly = TRUE)
every <- read.csv(given[1], colClasses = c(stratum = "character", psu = "character"))
options(survey.lonely.psu = "fail", digits = 17)
classes <- unique(sub("\\..*", "", grep("\\.before$", names(every), value = TRUE)))
answers <- list()
for (one in unique(every$design)) {
  rows <- every[every$design == one, ]
  design <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = rows, nest = TRUE)
  for (where in c("", "a", "b")) {
    domain <- subset(design, inside == 1 & (where == "" | area == where))
    for (class in classes) {
      sides <- paste(class, c("before", "after", "rules", "counts"), sep = ".")
      means <- svymean(as.formula(paste("~", paste(sides, collapse = "+"))), domain)
      contrast <- function(...) as.numeric(SE(svycontrast(means, setNames(c(...), sides))))
      answers[[length(answers) + 1]] <- data.frame(
        design = one, area = where, class = class,
        before = as.numeric(SE(means)[1]), after = as.numeric(SE(means)[2]),
        change = contrast(-1, 1, 0, 0),
        lines_and_rules = contrast(-0.5, 0.5, 0.5, -0.5),
        indicators = contrast(-0.5, 0.5, -0.5, 0.5))
    }
  }
}
write.csv(do.call(rbind, answers), given[2], row.names = FALSE)
