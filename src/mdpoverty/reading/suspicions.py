"""What looks wrong in a survey but may be right: which rows, told by all rows together.

What is counted of all rows (`mdpoverty.reading.signs`) becomes checks of rows, whose failures are
warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import narwhals as nw
import polars as pl

from mdpoverty.classification.decide import INCOMES
from mdpoverty.errors import MORE, plain
from mdpoverty.files.rows import FILE
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.reading.failing import Check
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.signs import (
    IS_HIGH,
    IS_KNOWN,
    IS_LOW,
    IS_UNLIKE,
    LEAST,
    MOST,
    ROWS,
    Noted,
    income_of,
    is_high,
    is_low,
    is_one_of,
    is_unlike,
    places_of,
)

Counts = Callable[[pl.DataFrame], pl.DataFrame]  # of some places: what all their rows count

_ENOUGH = 3  # incomes of a place from which on their median says something; rows with a value
_CHANCE = 10_000  # rows of which more than one may have the same number by chance
_NAMED = 5  # places that are named

_SCALE = Phrase(
    "reading.scale-incomes",
    "if it is in thousands of VND, a column map scales it (--columns, times: 1000)",
)
_SCALE_SOME = Phrase(
    "reading.scale-some-incomes",
    "if they are in thousands of VND, multiply them by 1000 in the file",
)
_DIVIDE = Phrase(
    "reading.divide-incomes",
    "if it is the income of a year, a column map divides it (--columns, divide_by: 12)",
)
_DIVIDE_SOME = Phrase(
    "reading.divide-some-incomes",
    "if they are incomes of a year, divide them by 12 in the file",
)
_LOW = Phrase("reading.low-incomes", "the median is under {limit} VND per person per month")
_HIGH = Phrase("reading.high-incomes", "the median is above {limit} VND per person per month")
_LOW_FILES = Phrase(
    "reading.low-files",
    "the median is under {limit} VND per person per month in {names}{more}, and not in other files",
)
_HIGH_FILES = Phrase(
    "reading.high-files",
    "the median is above {limit} VND per person per month in {names}{more}, and not in other files",
)
_LOW_PLACES = Phrase(
    "reading.low-places",
    "the median is under {limit} VND per person per month in {names}{more}, and not in other "
    "places",
)
_HIGH_PLACES = Phrase(
    "reading.high-places",
    "the median is above {limit} VND per person per month in {names}{more}, and not in other "
    "places",
)


class _Side(NamedTuple):
    """Incomes that are too low or too high: how it is said of all, of files and of places."""

    sign: str
    holds: Callable[[nw.Expr], nw.Expr]
    limit: int
    least: int  # incomes of a survey from which on its median says something
    all: tuple[Phrase, Phrase]
    files: tuple[Phrase, Phrase]
    places: tuple[Phrase, Phrase]


_SIDES = (
    _Side(
        IS_LOW,
        is_low,
        LEAST,
        1,
        (_LOW, _SCALE),
        (_LOW_FILES, _SCALE_SOME),
        (_LOW_PLACES, _SCALE_SOME),
    ),
    _Side(
        IS_HIGH,
        is_high,
        MOST,
        _ENOUGH,
        (_HIGH, _DIVIDE),
        (_HIGH_FILES, _DIVIDE_SOME),
        (_HIGH_PLACES, _DIVIDE_SOME),
    ),
)


def suspicious(reading: Reading, found: Noted, counts: Counts) -> list[Check]:
    """Return the checks that suspicious rows fail, by what is counted of all rows.

    `counts` returns for some places, which are those of `found`, what `by_place` counts of all
    their rows.
    """
    checks: list[Check] = []
    for side in _SIDES:
        checks += _of_side(reading, found, counts, side)
    if found.total(IS_UNLIKE):
        checks.append(_contradiction(reading))
    if found.codes.height:
        checks += _of_codes(found)
    return checks


def _of_side(reading: Reading, found: Noted, counts: Counts, side: _Side) -> Iterator[Check]:
    """Yield the checks of incomes on one side: of all, else of files, and of places elsewhere."""
    known, count = found.total(IS_KNOWN), found.total(side.sign)
    if not count:
        return
    odd = side.holds(income_of(reading)).fill_null(value=False)
    if known >= side.least and 2 * count > known:
        wrong, advice = side.all
        yield _of_income(reading, wrong(limit=side.limit), odd, advice())
        return
    by_file = FILE in found.files.columns
    files = _beyond(found.files, [FILE], side)[FILE].to_list() if by_file else []
    if files:
        wrong, advice = side.files
        said = wrong(limit=side.limit, **_listed(files))
        yield _of_income(reading, said, odd & nw.col(FILE).is_in(files), advice())
    told = _places(found.places, places_of(reading), files, counts, side)
    if not told:
        return
    names = [", ".join(name for name in row if name) for row in told]
    keys = ["\0".join(name or "" for name in row) for row in told]
    parts = [nw.col(place).fill_null("") for place in places_of(reading)]
    within = (nw.concat_str(parts, separator="\0") if len(parts) > 1 else parts[0]).is_in(keys)
    if files:
        within &= ~nw.col(FILE).is_in(files)
    wrong, advice = side.places
    said = wrong(limit=side.limit, **_listed(names))
    yield _of_income(reading, said, odd & within, advice())


def _places(
    found: pl.DataFrame, places: Sequence[str], files: Sequence[str], counts: Counts, side: _Side
) -> list[tuple[str | None, ...]]:
    """Return the places beyond a side, but for `files`.

    What was counted of a place may lack incomes, of which none is on this side: more than half of
    all its incomes can only be so where more than half of these are.
    """

    def elsewhere(groups: pl.DataFrame) -> pl.DataFrame:
        return groups.filter(~pl.col(FILE).is_in(files)) if files else groups

    if not places or not found.height:
        return []
    some = _beyond(elsewhere(found), places, side, least=1).select(places)
    if not some.height:
        return []
    return _beyond(elsewhere(counts(some)), places, side).select(places).rows()


def _beyond(
    groups: pl.DataFrame, keys: Collection[str], side: _Side, least: int = _ENOUGH
) -> pl.DataFrame:
    """Return the groups by `keys` with enough incomes, more than half of which are on a side."""
    counts = groups.group_by(keys).agg(pl.col(IS_KNOWN, side.sign).sum()).sort(keys)
    known = pl.col(IS_KNOWN)
    return counts.filter((known >= least) & (2 * pl.col(side.sign) > known))


def _listed(names: Sequence[str]) -> dict[str, object]:
    more = len(names) - _NAMED
    return {
        "names": [f"'{plain(name)}'" for name in names[:_NAMED]],
        "more": MORE(count=more) if more > 0 else "",
    }


def _of_income(reading: Reading, wrong: Message, failed: nw.Expr, advice: Message) -> Check:
    shows = next(name for name in INCOMES if name in reading.variables)
    return Check(INCOMES[0], wrong, failed, advice=advice, shows=shows)


def _contradiction(reading: Reading) -> Check:
    return Check(
        INCOMES[0],
        message(
            "reading.unlike-incomes",
            "is not household_income divided by household_size; income_per_capita is used",
        ),
        is_unlike(reading),
        advice=message(
            "reading.unlike-incomes-advice", "correct the one that is wrong, or remove its column"
        ),
        shows=INCOMES[0],
    )


def _of_codes(found: Noted) -> Iterator[Check]:
    """Yield for each variable the check that a cell has one of the values that are repeated."""
    least = max(_ENOUGH, found.total(ROWS) // _CHANCE)
    often = found.codes.filter(pl.col("rows") >= least).sort("variable", "value")
    for (name,), rows in often.group_by("variable", maintain_order=True):
        values = rows["value"].to_list()
        wrong = message(
            "reading.repeated-value",
            "the same value is on many rows, and may stand for a missing answer: {values}",
            values=[f"{value:.0f}" for value in values],
        )
        advice = message(
            "reading.repeated-value-advice",
            "if it does, leave these cells blank, or list the value under missing in a column map",
        )
        yield Check(str(name), wrong, is_one_of(str(name), values), advice=advice, shows=str(name))
