"""What `validate` finds has a code that stays the same when its words change."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from files import rows_in, write_csv
from places import ROOT

from mdpoverty import cli

FAULTY = ROOT / "examples" / "faulty.csv"


def findings(survey: Path, *more: str) -> list[dict[str, str]]:
    """Return the table that `mdpoverty validate` writes."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        cli.run(["validate", str(survey), "--standard", "vn-2022-2025", *more])
    out.seek(0)
    return rows_in(out.read())


def test_problems_have_codes() -> None:
    """Every refusal has the code of its message, one for each kind."""
    refused = [row for row in findings(FAULTY) if row["kind"] == "refusal"]
    assert refused
    kinds = {(row["code"], row["message"]) for row in refused}
    assert all(code.startswith("reading.") for code, _ in kinds)
    assert ("reading.repeated-household", "appears on more than one row") in kinds


def test_warnings_have_codes(tmp_path: Path) -> None:
    """A column that looks misspelt, and a blank column, have codes; a count of blanks has none."""
    header = ("household_id", "area", "household_size", "income_per_capita", "has_smartphon")
    survey = write_csv(tmp_path / "survey.csv", [header, ("A", "rural", "2", "2000000", "yes")])
    found = findings(survey)
    codes = {(row["kind"], row["subject"]): row["code"] for row in found}
    assert codes["warning", "has_smartphon"] == "run.not-read"
    assert codes["blank", "has_smartphone"] == "validation.no-column"
    assert not codes["blank", "area"]


def test_texts_are_in_the_language_and_data_are_not() -> None:
    """Under vi what is wrong and what to do is in Vietnamese; codes and columns stay."""
    english, vietnamese = findings(FAULTY), findings(FAULTY, "--lang", "vi")
    texts = ("message", "allowed", "advice")
    assert [{k: v for k, v in row.items() if k not in texts} for row in english] == [
        {k: v for k, v in row.items() if k not in texts} for row in vietnamese
    ]
    assert "không có cột này" in {row["message"] for row in vietnamese}
    assert not {row["message"] for row in english if row["message"]} & {
        row["message"] for row in vietnamese
    }
