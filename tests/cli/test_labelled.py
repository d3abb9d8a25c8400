"""Tables for people: headings and codes in words, as Excel opens them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from files import BY_INCOME, HEADER, Table, classify, write_csv
from openpyxl import load_workbook

from mdpoverty.files.labelled import Words, as_text, in_words

SURVEY: Table = [
    (*HEADER, "province"),
    ("A1", "rural", 4, 400000.5, "=1+1"),
    ("+A2", "Urban", 3, 9650000, "@x"),
]


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "survey.csv", SURVEY)


def test_csv_in_vietnamese(survey: Path) -> None:
    """It is marked as UTF-8, has Vietnamese words and numbers, and no cell that Excel computes."""
    found = classify(survey, *BY_INCOME, "-q", "--labelled", "--lang", "vi")
    assert found.code == 0, found.errors
    header, first, second = found.out.splitlines()
    assert header.startswith("\ufeffmã hộ;")
    assert "phân loại hộ" in header
    assert first.startswith("A1;1;'=1+1;Nông thôn;")
    assert ";hộ cận nghèo;" in first
    assert "400000,5" in first
    assert second.startswith("'+A2;2;'@x;Thành thị;")


def test_workbook_in_english(survey: Path, tmp_path: Path) -> None:
    """Text stays text, numbers stay numbers."""
    file = tmp_path / "profile.xlsx"
    found = classify(survey, *BY_INCOME, "-q", "--labelled", "-o", str(file))
    assert found.code == 0, found.errors
    sheet = load_workbook(file).worksheets[0]
    header, first, _ = ([cell.value for cell in row] for row in sheet.iter_rows())
    row = dict(zip(header, first, strict=True))
    assert row["household identifier"] == "A1"
    assert row["province code or name"] == "=1+1"
    assert row["area type"] == "Rural"
    assert row["class of the household"] == "near-poor"
    assert row["income per person per month"] == 400000.5
    assert {cell.data_type for cell in sheet["C"]} == {"s"}


def test_formats_of_programs(survey: Path) -> None:
    """What only programs read is not written for people."""
    found = classify(survey, *BY_INCOME, "--labelled", "--format", "parquet", "-o", "x.parquet")
    assert found.code == 2
    assert "allowed: csv, xlsx" in found.errors


def test_lists_dates_and_headings_that_are_the_same() -> None:
    """Codes in lists have their words, days are written by language, no two headings are one."""
    frame = pl.LazyFrame({"a": ["x;y", None], "b": ["2025-10-01", "-?"], "c": ["X", "z"]})
    words = Words("vi", {"a": "A", "c": "A"}, {"a": {"x": "một"}, "c": {"x": "hai"}}, ["a"], ["b"])
    found = as_text(in_words(frame, words)).collect()
    assert found.columns == ["A", "b", "A (c)"]
    assert found.rows() == [("một; y", "01/10/2025", "hai"), (None, "'-?", "z")]
