"""Time mdpoverty against scripts by hand in Polars, DuckDB SQL, pandas and PySpark, and itself.

`python tests/benchmarks/compare.py [--rows 1000000 5000000] [--rounds 3]`, in an environment where
mdpoverty, duckdb and PySpark are installed. Commands are run in turn. Prints a table of wall time,
peak memory and the ratio of the medians, and writes it into README.md beside this file. It fails
where a script does not agree with mdpoverty, and where two standards side by side take more than
DIFF_BOUND times as long as one.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from households import write_households, write_members
from running import TASKS, Run, Runs, in_turn, run, say, script, table

README = Path(__file__).with_name("README.md")
START, END = "<!-- written by compare.py: from here -->", "<!-- to here -->"
SMALL = 1_000  # households: start-up is most of the time
DIFF_BOUND = 1.6
OURS, MEMBERS = "mdpoverty", "classify with members"
SPARK_BY_HAND = "PySpark by hand"
ON_SPARK = "classify on Spark, {form}"
FORMS = ("parquet", "csv")  # that Spark reads
BY_HAND = {
    "Polars by hand": "by_hand_polars.py",
    "DuckDB SQL by hand": "by_hand_duckdb.py",
    "pandas by hand": "by_hand_pandas.py",
}
HEADER = (
    *("task", "program", "households"),
    *("median, s", "best, s", "peak memory, MB", "ratio to mdpoverty"),
)


@dataclass(frozen=True)
class Line:
    """A line of the table: who did what with how many households, and what it is compared with."""

    task: str
    program: str
    rows: int
    runs: Runs
    base: Runs

    @property
    def ratio(self) -> float:
        """The ratio of the medians."""
        return self.runs.median / self.base.median

    def cells(self) -> tuple[str, ...]:
        """Return the line as text."""
        return (
            self.task,
            self.program,
            f"{self.rows:,}",
            f"{self.runs.median:.2f}",
            f"{self.runs.best:.2f}",
            f"{self.runs.megabytes:,.0f}",
            f"{self.ratio:.2f}",
        )


def main(sizes: Sequence[int], rounds: int) -> None:
    """Compare at each size, members at the first, and the start-up."""
    lines: list[Line] = []
    slow = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in sizes:
            found = dict(_compared(rows, rounds, folder, members=rows == sizes[0]))
            lines += found.values()
            lines += _on_spark(rows, rounds, folder)
            ratio = found["diff", OURS].runs.median / found["classify", OURS].runs.median
            if ratio > DIFF_BOUND:
                slow.append(
                    f"{rows:,} households: diff takes {ratio:.2f} times as long as classify"
                )
        lines += _started(rounds, folder)
    written = [*table([HEADER, *(line.cells() for line in lines)], text=2), "", _machine()]
    say(written)
    before, _, rest = README.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    block = "\n".join([START, "", *written, "", END])
    README.write_text(before + block + after, encoding="utf-8")
    if slow:
        sys.exit("\n".join([*slow, f"at most {DIFF_BOUND}"]))


def _compared(
    rows: int, rounds: int, folder: Path, *, members: bool
) -> Iterator[tuple[tuple[str, str], Line]]:
    """Yield the lines of all programs at one size, by task and program, once they agree."""
    survey, roster = folder / "survey.csv", folder / "members.csv"
    write_households(rows, survey)
    programs = (OURS, *BY_HAND)
    out = {
        (task, program): folder / f"{task}-{place}.csv"
        for task in TASKS
        for place, program in enumerate(programs)
    }
    printed = {pair: file.with_suffix(".txt") for pair, file in out.items()}
    commands: dict[tuple[str, str], tuple[str, ...]] = {}
    for (task, program), file in out.items():
        if program == OURS:
            commands[task, program] = (*TASKS[task], str(survey), "-o", str(file))
        else:
            commands[task, program] = (*script(BY_HAND[program]), task, str(survey), str(file))
    if members:
        write_members(rows, roster)
        profile = str(folder / "with-members.csv")
        command = (*TASKS["classify"], str(survey), "--members", str(roster), "-o", profile)
        commands[MEMBERS, OURS] = command
    found = in_turn(commands, rounds, printed)
    counts = folder / "counts.json"
    run((*TASKS["diff"], str(survey), "--format", "json", "-o", str(counts)))
    for (task, program), file in out.items():
        if program != OURS:
            more = (str(counts), str(printed[task, program])) if task == "diff" else ()
            run((*script("agreement.py"), task, str(out[task, OURS]), str(file), *more))
    for (task, program), runs in found.items():
        base = found["classify" if task == MEMBERS else task, OURS]
        yield (task, program), Line(task, program, rows, runs, base)


def _on_spark(rows: int, rounds: int, folder: Path) -> Iterator[Line]:
    """Yield the lines of the profile on Spark, of Parquet and of CSV, once programs agree.

    A folder is written anew each time: Spark writes into none that is there.
    """
    run((*script("floor.py"), "write", str(folder / "survey.csv"), str(folder / "survey.parquet")))
    for form in FORMS:
        survey, task = str(folder / f"survey.{form}"), ON_SPARK.format(form=form)
        out = {name: folder / f"spark-{place}" for place, name in enumerate((OURS, SPARK_BY_HAND))}
        ours = (
            *TASKS["classify"],
            survey,
            "-o",
            str(out[OURS]),
            "--engine",
            "spark",
            "--format",
            "parquet",
        )
        theirs = (*script("by_hand_spark.py"), "classify", survey, str(out[SPARK_BY_HAND]))
        commands = {OURS: (*ours, "--master", "local[2]"), SPARK_BY_HAND: theirs}
        found: dict[str, tuple[Run, ...]] = dict.fromkeys(commands, ())
        for _ in range(rounds):
            for written in out.values():
                shutil.rmtree(written, ignore_errors=True)
            for program, runs in in_turn(commands, 1).items():
                found[program] += runs.runs
        run((*script("agreement.py"), "classify", *map(str, out.values())))
        for program, each in found.items():
            yield Line(task, program, rows, Runs(each), Runs(found[OURS]))


def _started(rounds: int, folder: Path) -> Iterator[Line]:
    """Yield the lines of `classify` where start-up is most of it, and of loading pandas."""
    survey = folder / "small.csv"
    write_households(SMALL, survey)
    commands = {
        OURS: (*TASKS["classify"], str(survey), "-o", str(folder / "small-profile.csv")),
        "import pandas": (sys.executable, "-c", "import pandas"),
    }
    found = in_turn(commands, 3 * rounds)
    for program, runs in found.items():
        yield Line("start-up", program, SMALL, runs, found[OURS])


def _machine() -> str:
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("polars", "duckdb", "pandas", "pyspark")
    )
    python = platform.python_version()
    return f"{os.cpu_count()} cores; mdpoverty {version('mdpoverty')}, Python {python}, {packages}."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Time mdpoverty against scripts by hand.")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 5_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    main(given.rows, given.rounds)
