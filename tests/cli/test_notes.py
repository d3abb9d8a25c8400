"""Notes, warnings and errors: in words, or as JSON with a code and one object a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from files import Done

from mdpoverty.cli import run
from mdpoverty.cli.console import say
from mdpoverty.cli.options import Errors, SayingOptions
from mdpoverty.errors import WARNING
from mdpoverty.language.messages import message

SURVEY = "household_id,area,household_size,income_per_capita,Wieght\n"
ROW = "A1,rural,4,1500,1\n"
YEAR = ("--standard", "vn-2011-2015")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds a survey whose incomes seem to be in thousands."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text(SURVEY + ROW)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Done:
    """Carry out a command."""
    capsys.readouterr()
    code = run([*arguments])
    return Done(code, *capsys.readouterr())


@pytest.mark.usefixtures("folder")
def test_notes_as_json_are_the_same_notes(capsys: pytest.CaptureFixture[str]) -> None:
    """Each note or warning is an object in a line of its own, with its kind, code and text."""
    words = said(capsys, "classify", "survey.csv", *YEAR)
    objects = said(capsys, "classify", "survey.csv", *YEAR, "--errors", "json")
    found = [json.loads(line) for line in objects.errors.splitlines()]
    assert [each["kind"] for each in found] == ["note", "note", "warning", "note"]
    assert [each["code"] for each in found[:2]] == ["cli.standard", "cli.misspelt"]
    assert all(each["code"] for each in found)
    marks = {"note": "", "warning": "warning: "}
    assert [marks[each["kind"]] + each["message"] for each in found] == words.errors.splitlines()
    assert objects.out == words.out


@pytest.mark.parametrize(
    "command",
    [
        "summarize survey.csv --standard vn-2011-2015",
        "diff survey.csv --from vn-2006-2010 --to vn-2011-2015",
        "explain survey.csv A1 --standard vn-2011-2015",
        "validate survey.csv --standard vn-2011-2015",
        "template vn-2011-2015 -o empty.csv",
        "classify survey.csv --standard vn-2011-2015 --output-dir profiles",
    ],
)
@pytest.mark.usefixtures("folder")
def test_every_command_says_its_notes_so(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No command mixes words with objects, and none says anything where it shall be quiet."""
    words = said(capsys, *command.split())
    found = said(capsys, *command.split(), "--errors", "json").errors.splitlines()
    assert len(found) == words.errors.count("\n") > 0
    assert all({"kind", "code", "message"} <= json.loads(line).keys() for line in found)
    assert all(json.loads(line)["code"] for line in found)
    assert said(capsys, *command.split(), "-q").errors == ""


@pytest.mark.usefixtures("folder")
def test_notes_before_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """An error ends the stream of objects; it and its problems have codes."""
    Path("survey.csv").write_text(SURVEY + "A1,city,4,1500000,1\n")
    *notes, last = said(
        capsys, "classify", "survey.csv", *YEAR, "--errors", "json"
    ).errors.splitlines()
    assert [json.loads(note)["kind"] for note in notes] == ["note", "note"]
    error = json.loads(last)
    assert (error["kind"], error["error"], error["exit_code"]) == ("error", "SurveyError", 3)
    assert error["code"]
    assert [problem["code"] for problem in error["problems"]] != [""]


def test_a_note_may_be_marked_as_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    """A note that lower rooms mark as a warning is one: its code and text are those within."""
    note = WARNING(text=message("made-up.odd", "{file} is odd", file="a.csv"))
    say("note", note, SayingOptions())
    say("note", note, SayingOptions(Errors.json))
    words, line = capsys.readouterr().err.splitlines()
    assert words == "warning: a.csv is odd"
    assert json.loads(line) == {
        "kind": "warning",
        "code": "made-up.odd",
        "message": "a.csv is odd",
    }
