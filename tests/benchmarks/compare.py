"""Time mdpoverty against a script by hand, loading pandas, and itself with less to do.

`python tests/benchmarks/compare.py [ROWS] [ROUNDS]`, in an environment where mdpoverty is
installed. Commands are run in turn. Prints for each the best and the median wall time, its peak
memory, and the ratio of the medians; checks that mdpoverty and the script give the same classes.
Two standards side by side may take DIFF_BOUND times as long as one: the script fails beyond it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from households import write_households, write_members

HERE = Path(__file__).parent
SMALL = 1_000
MILLION = 1_000_000
DIFF_BOUND = 1.6
CLASSIFY = (sys.executable, "-m", "mdpoverty", "classify", "--standard", "vn-2022-2025", "-q")
DIFF = (
    *(sys.executable, "-m", "mdpoverty", "diff", "-q"),
    *("--from", "vn-2016-2020", "--to", "vn-2022-2025"),
)


@dataclass(frozen=True)
class Run:
    """One run of a command: wall seconds, and the peak of its resident memory in MB."""

    seconds: float
    megabytes: float


def run(command: tuple[str, ...]) -> Run:
    """Run a command by itself."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return Run(seconds, usage.ru_maxrss / 1024)


def in_turn(commands: dict[str, tuple[str, ...]], rounds: int) -> float:
    """Run the commands in turn, print their times, and return the ratio of first to last."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    medians = {name: statistics.median(r.seconds for r in found) for name, found in runs.items()}
    for name, found in runs.items():
        best, memory = min(r.seconds for r in found), max(r.megabytes for r in found)
        print(f"{name:28} best {best:6.2f} s  median {medians[name]:6.2f} s  peak {memory:5.0f} MB")  # noqa: T201 -- its output
    first, last = medians.values()
    print(f"{'ratio of the medians':28} {first / last:.2f}\n")  # noqa: T201 -- its output
    return first / last


def main(rows: int, rounds: int) -> None:
    """Compare at `rows` households, the start-up at 1,000, members and `diff` at a million."""
    with tempfile.TemporaryDirectory() as folder:
        survey, small = Path(folder, "survey.csv"), Path(folder, "small.csv")
        ours, hand = Path(folder, "ours.csv"), Path(folder, "hand.csv")
        write_households(rows, survey)
        write_households(SMALL, small)
        print(f"{SMALL:,} households")  # noqa: T201 -- its output
        in_turn(
            {
                "mdpoverty classify": (*CLASSIFY, str(small), "-o", str(ours)),
                "import pandas": (sys.executable, "-c", "import pandas"),
            },
            3 * rounds,
        )
        print(f"{rows:,} households, CSV to CSV")  # noqa: T201 -- its output
        in_turn(
            {
                "mdpoverty classify": (*CLASSIFY, str(survey), "-o", str(ours)),
                "by hand in Polars, no checks": (
                    *(sys.executable, str(HERE / "by_hand.py")),
                    *(str(survey), str(hand)),
                ),
            },
            rounds,
        )
        _compare(ours, hand)
        write_households(MILLION, survey)
        print(f"{MILLION:,} households under two standards, and under one")  # noqa: T201 -- its output
        ratio = in_turn(
            {
                "mdpoverty diff": (*DIFF, str(survey), "-o", str(ours)),
                "mdpoverty classify": (*CLASSIFY, str(survey), "-o", str(ours)),
            },
            rounds,
        )
        members = Path(folder, "members.csv")
        write_members(MILLION, members)
        print(f"{MILLION:,} households with four times as many members, and without")  # noqa: T201 -- its output
        in_turn(
            {
                "with --members": (
                    *(*CLASSIFY, str(survey), "--members", str(members)),
                    *("-o", str(ours)),
                ),
                "without": (*CLASSIFY, str(survey), "-o", str(ours)),
            },
            rounds,
        )
    if ratio > DIFF_BOUND:
        sys.exit(f"diff takes {ratio:.2f} times as long as classify: at most {DIFF_BOUND}")


def _compare(ours: Path, hand: Path) -> None:
    import polars as pl  # noqa: PLC0415 -- only after the timed runs

    columns = ["household_id", "class", "basis", "possible_classes", "deprived_in", "unknown_in"]
    one, other = (
        pl.scan_csv(file, infer_schema=False).select(pl.col(columns).fill_null("")).collect()
        for file in (ours, hand)
    )
    if not one.equals(other):
        sys.exit("the two do not agree")


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], *("5000000", "3")[len(sys.argv) - 1 :])))
