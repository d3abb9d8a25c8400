"""The deprivation profile: indicators, their counts, the class, as one lazy Narwhals plan."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from mdpoverty.classification.classes import Measured, classified
from mdpoverty.classification.conditions import meaning, possible_count, sure_count
from mdpoverty.classification.derived import derive
from mdpoverty.classification.exact import divided, rounded
from mdpoverty.classification.given import Given
from mdpoverty.classification.halves import in_halves
from mdpoverty.classification.scores import with_points
from mdpoverty.classification.widened import widened
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.files.rows import ROW
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import HIGHEST, DeprivationPoints, Scorecard

SCORES = ("income_score", "deprivation_score")
INCOMES = ("income_per_capita", "household_income")

_LARGE = 1e10

INCOME, POSSIBLE = "_income", "_possible_deprivations"
SCORE, POSSIBLE_SCORE = "_score", "_possible_score"  # of weights, in units


def profile(
    frame: nw.LazyFrame[Any],
    standard: Standard,
    known: Given,
) -> nw.LazyFrame[Any]:
    """Return households with the columns of their profile, but for those of `listed`.

    `frame` holds the converted values of the variables that are `known`, ROW, and the columns of
    tallies; a variable that is not there is unknown for everybody. Indicators come as Int8 (1
    deprived, 0 not, null unknown), counts as Int64, income in VND per person per month, scores in
    points.
    """
    names = list(standard.indicators)
    frame, outcome = decided(frame, standard, known)
    money = _written_income(known) if standard.needs_income else nw.col(INCOME)
    scores = measured(standard, known).scores
    return frame.with_columns(
        **outcome,
        survey_row=nw.col(ROW),
        standard=nw.lit(standard.id),
        standard_digest=nw.lit(standard.short_digest),
        income_per_capita=money,
        **{
            column: nw.col(source)
            for name in standard.scorecards
            for column, source in zip((name, name + HIGHEST), scores[name], strict=True)
        },
        unknown_indicators=nw.col(POSSIBLE) - nw.col("deprivations"),
        **(
            {"weighted_score": divided(nw.col(SCORE), standard.weights.whole)}
            if standard.is_weighted
            else {}
        ),
        **{name: nw.col(name).cast(nw.Int8) for name in names},
        **(
            {HOUSEHOLD_SIZE: _whole(nw.col(HOUSEHOLD_SIZE))}
            if HOUSEHOLD_SIZE in known.columns
            else {}
        ),
    )


def decided(
    frame: nw.LazyFrame[Any], standard: Standard, known: Given, prefix: str = ""
) -> tuple[nw.LazyFrame[Any], dict[str, nw.Expr]]:
    """Return households with their indicators and counts, and what `classified` says of them.

    Indicators are Boolean. Beside them stand `deprivations`, and as INCOME and POSSIBLE the
    income and the count of deprivations that are or may be, and where indicators have weights as
    SCORE and POSSIBLE_SCORE the sums of these; so do the standard's scores and conditions, as
    `measured` says. `prefix` is before each name.
    """
    frame, known = derive(frame, standard, "household", known, prefix)
    names = [prefix + name for name in standard.indicators]
    found = {prefix + name: answer for name, answer in answers(standard, known).items()}
    money = income(known) if standard.needs_income else nw.lit(None, dtype=nw.Float64)
    frame = frame.with_columns(**found, **{prefix + INCOME: money})
    sums = measured(standard, known, prefix)
    answered = [nw.col(name) for name in names]
    frame = frame.with_columns(**_sums(answered, (), sums.deprivations, sums.possible))
    if standard.is_weighted:
        units = tuple(standard.weights.units.values())
        frame = frame.with_columns(**_sums(answered, units, sums.score, sums.possible_score))
    frame = _scored(frame, standard, known, sums, prefix)
    return classified(frame, standard, sums, prefix)


def measured(standard: Standard, known: Given, prefix: str = "") -> Measured:
    """Return the columns that decide a household's class where it is `decided`.

    Where no indicator has a weight all weigh the same, and the counts are the scores too.
    """
    counts = f"{prefix}deprivations", prefix + POSSIBLE
    scores = (prefix + SCORE, prefix + POSSIBLE_SCORE) if standard.is_weighted else counts
    return Measured(
        prefix + INCOME,
        *counts,
        *scores,
        standard.weights.whole,
        {name: (f"_{prefix}least {name}", f"_{prefix}most {name}") for name in standard.scores},
        {name: f"_{prefix}holds {name}" for name in standard.conditions},
        frozenset((*SCORES, SCORES[0] + HIGHEST)) & known.columns,
    )


def _scored(
    frame: nw.LazyFrame[Any], standard: Standard, known: Given, sums: Measured, prefix: str
) -> nw.LazyFrame[Any]:
    """Return households with the columns of the standard's scores and conditions."""
    holds = {
        sums.conditions[name]: condition_holds(name, standard, known)
        for name in standard.conditions
    }
    frame = widened(frame, holds)
    for name, score in standard.scores.items():
        least, most = sums.scores[name]
        if isinstance(score, Scorecard):
            begin = f"_{prefix}{name} "
            frame = with_points(frame, score, standard, known, (least, most), begin)
            ends = [divided(nw.col(end).cast(nw.Float64), score.whole) for end in (least, most)]
        else:
            ends = deprivation_points(score, sums.deprivations, sums.possible)
        frame = frame.with_columns(
            **_or_given(name, dict(zip((least, most), ends, strict=True)), known)
        )
    return frame


def deprivation_points(score: DeprivationPoints, sure: str, possible: str) -> list[nw.Expr]:
    """Return the least and the most points of counts of sure, and of possible, deprivations."""
    each = score.points_for_each_deprivation
    return [(nw.col(count) * each).cast(nw.Float64) for count in (sure, possible)]


def _or_given(name: str, ends: dict[str, nw.Expr], known: Given) -> dict[str, nw.Expr]:
    """Return the ends of a score; where they differ, those that the survey gives of it."""
    if name not in known.columns:
        return ends
    (least, low), (most, high) = ends.items()
    told = (low == high) | nw.col(name).is_null()
    highest = name + HIGHEST
    given = nw.coalesce(nw.col(highest), nw.col(name)) if highest in known.columns else nw.col(name)
    return {
        least: nw.when(told).then(low).otherwise(nw.col(name)),
        most: nw.when(told).then(high).otherwise(given),
    }


def condition_holds(name: str, standard: Standard, known: Given) -> nw.Expr:
    """Return whether a condition of the standard holds, null for unknown."""
    return meaning(standard.conditions[name].when, known)


def answers(standard: Standard, known: Given) -> dict[str, nw.Expr]:
    """Return whether households are deprived, for each indicator: last, as already decided.

    A decided answer counts only under the standard that the row names: under
    another one the same id means something else.
    """
    derived = {name: meaning(x.deprived_when, known) for name, x in standard.indicators.items()}
    return {
        name: nw.coalesce(answer, already_decided(name, standard, known))
        if name in known.columns
        else answer
        for name, answer in derived.items()
    }


def already_decided(name: str, standard: Standard, known: Given) -> nw.Expr:
    """Return what a column of an indicator's name says, null where it counts for nothing."""
    answer = nw.col(name) == "yes"
    if "standard" not in known.columns:
        return answer
    return nw.when(nw.col("standard") == standard.id).then(answer)


def _whole(number: nw.Expr) -> nw.Expr:
    """Return a number as an integer, null where a cell (of a row to refuse) is none."""
    return nw.when(number.is_finite()).then(number).cast(nw.Int64)


def _sums(
    answers: Sequence[nw.Expr], units: Sequence[int], sure: str, possible: str
) -> dict[str, nw.Expr]:
    """Return as `sure` what the answers that are yes add up to, as `possible` with the unknown."""
    if not answers:
        return {sure: nw.lit(0, nw.Int64), possible: nw.lit(0, nw.Int64)}
    return {
        sure: sure_count(answers, units).cast(nw.Int64),
        possible: possible_count(answers, units).cast(nw.Int64),
    }


def income(known: Given) -> nw.Expr:
    """Return income per person per month, in VND.

    Dividing drifts over no line: lines are whole, so a household's income that is not exactly a
    line times its size differs from that by more than 15 digits can be wrong.
    """
    sources = []
    if "income_per_capita" in known.columns:
        sources.append(nw.col("income_per_capita"))
    if {"household_income", HOUSEHOLD_SIZE} <= known.columns:
        size = nw.when(nw.col(HOUSEHOLD_SIZE) > 0).then(nw.col(HOUSEHOLD_SIZE))
        sources.append(nw.col("household_income") / size)
    return nw.coalesce(*sources) if sources else nw.lit(None, dtype=nw.Float64)


def _written_income(known: Given) -> nw.Expr:
    """Return income as the profile writes it, so that reading it again gives the same class.

    An income that was divided has 16 digits or more, which no reader takes. It is rounded to four
    decimals, but not onto a whole number: lines are whole. From ten thousand million on, far above
    any line, it is rounded to a whole number, since 15 digits hold no more.
    """
    exact = nw.col(INCOME)
    if "household_income" not in known.columns:
        return exact
    near = rounded(exact, 4)
    onto = near == rounded(near)
    above = nw.when(onto & (near < exact)).then(rounded(near + 0.0001, 4)).otherwise(near)
    beside = nw.when(onto & (near > exact)).then(rounded(near - 0.0001, 4)).otherwise(above)
    written = nw.when(exact.abs() < _LARGE).then(beside).otherwise(rounded(exact))
    if "income_per_capita" in known.columns:
        return nw.coalesce(nw.col("income_per_capita"), written)
    return written


def listed(names: Sequence[str]) -> dict[str, nw.Expr]:
    """Return `deprived_in` and `unknown_in` from the indicators `names`, as Int8.

    The names are joined by `;`; null where none holds.
    """
    return {
        "deprived_in": joined({name: nw.col(name) == 1 for name in names}),
        "unknown_in": joined({name: nw.col(name).is_null() for name in names}),
    }


def joined(holds: Mapping[str, nw.Expr]) -> nw.Expr:
    """Return the names that hold, joined by `;`, null where none does."""
    if not holds:
        return nw.lit(None, dtype=nw.String)
    names = [nw.when(condition).then(nw.lit(name)) for name, condition in holds.items()]
    text = nw.concat_str(names, separator=";", ignore_nulls=True)
    return nw.when(in_halves(operator.or_, holds.values())).then(text)
