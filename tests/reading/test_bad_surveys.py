"""Surveys that are refused, one fault each, beside the words of the error.

`bad_surveys/NAME.txt` begins with the exit code and the options of `classify`; every line after
that must stand in standard error when the survey `NAME.*` beside it is classified. A new pair of
files is a new test.
"""

import shlex
from pathlib import Path

import pytest
from places import TESTS

from mdpoverty import cli
from mdpoverty.files import delimited

FOLDER = TESTS / "bad_surveys"
CASES = sorted(FOLDER.glob("*.txt"))


def survey_beside(case: Path) -> Path:
    [survey] = [path for path in FOLDER.glob(f"{case.stem}.*") if path != case]
    return survey


def check(case: Path, *more: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Classify a bad survey with `more` options: it is refused with its words, and no output."""
    survey = survey_beside(case)
    first, *pieces = case.read_text(encoding="utf-8").splitlines()
    expected, *options = shlex.split(first)
    code = cli.run(["classify", str(survey), *options, *more])
    out, errors = capsys.readouterr()
    assert (code, out) == (int(expected), "")
    assert [piece for piece in pieces if piece not in errors] == []
    assert expected != "3" or survey.name in errors
    assert "Traceback" not in errors
    unsafe = {char for char in errors if not char.isprintable()} - {"\n"}
    assert unsafe == set(), "a terminal would act on these"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_refused_by_the_careful_reader(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A bad survey is refused with its words before anything reaches standard output."""
    monkeypatch.chdir(tmp_path)
    check(case, capsys=capsys)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_refused_by_the_fast_reader(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A bad survey that is large is refused with the same words, and no file is left."""
    monkeypatch.setattr(delimited, "SMALL", 0)
    check(case, "-o", str(tmp_path / "profile.csv"), capsys=capsys)
    assert list(tmp_path.iterdir()) == []


def test_every_survey_has_its_words() -> None:
    """Every file in the folder is a survey beside its words, or the words."""
    surveys = {survey_beside(case) for case in CASES}
    others = {path for path in FOLDER.iterdir() if path.suffix != ".txt"}
    assert others == {*surveys, FOLDER / ".gitattributes"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("missing.csv", "cannot be read: there is no such file or folder"),
        ("folder.csv", "is a folder without Parquet files"),
    ],
)
def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, why: str) -> None:
    """A survey that is not there, or that is a folder, is an error that names it and says why."""
    (tmp_path / "folder.csv").mkdir()
    code = cli.run(["classify", str(tmp_path / name), "--standard", "vn-2011-2015"])
    out, errors = capsys.readouterr()
    assert (code, out) == (3, "")
    assert f"{name} {why}" in errors
    assert "Traceback" not in errors
