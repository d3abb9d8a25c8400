"""Ids that a spreadsheet or a type of numbers changed are said for what they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from files import BY_INCOME, HEADER, Table, classify, refusal, run, write_csv, write_xlsx

import mdpoverty


def survey(folder: Path, *ids: str) -> Path:
    rows: Table = [HEADER, *((id_, "rural", 1, 400000) for id_ in ids)]
    return write_csv(folder / "survey.csv", rows)


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (("1.23E+11", "1.23E+11"), "was shortened by a spreadsheet"),
        (("1,23457E+11", "A2"), "was shortened by a spreadsheet"),
        (("1.23e+11", "1.24E11"), "was shortened by a spreadsheet: its digits are lost (2 rows"),
        (("12345678901234500", "12345678901234500"), "ends in zeros after 15 digits"),
        (("01/02/2025", "01/02/2025"), "looks like a date"),
        (("1-thg 2", "1-thg 2"), "looks like a date"),
        (('="001"', '="002"'), "is a spreadsheet's formula for an id"),
        (("2024-01-02", "2024-01-02"), "looks like a date"),
        (("02-Jan", "02-Jan"), "looks like a date"),
    ],
)
def test_ids_that_were_changed(tmp_path: Path, ids: tuple[str, ...], words: str) -> None:
    """Nobody is told to keep one row where it is the ids that are wrong."""
    errors = refusal(survey(tmp_path, *ids), *BY_INCOME)
    assert words in errors
    assert "keep one row" not in errors


@pytest.mark.parametrize(
    "unseen",
    "\x01\x08\x0b\x0e\x1f\x7f\x80\x9f\u2028\u2029\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff",
    ids=ascii,
)
def test_ids_with_controls(tmp_path: Path, unseen: str) -> None:
    """What nobody sees, and a workbook may spell otherwise, is no part of an id."""
    errors = refusal(survey(tmp_path, f"A{unseen}1", "A1"), *BY_INCOME)
    assert "household_id: has a control character, which nobody sees (1 row" in errors


@pytest.mark.parametrize(
    "error", ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"]
)
def test_errors_are_no_ids(error: str) -> None:
    """A formula that failed names nobody: neither a household nor a person."""
    households = pl.DataFrame(
        {"household_id": ["1", error], "area": ["rural"] * 2, "income_per_capita": [1, 1]}
    )
    members = pl.DataFrame({"household_id": ["1", "1"], "person_id": [error, f"{error} 1"]})
    found, *refused = mdpoverty.classify(households, "vn-2011-2015", members, rejects=True)
    assert found["household_id"].to_list() == []
    wrong = "is an error of a spreadsheet, not an id"
    assert f"household_id {wrong}" in "; ".join(refused[0]["problems"])
    assert f"person_id {wrong}" in refused[1]["problems"].to_list()


def test_ids_of_members_with_controls() -> None:
    """The ids of persons are held to the same."""
    households = pl.DataFrame({"household_id": ["1"], "area": ["rural"], "income_per_capita": [1]})
    members = pl.DataFrame({"household_id": ["1", "1"], "person_id": ["1", "1\0"]})
    *_, refused = mdpoverty.classify(households, "vn-2011-2015", members, rejects=True)
    assert refused["problems"].to_list()[-1] == (
        "person_id has a control character, which nobody sees"
    )


def test_ids_that_are_as_they_should_be(tmp_path: Path) -> None:
    """Ids that only look a little so are ids."""
    ids = ("1e5", "1E5", "E+11", "2024-01-02", "A=1", "12345678901234567890", "10000000000000000")
    found = classify(survey(tmp_path, *ids), *BY_INCOME, "-q")
    assert found.code == 0, found.errors
    assert found.column("household_id") == list(ids)


def test_numbers_of_a_workbook_that_are_not_exact(tmp_path: Path) -> None:
    """Typed numbers of 16 digits, of which a spreadsheet keeps 15, are no ids."""
    rows: Table = [HEADER, (1234567890123456, "rural", 1, 1), (1234567890123457, "rural", 1, 1)]
    errors = refusal(write_xlsx(tmp_path / "survey.xlsx", rows), *BY_INCOME)
    assert "was shortened by a spreadsheet: its digits are lost (2 rows" in errors


@pytest.mark.parametrize(
    ("dtype", "ids", "kept"),
    [(pl.Float64, [1234567890123456.0, 2.0], 15), (pl.Float32, [123456789.0, 2.0], 7)],
)
def test_ids_that_are_floats(
    tmp_path: Path, dtype: pl.DataType, ids: list[float], kept: int
) -> None:
    """Ids in a type of numbers that loses their digits are refused; short ones are ids."""
    rows = {"household_id": ids, "area": "rural", "household_size": 1, "income_per_capita": 1.0}
    frame = pl.DataFrame(rows).with_columns(pl.col("household_id").cast(dtype))
    frame.write_parquet(tmp_path / "survey.parquet")
    rejects = ("--rejects", tmp_path / "rejects.csv")
    found = classify(tmp_path / "survey.parquet", *BY_INCOME, *rejects, "-q")
    assert found.column("household_id") == ["2"]
    errors = refusal(tmp_path / "survey.parquet", *BY_INCOME)
    assert f"is stored as a number, and only {kept} digits are kept" in errors


@pytest.mark.parametrize("column", ["stratum", "psu", "province"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_codes_that_were_changed(tmp_path: Path, column: str, form: str) -> None:
    """Units, strata and places that a number rounded are not taken for one."""
    codes = [1234567890123451, 1234567890123453]
    rows: Table = [(*HEADER, column), *((f"A{code}", "rural", 1, 400000, code) for code in codes)]
    if form == "csv":
        rows = [rows[0], *((*row[:-1], "1.23457E+15") for row in rows[1:])]
        file = write_csv(tmp_path / "survey.csv", rows)
    elif form == "xlsx":
        file = write_xlsx(tmp_path / "survey.xlsx", rows)
    else:
        file = tmp_path / "survey.parquet"
        frame = pl.DataFrame(rows[1:], [*HEADER, column], orient="row")
        frame.with_columns(pl.col(column).cast(pl.Float64)).write_parquet(file)
    done = run("summarize", file, "--standard", "vn-2011-2015", "--by", column, "-q")
    if form == "csv" and column == "province":
        assert done.code == 0  # nobody types so many digits of a place in CSV
        return
    assert done.code == 3
    assert f"{column}: " in done.errors
    assert "digits are" in done.errors
