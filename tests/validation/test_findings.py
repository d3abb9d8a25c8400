"""What `validate` finds has a code that stays the same when its words change."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from diffs import run
from files import HEADER, Table, rows_in, write_csv
from openpyxl import load_workbook
from places import ROOT
from terminals import Screen

from mdpoverty import cli
from mdpoverty.codebook import variables
from mdpoverty.standards.conditions import columns_read
from mdpoverty.standards.library import shipped

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


COMMUNE = ROOT / "examples" / "commune-2025.xlsx"


def test_of_a_form_the_sheet_is_named_and_what_it_asks() -> None:
    """Findings say on which sheet; a question that no form asks, or that it answers, is no gap."""
    found = findings(COMMUNE, "--standard", "vn-2022-2025-review")
    assert {row["sheet"] for row in found if row["line"]} == {"Phiếu B1.A"}
    assert {row["sheet"] for row in found if row["kind"] == "blank"} == {
        "Phiếu A",
        "Phiếu B1.A",
        "Phiếu B1.B",
    }
    blanks = {row["subject"]: row for row in found if row["kind"] == "blank"}
    assert (blanks["survey_year"]["rows"], blanks["survey_year"]["code"]) == ("0", "")
    assert not {"weight", "income_score", "working_age_members", "birth_year"} & blanks.keys()
    assert not [row for row in blanks.values() if row["code"]]


def test_a_workbook_of_findings_is_in_the_readers_words(tmp_path: Path) -> None:
    """What is only read is in words in Vietnamese, asked or not; in English it is as it was."""
    asked = ["validate", str(FAULTY), "--standard", "vn-2022-2025", "-q"]
    for language, words in {"vi": ("loại phát hiện", "để trống"), "en": ("kind", "blank")}.items():
        files = [str(tmp_path / f"{name}-{language}.xlsx") for name in ("findings", "why")]
        cli.run([*asked, "--lang", language, "-o", files[0], "--why", files[1]])
        [header, *rows] = load_workbook(files[0]).worksheets[0].iter_rows(values_only=True)
        assert header[0] == words[0]
        assert words[1] in {row[0] for row in rows}
        why = next(load_workbook(files[1]).worksheets[0].iter_rows(values_only=True))
        assert why[0] == {"vi": "mã hộ", "en": "household_id"}[language]


def test_other_standards_and_their_indicators_are_in_words(tmp_path: Path) -> None:
    """A table for people has no code of a standard that was not asked for either."""
    book = tmp_path / "findings.xlsx"
    asked = ["validate", str(FAULTY), "--standard", "vn-2022-2025", "-q", "--labelled"]
    cli.run([*asked, "--lang", "vi", "-o", str(book)])
    rows = list(load_workbook(book).worksheets[0].iter_rows(values_only=True))
    cells = {str(cell) for row in rows[1:] for cell in row if cell}
    assert not cells & {"vn-2016-2020", "vn-2022-2025", "health_care", "clean_water"}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_disagreements_are_told_by_labels(language: str, tmp_path: Path) -> None:
    """A Vietnamese reader is told the label of the column, and that of the indicator."""
    header = (*HEADER, "uses_internet")
    survey = write_csv(tmp_path / "survey.csv", [header, ("A", "rural", 1, 9000000, "yes")])
    rows: Table = [("household_id", "person_id", "age", "uses_internet"), ("A", "1", 30, "no")]
    members = write_csv(tmp_path / "members.csv", rows)
    standard = shipped("vn-2022-2025")
    given = ("--standard", standard.id, "--members", str(members), "--lang", language)
    with patch.dict(os.environ, NO_COLOR="1", COLUMNS="400"):
        said = run("validate", survey, *given, on=Screen).out
    column = variables("household")["uses_internet"].label_vi
    [indicator] = [
        name
        for name, each in standard.indicators.items()
        if "uses_internet" in {column for column, _ in columns_read(each.deprived_when)}
    ]
    label = standard.indicators[indicator].label.vi
    called = f"{column} (uses_internet)" if language == "vi" else "uses_internet"
    assert f"'{label if language == 'vi' else indicator}'" in said
    assert f"\n{called}: " in said
