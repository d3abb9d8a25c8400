"""Options that exclude each other: checked, and turned into boxes over what they ask about.

Conditions ask about a few things: a number against limits, a code, anything else as yes or no. Of
each only a few cells matter: between two neighbouring limits a number decides nothing. So options
are a partition of a small grid of cells. Whether two of them may hold at once is seen by looking at
every point, and each option (and that none holds) is put as boxes, each a set of cells of some of
the things. What is known of a household is a box too, so an option is possible for it exactly where
one of its boxes meets that: nothing is lost where answers are unknown together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, floor, prod
from typing import NamedTuple

from mdpoverty.codebook import BOOLEANS, Variable
from mdpoverty.standards.conditions import (
    AllOf,
    Answer,
    AnyOf,
    CodeList,
    Condition,
    CountOf,
    NoneOf,
    NumberLimit,
)

MOST_POINTS = 20_000

Point = tuple[int, ...]


class Edge(NamedTuple):
    """A limit as an edge between cells: what is past it is at least the number, or beyond it."""

    number: Fraction
    beyond: bool


@dataclass(frozen=True)
class NumberAxis:
    """A number, or its ratio to `per`; cell i is past i of the edges. `cells` are not empty."""

    column: str
    per: str | None
    edges: tuple[Edge, ...]
    cells: tuple[int, ...]


@dataclass(frozen=True)
class CodeAxis:
    """A code, or yes or no; cell i is code i."""

    column: str
    codes: tuple[str, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        """Every cell."""
        return tuple(range(len(self.codes)))


@dataclass(frozen=True)
class TruthAxis:
    """Any other condition, taken as a whole; cell 1 is that it holds."""

    condition: Condition
    cells: tuple[int, ...] = (0, 1)


Axis = NumberAxis | CodeAxis | TruthAxis
Box = Mapping[Axis, frozenset[int]]  # of an axis that is not named every cell


@dataclass(frozen=True)
class Grid:
    """Options over a grid of cells."""

    options: Mapping[str, Condition]
    axes: tuple[Axis, ...]

    @property
    def too_large(self) -> bool:
        """Whether there are more points than are looked at."""
        return prod(len(axis.cells) for axis in self.axes) > MOST_POINTS

    @cached_property
    def held(self) -> Mapping[Point, tuple[str, ...]]:
        """The options that hold at each point."""
        return {
            point: tuple(
                name
                for name, condition in self.options.items()
                if _holds(condition, dict(zip(self.axes, point, strict=True)))
            )
            for point in product(*(axis.cells for axis in self.axes))
        }

    def overlap(self) -> tuple[Point, tuple[str, ...]] | None:
        """Return a point where more than one option holds, and which, None where there is none."""
        return next(((point, names) for point, names in self.held.items() if len(names) > 1), None)

    def gap(self) -> Point | None:
        """Return a point where no option holds, None where there is none."""
        return next((point for point, names in self.held.items() if not names), None)

    @cached_property
    def boxes(self) -> Mapping[str | None, tuple[Box, ...]]:
        """The boxes of each option, and as None those where none holds; no overlap is assumed."""
        parts: dict[str | None, set[Point]] = {name: set() for name in self.options}
        for point, names in self.held.items():
            parts.setdefault(names[0] if names else None, set()).add(point)
        return {name: tuple(_cover(points, self.axes)) for name, points in parts.items()}


def grid_of(options: Mapping[str, Condition], variables: Mapping[str, Variable]) -> Grid:
    """Return the grid of options; `variables` are those that they read."""
    edges: dict[tuple[str, str | None], set[Edge]] = {}
    others: dict[Axis, None] = {}
    for part in (leaf for condition in options.values() for leaf in _leaves(condition)):
        match part:
            case NumberLimit(column=column, per=per):
                edges.setdefault((column, per), set()).update(_edges(part))
            case CodeList(column=column) | Answer(column=column):
                others[_code_axis(column, variables[column])] = None
            case _:
                others[TruthAxis(part)] = None
    numbers = [
        _number_axis(column, per, sorted(found), variables[column])
        for (column, per), found in edges.items()
    ]
    return Grid(options, (*numbers, *others))


def _code_axis(column: str, variable: Variable) -> CodeAxis:
    return CodeAxis(column, variable.codes or BOOLEANS)


def _leaves(condition: Condition) -> Iterator[Condition]:
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts) | NoneOf(none_of=parts):
            for part in parts:
                yield from _leaves(part)
        case CountOf(count_of=parts):
            for part in parts:
                yield from _leaves(part)
        case _:
            yield condition


def edges_of(limit: NumberLimit) -> Mapping[str, Edge]:
    """Return the edge of each limit, by its word."""
    words = {"at_least": False, "above": True, "at_most": True, "below": False}
    return {
        word: Edge(number, beyond)
        for word, beyond in words.items()
        if (number := getattr(limit, word)) is not None
    }


def _edges(limit: NumberLimit) -> Iterator[Edge]:
    yield from edges_of(limit).values()


def _number_axis(
    column: str, per: str | None, edges: Sequence[Edge], variable: Variable
) -> NumberAxis:
    whole = variable.type == "integer" and per is None
    least = None if variable.minimum is None or per else Fraction(variable.minimum)
    if per and variable.minimum == 0:
        least = Fraction(0)  # of a ratio too: a whole is above zero
    cells = [
        cell
        for cell, (lower, upper) in enumerate(zip([None, *edges], [*edges, None], strict=True))
        if not _is_empty(lower, upper, least, whole=whole)
    ]
    return NumberAxis(column, per, tuple(edges), tuple(cells))


def _is_empty(
    lower: Edge | None, upper: Edge | None, least: Fraction | None, *, whole: bool
) -> bool:
    """Return whether no number is past `lower` and not past `upper`."""
    if upper is None:
        return False
    start = lower
    if least is not None and (start is None or start.number < least):
        start = Edge(least, beyond=False)
    if start is None:
        return False
    if whole:
        first = floor(start.number) + 1 if start.beyond else ceil(start.number)
        return first > upper.number if upper.beyond else first >= upper.number
    return start >= upper


def _holds(  # noqa: PLR0911 -- one case for each kind of condition
    condition: Condition, at: Mapping[Axis, int]
) -> bool:
    """Return whether a condition holds at a point."""
    match condition:
        case AllOf(all_of=parts):
            return all(_holds(part, at) for part in parts)
        case AnyOf(any_of=parts):
            return any(_holds(part, at) for part in parts)
        case NoneOf(none_of=parts):
            return not any(_holds(part, at) for part in parts)
        case CountOf(count_of=parts, at_least=least):
            return sum(_holds(part, at) for part in parts) >= least
        case NumberLimit(column=column, per=per):
            axis, cell = _at(at, NumberAxis, column, per)
            return all(
                (cell > axis.edges.index(edge)) == (word in ("at_least", "above"))
                for word, edge in edges_of(condition).items()
            )
        case CodeList(column=column, codes=codes):
            code_axis, cell = _code_at(at, column)
            return code_axis.codes[cell] in codes
        case Answer(column=column, equals=equals):
            code_axis, cell = _code_at(at, column)
            return code_axis.codes[cell] == ("yes" if equals else "no")
        case _:
            return bool(at[TruthAxis(condition)])


def _at(
    at: Mapping[Axis, int], kind: type[NumberAxis], column: str, per: str | None
) -> tuple[NumberAxis, int]:
    return next(
        (axis, cell)
        for axis, cell in at.items()
        if isinstance(axis, kind) and (axis.column, axis.per) == (column, per)
    )


def _code_at(at: Mapping[Axis, int], column: str) -> tuple[CodeAxis, int]:
    return next(
        (axis, cell)
        for axis, cell in at.items()
        if isinstance(axis, CodeAxis) and axis.column == column
    )


def _cover(points: set[Point], axes: Sequence[Axis]) -> Iterator[Box]:
    """Yield boxes that hold just these points; each is as large as it can be."""
    left = set(points)
    while left:
        sides = [{cell} for cell in min(left)]
        for place, axis in enumerate(axes):
            for cell in axis.cells:
                grown = [*sides[:place], {*sides[place], cell}, *sides[place + 1 :]]
                if all(point in points for point in product(*grown)):
                    sides = grown
        left -= set(product(*sides))
        yield {
            axis: frozenset(side)
            for axis, side in zip(axes, sides, strict=True)
            if side != set(axis.cells)
        }
