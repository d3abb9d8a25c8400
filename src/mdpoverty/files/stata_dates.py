"""Days, moments and periods of Stata, which it keeps as numbers that a format shows.

Stata's help: datetime (what is counted since 1960) and dta (where a file has its formats).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from mdpoverty.files.calendar import A_DAY, DAYS

_TAGGED = 117  # from this release on a file is sections between tags, with a map of them
_MAP, _PLACES, _FORMATS = b"<map>", 14, 5  # the formats are the section of this place
_BEGIN = b"<formats>"
# How many bytes parts have from a release on: in older ones they come before the formats.
_HEAD, _LABEL, _TIME = {0: 8, 103: 10}, {0: 32, 106: 81}, {0: 0, 105: 18}
_NAME, _FORMAT = {0: 9, 109: 33}, {0: 7, 105: 12, 114: 49, 118: 57}

_DATE = re.compile("%-?(?:t([cdwmqh])|(d))")
_MOMENT, _DAY = "c", "d"
_PERIODS = {"w": 52, "m": 12, "q": 4, "h": 2}  # how many a year has
_SINCE, _LAST = 1960, 9999
_DAYS_TO_1970 = 3_653


def formats_of(path: Path, release: int, order: str, columns: int) -> list[str]:
    """Return the formats of a Stata file's columns; `order` is that of its bytes, < or >.

    Raises struct.error or ValueError where the file is damaged.
    """
    length = _since(_FORMAT, release)
    with path.open("rb") as file:
        if release >= _TAGGED:
            head = file.read(1 << 10)
            places = struct.unpack_from(f"{order}{_PLACES}Q", head, head.index(_MAP) + len(_MAP))
            file.seek(places[_FORMATS] + len(_BEGIN))
        else:
            head_ends = sum(_since(part, release) for part in (_HEAD, _LABEL, _TIME))
            file.seek(head_ends + columns * (1 + _since(_NAME, release)) + 2 * (columns + 1))
        told = struct.unpack(f"{length}s" * columns, file.read(length * columns))
    return [each.partition(b"\0")[0].decode("latin-1") for each in told]


def _since(lengths: dict[int, int], release: int) -> int:
    return lengths[max(first for first in lengths if first <= release)]


def as_shown(data: pl.DataFrame, formats: Sequence[str]) -> pl.DataFrame:
    """Return columns as their formats show them: days and moments as such, periods as 2024m1.

    A year is the number that it is. A column with a number that is no such day, moment or period
    stays one of numbers; so do clocks with leap seconds.
    """
    shown = [_shown(data[name], told) for name, told in zip(data.columns, formats, strict=True)]
    return data.with_columns(shown)


def _shown(cells: pl.Series, told: str) -> pl.Series:
    if not (found := _DATE.match(told)) or not cells.dtype.is_numeric():
        return cells
    unit = found[1] or found[2]
    numbers = cells.cast(pl.Float64)
    if unit == _MOMENT:
        numbers = numbers.floor()  # it counts milliseconds
    first, last = _limits(unit)
    if not (numbers.is_between(first, last) & (numbers.floor() == numbers)).all():
        return cells
    whole = numbers.cast(pl.Int64)
    if unit == _DAY:
        return (whole - _DAYS_TO_1970).cast(pl.Int32).cast(pl.Date)
    if unit == _MOMENT:
        return (whole - _DAYS_TO_1970 * A_DAY["ms"]).cast(pl.Datetime("ms"))
    year, part = whole // _PERIODS[unit] + _SINCE, whole % _PERIODS[unit] + 1
    return (year.cast(pl.String) + unit + part.cast(pl.String)).alias(cells.name)


def _limits(unit: str) -> tuple[int, int]:
    """Return the first and the last of the years 1 to 9999, and periods of four digits of years."""
    if unit in _PERIODS:
        return (1000 - _SINCE) * _PERIODS[unit], (_LAST + 1 - _SINCE) * _PERIODS[unit] - 1
    each = A_DAY["ms"] if unit == _MOMENT else 1
    first, last = (day + _DAYS_TO_1970 for day in DAYS)
    return first * each, (last + 1) * each - 1
