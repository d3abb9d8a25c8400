"""The figures of the forms, against a second reading of the gazette."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import second_tables as second
from files import write_csv
from official import (
    MINORITIES,
    UNITS,
    Book,
    cells_of,
    figures,
    household,
    invented,
    listed_in,
    make_tables,
    members_of,
    tables_of,
    texts_of,
    verdicts,
    write_round,
)
from second_tables import Form

from mdpoverty.language.alphabet import order
from mdpoverty.review_tables.formulas import Formulas, rate

ROUNDS = invented(7, 200, rounds=3)
LAST = ROUNDS[-1]
MEMBERS = members_of(3, LAST)
AREAS = second.units_of_rounds(ROUNDS, UNITS)
OWN = ("Phụ lục I", "Mẫu số 6.1", "Mẫu số 6.2", *(f"Mẫu số 7.{n}" for n in range(1, 12)))
ADDED = ("Biểu 1", "Biểu 14", "Biểu 15")
TOTAL = ("III", "", "")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the workbook of three rounds of an invented register, and of its members."""
    folder = tmp_path_factory.mktemp("book")
    members = write_members(folder / "members.csv", MEMBERS)
    return Book(tables_of(folder, *ROUNDS, options=["--members", str(members)]))


def write_members(path: Path, members: list[dict[str, str]]) -> Path:
    """Write a member file."""
    return write_csv(path, [list(members[0]), *(list(each.values()) for each in members)])


def same(found: Form, expected: Form) -> None:
    """Assert that two forms have the same sections and units in order, and the same figures."""
    assert list(found) == list(expected)
    for line, cells in expected.items():
        assert found[line] == pytest.approx(cells, abs=1e-9, rel=0), line


def test_sheets(book: Any) -> None:
    """The gazette's forms come first, under their numbers, then what provinces add, and checks."""
    assert book.names == [*OWN[1:], *ADDED, "Kiểm tra"]


def test_results(book: Any) -> None:
    """Form 7.1 has all, poor and near-poor households, rates of all, by area; no units in all."""
    same(figures(book.values["Mẫu số 7.1"]), second.results(LAST, AREAS))


def test_results_of_persons(book: Any) -> None:
    """Table 1 has households and persons, and rates of all resident households and persons."""
    units = second.every(AREAS, UNITS)
    same(figures(book.values["Biểu 1"]), second.results_of_persons(LAST, units))


@pytest.mark.parametrize(("number", "name"), [("7.2", "poor"), ("7.3", "near_poor")])
def test_movement(book: Any, number: str, name: str) -> None:
    """Forms 7.2 and 7.3 have the movement between the last two rounds; the first is history."""
    expected = second.movement(ROUNDS, AREAS, name, UNITS)
    same(figures(book.values[f"Mẫu số {number}"]), expected)
    assert all(expected["III", "", second.HOUSEHOLDS])  # each column has something


@pytest.mark.parametrize(("counts", "rates", "name"), [(4, 5, "poor"), (6, 7, "near_poor")])
def test_deprivations(book: Any, counts: int, rates: int, name: str) -> None:
    """Forms 7.4 to 7.7 count sure deprivations in the order of the standard, and give rates."""
    expected = second.deprivations(LAST, AREAS, name, UNITS)
    same(figures(book.values[f"Mẫu số 7.{counts}"]), expected[0])
    same(figures(book.values[f"Mẫu số 7.{rates}"]), expected[1])


def test_groups(book: Any) -> None:
    """Form 7.8 counts each group by itself, in households and in persons."""
    same(figures(book.values["Mẫu số 7.8"]), second.by_group(LAST, AREAS, UNITS))


def test_ethnic_groups(book: Any) -> None:
    """Form 7.9 has all minorities, Kinh, Hoa, Tày, Thái, the others in order, and the unknown."""
    expected = second.by_ethnicity(LAST, AREAS, MINORITIES, UNITS)
    same(figures(book.values["Mẫu số 7.9"]), expected)


def test_causes(book: Any) -> None:
    """Form 7.10 counts each cause by itself: of all, and of a unit's poor and near-poor, too."""
    same(figures(book.values["Mẫu số 7.10"]), second.by_cause(LAST, AREAS, UNITS))


def test_children(book: Any) -> None:
    """Form 7.11 counts the children of the poor and near-poor, and those deprived, by unit."""
    units = second.every(AREAS, UNITS)
    expected = second.by_child(LAST, MEMBERS, units)
    assert all(expected["", "", ""])
    same(figures(book.values["Mẫu số 7.11"]), expected)


def test_decided(book: Any) -> None:
    """Form 6.1 lists the poor and then the near-poor, by unit, and counts them."""
    sheet = book.values["Mẫu số 6.1"]
    found = listed_in(sheet)
    names = (("Hộ nghèo", "poor"), ("Hộ cận nghèo", "near_poor"))
    years = {m["household_id"]: m["birth_year"] for m in MEMBERS if m["person_id"] == "1"}
    for section, name in names:
        expected = [
            [row["head"], None, None, f"{row['village']}, {unit}"]
            for unit in UNITS
            for row in LAST
            if row["commune"] == unit and row["class"] == name
        ]
        assert [row[1:] for row in found[section]] == expected
        assert [row[0] for row in found[section]] == list(range(1, len(expected) + 1))
    assert years  # who is the head the member file does not say, so births are blank
    counts = {row[1]: row[4] for row in cells_of(sheet) if isinstance(row[0], str)}
    both = [len(found[section]) for section, _ in names]
    assert [counts[section] for section, _ in names] == both
    assert counts["Tổng cộng (I + II)"] == sum(both)


def test_left(book: Any) -> None:
    """Form 6.2 lists who left poverty, and who left near-poverty, since the round before."""
    found = listed_in(book.values["Mẫu số 6.2"])
    heads = {row["household_id"]: row["head"] for row in LAST}
    sections = ("Hộ gia đình thoát nghèo", "Hộ gia đình thoát cận nghèo")
    for section, ids in zip(sections, second.left(ROUNDS), strict=True):
        assert ids
        assert sorted(row[1] for row in found[section]) == sorted(heads[key] for key in ids)


def test_checks(book: Any) -> None:
    """Every identity is checked for every section and unit that a form has, and holds."""
    found = verdicts(book)
    assert {row[6] for row in found} == {"đúng"}
    checked = {row[0] for row in found}
    assert checked == {*OWN[1:], "Biểu 1"}
    units = [unit for area in AREAS.values() for unit in area]
    for number in (1, 4, 5, 6, 7, 9):
        own = [row[1] for row in found if row[0] == f"Mẫu số 7.{number}"]
        assert {unit for unit in units if not any(name.startswith(unit) for name in own)} == set()
    limits = {row[2]: row[3:6] for row in found if " lần số hộ " in row[2] and "III" not in row[1]}
    poor, near = (
        second.deprivations(LAST, AREAS, name, UNITS)[0] for name in ("poor", "near_poor")
    )
    last = {row[2]: row[3:6] for row in found if row[1] == "Tổng cộng I + II" and "lần" in row[2]}
    assert set(last) == set(limits)
    assert last == {
        "Tổng số thiếu hụt từ 3 lần số hộ trở lên": [
            sum(poor[TOTAL][1:]),
            "≥",
            3 * poor[TOTAL][0],
        ],
        "Tổng số thiếu hụt từ 2 lần số hộ trở xuống": [
            sum(near[TOTAL][1:]),
            "≤",
            2 * near[TOTAL][0],
        ],
    }


@pytest.mark.parametrize(("number", "name"), [(14, "poor"), (15, "near_poor")])
def test_lists_in_detail(book: Any, number: int, name: str) -> None:
    """Tables 14 and 15 have a household a line, by unit and in the order of the round."""
    found = listed_in(book.values[f"Biểu {number}"])[""]
    expected = [r for unit in UNITS for r in LAST if r["commune"] == unit and r["class"] == name]
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
    sheet = Book(tables_of(tmp_path, *rounds)).values["Biểu 14"]
    assert "Diễn biến so với kỳ trước" in texts_of(sheet)
    found = listed_in(sheet)[""]
    assert [row[7] for row in found] == [names[3] for names in classes.values()]


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
    found = listed_in(book.values["Biểu 14"])[""]
    assert [(row[3], row[7]) for row in found] == [
        ("1", "còn lại"),
        ("3", "hộ tách ra"),
        ("4", "hộ tách ra"),
    ]


def test_one_round(tmp_path: Path) -> None:
    """One round makes every form but 6.2, 7.2 and 7.3, as a note and the sheet of checks say."""
    file = write_round(tmp_path / "r.csv", LAST)
    done = make_tables(file, "-o", tmp_path / "t.xlsx")
    assert done.code == 0
    missing = "Mẫu số 6.2", "Mẫu số 7.2", "Mẫu số 7.3"
    assert f"left out: {', '.join(missing)}: needs two or more rounds\n" in done.errors
    book = Book(tmp_path / "t.xlsx")
    assert set(missing).isdisjoint(book.names)
    said = [row[0] for row in cells_of(book.values["Kiểm tra"])]
    assert "Mẫu số 7.2: cần từ hai kỳ rà soát trở lên" in said
    own = second.units_of(LAST, UNITS)
    same(figures(book.values["Mẫu số 7.1"]), second.results(LAST, own))


def test_two_rounds(tmp_path: Path) -> None:
    """With two rounds nobody is seen to have fallen back, and form 7.2 says so."""
    book = Book(tables_of(tmp_path, *ROUNDS[1:]))
    expected = second.movement(ROUNDS[1:], AREAS, "poor", UNITS)
    assert expected["III", "", second.HOUSEHOLDS][5] == 0
    same(figures(book.values["Mẫu số 7.2"]), expected)
    assert "Chỉ có hai kỳ" in texts_of(book.values["Mẫu số 7.2"])


@pytest.mark.parametrize("area", ["rural", "urban"])
def test_units_that_become_urban(tmp_path: Path, area: str) -> None:
    """A commune whose area changes is in one section, that of now: its households did not move."""
    before = [household(1, area=area), household(2, area=area), household(3, area=area)]
    now = [household(1, "non_poor"), household(2, "near_poor")]
    for row in before:
        row["survey_year"] = "2024"
    book = Book(tables_of(tmp_path, before, now))
    found = figures(book.values["Mẫu số 7.2"])
    assert found["I", UNITS[0], "Hộ"] == [3, 1, 1, 1, 0, 0, 0, 0, 0]
    assert found["II", "", "Hộ"] == [0] * 9
    assert not [key for key in found if key[:2] == ("II", UNITS[0])]
    assert "xếp theo khu vực của đơn vị ở kỳ này" in texts_of(book.values["Mẫu số 7.2"])


@pytest.mark.parametrize(
    ("standards", "said"),
    [(("2016-2020", "2022-2025"), 1), (("2022-2025", "2022-2025"), 0), (("", "2022-2025"), 0)],
)
def test_what_movement_depends_on(tmp_path: Path, standards: tuple[str, str], said: int) -> None:
    """Forms 7.2 and 7.3 say who may have fallen back, since when, and by what standard."""
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
    notes = [texts_of(book.values[f"Mẫu số 7.{number}"]) for number in (2, 3)]
    assert "1 hộ phát sinh mới không rõ đã từng nghèo" in notes[0]
    assert "không rõ đã từng nghèo" not in notes[1], "household 3 was above the line in both rounds"
    for note in notes:
        assert "đã từng nghèo, cận nghèo trước kỳ 2023" in note
        assert note.count(f"Kỳ trước theo chuẩn {before}, kỳ này theo chuẩn {now}: ") == said


def test_undetermined(tmp_path: Path) -> None:
    """An undetermined household is a resident of no class, and every form of it says so."""
    rows = [household(1), household(2, "undetermined"), household(3, "non_poor")]
    book = Book(tables_of(tmp_path, rows))
    own = figures(book.values["Mẫu số 7.1"])["", "", ""]
    assert own == [3, 12, 1, pytest.approx(100 / 3), 0, 0]
    for number in ("7.1", "7.4", "7.8", "7.9", "7.10", "6.1"):
        sheet = book.values[f"Mẫu số {number}"]
        assert "1 hộ chưa xác định được phân loại" in texts_of(sheet), number


def test_unknown_answers(tmp_path: Path) -> None:
    """Unknown answers are not counted, and the forms say that their counts are at the least."""
    rows = [household(1, telecom=""), household(2), household(3, "non_poor")]
    book = Book(tables_of(tmp_path, rows))
    assert figures(book.values["Mẫu số 7.4"])[TOTAL][11] == 0
    said = texts_of(book.values["Mẫu số 7.4"])
    assert "1 câu trả lời về chỉ số của các hộ này không rõ" in said
    assert "là mức tối thiểu" in texts_of(book.values["Mẫu số 7.5"])


def test_blank_where_nothing_is_known(tmp_path: Path) -> None:
    """No household known: blank, and not 0; some known: as many; nobody asked: 0. Sums likewise."""
    asked = ("no_labour_capacity", "merit", "cause_land", "average_farming", "telecom")
    unknown = dict.fromkeys(asked, "") | {"ethnic_minority": ""}
    rows = [
        household(1, **unknown),
        household(2, **unknown | {"cause_land": "no"}, commune=UNITS[1]),
        household(3, "non_poor", **unknown, commune=UNITS[1]),
    ]
    for most, land in ((1, [None, 0, 0]), (2, [None, 0, 0]), (1, [None] * 3)):
        rows[1]["cause_land"] = "" if land[1] is None else "no"
        book = Book(tables_of(tmp_path, rows[: most + 1]))
        found = figures(book.values["Mẫu số 7.10"])
        keys = [("I", UNITS[0]), ("I", UNITS[1]), ("I", "")]
        assert [found[*key, ""][0] for key in keys] == land
        assert found["III", UNITS[0], "Hộ nghèo"][0] is None
        assert [found["III", UNITS[n], "Hộ cận nghèo"][0] for n in (0, 1)] == [0, 0]
        assert found["III", "", ""][0] == land[2]
        assert found["II", "", ""][0] == 0
        for line in ("Hộ", "Nhân khẩu"):
            groups = figures(book.values["Mẫu số 7.8"])
            for key in (("I", UNITS[0]), ("I", ""), ("III", UNITS[1]), ("III", "")):
                assert groups[*key, line][1] is None
                assert groups[*key, line][4:] == [None, 0, None, 0, None, 0]
        assert figures(book.values["Mẫu số 7.4"])["I", UNITS[0], ""][11] is None
        assert figures(book.values["Mẫu số 7.5"])["I", UNITS[0], ""][11] is None
        if most == 2:  # not a list of the poor alone
            farming = figures(book.values["Biểu 1"])
            assert [farming["", unit, ""][6] for unit in UNITS[:2]] == [0, None]
        assert "mọi hộ đều không rõ để trống" in texts_of(book.values["Mẫu số 7.10"])


def test_unknown_groups(tmp_path: Path) -> None:
    """What is not known of a group is not counted, and said."""
    rows = [
        household(1, merit=""),
        household(2, merit="", ethnicity="Dao"),
        household(3, ethnicity="", cause_land=""),
        household(4, "non_poor", ethnic_minority="no"),
    ]
    book = Book(tables_of(tmp_path, rows))
    own = figures(book.values["Mẫu số 7.8"])["III", "", "Hộ"]
    assert own == [4, 1, 3, 0, 1, 0, 0, 0, 0, 0]
    said = texts_of(book.values["Mẫu số 7.8"])
    minority, merit = (
        "'hộ dân tộc thiểu số': 2",
        "'hộ có thành viên là người có công với cách mạng': 2",
    )
    assert f"{minority}; {merit}." in said
    assert "1 hộ không rõ dân tộc" in texts_of(book.values["Mẫu số 7.9"])
    assert "không được tính: 'Không có đất sản xuất': 1." in texts_of(book.values["Mẫu số 7.10"])


@pytest.mark.parametrize(
    ("head", "both", "counted"),
    [("Kinh", "yes", 1), ("Kinh", "no", 0), ("Kinh", "", None), ("Dao", "", 1), ("Dao", "no", 1)],
)
def test_minority_by_head_or_spouse(
    tmp_path: Path, head: str, both: str, counted: int | None
) -> None:
    """A household is of an ethnic minority by its head or by the spouse of the head."""
    rows = [household(1, ethnicity=head, ethnic_minority=both)]
    book = Book(tables_of(tmp_path, rows))
    assert figures(book.values["Mẫu số 7.8"])["III", "", "Hộ"][4] == counted
    assert {row[6] for row in verdicts(book)} == {"đúng"}


def test_minority_by_the_head_alone(tmp_path: Path) -> None:
    """Without what says it of spouses too, form 7.8 and a note say that it goes by heads."""
    file = write_round(tmp_path / "r.csv", [household(1, ethnicity="Dao")], ["ethnic_minority"])
    done = make_tables(file, "-o", tmp_path / "t.xlsx")
    assert "ethnic minorities are counted by the head only" in done.errors
    sheet = Book(tmp_path / "t.xlsx").values["Mẫu số 7.8"]
    assert figures(sheet)["III", "", "Hộ"][4] == 1
    assert "bổ sung cột hộ dân tộc thiểu số, ethnic_minority" in texts_of(sheet)


def test_rate_of_nobody_is_blank(tmp_path: Path) -> None:
    """Rates of a unit without a poor household are blank, and not 0."""
    rows = [household(1), household(2, "non_poor", commune=UNITS[1])]
    rates = figures(Book(tables_of(tmp_path, rows)).values["Mẫu số 7.5"])
    assert rates["I", UNITS[1], ""] == [0, *[None] * 12]


def test_ethnicity_of_numbers(tmp_path: Path) -> None:
    """Codes do not say who is Kinh: form 7.9 is left out, and what needs it is blank in 7.8."""
    rows = [household(1, ethnicity="01"), household(2, "non_poor", ethnicity="02")]
    file = write_round(tmp_path / "r.csv", rows, ["ethnic_minority"])
    done = make_tables(file, "-o", tmp_path / "t.xlsx")
    assert "left out: Mẫu số 7.9: needs the names of ethnic groups" in done.errors
    book = Book(tmp_path / "t.xlsx")
    assert "Mẫu số 7.9" not in book.names
    own = figures(book.values["Mẫu số 7.8"])["III", "", "Hộ"]
    assert own == [2, None, 1, 0, None, None, 0, 0, 0, 0]
    assert listed_in(book.values["Biểu 14"])[""][0][6] == "01"


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
    assert [unit for _, unit, _ in found] == [
        "Xã X (Đông, A)",
        "Xã Y",
        "Xã X (Tây)",
        "Xã X (Đông, B)",
        "",
    ]


def test_units_without_a_district(tmp_path: Path) -> None:
    """A blank district is passed over in a unit's name, and what has no wider place says so."""
    places = [("A", "Tây", "Xã Y"), ("A", "", "Xã X"), ("B", "", "Xã X"), ("", "", "Xã X")]
    names = ("province", "district", "commune")
    rows = [household(n, **dict(zip(names, each, strict=True))) for n, each in enumerate(places)]
    found = figures(Book(tables_of(tmp_path, rows)).values["Biểu 1"])
    units = [unit for _, unit, _ in found]
    assert units == ["Xã Y", "Xã X (A)", "Xã X (B)", "Xã X (không ghi)", ""]


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
    assert [unit for _, unit, _ in figures(sheet)] == [*units, ""]
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
    """A rate is a share of all resident households, as they were published."""
    told, all_ = (
        Formulas(pl.Series([cell]), pl.Series([number]))
        for cell, number in (("E11", part), ("C11", whole))
    )
    assert round(rate(told, all_).values.item(), 2) == published


def test_same_bytes(tmp_path: Path) -> None:
    """The same rounds give the same bytes, whenever and wherever."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first, again = (tables_of(tmp_path / name, *ROUNDS) for name in ("one", "two"))
    assert first.read_bytes() == again.read_bytes()
