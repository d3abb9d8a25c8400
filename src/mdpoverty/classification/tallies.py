"""What is counted over the members of a household: who surely, and who possibly, meets what."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

import narwhals as nw

from mdpoverty.classification.conditions import meaning
from mdpoverty.classification.given import Counting, Given, Held, Tally
from mdpoverty.classification.halves import in_halves
from mdpoverty.classification.outcomes import possible_options
from mdpoverty.classification.widened import widened
from mdpoverty.standards.conditions import Condition
from mdpoverty.standards.derived import HighestOfMembers
from mdpoverty.standards.grid import grid_of
from mdpoverty.standards.model import Standard


def counts_of(
    frame: nw.LazyFrame[Any],
    tallies: Mapping[Counting, Tally],
    standard: Standard,
    given: Given,
) -> tuple[nw.LazyFrame[Any], list[nw.Expr]]:
    """Return members with what is counted of each, and the expressions that add it up.

    `given` is what the members have. The sums have the names of the tallies.
    """
    answers: dict[str, nw.Expr] = {}
    columns: dict[str, nw.Expr] = {}
    sums: list[nw.Expr] = []
    lines: dict[tuple[tuple[str, Condition], ...], dict[str | None, str]] = {}
    for counting, tally in tallies.items():
        match counting:
            case HighestOfMembers(highest_of_members=name):
                columns |= {tally.sure: _place(name, standard, given)}
                top = len(standard.variables("member")[name].codes) - 1
                sums += _highest(tally, top)
                continue
            case Held():
                if counting.lines not in lines:
                    frame, held = _lines(frame, counting, tally.sure, standard, given)
                    lines[counting.lines] = held
                columns |= _held(counting, tally, lines[counting.lines])
            case _:
                answers[f"{tally.sure} answer"] = meaning(counting, given)
                columns |= _asked(f"{tally.sure} answer", tally)
        sums += [nw.col(name).sum() for name in (tally.sure, tally.possible)]
    frame = widened(frame, answers)
    return widened(frame, columns), sums


def _asked(column: str, tally: Tally) -> dict[str, nw.Expr]:
    answer = nw.col(column)
    return {
        tally.sure: answer.fill_null(value=False).cast(nw.Int32),
        tally.possible: answer.fill_null(value=True).cast(nw.Int32),
    }


def _place(name: str, standard: Standard, given: Given) -> nw.Expr:
    """Return the place of a member's code among the codes, null for unknown."""
    place = nw.lit(None, dtype=nw.Int32)
    if name in given.columns:
        for index, code in enumerate(standard.variables("member")[name].codes):
            here = nw.col(name) == code
            place = nw.when(here).then(nw.lit(index, nw.Int32)).otherwise(place)
    return place


def _highest(tally: Tally, top: int) -> list[nw.Expr]:
    """Return the lowest and the highest that the greatest of all places may be."""
    place = nw.col(tally.sure)
    may_be = nw.when(place.is_null()).then(nw.lit(top, nw.Int32)).otherwise(place)
    return [place.fill_null(0).max().alias(tally.sure), may_be.max().alias(tally.possible)]


def _lines(
    frame: nw.LazyFrame[Any], held: Held, begin: str, standard: Standard, given: Given
) -> tuple[nw.LazyFrame[Any], dict[str | None, str]]:
    """Return members with a column for each line, and for none, that says whether they may hold it.

    `begin` begins the names of the columns.
    """
    options = possible_options(grid_of(dict(held.lines), standard.named("member")), given)
    names = {line: f"{begin} line {index}" for index, line in enumerate(options)}
    return frame.with_columns(**{names[line]: holds for line, holds in options.items()}), names


def _held(held: Held, tally: Tally, lines: Mapping[str | None, str]) -> dict[str, nw.Expr]:
    """Return who surely, and who possibly, holds one of some lines.

    A member surely does who can hold no other line, nor none.
    """
    nobody = nw.lit(value=False)
    some = [nw.col(name) for line, name in lines.items() if line in held.some]
    others = [nw.col(name) for line, name in lines.items() if line not in held.some]
    return {
        tally.sure: (~in_halves(operator.or_, [nobody, *others])).cast(nw.Int32),
        tally.possible: in_halves(operator.or_, [nobody, *some]).cast(nw.Int32),
    }
