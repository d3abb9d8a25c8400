"""Which options of a grid are possible for a household, given what is known of it."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Mapping
from functools import reduce

import narwhals as nw

from mdpoverty.classification.conditions import meaning, runs, scaled
from mdpoverty.classification.given import Given
from mdpoverty.standards.grid import Axis, Box, CodeAxis, Edge, Grid, NumberAxis, TruthAxis


def possible_options(grid: Grid, given: Given) -> dict[str | None, nw.Expr]:
    """Return whether each option, and as None that there is none, is possible; never null.

    An option that no household can have is left out.
    """
    return {name: any_box(boxes, given) for name, boxes in grid.boxes.items() if boxes}


def any_box(boxes: Iterable[Box], given: Given) -> nw.Expr:
    """Return whether what is known meets any of the boxes; never null."""
    return reduce(operator.or_, (_box(box, given) for box in boxes))


def _box(box: Box, given: Given) -> nw.Expr:
    parts = [_meets(axis, cells, given) for axis, cells in box.items()]
    return reduce(operator.and_, parts) if parts else nw.lit(value=True)


def _meets(axis: Axis, cells: Collection[int], given: Given) -> nw.Expr:
    """Return whether a thing may be in one of these cells; never null."""
    match axis:
        case NumberAxis():
            return _number(axis, cells, given)
        case CodeAxis():
            return _code(axis, cells, given)
        case TruthAxis(condition=condition):
            answer = meaning(condition, given)
            return (answer if 1 in cells else ~answer).fill_null(value=True)


def _number(axis: NumberAxis, cells: Collection[int], given: Given) -> nw.Expr:
    span, name = given.spans.get(axis.column), given.column(axis.column)
    if (span is None and name is None) or (axis.per and axis.per not in given.columns):
        return nw.lit(value=True)
    low, high = (span.low, span.high) if span else (str(name), str(name))
    whole = nw.col(axis.per) if axis.per else None
    # Places among the cells that are not empty: between them nothing lies.
    places = [axis.cells.index(cell) for cell in cells]
    found = []
    for first, last in runs(places):
        parts = []
        if first > 0:
            parts.append(_past(nw.col(high), axis.edges[axis.cells[first] - 1], whole))
        if last < len(axis.cells) - 1:
            parts.append(~_past(nw.col(low), axis.edges[axis.cells[last]], whole))
        found.append(reduce(operator.and_, parts))
    return reduce(operator.or_, found).fill_null(value=True)


def _past(number: nw.Expr, edge: Edge, whole: nw.Expr | None) -> nw.Expr:
    limit = scaled(edge.number, whole)
    return number > limit if edge.beyond else number >= limit


def _code(axis: CodeAxis, cells: Collection[int], given: Given) -> nw.Expr:
    if span := given.spans.get(axis.column):
        low, high = nw.col(span.low), nw.col(span.high)
        some = ((high >= first) & (low <= last) for first, last in runs(cells))
        return reduce(operator.or_, some).fill_null(value=True)
    name = given.column(axis.column)
    if name is None:
        return nw.lit(value=True)
    others = [cell for cell in axis.cells if cell not in cells]
    if len(others) < len(cells):
        none = reduce(operator.or_, (nw.col(name) == axis.codes[cell] for cell in others))
        return (~none).fill_null(value=True)
    some_of = reduce(operator.or_, (nw.col(name) == axis.codes[cell] for cell in cells))
    return some_of.fill_null(value=True)


def possible_tables(grid: Grid, given: Given) -> Mapping[str, nw.Expr]:
    """Return whether each table of points may be the household's; never null."""
    return {str(name): holds for name, holds in possible_options(grid, given).items()}
