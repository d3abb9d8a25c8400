"""Columns to group by, as a reader calls them; names of places that a list misspells."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import Table, run, write_csv

REVIEW = "vn-2022-2025-review"
HEADER = ("household_id", "Tỉnh/thành phố", "area", "household_size", "standard", "class")
ROWS: Table = [
    HEADER,
    ("1", "Hà Gang", "rural", 4, REVIEW, "poor"),
    ("2", "Hà Giang", "rural", 3, REVIEW, "non_poor"),
    ("3", "Tỉnh Ví Dụ", "rural", 3, REVIEW, "non_poor"),
]


@pytest.mark.parametrize("name", ["province", "Tỉnh/thành phố", "tỉnh/thành phố"])
def test_groups_by_the_heading(name: str, tmp_path: Path) -> None:
    """A heading of the file, and the Vietnamese label of a variable, name its column."""
    done = run("summarize", write_csv(tmp_path / "list.csv", ROWS), "--by", name, "-q")
    assert done.code == 0, done.errors
    assert {*done.column("province")} == {"Hà Gang", "Hà Giang", "Tỉnh Ví Dụ"}


def test_unknown_column_is_told_in_vietnamese(tmp_path: Path) -> None:
    """The columns that there are have their labels, and their names beside them."""
    file = write_csv(tmp_path / "list.csv", ROWS)
    said = run("summarize", file, "--by", "tinh", "--lang", "vi").errors
    assert "tỉnh/thành phố (province), khu vực (area)" in said
    assert "province, area" in run("summarize", file, "--by", "tinh").errors


def test_tables_name_a_misspelt_place(tmp_path: Path) -> None:
    """A province that is nearly one of the standard's table is named; another may be right."""
    named: Table = [("household_id", "province", *HEADER[2:]), *ROWS[1:]]
    file = write_csv(tmp_path / "list.csv", named)
    done = run("tables", file, "-o", tmp_path / "tables.xlsx")
    assert done.code == 0, done.errors
    assert "'Hà Gang' (1 row; did you mean 'Hà Giang'?). Correct the name" in done.errors
    assert "Tỉnh Ví Dụ' (1 row" not in done.errors
