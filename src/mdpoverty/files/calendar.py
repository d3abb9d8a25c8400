"""Days and moments that no calendar has: the engine panics where it would write them as such."""

from __future__ import annotations

import polars as pl

# The years 1 to 9999 in days from 1970, and the parts of a day in the units of moments.
DAYS = (-719_162, 2_932_896)
A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_MOST = 2**63 - 1
MOST_SECONDS = _MOST // 1000  # which milliseconds can hold, of which the engine makes them


def has_days(dtype: pl.DataType) -> bool:
    """Return whether cells of a type are days or moments."""
    return isinstance(dtype, pl.Date | pl.Datetime)


def in_the_calendar(cells: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return days and moments of the years 1 to 9999, others as null."""
    if not has_days(dtype):
        return cells
    unit = A_DAY[dtype.time_unit] if isinstance(dtype, pl.Datetime) else 1
    first, last = DAYS[0] * unit, (DAYS[1] + 1) * unit - 1
    within = cells.to_physical().is_between(max(first, -_MOST), min(last, _MOST))
    return pl.when(within).then(cells)


def or_far(spelled: pl.Expr, cells: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return cells as they are `spelled`, and those outside the calendar as 1970-01-01+2147483647d.

    That is what they are, and neither a number nor a date. `spelled` is null of them.
    """
    unit = dtype.time_unit if isinstance(dtype, pl.Datetime) else "d"
    return pl.coalesce(spelled, far(cells.to_physical(), unit))


def clock(times: pl.Expr) -> pl.Expr:
    """Return times of day as they are spelled, with the parts of their second if there are some."""
    return times.dt.to_string("%H:%M:%S%.f")


def far(number: pl.Expr, unit: str, since: str = "1970-01-01") -> pl.Expr:
    """Return how a day, moment or time is spelled that is so many units from another."""
    sign = pl.when(number >= 0).then(pl.lit("+")).otherwise(pl.lit(""))
    return pl.concat_str(pl.lit(since), sign, number.cast(pl.String), pl.lit(unit))
