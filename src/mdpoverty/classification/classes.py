"""From the income and the deprivations of households to their class, by a standard's rules."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import narwhals as nw

from mdpoverty.classification.ladder import Past, PossibleRule, decide, may_be, possible_rules
from mdpoverty.standards.class_rules import CLASSES, Quantity
from mdpoverty.standards.ladder import Cut, Ladder
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import ClassRule, Standard
from mdpoverty.standards.scores import HIGHEST


@dataclass(frozen=True)
class Measured:
    """The columns that say what decides a household's class.

    `income` is per person per month; `deprivations` the count of sure ones, `possible` of those
    that are or may be; `score` and `possible_score` are the sums of their weights, in units of
    which `whole` are one. `scores` are the least and the most points that each score of the
    standard may have, `conditions` whether each of its conditions holds. `review` are those columns
    of the review's scores that there are, of a register that has them in place of income, with the
    most points that the income score may have where a profile says them.
    """

    income: str
    deprivations: str
    possible: str
    score: str
    possible_score: str
    whole: int
    scores: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    review: frozenset[str] = frozenset()


def classified(
    frame: nw.LazyFrame[Any], standard: Standard, measured: Measured, prefix: str = ""
) -> tuple[nw.LazyFrame[Any], dict[str, nw.Expr]]:
    """Return a frame that can say them, and `class`, `basis` and `possible_classes`.

    The frame has the columns of `measured`, and `area` where the standard has lines; what it is
    given here is named with an underscore and `prefix` before it.
    """
    return _by_rules(frame, standard, measured, prefix, decide)


def open_classes(
    frame: nw.LazyFrame[Any], standard: Standard, measured: Measured, prefix: str
) -> tuple[nw.LazyFrame[Any], dict[str, nw.Expr]]:
    """Return the same frame, and for each class whether a household may be in it, never null."""
    return _by_rules(frame, standard, measured, prefix, _each_class)


def _each_class(rules: Sequence[PossibleRule]) -> dict[str, nw.Expr]:
    return dict.fromkeys(CLASSES, nw.lit(value=False)) | may_be(rules)


def _by_rules(
    frame: nw.LazyFrame[Any],
    standard: Standard,
    measured: Measured,
    prefix: str,
    say: Callable[[Sequence[PossibleRule]], dict[str, nw.Expr]],
) -> tuple[nw.LazyFrame[Any], dict[str, nw.Expr]]:
    """Return a frame with the rules that may decide, and what they `say`."""
    past = past_cuts(standard, measured)
    frame, holds = _possible(frame, standard.classes, standard.ladder, past, f"_{prefix}rule")
    outcome = say(holds)
    scores, ladder = standard.review_scores, standard.score_ladder
    if not scores or not ladder or not measured.review:
        return frame, outcome
    past = past_scores(standard, measured)
    frame, holds = _possible(frame, scores.classes, ladder, past, f"_{prefix}score_rule")
    by_score = say(holds)
    scored = f"_{prefix}by_score"
    frame = frame.with_columns(**{scored: is_by_score(measured)})
    return frame, {
        name: nw.when(nw.col(scored)).then(by_score[name]).otherwise(outcome[name])
        for name in outcome
    }


def past_cuts(standard: Standard, measured: Measured) -> dict[Quantity, list[Past]]:
    """Return of each quantity that class rules read whether it is past each of its cuts."""
    return {
        quantity: [_past_cut(quantity, cut, standard, measured) for cut in cuts]
        for quantity, cuts in standard.ladder.cuts.items()
    }


def past_scores(standard: Standard, measured: Measured) -> dict[Quantity, list[Past]]:
    """Return the same of the review's scores, of which there are those of `measured.review`."""
    scores, ladder = standard.review_scores, standard.score_ladder
    past: dict[Quantity, list[Past]] = {}
    for quantity, cuts in ladder.cuts.items() if scores and ladder else ():
        column = quantity if quantity in measured.review else None
        if scores and quantity == "income_score":
            highest = quantity + HIGHEST if quantity + HIGHEST in measured.review else None
            past[quantity] = [_past_points(column, highest, cut, scores.lines) for cut in cuts]
        else:
            past[quantity] = [_past_score(column, cut) for cut in cuts]
    return past


def is_by_score(measured: Measured) -> nw.Expr:
    """Return whether the review's scores decide: they do where there is no income (section 6)."""
    scores = sorted(name for name in measured.review if not name.endswith(HIGHEST))
    given = [~nw.col(name).is_null() for name in scores]
    return nw.col(measured.income).is_null() & reduce(operator.or_, given, nw.lit(value=False))


def _possible(
    frame: nw.LazyFrame[Any],
    rules: Sequence[ClassRule],
    ladder: Ladder,
    past: Mapping[Quantity, Sequence[Past]],
    name: str,
) -> tuple[nw.LazyFrame[Any], list[PossibleRule]]:
    """Return a frame with a column for each rule that may decide, and the rules with these."""
    possible = {
        f"{name}_{index}": holds
        for index, holds in enumerate(possible_rules(ladder, past, len(rules)))
    }
    pairs = zip(rules, possible, strict=True)
    found = [PossibleRule(rule.name, rule.basis, nw.col(column)) for rule, column in pairs]
    return frame.with_columns(**possible), found


def _past_cut(quantity: Quantity, cut: Cut, standard: Standard, measured: Measured) -> Past:
    """Return whether a household's quantity is past a cut of the class rules."""
    if quantity == "income":
        return _past_line(nw.col(measured.income), cut, standard.income_lines)
    if quantity == "weighted_score":
        sums = (measured.score, measured.possible_score)
        return _past_count(*sums, cut.least(measured.whole))
    if quantity in standard.conditions:
        return _past(nw.col(measured.conditions[quantity]))
    if quantity not in standard.scores:
        return _past_count(measured.deprivations, measured.possible, cut.least(1))
    limit = (
        _at_line(standard.scores[quantity].lines[cut.limit])
        if isinstance(cut.limit, str)
        else nw.lit(float(cut.limit))
    )
    compare = operator.gt if cut.beyond else operator.ge
    low, high = (nw.col(column) for column in measured.scores[quantity])
    return Past(_past(compare(low, limit)).surely, _past(compare(high, limit)).possibly)


def _at_line(line: Line) -> nw.Expr:
    """Return the number of a line in the household's area."""
    rural, urban = float(line.rural), float(line.urban)
    return nw.when(nw.col("area") == "rural").then(nw.lit(rural)).otherwise(nw.lit(urban))


def _past_line(value: nw.Expr, cut: Cut, lines: Mapping[str, Line]) -> Past:
    limit = _at_line(lines[str(cut.limit)])
    return _past(value > limit if cut.beyond else value >= limit)


def _past_points(
    column: str | None, highest: str | None, cut: Cut, lines: Mapping[str, Line]
) -> Past:
    """Return whether points are past a cut, which lie from one column to another where it is."""
    if column is None:
        return _past(None)
    least = _past_line(nw.col(column), cut, lines)
    if highest is None:
        return least
    most = _past_line(nw.coalesce(nw.col(highest), nw.col(column)), cut, lines)
    return Past(least.surely, least.possibly | most.possibly)


def _past_score(column: str | None, cut: Cut) -> Past:
    if column is None:
        return _past(None)
    compare = operator.gt if cut.beyond else operator.ge  # a score may be a fraction of a point
    return _past(compare(nw.col(column), int(cut.rank)))


def _past_count(sure: str, possible: str, least: int) -> Past:
    return Past(nw.col(sure) >= least, nw.col(possible) >= least)


def _past(answer: nw.Expr | None) -> Past:
    if answer is None:
        return Past(nw.lit(value=False), nw.lit(value=True))
    return Past(answer.fill_null(value=False), answer.fill_null(value=True))
