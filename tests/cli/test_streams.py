"""Broken standard streams: lost words change nothing, and lost data is an error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = f"{sys.executable} -m mdpoverty"
CLASSIFY = f"{PROGRAM} classify survey.csv --standard vn-2011-2015"
SURVEY = """\
household_id,area,household_size,income_per_capita
1,rural,4,9000000
2,urban,2,100
"""

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "survey.csv").write_text(SURVEY)
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("-o o.csv 2>&-", 0),
        ("-o o.csv 2>/dev/full", 0),
        ("-o o.csv 2>&1 | head -c 9", 0),
        ("-o o.csv 2> >(true)", 0),
        ("-o o.csv <&- >&- 2>&-", 0),
        ("-o o.csv --errors json 2>/dev/full", 0),
        ("--unknown 2>/dev/full", 2),
        ("--standard none 2>&-", 2),
        ("--members none.csv -o m.csv 2>/dev/full", 3),
    ],
)
def test_words_that_cannot_be_said(folder: Path, words: str, code: int) -> None:
    """Standard error that is closed, full or broken changes neither files nor the exit code."""
    done = run(f"{CLASSIFY} {words}", folder)
    assert done.returncode == code
    written = ["o.csv", "survey.csv"] if code == 0 else ["survey.csv"]
    assert sorted(file.name for file in folder.iterdir()) == written
    if code == 0:
        assert len((folder / "o.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize("command", [CLASSIFY, f"{PROGRAM} --help", f"{PROGRAM} --version"])
@pytest.mark.parametrize(("broken", "code"), [(">/dev/full", 3), (">&-", 3), ("| true", 0)])
def test_data_that_cannot_be_written(folder: Path, command: str, broken: str, code: int) -> None:
    """Standard output that is full or closed is exit 3, a reader that has had enough is none."""
    done = run(f"{command} {broken}", folder)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert (code == 3) == ("error: standard output cannot be written" in done.stderr)


def test_input_that_is_closed(folder: Path) -> None:
    """Standard input that is closed is a survey that cannot be read."""
    done = run(f"{PROGRAM} classify - <&-", folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert "error: standard input cannot be read: it is closed" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        *(f"{CLASSIFY} >> survey.csv", f"{CLASSIFY} -o - 1<> survey.csv"),
        *(f"{CLASSIFY} -o o.csv >> survey.csv", f"{CLASSIFY} -o o.csv 2>> survey.csv"),
        f"{PROGRAM} validate survey.csv >> survey.csv",
        f"{PROGRAM} map survey.csv >> survey.csv",
        f"{PROGRAM} explain survey.csv 1 >> survey.csv",
        f"{PROGRAM} summarize survey.csv >> survey.csv",
        f"{PROGRAM} diff survey.csv --from vn-2011-2015 --to vn-2016-2020 >> survey.csv",
        *(f"{PROGRAM} standards {job} survey.csv >> survey.csv" for job in ("show", "check")),
        f"cat survey.csv | {PROGRAM} classify - --members survey.csv >> survey.csv",
    ],
)
def test_a_file_that_is_read_takes_no_output_of_the_shell(folder: Path, command: str) -> None:
    """A survey, or a standard, is no place for what a shell redirects, be it data or words."""
    done = run(command, folder)
    assert done.returncode == 2
    assert [file.name for file in folder.iterdir()] == ["survey.csv"]
    text = (folder / "survey.csv").read_text()
    if "2>>" in command:
        assert text.startswith(SURVEY)
        text = text.removeprefix(SURVEY) + SURVEY
    assert "an output would overwrite an input" in done.stderr + text
    assert text.endswith(SURVEY)


def test_an_output_that_the_shell_writes_too(folder: Path) -> None:
    """A table that goes to standard output is lost where another one takes its file."""
    done = run(f"{CLASSIFY} -o - --why o.csv > o.csv", folder)
    assert done.returncode == 2
    assert "two outputs name the same file" in done.stderr
    assert not (folder / "o.csv").read_text()


@pytest.mark.parametrize("written", ["-o survey.csv", "-o o.csv --rejects survey.csv"])
def test_a_file_at_standard_input_is_not_written(folder: Path, written: str) -> None:
    """A survey that the shell redirects to standard input is kept, as one that is named is."""
    done = run(f"{CLASSIFY.replace('survey.csv', '-')} {written} < survey.csv", folder)
    assert (done.returncode, [file.name for file in folder.iterdir()]) == (2, ["survey.csv"])
    assert (folder / "survey.csv").read_text() == SURVEY
    assert "name the same file" in done.stderr
