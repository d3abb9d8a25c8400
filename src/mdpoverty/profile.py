"""The deprivation profile: indicators, their counts, the class, as one lazy Narwhals plan."""

from __future__ import annotations

import operator
from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from typing import Any

import narwhals as nw

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.decision import Cut, Ladder, Past, Quantity, decide, possible_rules
from mdpoverty.rows import ROW
from mdpoverty.rules import Condition, Given, Tally, meaning, possible_count, sure_count
from mdpoverty.standard import ClassRule, Line, Standard

GROUPS = ("province", "district", "commune", "area")
SCORES = ("income_score", "deprivation_score")
INCOMES = ("income_per_capita", "household_income")

_LARGE = 1e10

_INCOME, _POSSIBLE, _BY_SCORE = "_income", "_possible_deprivations", "_by_score"


def profile_columns(standard: Standard, given: Collection[str]) -> list[str]:
    """Return the columns of the profile of a survey that gives the variables `given`, in order."""
    return [
        "household_id",
        "survey_row",
        *(name for name in (*GROUPS, "weight", HOUSEHOLD_SIZE) if name in given),
        "standard",
        "class",
        "basis",
        "possible_classes",
        "income_per_capita",
        "deprivations",
        "unknown_indicators",
        *standard.indicators,
        "deprived_in",
        "unknown_in",
    ]


def profile(
    frame: nw.LazyFrame[Any],
    standard: Standard,
    given: Collection[str],
    tallies: Mapping[Condition, Tally],
) -> nw.LazyFrame[Any]:
    """Return households with the columns of their profile, but for those of `listed`.

    `frame` holds the converted values of the variables `given`, ROW, and the columns of
    `tallies`; a variable that is not given is unknown for everybody. Indicators come as Int8 (1
    deprived, 0 not, null unknown), counts as Int64, income in VND per person per month.
    """
    names = list(standard.indicators)
    known = Given(frozenset(given), tallies)
    frame = frame.with_columns(
        **answers(standard, known),
        **{_INCOME: income(known) if standard.needs_income else nw.lit(None, dtype=nw.Float64)},
    )
    frame = frame.with_columns(**_counts([nw.col(name) for name in names]))
    frame, outcome = _classes(frame, standard, known)
    return frame.with_columns(
        **outcome,
        survey_row=nw.col(ROW),
        standard=nw.lit(standard.id),
        income_per_capita=_written_income(known) if standard.needs_income else nw.col(_INCOME),
        unknown_indicators=nw.col(_POSSIBLE) - nw.col("deprivations"),
        **{name: nw.col(name).cast(nw.Int8) for name in names},
        **({HOUSEHOLD_SIZE: _whole(nw.col(HOUSEHOLD_SIZE))} if HOUSEHOLD_SIZE in given else {}),
    )


def answers(standard: Standard, known: Given) -> dict[str, nw.Expr]:
    """Return whether households are deprived, for each indicator: last, as already decided."""
    derived = {name: meaning(x.deprived_when, known) for name, x in standard.indicators.items()}
    return {
        name: nw.coalesce(answer, nw.col(name) == "yes") if name in known.columns else answer
        for name, answer in derived.items()
    }


def _whole(number: nw.Expr) -> nw.Expr:
    """Return a number as an integer, null where a cell (of a row to refuse) is none."""
    return nw.when(number.is_finite()).then(number).cast(nw.Int64)


def _counts(answers: list[nw.Expr]) -> dict[str, nw.Expr]:
    if not answers:
        return {"deprivations": nw.lit(0, nw.Int64), _POSSIBLE: nw.lit(0, nw.Int64)}
    return {
        "deprivations": sure_count(answers).cast(nw.Int64),
        _POSSIBLE: possible_count(answers).cast(nw.Int64),
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
    exact = nw.col(_INCOME)
    if "household_income" not in known.columns:
        return exact
    rounded = exact.round(4)
    onto = rounded == rounded.round(0)
    above = nw.when(onto & (rounded < exact)).then((rounded + 0.0001).round(4)).otherwise(rounded)
    beside = nw.when(onto & (rounded > exact)).then((rounded - 0.0001).round(4)).otherwise(above)
    # Adding nought takes the sign from a nought.
    written = nw.when(exact.abs() < _LARGE).then(beside).otherwise(exact.round(0)) + 0.0
    if "income_per_capita" in known.columns:
        return nw.coalesce(nw.col("income_per_capita"), written)
    return written


def _classes(
    frame: nw.LazyFrame[Any], standard: Standard, known: Given
) -> tuple[nw.LazyFrame[Any], dict[str, nw.Expr]]:
    past: dict[Quantity, list[Past]] = {}
    for quantity, cuts in standard.ladder.cuts.items():
        if quantity == "income":
            lines = standard.income_lines
            past[quantity] = [_past_line(_INCOME, cut, lines) for cut in cuts]
        else:
            past[quantity] = [_past_count("deprivations", _POSSIBLE, cut) for cut in cuts]
    frame, outcome = _decided(frame, standard.classes, standard.ladder, past)
    scores, ladder = standard.review_scores, standard.score_ladder
    if not scores or not ladder or not known.columns & set(SCORES):
        return frame, outcome
    past = {}
    for quantity, cuts in ladder.cuts.items():
        column = quantity if quantity in known.columns else None
        if quantity == "income_score":
            past[quantity] = [_past_line(column, cut, scores.lines) for cut in cuts]
        else:
            past[quantity] = [_past_score(column, cut) for cut in cuts]
    frame, by_score = _decided(frame, scores.classes, ladder, past, "_score")
    given = [~nw.col(name).is_null() for name in SCORES if name in known.columns]
    # The scores stand in place of income: they decide only where there is none (section 6).
    frame = frame.with_columns(
        **{_BY_SCORE: nw.col(_INCOME).is_null() & reduce(operator.or_, given)}
    )
    return frame, {
        name: nw.when(nw.col(_BY_SCORE)).then(by_score[name]).otherwise(outcome[name])
        for name in outcome
    }


def _decided(
    frame: nw.LazyFrame[Any],
    rules: Sequence[ClassRule],
    ladder: Ladder,
    past: Mapping[Quantity, Sequence[Past]],
    suffix: str = "",
) -> tuple[nw.LazyFrame[Any], dict[str, nw.Expr]]:
    possible = {
        f"_rule_{index}{suffix}": holds
        for index, holds in enumerate(possible_rules(ladder, past, len(rules)))
    }
    outcome = decide(
        [(rule.name, rule.basis) for rule in rules], [nw.col(name) for name in possible]
    )
    return frame.with_columns(**possible), outcome


def _past_line(column: str | None, cut: Cut, lines: Mapping[str, Line]) -> Past:
    if column is None:
        return _past(None)
    value, line = nw.col(column), lines[str(cut.limit)]
    rural, urban = float(line.rural), float(line.urban)
    limit = nw.when(nw.col("area") == "rural").then(nw.lit(rural)).otherwise(nw.lit(urban))
    return _past(value > limit if cut.beyond else value >= limit)


def _past_score(column: str | None, cut: Cut) -> Past:
    if column is None:
        return _past(None)
    return _past(nw.col(column) > cut.rank if cut.beyond else nw.col(column) >= cut.rank)


def _past_count(sure: str, possible: str, cut: Cut) -> Past:
    compare = operator.gt if cut.beyond else operator.ge
    return Past(compare(nw.col(sure), cut.rank), compare(nw.col(possible), cut.rank))


def _past(answer: nw.Expr | None) -> Past:
    if answer is None:
        return Past(nw.lit(value=False), nw.lit(value=True))
    return Past(answer.fill_null(value=False), answer.fill_null(value=True))


def listed(names: Sequence[str]) -> dict[str, nw.Expr]:
    """Return `deprived_in` and `unknown_in` from the indicators `names`, as Int8.

    The names are joined by `;`; null where none holds.
    """
    return {
        "deprived_in": _joined({name: nw.col(name) == 1 for name in names}),
        "unknown_in": _joined({name: nw.col(name).is_null() for name in names}),
    }


def _joined(holds: Mapping[str, nw.Expr]) -> nw.Expr:
    if not holds:
        return nw.lit(None, dtype=nw.String)
    names = [nw.when(condition).then(nw.lit(name)) for name, condition in holds.items()]
    joined = nw.concat_str(names, separator=";", ignore_nulls=True)
    return nw.when(joined != "").then(joined)
