"""Several files, or a pattern, as one survey; and as one member file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from files import (
    BY_INCOME,
    BY_INDICATORS,
    HEADER,
    Cell,
    Table,
    classify,
    profile,
    refusal,
    rows_of,
    stata,
    write_csv,
    write_parquet,
    write_semicolons,
    write_xlsx,
)

from mdpoverty.files import delimited

ROWS: list[tuple[Cell, ...]] = [
    ("A1", "rural", 4, 400000.0),
    ("A2", "urban", 3, 650000.5),
    ("A3", "đô thị", 1, None),
    ("A4", "rural", 2, 1000000.0),
    ("A5", "rural", 5, 520000.0),
]
KEYS = ("household_id", "person_id", "age")
BY_MEMBERS: Table = [
    ("household_id", "area", "income_per_capita"),
    ("A1", "rural", 400000),
    ("A2", "urban", 650000),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def expected(tmp_path: Path) -> str:
    """Return the profile of all rows in one file."""
    return profile(write_csv(tmp_path / "whole.txt", [HEADER, *ROWS]), *BY_INCOME)


def survey(path: Path, *rows: tuple[Cell, ...]) -> Path:
    return write_csv(path, [HEADER, *rows])


# One survey


def test_files_in_the_order_given(folder: Path, expected: str) -> None:
    """Files that are named follow one another as they are named, rows numbered on through."""
    survey(folder / "b.csv", *ROWS[:2])
    survey(folder / "a.csv", *ROWS[2:])
    assert profile("b.csv", "a.csv", *BY_INCOME) == expected
    found = classify("a.csv", "b.csv", *BY_INCOME, "-q")
    assert found.column("household_id") == ["A3", "A4", "A5", "A1", "A2"]
    assert found.column("survey_row") == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("pattern", ["part-*.csv", "part-?.csv", "part-[0-9].csv", "./*.csv"])
def test_a_pattern_in_the_order_of_names(folder: Path, expected: str, pattern: str) -> None:
    """The files of a pattern follow one another in the order of their names."""
    for number in (2, 0, 1):
        survey(folder / f"part-{number}.csv", *ROWS[2 * number : 2 * number + 2])
    assert profile(pattern, *BY_INCOME) == expected
    assert profile(f"{folder}/{pattern}", *BY_INCOME) == expected


def test_patterns_and_files_together(folder: Path, expected: str) -> None:
    """A pattern may stand beside files, and is replaced by its files where it stands."""
    survey(folder / "x.csv", *ROWS[:1])
    survey(folder / "p-1.csv", *ROWS[1:2])
    survey(folder / "p-2.csv", *ROWS[2:4])
    survey(folder / "a.csv", *ROWS[4:])
    assert profile("x.csv", "p-*.csv", "a.csv", *BY_INCOME) == expected


def test_files_of_several_formats(folder: Path, expected: str) -> None:
    """CSV, semicolons, Parquet, a workbook and Stata are one survey together."""
    files = [
        survey(folder / "a.csv", *ROWS[:1]),
        write_parquet(folder / "b.parquet", [HEADER, *ROWS[1:2]]),
        write_xlsx(folder / "c.xlsx", [HEADER, *ROWS[2:3]]),
        write_semicolons(folder / "d.csv", [HEADER, *ROWS[3:4]]),
        stata(118)(folder / "e.dta", [HEADER, *ROWS[4:]]),
    ]
    assert profile(*files, *BY_INCOME) == expected


def test_columns_in_another_order(folder: Path, expected: str) -> None:
    """Files have the same columns, in whatever order."""
    survey(folder / "a.csv", *ROWS[:2])
    write_csv(folder / "b.csv", [HEADER[::-1], *(row[::-1] for row in ROWS[2:])])
    assert profile("a.csv", "b.csv", *BY_INCOME) == expected


def test_a_file_without_rows(folder: Path, expected: str) -> None:
    """A file of a header alone adds nothing."""
    files = survey(folder / "a.csv", *ROWS), survey(folder / "b.csv")
    assert profile(*files, *BY_INCOME) == expected
    assert profile(*files[::-1], *BY_INCOME) == expected


def test_large_and_small_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, expected: str
) -> None:
    """A file for the fast reader and one for the careful one are one survey."""
    survey(folder / "a.csv", *ROWS[:2])
    (folder / "b.csv").write_text(f"{','.join(HEADER)}\n\nA3,đô thị,1,\nA4,rural,2,1000000\n")
    survey(folder / "c.csv", ROWS[4])
    monkeypatch.setattr(delimited, "SMALL", 0)
    assert profile("a.csv", "b.csv", "c.csv", *BY_INCOME) == expected


def test_the_note_counts_all_rows(folder: Path) -> None:
    """The account of rows is of all files together, and names the first."""
    survey(folder / "a.csv", *ROWS[:2])
    survey(folder / "b.csv", *ROWS[2:])
    errors = classify("a.csv", "b.csv", *BY_INCOME).errors
    assert "a.csv and 1 more: 5 rows read = 5 written + 0 refused" in errors


def test_carried_columns_of_several_files(folder: Path) -> None:
    """--keep all carries the columns of every file through."""
    write_csv(folder / "a.csv", [(*HEADER, "note"), (*ROWS[0], "x")])
    write_parquet(folder / "b.parquet", [("note", *HEADER), ("y", *ROWS[1])])
    found = classify("a.csv", "b.parquet", *BY_INCOME, "-q", "--keep", "all")
    assert found.column("note") == ["x", "y"]


# What is wrong, and in which file


def test_errors_name_the_file_and_its_line(folder: Path) -> None:
    """An error names the file, and the line within that file."""
    survey(folder / "a.csv", *ROWS)
    survey(folder / "b.csv", ("B1", "city", 4, 1), ("B2", "rural", 0, 1))
    errors = refusal("a.csv", "b.csv", *BY_INCOME)
    assert "a.csv and 1 more: 2 rows refused" in errors
    assert "area: is not a known code (1 row: b.csv line 2 'city')" in errors
    assert "(1 row: b.csv line 3 '0')" in errors


def test_lines_and_rows_of_several_formats(folder: Path) -> None:
    """Beside a Parquet file, which has no lines, all places are rows of data."""
    (folder / "a.csv").write_text(f"{','.join(HEADER)}\n\nA1,city,4,1\n")
    write_parquet(folder / "b.parquet", [HEADER, ROWS[1], ("B2", "town", 1, 1.0)])
    errors = refusal("a.csv", "b.parquet", *BY_INCOME)
    assert "a.csv row 1 'city'" in errors
    assert "b.parquet row 2 'town'" in errors


def test_rejects_name_the_file(folder: Path) -> None:
    """Refused rows go to one file, each with the file and line that it is from."""
    survey(folder / "a.csv", ROWS[0], ("A9", "city", 4, 1))
    (folder / "b.csv").write_text(f"{','.join(HEADER)}\n\nB1,rural,4\nB2,rural,4,1\nB3,,4,1\n")
    found = classify("a.csv", "b.csv", *BY_INCOME, "--rejects", "bad.csv")
    assert found.column("household_id") == ["A1", "B2"]
    assert found.column("survey_row") == ["1", "4"]
    assert "5 rows read = 2 written + 3 refused" in found.errors
    refused = rows_of(folder / "bad.csv")
    assert list(refused[0]) == ["file", "line", "problems", "surplus", *HEADER]
    assert [(row["file"], row["line"], row["household_id"]) for row in refused] == [
        ("a.csv", "3", "A9"),
        ("b.csv", "3", "B1"),
        ("b.csv", "5", "B3"),
    ]


def test_corrected_rejects_beside_a_column_of_that_name(folder: Path) -> None:
    """A survey's own column `file` is kept beside the one that says the file."""
    columns = (*HEADER, "file")
    write_csv(folder / "a.csv", [columns, ("A9", "city", 4, 1, "cabinet 3")])
    write_csv(folder / "b.csv", [columns, (*ROWS[0], "cabinet 4")])
    assert classify("a.csv", "b.csv", *BY_INCOME, "-q", "--rejects", "bad.csv").code == 0
    [row] = rows_of(folder / "bad.csv")
    assert (row["refused_file"], row["file"]) == ("a.csv", "cabinet 3")


def test_ids_repeat_across_files(folder: Path) -> None:
    """An id that stands in two files appears on more than one row, and both are refused."""
    survey(folder / "a.csv", ROWS[0], ROWS[1])
    survey(folder / "b.csv", ROWS[2], ("A1", "urban", 1, 1))
    errors = refusal("a.csv", "b.csv", *BY_INCOME)
    assert "appears on more than one row (2 rows: a.csv line 2 'A1', b.csv line 3 'A1')" in errors
    found = classify("a.csv", "b.csv", *BY_INCOME, "-q", "--rejects", "bad.csv")
    assert found.column("household_id") == ["A2", "A3"]


def test_the_same_file_twice(folder: Path) -> None:
    """A file that is given twice has every id twice."""
    survey(folder / "a.csv", ROWS[0])
    assert "(2 rows: a.csv line 2 'A1', a.csv line 2 'A1')" in refusal("a.csv", "a.csv", *BY_INCOME)


def test_files_of_the_same_name(folder: Path) -> None:
    """Files of the same name in several folders are told apart by their paths."""
    for name in ("north", "south"):
        (folder / name).mkdir()
        survey(folder / name / "a.csv", (name, "city", 4, 1))
    errors = refusal("north/a.csv", "south/a.csv", *BY_INCOME)
    assert f"north{os.sep}a.csv line 2 'city', south{os.sep}a.csv line 2 'city'" in errors


def test_files_of_other_columns(folder: Path) -> None:
    """Files of which one lacks a column of the others are refused: which column, which file."""
    survey(folder / "a.csv", ROWS[0])
    write_csv(folder / "b.csv", [(*HEADER, "weight"), (*ROWS[1], 1)])
    write_csv(folder / "c.csv", [HEADER[:3], ROWS[2][:3]])
    errors = refusal("a.csv", "b.csv", "c.csv", *BY_INCOME)
    assert "the files do not belong to one survey" in errors
    assert "weight: is a column of b.csv but not of a.csv" in errors
    assert "income_per_capita: is a column of a.csv but not of c.csv" in errors
    assert "use the same name in every file" in errors


def test_a_bad_file_among_good_ones(folder: Path) -> None:
    """A file that cannot be read is named, and nothing is written."""
    survey(folder / "a.csv", ROWS[0])
    (folder / "b.parquet").write_bytes(b"PAR1 and no more")
    errors = refusal("a.csv", "b.parquet", *BY_INCOME, "-o", "profile.csv")
    assert "b.parquet is a damaged Parquet file" in errors
    assert not (folder / "profile.csv").exists()


def test_a_pattern_of_nothing(folder: Path) -> None:
    """A pattern that no file matches is an error, not a survey of nothing."""
    survey(folder / "a.csv", ROWS[0])
    assert "b-*.csv does not match any file" in refusal("b-*.csv", *BY_INCOME)
    assert "b-*.csv does not match any file" in refusal("a.csv", "b-*.csv", *BY_INCOME)


@pytest.mark.usefixtures("folder")
def test_a_folder_that_is_not_there() -> None:
    """Where the folder is missing, no file within it is looked for."""
    for path in ("nowhere/a.csv", "nowhere/*.csv", "nowhere/**/a.csv"):
        assert "the folder nowhere does not exist" in refusal(path, *BY_INCOME)


def test_a_file_whose_name_is_a_pattern(folder: Path) -> None:
    """A file whose own name looks like a pattern is that file alone."""
    survey(folder / "a[1].csv", ROWS[0])
    survey(folder / "a1.csv", ROWS[1])
    assert classify("a[1].csv", *BY_INCOME, "-q").column("household_id") == ["A1"]


def test_an_output_that_a_pattern_matches(folder: Path) -> None:
    """A file of the pattern is not overwritten."""
    file = survey(folder / "a-1.csv", ROWS[0])
    before = file.read_bytes()
    assert "overwrite" in refusal("a-*.csv", *BY_INCOME, "-o", "a-1.csv", code=2)
    assert file.read_bytes() == before


# Members in several files


def members(path: Path, *rows: tuple[Cell, ...]) -> Path:
    return write_csv(path, [KEYS, *rows])


def test_members_in_several_files(folder: Path) -> None:
    """Members may be in several files, households cut across them, or in those of a pattern."""
    write_csv(folder / "survey.csv", BY_MEMBERS)
    people: list[tuple[Cell, ...]] = [("A1", 1, 40), ("A1", 2, 9), ("A2", 1, 30), ("A1", 3, 2)]
    members(folder / "all.csv", *people)
    members(folder / "m-1.csv", *people[:1])
    write_parquet(folder / "m-2.parquet", [KEYS, *(people[1:3])])
    members(folder / "m-3.csv", *people[3:])
    expected = profile("survey.csv", "--members", "all.csv", *BY_INDICATORS)
    files = ("m-1.csv", "m-2.parquet", "m-3.csv")
    each = [part for file in files for part in ("--members", file)]
    assert profile("survey.csv", *each, *BY_INDICATORS) == expected
    assert profile("survey.csv", "--members", "m-*", *BY_INDICATORS) == expected
    found = classify("survey.csv", "--members", "m-*", *BY_INDICATORS)
    assert found.column("household_size") == ["3", "1"]
    assert "m-1.csv and 2 more: 4 rows read = 4 used + 0 refused" in found.errors


def test_persons_of_several_files(folder: Path) -> None:
    """The rows of members are numbered on through all files."""
    write_csv(folder / "survey.csv", BY_MEMBERS)
    members(folder / "m-1.csv", ("A1", 1, 40), ("A2", 1, 30))
    members(folder / "m-2.csv", ("A1", 2, 9))
    options = ("--members", "m-*.csv", "--persons", "persons.csv", "-o", "profile.csv")
    assert profile("survey.csv", *options, *BY_INDICATORS) == ""
    found = [
        (row["household_id"], row["person_id"], row["member_row"])
        for row in rows_of(folder / "persons.csv")
    ]
    assert found == [("A1", "1", "1"), ("A2", "1", "2"), ("A1", "2", "3")]


def test_a_bad_member_is_named_by_its_file(folder: Path) -> None:
    """A refused member is told by its file and line, and a doubled one across files too."""
    write_csv(folder / "survey.csv", BY_MEMBERS)
    members(folder / "m-1.csv", ("A1", 1, 40), ("A2", 1, 30))
    members(folder / "m-2.csv", ("A1", 1, 9), ("A2", 2, 200))
    errors = refusal("survey.csv", "--members", "m-*.csv", *BY_INDICATORS)
    assert "m-1.csv line 2" in errors
    assert "m-2.csv line 2" in errors
    assert "m-2.csv line 3 '200'" in errors
    done = classify(
        *("survey.csv", "--members", "m-*.csv", *BY_INDICATORS, "-q", "--rejects", "bad.csv")
    )
    assert done.rows == []
    assert [(row["file"], row["line"]) for row in rows_of(folder / "bad-members.csv")] == [
        ("m-1.csv", "2"),
        ("m-1.csv", "3"),
        ("m-2.csv", "2"),
        ("m-2.csv", "3"),
    ]


def test_several_surveys_and_several_member_files(folder: Path) -> None:
    """Households of one file may have their members in any of the member files."""
    write_csv(folder / "s-1.csv", [BY_MEMBERS[0], BY_MEMBERS[2]])
    write_csv(folder / "s-2.csv", [BY_MEMBERS[0], BY_MEMBERS[1]])
    members(folder / "m-1.csv", ("A1", 1, 40))
    members(folder / "m-2.csv", ("A2", 1, 30), ("A1", 2, 9))
    found = classify("s-*.csv", "--members", "m-*.csv", *BY_INDICATORS, "-q")
    assert found.column("household_id") == ["A2", "A1"]
    assert found.column("household_size") == ["1", "2"]


def test_a_member_pattern_of_nothing(folder: Path) -> None:
    """A pattern of member files that no file matches is an error."""
    write_csv(folder / "survey.csv", BY_MEMBERS)
    errors = refusal("survey.csv", "--members", "m-*.csv", *BY_INDICATORS)
    assert "m-*.csv does not match any file" in errors
