"""Fail where a script by hand does not agree with mdpoverty.

`python agreement.py classify OURS THEIRS` compares two profiles, cell by cell: CSV files, or
folders of Parquet;
`diff OURS THEIRS COUNTS MATRIX` the households whose class differs, and the counts of mdpoverty
(JSON) with the printed matrix (CSV); `summarize OURS THEIRS` the figures that the script has. Rows
may stand in any order; of numbers that are sums of weights TOLERANCE is forgiven.

It is a program of its own: the peak memory of a process counts what its parent held.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

TOLERANCE = 1e-9
# Columns of a profile, and of `diff`, that the scripts do not have.
NOT_BY_HAND = ("standard_digest", "gained", "lost", "reason")
RATES = (
    *("poor_rate", "near_poor_rate", "undetermined_rate"),
    *("headcount_ratio", "intensity", "adjusted_headcount_ratio"),
)
NUMBERS = (
    *("survey_row", "weight", "household_size", "income_per_capita", "deprivations"),
    *("unknown_indicators", "from_deprivations", "to_deprivations"),
)


def classify(ours: str, theirs: str) -> None:
    """Compare two profiles."""
    assert_frame_equal(_rows(ours), _rows(theirs))


def diff(ours: str, theirs: str, counts: str, matrix: str) -> None:
    """Compare the households whose class differs, and how many went from which class to which."""
    assert_frame_equal(_rows(ours), _rows(theirs))
    found = pl.DataFrame(json.loads(Path(counts).read_text("utf-8"))["matrix"]).drop("persons")
    pair = ("from_class", "to_class")
    _assert_near(found.sort(pair), pl.read_csv(matrix).sort(pair))


def summarize(ours: str, theirs: str) -> None:
    """Compare the figures that the script by hand has, one column each."""
    found = pl.read_csv(ours).with_columns(name=pl.coalesce("indicator", "measure"))
    asked = pl.col("measure").is_in([*RATES, "uncensored_headcount"])
    wide = found.filter(asked).pivot("name", index="province", values="estimate")
    _assert_near(wide.sort("province"), pl.read_csv(theirs).sort("province"))


def _rows(file: str) -> pl.DataFrame:
    """Return households by id, numbers as numbers, and what is blank as blank text."""
    if Path(file).is_dir():
        rows = pl.scan_parquet(Path(file, "*.parquet"))
    else:
        rows = pl.scan_csv(file, infer_schema=False)
    rows = rows.drop(NOT_BY_HAND, strict=False)
    numbers = [name for name in rows.collect_schema() if name in NUMBERS]
    text = pl.all().exclude(numbers).cast(pl.String).fill_null("")
    rows = rows.with_columns(text, pl.col(numbers).cast(pl.Float64))
    return rows.sort("household_id").collect()


def _assert_near(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    assert_frame_equal(
        ours,
        theirs,
        check_column_order=False,
        check_dtypes=False,
        rel_tol=TOLERANCE,
        abs_tol=TOLERANCE,
    )


TASKS: dict[str, Callable[..., None]] = {
    "classify": classify,
    "diff": diff,
    "summarize": summarize,
}

if __name__ == "__main__":
    task, *files = sys.argv[1:]
    TASKS[task](*files)
