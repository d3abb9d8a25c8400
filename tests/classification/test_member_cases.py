"""Tables of member lists: each row of `member_cases/<standard>.csv` is a household of members.

A row has the case in words (it serves as `household_id`), cells of its household, its members
(each its answers as `column=value`, `-` for one who answers nothing; `|` between them, blank for
nobody) and what is expected: columns of the profile as `column=value`, where the value `unknown` is
an empty cell, or the word `refused`. What is not said is blank; the area is rural and the income 0.
The standard is the file's stem: the id of a shipped one, or `cases/<stem>.yaml`. New tables are
found by glob, and a standard whose rules read members needs one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl
import pytest
import second_reading
from places import TESTS
from surveys import STANDARDS

from mdpoverty import Standard, classify, load_standard
from mdpoverty.codebook import variables
from mdpoverty.standards.conditions import CodeList, NumberLimit, walk

FOLDER = TESTS
TABLES = sorted((FOLDER / "member_cases").glob("*.csv"))
KEYS = {"household_id", "person_id"}
THIRDS = 3
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)

Row = dict[str, str]


@cache
def cases(table: Path) -> dict[str, Row]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert len({row["case"] for row in rows}) == len(rows), "cases have names of their own"
    return {row["case"]: row for row in rows}


@cache
def standard(stem: str) -> Standard:
    own = FOLDER / "cases" / f"{stem}.yaml"
    return load_standard(own if own.exists() else stem)


def answers(text: str) -> Row:
    """Return the cells of `column=value column=value`, of nothing for `-`."""
    pairs = (answer.partition("=") for answer in text.split() if answer != "-")
    return {column: value for column, _, value in pairs}


def household(row: Row) -> Row:
    own = answers(row["household"])
    income = {} if "household_income" in own else {"income_per_capita": "0"}
    return {"household_id": row["case"], "area": "rural", **income, **own}


def members(row: Row) -> list[Row]:
    lists = [answers(text) for text in row["members"].split("|")] if row["members"] else []
    return [
        {"household_id": row["case"], "person_id": str(number), **member}
        for number, member in enumerate(lists, start=1)
    ]


def expected(row: Row) -> Row | None:
    """Return what the profile is to hold, None where the household is refused."""
    if row["expect"] == "refused":
        return None
    return {
        name: "" if value == "unknown" else value for name, value in answers(row["expect"]).items()
    }


def frame(rows: list[Row]) -> pl.DataFrame:
    columns = dict.fromkeys(name for row in rows for name in row)
    filled = [{name: row.get(name, "") for name in columns} for row in rows]
    return pl.DataFrame(filled, schema=dict.fromkeys(columns, pl.String))


@cache
def profiles(table: Path) -> dict[str, Row]:
    return profiles_of(standard(table.stem), list(cases(table).values()))


def profiles_of(known: Standard, rows: list[Row]) -> dict[str, Row]:
    """Return the profile of each household that is not refused, by its case."""
    found, *_ = classify(
        frame([household(row) for row in rows]),
        known,
        members=frame([member for row in rows for member in members(row)]),
        rejects=True,
    )
    return {
        row["household_id"]: {
            name: "" if cell is None else str(cell).removesuffix(".0") for name, cell in row.items()
        }
        for row in found.drop("survey_row").iter_rows(named=True)
    }


@pytest.mark.parametrize(
    ("table", "case"),
    [
        pytest.param(table, case, id=f"{table.stem}: {case}")
        for table in TABLES
        for case in cases(table)
    ],
)
def test_case(table: Path, case: str) -> None:
    """The profile of a household is what the row of its members expects, or it is refused."""
    wanted = expected(cases(table)[case])
    profile = profiles(table).get(case)
    if wanted is None or profile is None:
        assert profile == wanted
    else:
        assert {name: profile[name] for name in wanted} == wanted


@every_table
def test_the_second_reading_expects_the_same(table: Path) -> None:
    """The tables of the law's standards say what the second reading of the law says."""
    if table.stem not in STANDARDS:
        assert (FOLDER / "cases" / f"{table.stem}.yaml").exists()
        return
    for case, row in cases(table).items():
        wanted = expected(row)
        if wanted is not None:
            found = second_reading.read(household(row), table.stem, members(row))
            shared = wanted.keys() & found.keys()
            assert {name: found[name] for name in shared} == {n: wanted[n] for n in shared}, case


@every_table
def test_an_absent_column_is_unknown(table: Path) -> None:
    """Members who leave columns blank count as they do in a member file without the columns."""
    rows = list(cases(table).values())
    columns = sorted({name for row in rows for member in members(row) for name in member} - KEYS)
    for first in range(THIRDS):  # a third of the columns at a time: neighbours fall apart
        absent = set(columns[first::THIRDS])
        silent = [row for row in rows if not any(absent & set(member) for member in members(row))]
        for case, profile in profiles_of(standard(table.stem), silent).items():
            found = profiles(table)[case]
            assert profile == {name: found[name] for name in profile}, (case, absent)


def told_by_members(known: Standard) -> Iterator[tuple[str, list[NumberLimit | CodeList]]]:
    """Yield each indicator that reads members, with the limits and codes put to a member."""
    for name, indicator in known.indicators.items():
        parts = list(walk(indicator.deprived_when))
        if any(scope == "member" for _, _, scope in parts):
            asked = [part for part, _, scope in parts if scope == "member"]
            yield name, [part for part in asked if isinstance(part, (NumberLimit, CodeList))]


def members_of_cases(table: Path, indicator: str) -> list[Row]:
    rows = [row for row in cases(table).values() if indicator in (expected(row) or {})]
    return [member for row in rows for member in members(row)]


def test_every_standard_that_reads_members_has_a_table() -> None:
    """No shipped standard, and no standard with a table of cases, is without member cases."""
    stems = {*STANDARDS, *(path.stem for path in (FOLDER / "cases").glob("*.yaml"))}
    needed = {stem for stem in stems if any(told_by_members(standard(stem)))}
    assert {table.stem for table in TABLES} == needed


@every_table
def test_every_indicator_has_each_answer(table: Path) -> None:
    """Each indicator that reads members has a case deprived, one not and one unknown."""
    for indicator, _ in told_by_members(standard(table.stem)):
        found = {(expected(row) or {}).get(indicator) for row in cases(table).values()}
        assert found >= {"1", "0", ""}, indicator


@every_table
def test_every_limit_has_a_case_on_it_and_on_both_sides(table: Path) -> None:
    """Each limit put to members has members on it, just below and above; ages are one apart."""
    for indicator, parts in told_by_members(standard(table.stem)):
        for part in parts:
            if not isinstance(part, NumberLimit):
                continue
            cells = {m[part.column] for m in members_of_cases(table, indicator) if part.column in m}
            values = {float(cell) for cell in cells}
            for limit in (part.at_least, part.above, part.at_most, part.below):
                if limit is not None:
                    assert limit in values, (indicator, part)
                    assert any(limit - 1 <= value < limit for value in values), (indicator, part)
                    assert any(limit < value <= limit + 1 for value in values), (indicator, part)


@every_table
def test_every_code_has_a_case(table: Path) -> None:
    """Each code of a variable that decides is a member's in some case, whether it counts or not."""
    known = {**variables("member"), **standard(table.stem).variables("member")}
    for indicator, parts in told_by_members(standard(table.stem)):
        for part in parts:
            if isinstance(part, CodeList):
                cells = {m.get(part.column) for m in members_of_cases(table, indicator)}
                assert cells >= set(known[part.column].codes), (indicator, part.column)
