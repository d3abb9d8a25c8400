"""What the official tables lack, doubt and refuse, and how they say it."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import second_tables as second
from files import write_csv
from official import (
    UNITS,
    Book,
    cells_of,
    figures,
    household,
    invented,
    listed_in,
    make_tables,
    tables_of,
    texts_of,
    verdicts,
    write_round,
)
from places import ROOT
from second_tables import CAUSES

from mdpoverty.codebook import labelled
from mdpoverty.review_tables.limits import limit_of
from mdpoverty.standards.library import load_standard

RED = "FFFFC7CE"
WHOLE = ("", "", "")  # of form 7.1: all units
TOTAL = ("III", "", "")  # of other forms
LISTED = [
    household(1),
    household(2, "near_poor"),
    household(3, "near_poor", commune=UNITS[1]),
]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return where a workbook is to be written, in a folder of its own."""
    return tmp_path / "tables.xlsx"


def refused(*arguments: str | Path, code: int = 3) -> str:
    """Return the words with which `mdpoverty tables` refuses what it was given."""
    done = make_tables(*arguments)
    assert (done.code, done.out) == (code, ""), done.errors
    assert "Traceback" not in done.errors
    return done.errors


def residents(
    folder: Path, *rows: tuple[Any, ...], header: str = "commune,households,persons"
) -> Path:
    """Write a file of residents."""
    return write_csv(folder / "totals.csv", [header.split(","), *rows])


def checks(book: Book) -> list[str]:
    """Return the column of words of the sheet of checks."""
    return [str(row[0]) for row in cells_of(book.values["Kiểm tra"]) if row[0]]


# Lists of the poor


def test_list_without_totals(tmp_path: Path, output: Path) -> None:
    """A round without non-poor households does not say who lives there: residents are blank."""
    done = make_tables(write_round(tmp_path / "r.csv", LISTED), "-o", output)
    assert done.code == 0
    columns = "province, commune, area, households, persons"
    assert f"Use --totals FILE (columns {columns})" in done.errors
    book = Book(output)
    for cells in figures(book.values["Mẫu số 7.1"]).values():
        assert [cells[place] for place in (0, 1, 3, 5)] == [None] * 4
    for line, cells in figures(book.values["Biểu 1"]).items():
        assert {place for place, value in enumerate(cells) if value is None} == {
            0,
            1,
            3,
            5,
            7,
            9,
        }, line
    for sheet in ("7.1", "7.8"):
        assert "không rõ tổng số hộ dân cư" in texts_of(book.values[f"Mẫu số {sheet}"])
    assert figures(book.values["Mẫu số 7.8"])["III", "", "Hộ"][:3] == [None, None, 1]
    assert any("không rõ số hộ dân cư" in words for words in checks(book))
    formulas = figures(book.formulas["Mẫu số 7.1"])
    # Whoever fills in the residents sees the rates, and the total once all are there.
    assert formulas["I", UNITS[0], ""][3] == '=IF(N(C9)>0,E9/C9*100,"")'
    assert formulas["I", "", ""][0] == '=IF(COUNT(C9:C10)=2,SUM(C9:C10),"")'
    assert formulas[WHOLE][0] == '=IF(COUNT(C8,C11)=2,C8+C11,"")'


def test_list_with_totals(tmp_path: Path, output: Path) -> None:
    """Residents come from a file; its units without a poor household have a row of zeros."""
    totals = {("urban", UNITS[0]): (100, 400), ("urban", UNITS[1]): (50, 200)}
    totals[("rural", UNITS[2])] = (25, 100)
    rows = ((unit, area, *numbers) for (area, unit), numbers in totals.items())
    file = residents(tmp_path, *rows, header="commune,area,households,persons")
    register = write_round(tmp_path / "r.csv", LISTED)
    done = make_tables(register, "-o", output, "--totals", file)
    assert done.code == 0, done.errors
    assert f"units of --totals without a poor or near-poor household: {UNITS[2]}" in done.errors
    book = Book(output)
    units = {"urban": UNITS[:2], "rural": UNITS[2:3]}
    expected = second.results(LISTED, units, totals)
    found = figures(book.values["Mẫu số 7.1"])
    assert list(found) == list(expected)
    for line, cells in found.items():
        assert cells == pytest.approx(expected[line])
    assert figures(book.values["Mẫu số 7.4"])["III", UNITS[2], ""] == [0] * 13
    assert figures(book.values["Mẫu số 7.8"])["II", "", "Nhân khẩu"][:3] == [100, None, 0]
    assert {row[6] for row in verdicts(book)} == {"đúng"}


def test_totals_without_areas(tmp_path: Path, output: Path) -> None:
    """Residents are where all households of their unit are, else --totals needs the column area."""
    register = write_round(tmp_path / "r.csv", LISTED)
    both = (UNITS[0], 100, 400), (UNITS[1], 50, 200)
    assert make_tables(register, "-o", output, "--totals", residents(tmp_path, *both)).code == 0
    found = figures(Book(output).values["Mẫu số 7.1"])
    assert [found[key][0] for key in (("I", "", ""), ("II", "", ""), WHOLE)] == [150, 0, 150]
    more = residents(tmp_path, *both, (UNITS[2], 25, 100))
    said = refused(register, "-o", output, "--totals", more, code=2)
    assert f"these units are not marked as urban or rural: Mây Ngàn/{UNITS[2]}\n" in said
    mixed = [*LISTED, household(4, area="rural")]
    register = write_round(tmp_path / "m.csv", mixed)
    said = refused(register, "-o", output, "--totals", residents(tmp_path, *both), code=2)
    assert f"these units are not marked as urban or rural: Mây Ngàn/{UNITS[0]}\n" in said
    assert "add the column area" in said


@pytest.mark.parametrize(
    ("households", "persons", "flagged", "warned"),
    [
        (2, 8, set(), []),
        (1, 8, {"C9", "F9"}, ["at least the households of the classes", "from 0 to 100"]),
        (2, 7, set(), []),
        (0, 8, {"C9"}, ["at least the households of the classes"]),
    ],
)
def test_totals_below_their_parts(  # noqa: PLR0913, PLR0917 -- two fixtures, and a case
    tmp_path: Path,
    output: Path,
    households: int,
    persons: int,
    flagged: set[str],
    warned: list[str],
) -> None:
    """Residents fewer than the poor and near-poor are warned of, checked and red, not refused."""
    rows = [household(1), household(2)]
    file = residents(tmp_path, (UNITS[0], households, persons))
    done = make_tables(write_round(tmp_path / "r.csv", rows), "-o", output, "--totals", file)
    assert done.code == 0
    own = "warning: Mẫu số 7.1: "
    warnings = [line for line in done.errors.splitlines() if line.startswith(own)]
    assert len(warnings) == len(warned)
    for line, words in zip(warnings, warned, strict=True):
        assert words in line
        assert UNITS[0] in line
    of_persons = [line for line in done.errors.splitlines() if "Biểu 1: residents are at" in line]
    assert any("the persons of the classes" in line for line in of_persons) == (persons == 7)
    book = Book(output)
    sheet = book.formulas["Mẫu số 7.1"]
    red = {c.coordinate for row in sheet.iter_rows() for c in row if c.fill.fgColor.rgb == RED}
    assert {at for at in red if at.endswith("9")} == flagged
    wrong = [row for row in verdicts(book) if row[6] == "sai" and row[1] == f"{UNITS[0]} (I)"]
    assert len([row for row in wrong if row[0] == "Mẫu số 7.1"]) == len(warned)


@pytest.mark.parametrize("households", [3, 2])
def test_what_is_printed_of_the_checks(tmp_path: Path, output: Path, households: int) -> None:
    """How many checks hold is printed, and each that does not: they come first."""
    rows = [household(1), household(2, "non_poor"), household(3, "undetermined")]
    file = residents(tmp_path, (UNITS[0], households, 12))
    make_tables(write_round(tmp_path / "r.csv", rows), "-o", output, "--totals", file)
    book = Book(output)
    found = [row[6] for row in verdicts(book)]
    wrong = found.count("sai")
    assert bool(wrong) is (households == 2)
    assert found == ["sai"] * wrong + ["đúng"] * (len(found) - wrong)
    sheet = book.formulas["Kiểm tra"]
    column = [cell.value for cell in sheet["A"]]
    header = column.index("TT") + 1
    printed = header + wrong if wrong else header - 1
    assert sheet.print_area == f"'Kiểm tra'!$A$1:$H${printed}"
    assert sheet.print_title_rows == (f"${header}:${header}" if wrong else None)
    assert column.index("Số kiểm tra sai") < printed


@pytest.mark.parametrize(("households", "wrong"), [(3, 0), (2, 3)])
def test_totals_below_the_round(tmp_path: Path, output: Path, households: int, wrong: int) -> None:
    """Residents fewer than the households of the round, of every class, are warned of."""
    rows = [household(1), household(2, "non_poor"), household(3, "undetermined")]
    file = residents(tmp_path, (UNITS[0], households, 12))
    done = make_tables(write_round(tmp_path / "r.csv", rows), "-o", output, "--totals", file)
    words = (
        "residents are at least the households of the round: not true in Khu vực thành thị: 2 >="
    )
    assert done.errors.count(f"warning: Mẫu số 7.1: {words} 3; ") == bool(wrong)
    found = [row[6] for row in verdicts(Book(output)) if row[0] == "Mẫu số 7.1"]
    assert found.count("sai") == wrong


def test_totals_and_round_have_other_units(tmp_path: Path, output: Path) -> None:
    """Units of the round alone have no residents; of --totals alone, in a register, no row."""
    rows = [*LISTED, household(4, "non_poor")]
    file = residents(tmp_path, (UNITS[0], 100, 400), (UNITS[3], 10, 40))
    done = make_tables(write_round(tmp_path / "r.csv", rows), "-o", output, "--totals", file)
    assert f"--totals does not have these units: {UNITS[1]}\n" in done.errors
    assert f"they are not in the forms: {UNITS[3]}\n" in done.errors
    found = figures(Book(output).values["Biểu 1"])
    assert [unit for _, unit, _ in found] == [*UNITS[:2], ""]
    assert [found["", unit, ""][0] for unit in (*UNITS[:2], "")] == [100, None, None]


@pytest.mark.parametrize(("number", "said"), [(74, 0), (75, 1), (76, 0)])
def test_totals_with_their_sum(tmp_path: Path, output: Path, number: int, said: int) -> None:
    """A row of --totals that may be the sum of the others, and would count twice, is warned of."""
    rows = [(UNITS[0], "urban", 50), (UNITS[1], "urban", 25), ("Cộng", "urban", number)]
    file = residents(tmp_path, *rows, header="commune,area,households")
    done = make_tables(write_round(tmp_path / "r.csv", LISTED), "-o", output, "--totals", file)
    assert done.errors.count("warning: Cộng has as many households in --totals as all") == said
    found = [line for line in checks(Book(output)) if "số hộ của Cộng bằng tổng" in line]
    assert len(found) == said


def test_what_totals_do_not_say(tmp_path: Path, output: Path) -> None:
    """Blank residents are said under table 1 and in words; a unit is called as the tables do."""
    rows = [
        household(number, province=province, commune=commune)
        for number, (province, commune) in enumerate(product(("Mây", "Sương"), UNITS[:2]))
    ]
    rows += [household(5, "undetermined", province="Mây")]
    totals = [("Mây", UNITS[0], 100, ""), ("Mây", UNITS[1], 9, 40), ("Sương", UNITS[1], "", 3)]
    file = residents(tmp_path, *totals, header="province,commune,households,persons")
    done = make_tables(write_round(tmp_path / "r.csv", rows), "-o", output, "--totals", file)
    blank = f"{UNITS[0]} (Mây), {UNITS[1]} (Sương)"
    assert f"--totals does not have these units: {UNITS[0]} (Sương)\n" in done.errors
    assert f"--totals leaves the households or persons of these units blank: {blank}" in done.errors
    said = texts_of(Book(output).values["Mẫu số 7.1"])
    blank = f"{UNITS[0]} (Mây), {UNITS[0]} (Sương), {UNITS[1]} (Sương)"
    assert f"không cho biết đủ số hộ, nhân khẩu của: {blank}; các ô cần số này để trống" in said
    assert "được tính vào cột 1, 2" not in said, "the file of totals need not count it"


@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        ("commune,persons", [(UNITS[0], 1)], "households: this column is missing"),
        ("unit,households", [(UNITS[0], 1)], "commune: this column is missing"),
        ("commune,households", [(UNITS[0], -1)], "households: is below 0 (1 row: line 2 '-1')"),
        ("commune,households", [(UNITS[0], 1.5)], "households: is not a whole number"),
        (
            "commune,households",
            [(UNITS[0], 1), (UNITS[0], 2)],
            "commune: appears on more than one row (2 rows",
        ),
    ],
)
def test_faulty_totals(
    tmp_path: Path, output: Path, header: str, rows: list[tuple[Any, ...]], words: str
) -> None:
    """A file of residents is refused with what is wrong in it, and nothing is written."""
    file = residents(tmp_path, *rows, header=header)
    register = write_round(tmp_path / "r.csv", LISTED)
    assert words in refused(register, "-o", output, "--totals", file)
    assert not output.exists()


def test_totals_that_do_not_tell_units_apart(tmp_path: Path, output: Path) -> None:
    """Two units of one name need the column that tells them apart."""
    rows = [household(n, province=name, commune="Xã X") for n, name in enumerate(("A", "B"))]
    register, file = write_round(tmp_path / "r.csv", rows), residents(tmp_path, ("Xã X", 1, 1))
    said = refused(register, "-o", output, "--totals", file, code=2)
    assert "add the column province" in said


# What a round lacks


def test_missing_columns(tmp_path: Path, output: Path) -> None:
    """A table whose columns the round has not is left out, and it is said which would make it."""
    without = [
        "ethnicity",
        "ethnic_minority",
        "merit",
        "no_labour_capacity",
        *(f"cause_{name}" for name in CAUSES),
    ]
    without += ["head", "village", "average_farming", "household_size"]
    file = write_round(tmp_path / "r.csv", [household(1), household(2, "non_poor")], without)
    done = make_tables(file, "-o", output)
    assert done.code == 0
    columns = "ethnicity, ethnic_minority, no_labour_capacity, merit"
    assert f"left out: Mẫu số 7.8: needs {columns}\n" in done.errors
    assert "left out: Mẫu số 7.9: needs ethnicity\n" in done.errors
    assert "left out: Mẫu số 7.10: needs cause_land, cause_capital" in done.errors
    assert "no column household_size: persons are blank\n" in done.errors
    book = Book(output)
    assert {"Mẫu số 7.8", "Mẫu số 7.9", "Mẫu số 7.10"}.isdisjoint(book.names)
    said = checks(book)
    named = ", ".join(map(labelled, columns.split(", ")))
    assert f"Mẫu số 7.8: tệp không có cột {named}" in said
    assert f"Mẫu số 7.9: tệp không có cột {labelled('ethnicity')}" in said
    found = figures(book.values["Biểu 1"])[WHOLE]
    assert found == [2, None, 1, 50, 0, 0, None, None, None, None]
    assert "average_farming" in texts_of(book.values["Biểu 1"])
    names = ("village", "head", "household_size", "ethnicity")
    absent = "; ".join(f"'{labelled(name)}'" for name in names)
    assert f"Để trống vì tệp không có cột: {absent}." in texts_of(book.values["Biểu 14"])
    [row] = listed_in(book.values["Mẫu số 6.1"])["Hộ nghèo"]
    assert row == [1, "(mã hộ 0001)", None, None, UNITS[0]]
    absent = "; ".join(f"'{labelled(name)}'" for name in ("head", "village"))
    assert f"Tệp không có cột: {absent}." in texts_of(book.values["Mẫu số 6.1"])


def test_movement_without_sizes(tmp_path: Path, output: Path) -> None:
    """Without household_size the lines of persons are blank, and those of households as ever."""
    rounds = invented(5, 30, rounds=2)
    without = ["household_size"]
    files = [write_round(tmp_path / f"r{n}.csv", rows, without) for n, rows in enumerate(rounds)]
    assert make_tables(*files, "-o", output, "-q").code == 0
    units = second.units_of_rounds(rounds, UNITS)
    expected = second.movement(rounds, units, "poor", UNITS)
    for key, cells in figures(Book(output).values["Mẫu số 7.2"]).items():
        assert cells == (expected[key] if key[2] == second.HOUSEHOLDS else [None] * 9)


def test_details_that_are_not_known_are_not_named(tmp_path: Path, output: Path) -> None:
    """Where it is not known who has fewer persons, the note of the exits does not name it."""
    before = [household(1), household(2), household(3, "non_poor")]
    after = [household(1, household_size=""), household(3, "non_poor")]
    for rows, year in ((before, "2024"), (after, "2025")):
        write_round(tmp_path / f"{year}.csv", [row | {"survey_year": year} for row in rows])
    files = [tmp_path / f"{year}.csv" for year in ("2024", "2025")]
    assert make_tables(*files, "-o", output, "-q").code == 0
    said = texts_of(Book(output).values["Mẫu số 7.2"]).splitlines()
    assert "Giảm do nguyên nhân khác gồm: không còn trong kỳ này: 1 hộ, 4 khẩu." in said
    assert not any(line.startswith("Tăng do nguyên nhân khác") for line in said)


def test_indicator_of_any_name(tmp_path: Path, output: Path) -> None:
    """An indicator may be called as a column of the tables is: each is counted by itself."""
    base = "based_on: vn-2022-2025\nid: ours\nname: {en: ours, vi: ours}\n"
    base += "applies: {from: 2022-01-01, to: 2026-12-31}\ncompared_with_law_on: 2026-11-22\n"
    base += "legal_basis:\n  - {document: x, about: {en: x, vi: x}, status: text}\n"
    own = "indicators:\n  minority:\n    dimension: health\n    label: {en: ours, vi: ours}\n"
    own += "    reference: {document: x, clause: x, status: text}\n"
    own += "    deprived_when: {column: has_tv, equals: false}\n"
    standard = tmp_path / "ours.yaml"
    standard.write_text(base + own, encoding="utf-8")
    names = list(household(1))
    at = names.index("information_assets") + 1
    columns = [*names[:at], "minority", *names[at:]]
    row = household(1, standard="ours", ethnic_minority="no") | {"minority": "1"}
    file = write_csv(tmp_path / "r.csv", [columns, [row[name] for name in columns]])
    done = make_tables(file, "-o", output, "--standard", standard)
    assert done.code == 0, done.errors
    book = Book(output)
    assert figures(book.values["Mẫu số 7.4"])[TOTAL][13] == 1
    assert figures(book.values["Mẫu số 7.8"])["III", "", "Hộ"][4] == 0


def test_some_of_the_columns(tmp_path: Path, output: Path) -> None:
    """A table that has some of its columns leaves the others blank, and says so."""
    said = {"ethnic_minority": "no"}
    rows = [household(1, **said), household(2, "non_poor", **said)]
    file = write_round(tmp_path / "r.csv", rows, ["merit", "cause_other"])
    assert make_tables(file, "-o", output, "-q").code == 0
    book = Book(output)
    own = figures(book.values["Mẫu số 7.8"])["III", "", "Hộ"]
    assert own == [2, 0, 1, 0, 0, 0, 0, 0, None, None]
    assert f"không có cột: '{labelled('merit')}'." in texts_of(book.values["Mẫu số 7.8"])
    causes = figures(book.values["Mẫu số 7.10"])
    assert causes["III", UNITS[0], "Hộ nghèo"] == [0] * 7 + [None]
    assert causes[TOTAL] == [0] * 7 + [None]
    assert f"không có cột: '{labelled('cause_other')}'." in texts_of(book.values["Mẫu số 7.10"])


def test_standard_without_indicators(tmp_path: Path, output: Path) -> None:
    """A standard of incomes alone has no tables of deprivations."""
    rows = [household(1, standard="vn-2011-2015", basis="income")]
    file = write_round(tmp_path / "r.csv", rows, second.INDICATORS)
    done = make_tables(file, "-o", output)
    missing = ", ".join(f"Mẫu số 7.{number}" for number in (4, 5, 6, 7))
    assert f"left out: {missing}: vn-2011-2015 has no indicators\n" in done.errors
    assert "Mẫu số 7.4" not in Book(output).names


# Doubts


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({}, "đúng"),  # three deprivations
        ({"employment": "0"}, "sai"),  # two
        ({"telecom": ""}, "đúng"),  # three, and one may be
        ({"employment": ""}, "sai"),  # two, and one may be: its class would be undetermined
        ({"employment": "", "income_per_capita": ""}, None),  # by scores, with an unknown answer
        ({"employment": "0", "income_per_capita": ""}, "sai"),  # all answers are known
    ],
)
def test_three_deprivations_of_the_poor(
    tmp_path: Path, output: Path, cells: dict[str, str], verdict: str | None
) -> None:
    """Fewer than three a household are warned of, unless scores decided and some are unknown."""
    rows = [household(1, **cells), household(2, "non_poor")]
    done = make_tables(write_round(tmp_path / "r.csv", rows), "-o", output)
    book = Book(output)
    own = f"{UNITS[0]} (I)"
    found = {row[6] for row in verdicts(book) if "3 lần" in row[2] and row[1] == own}
    assert found == ({verdict} if verdict else set())
    assert ("warning: Mẫu số 7.4: the deprivations are at least 3" in done.errors) == (
        verdict == "sai"
    )
    assert any("phân loại bằng điểm" in words for words in checks(book)) == (verdict is None)


@pytest.mark.parametrize(
    ("standard", "of", "said"),
    [
        ("vn-2022-2025", "poor", (">=", 3)),
        ("vn-2022-2025", "near_poor", ("<=", 2)),
        ("vn-2016-2020", "poor", None),  # by income alone some are poor
        ("vn-2016-2020", "near_poor", ("<=", 2)),
        ("vn-2022-2025-review", "poor", (">=", 3)),  # 30 points, 10 for each deprivation
        ("vn-2022-2025-review", "near_poor", ("<=", 2)),
        ("vn-2011-2015", "poor", None),
        ("vn-2011-2015", "near_poor", None),
    ],
)
def test_limits_of_a_standard(standard: str, of: str, said: tuple[str, int] | None) -> None:
    """How many deprivations a class has at least or at most is what its standard says."""
    assert limit_of(load_standard(standard), of) == said


def test_limits_of_another_standard(tmp_path: Path) -> None:
    """Where a standard sets no limit for a class none is checked, and the sheet says so."""
    answers = dict.fromkeys(second.INDICATORS, "0")
    rows = [household(1, standard="vn-2016-2020", basis="income", **answers)]
    book = Book(tables_of(tmp_path, rows))
    assert not [row for row in verdicts(book) if "3 lần số hộ" in row[2]]
    assert any("chuẩn không đặt giới hạn" in words for words in checks(book))


def test_deprivations_that_are_not_what_indicators_add_up_to(tmp_path: Path, output: Path) -> None:
    """A profile whose count of deprivations is another than its indicators say fails a check."""
    rows = [{**household(1), "deprivations": "4"}]
    done = make_tables(write_round(tmp_path / "r.csv", rows), "-o", output)
    assert done.code == 0
    assert "warning: Mẫu số 7.4: the indicators add up to the households' numbers" in done.errors
    assert f"{UNITS[0]} (I): 3 = 4" in done.errors


# Refusals


@pytest.mark.parametrize(("weight", "code"), [("1", 0), ("1.0", 0), ("1.5", 3), ("0", 3), ("", 3)])
def test_weights(tmp_path: Path, output: Path, weight: str, code: int) -> None:
    """A sample is refused: an official table counts households."""
    file = write_round(tmp_path / "r.csv", [household(1), household(2)])
    rows = [{**household(1), "weight": "1"}, {**household(2), "weight": weight}]
    write_round(file, rows)
    done = make_tables(file, "-o", output, "-q")
    assert done.code == code, done.errors
    assert output.exists() == (code == 0)
    if weight in ("1.5", "0"):
        assert f"weight: is not 1 (1 row: line 3 '{weight}')" in done.errors
        assert "mdpoverty summarize" in done.errors


def test_weights_of_an_earlier_round(tmp_path: Path, output: Path) -> None:
    """An earlier round may be no sample either."""
    rounds = [
        {**household(1, survey_year="2024"), "weight": "2"},
        {**household(1), "weight": "1"},
    ]
    files = [write_round(tmp_path / f"r{n}.csv", [row]) for n, row in enumerate(rounds)]
    assert "r0.csv: 1 row refused" in refused(*files, "-o", output)


def test_wrong_codes(tmp_path: Path, output: Path) -> None:
    """A wrong code in a column that only the tables read is refused as in any other."""
    rows = [household(1), household(2, cause_land="ja", merit="maybe")]
    said = refused(write_round(tmp_path / "r.csv", rows), "-o", output)
    assert "cause_land: is not a known answer (1 row: line 3 'ja')" in said
    assert "merit: is not a known answer (1 row: line 3 'maybe')" in said
    assert "allowed: yes, no, true, 1, có, đúng, false, 0, không, sai" in said
    assert not output.exists()


def test_several_standards(tmp_path: Path, output: Path) -> None:
    """A round is of one standard."""
    rows = [household(1), household(2, standard="vn-2016-2020")]
    said = refused(write_round(tmp_path / "r.csv", rows), "-o", output)
    assert "vn-2016-2020, vn-2022-2025" in said


def test_standard_of_ones_own(tmp_path: Path, output: Path) -> None:
    """A standard that is not shipped is given by its file."""
    rows = [household(1, standard="example-province")]
    file = write_round(tmp_path / "r.csv", rows)
    assert "--standard" in refused(file, "-o", output, code=2)
    own = ROOT / "examples" / "standards" / "example-province.yaml"
    done = make_tables(file, "-o", output, "--standard", own)
    assert (done.code, output.exists()) == (0, True), done.errors
    assert "(example-province, SHA-256" in str(texts_of(Book(output).values["Mẫu số 7.1"]))


def test_no_profile(tmp_path: Path, output: Path) -> None:
    """A survey that is not classified is refused, and it is said what to do."""
    file = write_round(tmp_path / "r.csv", [household(1)], without=["class"])
    assert "--keep all" in refused(file, "-o", output)
    file = write_round(tmp_path / "r.csv", [household(1)], without=["standard"])
    assert "standard: this column is missing" in refused(file, "-o", output)


def test_area_is_needed(tmp_path: Path, output: Path) -> None:
    """The forms tell urban from rural households: a round says of every one in which area it is."""
    file = write_round(tmp_path / "r.csv", [household(1)], without=["area"])
    assert "area: this column is missing" in refused(file, "-o", output)
    file = write_round(tmp_path / "r.csv", [household(1), household(2, area="")])
    said = refused(file, "-o", output)
    assert "area: is missing (1 row: line 3)" in said
    assert not output.exists()


@pytest.mark.parametrize("without", [["area"], []])
def test_area_of_a_household_that_is_gone(tmp_path: Path, output: Path, without: list[str]) -> None:
    """The round before needs an area only of those whose unit has households in both, or none."""
    before = [household(1, area=""), household(2, area="")]
    now = [household(1), household(3, commune=UNITS[2])]
    first = write_round(
        tmp_path / "r0.csv", [{**row, "survey_year": "2024"} for row in before], without
    )
    last = write_round(tmp_path / "r1.csv", now)
    assert make_tables(first, last, "-o", output, "-q").code == 0
    found = figures(Book(output).values["Mẫu số 7.2"])
    assert found["I", UNITS[0], "Hộ"][:4] == [2, 0, 0, 1]
    both = [*now, household(4, area="rural")]
    said = refused(first, write_round(tmp_path / "r1.csv", both), "-o", output)
    assert ("area: this column is missing" if without else "area: is missing (2 rows") in said


def test_no_households(tmp_path: Path, output: Path) -> None:
    """A round without households has no tables."""
    header = [name for name in household(1) if name != "survey_year"]
    file = write_csv(tmp_path / "r.csv", [header])
    assert "no rows" in refused(file, "-o", output)
    said = refused(file, "-o", output, "--standard", "vn-2022-2025")
    assert "has no households" in said


def test_command_line(tmp_path: Path, output: Path) -> None:
    """The output is XLSX, and no file that is read; links and places need two rounds."""
    file = write_round(tmp_path / "r.xlsx", LISTED)
    assert "'.csv' is not a format" in refused(file, "-o", tmp_path / "t.csv", code=2)
    assert "name the same file" in refused(file, "-o", file, code=2)
    assert "need two rounds or more" in refused(file, "-o", output, "--links", file, code=2)


def test_to_standard_output(tmp_path: Path) -> None:
    """With -o - the workbook goes to standard output."""
    file = write_round(tmp_path / "r.csv", LISTED)
    command = [sys.executable, "-m", "mdpoverty", "tables", str(file), "-o", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    (tmp_path / "t.xlsx").write_bytes(done.stdout)
    assert "Mẫu số 7.1" in Book(tmp_path / "t.xlsx").names


@pytest.mark.parametrize(("rows", "code"), [(17, 0), (16, 3)])
def test_list_longer_than_a_sheet(
    tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch, rows: int, code: int
) -> None:
    """A list that a sheet cannot hold is an error; form 6.1 has the most lines around it."""
    monkeypatch.setattr("mdpoverty.review_tables.households.ROWS", rows)
    done = make_tables(write_round(tmp_path / "r.csv", LISTED), "-o", output, "-q")
    assert (done.code, output.exists()) == (code, code == 0)
    if code:
        assert "Mẫu số 6.1 has 3 households, and a sheet 16 lines" in done.errors


def test_an_existing_file_stays(tmp_path: Path, output: Path) -> None:
    """Where anything fails the file that was there stays as it was."""
    output.write_text("mine")
    refused(write_round(tmp_path / "r.csv", [household(1, merit="?")]), "-o", output)
    assert output.read_text() == "mine"


# Places


def test_units_that_were_merged(tmp_path: Path, output: Path) -> None:
    """With --places the movement is that of the new units; without, the old ones are rows too."""
    before, now = invented(3, 40, rounds=2)
    new = [
        row | {"commune": UNITS[0] if row["commune"] == UNITS[1] else row["commune"]} for row in now
    ]
    files = [write_round(tmp_path / f"r{n}.csv", rows) for n, rows in enumerate((before, new))]
    places = write_csv(
        tmp_path / "places.csv",
        [["round", "commune", "new_commune"], ["2024", UNITS[1], UNITS[0]]],
    )
    assert make_tables(*files, "-o", output, "-q", "--places", places).code == 0
    units = (UNITS[0], *UNITS[2:])
    mapped = [
        [
            row | {"commune": UNITS[0] if row["commune"] == UNITS[1] else row["commune"]}
            for row in rows
        ]
        for rows in (before, now)
    ]
    book = Book(output)
    expected = second.movement(mapped, second.units_of_rounds(mapped, units), "poor", units)
    assert figures(book.values["Mẫu số 7.2"]) == expected
    assert {row[6] for row in verdicts(book)} == {"đúng"}
    assert make_tables(*files, "-o", output, "-q").code == 0
    found = figures(Book(output).values["Biểu 1"])
    assert found["", UNITS[1], ""][0] == 0
