"""The figures of the official tables, against a second reading of the forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import second_tables as second
from official import (
    MINORITIES,
    UNITS,
    Book,
    cells_of,
    figures,
    household,
    invented,
    make_tables,
    notes_of,
    tables_of,
    verdicts,
    write_round,
)
from second_tables import TOTAL, Table

from mdpoverty.review_tables.formulas import Formula, rate
from mdpoverty.review_tables.units import order

ROUNDS = invented(7, 200, rounds=3)
LAST = ROUNDS[-1]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the workbook of three rounds of an invented register."""
    return Book(tables_of(tmp_path_factory.mktemp("book"), *ROUNDS))


def same(found: Table, expected: Table) -> None:
    """Assert that two tables have the same units in order, and the same figures."""
    assert list(found) == list(expected)
    for line, cells in expected.items():
        assert found[line] == pytest.approx(cells, abs=1e-9, rel=0), line


def test_sheets(book: Any) -> None:
    """The sheets stand in the order of the forms, with their numbers, and the checks last."""
    numbers = (*range(1, 11), 14, 15)
    assert book.names == [*(f"Biểu {number}" for number in numbers), "Kiểm tra"]


def test_results(book: Any) -> None:
    """Table 1 has households and persons, and rates of all resident households and persons."""
    same(figures(book.values["Biểu 1"]), second.table_1(LAST, UNITS))


@pytest.mark.parametrize(("number", "name"), [(2, "poor"), (3, "near_poor")])
def test_movement(book: Any, number: int, name: str) -> None:
    """Tables 2 and 3 have the movement between the last two rounds; the first is their history."""
    expected = second.movement(ROUNDS, UNITS, name)
    same(figures(book.values[f"Biểu {number}"]), expected)
    assert all(expected[TOTAL, second.HOUSEHOLDS].values())  # each column has something


@pytest.mark.parametrize(("first", "name"), [(4, "poor"), (6, "near_poor")])
def test_deprivations(book: Any, first: int, name: str) -> None:
    """Tables 4 to 7 count sure deprivations in the order of the standard, and give rates."""
    counts, rates = second.deprivations(LAST, UNITS, name)
    same(figures(book.values[f"Biểu {first}"]), counts)
    same(figures(book.values[f"Biểu {first + 1}"]), rates)


def test_groups(book: Any) -> None:
    """Table 8 counts each group by itself; other is none of the three, and surely so."""
    same(figures(book.values["Biểu 8"]), second.table_8(LAST, UNITS))


def test_ethnic_groups(book: Any) -> None:
    """Table 9 has the Kinh, all minorities, each of them in Vietnamese order, and the unknown."""
    same(figures(book.values["Biểu 9"]), second.table_9(LAST, UNITS, MINORITIES))


def test_causes(book: Any) -> None:
    """Table 10 counts each cause by itself."""
    same(figures(book.values["Biểu 10"]), second.table_10(LAST, UNITS))


def test_checks(book: Any) -> None:
    """Every identity of the forms is checked for every unit and the total, and holds."""
    found = verdicts(book)
    assert {row[6] for row in found} == {"đúng"}
    everywhere = {*UNITS, TOTAL}
    for table in ("Biểu 1", "Biểu 4", "Biểu 5", "Biểu 6", "Biểu 7", "Biểu 8"):
        assert {row[1] for row in found if row[0] == table} == everywhere
    for table, labels in {
        "Biểu 2": ("hộ", "nhân khẩu"),
        "Biểu 9": ("hộ nghèo", "hộ cận nghèo"),
    }.items():
        lines = {f"{unit} ({label})" for unit in everywhere for label in labels}
        assert {row[1] for row in found if row[0] == table} == lines
    limits = [row[2:6] for row in found if row[1] == TOTAL and " lần số hộ " in row[2]]
    counts = {
        name: second.deprivations(LAST, UNITS, name)[0][TOTAL, ""] for name in ("poor", "near_poor")
    }
    assert limits == [
        [
            "Tổng số thiếu hụt từ 3 lần số hộ nghèo trở lên",
            counts["poor"][2],
            "≥",
            3 * counts["poor"][1],
        ],
        [
            "Tổng số thiếu hụt từ 2 lần số hộ cận nghèo trở xuống",
            counts["near_poor"][2],
            "≤",
            2 * counts["near_poor"][1],
        ],
    ]


@pytest.mark.parametrize(("number", "name"), [(14, "poor"), (15, "near_poor")])
def test_lists(book: Any, number: int, name: str) -> None:
    """Tables 14 and 15 have a household a line, by unit and in the order of the round."""
    sheet = cells_of(book.values[f"Biểu {number}"])
    [at] = [place for place, row in enumerate(sheet) if row[0] == "TT"]
    expected = [r for unit in UNITS for r in LAST if r["commune"] == unit and r["class"] == name]
    found = sheet[at + 1 : at + 1 + len(expected)]
    assert [row[0] for row in found] == list(range(1, len(expected) + 1))
    assert [row[1] for row in found] == [row["commune"] for row in expected]
    for place, column in enumerate(("village", "household_id", "head"), start=2):
        assert [row[place] for row in found] == [row[column] for row in expected]
    assert [row[5] for row in found] == [int(row["household_size"]) for row in expected]
    assert [row[6] for row in found] == [row["ethnicity"] or None for row in expected]
    assert [row[9] for row in found] == [int(row["deprivations"]) for row in expected]
    deprived = [len(str(row[10]).split("; ")) if row[10] else 0 for row in found]
    assert deprived == [int(row["deprivations"]) for row in expected]
    unknown = [len(str(row[11]).split("; ")) if row[11] else 0 for row in found]
    assert unknown == [int(row["unknown_indicators"]) for row in expected]


def test_list_says_where_a_household_came_from(tmp_path: Path) -> None:
    """Of three rounds a list says who stayed, fell back, is newly poor, was near-poor or is new."""
    classes = {
        1: ("poor", "poor", "poor", "còn lại"),
        2: ("poor", "non_poor", "poor", "tái nghèo"),
        3: ("non_poor", "non_poor", "poor", "phát sinh mới"),
        4: ("poor", "near_poor", "poor", "từ hộ cận nghèo"),
        5: ("poor", "undetermined", "poor", "kỳ trước chưa xác định"),
        6: (None, None, "poor", "hộ mới có trong kỳ"),
    }
    rounds = [
        [
            household(number, str(names[place]), survey_year=str(2023 + place))
            for number, names in classes.items()
            if names[place]
        ]
        for place in range(3)
    ]
    sheet = cells_of(Book(tables_of(tmp_path, *rounds)).values["Biểu 14"])
    [at] = [place for place, row in enumerate(sheet) if row[0] == "TT"]
    assert sheet[at][7] == "Diễn biến so với kỳ trước"
    assert [row[7] for row in sheet[at + 1 : at + 7]] == [names[3] for names in classes.values()]


def test_an_id_that_another_household_has_now(tmp_path: Path) -> None:
    """A household whose id was that of one that split up stands once in the list, as what it is."""
    ids = ("1", "2"), ("1", "3", "4")
    rounds = [[household(1, household_id=each) for each in some] for some in ids]
    links = "round,before,after\n2025,1,3\n2025,1,4\n2025,2,1\n"
    (tmp_path / "links.csv").write_text(links, encoding="utf-8")
    for row in rounds[0]:
        row["survey_year"] = "2024"
    options = ["--links", str(tmp_path / "links.csv")]
    book = Book(tables_of(tmp_path, *rounds, options=options))
    rows = [row for row in cells_of(book.values["Biểu 14"]) if isinstance(row[0], int)]
    assert [(row[3], row[7]) for row in rows] == [
        ("1", "còn lại"),
        ("3", "hộ tách ra"),
        ("4", "hộ tách ra"),
    ]


def test_one_round(tmp_path: Path) -> None:
    """One round makes every table but 2 and 3, as a note and the sheet of checks say."""
    file = write_round(tmp_path / "r.csv", LAST)
    done = make_tables(file, "-o", tmp_path / "t.xlsx")
    assert done.code == 0
    assert "left out: tables 2, 3: two or more rounds make it\n" in done.errors
    book = Book(tmp_path / "t.xlsx")
    assert "Biểu 2" not in book.names
    assert "Biểu 3" not in book.names
    said = [row[0] for row in cells_of(book.values["Kiểm tra"])]
    assert "Biểu 2: cần từ hai kỳ rà soát trở lên" in said
    same(figures(book.values["Biểu 1"]), second.table_1(LAST, UNITS))


def test_two_rounds(tmp_path: Path) -> None:
    """With two rounds nobody is seen to have fallen back, and table 2 says so."""
    book = Book(tables_of(tmp_path, *ROUNDS[1:]))
    expected = second.movement(ROUNDS[1:], UNITS, "poor")
    assert expected[TOTAL, second.HOUSEHOLDS][6] == 0
    same(figures(book.values["Biểu 2"]), expected)
    assert "Chỉ có hai kỳ" in notes_of(book.values["Biểu 2"])


@pytest.mark.parametrize(
    ("standards", "said"),
    [(("2016-2020", "2022-2025"), 1), (("2022-2025", "2022-2025"), 0), (("", "2022-2025"), 0)],
)
def test_what_movement_depends_on(tmp_path: Path, standards: tuple[str, str], said: int) -> None:
    """Tables 2 and 3 say who may have fallen back, since when that is seen, by what standard."""
    first = [household(1, "undetermined"), household(2, "non_poor"), household(3, "non_poor")]
    middle = [household(number, "non_poor") for number in (1, 2, 3)]
    last = [household(1), household(2), household(3, "near_poor")]
    before, now = (each and f"vn-{each}" for each in standards)
    named = ((2023, first, before), (2024, middle, before), (2025, last, now))
    rounds = [
        [row | {"survey_year": str(year), "standard": standard} for row in rows]
        for year, rows, standard in named
    ]
    book = Book(tables_of(tmp_path, *rounds))
    notes = notes_of(book.values["Biểu 2"]), notes_of(book.values["Biểu 3"])
    assert "1 hộ phát sinh mới không rõ đã từng nghèo" in notes[0]
    assert "không rõ đã từng nghèo" not in notes[1], "household 3 was above the line in both rounds"
    for note in notes:
        assert "đã từng nghèo, cận nghèo trước kỳ 2023" in note
        assert note.count(f"Kỳ trước theo chuẩn {before}, kỳ này theo chuẩn {now}: ") == said


def test_undetermined(tmp_path: Path) -> None:
    """An undetermined household is a resident of no class, and every table of it says so."""
    rows = [household(1), household(2, "undetermined"), household(3, "non_poor")]
    book = Book(tables_of(tmp_path, rows))
    own = figures(book.values["Biểu 1"])[TOTAL, ""]
    assert (own[1], own[3], own[5], own[4]) == (3, 1, 0, pytest.approx(100 / 3))
    assert "1 hộ chưa xác định được phân loại" in notes_of(book.values["Biểu 1"])
    assert "1 hộ chưa xác định được phân loại" in notes_of(book.values["Biểu 4"])


def test_unknown_answers(tmp_path: Path) -> None:
    """Unknown answers are not counted, and the tables say that their counts are at the least."""
    rows = [household(1, telecom=""), household(2), household(3, "non_poor")]
    book = Book(tables_of(tmp_path, rows))
    assert figures(book.values["Biểu 4"])[TOTAL, ""][13] == 0
    assert "1 câu trả lời về chỉ số của các hộ này không rõ" in notes_of(book.values["Biểu 4"])
    assert "là mức tối thiểu" in notes_of(book.values["Biểu 5"])


def test_unknown_groups(tmp_path: Path) -> None:
    """What is not known of a group is not counted, and said; none of the three needs all three."""
    rows = [
        household(1, merit=""),  # may be of a group
        household(2, merit="", ethnicity="Dao"),  # surely is of one
        household(3, ethnicity="", cause_land=""),
        household(4),
    ]
    book = Book(tables_of(tmp_path, rows))
    own = figures(book.values["Biểu 8"])[TOTAL, ""]
    assert [own[column] for column in range(1, 6)] == [4, 1, 0, 0, 1]
    said = notes_of(book.values["Biểu 8"])
    assert (
        "Hộ dân tộc thiểu số: 1; Hộ có thành viên là người có công với cách mạng: 2; Khác" in said
    )
    assert "Khác (không thuộc nhóm nào): 2." in said
    assert "1 hộ không rõ dân tộc" in notes_of(book.values["Biểu 9"])
    assert "không được tính: thiếu đất sản xuất: 1." in notes_of(book.values["Biểu 10"])


def test_rate_of_nobody_is_blank(tmp_path: Path) -> None:
    """Rates of a unit without a poor household are blank, and not nought."""
    rows = [household(1), household(2, "non_poor", commune=UNITS[1])]
    rates = figures(Book(tables_of(tmp_path, rows)).values["Biểu 5"])
    assert set(rates[UNITS[1], ""].values()) == {0, None}
    assert rates[UNITS[1], ""][2] is None


def test_ethnicity_of_numbers(tmp_path: Path) -> None:
    """Codes do not say who is Kinh: table 9 is left out, and what needs it is blank in table 8."""
    rows = [household(1, ethnicity="01"), household(2, "non_poor", ethnicity="02")]
    file = write_round(tmp_path / "r.csv", rows)
    done = make_tables(file, "-o", tmp_path / "t.xlsx")
    assert "left out: table 9: ethnicity holds numbers" in done.errors
    book = Book(tmp_path / "t.xlsx")
    assert "Biểu 9" not in book.names
    own = figures(book.values["Biểu 8"])[TOTAL, ""]
    assert [own[column] for column in range(1, 6)] == [1, None, 0, 0, None]


def test_units_of_one_name(tmp_path: Path) -> None:
    """Units that share a name are told apart by their district, and by their province too."""
    places = [("A", "Đông"), ("A", "Tây"), ("B", "Đông"), ("B", "Đông")]
    rows = [
        household(
            number, province=province, district=district, commune="Xã X" if number else "Xã Y"
        )
        for number, (province, district) in enumerate(places)
    ]
    rows += [household(9, province="A", district="Đông", commune="Xã X")]
    found = figures(Book(tables_of(tmp_path, rows)).values["Biểu 1"])
    units = [unit for unit, _ in found]
    assert units == ["Xã X (Đông, A)", "Xã Y", "Xã X (Tây)", "Xã X (Đông, B)", TOTAL]


def test_units_without_a_district(tmp_path: Path) -> None:
    """A blank district is passed over in a unit's name, and what has no wider place says so."""
    places = [("A", "Tây", "Xã Y"), ("A", "", "Xã X"), ("B", "", "Xã X"), ("", "", "Xã X")]
    names = ("province", "district", "commune")
    rows = [household(n, **dict(zip(names, each, strict=True))) for n, each in enumerate(places)]
    found = figures(Book(tables_of(tmp_path, rows)).values["Biểu 1"])
    units = [unit for unit, _ in found]
    assert units == ["Xã Y", "Xã X (A)", "Xã X (B)", "Xã X (không ghi)", TOTAL]


def test_vietnamese_order() -> None:
    """Names stand in the order of a Vietnamese dictionary, and numbers in them by their size."""
    words = "An Ao Ăn Ân Ba Bà Bả Bã Bá Bạ Bản Dân Đan E Ê Ga O Ô Ơ Phường·2 Phường·10 U Ư Y"
    names = [word.replace("·", " ") for word in words.split()]
    assert sorted(set(names), key=order) == names


@pytest.mark.parametrize(
    ("columns", "heading", "units"),
    [
        (("commune",), "Quận/Huyện", ["Đông", "Tây"]),
        (("commune", "district"), "Tỉnh/Thành phố", ["A"]),
        (("commune", "district", "province"), "Đơn vị", ["Toàn bộ"]),
    ],
)
def test_finest_unit(
    tmp_path: Path, columns: tuple[str, ...], heading: str, units: list[str]
) -> None:
    """A row is the finest place that the round has: a commune, district, province, or all."""
    rows = [household(n, province="A", district=d) for n, d in enumerate(("Tây", "Đông"))]
    file = write_round(tmp_path / "r.csv", rows, without=columns)
    assert make_tables(file, "-o", tmp_path / "t.xlsx", "-q").code == 0
    sheet = Book(tmp_path / "t.xlsx").values["Biểu 1"]
    assert [unit for unit, _ in figures(sheet)] == [*units, TOTAL]
    assert heading in {cell for row in cells_of(sheet) for cell in row}


@pytest.mark.parametrize(
    ("part", "whole", "published"),
    [
        (10_091, 15_287, 66.01),  # Mèo Vạc, start of 2016: poor
        (1_744, 15_287, 11.41),  # near-poor
        (5_157, 17_196, 29.99),  # poor, end of 2021
        (1_065, 12_180, 8.74),  # Mù Cang Chải, 2019
        (363, 12_180, 2.98),
    ],
)
def test_published_rates(part: int, whole: int, published: float) -> None:
    """A rate is a share of all resident households, as they are published."""
    found = rate(Formula("E11", part), Formula("C11", whole)).number
    assert found is not None
    assert round(found, 2) == published


def test_same_bytes(tmp_path: Path) -> None:
    """The same rounds give the same bytes, whenever and wherever."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first, again = (tables_of(tmp_path / name, *ROUNDS) for name in ("one", "two"))
    assert first.read_bytes() == again.read_bytes()
