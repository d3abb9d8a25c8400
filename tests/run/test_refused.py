"""The error that rows are refused: what it says of every file, and of one that changed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from mdpoverty import cli
from mdpoverty.errors import Problem
from mdpoverty.run.refused import SUMMARISED, refusal_of
from mdpoverty.survey.survey import survey_of

SURVEY = survey_of(pl.DataFrame({"household_id": ["A"]}), "survey.csv")
MEMBERS = survey_of(pl.DataFrame({"household_id": ["A"]}), "members.csv")


def test_every_file_is_said() -> None:
    """Files with refused rows are named, each with how many, and what is not done."""
    one, other = Problem("area", "is missing"), Problem("age", "is missing")
    error = refusal_of([(SURVEY, 1, [one]), (MEMBERS, 1200, [other])], None, SUMMARISED)
    said = "survey.csv: 1 row refused; members.csv: 1,200 rows refused. Nothing was summarised."
    assert error.headline == said
    assert error.code == "run.refused"
    assert error.problems == (one, other)
    vietnamese = "survey.csv: 1 dòng bị từ chối; members.csv: 1.200 dòng bị từ chối"
    assert vietnamese in error.text("vi")


def test_how_rows_are_set_aside() -> None:
    """Where refused rows can be set aside, the error says how; a file without any is not named."""
    error = refusal_of([(SURVEY, 2, []), (MEMBERS, 0, [])], "--rejects FOLDER")
    end = "Nothing was written. Fix these rows, or use --rejects FOLDER to set them aside."
    assert error.headline == f"survey.csv: 2 rows refused. {end}"


def test_rows_that_are_not_found_again() -> None:
    """Where rows were refused that nobody finds again, the survey has changed meanwhile."""
    error = refusal_of([(SURVEY, 0, [])], None)
    assert error.headline == "survey.csv changed while it was read: nothing was written"
    assert error.code == "run.changed"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "area is not a known code; income_per_capita is not a number"),
        (
            "vi",
            (
                "khu vực (area) không phải là mã đã biết; "
                "thu nhập bình quân đầu người/tháng (income_per_capita) không phải là số"
            ),
        ),
    ],
)
def test_rejects_say_why_in_the_readers_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    """The column `problems` of refused rows is in words: of the language that the run speaks."""
    monkeypatch.chdir(tmp_path)
    rows = "household_id,area,household_size,income_per_capita\n1,x,4,y\n2,urban,4,1\n"
    Path("survey.csv").write_text(rows, encoding="utf-8")
    options = ["--standard", "vn-2011-2015", "--lang", language, "-q"]
    for command in (["classify"], ["summarize"], ["diff", "--from", "vn-2006-2010", "--to"]):
        own = options[1:] if command[0] == "diff" else options
        files = ["-o", "out.csv", "--rejects", "rejects.csv"]
        assert cli.run([*command, *own, "survey.csv", *files]) == 0
        assert pl.read_csv("rejects.csv")["problems"].to_list() == [said]


def test_files_without_refused_rows_have_their_headings(tmp_path: Path) -> None:
    """Where no row is refused, the files for refused rows have the headings that they always have.

    Their rows are not looked for then.
    """
    survey, members = tmp_path / "survey.csv", tmp_path / "members.csv"
    members.write_text("household_id,person_id,age\nA,1,7\n")
    found = []
    for area in ("rural", "city"):
        survey.write_text(f"household_id,area,income_per_capita,x\nA,{area},1,\n")
        options = ["--rejects", str(tmp_path / "rejects.csv"), "-o", str(tmp_path / "o.csv")]
        inputs = [str(survey), "--members", str(members), "--standard", "vn-2022-2025"]
        assert cli.run(["classify", *inputs, *options, "-q"]) == 0
        found.append([f.read_text().splitlines() for f in sorted(tmp_path.glob("rejects*"))])
    none, some = found
    assert none == [lines[:1] for lines in some]
    assert [len(lines) for lines in some] == [2, 2]
