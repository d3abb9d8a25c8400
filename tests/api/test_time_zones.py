"""Dates in frames that have a time zone: the day is that of the zone, as in a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute
import pytest
from files import run

import mdpoverty

REVIEW = "vn-2022-2025-review"
ZONE = "Asia/Ho_Chi_Minh"
# The first moment of the day on which a child is six, its last one, and those next to them.
TIMES = [(day, time) for day in (1, 2) for time in ("00:00:00", "06:59:59", "07:00:00", "23:59:59")]
MOMENTS = [datetime.fromisoformat(f"2024-01-{day:02}T{time}") for day, time in TIMES]
MOMENTS += [moment.replace(year=2023, month=12, day=31) for moment in MOMENTS[:4]]


def survey(moments: list[datetime], unit: str = "us") -> pl.DataFrame:
    """Return households, each visited at one of these moments, which have no time zone."""
    return pl.DataFrame(
        {
            "household_id": [*map(str, range(len(moments)))],
            "area": "rural",
            "household_size": 1,
            "region": "southeast",
            "review_date": pl.Series(moments).cast(pl.Datetime(unit)),  # type: ignore[arg-type]  # a text of three
        },
        schema_overrides={"area": pl.String},
    )


def members(moments: list[datetime]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "household_id": [*map(str, range(len(moments)))],
            "person_id": "1",
            "birth_date": "2018-01-01",
            "insured": False,
        }
    )


def zoned(frame: pl.DataFrame, zone: str = ZONE) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Datetime).dt.replace_time_zone(zone))


KINDS: dict[str, Callable[[pl.DataFrame], Any]] = {
    "pandas": lambda frame: frame.to_pandas(),
    "pandas of Arrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "Polars": lambda frame: frame,
    "PyArrow": lambda frame: frame.to_arrow(compat_level=pl.CompatLevel.oldest()),
}


def deprived(frame: Any, people: Any) -> list[Any]:
    return list(pl.DataFrame(mdpoverty.classify(frame, REVIEW, members=people))["health_insurance"])


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_day_is_that_of_the_zone(kind: Callable[[pl.DataFrame], Any], unit: str) -> None:
    """A visit at midnight in Vietnam is not one of the day before, which it is in UTC."""
    people = members(MOMENTS)
    expected = deprived(survey(MOMENTS), people)
    assert expected == [1] * 8 + [0] * 4
    for zone in (ZONE, "UTC", "America/Los_Angeles"):
        found = deprived(kind(zoned(survey(MOMENTS, unit), zone)), kind(people))
        assert found == expected, zone


@pytest.mark.parametrize("offset", [7, -8, 0])
def test_a_zone_that_is_only_an_offset(offset: int) -> None:
    """As in text with +07:00."""
    own = timezone(timedelta(hours=offset)) if offset else UTC
    frame = survey(MOMENTS).to_pandas()
    frame["review_date"] = pd.Series([moment.replace(tzinfo=own) for moment in MOMENTS])
    assert deprived(frame, members(MOMENTS).to_pandas()) == [1] * 8 + [0] * 4


def test_of_members_too() -> None:
    """A birth date is one day earlier or later as little."""
    visit = survey([datetime(2024, 1, 1)] * 2)  # noqa: DTZ001 -- a day
    births = pl.Series([datetime(2018, 1, 1), datetime(2018, 1, 2)])  # noqa: DTZ001 -- days
    people = members(MOMENTS[:2]).with_columns(birth_date=births.cast(pl.Datetime("us")))
    assert deprived(visit, people) == deprived(visit, zoned(people)) == [1, 0]


def test_a_file_says_the_same(tmp_path: Path) -> None:
    """The frame that is saved as Parquet is read as the frame."""
    zoned(survey(MOMENTS)).write_parquet(tmp_path / "survey.parquet")
    members(MOMENTS).write_parquet(tmp_path / "members.parquet")
    files = (tmp_path / "survey.parquet", "--members", tmp_path / "members.parquet")
    done = run("classify", *files, "--standard", REVIEW, "-q")
    assert done.code == 0, done.errors
    assert done.column("health_insurance") == ["1"] * 8 + ["0"] * 4


def test_under_a_column_map(tmp_path: Path) -> None:
    """Text that a map makes of a date is of the zone too."""
    days = [moment for moment in MOMENTS if not moment.hour]
    columns = tmp_path / "map.yaml"
    own = ("household_id", "area", "household_size", "region", "review_date")
    people = ("household_id", "person_id", "birth_date", "insured")
    lines = ["survey: own", "round: own", "household:"]
    lines += [f"  {name}: {{column: {name}}}" for name in own]
    lines += ["member:", *(f"  {name}: {{column: {name}}}" for name in people)]
    columns.write_text("\n".join(lines))
    frame = zoned(survey(days))
    found = mdpoverty.classify(frame, REVIEW, members=members(days), columns=str(columns))
    assert found["health_insurance"].to_list() == deprived(survey(days), members(days))


def test_of_duckdb() -> None:
    """Its moments are in the zone of the session."""
    with duckdb.connect() as database:
        database.sql(f"SET TimeZone = '{ZONE}'")
        people = members(MOMENTS).to_arrow()  # noqa: F841 -- the query names it
        days = survey(MOMENTS).to_arrow()  # noqa: F841 -- the query names it
        frame = database.sql(
            "SELECT * REPLACE (CAST(review_date AS TIMESTAMPTZ) AS review_date) FROM days"
        )
        found = deprived(frame, database.sql("SELECT * FROM people"))
    assert found == [1] * 8 + [0] * 4


def test_arrow_that_assumes_a_zone() -> None:
    """A zone that Arrow's own functions give."""
    table = survey(MOMENTS).to_arrow(compat_level=pl.CompatLevel.oldest())
    cells = pyarrow.compute.assume_timezone(table["review_date"], ZONE)
    table = table.set_column(table.column_names.index("review_date"), "review_date", cells)
    people = members(MOMENTS).to_arrow(compat_level=pl.CompatLevel.oldest())
    assert deprived(table, people) == [1] * 8 + [0] * 4
    assert isinstance(table, pa.Table)
