"""Tables of cases: each row of `cases/<standard>.csv` is a household and what the law says of it.

A row has the case in words (it serves as `household_id`), the survey's cells (blank is unknown) and
what its profile holds: a column `expect_…` for a column of the profile, blank where the case is not
about it, `none` or `unknown` where the profile's cell is empty. A blank `standard` means that the
survey has missing. The standard is the file's stem: the id of a shipped one, or
`cases/<stem>.yaml`. New tables are found by glob.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from places import TESTS

from mdpoverty import Standard, classify, load_standard

TABLES = sorted((TESTS / "cases").glob("*.csv"))
EXPECT = "expect_"
EMPTY = ("none", "unknown")
# Columns that a survey cannot do without, however blank they are.
NEEDED = ("household_id", "area", "household_size", "income_per_capita")
DECIDED = ("class", "basis", "possible_classes", "deprivations", "unknown_indicators")

QUARTERS = 4

Row = dict[str, str]


@cache
def rows(table: Path) -> list[Row]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, restkey="surplus", strict=True))


@cache
def standard(table: Path) -> Standard:
    own = table.with_suffix(".yaml")
    return load_standard(own if own.exists() else table.stem)


def survey(row: Row) -> Row:
    cells = {name: cell for name, cell in row.items() if not name.startswith(EXPECT)}
    return {"household_id": cells.pop("case"), **cells}


def profiles(table: Path, households: Collection[Row], absent: Collection[str]) -> dict[str, Row]:
    """Return the profile of each household, as text, by its id; `absent` columns are left out.

    The number of the row is left out too: it says in which frame a household was classified.
    """
    kept = [{name: row[name] for name in row if name not in absent} for row in households]
    if not kept:
        return {}
    found = classify(pl.DataFrame(kept), standard(table)).drop("survey_row")
    return {
        row["household_id"]: {name: text(value) for name, value in row.items()}
        for row in found.iter_rows(named=True)
    }


def text(value: object) -> str:
    if value is None:
        return ""
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def profiles_of(table: Path, absent: Collection[str] = ()) -> dict[str, Row]:
    """Return the profile of every household of a table which leaves `absent` columns blank."""
    households = [survey(row) for row in rows(table) if not any(row[name] for name in absent)]
    named = [row for row in households if row.get("standard")]
    others = [row for row in households if not row.get("standard")]
    return {
        **profiles(table, named, absent),
        **profiles(table, others, {*absent, "standard"}),
    }


@cache
def profiles_of_all(table: Path) -> dict[str, Row]:
    return profiles_of(table)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        pytest.param(table, row, id=f"{table.stem}: {row['case']}")
        for table in TABLES
        for row in rows(table)
    ],
)
def test_case(table: Path, row: Row) -> None:
    """The profile of a household is what its row of the table expects."""
    expected = {
        column.removeprefix(EXPECT): "" if cell in EMPTY else cell
        for column, cell in row.items()
        if column.startswith(EXPECT) and cell
    }
    profile = profiles_of_all(table)[row["case"]]
    assert {column: profile[column] for column in expected} == expected


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_row_says_something(table: Path) -> None:
    """A table's rows are whole, its cases differ, and each expects at least one thing."""
    columns = len(rows(table)[0])
    assert all(len(row) == columns and None not in row.values() for row in rows(table))
    assert len({row["case"] for row in rows(table)}) == len(rows(table))
    for row in rows(table):
        assert any(cell for column, cell in row.items() if column.startswith(EXPECT)), row["case"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_column_is_known(table: Path) -> None:
    """A table's columns are variables, decided indicators, `standard`, or parts of a profile."""
    known = standard(table)
    given = set(survey(rows(table)[0]))
    assert given <= {*known.variables("household"), *known.indicators, "standard"}
    expected = {c.removeprefix(EXPECT) for c in rows(table)[0] if c.startswith(EXPECT)}
    assert expected <= set(profiles_of_all(table)[rows(table)[0]["case"]])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_answer_and_class_has_a_case(table: Path) -> None:
    """Each indicator has a case deprived, one not and one unknown; each class rule decides one."""
    for indicator in standard(table).indicators:
        answers = {row[EXPECT + indicator] for row in rows(table)}
        assert answers >= {"1", "0", "unknown"}, indicator
    bases = {row[f"{EXPECT}basis"] for row in rows(table)}
    assert bases >= {rule.basis for rule in standard(table).classes}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_absent_column_is_unknown(table: Path) -> None:
    """Households that leave a column blank have the same profile in a survey without the column."""
    columns = [column for column in survey(rows(table)[0]) if column not in NEEDED]
    for first in range(QUARTERS):  # a quarter of the columns at a time: neighbours fall apart
        absent = columns[first::QUARTERS]
        for case, profile in profiles_of(table, absent).items():
            assert profile == profiles_of_all(table)[case], (absent, case)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_profile_can_be_classified_again(table: Path) -> None:
    """A profile that was written is a survey with the same result, unless scores decided it."""
    scores = ("income_score", "deprivation_score")
    scored = {row["case"] for row in rows(table) if any(row.get(score) for score in scores)}
    before = {
        case: profile for case, profile in profiles_of_all(table).items() if case not in scored
    }
    after = profiles(table, before.values(), ())
    decided = (*DECIDED, *standard(table).indicators)
    for case, profile in before.items():
        assert {c: after[case][c] for c in decided} == {c: profile[c] for c in decided}, case
