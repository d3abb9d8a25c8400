"""Form 7.11: who is a child, in what a child is deprived, and which member files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import write_csv
from official import (
    UNITS,
    Book,
    figures,
    household,
    make_tables,
    members_of,
    texts_of,
    write_round,
)

CHILD = {
    "household_id": "0001",
    "person_id": "1",
    "age": "10",
    "attending_school": "yes",
    "school_level": "primary",
    "insured": "yes",
    "stunted": "no",
    "underweight": "no",
}


def made(folder: Path, *members: dict[str, str], size: str = "1", name: str = "poor") -> list[int]:
    """Return the figures of all units, of a round of one household with these members."""
    rows = [household(1, name, household_size=size), household(2, "non_poor")]
    file = write_csv(folder / "m.csv", [list(members[0]), *(list(m.values()) for m in members)])
    round_ = write_round(folder / "r.csv", rows)
    done = make_tables(round_, "-o", folder / "t.xlsx", "--members", file)
    assert done.code == 0, done.errors
    return figures(Book(folder / "t.xlsx").values["Mẫu số 7.11"])["", "", ""]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, [1, 0, 0, 0]),
        ({"age": "15"}, [1, 0, 0, 1]),  # primary is below the level for 15
        ({"age": "16"}, [0, 0, 0, 0]),
        ({"age": "0", "insured": "no"}, [1, 0, 0, 0]),
        ({"age": "5", "insured": "no", "school_level": "preschool"}, [1, 0, 0, 0]),
        ({"age": "6", "insured": "no"}, [1, 1, 0, 0]),
        ({"age": "15", "insured": "no", "school_level": "lower_secondary"}, [1, 1, 0, 0]),
        ({"age": "16", "insured": "no", "stunted": "yes"}, [0, 0, 0, 0]),
        ({"stunted": "yes"}, [1, 0, 1, 0]),
        ({"underweight": "yes"}, [1, 0, 1, 0]),
        ({"age": "2", "attending_school": "no"}, [1, 0, 0, 0]),
        ({"age": "3", "attending_school": "no"}, [1, 0, 0, 1]),
        ({"age": "11", "school_level": "preschool"}, [1, 0, 0, 1]),
        ({"age": "12", "school_level": "primary"}, [1, 0, 0, 1]),
        ({"age": "12", "school_level": "lower_secondary"}, [1, 0, 0, 0]),
    ],
)
@pytest.mark.parametrize("name", ["poor", "near_poor", "non_poor"])
def test_a_child(tmp_path: Path, cells: dict[str, str], expected: list[int], name: str) -> None:
    """A child is under 16; uninsured from 6, malnourished, and at the level from 3, by class."""
    none = [0, 0, 0, 0]
    both = {"poor": [*expected, *none], "near_poor": [*none, *expected], "non_poor": none * 2}
    assert made(tmp_path, {**CHILD, **cells}, name=name) == both[name]


def test_what_is_not_known_of_children(tmp_path: Path) -> None:
    """What is not known is not counted, and said; a column of which nothing is known is blank."""
    unknown = {"insured": "", "stunted": "", "underweight": ""}
    rows = [{**CHILD, **unknown}, {**CHILD, **unknown, "person_id": "2", "age": ""}]
    assert made(tmp_path, *rows, size="2") == [1, None, None, 0, 0, None, None, 0]
    said = texts_of(Book(tmp_path / "t.xlsx").values["Mẫu số 7.11"])
    assert "không rõ, không được tính: 'Tổng số trẻ em': 1;" in said
    assert "không cho biết: 'Chỉ số thiếu hụt về bảo hiểm y tế'; 'Chỉ số thiếu hụt về dinh" in said


def test_partly_known_answers(tmp_path: Path) -> None:
    """One answer that is yes is enough for malnutrition; none that is known leaves it open."""
    rows = [
        {**CHILD, "stunted": "yes", "underweight": ""},
        {**CHILD, "person_id": "2", "stunted": "no", "underweight": ""},
    ]
    assert made(tmp_path, *rows, size="2")[2] == 1
    said = texts_of(Book(tmp_path / "t.xlsx").values["Mẫu số 7.11"])
    assert "'Chỉ số thiếu hụt về dinh dưỡng': 1" in said


def test_footnotes_follow_the_heading(tmp_path: Path) -> None:
    """The heading has insurance before nutrition, and so have the footnotes, which is said."""
    made(tmp_path, CHILD)
    said = texts_of(Book(tmp_path / "t.xlsx").values["Mẫu số 7.11"])
    assert "Cột 2, 6: Trẻ em từ đủ 6 tuổi đến dưới 16 tuổi hiện không có bảo hiểm y tế." in said
    assert "Cột 3, 7: Trẻ em dưới 16 tuổi suy dinh dưỡng" in said
    assert "Công báo ghi ngược" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"person_id": ""}, "person_id: is missing"),
        ({"insured": "maybe"}, "insured: is not a known answer"),
        (
            {"household_id": "0003"},
            "household_size: is not the household's number of member rows",
        ),
    ],
)
def test_faulty_members(tmp_path: Path, change: dict[str, str], words: str) -> None:
    """A member file is refused with what is wrong, and nothing is written."""
    rows = [household(1, household_size="1"), household(2, "non_poor")]
    file = write_csv(tmp_path / "m.csv", [list(CHILD), list({**CHILD, **change}.values())])
    round_ = write_round(tmp_path / "r.csv", rows)
    done = make_tables(round_, "-o", tmp_path / "t.xlsx", "--members", file)
    assert (done.code, (tmp_path / "t.xlsx").exists()) == (3, False)
    assert words in done.errors


def test_member_twice(tmp_path: Path) -> None:
    """A person who stands on two rows is refused."""
    rows = [household(1, household_size="2")]
    file = write_csv(tmp_path / "m.csv", [list(CHILD), *[list(CHILD.values())] * 2])
    round_ = write_round(tmp_path / "r.csv", rows)
    done = make_tables(round_, "-o", tmp_path / "t.xlsx", "--members", file)
    assert done.code == 3
    assert "person_id: appears on more than one row of its household (2 rows" in done.errors


def test_members_of_other_households(tmp_path: Path) -> None:
    """Members of households that the round does not have are not counted, and a note says so."""
    rows = [household(1, household_size="1"), household(2, "non_poor", household_size="3")]
    members = [CHILD, {**CHILD, "household_id": "0009"}, {**CHILD, "household_id": "0008"}]
    file = write_csv(tmp_path / "m.csv", [list(CHILD), *(list(m.values()) for m in members)])
    round_ = write_round(tmp_path / "r.csv", rows)
    done = make_tables(round_, "-o", tmp_path / "t.xlsx", "--members", file)
    assert done.code == 0, done.errors
    assert "m.csv: 3 rows; 2 of them belong to households that are not in the round" in done.errors
    assert figures(Book(tmp_path / "t.xlsx").values["Mẫu số 7.11"])["", "", ""][0] == 1


def test_units_without_children(tmp_path: Path) -> None:
    """A unit whose poor have no child has a row of zeros."""
    rows = [household(1, household_size="1"), household(2, commune=UNITS[2], household_size="1")]
    members = [{**CHILD, "age": "40"}, {**CHILD, "household_id": "0002"}]
    file = write_csv(tmp_path / "m.csv", [list(CHILD), *(list(m.values()) for m in members)])
    round_ = write_round(tmp_path / "r.csv", rows)
    assert make_tables(round_, "-o", tmp_path / "t.xlsx", "-q", "--members", file).code == 0
    found = figures(Book(tmp_path / "t.xlsx").values["Mẫu số 7.11"])
    assert found["", UNITS[0], ""] == [0] * 8
    assert found["", UNITS[2], ""][0] == 1


def test_members_invented() -> None:
    """The members of an invented register are as many as its households say."""
    rows = [household(1, household_size="3"), household(2, household_size="5")]
    assert len(members_of(1, rows)) == 8
