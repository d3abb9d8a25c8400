"""Kept columns of a survey with its own signs of numbers: a profile is read without options."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from files import Table, run, write_csv

STANDARD = ("--standard", "vn-2022-2025")
INCOME = ("--standard", "vn-2011-2015")
HEADER = (
    *("household_id", "area", "household_size", "household_income", "floor_area"),
    *("dependants", "section", "remark"),
)
ROWS: Table = [
    HEADER,
    ("1", "rural", 2, "2.400.000,5", "30,5", "1", "1,2", "1,5 m"),
    ("2", "urban", 4, "9.600.000", "1.200", "2,0", "1,3", "01.10.2025"),
]


def kept(*paths: Path) -> list[list[dict[str, str]]]:
    """Return the rows of profiles."""
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            found.append([*csv.DictReader(file)])
    return found


def test_a_profile_has_numbers_with_a_point(tmp_path: Path) -> None:
    """Columns of variables are spelled as the profile's own are; other text stays as it was."""
    survey = write_csv(tmp_path / "survey.csv", ROWS)
    profile = tmp_path / "profile.csv"
    asked = ("--decimal", ",", "--thousands", ".", "--keep", "all", "-q")
    assert run("classify", survey, *STANDARD, *asked, "-o", str(profile)).code == 0
    [[one, other]] = kept(profile)
    assert (one["household_income"], other["household_income"]) == ("2400000.5", "9600000")
    assert (one["floor_area"], other["floor_area"]) == ("30.5", "1200")
    assert (one["dependants"], other["dependants"]) == ("1", "2.0")
    assert (one["section"], other["section"]) == ("1,2", "1,3")
    assert (one["remark"], other["remark"]) == ("1,5 m", "01.10.2025")


@pytest.mark.parametrize("cell", ["1.5", "1.5.2", "many", "1,5 m"])
def test_what_is_no_number_becomes_none(cell: str, tmp_path: Path) -> None:
    """A cell that nobody reads, and is no number of the survey, is not one of the profile."""
    survey = write_csv(
        tmp_path / "survey.csv",
        [
            ("household_id", "area", "household_size", "income_per_capita", "floor_area"),
            ("1", "rural", 2, "900000,5", cell),
        ],
    )
    profile = tmp_path / "profile.csv"
    asked = ("--decimal", ",", "--keep", "all", "-q", "-o", str(profile))
    assert run("classify", survey, *INCOME, *asked).code == 0
    assert run("classify", str(profile), *STANDARD).code == 3
    if not {*cell} <= {*"0123456789.,"}:
        assert kept(profile)[0][0]["floor_area"] == cell


@pytest.mark.parametrize("command", ["report", "summarize", "explain", "validate", "classify"])
def test_a_profile_is_read_without_options(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the signs of its survey were."""
    monkeypatch.chdir(tmp_path)
    survey = write_csv(tmp_path / "survey.csv", ROWS)
    asked = ("--decimal", ",", "--thousands", ".", "--keep", "all", "-o", "profile.csv")
    assert run("classify", survey, *STANDARD, *asked, "-q").code == 0
    more = {"report": ("-o", "report.html"), "summarize": ("--by", "area"), "explain": ("1",)}
    done = run(command, "profile.csv", *more.get(command, ()), "-q")
    assert done.code == 0, done.errors


def test_a_table_of_persons_has_numbers_with_a_point(tmp_path: Path) -> None:
    """As the profile of their households has."""
    survey = write_csv(tmp_path / "survey.csv", [row[:5] for row in ROWS])
    people: Table = [
        ("household_id", "person_id", "age", "age_months", "remark"),
        *(("1", n, "30,0", "", "1,5") for n in range(2)),
        *(("2", n, "3,0", "36,0", "1,5") for n in range(4)),
    ]
    members, persons = write_csv(tmp_path / "members.csv", people), tmp_path / "persons.csv"
    asked = ("--decimal", ",", "--thousands", ".", "--keep", "all", "--persons", str(persons))
    done = run("classify", survey, "--members", members, *STANDARD, *asked, "-q")
    assert done.code == 0, done.errors
    [rows] = kept(persons)
    assert {(row["age"], row["age_months"]) for row in rows} == {("30.0", ""), ("3.0", "36.0")}
    assert {row["remark"] for row in rows} == {"1,5"}
