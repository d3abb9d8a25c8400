"""Take a nation of households through classify, diff and summarize, CSV and Parquet, and time it.

`python tests/benchmarks/nation.py [--rows 27800000] [--folder FOLDER]`. Makes the survey and
prints a table: wall time, peak memory, the cost of a row, its ratio to the cost of a row among
BASE households, and how many times the floor each command takes: parsing the survey and writing
what the command writes. FOLDER has room for 20 GB. It fails where a command takes more than
MEMORY_BOUND, or a row costs more than ROW_BOUND times what it costs among BASE households.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from households import write_households
from running import TASKS, Runs, in_turn, run, say, script, table

BASE, BASE_ROUNDS = 1_000_000, 3
MEMORY_BOUND = 1_000  # MB
ROW_BOUND = 1.2
FORMATS = ("parquet", "csv")  # in this order: what is written as Parquet is the floor's to write
WRITERS = ("classify", "diff")  # their output grows with the survey
HEADER = (
    *("survey", "what", "households", "seconds", "peak memory, MB", "µs a row"),
    *(f"ratio to {BASE:,}", "times the floor"),
)
PARSE, WRITE = "parse the columns", "write what {task} writes"


@dataclass(frozen=True)
class Line:
    """A line of the table; `floor` is in seconds, and None for what is part of the floor."""

    form: str
    what: str
    rows: int
    runs: Runs
    floor: float | None

    @property
    def of_row(self) -> float:
        """The cost of a row in microseconds."""
        return self.runs.median / self.rows * 1e6

    def cells(self, base: Line) -> tuple[str, ...]:
        """Return the line as text; `base` is the same of BASE households."""
        return (
            self.form,
            self.what,
            f"{self.rows:,}",
            f"{self.runs.median:.2f}",
            f"{self.runs.megabytes:,.0f}",
            f"{self.of_row:.2f}",
            f"{self.of_row / base.of_row:.2f}",
            "" if self.floor is None else f"{self.runs.median / self.floor:.2f}",
        )


def main(rows: int, folder: Path) -> None:
    """Measure BASE households, then the nation, and print both."""
    sizes = {BASE: BASE_ROUNDS, rows: 1}
    lines = [line for size, rounds in sizes.items() for line in _measured(size, rounds, folder)]
    base = {(line.form, line.what): line for line in lines if line.rows == BASE}
    pairs = [(line, base[line.form, line.what]) for line in lines]
    say(table([HEADER, *(line.cells(first) for line, first in pairs)], text=2))
    if beyond := list(_beyond(pairs)):
        sys.exit("\n".join(beyond))


def _measured(rows: int, rounds: int, parent: Path) -> Iterator[Line]:
    """Yield the lines of one size, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=parent) as name:
        folder = Path(name)
        write_households(rows, folder / "survey.csv")
        run((*script("floor.py"), "write", str(folder / "survey.csv"), _survey(folder, "parquet")))
        for form in FORMATS:
            yield from _of_format(form, rows, rounds, folder)


def _of_format(form: str, rows: int, rounds: int, folder: Path) -> Iterator[Line]:
    """Yield the commands, and what is part of their floor."""
    survey, floor = _survey(folder, form), script("floor.py")
    commands = {
        task: (*command, survey, "-o", str(folder / f"{task}.{form}"))
        for task, command in TASKS.items()
    }
    parts = {
        "read the bytes": ("cat", survey),
        PARSE: (*floor, "parse", survey),
        **{
            WRITE.format(task=task): (
                *(*floor, "write", str(folder / f"{task}.parquet")),
                str(folder / f"written.{form}"),
            )
            for task in WRITERS
        },
    }
    found = in_turn({**commands, **parts}, rounds)
    for task in commands:
        seconds = found[PARSE].median
        if task in WRITERS:
            seconds += found[WRITE.format(task=task)].median
        yield Line(form, task, rows, found[task], seconds)
    for part in parts:
        yield Line(form, part, rows, found[part], None)


def _survey(folder: Path, form: str) -> str:
    return str(folder / f"survey.{form}")


def _beyond(pairs: Sequence[tuple[Line, Line]]) -> Iterator[str]:
    """Yield what a command takes beyond its bounds."""
    for line, base in pairs:
        name, megabytes = f"{line.what} of {line.form}", line.runs.megabytes
        ratio = line.of_row / base.of_row
        if line.floor is not None and megabytes > MEMORY_BOUND:
            yield f"{name} takes {megabytes:,.0f} MB: at most {MEMORY_BOUND:,}"
        if line.floor is not None and ratio > ROW_BOUND:
            yield f"a row of {name} costs {ratio:.2f} times as much: at most {ROW_BOUND}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Take a nation of households through mdpoverty.")
    parser.add_argument("--rows", type=int, default=27_800_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    main(given.rows, given.folder)
