"""What each condition means: yes, no or unknown.

`meaning` gives a condition as one Narwhals expression of true, false or null, in Kleene's logic,
for every engine. Nothing here needs an eager frame.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

import narwhals as nw

from mdpoverty.classification.exact import divided
from mdpoverty.classification.given import Given, Span
from mdpoverty.classification.halves import in_halves
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.standards.conditions import (
    AllOf,
    Answer,
    Answered,
    AnyMember,
    AnyOf,
    CodeList,
    Condition,
    CountOf,
    FirstKnown,
    Limits,
    NoneOf,
    NumberLimit,
    ShareOfMembers,
    TableLimit,
)


def unknown() -> nw.Expr:
    """Return the answer that nobody gave."""
    return nw.lit(None, dtype=nw.Boolean)


def meaning(  # noqa: C901, PLR0911, PLR0912 -- one case for each kind of condition
    condition: Condition, given: Given
) -> nw.Expr:
    """Return `condition` as an expression: true, false, or null for unknown.

    A column that the frame does not have is unknown for everybody, never "no".
    """
    if answered := given.answers.get(condition):
        return nw.col(answered)
    match condition:
        case AllOf(all_of=parts):
            return in_halves(operator.and_, (meaning(part, given) for part in parts))
        case AnyOf(any_of=parts):
            return in_halves(operator.or_, (meaning(part, given) for part in parts))
        case NoneOf(none_of=parts):
            return ~in_halves(operator.or_, (meaning(part, given) for part in parts))
        case FirstKnown(first_known=parts):
            return nw.coalesce(*(meaning(part, given) for part in parts))
        case CountOf(count_of=parts, at_least=least):
            answers = [meaning(part, given) for part in parts]
            return _between(sure_count(answers), possible_count(answers), least)
        case AnyMember(any_member=part):
            if not (tally := given.tally(part)):
                return unknown()
            return _between(nw.col(tally.sure), nw.col(tally.possible), 1)
        case ShareOfMembers(share_of_members=part):
            if not (tally := given.tally(part)):
                return unknown()
            whole = nw.col(HOUSEHOLD_SIZE)
            return _at_both_ends(condition, nw.col(tally.sure), nw.col(tally.possible), whole)
        case NumberLimit():
            return _number(condition, given)
        case Answer(column=column, equals=equals):
            return _equals(column, "yes" if equals else "no", given)
        case CodeList(column=column, codes=codes):
            if span := given.spans.get(column):
                return _among(span, codes)
            # Not `is_in`, which engines answer differently for null: unknown stays unknown.
            return in_halves(operator.or_, (_equals(column, code, given) for code in codes))
        case TableLimit():
            return unknown()  # of no table that there is
        case Answered(answered=columns):
            there = [~nw.col(name).is_null() for name in columns if name in given.columns]
            return in_halves(operator.or_, [nw.lit(value=False), *there])


def sure_count(answers: Sequence[nw.Expr], units: Sequence[int] = ()) -> nw.Expr:
    """Return how many answers are yes, or how many `units` these have."""
    return _count([x.fill_null(value=False) for x in answers], units)


def possible_count(answers: Sequence[nw.Expr], units: Sequence[int] = ()) -> nw.Expr:
    """Return how many answers are yes or unknown, or how many `units` these have."""
    return _count([x.fill_null(value=True) for x in answers], units)


def _count(answers: Sequence[nw.Expr], units: Sequence[int]) -> nw.Expr:
    if set(units) <= {1}:
        return in_halves(operator.add, (answer.cast(nw.Int16) for answer in answers))
    pairs = zip(answers, units, strict=True)
    return in_halves(operator.add, (answer.cast(nw.Int64) * unit for answer, unit in pairs))


def _between(sure: nw.Expr, possible: nw.Expr, least: int) -> nw.Expr:
    """Return yes where the sure count suffices, no where even the possible one does not."""
    no = nw.when(possible < least).then(nw.lit(value=False))
    return nw.when(sure >= least).then(nw.lit(value=True)).otherwise(no)


def _equals(column: str, code: str, given: Given) -> nw.Expr:
    name = given.column(column)
    return nw.col(name) == code if name else unknown()


def _number(condition: NumberLimit, given: Given) -> nw.Expr:
    column, per = condition.column, condition.per
    if per and per not in given.columns:
        return unknown()
    whole = nw.col(per) if per else None
    if span := given.spans.get(column):
        return _at_both_ends(condition, nw.col(span.low), nw.col(span.high), whole)
    name = given.column(column)
    if name is None:
        return unknown()
    held: nw.Expr = in_halves(operator.and_, within(nw.col(name), condition, whole))
    return held


def runs(places: Collection[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each run of neighbouring places."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _among(span: Span, codes: Collection[str]) -> nw.Expr:
    """Return whether a code, known within bounds of the order of its codes, is one of `codes`."""
    low, high = nw.col(span.low), nw.col(span.high)
    some = runs([span.codes.index(code) for code in codes])
    surely = in_halves(operator.or_, ((low >= first) & (high <= last) for first, last in some))
    possibly = in_halves(operator.or_, ((high >= first) & (low <= last) for first, last in some))
    no = nw.when(~possibly).then(nw.lit(value=False))
    return nw.when(surely).then(nw.lit(value=True)).otherwise(no)


def _at_both_ends(limits: Limits, least: nw.Expr, most: nw.Expr, whole: nw.Expr | None) -> nw.Expr:
    """Return limits on a number, or on its share of a whole, that lies from `least` to `most`."""
    held = []
    for low, high in zip(within(least, limits, whole), within(most, limits, whole), strict=True):
        # A limit holds for a range when it holds at both ends, and fails when at both it fails.
        no = nw.when(~low & ~high).then(nw.lit(value=False))
        held.append(nw.when(low & high).then(nw.lit(value=True)).otherwise(no))
    return in_halves(operator.and_, held)


def within(value: Any, limits: Limits, whole: Any = None) -> list[Any]:
    """Return each limit on an expression of any engine as a comparison.

    `value / whole` is compared as value with whole · p / q: `whole` is a whole number, so both
    sides are the nearest double to an exact number, no limit drifts, and nothing is divided by
    zero.
    """
    comparisons = (
        (operator.ge, limits.at_least),
        (operator.gt, limits.above),
        (operator.le, limits.at_most),
        (operator.lt, limits.below),
    )
    return [
        compare(value, scaled(limit, whole)) for compare, limit in comparisons if limit is not None
    ]


def scaled(limit: Fraction, whole: nw.Expr | None) -> nw.Expr | float:
    """Return a limit, or that share of a whole number: the nearest double to the exact number."""
    if whole is None:
        return float(limit)
    product = whole * limit.numerator
    return product if limit.denominator == 1 else divided(product, limit.denominator)
