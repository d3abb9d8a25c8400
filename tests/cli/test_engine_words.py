"""What an engine says on standard error by itself: dropped where our words say it, else told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

PANIC = "thread 'async-executor-1' panicked at crates/polars-arrow"
# Whatever of the engine fails: it speaks by the number of standard error, as native code does.
PROGRAM = f"""
import os, sys
import polars as pl
from mdpoverty.cli import main
from mdpoverty.survey import opening

def panic(_):
    os.write(2, b"{PANIC}\\n")
    FAILS

if __name__ == "__main__":
    opening.require_sound = panic
    main()
"""
ENDS = {
    "panic": "raise pl.exceptions.PanicException",
    "defect": "raise SystemError",
    "success": "return {}",
    "abort": "os.abort()",
}
NAMES = ["household_id", "area", "household_size", "income_per_capita"]


def ended(folder: Path, how: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Return what comes of a survey, when the engine speaks and then fails, or goes on."""
    program, survey = folder / "program.py", folder / "survey.parquet"
    program.write_text(PROGRAM.replace("FAILS", ENDS[how]), encoding="utf-8")
    rows = [("1", "rural", 4, 9e6)]
    pl.DataFrame(rows, schema=NAMES, orient="row").write_parquet(survey)
    asked = ["classify", str(survey), "--standard", "vn-2011-2015", *more]
    return subprocess.run(
        [sys.executable, str(program), *asked], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("manner", ["text", "json"])
def test_a_refused_file_is_told_in_our_words_alone(manner: str, tmp_path: Path) -> None:
    """Who reads standard error as JSON has JSON."""
    done = ended(tmp_path, "panic", "--errors", manner)
    assert done.returncode == 3
    assert PANIC not in done.stderr
    if manner == "json":
        kinds = [json.loads(line)["kind"] for line in done.stderr.splitlines()]
        assert kinds[-1] == "error"
    else:
        assert "survey.parquet" in done.stderr


def test_what_else_it_says_is_told(tmp_path: Path) -> None:
    """A warning of a run that succeeds stands there once, and changes nothing."""
    done = ended(tmp_path, "success")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(PANIC) == 1
    assert "survey.parquet: 1 row read" in done.stderr


def test_an_abort_says_what_it_was_at(tmp_path: Path) -> None:
    """The last words of the engine are lost with the program, and others stand in their place."""
    done = ended(tmp_path, "abort")
    assert done.returncode < 0
    assert "Aborted" in done.stderr
