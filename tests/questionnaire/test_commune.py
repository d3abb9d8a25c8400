"""The example commune: its forms are as the script fills them in, and become classes and tables."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled_forms import first_row, key_of
from places import ROOT
from terminals import run_in_terminal

from mdpoverty import cli
from mdpoverty.questionnaire.form import FormSheet, forms

EXAMPLES = ROOT / "examples"
FORMS, BEFORE = EXAMPLES / "commune-2025.xlsx", EXAMPLES / "commune-2024.csv"
REVIEW = "vn-2022-2025-review"
FORM = forms()[REVIEW]
DECIDED = ("class", "basis", "possible_classes", "income_score", "income_score_highest")

# What the form's footnotes say which number stands for, and what lists of the form call it.
NUMBERS: Mapping[str, tuple[str, ...]] = {
    "area": ("Thành thị", "Nông thôn"),
    "previous_class": ("Hộ nghèo", "Hộ cận nghèo", "Hộ không nghèo"),
    "column_material": ("Bê tông cốt thép", "Gạch/đá", "Sắt/thép/gỗ bền chắc", "Khác"),
    "roof_material": (
        "Bê tông cốt thép",
        "Ngói (xi măng, đất nung)",
        "Tấm lợp kim loại chuyên dụng",
        "Khác",
    ),
    "wall_material": ("Bê tông cốt thép", "Gạch/đá", "Gỗ/kim loại bền chắc", "Khác"),
    "toilet": ("Tự hoại/bán tự hoại", "Thấm dội nước (Suilabh)", "Khác"),
    "water_source": ("Nước máy", "Nước giếng khoan", "Nước khe/mó được bảo vệ", "Khác"),
    "relation": ("Chủ hộ", "Vợ/chồng", "Con", "Bố/mẹ", "Khác"),
    "sex": ("Nam", "Nữ"),
    "attending_school": ("Đang đi học", "Không đi học"),
    "school_level": (
        *("Mầm non, mẫu giáo", "Tiểu học", "Trung học cơ sở", "Trung học phổ thông"),
        *("Khóa đào tạo ngắn hạn", "Trung cấp", "Cao đẳng", "Từ Đại học trở lên"),
    ),
    "general_diploma": (
        *("Chưa tốt nghiệp Tiểu học", "Tiểu học", "Trung học cơ sở", "Trung học phổ thông"),
    ),
    "training": (
        *("Chưa qua đào tạo nghề", "Sơ cấp, chứng chỉ dạy nghề", "Trung cấp", "Cao đẳng"),
        *("Đại học", "Sau đại học"),
    ),
    "insured": ("Có", "Không"),
    "uses_internet": ("Có", "Không"),
    "critical_illness": ("Có", "Không"),
    "benefit_group": ("Người cao tuổi", "Người khuyết tật", "Trẻ em mồ côi"),
    "work_status": (
        *("Đang làm việc", "Không có việc làm", "Không có khả năng lao động", "Đang đi học"),
        *("Không muốn đi làm", "Nghỉ hưu/Nội trợ"),
    ),
    "work_type": (
        *("Công chức, viên chức", "Làm cho doanh nghiệp", "Làm thuê cho hộ gia đình"),
        "Khác (kể cả nông nghiệp)",
    ),
    "wage_worker": (
        *("Có hợp đồng lao động", "Không có hợp đồng lao động", "Không làm công ăn lương"),
    ),
    "pension": ("Lương hưu", "Trợ cấp bảo hiểm xã hội hằng tháng"),
}
# What the form lumps together, and answers that have no number in it.
LUMPED = {
    ("toilet", "Hai ngăn"): "2",
    ("toilet", "Hố xí đào không có bệ ngồi"): "3",
    ("toilet", "Không có nhà tiêu"): "3",
    ("water_source", "Nước mưa"): "4",
    ("water_source", "Nước khe/mó không được bảo vệ"): "4",
    ("school_level", "Không đi học"): "",
    ("benefit_group", "Không hưởng"): "0",
    ("pension", "Không"): "0",
    ("well_off", "Thuộc đối tượng rà soát"): "1",
}
# What the columns of the keyed file are called that have no number of their own.
NAMED = {
    "household_id": "ho",
    "area": "khu_vuc",
    "province": "tinh",
    "district": "huyen",
    "commune": "xa",
    "village": "thon",
    "region": "vung",
    "ethnicity": "dan_toc",
    "head": "chu_ho",
    "review_date": "ngay",
    "previous_class": "phan_loai",
}


def rows_of(sheet: FormSheet, file: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a sheet as they stand, by variable or heading."""
    page = openpyxl.load_workbook(file)[sheet.name.vi]
    for cells in page.iter_rows(min_row=first_row(sheet), values_only=True):
        said = ("" if cell is None else str(cell) for cell in cells)
        yield dict(zip(map(key_of, sheet.columns), said, strict=False))


def number_of(name: str, word: str) -> str:
    """Return the number of an answer, as the form's footnotes have it."""
    if (name, word) in LUMPED:
        return LUMPED[name, word]
    if word in NUMBERS.get(name, ()):
        return str(NUMBERS[name].index(word) + 1)
    return {"Có": "1", "Không": "0", "Trung du và miền núi phía Bắc": "2"}.get(word, word)


def keyed(sheet: FormSheet) -> list[dict[str, str]]:
    """Return the rows of a sheet of the commune under the form's numbers, and in them."""
    titles = {}
    for column in sheet.columns:
        section, question, last = (column.heading[at].en.partition(".")[0] for at in (0, 1, -1))
        key, number = key_of(column), f"{section}.{question}" if section else question
        titles[key] = NAMED.get(key) or (last if sheet.heading_rows > 2 else number)
        if sheet.kind == "quick_look" and key not in NAMED:
            titles[key] = f"A.{last}"
    return [
        {titles[key]: number_of(key, word) for key, word in row.items()}
        for row in rows_of(sheet, FORMS)
    ]


def write(rows: list[dict[str, str]], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)


def profile(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def classified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the profile of the commune, as the first of the three commands writes it."""
    target = tmp_path_factory.mktemp("commune") / "commune-2025.csv"
    command = ["classify", str(FORMS), "--standard", REVIEW, "--keep", "all", "-q"]
    assert cli.run([*command, "-o", str(target)]) == 0
    return target


def test_files_are_what_the_script_writes(tmp_path: Path) -> None:
    """The script writes the cells of the workbook and the bytes of the other file again."""
    path = EXAMPLES / "make_commune.py"
    spec = spec_from_file_location("make_commune", path)
    assert spec
    assert spec.loader
    script: Any = module_from_spec(spec)
    sys.modules["make_commune"] = script
    spec.loader.exec_module(script)
    found = list(script.households())
    script.write_before(found, tmp_path / "before.csv")
    assert (tmp_path / "before.csv").read_bytes() == BEFORE.read_bytes()
    script.write_forms(found, tmp_path / "forms.xlsx")
    for sheet in FORM.sheets:
        assert list(rows_of(sheet, tmp_path / "forms.xlsx")) == list(rows_of(sheet, FORMS))
    assert FORMS.stat().st_size < 200_000


def test_every_class_and_rule_is_there(classified: Path) -> None:
    """The commune shows each way to a class, and a few households that are undetermined."""
    found = Counter((row["class"], row["basis"]) for row in profile(classified))
    assert found.total() == 300
    assert found.keys() == {
        *(("non_poor", "quick_look"), ("non_poor", "above_line"), ("poor", "scores")),
        *(("near_poor", "scores"), ("undetermined", "")),
    }


def test_forms_become_lists_and_tables(
    classified: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the year before, the profile becomes lists 6.1 and 6.2 and forms 7.1 to 7.11."""
    command = ["tables", str(BEFORE), str(classified), "--members", str(FORMS)]
    assert cli.run([*command, "-o", str(tmp_path / "tables.xlsx")]) == 0
    said = capsys.readouterr().err
    assert "left out" not in said
    assert "not true in" not in said
    sheets = openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames
    numbers = ["6.1", "6.2", *(f"7.{number}" for number in range(1, 12))]
    assert [name for name in sheets if name.startswith("Mẫu số")] == [
        f"Mẫu số {number}" for number in numbers
    ]


def test_form_keyed_with_its_numbers(classified: Path, tmp_path: Path) -> None:
    """The forms keyed with their numbers, under the example map, become the same classes."""
    quick = {row["ho"]: row for row in keyed(FORM.sheet("quick_look"))}
    households = [row | quick[row["ho"]] for row in keyed(FORM.sheet("household"))]
    write(households, tmp_path / "ho.csv")
    write(keyed(FORM.sheet("member")), tmp_path / "nguoi.csv")
    column_map = EXAMPLES / "maps" / "form-b1-numbers.yaml"
    command = ["classify", str(tmp_path / "ho.csv"), "--members", str(tmp_path / "nguoi.csv")]
    command += ["--columns", str(column_map), "--standard", REVIEW, "-q"]
    assert cli.run([*command, "-o", str(tmp_path / "profile.csv")]) == 0
    indicators = ("employment", "nutrition", "adult_education", "child_schooling", "water")
    kept = ("household_id", "household_size", *DECIDED, *indicators)
    mapped = [[row[name] for name in kept] for row in profile(tmp_path / "profile.csv")]
    assert mapped == [[row[name] for name in kept] for row in profile(classified)]


def test_a_terminal_shows_the_households() -> None:
    """Without a file to write, a terminal shows classes and households, which have no income."""
    command = [sys.executable, "-m", "mdpoverty", "classify", FORMS.name, "--standard", REVIEW]
    shown = run_in_terminal(command, EXAMPLES, 120)
    assert "the first 10 of 300 households; write all of them with -o FILE" in shown
    assert "commune-2025.xlsx, sheet 'Phiếu B1.A': 300 rows read = 300 written + 0 refused" in shown


def test_libreoffice_opens_the_form(soffice: str, tmp_path: Path) -> None:
    """LibreOffice opens the form, and what it saves as ODS is read as the same form."""
    command = [soffice, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(FORMS)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    output = tmp_path / "profile.csv"
    command = ["classify", str(tmp_path / "commune-2025.ods"), "--standard", REVIEW, "-q"]
    assert cli.run([*command, "-o", str(output)]) == 0
    assert Counter(row["class"] for row in profile(output)).total() == 300
