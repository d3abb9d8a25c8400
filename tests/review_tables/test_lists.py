"""Appendix I, forms 6.1 and 6.2: who is in a list, in what order, and what is said of heads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from files import write_csv
from official import (
    UNITS,
    Book,
    cells_of,
    household,
    listed_in,
    make_tables,
    tables_of,
    texts_of,
    write_round,
)

POINTS = {"income_score": "100", "income_score_highest": "100"}


def scored(number: int, name: str = "poor", **cells: str) -> dict[str, str]:
    """Return a household with points of Form B."""
    return {**household(number, name), **POINTS, **cells}


def write_members(folder: Path, *rows: dict[str, str]) -> str:
    """Write a member file and return its path."""
    return str(
        write_csv(folder / "m.csv", [list(rows[0]), *(list(each.values()) for each in rows)])
    )


def reviewed(folder: Path, *rows: dict[str, str]) -> Any:
    """Return Appendix I of a round."""
    return Book(tables_of(folder, rows)).values["Phụ lục I"]


def test_who_is_to_be_reviewed(tmp_path: Path) -> None:
    """Appendix I has whom the quick look left to Form B, of every class; none without points."""
    rows = [
        scored(1),
        scored(2, "near_poor"),
        scored(3, "non_poor", basis="above_line"),
        scored(4, "non_poor", basis="quick_look"),
        scored(5, "undetermined", basis=""),
        scored(6, income_score="", income_score_highest=""),
    ]
    sheet = reviewed(tmp_path, *rows)
    found = listed_in(sheet)[""]
    assert [(row[1], row[7]) for row in found] == [
        ("Chủ hộ 1", "N"),
        ("Chủ hộ 2", "CN"),
        ("Chủ hộ 3", "KN"),
        ("Chủ hộ 5", None),
    ]
    counts = {row[5]: row[4] for row in cells_of(sheet) if row[3] == "- Có"}
    assert counts == {"hộ nghèo;": 1, "hộ cận nghèo;": 1, "hộ không nghèo.": 1}
    assert "1 hộ chưa xác định được phân loại: cột 6 để trống." in texts_of(sheet)


@pytest.mark.parametrize(
    ("cells", "first", "second"),
    [
        ({}, 100, 30),
        ({"income_score_highest": "110"}, "100 - 110", 30),
        ({"income_score": "97.5", "income_score_highest": "97.5"}, "97,5", 30),
        ({"telecom": ""}, 100, "30 - 40"),
        ({"telecom": "", "deprivation_score": "40"}, 100, 40),
        ({"deprivation_score": "20"}, 100, 30),  # the known answers count
    ],
)
def test_points(tmp_path: Path, cells: dict[str, str], first: object, second: object) -> None:
    """Points that unknown answers leave open are the lowest and the highest; others are numbers."""
    known = {name: cells.pop(name) for name in list(cells) if name == "telecom"}
    row = {**household(1, **known), **POINTS, "deprivation_score": "", **cells}
    two = [row, {**row, "household_id": "0002"}]  # what stands in the first row, and in others
    for found in listed_in(reviewed(tmp_path, *two))[""]:
        assert found[5:7] == [first, second]


def test_no_points(tmp_path: Path) -> None:
    """Without points of Form B there is no Appendix I, and it is said what would make it."""
    file = write_round(tmp_path / "r.csv", [household(1)])
    done = make_tables(file, "-o", tmp_path / "t.xlsx")
    assert "left out: Phụ lục I: needs the points of Form B (column income_score)" in done.errors
    assert "Phụ lục I" not in Book(tmp_path / "t.xlsx").names


def test_order_of_a_list(tmp_path: Path) -> None:
    """A list goes by unit and by village, in Vietnamese order, then as the round has it."""
    villages = ["Bản 10", "Bản 2", "", "Ao", "Bản 2"]
    rows = [household(n, village=village) for n, village in enumerate(villages)]
    rows += [household(5, commune=UNITS[1], village="A")]
    found = listed_in(Book(tables_of(tmp_path, rows)).values["Mẫu số 6.1"])["Hộ nghèo"]
    assert [row[1] for row in found] == [f"Chủ hộ {n}" for n in (3, 1, 4, 0, 2, 5)]
    assert [row[4] for row in found] == [
        "Ao, Phường 2",
        "Bản 2, Phường 2",
        "Bản 2, Phường 2",
        "Bản 10, Phường 2",
        "Phường 2",
        "A, Phường 10",
    ]


def test_a_list_of_one_village(tmp_path: Path) -> None:
    """A list of one commune and village is headed by their names; the address is the village."""
    book = Book(tables_of(tmp_path, [household(1), household(2, "near_poor")]))
    sheet = book.values["Mẫu số 6.1"]
    assert "UBND Phường 2\nThôn/bản/ấp: Bản Nậm" in texts_of(sheet)
    assert listed_in(sheet)["Hộ nghèo"][0][4] == "Bản Nậm"


@pytest.mark.parametrize(
    ("sex", "birth", "shown", "year"),
    [
        ("male", "1975-10-01", [1, "01/10/1975"], 1975),
        ("female", "01/10/1975", [2, "01/10/1975"], 1975),
        ("", "1975", [None, "1975"], 1975),
        ("male", "", [1, None], None),
    ],
)
def test_heads_of_a_round(
    tmp_path: Path, sex: str, birth: str, shown: list[object], year: int | None
) -> None:
    """The sex and birth of heads are those of the round: 1 is male, 2 is female."""
    row = {**scored(1), "head_sex": sex, "head_birth_date": birth}
    book = Book(tables_of(tmp_path, [row]))
    assert listed_in(book.values["Mẫu số 6.1"])["Hộ nghèo"][0][2:4] == shown
    assert listed_in(book.values["Phụ lục I"])[""][0][2:4] == [shown[0], year]


def test_heads_of_a_member_file(tmp_path: Path) -> None:
    """A member file comes first; a household with two heads has none that is known."""
    rows = [
        {**household(n, household_size="2"), "head_sex": "male", "head_birth_date": "1950"}
        for n in (1, 2, 3)
    ]
    heads = {
        "0001": [("head", "female", "1980-02-03", "1980"), ("spouse", "male", "", "")],
        "0002": [("head", "female", "", "1981"), ("child", "male", "", "")],
        "0003": [("head", "female", "", ""), ("head", "male", "", "")],
    }
    members = [
        {
            "household_id": key,
            "person_id": str(place),
            "relation": relation,
            "sex": sex,
            "birth_date": birth,
            "birth_year": year,
        }
        for key, some in heads.items()
        for place, (relation, sex, birth, year) in enumerate(some)
    ]
    options = ["--members", write_members(tmp_path, *members)]
    found = listed_in(Book(tables_of(tmp_path, rows, options=options)).values["Mẫu số 6.1"])
    assert [row[2:4] for row in found["Hộ nghèo"]] == [
        [2, "03/02/1980"],
        [2, "1981"],
        [1, "1950"],
    ]


def test_heads_that_nothing_tells(tmp_path: Path) -> None:
    """Where nothing says of what sex heads are, the lists and a note say what would."""
    file = write_round(tmp_path / "r.csv", [household(1)])
    done = make_tables(file, "-o", tmp_path / "t.xlsx")
    said = "the sex and the birth of heads are blank in the lists. Use --members FILE (relation, "
    assert said in done.errors
    sheet = Book(tmp_path / "t.xlsx").values["Mẫu số 6.1"]
    assert "Giới tính, ngày sinh của chủ hộ để trống" in texts_of(sheet)


def test_who_did_not_leave(tmp_path: Path) -> None:
    """Who is gone, or whose class is not known now, did not leave poverty; who moved away did."""
    before = [household(n, name) for n, name in enumerate(("poor",) * 4 + ("near_poor",) * 2)]
    for row in before:
        row["survey_year"] = "2024"
    now = [
        household(0, "undetermined"),
        household(1, "near_poor"),
        household(2, "non_poor", commune=UNITS[1]),
        household(4, "non_poor"),
        household(5, "poor"),
    ]
    book = Book(tables_of(tmp_path, before, now))
    found = listed_in(book.values["Mẫu số 6.2"])
    assert [row[1] for row in found["Hộ gia đình thoát nghèo"]] == ["Chủ hộ 1", "Chủ hộ 2"]
    assert [row[1] for row in found["Hộ gia đình thoát cận nghèo"]] == ["Chủ hộ 4"]


def test_nobody_in_a_list(tmp_path: Path) -> None:
    """A list of nobody has its sections, and counts 0."""
    sheet = Book(tables_of(tmp_path, [household(1, "non_poor")])).values["Mẫu số 6.1"]
    counts = [row[4] for row in cells_of(sheet) if row[1] and str(row[0]).endswith(".")]
    assert counts == [0, 0, 0]
