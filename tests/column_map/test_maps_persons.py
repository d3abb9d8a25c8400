"""Maps of one file whose rows are persons: how it is split, accounted for and refused."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from maps import Source, write_map
from second_reading import Row

import mdpoverty
from mdpoverty import cli

NEW = "vn-2022-2025"
HOUSEHOLD: dict[str, Source] = {
    "household_id": {"column": "ho"},
    "province": {"column": "tinh"},
    "area": {"column": "ttnt", "codes": {"1": "urban", "2": "rural"}},
    "household_size": {"column": "so"},
    "income_per_capita": {"column": "thu", "times": 1000},
}
MEMBER: dict[str, Source] = {
    "household_id": {"column": "ho"},
    "person_id": {"column": "nguoi"},
    "age": {"column": "tuoi"},
    "insured": {"column": "bh", "codes": {"1": "yes", "2": "no"}},
}
# B begins before A; what is said of a household stands on its first row only, or on all.
HEADER = "ho,nguoi,tuoi,bh,tinh,ttnt,so,thu"
HEADS = ["B,1,40,1,P,2,2,1500", "A,1,70,2,Q,1,1,2500", "B,2,5,2,,,,"]
REPEATED = [*HEADS[:2], "B,2,5,2,P,2,2,1500"]
PLAIN_HEADER = "household_id,area,household_size,income_per_capita,province"
PLAIN = f"{PLAIN_HEADER}\nB,rural,2,1500000,P\nA,urban,1,2500000,Q\n"
PLAIN_MEMBERS = "household_id,person_id,age,insured\nB,1,40,yes\nA,1,70,no\nB,2,5,no\n"


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that classifies files with rows of persons: exit code, what is said."""
    path = write_map(tmp_path, HOUSEHOLD, MEMBER, rows="persons")

    def run(*rows: list[str], options: tuple[str, ...] = ()) -> tuple[int, str]:
        files = []
        for number, lines in enumerate(rows):
            file = tmp_path / f"persons-{number}.csv"
            file.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
            files.append(str(file))
        output = tmp_path / "profile.csv"
        arguments = ["classify", *files, "--columns", str(path), "--standard", NEW]
        code = cli.run([*arguments, "-o", str(output), *options])
        return code, capsys.readouterr().err

    return run


@pytest.fixture
def two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[Row]:
    """Return the profile of the same survey in two files."""
    survey, members = tmp_path / "plain.csv", tmp_path / "plain-members.csv"
    survey.write_text(PLAIN)
    members.write_text(PLAIN_MEMBERS)
    output = tmp_path / "plain-profile.csv"
    arguments = ["classify", str(survey), "--members", str(members), "--standard", NEW]
    assert cli.run([*arguments, "-o", str(output)]) == 0
    said = capsys.readouterr().err
    assert "2 rows read = 2 written + 0 refused" in said
    assert "3 rows read = 3 used + 0 refused" in said
    return rows_of(output)


@pytest.mark.parametrize("rows", [HEADS, REPEATED], ids=["on the first row", "on every row"])
def test_one_file_is_split(
    command: Command, two_files: list[Row], tmp_path: Path, rows: list[str]
) -> None:
    """One file of persons gives the profile and the accounts of the same survey in two files."""
    code, said = command(rows)
    assert code == 0
    assert "persons-0.csv (households): 2 rows read = 2 written + 0 refused" in said
    assert "persons-0.csv: 3 rows read = 3 used + 0 refused" in said
    assert rows_of(tmp_path / "profile.csv") == two_files
    assert [row["household_id"] for row in two_files] == ["B", "A"]
    assert [row["health_insurance"] for row in two_files] == ["0", "1"]


def test_household_that_differs_is_refused(command: Command, tmp_path: Path) -> None:
    """A household whose rows say different things is refused, its members with it: column named."""
    rows = [*HEADS[:2], "B,2,5,2,P,2,2,1501"]
    code, said = command(rows)
    assert code == 3
    assert "a column of the household that differs between its members' rows" in said
    assert "'thu'" in said
    assert "make it the same on every row of the household" in said
    assert not (tmp_path / "profile.csv").exists()
    rejects = tmp_path / "rejects.csv"
    code, said = command(rows, options=("--rejects", str(rejects)))
    assert code == 0
    assert "(households): 2 rows read = 1 written + 1 refused" in said
    assert "persons-0.csv: 3 rows read = 1 used + 2 refused" in said
    assert [row["household_id"] for row in rows_of(tmp_path / "profile.csv")] == ["A"]
    (household,) = rows_of(rejects)
    assert (household["line"], household["ho"], household["tinh"]) == ("2", "B", "P")
    persons = rows_of(tmp_path / "rejects-members.csv")
    assert [row["line"] for row in persons] == ["2", "4"]
    assert list(persons[0])[-8:] == HEADER.split(",")
    assert ",".join(persons[1][name] for name in HEADER.split(",")) == "B,2,5,2,P,2,2,1501"


@pytest.mark.parametrize("blank", ["", " ", "\N{NO-BREAK SPACE}"])
def test_blanks_do_not_differ(command: Command, blank: str) -> None:
    """A blank beside a value is no difference, nor is space around the value."""
    rows = [*HEADS[:2], f"B,2,5,2,{blank}, 2 ,2,{blank}"]
    assert command(rows)[0] == 0


def test_persons_without_a_household_are_refused(command: Command, tmp_path: Path) -> None:
    """A person whose household_id is blank belongs to no household and is refused."""
    rejects = tmp_path / "rejects.csv"
    rows = [*HEADS, ",1,30,1,P,2,1,9000"]
    code, said = command(rows)
    assert code == 3
    assert "household_id (from ho): is missing (1 row: line 5)" in said
    code, said = command(rows, options=("--rejects", str(rejects)))
    assert code == 0
    assert "(households): 2 rows read = 2 written + 0 refused" in said
    assert "persons-0.csv: 4 rows read = 3 used + 1 refused" in said
    assert rows_of(rejects) == []
    assert [row["line"] for row in rows_of(tmp_path / "rejects-members.csv")] == ["5"]


def test_size_is_that_of_the_rows(command: Command) -> None:
    """A household whose size is not its number of rows is refused, as with two files."""
    code, said = command([*HEADS[:2]])
    assert code == 3
    assert "is not the number of member rows of the household" in said


def test_persons_are_written(command: Command, tmp_path: Path) -> None:
    """--persons writes every person with the class of the household, in the order of the file."""
    target = tmp_path / "persons.csv"
    code, _ = command(HEADS, options=("--persons", str(target)))
    assert code == 0
    classes = {row["household_id"]: row["class"] for row in rows_of(tmp_path / "profile.csv")}
    found = rows_of(target)
    keys = [(row["household_id"], row["person_id"], row["member_row"]) for row in found]
    assert keys == [("B", "1", "1"), ("A", "1", "2"), ("B", "2", "3")]
    assert [row["class"] for row in found] == [classes[row["household_id"]] for row in found]


def test_keep_all_carries_the_columns_of_the_household(command: Command, tmp_path: Path) -> None:
    """A profile carries the columns of the households, a file of persons those of the persons."""
    target = tmp_path / "persons.csv"
    code, _ = command(HEADS, options=("--keep", "all", "--persons", str(target)))
    assert code == 0
    first, _ = rows_of(tmp_path / "profile.csv")
    expected = {"ho": "B", "tinh": "P", "ttnt": "2", "so": "2", "thu": "1500"}
    assert list(first.items())[-5:] == list(expected.items())
    columns = list(rows_of(target)[0])
    at = columns.index("ho")
    assert columns[at : at + 8] == HEADER.split(",")


def test_households_may_go_on_in_the_next_file(
    command: Command, two_files: list[Row], tmp_path: Path
) -> None:
    """Several files are one survey: a household may have persons in each."""
    code, _ = command(HEADS[:2], HEADS[2:])
    assert code == 0
    assert rows_of(tmp_path / "profile.csv") == two_files
    code, said = command(HEADS[:2], ["B,2,5,2,X,2,2,1500"])
    assert code == 3
    assert "persons-0.csv line 2 'tinh'" in said


def test_frame_of_persons(tmp_path: Path) -> None:
    """A frame of persons is split too; refused rows come back for both levels, with their index."""
    cells: dict[str, list[Any]] = {
        "ho": ["B", "A", "B"],
        "nguoi": [1, 1, 2],
        "tuoi": [40, 70, 5],
        "bh": [1, 2, 2],
        "tinh": ["P", "Q", None],
        "ttnt": [2, 1, None],
        "so": [2, 1, 2],
        "thu": [1500.0, 2500.0, None],
    }
    path = write_map(tmp_path, HOUSEHOLD, MEMBER, rows="persons")
    profile = mdpoverty.classify(pl.DataFrame(cells), NEW, columns=path)
    assert profile["household_id"].to_list() == ["B", "A"]
    assert profile["survey_row"].to_list() == [1, 2]
    assert profile["area"].to_list() == ["rural", "urban"]
    differs = pd.DataFrame(cells | {"so": [2, 1, 3]}, index=["x", "y", "z"])
    found: Any = mdpoverty.classify(differs, NEW, columns=path, rejects=True)
    kept, households, persons = found
    assert list(kept.index) == ["y"]
    assert list(households.index) == ["x"]
    assert list(persons.index) == ["x", "z"]
    assert list(persons["so"]) == [2, 3]
    with pytest.raises(mdpoverty.UsageError, match="persons"):
        mdpoverty.classify(pl.DataFrame(cells).lazy(), NEW, columns=path)
    with pytest.raises(mdpoverty.UsageError, match="members are given twice"):
        mdpoverty.classify(pl.DataFrame(cells), NEW, pl.DataFrame(cells), columns=path)
