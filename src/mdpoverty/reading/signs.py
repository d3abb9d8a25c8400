"""Signs that numbers of a survey may be wrong, counted by file and by place while rows pass.

Whether a sign means something is told by all rows together, in `mdpoverty.reading.suspicions`.
Few rows have a sign: of places only those with such rows are counted, since counting every place of
every batch costs more than all else here.
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
from mdpoverty.reading.failing import REFUSED
from mdpoverty.reading.reading import Reading
from mdpoverty.survey.engine import of_its_own
from mdpoverty.survey.place_names import PLACES, columns_of_places

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

    `files` has for each file, or for all rows, how many ROWS there are, and how many with each of
    SIGNS. `places` has the same for each file and place with an income that is low or high, of the
    batches where it has one. `names` are the places that rows name, each once. `codes` has how many
    `rows` have a `value` of a `variable` that may stand for a missing answer.
    """

    files: pl.DataFrame
    places: pl.DataFrame
    names: pl.DataFrame
    codes: pl.DataFrame

    def total(self, count: str) -> int:
        """Return a count of all files."""
        return int(self.files[count].sum()) if self.files.height else 0


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


def told_by_signs(batch: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return the columns of a batch that `noted` looks at, and the year of each row."""
    own = [FILE, *columns_of_places(batch.columns).values(), *places_of(reading)]
    own += [*_numbers(reading), "survey_year", *SIGNS]
    return batch[[name for name in dict.fromkeys(own) if name in batch.columns]]


def noted(batch: pl.DataFrame, reading: Reading) -> Noted:
    """Return what is counted of a batch of rows that have SIGNS."""
    frame, nothing = nw.from_native(batch), pl.DataFrame()
    files = [name for name in (FILE,) if name in batch.columns]
    names = of_its_own(_each_once(batch.select(columns_of_places(batch.columns).values())))
    found = Noted(_counted(frame, files).to_native(), nothing, names, nothing)
    keys = [*files, *places_of(reading)]
    if keys and found.total(IS_LOW) + found.total(IS_HIGH):
        odd = batch.filter(pl.col(IS_LOW) | pl.col(IS_HIGH)).select(keys).unique()
        some = batch.join(odd, on=keys, how="semi", nulls_equal=True)
        found = found._replace(
            places=of_its_own(by_place(nw.from_native(some), reading).to_native())
        )
    if found.total(IS_CODED):
        found = found._replace(codes=of_its_own(codes_in(frame, reading).to_native()))
    return found


def _each_once(names: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that differ, told apart by 64 bits of each: comparing them takes longer."""
    if not names.width:
        return names.unique()
    hashes = (pl.col(name).hash(seed) for seed, name in enumerate(names.columns))
    return names.filter(reduce(operator.add, hashes).is_first_distinct())


def by_place(frame: Any, reading: Reading) -> Any:
    """Return how many rows each file and place has, and how many with each of SIGNS.

    `frame` is one of Narwhals, with rows or lazy, and so is what is returned.
    """
    files = [name for name in (FILE,) if name in frame.collect_schema().names()]
    return _counted(frame, [*files, *places_of(reading)])


def _counted(frame: Any, keys: Sequence[str]) -> Any:
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
    files, places, names, codes = (
        [part[index] for part in parts if part[index].width] for index in range(len(Noted._fields))
    )
    return Noted(
        _summed(files, (ROWS, *SIGNS)),
        _summed(places, (ROWS, *SIGNS)),
        _each_once(pl.concat(names)) if names else pl.DataFrame(),
        _summed(codes, ("rows",)),
    )


def _summed(parts: Sequence[pl.DataFrame], counts: Sequence[str]) -> pl.DataFrame:
    if not parts:
        return pl.DataFrame()
    every, sums = pl.concat(parts), pl.col(counts).sum()
    keys = [name for name in every.columns if name not in counts]
    return every.group_by(keys).agg(sums).sort(keys) if keys else every.select(sums)


def _any(signs: Iterator[nw.Expr]) -> nw.Expr:
    return reduce(operator.or_, signs, nw.lit(value=False))


def _numbers(reading: Reading) -> list[str]:
    """Return the numbers that may have any size, but for weights."""
    return [
        name
        for name, variable in reading.variables.items()
        if variable.unit.startswith(("VND", "m2")) and name in reading.survey.given
    ]
