"""Days, moments and periods of Stata, which it keeps as numbers that a format shows.

Stata's help: datetime, for what is counted since 1960.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from mdpoverty.files.calendar import A_DAY, DAYS

_DATE = re.compile("%-?(?:t([cdwmqh])|(d))")
_MOMENT, _DAY = "c", "d"
_PERIODS = {"w": 52, "m": 12, "q": 4, "h": 2}  # how many a year has
_SINCE, _LAST = 1960, 9999
_DAYS_TO_1970 = 3_653


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
