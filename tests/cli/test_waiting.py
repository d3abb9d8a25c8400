"""Waiting for other programs: an interrupt ends it at once, and nothing is changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")

ROWS = 3_000  # whose profile is more than a pipe holds
CLASSIFY = (sys.executable, "-m", "mdpoverty", "classify", "--standard", "vn-2011-2015")
INTERRUPTS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
SOON = 5.0  # seconds, on a machine with other work; a wait that is not ended has no end
LONG = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a survey, of which one row is refused, and pipes."""
    rows = (f"{n},{'rural' if n else 'city'},4,{n}\n" for n in range(ROWS))
    header = "household_id,area,household_size,income_per_capita"
    (tmp_path / "survey.csv").write_text(f"{header}\n{''.join(rows)}")
    (tmp_path / "r.csv").write_text("old")
    os.mkfifo(tmp_path / "in.csv")
    os.mkfifo(tmp_path / "out.csv")
    return tmp_path


def begun(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    command = [*CLASSIFY, *arguments]
    return subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe)


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def require_ended_by(number: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Fail unless the process ends by an interrupt that comes once it waits."""
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(number)
    try:
        assert process.wait(SOON) == 130
    finally:
        process.kill()
        process.communicate()
    assert (folder / "r.csv").read_text() == "old"
    assert sorted(each.name for each in folder.iterdir()) == [
        "in.csv",
        "out.csv",
        "r.csv",
        "survey.csv",
    ]


@INTERRUPTS
@pytest.mark.parametrize(
    ("place", "read"), [("out.csv", False), ("out.csv", True), ("-", False)], ids=str
)
def test_a_reader_that_does_not_read(folder: Path, number: int, place: str, *, read: bool) -> None:
    """Nor does one come: a pipe is not opened, or is full. A file that was in place is put back."""
    process = begun(folder, "survey.csv", "-o", place, "--rejects", "r.csv")
    until(lambda: (folder / "r.csv").read_text() != "old")
    with reader(folder / "out.csv") if read else nullcontext():
        require_ended_by(number, process, folder)


@contextmanager
def reader(pipe: Path) -> Iterator[None]:
    opened = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield
    finally:
        os.close(opened)


@INTERRUPTS
@pytest.mark.parametrize("place", ["in.csv", "-"])
def test_a_writer_that_does_not_write(folder: Path, number: int, place: str) -> None:
    """It has the pipe open, and says nothing."""
    process = begun(folder, place, "-o", "p.csv", "--rejects", "r.csv")
    opened: list[int] = []

    def is_read() -> bool:
        with suppress(OSError):
            opened.append(os.open(folder / "in.csv", os.O_WRONLY | os.O_NONBLOCK))
        return bool(opened)

    if place == "-":
        time.sleep(2)
    else:
        until(is_read)
    require_ended_by(number, process, folder)
    for each in opened:
        os.close(each)


@INTERRUPTS
def test_a_writer_that_does_not_come(folder: Path, number: int) -> None:
    """A pipe that is read is not opened yet."""
    process = begun(folder, "in.csv", "-o", "p.csv", "--rejects", "r.csv")
    time.sleep(2)
    require_ended_by(number, process, folder)
