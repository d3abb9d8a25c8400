"""Columns that depend on a few keys: worked out once for each pattern of these, not for each row.

Between two neighbouring limits it makes no difference what a number is, and of codes there are few.
So for a plan on Polars what columns mean is worked out beforehand for every pattern that there can
be, by the very expressions that say it, and a row takes what its pattern has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from math import inf, nextafter, prod
from typing import Any

import narwhals as nw
import polars as pl

MOST = 20_000  # patterns: beyond, working out every one costs more than it saves
_WIDE = 10_000  # whole numbers of which it is worth knowing the place of each


@dataclass(frozen=True)
class Key:
    """A key of a table: what may be known of it, and the values that rows of the table have.

    It lies between the columns `low` and `high`, which are one where it is known or not; rows hold
    for their value, or `is_from` it on.
    """

    name: str
    low: str
    high: str
    values: tuple[str | Fraction, ...]
    is_from: bool


@dataclass(frozen=True)
class _Axis:
    """A column of a key: a value for each place that it may have, and where a row has which."""

    column: str
    dtype: pl.DataType
    values: tuple[float | str | None, ...]
    place: pl.Expr


def by_pattern(
    frame: nw.LazyFrame[Any],
    keys: Sequence[Key],
    names: Sequence[str],
    added: Callable[[nw.LazyFrame[Any]], nw.LazyFrame[Any]],
) -> nw.LazyFrame[Any]:
    """Return `frame` with the columns `names`, which depend on `keys` alone, as `added` has them.

    `added` takes a frame with the columns of the keys, and adds those numbers (doubles) to it.
    """
    axes = [axis for key in keys for axis in _axes(key)]
    if not axes or prod(len(axis.values) for axis in axes) > MOST:
        return added(frame)
    if not frame.implementation.is_polars():
        return added(frame)
    patterns = pl.DataFrame(
        list(product(*(axis.values for axis in axes))),
        schema={axis.column: axis.dtype for axis in axes},
        orient="row",
    )
    found: pl.DataFrame = added(nw.from_native(patterns.lazy())).collect().to_native()
    place = f"{names[0]} pattern"
    places = reduce(
        lambda before, axis: before * len(axis.values) + axis.place, axes, pl.lit(0, pl.UInt32)
    )
    plan: pl.LazyFrame = frame.to_native()
    return nw.from_native(
        plan.with_columns(places.alias(place)).with_columns(
            pl.col(place)
            .map_batches(found[name].gather, return_dtype=pl.Float64, is_elementwise=True)
            .alias(name)
            for name in names
        )
    )


def _axes(key: Key) -> Iterator[_Axis]:
    columns = dict.fromkeys((key.low, key.high))
    numbers = [float(value) for value in key.values if isinstance(value, Fraction)]
    codes = [value for value in key.values if isinstance(value, str)]
    for column in columns:
        yield _number_axis(column, numbers, key) if numbers else _code_axis(column, codes)


def _number_axis(column: str, numbers: Sequence[float], key: Key) -> _Axis:
    """Return the cells between the numbers, and what is not known."""
    beyond = [] if key.is_from else [nextafter(number, inf) for number in numbers]
    edges = sorted({*numbers, *beyond})
    cell = pl.col(column).map_batches(_finder(edges), return_dtype=pl.UInt32, is_elementwise=True)
    place = pl.when(pl.col(column).is_null()).then(len(edges) + 1).otherwise(cell)
    return _Axis(column, pl.Float64(), (-inf, *edges, None), place)


def _finder(edges: Sequence[float]) -> Callable[[pl.Series], pl.Series]:
    """Return what finds how many of the edges each of some numbers has reached."""
    every = pl.Series(edges)
    first, last = edges[0] - 1, edges[-1]
    if last - first > _WIDE or not all(edge.is_integer() for edge in edges):
        return lambda numbers: every.search_sorted(numbers, side="right")
    # Between whole edges a number is where its whole part is, which is looked up faster.
    reached = every.search_sorted(
        pl.Series(range(int(first), int(last) + 1), dtype=pl.Float64), side="right"
    )
    return lambda numbers: reached.gather(
        (numbers.clip(first, last).floor() - first).cast(pl.UInt32, strict=False)
    )


def _code_axis(column: str, codes: Sequence[str]) -> _Axis:
    """Return the codes, any other, and what is not known."""
    cells = pl.col(column)
    place = pl.when(cells.is_null()).then(len(codes) + 1).otherwise(len(codes))
    for index, code in enumerate(codes):
        place = pl.when(cells == code).then(index).otherwise(place)
    return _Axis(column, pl.String(), (*codes, "", None), place.cast(pl.UInt32))
