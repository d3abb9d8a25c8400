"""Replicate weights: which columns of a survey they are, and by what their variance is scaled.

A survey office that does not publish strata and sampling units publishes weights instead, each as
of another sample. With R of them a figure x has the variance

    scale * sum over all r of (x of weight r - x of the full weight)**2,

the scale being 1 / R for balanced repeated replication (BRR), (R - 1) / R for the jackknife that
leaves out one unit at a time (JK1), and 1 / (R - 1) for the bootstrap (Wolter 2007, chapters 3 to
5). These are R's: svrepdesign(type = "BRR", "JK1" or "bootstrap", mse = TRUE).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase

from mdpoverty.codebook import variables
from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.language.messages import message
from mdpoverty.reading.reading import Reading
from mdpoverty.statistics.request import TOTAL, Asked, Method, Unit
from mdpoverty.survey.missing_columns import lacking

_LEAST = 2  # replicate weights that have a variance


def scale_of(method: Method, number: int) -> float:
    """Return by what the squares of so many replicates are scaled."""
    scales = {"brr": 1 / number, "jackknife": (number - 1) / number, "bootstrap": 1 / (number - 1)}
    return scales[method]


def totals_of(unit: Unit, number: int) -> list[str]:
    """Return the columns of a cell that hold the sum of each of so many replicate weights."""
    return [f"{TOTAL[unit]}_replicate_{place}" for place in range(number)]


def replicate_columns(asked: Asked, reading: Reading) -> list[str]:
    """Return the columns of the replicate weights, in the survey's order; none unless asked for.

    Raises UsageError where these are asked for beside another design, without a method, or by a
    pattern that is not that of two columns or more that are nothing else; SurveyError where there
    is no full weight.
    """
    if problems := _faults(asked):
        raise _not_replicated(problems)
    if asked.replicates is None:
        return []
    have = reading.survey.given
    names = [name for name in have if fnmatchcase(name, asked.replicates)]
    own = [name for name in names if name in variables("household") or name in reading.columns]
    if own or len(names) < _LEAST:
        raise _not_replicated([_no_weights(asked.replicates, names, own, have)])
    if "weight" not in have:
        advice = message("statistics.add-full-weight", "add the weight of the full sample")
        raise lacking(reading.survey.name, have, ["weight"], advice)
    return names


def _not_replicated(problems: Sequence[Problem]) -> UsageError:
    headline = message("statistics.not-replicated", "cannot use these replicate weights")
    return UsageError(headline, problems)


def _faults(asked: Asked) -> Sequence[Problem]:
    missing = message("statistics.option-missing", "is missing")
    if asked.replicates is None:
        if asked.method is None:
            return []
        advice = message("statistics.say-replicates", "say which columns are the replicate weights")
        return [Problem("--replicates", missing, "rep_*", advice)]
    problems = []
    if asked.method is None:
        advice = message("statistics.say-method", "say how the replicate weights were made")
        problems.append(Problem("--method", missing, "brr, jackknife, bootstrap", advice))
    others = {"--fpc": asked.fpc, "--single-unit": asked.single_unit}
    for option, value in others.items():
        if value is not None:
            wrong = message(
                "statistics.not-with-replicates",
                "cannot be used with --replicates: replicate weights are the whole design",
            )
            advice = message("statistics.leave-one-out", "remove one of them")
            problems.append(Problem(option, wrong, advice=advice))
    return problems


def _no_weights(
    pattern: str, names: Sequence[str], own: Sequence[str], have: Collection[str]
) -> Problem:
    if own:
        wrong = message(
            "statistics.replicates-of-another-meaning",
            "'{pattern}' also means {names}, which are not replicate weights",
            pattern=plain(pattern),
            names=[plain(name) for name in own],
        )
        advice = message(
            "statistics.narrow-pattern", "give a pattern that matches only these columns"
        )
        return Problem("--replicates", wrong, advice=advice)
    wrong = (
        message(
            "statistics.one-replicate",
            "'{pattern}' means one column, {name}; a variance needs two or more",
            pattern=plain(pattern),
            name=plain(names[0]),
        )
        if names
        else message(
            "statistics.no-replicates", "no column is called '{pattern}'", pattern=plain(pattern)
        )
    )
    advice = message(
        "statistics.carry-replicates",
        "give the pattern of these columns (* means any text). If the survey has a column map, "
        "keep the columns with classify --keep, and summarize the profile",
    )
    return Problem("--replicates", wrong, ", ".join(plain(name) for name in have), advice)
