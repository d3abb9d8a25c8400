"""Files whose rows are persons, with the class of their household: cells of each household.

A row is one person, whose weight is the row's own; households are counted once in each group in
which they have somebody. The persons of a household were drawn together: its sampling unit is
theirs, and it is one itself where none is given.
"""

from __future__ import annotations

import polars as pl

from mdpoverty.codebook import DECIDED, KEYS
from mdpoverty.errors import Problem, SurveyError, UsageError, plain
from mdpoverty.language.messages import message, plural
from mdpoverty.reading.reading import Reading
from mdpoverty.statistics.request import Asked

_NAMED = 3  # households that are named


def by_household(cells: pl.LazyFrame, *counts: str) -> pl.LazyFrame:
    """Return cells of persons of one household each, in which that counts once."""
    return cells.with_columns(pl.col(*counts).clip(upper_bound=1))


def has_answers(reading: Reading) -> bool:
    """Return whether the file has an answer of any indicator."""
    return any(name in reading.variables for name in reading.standard.indicators)


def require_sense(reading: Reading, asked: Asked) -> None:
    """Raise UsageError, with every fault, where rows that are persons cannot be summarised so."""
    problems = []
    if not has_answers(reading):
        wrong = message(
            "statistics.persons-without-answers",
            "{file} does not say in what the households are deprived",
            file=reading.survey.name,
        )
        advice = message(
            "statistics.write-answers", "write the persons with classify --persons FILE --keep all"
        )
        needing = {"--cutoff": bool(asked.cutoffs), "--robustness": asked.robustness}
        problems += [Problem(n, wrong, advice=advice) for n, given in needing.items() if given]
    wrong = message(
        "statistics.rows-are-persons", "the rows of {file} are persons", file=reading.survey.name
    )
    if asked.by_member:
        advice = message("statistics.group-persons", "use --by with a column of the file")
        problems.append(Problem("--by-member", wrong, advice=advice))
    of_households = {"--complete-cases": asked.complete_cases, "--replicates": asked.replicates}
    for option in (name for name, value in of_households.items() if value):
        advice = message("statistics.households-instead", "summarise the profile of the households")
        problems.append(Problem(option, wrong, advice=advice))
    if problems:
        headline = message("statistics.not-of-persons", "persons cannot be summarised in this way")
        raise UsageError(headline, problems)


def require_alike(cells: pl.DataFrame, reading: Reading) -> None:
    """Raise SurveyError where the rows of a household say different things of it."""
    standard, design = reading.standard, ("stratum", "psu")
    own = [n for n in (*design, *DECIDED, *standard.indicators) if n in cells.columns]
    counts = cells.group_by(KEYS[0]).agg(pl.col(own).n_unique())
    problems = []
    for name in own:
        apart = counts.filter(pl.col(name) > 1)[KEYS[0]].sort()
        if apart.is_empty():
            continue
        wrong = plural(
            "statistics.unlike-rows",
            "differs among the rows of {count} household: {households}",
            "differs among the rows of {count} households, such as {households}",
            count=len(apart),
            households=[plain(each) for each in apart.head(_NAMED)],
        )
        advice = message("statistics.same-on-rows", "give all rows of a household the same value")
        problems.append(Problem(name, wrong, advice=advice))
    if problems:
        headline = message(
            "statistics.households-contradict",
            "the rows of a household in {file} contradict each other",
            file=reading.survey.name,
        )
        raise SurveyError(headline, problems, reading.survey.name)
