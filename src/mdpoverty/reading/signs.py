"""Signs that numbers of a survey may be wrong, counted by file and by place while rows pass.

Whether a sign means something is told by all rows together, in `mdpoverty.reading.suspicions`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from mdpoverty.classification.decide import INCOMES, income
from mdpoverty.classification.given import Given
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.files.rows import FILE
from mdpoverty.reading.checks import REFUSED
from mdpoverty.reading.reading import Reading
from mdpoverty.survey.place_names import PLACES
from mdpoverty.survey.survey import CELL

TINY = 1_000  # VND a month: an amount below may have grouped digits that are read as decimals
LEAST = 50_000  # VND a month: a median income below is no survey's in any year since 2006
MOST = 15_000_000  # VND a month: a median income above is no commune's, but may be one of a year
_ROUNDED = 1_000  # VND: incomes that differ by less may be rounded

# Columns that say of a row whether it has an income above zero, one that is low or high, two that
# differ, a number that may stand for a missing answer; and, refused or not, an amount below TINY.
IS_KNOWN, IS_LOW, IS_HIGH, IS_UNLIKE, IS_CODED = "_known", "_low", "_high", "_unlike", "_coded"
IS_TINY = "_tiny"
SIGNS = (IS_KNOWN, IS_LOW, IS_HIGH, IS_UNLIKE, IS_CODED, IS_TINY)
ROWS = "_rows"

# Numbers that programs write for an answer that is missing: -999, 99998, 8888888.
_MISSING = tuple(
    float(sign * (int(digit * length) - less))
    for digit in "89"
    for length in range(1, 10)
    for sign, less in ((1, 0), (1, 1), (1, 2), (-1, 0))
    if sign < 0 or length > 2  # noqa: PLR2004 -- 99 may be square metres, -9 is nothing
)


class Noted(NamedTuple):
    """What is counted of a batch of rows, or of all.

    `groups` has for each file and place how many ROWS there are, and how many with each of SIGNS;
    `codes` how many `rows` have a `value` of a `variable` that may stand for a missing answer.
    """

    groups: pl.DataFrame
    codes: pl.DataFrame

    def total(self, count: str) -> int:
        """Return a count of all files and places."""
        return int(self.groups[count].sum()) if self.groups.height else 0


def signs(reading: Reading) -> dict[str, nw.Expr]:
    """Return the SIGNS of rows that say whether they are REFUSED."""
    amount = income_of(reading)
    found = {
        IS_KNOWN: amount > 0,
        IS_LOW: is_low(amount),
        IS_HIGH: is_high(amount),
        IS_UNLIKE: is_unlike(reading),
        IS_CODED: _any(is_one_of(name, _MISSING) for name in _numbers(reading)),
    }
    sound = ~nw.col(REFUSED)
    tiny = ((nw.col(name).abs() < TINY) & (nw.col(name) != 0) for name in money(reading))
    masked = {name: sound & sign.fill_null(value=False) for name, sign in found.items()}
    return {**masked, IS_TINY: _any(each.fill_null(value=False) for each in tiny)}


def is_low(amount: nw.Expr) -> nw.Expr:
    """Return which incomes are too low for a median; one of zero or a loss says nothing."""
    return (amount > 0) & (amount < LEAST)


def is_high(amount: nw.Expr) -> nw.Expr:
    """Return which incomes are too high for a median."""
    return amount > MOST


def income_of(reading: Reading) -> nw.Expr:
    """Return the income of a row in VND per person per month."""
    return income(Given(frozenset(reading.variables)))


def is_unlike(reading: Reading) -> nw.Expr:
    """Return whether a household's two incomes are not the same, but for rounding."""
    if not {*INCOMES, HOUSEHOLD_SIZE} <= reading.variables.keys():
        return nw.lit(value=False)
    each, whole, size = (nw.col(name) for name in (*INCOMES, HOUSEHOLD_SIZE))
    return ((each * size - whole).abs() > size * _ROUNDED).fill_null(value=False)


def is_one_of(name: str, values: Sequence[float]) -> nw.Expr:
    """Return whether a number is one of some."""
    return nw.col(name).is_in(list(values)).fill_null(value=False)


def places_of(reading: Reading) -> list[str]:
    """Return the columns that tell a place: province, district and commune, as far as given."""
    given = reading.survey.given
    return [name for name in PLACES if name in reading.variables and name in given]


def money(reading: Reading) -> list[str]:
    """Return the variables that are amounts of money."""
    return [name for name in _numbers(reading) if reading.variables[name].unit.startswith("VND")]


def noted(batch: pl.DataFrame, reading: Reading) -> Noted:
    """Return what is counted of a batch of rows that have SIGNS."""
    frame = nw.from_native(batch)
    groups = by_place(frame, reading).to_native()
    found = Noted(groups, pl.DataFrame())
    if not found.total(IS_CODED):
        return found
    return Noted(groups, codes_in(frame, reading).to_native())


def by_place(frame: Any, reading: Reading) -> Any:
    """Return how many rows each file and place has, and how many with each of SIGNS.

    `frame` is one of Narwhals, with rows or lazy, and so is what is returned. Where copies of the
    cells of places are beside their values, each group has one of them too.
    """
    columns = frame.collect_schema().names()
    places = places_of(reading)
    copies = [CELL + name for name in PLACES if CELL + name in columns]
    keys = [*([FILE] if FILE in columns else []), *places, *copies]
    counts = [nw.col(name).cast(nw.Int64).sum() for name in SIGNS]
    rows = nw.len().cast(nw.Int64).alias(ROWS)
    return frame.group_by(*keys).agg(rows, *counts) if keys else frame.select(rows, *counts)


def codes_in(frame: Any, reading: Reading) -> Any:
    """Return how many rows have a value of a variable that may stand for a missing answer.

    `frame` is one of Narwhals, with rows or lazy, and so is what is returned.
    """
    names = _numbers(reading)
    some = frame.filter(nw.col(IS_CODED)).select(nw.col(name).cast(nw.Float64) for name in names)
    cells = some.unpivot(on=names, variable_name="variable", value_name="value")
    found = cells.filter(is_one_of("value", _MISSING))
    return found.group_by("variable", "value").agg(nw.len().cast(nw.Int64).alias("rows"))


def together(parts: Sequence[Noted]) -> Noted:
    """Return what is counted of all batches."""
    groups = [part.groups for part in parts if part.groups.height]
    codes = [part.codes for part in parts if part.codes.height]
    every = pl.concat(groups) if groups else pl.DataFrame()
    if groups:
        keys = [name for name in every.columns if name not in (ROWS, *SIGNS)]
        sums = pl.col(ROWS, *SIGNS).sum()
        every = every.group_by(keys).agg(sums).sort(keys) if keys else every.select(sums)
    rows = pl.col("rows").sum()
    values = pl.concat(codes).group_by("variable", "value").agg(rows) if codes else pl.DataFrame()
    return Noted(every, values)


def _any(signs: Iterator[nw.Expr]) -> nw.Expr:
    return reduce(operator.or_, signs, nw.lit(value=False))


def _numbers(reading: Reading) -> list[str]:
    """Return the numbers that may have any size, but for weights."""
    return [
        name
        for name, variable in reading.variables.items()
        if variable.unit.startswith(("VND", "m2")) and name in reading.survey.given
    ]
