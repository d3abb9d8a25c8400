# What R's package survey makes of households and of what each adds to each statistic:
#   Rscript survey.R households.csv statistics.csv figures.csv LONELY LEVEL
# households.csv: households, persons (weights), stratum, psu, round, group, and for statistic i u.i,
# l.i and b.i (what a household adds to the upper and to the lower sum, blank where unknown, and
# whether it is in the base). statistics.csv: kind (share, index, number) and unit (which weight).
# LONELY is R's word for single units.
suppressPackageStartupMessages(library(survey))
given <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(given[1], colClasses = c(stratum = "character", psu = "character",
                                          round = "character", group = "character"))
asked <- read.csv(given[2])
options(survey.lonely.psu = given[4], digits = 17)
level <- as.numeric(given[5])

or_missing <- function(expression) tryCatch(suppressWarnings(expression), error = function(e) NA)

figure <- function(design, i, kind) {
  part <- design
  part$variables$y <- design$variables[[paste0("u.", i)]]
  part$variables$x <- design$variables[[paste0("l.", i)]]
  part <- subset(part, b.TRUE)
  found <- c(estimate = NA, error = NA, df = degf(part), deff = NA,
             logit.low = NA, logit.high = NA, beta.low = NA, beta.high = NA,
             wald.low = NA, wald.high = NA)
  weighed <- weights(part) > 0
  if (!any(weighed) || anyNA(part$variables$y[weighed]) || anyNA(part$variables$x[weighed])) return(found)
  # Whoever weighs nothing adds nothing, known or not.
  part$variables$y[!weighed] <- 0
  part$variables$x[is.na(part$variables$x)] <- 0
  if (kind == "number") {
    found["estimate"] <- sum(weights(part) * part$variables$y)
    total <- or_missing(svytotal(~y, part, deff = TRUE))
  } else {
    found["estimate"] <- sum(weights(part) * part$variables$y) / sum(weights(part) * part$variables$x)
    total <- or_missing(svyratio(~y, ~x, part, deff = TRUE))
  }
  if (identical(total, NA) || found["df"] < 1) return(found)
  found["error"] <- SE(total)
  found["deff"] <- deff(total)
  t <- qt((1 + level) / 2, found["df"])
  found[c("wald.low", "wald.high")] <- found["estimate"] + c(-1, 1) * t * found["error"]
  if (kind == "share" && found["estimate"] > 0 && found["estimate"] < 1) {
    for (method in c("logit", "beta")) {
      by <- if (method == "logit") "xlogit" else "beta"
      ends <- or_missing(confint(svyciprop(~y, part, method = by, level = level, df = found["df"])))
      found[paste0(method, c(".low", ".high"))] <- as.vector(ends)
    }
  }
  found
}

answers <- list()
for (round in unique(rows$round)) {
  own <- rows[rows$round == round, ]
  designs <- list(
    households = svydesign(~psu, strata = ~stratum, weights = ~households, data = own, nest = TRUE),
    persons = svydesign(~psu, strata = ~stratum, weights = ~persons, data = own, nest = TRUE))
  for (group in unique(own$group)) for (i in seq_len(nrow(asked))) {
    inside <- designs[[asked$unit[i]]]
    inside$variables$b.TRUE <- own$group == group & own[[paste0("b.", i)]] == 1
    answers[[length(answers) + 1]] <- data.frame(
      round = round, group = group, statistic = i, t(figure(inside, i, asked$kind[i])))
  }
}
write.csv(do.call(rbind, answers), given[3], row.names = FALSE, na = "")
