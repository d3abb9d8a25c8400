# /// script
# requires-python = ">=3.11"
# dependencies = ["xlsxwriter>=3.2"]
# ///
"""Write the example register: register-2024.xlsx, a workbook as an office keeps it.

The households are some of those of survey.csv beside this script, under words and headings as an
office would write them, and the register is as INVENTED as they are: no household, no person, no
name and no place in it is real.

It has what makes such workbooks hard to read: a title above the table, a heading in two rows with
merged cells, amounts with points between thousands, a total and signatures below the table, and
the members on a sheet of their own. Run it again after a change (a test compares the cells):

    python examples/make_register.py
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parent
REGISTER = FOLDER / "register-2024.xlsx"
EVERY = 5  # one of so many households of the survey

Cells = Mapping[str, str]
Cell = str | float | None

YES_NO = {"yes": "Có", "no": "Không"}
AREA = {"urban": "Thành thị", "rural": "Nông thôn"}
LASTING = {"durable": "Bền chắc", "non_durable": "Không bền chắc"}
WATER = {
    "piped": "Nước máy",
    "drilled_well": "Giếng khoan",
    "protected_dug_well": "Giếng đào được bảo vệ",
    "protected_spring": "Nước khe/mó được bảo vệ",
    "rain": "Nước mưa",
    "bottled": "Nước đóng chai/bình",
    "unprotected_dug_well": "Giếng đào không được bảo vệ",
    "unprotected_spring": "Nước khe/mó không được bảo vệ",
    "surface": "Nước sông, suối, ao, hồ",
    "tanker": "Nước sông, suối, ao, hồ",
    "other": "Khác",
}
TOILET = {
    "septic": "Tự hoại/bán tự hoại",
    "pour_flush": "Thấm dội nước (Suilabh)",
    "ventilated_pit": "Cải tiến có ống thông hơi (VIP)",
    "pit_with_seat": "Hố xí đào có bệ ngồi",
    "double_vault": "Hai ngăn",
    "open_pit": "Hố đất",
    "over_water": "Cầu cá",
    "bucket": "Khác",
    "other": "Khác",
    "none": "Không có",
}
SCHOOL = {
    "none": "Không đi học",
    "preschool": "Mẫu giáo",
    "primary": "Tiểu học",
    "lower_secondary": "THCS",
    "upper_secondary": "THPT",
    "vocational": "Trung cấp",
    "higher": "Đại học",
}
DIPLOMA = {**SCHOOL, "none": "Không có bằng cấp"}

# The columns: the heading of their group, their own, the column of the survey and its words.
Column = tuple[str, str, str, Mapping[str, str] | None]
HOUSEHOLD: Sequence[Column] = (
    ("", "Mã hộ", "household_id", None),
    ("Thông tin chủ hộ", "Họ và tên", "head", None),
    ("Thông tin chủ hộ", "Dân tộc", "ethnicity", None),
    ("Địa chỉ", "Thôn, bản", "village", None),
    ("Địa chỉ", "Xã", "commune", None),
    ("", "Khu vực", "area", AREA),
    ("", "Số nhân khẩu", "household_size", None),
    ("", "Thu nhập bình quân đầu người (đồng/tháng)", "income_per_capita", None),
    ("Nhà ở", "Vật liệu tường", "wall", LASTING),
    ("Nhà ở", "Vật liệu cột", "column", LASTING),
    ("Nhà ở", "Vật liệu mái", "roof", LASTING),
    ("Nhà ở", "Diện tích nhà ở (m2)", "floor_area", None),
    ("", "Nguồn nước sinh hoạt", "water_source", WATER),
    ("", "Loại hố xí/nhà tiêu", "toilet", TOILET),
    ("Tài sản", "Tivi", "has_tv", YES_NO),
    ("Tài sản", "Radio", "has_radio", YES_NO),
    ("Tài sản", "Máy tính để bàn", "has_desktop", YES_NO),
    ("Tài sản", "Máy tính xách tay", "has_laptop", YES_NO),
    ("Tài sản", "Máy tính bảng", "has_tablet", YES_NO),
    ("Tài sản", "Điện thoại", "has_telephone", YES_NO),
    ("Tài sản", "Điện thoại thông minh", "has_smartphone", YES_NO),
    ("", "Ghi chú", "note", None),
)
MEMBER: Sequence[Column] = (
    ("", "Mã hộ", "household_id", None),
    ("", "Mã thành viên", "person_id", None),
    ("", "Tuổi", "age", None),
    ("", "Năm sinh", "birth_year", None),
    ("", "Đang đi học", "attending_school", YES_NO),
    ("", "Cấp học đang học", "school_level", SCHOOL),
    ("", "Bằng cấp cao nhất", "highest_diploma", DIPLOMA),
    ("", "Được doanh nghiệp chứng nhận đào tạo nghề tại chỗ", "trained_on_the_job", YES_NO),
    ("", "Có BHYT", "insured", YES_NO),
    ("", "Suy dinh dưỡng chiều cao theo tuổi", "stunted", YES_NO),
    ("", "Suy dinh dưỡng cân nặng theo tuổi", "underweight", YES_NO),
    ("", "Không tìm được việc làm", "seeks_work", YES_NO),
    ("", "Làm công ăn lương", "wage_worker", YES_NO),
    ("", "Có hợp đồng lao động", "labour_contract", YES_NO),
    ("", "Hưởng trợ cấp xã hội hàng tháng", "social_benefit", YES_NO),
    ("", "Dùng thuê bao điện thoại", "uses_phone", YES_NO),
    ("", "Dùng internet", "uses_internet", YES_NO),
)
NUMBERS = frozenset({"household_size", "floor_area", "age", "birth_year"})
FAMILIES = ("Lò", "Vàng", "Hoàng", "Nông", "Nguyễn", "Lù", "Sùng")
GIVEN = ("Thị Ban", "A Sử", "Văn An", "Thị Hoa", "Văn Pao", "Thị Mẩy", "Văn Toàn", "A Chứ")


def households() -> list[dict[str, str]]:
    """Return the households of the register: some of the survey, with a head and a village."""
    rows = _read("survey.csv")[::EVERY]
    for place, row in enumerate(rows):
        family, given = FAMILIES[place % len(FAMILIES)], GIVEN[place % len(GIVEN)]
        row |= {"head": f"{family} {given}", "village": f"Bản {row['psu'][-2:]}", "note": ""}
    return rows


def members(of: Iterable[Cells]) -> list[dict[str, str]]:
    """Return the members of households, in their order."""
    known = {row["household_id"] for row in of}
    return [row for row in _read("members.csv") if row["household_id"] in known]


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(columns: Sequence[Column], row: Cells) -> Iterator[Cell]:
    """Yield the cells of a row as the office writes them; None where nothing is known."""
    for _, _, name, words in columns:
        cell = row[name]
        if not cell:
            yield None
        elif name == "income_per_capita":
            yield f"{int(cell):,}".replace(",", ".")
        elif name in NUMBERS:
            yield float(cell)
        else:
            yield words[cell] if words else cell


def main() -> None:
    """Write the workbook."""
    people = households()
    with xlsxwriter.Workbook(REGISTER) as book:
        book.set_properties({"created": datetime(2024, 12, 1)})  # noqa: DTZ001 -- of an office
        bold = book.add_format({"bold": True, "text_wrap": True, "align": "center", "border": 1})
        sheet = book.add_worksheet("Hộ gia đình")
        last = len(HOUSEHOLD)  # beside them stands the number of the row
        sheet.merge_range(0, 0, 0, last, "ỦY BAN NHÂN DÂN HUYỆN KHAU SƯƠNG", bold)
        sheet.merge_range(1, 0, 1, last, "SỔ RÀ SOÁT HỘ GIA ĐÌNH NĂM 2024", bold)
        sheet.merge_range(3, 0, 4, 0, "STT", bold)
        _write_headings(sheet, bold)
        for number, row in enumerate(people, start=1):
            sheet.write_row(4 + number, 0, [number, *cells(HOUSEHOLD, row)])
        below = 5 + len(people)
        sheet.write_row(below, 0, ["Tổng cộng", f"{len(people)} hộ"], bold)
        sheet.write(below + 2, 1, "Người lập biểu")
        sheet.write(below + 2, last - 2, "TM. Ủy ban nhân dân")
        roster = book.add_worksheet("Thành viên")
        roster.write(0, 0, "DANH SÁCH THÀNH VIÊN")
        roster.write_row(2, 0, [heading for _, heading, _, _ in MEMBER], bold)
        for number, row in enumerate(members(people)):
            roster.write_row(3 + number, 0, list(cells(MEMBER, row)))


def _write_headings(sheet: xlsxwriter.worksheet.Worksheet, bold: object) -> None:
    """Write the headings in two rows: groups merged across their columns, others down."""
    for place, (group, heading, _, _) in enumerate(HOUSEHOLD, start=1):
        if not group:
            sheet.merge_range(3, place, 4, place, heading, bold)
            continue
        sheet.write(4, place, heading, bold)
        columns = [i for i, column in enumerate(HOUSEHOLD, start=1) if column[0] == group]
        if place == columns[0]:
            sheet.merge_range(3, place, 3, columns[-1], group, bold)


if __name__ == "__main__":
    main()
