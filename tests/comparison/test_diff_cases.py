"""Tables of households, and the one reason why the class of each differs between two standards.

A row of `diff_cases/*.csv` has the case in words (it serves as `household_id`), the standards
before and after (`from`, `to`: the id of a shipped one, or the stem of a file beside the tables),
the survey's cells, and what `diff` must say: `expect_reason` is `none` where the class stays. A
blank cell is as in the table's first row, which is no case; `unknown` is a cell left blank.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from diffs import NEW, OLD, households, write_rows
from places import TESTS

from mdpoverty import standard_ids
from mdpoverty.comparison.reasons import REASONS

TABLES = sorted((TESTS / "diff_cases").glob("*.csv"))
EXPECT = "expect_"

Row = dict[str, str]
Pair = tuple[str, str]


@cache
def cases(table: Path) -> list[Row]:
    """Return the rows of a table, their blanks filled from its first row."""
    with table.open(encoding="utf-8", newline="") as file:
        usual, *rows = csv.DictReader(file, strict=True)
    return [{name: cell or usual[name] for name, cell in row.items()} for row in rows]


def pair(row: Row) -> Pair:
    return row["from"], row["to"]


def named(standard: str) -> str:
    """Return what --from and --to take for a standard."""
    return standard if standard in standard_ids() else str(TABLES[0].parent / f"{standard}.yaml")


def survey(row: Row) -> Row:
    cells = {n: c for n, c in row.items() if not n.startswith(EXPECT) and n not in ("from", "to")}
    known = {name: "" if cell == "unknown" else cell for name, cell in cells.items()}
    return {"household_id": known.pop("case"), **known}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the surveys."""
    return tmp_path_factory.mktemp("surveys")


@cache
def found(table: Path, standards: Pair, folder: Path) -> dict[str, Row]:
    """Return what `diff` says of every household of a table between two standards, by case."""
    rows = [survey(row) for row in cases(table) if pair(row) == standards]
    file = write_rows(folder / "survey.csv", rows)
    before, after = map(named, standards)
    every = households(file, "--from", before, "--to", after, "--all")
    return {row["household_id"]: row for row in every}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        pytest.param(table, row, id=f"{table.stem}: {row['case']}")
        for table in TABLES
        for row in cases(table)
    ],
)
def test_case(table: Path, row: Row, folder: Path) -> None:
    """A household's classes, its reason, and what it gained and lost are what its row expects."""
    expected = {
        name.removeprefix(EXPECT): "" if cell == "none" else cell
        for name, cell in row.items()
        if name.startswith(EXPECT)
    }
    said = found(table, pair(row), folder)[row["case"]]
    assert {name: said[name] for name in expected} == expected


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_row_is_whole(table: Path) -> None:
    """A table's cases differ, every cell of a case is said, and a class changes for a reason."""
    rows = cases(table)
    assert len({row["case"] for row in rows}) == len(rows)
    for row in rows:
        assert all(row.values()), row["case"]
        changed = row["expect_from_class"] != row["expect_to_class"]
        assert (row["expect_reason"] in REASONS) == changed, row["case"]
        assert changed or row["expect_reason"] == "none", row["case"]


def test_every_reason_has_cases() -> None:
    """Each reason of the closed list is that of a case, and no case has another."""
    given = {row["expect_reason"] for table in TABLES for row in cases(table)}
    assert given - {"none"} == set(REASONS)


@pytest.mark.parametrize(
    ("standards", "missing"),
    [
        ((OLD, NEW), "income_decides_again"),
        ((NEW, OLD), "income_no_longer_decides"),
    ],
)
def test_every_reason_between_the_last_standards_has_a_case(standards: Pair, missing: str) -> None:
    """Each reason has a case between these, both ways, but for those that the law leaves out."""
    rows = [row for table in TABLES for row in cases(table)]
    reasons = {row["expect_reason"] for row in rows if pair(row) == standards}
    # Both count to three deprivations, without weights, and the earlier lets income decide.
    assert reasons - {"none"} == set(REASONS) - {missing, "rule_changed", "weight_changed"}
