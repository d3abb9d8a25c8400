"""`standards check`: the faults of a threshold file, and the cases that it must decide."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from places import ROOT, TESTS

from mdpoverty import cli
from mdpoverty.validation.cases import read_cases

CASES = TESTS / "cases"
TABLES = sorted(CASES.glob("*.csv"))
FAULTY = TESTS / "broken" / "bad-class.yaml"
STANDARD = "vn-2011-2015"
HEADER = "case,area,household_size,income_per_capita,expect_class,expect_basis\n"
SOUND = HEADER + "on the line,rural,1,400000,poor,income\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what carries out `standards check` and gives its exit code and what it says.

    `table` is written as `cases.csv` and given with --cases.
    """
    monkeypatch.chdir(tmp_path)

    def check(*arguments: object, table: str | bytes | None = None) -> tuple[int, str, str]:
        words = ["standards", "check", *map(str, arguments)]
        if table is not None:
            text = table.encode() if isinstance(table, str) else table
            Path("cases.csv").write_bytes(text)
            words += ["--cases", "cases.csv"]
        code = cli.run(words)
        return code, *capsys.readouterr()

    return check


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_shipped_standard_decides_its_cases(run: Run, table: Path) -> None:
    """Each table of cases holds under its standard: exit 0, and how many cases there were."""
    own = table.with_suffix(".yaml")
    code, out, errors = run(own if own.exists() else table.stem, "--cases", table)
    assert (code, errors) == (0, "")
    assert f"{table.name}: {len(read_cases(table))} cases passed" in out


def test_every_fault_is_said_at_once(run: Run) -> None:
    """Faults of keys and types, and contradictions in parts that are sound, need one look."""
    text = (ROOT / "thresholds" / "vn-2022-2025.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "status: text\n      note:\n        en: The form asks",
        "status: sure\n      note:\n        en: The form asks",
        1,
    )
    text = text.replace("dimension: housing", "dimension: huosing", 1)
    text = text.replace("rural: 2_250_000", "rural: 1_250_000", 1)
    text = text.replace("column: toilet", "column: toilets", 1)
    Path("own.yaml").write_text(text.replace("id: vn-2022-2025", "id: own", 1), encoding="utf-8")
    code, _, errors = run("own.yaml")
    assert code == 1
    assert "own.yaml is not a threshold file: 4 faults" in errors
    for said in (
        "indicators.employment.reference.status",
        "income_lines.poverty: is not above the line 'average' in both areas",
        "unknown dimension 'huosing'; did you mean 'housing'?",
        "the household file has no column 'toilets'; did you mean 'toilet'?",
    ):
        assert said in errors


def test_summary(run: Run) -> None:
    """A sound file is summed up: lines, indicators by status, variables, class rules."""
    code, out, errors = run("vn-2022-2025")
    assert (code, errors) == (0, "")
    assert out.splitlines() == [
        "vn-2022-2025.yaml: vn-2022-2025, no faults",
        "2 income lines",
        "12 indicators (10 text, 2 seen)",
        "variables that the indicators read: 22 of the household file, 13 of the member file",
        "variables of its own: 0",
        "4 class rules",
        "3 class rules on scores of the review",
    ]


def test_faulty_file_exits_one(run: Run) -> None:
    """A faulty file is no wrong command line but a check that fails: exit 1, faults with lines."""
    code, out, errors = run(FAULTY)
    assert (code, out) == (1, "")
    assert "bad-class.yaml:9:" in errors


def test_faults_as_json(run: Run) -> None:
    """With --errors json the faults are one object, whose exit code is the program's."""
    code, _, errors = run(FAULTY, "--errors", "json")
    said = json.loads(errors)
    assert code == said["exit_code"] == 1
    assert said["error"] == "CheckError"
    assert said["problems"][0]["places"][0]["line"] == 9


def test_file_that_is_not_there_exits_two(run: Run) -> None:
    """A file that is not there, or an id that nobody ships, is a wrong command line."""
    for name in ("nowhere.yaml", "vn-2022-2026"):
        code, out, _ = run(name)
        assert (code, out) == (2, "")


def test_failing_cases_are_all_said(run: Run) -> None:
    """Each failing case is said with its line, what was expected and what the profile has."""
    table = SOUND + (
        '"two lines\nin one cell",rural,1,400001,poor,none\n'
        "right again,urban,1,500000,poor,\n"
        "wrong again,urban,1,650001,near_poor,above_near_poor\n"
    )
    code, out, errors = run(STANDARD, table=table)
    assert code == 1
    assert "no faults" in out
    assert "passed" not in out
    assert errors.splitlines() == [
        f"error: cases.csv: 2 of 4 cases failed under {STANDARD}",
        "  cases.csv:3: two lines\\nin one cell: class: expected 'poor', got 'near_poor'",
        "  cases.csv:3: two lines\\nin one cell: basis: expected an empty cell, got 'near_poor'",
        "  cases.csv:6: wrong again: class: expected 'near_poor', got 'non_poor'",
    ]


def test_row_that_no_survey_may_have_fails(run: Run) -> None:
    """A case whose row would be refused fails, with the reason; the others are decided."""
    table = SOUND + "no such area,hills,1,400000,poor,income\n"
    code, _, errors = run(STANDARD, table=table)
    assert code == 1
    assert "cases.csv:3: no such area: a survey cannot have this row: area" in errors
    assert "1 of 2 cases failed" in errors


def test_decided_indicator_counts_for_its_standard_only(run: Run) -> None:
    """A blank `standard` is a survey without that column; a row that names one is of that one."""
    columns = "case,standard,area,household_size,income_per_capita,water,expect_water\n"
    table = columns + (
        "no column,,rural,1,1,1,1\n"
        "this standard,vn-2022-2025,rural,1,1,1,1\n"
        "another,vn-2016-2020,rural,1,1,1,unknown\n"
    )
    code, out, _ = run("vn-2022-2025", table=table)
    assert code == 0
    assert "3 cases passed" in out


@pytest.mark.parametrize(
    ("table", "words"),
    [
        pytest.param("area,expect_class\n", "case: this column is missing", id="no case"),
        pytest.param("case,area\n", "no column says what to expect", id="no expectation"),
        pytest.param("case,case,expect_class\n", "the column appears twice", id="twice"),
        pytest.param(SOUND + "a,rural,1\n", "3 cells under a header of 6", id="ragged"),
        pytest.param(SOUND + "on the line,rural,1,1,poor,\n", "also on line 2", id="same case"),
        pytest.param(SOUND + ",rural,1,1,poor,\n", "blank", id="case without words"),
        pytest.param(
            SOUND + "a,rural,1,1,,\n", "does not expect anything", id="row without expectation"
        ),
        pytest.param(
            SOUND.replace("expect_basis", "expect_bassis"),
            "expect_bassis: unknown column; did you mean 'expect_basis'?",
            id="unknown expectation",
        ),
        pytest.param(
            SOUND.replace("income_per_capita", "income_percapita"),
            "income_percapita: unknown column; did you mean 'income_per_capita'?",
            id="unknown column",
        ),
        pytest.param(b"\xff\xfe", "not CSV in UTF-8", id="not UTF-8"),
        pytest.param(SOUND + '"', "not CSV in UTF-8", id="open quote"),
        pytest.param("", "case: this column is missing", id="empty"),
    ],
)
def test_what_is_no_table_of_cases(run: Run, table: str | bytes, words: str) -> None:
    """A table that cannot be used is refused as any survey is: exit 3, with what is wrong."""
    code, _, errors = run(STANDARD, table=table)
    assert code == 3
    assert words in errors


def test_table_without_rows_holds(run: Run) -> None:
    """A table with a header alone has no case that could fail."""
    code, out, _ = run(STANDARD, table=HEADER)
    assert code == 0
    assert "0 cases" in out


def test_missing_table_is_refused(run: Run) -> None:
    """A table that is not there is refused by name."""
    code, _, errors = run(STANDARD, "--cases", "nowhere.csv")
    assert code == 3
    assert "nowhere.csv cannot be read: there is no such file or folder" in errors
