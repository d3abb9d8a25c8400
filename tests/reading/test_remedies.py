"""What an error advises, by what the cells hold: days of no calendar, totals, codes in words."""

import csv
from dataclasses import replace
from pathlib import Path

import narwhals as nw
import pytest

from mdpoverty import cli
from mdpoverty.codebook import all_variables
from mdpoverty.language.messages import in_language, message
from mdpoverty.reading.cell_advice import (
    NO_ANSWER,
    NO_CODE,
    NO_NUMBER,
    advised,
    is_by_cell,
)
from mdpoverty.reading.dates import exampled
from mdpoverty.reading.failing import Check

WRITE = message(
    "reading.write-date", "write {right}, not {wrong}{unknown}", right="", wrong="", unknown=""
)
HEADER = "household_id,area,household_size,income_per_capita,commune\n"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["1/2/1985"], "write 01/02/1985, not 1/2/1985"),
        (["unknown", None], "write 01/01/1985, not 1/1/1985"),
        (["29/02/2024 "], "write 01/01/1985, not 1/1/1985"),
        (["28/02/2025", "29/02/2025"], "29/02/2025 is not in the calendar"),
        (["2/30/1985"], "2/30/1985 is not in the calendar"),
        (["2025-02-31"], "2025-02-31 is not in the calendar"),
        (
            ["31/4/2025", "1/2/1985"],
            "check the day and the month, and write the day before the month; write 01/02/1985",
        ),
        (["05/03/85"], "05/03/85: write the year with four digits, such as 1985"),
        (["1985"], "1985 is only a year: write the day and the month too"),
        (
            ["1985", "05/03/85", "2025-13-01"],
            "the month; 05/03/85: write the year with four digits, such as 1985; 1985 is only a",
        ),
    ],
)
def test_days_of_no_calendar(cells: list[str | None], said: str) -> None:
    """A day that does not exist is not told to be written with two digits."""
    assert said in exampled(WRITE, cells)


def refused(
    tmp_path: Path,
    rows: str,
    capsys: pytest.CaptureFixture[str],
    *more: str,
    members: Path | None = None,
) -> str:
    (tmp_path / "s.csv").write_text(HEADER + rows, encoding="utf-8")
    beside = [] if members is None else ["--members", str(members)]
    assert cli.run([*more, "classify", str(tmp_path / "s.csv"), *beside]) == 3
    return " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",,9,,Tổng cộng", True),
        (",,,,Chủ tịch", True),
        ("Cộng:,,4,900000,A", True),
        ("H2,,4,900000,Tổng Cọt", False),
        (",rural,4,900000,Cộng Hòa", False),
    ],
)
def test_totals(tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, told: bool) -> None:  # noqa: FBT001 -- a case
    """Where a cell is missing in what seems to be a total or a signature, that is said."""
    said = refused(tmp_path, f"H1,rural,4,900000,A\n{row}\n", capsys)
    assert ("if it is a total or a signature, delete the row" in said) == told
    out = tmp_path / "findings.csv"
    cli.run(["validate", str(tmp_path / "s.csv"), "--standard", "vn-2022-2025", "-o", str(out)])
    with out.open(encoding="utf-8-sig", newline="") as file:
        advice = [row["advice"] for row in csv.DictReader(file) if row["code"] == "reading.missing"]
    assert advice
    assert any("signature" in each for each in advice) == told


def test_names_with_their_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Vietnamese names variables and codes by their labels."""
    (tmp_path / "s.csv").write_text("household_id\nH1\n", encoding="utf-8")
    assert cli.run(["--lang", "vi", "classify", str(tmp_path / "s.csv")]) == 3
    said = capsys.readouterr().err
    assert "\n  khu vực (area): không có cột này" in said
    assert "(household_income) hoặc " in said
    said = refused(tmp_path, "H1,city,4,900000,A\n", capsys, "--lang", "vi")
    assert "khu vực (area): không phải là mã đã biết" in said
    assert "rural = Nông thôn, urban = Thành thị" in said
    water = all_variables()["water_source"].allowed
    assert water.startswith("piped, drilled_well")
    assert in_language(water, "vi").startswith("piped = Nước máy; ")


@pytest.mark.parametrize(
    ("options", "income", "advised"),
    [
        (("--decimal", ","), "52.5x", "sign ',', such as 1500000 or 52,5. For separators"),
        (("--decimal", ",", "--thousands", "."), "52.5", "sign ',', such as 1500000 or 52,5. A "),
        (("--thousands", ","), "52,5", "sign '.', such as 1500000 or 52.5. A column map"),
    ],
)
def test_numbers_are_advised_with_the_signs_in_use(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    income: str,
    advised: str,
) -> None:
    """Options that are given are not advised."""
    (tmp_path / "s.csv").write_text(f'{HEADER}H1,rural,4x,"{income}",A\n', encoding="utf-8")
    assert cli.run(["classify", str(tmp_path / "s.csv"), *options]) == 3
    said = " ".join(capsys.readouterr().err.split())
    assert advised in said
    assert "write digits, such as 4 " in said
    assert "--decimal" not in said


@pytest.mark.parametrize(("row", "told"), [("Tổng số,60,,", True), ("H9,1,male,2001", False)])
def test_totals_of_members(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    row: str,
    told: bool,  # noqa: FBT001 -- a case
) -> None:
    """A total below the members has no household in the survey: the same is said of it."""
    members = tmp_path / "m.csv"
    members.write_text(f"household_id,person_id,sex,birth_year\nH1,1,male,2000\n{row}\n")
    said = refused(tmp_path, "H1,rural,1,900000,A\n", capsys, members=members)
    assert "is not in the survey" in said
    assert ("if it is a total or a signature, delete the row" in said) == told


@pytest.mark.parametrize(
    ("name", "cell", "told"),
    [
        ("floor_area", "36 m2", "'36 m2': write the digits alone: 36"),
        ("floor_area", "36m²", "'36m²': write the digits alone: 36"),
        ("floor_area", "1 sào", "'1 sào': write the number in m2, in digits without the unit"),
        ("electricity_kwh", "45 kWh", "'45 kWh': write the digits alone: 45"),
        ("height_cm", "1m20", "'1m20': write cm: 120"),
        ("height_cm", "1,2", "'1,2': write cm: 120"),
        ("height_cm", "0.95", "'0.95': write cm: 95"),
        ("household_size", "4 người", "'4 người': write the digits alone: 4"),
        ("income_per_capita", "2 triệu", "write the number in VND/person/month"),
        ("floor_area", "1.500 m2", None),
        ("floor_area", "large", None),
        ("floor_area", "36 x", None),
        ("household_size", "4x", None),
    ],
)
def test_number_with_its_unit(name: str, cell: str, told: str | None) -> None:
    """A number that is clear is told; another unit is not taken for that of the variable."""
    variable = all_variables()[name]
    check = Check(name, NO_NUMBER(), nw.lit(value=True), "", "as usual", name, variable)
    assert is_by_cell(check)
    said = str(advised(check, [cell, None]))
    assert said == "as usual" if told is None else said.startswith(told) or told in said
    both = str(advised(check, [cell, "?"]))
    assert both.endswith("as usual")


@pytest.mark.parametrize(
    ("name", "cell", "told"),
    [
        ("toilet", "Tự hoại", "'Tự hoại' may mean 'Tự hoại/bán tự hoại'"),
        ("toilet", "Tự hoại", '(codes: {"Tự hoại": septic})'),
        ("water_source", "Nước giếng", "may mean 'Nước giếng khoan', 'Nước giếng đào được bảo vệ'"),
        ("water_source", "Nước giếng", "được bảo vệ', 'Nước giếng đào không được bảo vệ'"),
        ("water_source", "giếng đào", "'Nước giếng đào được bảo vệ', 'Nước giếng đào không được"),
        ("water_source", "Nước", "as usual"),
        ("relation", "vợ", "'vợ' may mean 'Vợ/chồng'"),
        ("previous_class", "Không nghèo", "'Không nghèo' may mean 'Hộ không nghèo'"),
        ("has_tv", "x", "(codes: {x: yes})"),
        ("has_tv", "maybe", "as usual"),
    ],
)
def test_answer_near_to_one_that_is_listed(name: str, cell: str, told: str) -> None:
    """What is near is suggested, and a map translates what is understood; of a form it is not."""
    variable = all_variables()[name]
    wrong = (NO_ANSWER if variable.type == "boolean" else NO_CODE)()
    check = Check(name, wrong, nw.lit(value=True), "", "as usual", name, variable)
    said = str(advised(check, [cell]))
    assert told in said
    assert said.endswith("as usual")
    assert ("may mean" in said) == (cell not in {"x", "maybe", "Nước"})
    form = replace(check, answers=tuple(x.label_vi for x in variable.answers))
    assert "codes" not in str(advised(form, [cell]))


@pytest.mark.parametrize(
    ("year", "code"), [("1989", 3), ("1990", 0), ("2100", 0), ("2101", 3), ("224", 3), ("20225", 3)]
)
def test_years_of_reviews(
    year: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A year that no review is of is a slip, which is refused with what is allowed."""
    survey = tmp_path / "survey.csv"
    text = f"household_id,survey_year,area,household_size,income_per_capita\n1,{year},rural,1,1\n"
    survey.write_text(text)
    asked = ["classify", str(survey), "--standard", "vn-2022-2025", "-o", str(tmp_path / "p.csv")]
    assert cli.run(asked) == code
    said = capsys.readouterr().err
    assert ("at least 1990, at most 2100" in said) == bool(code)
