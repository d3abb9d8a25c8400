"""Numbers of less precision than decimals have: how many digits they keep, and as doubles."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

MAX_DIGITS = 15  # of a number in a survey: so many a double keeps, whatever they are
KEPT: Mapping[pl.DataType, int] = {
    pl.Float64(): MAX_DIGITS,
    pl.Float32(): 7,
    pl.Float16(): 3,
}  # digits that a number keeps for certain
_HALF = 6  # digits: with one less, no two numbers of half precision are the same


def as_double(cells: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return numbers as doubles: a fraction of less precision is what it is written as, 1.1."""
    if dtype == pl.Float16:
        return shortest(cells)
    number = cells.cast(pl.Float64)
    if dtype != pl.Float32:
        return number
    written = cells.cast(pl.String).cast(pl.Float64)
    return pl.when(_is_whole(number)).then(number).otherwise(written)


def shortest(halves: pl.Expr) -> pl.Expr:
    """Return numbers of half precision as doubles: fractions with the fewest digits that they need.

    A whole number is what it is: 65504.
    """
    number = halves.cast(pl.Float64)
    found = (number.round_sig_figs(digits) for digits in range(1, _HALF))
    alike = (pl.when(each.cast(pl.Float16) == halves).then(each) for each in found)
    return pl.when(_is_whole(number)).then(number).otherwise(pl.coalesce(*alike, number))


def _is_whole(number: pl.Expr) -> pl.Expr:
    return number.floor() == number


def floats_in(
    types: Mapping[str, Collection[pl.DataType]], schema: Mapping[str, pl.DataType]
) -> dict[str, frozenset[pl.DataType]]:
    """Return the floats among the types that columns have in parts of a survey, and not in all."""
    found = {
        name: frozenset(KEPT) & frozenset(kinds) - {schema[name]} for name, kinds in types.items()
    }
    return {name: kinds for name, kinds in found.items() if kinds}
