"""What figures of a summary are called on a terminal."""

from __future__ import annotations

from mdpoverty.language.messages import Phrase

WORDS = {
    "poor_rate": Phrase("cli.poor-rate", "poor"),
    "near_poor_rate": Phrase("cli.near-poor-rate", "near-poor"),
    "multidimensional_poverty_rate": Phrase("cli.poverty-rate", "poor or near-poor"),
    "undetermined_rate": Phrase("cli.undetermined-rate", "undetermined"),
    "poor_households": Phrase("cli.poor-households", "poor households"),
    "near_poor_households": Phrase("cli.near-poor-households", "near-poor households"),
    "multidimensional_poverty_households": Phrase(
        "cli.poverty-households", "poor or near-poor households"
    ),
    "poor_persons": Phrase("cli.poor-persons", "persons in poor households"),
    "near_poor_persons": Phrase("cli.near-poor-persons", "persons in near-poor households"),
    "multidimensional_poverty_persons": Phrase(
        "cli.poverty-persons", "persons in poor or near-poor households"
    ),
    "headcount_ratio": Phrase("cli.headcount-ratio", "headcount ratio H"),
    "intensity": Phrase("cli.intensity", "intensity A"),
    "adjusted_headcount_ratio": Phrase("cli.adjusted-headcount", "adjusted headcount ratio M0"),
    "uncensored_headcount": Phrase("cli.of-everybody", "of all"),
    "deprivation_rate_of_poor": Phrase("cli.of-the-poor", "of the poor"),
    "deprivation_rate_of_near_poor": Phrase("cli.of-the-near-poor", "of the near-poor"),
    "income_poverty_rate": Phrase("cli.poor-by-income", "income at the line or below"),
    "income_poverty_gap": Phrase("cli.income-gap", "income poverty gap"),
    "income_poverty_gap_squared": Phrase("cli.income-gap-squared", "income poverty gap, squared"),
    "income_shortfall": Phrase("cli.income-shortfall", "shortfall, million VND a month"),
    "mean_income": Phrase("cli.mean-income", "mean, VND per month"),
    "median_income": Phrase("cli.median-income", "median, VND per month"),
    "gini": Phrase("cli.gini", "Gini coefficient"),
    "quintile_share": Phrase("cli.quintile-share", "share of a fifth"),
    "population_share": Phrase("cli.share-of-population", "share of the population"),
    "poor_share": Phrase("cli.share-of-the-poor", "share of the poor"),
    "adjusted_headcount_share": Phrase("cli.group-share-of-m0", "the group's share of M0"),
    "change_by_headcount": Phrase("cli.change-by-headcount", "change of M0 through H"),
    "change_by_intensity": Phrase("cli.change-by-intensity", "change of M0 through A"),
    "censored_headcount": Phrase("cli.poor-and-deprived", "poor and deprived"),
    "contribution_share": Phrase("cli.share-of-m0", "share of M0"),
}
UNITS = {
    "households": (
        Phrase("cli.per-cent-of-households", "per cent of households"),
        Phrase("cli.weighted-number-of-households", "weighted households"),
    ),
    "persons": (
        Phrase("cli.per-cent-of-persons", "per cent of persons"),
        Phrase("cli.weighted-number-of-persons", "weighted persons"),
    ),
}
POOR_BY = Phrase("cli.poor-by", "of the poor: {basis}")
DEPRIVED = Phrase("cli.per-cent-deprived", "per cent deprived")
DIMENSION = Phrase("cli.dimension", "dimension: {label}")
CHANGES = Phrase("cli.changes", "{figures}: change, in points")
CONTRASTS = Phrase("cli.contrasts", "{figures}: difference, in points")
DIFFERENCE = Phrase("cli.estimated-difference", "difference")
ALL = Phrase("cli.all-of-a-column", "all")
BY_CLASS = Phrase("cli.poor-by-class", "poor by class")
FROM_CUTOFF = Phrase("cli.poor-from-cutoff", "poor from a cut-off of {cutoff}")
OF = Phrase("cli.figures-of", "{measure}, {unit}")
NUMBERS = Phrase("cli.estimated-numbers", "numbers, weighted")
NUMBER = Phrase("cli.estimated-number", "number")
RATE = Phrase("cli.estimated-rate", "rate")
ESTIMATE = Phrase("cli.estimate", "estimate")
CHANGE = Phrase("cli.estimated-change", "change")
ERROR = Phrase("cli.standard-error", "std. error")
INTERVAL = Phrase("cli.interval", "{level}% interval")
CHANCE = Phrase("cli.p-value", "p")
VARIATION = Phrase("cli.coefficient-of-variation", "cv, %")
BOUNDS = Phrase("cli.bounds", "lowest to highest")
HOUSEHOLDS = Phrase("cli.sampled-households", "households")
RANGE = Phrase("cli.range", "{low} to {high}")
BY_INCOME = Phrase("cli.incomes", "incomes")
AT_LINE = Phrase("cli.at-a-line", "at the line: {line}")
FIFTH = Phrase("cli.fifth", "share of fifth {place}")
