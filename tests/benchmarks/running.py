"""The commands of mdpoverty that are measured, and how any command is: by itself, in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

BEFORE, NOW = "vn-2016-2020", "vn-2022-2025"
PROGRAM = (sys.executable, "-m", "mdpoverty")
TASKS = {
    "classify": (*PROGRAM, "classify", "-q", "--standard", NOW),
    "diff": (*PROGRAM, "diff", "-q", "--from", BEFORE, "--to", NOW),
    "summarize": (
        *(*PROGRAM, "summarize", "-q", "--standard", NOW),
        *("--complete-cases", "--by", "province", "--cutoff", "3"),
    ),
}

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Run:
    """One run of a command: wall seconds, and the peak of its resident memory in MB."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Runs:
    """The runs of one command."""

    runs: tuple[Run, ...]

    @property
    def median(self) -> float:
        """The median of the wall seconds."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def best(self) -> float:
        """The least of the wall seconds."""
        return min(run.seconds for run in self.runs)

    @property
    def megabytes(self) -> float:
        """The highest peak of resident memory."""
        return max(run.megabytes for run in self.runs)


def script(name: str) -> tuple[str, str]:
    """Return how to start a script of this folder."""
    return sys.executable, str(Path(__file__).with_name(name))


def run(command: Sequence[str], printed: Path = Path(os.devnull)) -> Run:
    """Run a command by itself, what it prints into a file; exit where it fails.

    Peak memory counts what the parent held when it started the command: measure from a process
    that holds little.
    """
    with printed.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return Run(seconds, usage.ru_maxrss / 1024)


def in_turn(
    commands: Mapping[Name, Sequence[str]], rounds: int, printed: Mapping[Name, Path] | None = None
) -> dict[Name, Runs]:
    """Run all commands, then all again, `rounds` times, and return the runs of each."""
    files = printed or {}
    runs: dict[Name, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command, files.get(name, Path(os.devnull))))
    return {name: Runs(tuple(found)) for name, found in runs.items()}


def table(rows: Sequence[Sequence[str]], text: int) -> list[str]:
    """Return the lines of a Markdown table: a header, and rows; the first `text` columns left."""
    header, *others = rows
    rule = ["---"] * text + ["---:"] * (len(header) - text)
    return [f"| {' | '.join(row)} |" for row in (header, rule, *others)]


def say(lines: Sequence[str]) -> None:
    """Print lines."""
    print(*lines, sep="\n", flush=True)  # noqa: T201 -- the output of a benchmark
