"""Areas and counts whose digits may be grouped, and dates that are nearly written as one."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from files import Table, run, write_csv

REVIEW = ("--standard", "vn-2022-2025-review")
HEADER = ("household_id", "area", "household_size", "floor_area", "garden_pond_area", "poultry")


@pytest.mark.parametrize(
    ("areas", "options", "warned"),
    [
        (("50", "1.200", "3"), (), {"garden_pond_area"}),
        (("50.125", "1.25", "1.000"), (), {"floor_area", "poultry"}),
        (("50.5", "1.2", "1000"), (), set()),
        (("50,5", "1,200", "3"), ("--decimal", ","), {"garden_pond_area"}),
        (("50,5", "1.200", "3"), ("--decimal", ",", "--thousands", "."), set()),
    ],
)
def test_digits_that_may_be_grouped(
    areas: tuple[str, ...], options: tuple[str, ...], warned: set[str], tmp_path: Path
) -> None:
    """A warning names the column once, its cells, and what to write; the number stays as read."""
    rows: Table = [HEADER, ("1", "rural", 2, *areas), ("2", "rural", 2, *areas)]
    done = run("classify", write_csv(tmp_path / "survey.csv", rows), *REVIEW, *options)
    found = [line for line in done.errors.splitlines() if "may separate thousands" in line]
    assert done.code == 0
    assert {line.split(":")[1].strip() for line in found} == warned
    assert len(found) == len(warned)
    for line in found:
        assert "2 rows: line 2" in line
        assert "such as 1200" in line


def test_dates_say_how_they_are_written(tmp_path: Path) -> None:
    """The first cell that lacks zeros is written out; a year alone goes elsewhere."""
    households: Table = [("household_id", "area", "review_date"), ("1", "rural", "1-10-2025")]
    people: Table = [
        ("household_id", "person_id", "age", "birth_date"),
        ("1", "1", "", "1988"),
        ("1", "2", "", "31/2/1985"),
        ("1", "3", "", "2/1/1985"),
    ]
    survey = write_csv(tmp_path / "survey.csv", households)
    members = write_csv(tmp_path / "members.csv", people)
    done = run("classify", survey, "--members", members, *REVIEW)
    assert done.code == 3
    assert "four: 02/01/1985, not 2/1/1985. Where only the year or the age is known" in done.errors
    assert "leave the cell blank and fill in age" in done.errors
    assert "four: 01/10/2025, not 1-10-2025. Leave the cell blank" in done.errors


def test_a_refused_survey_is_warned_too(tmp_path: Path) -> None:
    """What is to be corrected is told at once: in refused rows, and in others."""
    rows: Table = [HEADER, ("1", "rural", 2, "50", "1.200", "2.000"), ("2", "", 2, "1.000", "", "")]
    survey = write_csv(tmp_path / "survey.csv", rows)
    done = run("classify", survey, *REVIEW)
    assert done.code == 3
    found = [line for line in done.errors.splitlines() if "may separate thousands" in line]
    assert [line.split(":")[:2] for line in found] == [
        ["warning", f" {name}"] for name in ("floor_area", "garden_pond_area", "poultry")
    ]
    assert "1 row: line 3 '1.000'" in found[0]
    said = run("classify", survey, *REVIEW, "-q", "--errors", "json").errors
    error = json.loads(said)
    assert {each["subject"] for each in error["warnings"]} == {*HEADER[3:]}
    assert "may separate thousands" in run("classify", survey, *REVIEW, "-q").errors


def test_a_survey_of_any_size_is_looked_at(tmp_path: Path) -> None:
    """By its first rows, the last of which is the hundred-thousandth."""
    rows = [f"{n},rural,2,50,," for n in range(100_001)]
    for place, warned in ((99_999, True), (100_000, False)):
        cells = [*rows]
        cells[place] = f"{place},rural,2,50,1.200,"
        survey = tmp_path / f"{place}.csv"
        survey.write_text("\n".join([",".join(HEADER), *cells, ""]), encoding="utf-8")
        done = run("classify", str(survey), *REVIEW, "-o", str(tmp_path / "profile.csv"))
        assert done.code == 0, done.errors
        assert ("may separate thousands" in done.errors) == warned


def test_the_same_warnings_whatever_becomes_of_the_row(tmp_path: Path) -> None:
    """A row that is refused for another cell is warned of by every command, however it is run."""
    text = "household_id,survey_year,area,income_per_capita,floor_area,household_size\n"
    text += "1,2025,rural,1000000,1.200,4\n2,2025,rural,1000000,1.300,none\n"
    survey = tmp_path / "s.csv"
    survey.write_text(text)
    found = []
    for command in (
        ("classify", str(survey), "-o", str(tmp_path / "p.csv")),
        (
            "classify",
            str(survey),
            "-o",
            str(tmp_path / "q.csv"),
            "--rejects",
            str(tmp_path / "r.csv"),
        ),
        ("validate", str(survey), "-o", str(tmp_path / "f.csv")),
    ):
        done = run(*command)
        found.append([line for line in done.errors.splitlines() if "may separate" in line])
    assert len(found[0]) == 1
    assert "line 2 '1.200', line 3 '1.300'" in found[0][0]
    assert found[0] == found[1]
    table = pl.read_csv(tmp_path / "f.csv", infer_schema=False)
    lines = table.filter(pl.col("message").str.contains("may separate"))["line"]
    assert lines.to_list() == ["2", "3"]
