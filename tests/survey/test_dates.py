"""Cells that are dates: ISO, or day/month/year as in Vietnam, and nothing else."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from mdpoverty.codebook import Variable
from mdpoverty.survey.values import NO_DATE, values

DAY = {"day": Variable("day", "household", "date")}


def read(cells: pl.Series) -> list[date | None]:
    frame = pl.LazyFrame([cells.alias("day")])
    return values(frame, DAY).collect()["day"].to_list()


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-10-01", date(2025, 10, 1)),
        ("01/10/2025", date(2025, 10, 1)),
        ("12/10/2025", date(2025, 10, 12)),
        ("29/02/2024", date(2024, 2, 29)),
        (" 2025-10-01 ", date(2025, 10, 1)),
        ("\N{NO-BREAK SPACE}01/10/2025\t", date(2025, 10, 1)),
        ("2025-10-01 00:00:00", date(2025, 10, 1)),
        ("2025-10-01T00:00:00.000000", date(2025, 10, 1)),
        ("1900-01-01", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
        ("", None),
        ("  ", None),
    ],
)
def test_what_is_a_date(cell: str, day: date | None) -> None:
    """Both ways of writing a day are read, also with the midnight that programs add."""
    assert read(pl.Series([cell])) == [day]


@pytest.mark.parametrize(
    "cell",
    [
        *("1/10/2025", "01/1/2025", "01/10/25", "01-10-2025", "01.10.2025", "2025/10/01"),
        *("2025-1-01", "2025-10-1", "20251001", "45931", "2025", "10/2025", "1 Oct 2025", "NA"),
        *("29/02/2025", "2025-02-29", "31/04/2025", "2025-13-01", "13/13/2025", "00/01/2025"),
        *(
            "1899-12-31",
            "01/01/2200",
            "0001-01-01",
            "9999-99-99",
            "\N{FULLWIDTH DIGIT TWO}025-10-01",
        ),
        *("2025- 1-01", "+025-10-01", "01/ 1/2025", "2025-10-01 07:30:00", "2025-10-01Z"),
    ],
)
def test_what_is_none(cell: str) -> None:
    """Nothing else is guessed: not a digit left out, not another order, no day that never was."""
    assert read(pl.Series([cell])) == [NO_DATE]


def test_typed_cells() -> None:
    """A column of dates is taken as it is, one of times by its day, numbers are no dates."""
    day = date(2025, 10, 1)
    assert read(pl.Series([day, None, date(1, 1, 1)])) == [day, None, NO_DATE]
    assert read(pl.Series([datetime(2025, 10, 1, 7, 30), None])) == [day, None]  # noqa: DTZ001 -- as files have them
    assert read(pl.Series([20251001, None])) == [NO_DATE, None]
    assert read(pl.Series([None, None])) == [None, None]


def test_cells_keep_their_rows() -> None:
    """Cells that are converted with care, each spelling once, stay in the rows that they are of."""
    cells = ["02/10/2025", None, " 2025-10-01", "2025-10-01", " 2025-10-01", "nay", "", None]
    first, none = date(2025, 10, 1), None
    days = [date(2025, 10, 2), none, first, first, first, NO_DATE, none, none]
    assert read(pl.Series(cells)) == days
