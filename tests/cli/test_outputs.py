"""What comes out: CSV that Excel opens right, Stata with labels, text that stays text."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import pyreadstat
import pytest
from files import (
    BY_INCOME,
    BY_INDICATORS,
    HEADER,
    Table,
    classify,
    profile,
    refusal,
    rows_of,
    write_csv,
)

MARK = b"\xef\xbb\xbf"
SURVEY: Table = [
    (*HEADER, "province", "toilet"),
    ("A1", "rural", 4, 1400000, "Đà Nẵng", "bucket"),
    ("A2", "urban", 3, 2100000.5, "Huế", "septic"),
    ("A3", "urban", 3, 2100000, "", ""),
]
BASE = {
    "household_id": ["A1", "A2"],
    "area": ["rural", "urban"],
    "household_size": [4, 3],
    "income_per_capita": [1000000.0, 2000000.5],
}
LABELS = {
    "en": {
        "household_id": "household identifier",
        "survey_row": "row of the survey",
        "area": "area type",
        "_class": "class of the household",
        "income_per_capita": "income per person per month",
        "deprivations": "number of certain deprivations",
        "sanitation": "Toilet",
        "deprived_in": "deprived in",
    },
    "vi": {
        "household_id": "mã hộ",
        "survey_row": "dòng trong tệp điều tra",
        "area": "khu vực",
        "_class": "phân loại hộ",
        "income_per_capita": "thu nhập bình quân đầu người/tháng",
        "deprivations": "số chỉ số thiếu hụt",
        "sanitation": "Nhà tiêu hợp vệ sinh",
        "deprived_in": "thiếu hụt về",
    },
}
ANSWERS = {
    "en": {0: "not deprived", 1: "deprived"},
    "vi": {0: "không thiếu hụt", 1: "thiếu hụt"},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own that holds survey.csv."""
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "survey.csv", SURVEY)
    return tmp_path


# The byte order mark


@pytest.mark.usefixtures("folder")
def test_the_mark_is_all_that_changes() -> None:
    """--bom puts the mark before the bytes of the profile, and nothing else is changed."""
    assert profile("survey.csv", *BY_INDICATORS, "-o", "plain.csv") == ""
    assert profile("survey.csv", *BY_INDICATORS, "-o", "marked.csv", "--bom") == ""
    assert Path("marked.csv").read_bytes() == MARK + Path("plain.csv").read_bytes()
    assert not Path("plain.csv").read_bytes().startswith(MARK)


@pytest.mark.usefixtures("folder")
def test_a_marked_profile_can_be_read_again() -> None:
    """A profile with the mark is a survey like the one without."""
    assert profile("survey.csv", *BY_INDICATORS, "-o", "marked.csv", "--bom") == ""
    again = profile("marked.csv", *BY_INDICATORS)
    assert again == profile("survey.csv", *BY_INDICATORS)


@pytest.mark.usefixtures("folder")
def test_the_mark_on_standard_output() -> None:
    """--bom holds for a pipe too."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mdpoverty",
            "classify",
            "survey.csv",
            *BY_INDICATORS,
            "-q",
            "--bom",
        ],
        capture_output=True,
        check=True,
    )
    assert done.stdout == MARK + profile("survey.csv", *BY_INDICATORS).encode()


def test_the_mark_on_every_csv(folder: Path) -> None:
    """Refused rows and persons, where they go to CSV, are marked as well."""
    write_csv(folder / "survey.csv", [*SURVEY, ("A4", "city", 1, 1, "Huế", "")])
    people: Table = [("household_id", "person_id"), ("A1", 1), ("A9", 1)]
    write_csv(folder / "members.csv", people)
    files = ("-o", "p.csv", "--rejects", "bad.csv", "--persons", "persons.csv")
    options = ("--members", "members.csv", *files, "--bom", "-q")
    assert classify("survey.csv", *BY_INDICATORS, *options).code == 0
    for name in ("p.csv", "bad.csv", "bad-members.csv", "persons.csv"):
        data = Path(name).read_bytes()
        assert data.startswith(MARK), name
        assert data.count(MARK) == 1, name
    assert [row["household_id"] for row in rows_of(folder / "bad.csv")][-1] == "A4"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", ["xlsx", "parquet", "json", "dta"])
def test_a_mark_for_no_csv_is_refused(kind: str) -> None:
    """--bom without a CSV to mark is a wrong command line."""
    errors = refusal("survey.csv", *BY_INDICATORS, "-o", f"p.{kind}", "--bom", code=2)
    assert "--bom: works with CSV only" in errors
    assert not Path(f"p.{kind}").exists()
    assert refusal("survey.csv", *BY_INDICATORS, "--format", kind, "--bom", code=2)


@pytest.mark.usefixtures("folder")
def test_a_mark_for_the_refused_rows_alone() -> None:
    """--bom marks the file of refused rows where that alone is CSV."""
    files = ("-o", "p.parquet", "--rejects", "bad.csv")
    assert profile("survey.csv", *BY_INDICATORS, *files, "--bom") == ""
    assert Path("bad.csv").read_bytes().startswith(MARK)
    assert Path("p.parquet").read_bytes().startswith(b"PAR1")


# Stata


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_stata_has_labels_in_the_language(lang: str) -> None:
    """Every variable of a Stata file has a label, and every answer too, in the language chosen."""
    assert profile("survey.csv", *BY_INDICATORS, "-o", "p.dta", "--lang", lang) == ""
    frame, meta = pyreadstat.read_dta("p.dta")
    labels = meta.column_names_to_labels
    assert [name for name, label in labels.items() if not label] == []
    assert {name: labels[name] for name in LABELS[lang]} == LABELS[lang]
    assert meta.variable_value_labels["sanitation"] == ANSWERS[lang]
    assert len(meta.variable_value_labels) == 12
    assert frame["sanitation"].fillna(-1).tolist() == [1, 0, -1]


@pytest.mark.usefixtures("folder")
def test_stata_without_indicators() -> None:
    """A standard without indicators has variable labels, and no answers to label."""
    assert profile("survey.csv", *BY_INCOME, "-o", "p.dta", "--lang", "vi") == ""
    _, meta = pyreadstat.read_dta("p.dta")
    assert meta.column_names_to_labels["basis"] == "căn cứ phân loại"
    assert meta.variable_value_labels == {}


@pytest.mark.usefixtures("folder")
def test_persons_in_stata_have_labels() -> None:
    """A Stata file of persons has labels as well."""
    people: Table = [
        ("household_id", "person_id"),
        *((f"A{i}", j) for i, n in ((1, 4), (2, 3), (3, 3)) for j in range(n)),
    ]
    write_csv(Path("members.csv"), people)
    options = ("--members", "members.csv", "--persons", "persons.dta", "-o", "p.csv")
    assert profile("survey.csv", *BY_INDICATORS, *options, "--lang", "vi") == ""
    _, meta = pyreadstat.read_dta("persons.dta")
    assert meta.column_names_to_labels["household_id"] == "mã hộ"
    assert meta.column_names_to_labels["person_id"] == "mã thành viên"


@pytest.mark.usefixtures("folder")
def test_a_stata_profile_can_be_read_again() -> None:
    """A profile in Stata is a survey of the same profile: labels do not stand for answers."""
    assert profile("survey.csv", *BY_INDICATORS, "-o", "p.dta", "--lang", "vi") == ""
    again = classify("p.dta", *BY_INDICATORS, "-q")
    expected = classify("survey.csv", *BY_INDICATORS, "-q")
    for name in ("household_id", "province", "class", "basis", "sanitation", "income_per_capita"):
        assert again.column(name) == expected.column(name)


@pytest.mark.usefixtures("folder")
def test_a_column_called_as_stata_calls_the_class() -> None:
    """A carried column may not take the name that the class has in Stata."""
    write_csv(Path("survey.csv"), [(*HEADER, "_class"), ("A1", "rural", 4, 1, "x")])
    words = refusal("survey.csv", *BY_INCOME, "--keep", "all", "-o", "p.dta")
    assert "p.dta cannot be written" in words
    assert "_class" in words


# Text


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_stays_text_in_a_workbook(folder: Path, start: str) -> None:
    """Ids, groups and carried text that begin like a formula are text in XLSX, and come back."""
    text = f'{start}HYPERLINK("x")'
    rows: Table = [(*HEADER, "province", "note"), (f"{start}1+1", "rural", 4, 1, text, text)]
    write_csv(folder / "survey.csv", rows)
    options = ("--keep", "all", "-o", "p.xlsx")
    assert profile("survey.csv", *BY_INCOME, *options) == ""
    cells = [c for row in openpyxl.load_workbook("p.xlsx").worksheets[0].iter_rows() for c in row]
    found = [cell for cell in cells if str(cell.value).startswith(start)]
    assert [cell.value for cell in found] == [f"{start}1+1", text, text]
    assert {cell.data_type for cell in found} == {"s"}
    [row] = classify("p.xlsx", *BY_INCOME, "-q", "--keep", "all").rows
    assert (row["household_id"], row["province"], row["note"]) == (f"{start}1+1", text, text)


def test_names_of_columns_stay_text_in_a_workbook(folder: Path) -> None:
    """The name of a carried column may begin like a formula."""
    write_csv(folder / "survey.csv", [(*HEADER, "=1+1"), ("A1", "rural", 4, 1, "x")])
    assert profile("survey.csv", *BY_INCOME, "--keep", "all", "-o", "p.xlsx") == ""
    header = next(openpyxl.load_workbook("p.xlsx").worksheets[0].iter_rows())
    assert (header[-1].value, header[-1].data_type) == ("=1+1", "s")


def test_long_text_is_not_cut(folder: Path) -> None:
    """Text that is longer than a cell of XLSX can hold is refused there, never cut."""
    write_csv(folder / "survey.csv", [(*HEADER, "note"), ("A1", "rural", 4, 1, "x" * 32_768)])
    errors = refusal("survey.csv", *BY_INCOME, "--keep", "all", "-o", "p.xlsx")
    assert "p.xlsx cannot be written" in errors
    assert not Path("p.xlsx").exists()


# Typed columns that are carried through

TYPED = {
    "date": ([date(2024, 1, 31), None], "2024-01-31"),
    "moment": ([datetime(2024, 1, 31, 8, 5, tzinfo=UTC), None], "2024-01-31"),
    "hour": ([time(8, 5), None], "08:05"),
    "money": ([Decimal("1.50"), None], "1.5"),
    "yes": ([True, None], "true"),
    "whole": ([7, None], "7"),
    "nothing": ([None, None], ""),
    "nan": ([float("nan"), 1.5], ""),
    "endless": ([float("inf"), 1.5], ""),
    "span": ([timedelta(hours=30), None], ""),
    "list": ([[1, 2], None], ""),
    "bytes": ([b"\xff\x00", None], ""),
    "struct": ([{"a": 1}, None], ""),
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", ["csv", "xlsx", "dta", "json", "parquet"])
@pytest.mark.parametrize("name", TYPED)
def test_typed_columns_are_carried_or_refused(name: str, kind: str) -> None:
    """A column of any type is carried through into every format, or refused in words."""
    values, start = TYPED[name]
    pl.DataFrame({**BASE, name: values}).write_parquet("survey.parquet")
    output = Path(f"p.{kind}")
    done = classify("survey.parquet", *BY_INCOME, "--keep", "all", "-o", str(output), "-q")
    if done.code:
        assert (done.code, done.out, start) == (3, "", "")
        assert "Traceback" not in done.errors
        assert name in done.errors
        assert not output.exists()
        return
    assert (done.errors, output.exists()) == ("", True)
    match kind:
        case "csv":
            assert rows_of(output)[0][name].startswith(start)
        case "xlsx":
            cells = list(openpyxl.load_workbook(output).worksheets[0].iter_rows(values_only=True))
            assert str("" if cells[1][-1] is None else cells[1][-1]).startswith(start)
        case "dta":
            cell = pd.read_stata(output)[name][0]
            assert ("" if pd.isna(cell) else str(cell)).startswith(start)
