"""What made a profile: each row names the standard and its digest, and no other one is applied."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from files import Done

import mdpoverty
from mdpoverty.cli import run
from mdpoverty.errors import SurveyError

SURVEY = "household_id,area,household_size,income_per_capita\nA1,rural,4,415000\n"
LINES = """\
id: made-up
based_on: vn-2011-2015
name: {{en: Own, vi: Riêng}}
applies: {{from: 2099-01-01, to: 2099-12-31}}
compared_with_law_on: 2026-11-22
legal_basis: [{{document: D, about: {{en: A, vi: A}}, status: text}}]
income_lines:
  poverty: {{rural: {rural}, reference: {{document: D, clause: C, status: seen}}}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a survey, and a standard under which its household is poor."""
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text(SURVEY)
    Path("made-up.yaml").write_text(LINES.format(rural=420000))
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Done:
    """Carry out a command."""
    capsys.readouterr()
    code = run([*arguments])
    return Done(code, *capsys.readouterr())


def profile_of(standard: str) -> None:
    assert run(["classify", "survey.csv", "--standard", standard, "-o", "profile.csv", "-q"]) == 0


READING = ("classify profile.csv", "explain profile.csv A1", "validate profile.csv")


@pytest.mark.parametrize("command", [*READING, "summarize profile.csv"])
@pytest.mark.usefixtures("folder")
def test_the_profile_says_which_standard(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without an option the standard is the profile's, whatever year it is."""
    profile_of("vn-2006-2010")
    done = said(capsys, *command.split())
    assert (done.code, done.errors.split()[1]) == (0, "vn-2006-2010")
    assert "warning: " not in done.errors


@pytest.mark.parametrize("command", [*READING, "summarize profile.csv"])
@pytest.mark.usefixtures("folder")
def test_an_edited_standard_is_refused(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A profile is read with the file that made it: not without it, and not after an edit."""
    profile_of("made-up.yaml")
    done = said(capsys, *command.split())
    assert done.code == 2
    assert "'made-up'" in done.errors
    assert "--standard" in done.errors
    named = [*command.split(), "--standard", "made-up.yaml"]
    assert said(capsys, *named).code == 0
    Path("made-up.yaml").write_text(LINES.format(rural=410000))
    done = said(capsys, *named)
    assert done.code == 3
    old = pl.read_csv("profile.csv")["standard_digest"][0]
    assert old in done.errors + done.out


@pytest.mark.usefixtures("folder")
def test_a_shipped_standard_of_another_version(capsys: pytest.CaptureFixture[str]) -> None:
    """A profile by a shipped id with another digest is refused, with and without the option."""
    profile_of("vn-2006-2010")
    text = Path("profile.csv").read_text()
    digest = mdpoverty.load_standard("vn-2006-2010").short_digest
    Path("profile.csv").write_text(text.replace(digest, "0" * 12))
    for option in ((), ("--standard", "vn-2006-2010")):
        done = said(capsys, "classify", "profile.csv", *option)
        assert done.code == 3
        assert {digest, "0" * 12} <= {word.strip("',)") for word in done.errors.split()}


@pytest.mark.usefixtures("folder")
def test_frames_are_held_to_the_digest_too() -> None:
    """A frame that names other content is refused; another standard may be applied to it."""
    frame = pl.read_csv("survey.csv").with_columns(
        standard=pl.lit("vn-2006-2010"), standard_digest=pl.lit("0" * 12)
    )
    with pytest.raises(SurveyError, match="standard_digest"):
        mdpoverty.classify(frame, standard="vn-2006-2010")
    assert mdpoverty.classify(frame, standard="vn-2011-2015").height == 1
    lazy = mdpoverty.classify(frame.lazy(), standard="vn-2006-2010").collect()
    assert "standard_digest" in lazy["error"][0]


@pytest.mark.usefixtures("folder")
def test_a_column_of_this_name_may_mean_something_else(capsys: pytest.CaptureFixture[str]) -> None:
    """A survey with a column `standard` of its own is classified by its year."""
    rows = SURVEY.splitlines()
    for value, year, expected in (
        ("good", 2008, "vn-2006-2010"),
        ("vn-2011-2015", 2008, "vn-2011-2015"),
    ):
        text = f"{rows[0]},survey_year,standard\n{rows[1]},{year},{value}\n"
        Path("survey.csv").write_text(text)
        assert said(capsys, "classify", "survey.csv").errors.split()[1] == expected


@pytest.mark.usefixtures("folder")
def test_the_clock_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the day alone chose, and nobody is at a terminal, a warning says so."""
    Path("review.csv").write_text(SURVEY)
    assert "warning" in said(capsys, "classify", "review.csv").errors
    assert "warning" not in said(capsys, "classify", "review.csv", "--year", "2024").errors


def test_the_version() -> None:
    """The package says its version, as the program does."""
    assert mdpoverty.__version__.count(".") == 2
