"""Sums of doubles that are the same in whatever order they are added up, to the last bit.

A double is taken apart into two whole numbers: what stands before its point, and what stands behind
it, in units of 2**-96. Both add up exactly, as long as the sum is below 10**38.
"""

from __future__ import annotations

import polars as pl

HIGH, LOW = "_high", "_low"  # end the names of both parts
UNIT = 2.0**96


def parts_of(number: pl.Expr, name: str) -> dict[str, pl.Expr]:
    """Return both parts of a number that is not negative, by their names."""
    whole = number.floor()
    return {
        name + HIGH: whole.cast(pl.Int128),
        name + LOW: ((number - whole) * UNIT).cast(pl.Int128),
    }


def added(name: str) -> pl.Expr:
    """Return the sum whose parts are in the columns of a name, as a double."""
    return pl.col(name + HIGH).cast(pl.Float64) + pl.col(name + LOW).cast(pl.Float64) / UNIT
