"""What is worked out once for each pattern of keys is what the expressions say of each row."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import inf, nextafter
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from mdpoverty.classification.patterns import Key, by_pattern

EDGES = {
    "whole": (0, 1, 12, 192),
    "fractions": ("1/2", "5/2"),
    "far apart": (0, 50_000_000),
    "below zero": (-7, 3),
}


def added(frame: nw.LazyFrame[Any], key: Key, code: Key) -> nw.LazyFrame[Any]:
    """Return a frame with a number that tells every pattern of the two keys."""
    found = nw.lit(0.0)
    for place, edge in enumerate(key.values):
        low, high, number = nw.col(key.low), nw.col(key.high), float(Fraction(edge))
        at_least = (low >= number) if key.is_from else (low == number)
        found = found + at_least.fill_null(value=True).cast(nw.Float64) * 4.0**place
        found = found + (high >= number).fill_null(value=False).cast(nw.Float64) * 0.5
    for place, value in enumerate(code.values):
        same = (nw.col(code.low) == value).fill_null(value=True)
        found = found + same.cast(nw.Float64) * 10_000.0 * 2**place
    return frame.with_columns(told=found)


@pytest.mark.parametrize("is_from", [True, False])
@pytest.mark.parametrize("edges", EDGES.values(), ids=EDGES)
def test_a_pattern_says_what_its_rows_say(edges: tuple[int | str, ...], *, is_from: bool) -> None:
    """On every edge, beside it, between, far from all, and where nothing is known."""
    values = tuple(Fraction(edge) for edge in edges)
    beside = [f(float(v)) for v in values for f in (float, _before, _after, lambda v: v + 0.25)]
    numbers = [*beside, -1e300, 1e300, None]
    ends = [(low, high) for low, high in product(numbers, numbers) if _ordered(low, high)]
    rows = [(*end, code) for end, code in product(ends, ["male", "female", "other", None])]
    frame = pl.LazyFrame(
        rows, schema={"low": pl.Float64, "high": pl.Float64, "sex": pl.String}, orient="row"
    )
    key = Key("months", "low", "high", values, is_from=is_from)
    code = Key("sex", "sex", "sex", ("male", "female"), is_from=False)
    lazy: nw.LazyFrame[Any] = nw.from_native(frame)
    found = by_pattern(lazy, [key, code], ["told"], lambda rows: added(rows, key, code))
    said = added(lazy, key, code)
    assert "told pattern" in found.collect_schema()
    told = found.collect()["told"].to_list()
    assert told == said.collect()["told"].to_list()
    assert len(set(told)) > len(values)


def _before(number: float) -> float:
    return nextafter(number, -inf)


def _after(number: float) -> float:
    return nextafter(number, inf)


def _ordered(low: float | None, high: float | None) -> bool:
    return (low is None and high is None) or (low is not None and high is not None and low <= high)
