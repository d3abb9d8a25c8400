"""Arithmetic that is the same on every engine: quotients, and halves."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from mdpoverty.classification.conditions import meaning
from mdpoverty.classification.exact import divided, rounded
from mdpoverty.classification.given import Given
from mdpoverty.standards.conditions import NumberLimit


def worked_out(numbers: list[Any], expression: nw.Expr) -> list[Any]:
    frame = nw.from_native(pl.LazyFrame({"number": numbers})).select(found=expression)
    return frame.to_native().collect()["found"].to_list()


@pytest.mark.parametrize("by", [3, 7, 10, 12, 49, 100, 10_000])
def test_a_quotient_is_the_nearest_double(by: int) -> None:
    """Whole numbers and doubles are divided as Python divides them."""
    numbers = [*range(-200, 200), 10**14 + 1]
    for given in (numbers, [float(number) for number in numbers]):
        assert worked_out(given, divided(nw.col("number"), by)) == [n / by for n in numbers]


def test_halves_are_rounded_to_even() -> None:
    """What is halfway goes to the even neighbour; no other number is moved past its nearest."""
    numbers = [
        31250.03125,
        31250.09375,
        -0.5,
        0.5,
        1.5,
        2.5,
        1e9 + 0.33333333,
        7.0,
        0.0,
        99999999.99995,
    ]
    exact = [
        Decimal(number).quantize(Decimal("0.0001"), ROUND_HALF_EVEN) for number in numbers[:-1]
    ]
    assert worked_out(numbers[:-1], rounded(nw.col("number"), 4)) == [float(x) for x in exact]
    assert worked_out(numbers, rounded(nw.col("number"))) == [float(round(x)) for x in numbers]
    assert worked_out([None], rounded(nw.col("number").cast(nw.Float64), 4)) == [None]


def test_a_value_on_a_limit_that_is_a_fraction_is_on_it() -> None:
    """0.3 m2 of a household of one, at 3/10 a person, is exactly the limit: not below it."""
    limit = NumberLimit(column="area", per="size", below="3/10")  # type: ignore[arg-type]  # as YAML
    below = meaning(limit, Given(frozenset({"area", "size"}), {}))
    sizes = [float(size) for size in range(1, 100)]
    areas = [float(Decimal(3 * size) / 10) for size in range(1, 100)]
    frame = nw.from_native(pl.LazyFrame({"area": areas, "size": sizes})).select(found=below)
    assert not frame.to_native().collect()["found"].any()
