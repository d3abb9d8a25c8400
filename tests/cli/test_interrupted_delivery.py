"""An interrupt while a command delivers: its files, its words and its exit code agree."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import pytest
from files import Done, run
from interrupted import interrupted_at
from places import ROOT, TESTS

from mdpoverty.files.delivery import Deliveries

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of what is just being opened
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SURVEY, MEMBERS = ROOT / "examples" / "survey.csv", ROOT / "examples" / "members.csv"
ROUNDS = (TESTS / "transcripts" / "round-2023.csv", TESTS / "transcripts" / "round-2024.csv")
COMMANDS = {
    "classify": (SURVEY, "--members", MEMBERS, "-o", "p.csv", "--persons", "n.csv"),
    "summarize": (SURVEY, "--record", "r.json", "-o", "-"),
    "report": (SURVEY, "-o", "f.html", "--plot", "f.svg", "--record", "j.json"),
    "track": (*ROUNDS, "-o", "t.csv", "--flows", "f.csv"),
    "tables": (*ROUNDS, "-o", "t.xlsx"),
    "template": ("vn-2022-2025", "-o", "t.csv"),
}
MOMENTS = 5  # at which each command is interrupted


def carried_out(step: int, *arguments: str | Path) -> tuple[Done, int]:
    return interrupted_at(step, Deliveries.deliver.__code__, lambda: run(*arguments))


def moments(steps: int) -> list[int]:
    """Return steps to interrupt: the first and the last, and some between, closer at the start."""
    return sorted({1 + round((steps - 1) * (n / MOMENTS) ** 2) for n in range(MOMENTS + 1)})


@pytest.mark.parametrize("command", COMMANDS)
def test_files_words_and_exit_code_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Until all is in place the old files are there and it is said; then nothing is changed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    done, steps = carried_out(0, command, *COMMANDS[command])
    assert done.code == 0, done.errors
    new = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert new
    old = dict.fromkeys(new, b"old")
    codes = set()
    for step in moments(steps):
        for name in old:
            Path(name).write_bytes(old[name])
        found, _ = carried_out(step, command, *COMMANDS[command])
        there = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        codes.add(found.code)
        if found.code == 0:
            assert found == done
            assert there == new
        else:
            assert found.code == 130, found.errors
            assert found.errors.endswith("interrupted: nothing was written\n")
            assert there == old
    assert codes == {0, 130}


def test_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its manifest names the files that are there, whenever it is interrupted."""
    monkeypatch.chdir(tmp_path)
    Path("one.csv").write_bytes(SURVEY.read_bytes())
    batch = ("classify", "one.csv", "--output-dir", "out", "--standard", "vn-2022-2025")
    done, steps = carried_out(0, *batch)
    assert done.code == 0, done.errors
    codes = set()
    for step in moments(steps)[1::2]:
        found, _ = carried_out(step, *batch)
        codes.add(found.code)
        there = {file.name for file in Path("out").iterdir()}
        with Path("out", "manifest.csv").open(newline="") as opened:
            (row,) = csv.DictReader(opened)
        assert there == {"manifest.csv"} | ({"one.csv"} if row["status"] == "written" else set())
        if found.code == 0:
            assert row["status"] == "written"
            assert found == done
        else:
            assert found.code == 130, found.errors
            assert "interrupted: " in found.errors
    assert 130 in codes
    assert found.code == 0
