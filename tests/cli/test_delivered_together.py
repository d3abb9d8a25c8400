"""Outputs of one command are delivered together: where one cannot be replaced, none is."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which

import pytest
from files import classify, run
from places import ROOT

SURVEY, MEMBERS = ROOT / "examples" / "survey.csv", ROOT / "examples" / "members.csv"
# What is asked, of a survey or of two profiles of it, and the outputs.
COMMANDS = {
    "classify": (
        (SURVEY, "--members", MEMBERS),
        ("-o p.csv", "--persons n.csv", "--rejects r.csv"),
    ),
    "summarize": ((SURVEY,), ("-o f.csv", "--rejects r.csv")),
    "report": ((SURVEY,), ("-o f.html", "--plot f.svg", "--record j.json")),
    "track": (("before.csv", "after.csv"), ("-o t.csv", "--flows f.csv")),
}


def chattr(change: str, file: Path) -> bool:
    """Change an attribute of a file; return whether this system, file system and user can."""
    program = which("chattr")
    if program is None:
        return False
    return subprocess.run([program, change, file], capture_output=True, check=False).returncode == 0


@pytest.fixture
def immutable() -> Iterator[Callable[[Path], None]]:
    """Make a file one that nobody may change, rename or remove."""
    made: list[Path] = []

    def make(file: Path) -> None:
        file.write_text("old")
        if not chattr("+i", file):
            pytest.skip("files cannot be made immutable here")
        made.append(file)

    yield make
    for file in made:
        chattr("-i", file)


def folder(place: Path) -> None:
    """Make a folder in the place of a file."""
    place.mkdir()


@pytest.mark.parametrize("kind", ["folder", "immutable"])
@pytest.mark.parametrize("command", COMMANDS)
def test_one_output_that_cannot_be_replaced(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    immutable: Callable[[Path], None],
    command: str,
    kind: str,
) -> None:
    """The others stay as they were, whichever it is, and the command says which."""
    monkeypatch.chdir(tmp_path)
    text = SURVEY.read_text(encoding="utf-8")
    for name, year in {"before.csv": "2024", "after.csv": "2025"}.items():
        Path("survey.csv").write_text(text.replace(",2025,", f",{year},"), encoding="utf-8")
        assert classify("survey.csv", "--keep", "all", "-o", name, "-q").code == 0
    inputs, outputs = COMMANDS[command]
    options = [output.split() for output in outputs]
    for wrong, (_, refused) in enumerate(options):
        made = tmp_path / str(wrong)
        made.mkdir()
        for _, name in options:
            (made / name).write_text("old")
        (made / refused).unlink()
        (folder if kind == "folder" else immutable)(made / refused)
        given = [word for option, name in options for word in (option, made / name)]
        done = run(command, *inputs, *given, "-q")
        assert done.code == 3, done.errors
        assert f"{made / refused} cannot be written" in done.errors
        assert {file.name for file in made.iterdir()} == {name for _, name in options}
        assert {file.read_text() for file in made.iterdir() if file.is_file()} == {"old"}
