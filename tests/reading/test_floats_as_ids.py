"""Ids that are stored as numbers keep so many digits, whatever else their column has elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from files import BY_INCOME, classify, refusal

import mdpoverty
from mdpoverty.files.database import BATCH

DOUBLE, SINGLE = pl.Float64(), pl.Float32()
KEPT: dict[pl.DataType, float] = {
    DOUBLE: 999_999_999_999_999.0,
    SINGLE: 9_999_999.0,
}  # the last that is surely whole
CREATE = "create table h (household_id real, area, household_size, income_per_capita)"
LOST: dict[pl.DataType, float] = {DOUBLE: 1_000_000_000_000_000.0, SINGLE: 10_000_000.0}
DIGITS: dict[pl.DataType, int] = {DOUBLE: 15, SINGLE: 7}
MAP = """survey: surveys with joined ids
round: 2024
household:
  household_id: {join: [commune, number]}
  area: {column: area}
  household_size: {column: household_size}
  income_per_capita: {column: income_per_capita}
"""


def table(ids: Sequence[object], dtype: pl.DataType, name: str = "household_id") -> pl.DataFrame:
    """Return households with ids of a type."""
    own = pl.Series(name, ids, dtype=dtype, strict=False)
    return pl.DataFrame([own]).with_columns(
        area=pl.lit("rural"), household_size=pl.lit(1), income_per_capita=pl.lit(400_000)
    )


def folder_of(place: Path, frames: Sequence[pl.DataFrame], suffix: str) -> list[str]:
    """Write each frame, the last as a file of `suffix`, and return their names."""
    names = []
    for index, frame in enumerate(frames):
        ending = suffix if index == len(frames) - 1 else "parquet"
        file = place / f"part{index}.{ending}"
        frame.write_csv(file) if ending == "csv" else frame.write_parquet(file)
        names.append(str(file))
    return names


def ids_of(*given: str) -> list[str]:
    """Return the ids that were written."""
    return classify(*given).column("household_id")


@pytest.mark.parametrize("dtype", [DOUBLE, SINGLE], ids=str)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("turned", [False, True])
def test_beside_ids_that_are_text(
    tmp_path: Path, dtype: pl.DataType, suffix: str, *, turned: bool
) -> None:
    """Numbers are refused that may have lost digits, and no text of as many digits is."""
    text = table(["77777777777777777777"], pl.String())
    lost = [table([LOST[dtype]], dtype), text]
    kept = [table([KEPT[dtype]], dtype), text]
    if turned:
        lost.reverse()
        kept.reverse()
        suffix = "parquet"
    errors = refusal(*folder_of(tmp_path, lost, suffix), *BY_INCOME)
    assert f"is stored as a number, and only {DIGITS[dtype]} digits are kept (1 row" in errors
    found = ids_of(*folder_of(tmp_path, kept, suffix), *BY_INCOME)
    assert sorted(found) == sorted([f"{KEPT[dtype]:.0f}", "77777777777777777777"])


@pytest.mark.parametrize("dtype", [DOUBLE, SINGLE], ids=str)
def test_as_part_of_an_id(tmp_path: Path, dtype: pl.DataType) -> None:
    """An id that is joined of columns is refused for one of them."""
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    options = ("--columns", str(tmp_path / "map.yaml"), *BY_INCOME)

    def survey(number: float) -> str:
        frame = table([number], dtype, "number").with_columns(commune=pl.lit("A"))
        return folder_of(tmp_path, [frame], "parquet")[0]

    errors = refusal(survey(LOST[dtype]), *options)
    assert f"is stored as a number, and only {DIGITS[dtype]} digits are kept (1 row" in errors
    assert ids_of(survey(KEPT[dtype]), *options) == [f"A-{KEPT[dtype]:.0f}"]


@pytest.mark.parametrize("dtype", [DOUBLE, SINGLE], ids=str)
def test_of_members(dtype: pl.DataType) -> None:
    """Members are given to no household whose id merely has the digits that are left."""
    lost = f"{LOST[dtype]:.0f}"
    households = table([lost, "B"], pl.String())
    members = pl.DataFrame(
        {
            "household_id": pl.Series([LOST[dtype]], dtype=dtype),
            "person_id": pl.Series([LOST[dtype]], dtype=dtype),
        }
    )
    *_, refused = mdpoverty.classify(households, "vn-2011-2015", members, rejects=True)
    [errors] = refused["problems"].to_list()
    assert "is not in the survey" in errors
    assert f"is stored as a number, and only {DIGITS[dtype]} digits are kept" in errors


def test_of_a_database(tmp_path: Path) -> None:
    """A column of SQLite has numbers in a batch, and text in the next or in the same."""
    file = tmp_path / "survey.db"
    query = ("--database", f"sqlite:///{file}", "--query", "select * from h", *BY_INCOME)
    for numbers in (1, BATCH):
        with sqlite3.connect(file) as database:
            database.execute("drop table if exists h")
            database.execute(CREATE)
            rows: list[tuple[object, ...]] = [
                (LOST[DOUBLE] + place * 8, "rural", 1, 400_000) for place in range(numbers)
            ]
            rows.append(("7A", "rural", 1, 400_000))
            database.executemany("insert into h values (?, ?, ?, ?)", rows)
        database.close()
        errors = refusal(*query)
        assert f"{numbers:,} row" in errors
        assert "is stored as a number, and only 15 digits are kept" in errors


def test_amounts_of_single_precision_stay_numbers(tmp_path: Path) -> None:
    """An income that one file stores in single precision is the same beside another file."""
    single = table(["1"], pl.String()).with_columns(
        income_per_capita=pl.Series([12_345_678.0], dtype=SINGLE)
    )
    alone = classify(*folder_of(tmp_path, [single], "parquet"), *BY_INCOME)
    beside = [single, table(["2"], pl.String())]
    both = classify(*folder_of(tmp_path, beside, "csv"), *BY_INCOME)
    [income] = alone.column("income_per_capita")
    assert both.column("income_per_capita") == [income, "400000"]
