"""Delimited text: comma, semicolon or tab, and decimal points or commas."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import (
    BY_INCOME,
    BY_INDICATORS,
    HEADER,
    Table,
    classify,
    profile,
    refusal,
    rows_of,
    text_of,
    write_csv,
    write_parquet,
)

from mdpoverty import SurveyError
from mdpoverty.files import delimited
from mdpoverty.files.beginning import refuse_blank_lines
from mdpoverty.files.regular import Regular

SURVEY: Table = [
    (*HEADER, "province", "weight"),
    ("007", "rural", 4, 400000, "Sơn La, Mai Sơn", 1.5),
    ("7", "urban", 3, 650000.25, 'Mù "Cang" Chải; Yên Bái', 0.25),
    ("A;3", "rural", 1, None, "tab\there", 2),
    ("A,4", "rural", 2, 1000000, "two\nlines", 2),
]
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
BY_COMMA = ("--decimal", ",")


@pytest.fixture(params=["careful", "fast"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with the reader of small files, and with that of large ones."""
    if request.param == "fast":
        monkeypatch.setattr(delimited, "SMALL", 0)


both_readers = pytest.mark.usefixtures("reader")


def survey(folder: Path, text: str) -> Path:
    path = folder / "survey.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


# Separators


@both_readers
@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CR-LF"])
@pytest.mark.parametrize("rows", [SURVEY, SURVEY[:4]], ids=["line breaks", "regular"])
def test_separators(tmp_path: Path, separator: str, line_end: str, rows: Table) -> None:
    """Cells may be separated by commas, semicolons or tabs, and hold the others, quoted or not."""
    expected = profile(write_csv(tmp_path / "plain.csv", rows), *BY_INCOME)
    head, tail = text_of(rows, separator).split("\n", 1)
    file = survey(tmp_path, f"{head}{line_end}{tail}")
    assert profile(file, *BY_INCOME) == expected
    found = classify(file, *BY_INCOME, "-q", "--keep", "all")
    assert found.column("province")[:3] == [row[4] for row in rows[1:4]]


@both_readers
@pytest.mark.parametrize("separator", [";", "\t"])
def test_faults_of_lines_with_other_separators(tmp_path: Path, separator: str) -> None:
    """A line that is short or long is refused with its surplus, whatever separates its cells."""
    good = [*HEADER], ["A1", "rural", "4", "1"], ["A4", "rural", "4", "1"]
    short, long = ["A2", "rural", "4"], ["A3", "rural", "4", "1", "x", "y"]
    rows = [good[0], good[1], short, long, good[2]]
    file = survey(tmp_path, "\n".join(separator.join(row) for row in rows))
    rejects = tmp_path / "rejects.csv"
    found = classify(file, *BY_INCOME, "-q", "--rejects", rejects)
    assert found.column("household_id") == ["A1", "A4"]
    refused = [(row["line"], row["household_id"], row["surplus"]) for row in rows_of(rejects)]
    assert refused == [("3", "A2", ""), ("4", "A3", f"x{separator}y")]


@pytest.mark.parametrize("line", ["sep=;", "sep=\t", '"sep=,"', "SEP=;", "sep=;,,,"])
def test_a_line_that_names_the_separator(tmp_path: Path, line: str) -> None:
    """A first line for Excel alone is said to be that."""
    file = tmp_path / "survey.csv"
    file.write_text(f"{line}\n" + text_of([HEADER, ("1", "rural", 4, 400000)], ";"))
    errors = refusal(file, *BY_INCOME)
    assert "a line that only Excel reads" in errors
    assert "delete line 1" in errors


@both_readers
@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS)
def test_a_quoted_name_may_hold_the_other_separators(tmp_path: Path, separator: str) -> None:
    """Separators in the quoted name of a column do not separate."""
    name = "income; in VND, a\tmonth"
    rows: Table = [(*HEADER, name), ("A1", "rural", 4, 1, "x")]
    text = text_of(rows, separator).replace(name, f'"{name}"').replace('""', '"')
    found = classify(survey(tmp_path, text), *BY_INCOME, "-q", "--keep", "all")
    assert found.column(name) == ["x"]


@both_readers
@pytest.mark.parametrize(
    ("separator", "other", "held"),
    [(",", ";", "',' and ';'"), (";", "\t", "';' and tabs"), (",", "\t", "',' and tabs")],
)
def test_a_header_with_two_separators(
    tmp_path: Path, separator: str, other: str, held: str
) -> None:
    """Which of two separators in a header is meant is not guessed."""
    text = separator.join([*HEADER, f"note{other}more"]) + "\n"
    errors = refusal(survey(tmp_path, text), *BY_INCOME)
    assert f"survey.csv has {held} in its header" in errors
    assert "quote the column names that contain the other" in errors


@both_readers
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CR-LF", "CR"])
def test_only_the_header_says_the_separator(tmp_path: Path, line_end: str) -> None:
    """Other separators in the rows are text, however the lines end."""
    text = line_end.join(["", ",".join((*HEADER, "note")), "A1,rural,4,1,a;b\tc", ""])
    found = classify(survey(tmp_path, text), *BY_INCOME, "-q", "--keep", "all")
    assert found.code == 0, found.errors
    assert found.column("note") == ["a;b\tc"]


@both_readers
def test_a_first_line_of_blanks(tmp_path: Path) -> None:
    """A first line of spaces and tabs alone is no header, and says nothing of the separator."""
    file = survey(tmp_path, f" \t\n{','.join(HEADER)}\nA1,rural,4,1\n")
    assert classify(file, *BY_INCOME, "-q").column("household_id") == ["A1"]


@both_readers
def test_semicolons_in_a_survey_of_one_column(tmp_path: Path) -> None:
    """A header without a separator is one column, whatever its rows hold."""
    errors = refusal(survey(tmp_path, "household_id\nA;1\nA,2\n"), *BY_INCOME)
    assert "does not have all columns; it has household_id" in errors


# Decimal signs

COMMAS = """\
household_id;area;household_size;income_per_capita;floor_area;weight
A1;rural;4,0;400000;32,0;1,5
A2;urban;3;650000,25;23,9;,25
"""


@both_readers
def test_decimal_commas(tmp_path: Path) -> None:
    """With --decimal "," 52,5 is a number, and 4,0 a whole one."""
    file = survey(tmp_path, COMMAS)
    points = tmp_path / "points.csv"
    points.write_text(COMMAS.replace(",", "."), encoding="utf-8")
    found = profile(file, *BY_INDICATORS, *BY_COMMA)
    assert found == profile(points, *BY_INDICATORS)
    rows = classify(file, *BY_INDICATORS, *BY_COMMA, "-q").rows
    assert [row["household_size"] for row in rows] == ["4", "3"]
    assert [row["income_per_capita"] for row in rows] == ["400000", "650000.25"]
    assert [row["housing_area"] for row in rows] == ["0", "1"]
    assert [row["weight"] for row in rows] == ["1.5", "0.25"]


@both_readers
@pytest.mark.parametrize(
    "number", ["52.5", "1.500.000", "1.500,5", "1,500,000", "1.500.000,00", "1 500", "1e5"]
)
def test_no_numbers_with_decimal_commas(tmp_path: Path, number: str) -> None:
    """With --decimal "," a point in a number refuses its row, and so do separators of thousands."""
    text = f"{';'.join(HEADER)}\nA1;rural;4;{number}\n"
    errors = refusal(survey(tmp_path, text), *BY_INCOME, *BY_COMMA)
    assert f"income_per_capita: is not a number (1 row: line 2 '{number}')" in errors
    assert "separators of thousands" in errors


@both_readers
@pytest.mark.parametrize("number", ["52,5", "1.500.000", "1,500,000", "1.500.000,00"])
def test_no_numbers_with_decimal_points(tmp_path: Path, number: str) -> None:
    """Without the option a comma in a number refuses its row, and the advice names the option."""
    text = f"{';'.join(HEADER)}\nA1;rural;4;{number}\n"
    errors = refusal(survey(tmp_path, text), *BY_INCOME)
    assert f"income_per_capita: is not a number (1 row: line 2 '{number}')" in errors
    assert '--decimal ","' in errors
    assert "separators of thousands" in errors


@both_readers
def test_a_whole_number_with_a_comma(tmp_path: Path) -> None:
    """Without the option a size of 4,0 is refused, and the advice names the option."""
    text = f"{';'.join(HEADER)}\nA1;rural;4,0;400000\n"
    errors = refusal(survey(tmp_path, text), *BY_INCOME)
    assert "household_size: is not a whole number (1 row: line 2 '4,0')" in errors
    assert '--decimal ","' in errors


def test_the_decimal_sign_is_a_point_or_a_comma(tmp_path: Path) -> None:
    """Another decimal sign is a wrong command line."""
    file = write_csv(tmp_path / "survey.csv", SURVEY)
    assert "--decimal" in refusal(file, *BY_INCOME, "--decimal", ";", code=2)


def test_decimal_commas_leave_text_alone(tmp_path: Path) -> None:
    """With --decimal "," ids, groups and carried columns keep their points and commas."""
    text = f"{';'.join(HEADER)};province;note\n1.5;rural;4;1;01.02;1.5,7\n1,5;rural;4;1;a,b;2,5\n"
    found = classify(survey(tmp_path, text), *BY_INCOME, *BY_COMMA, "-q", "--keep", "all")
    assert found.column("household_id") == ["1.5", "1,5"]
    assert found.column("province") == ["01.02", "a,b"]
    assert found.column("note") == ["1.5,7", "2,5"]


def test_decimal_commas_leave_typed_numbers_alone(tmp_path: Path) -> None:
    """With --decimal "," a number of a typed column has no sign to be mistaken."""
    rows: Table = [(*HEADER, "weight"), ("A1", "rural", 4, 400000.5, 1.5)]
    found = classify(write_parquet(tmp_path / "s.parquet", rows), *BY_INCOME, *BY_COMMA, "-q")
    assert (found.column("income_per_capita"), found.column("weight")) == (["400000.5"], ["1.5"])


def test_decimal_commas_beside_typed_numbers(tmp_path: Path) -> None:
    """With --decimal "," text of one file and typed numbers of another are the same survey."""
    rows: Table = [(*HEADER, "weight"), ("A1", "rural", 4, 400000.5, 1.5)]
    typed = write_parquet(tmp_path / "typed.parquet", rows)
    text = survey(tmp_path, text_of(rows, ";", ",").replace("A1", "A2"))
    found = classify(text, typed, *BY_INCOME, *BY_COMMA, "-q")
    assert found.code == 0, found.errors
    assert found.column("income_per_capita") == ["400000.5"] * 2
    assert found.column("weight") == ["1.5"] * 2


def test_the_decimal_sign_of_members(tmp_path: Path) -> None:
    """--decimal holds for the members as well."""
    people = [["household_id", "person_id", "age"], ["A1", "1", "30,0"]]
    members = tmp_path / "members.csv"
    members.write_text("\n".join(";".join(row) for row in people), encoding="utf-8")
    file = survey(tmp_path, f"{';'.join(HEADER)}\nA1;rural;1;400000,5\n")
    found = classify(file, "--members", members, *BY_INDICATORS, *BY_COMMA, "-q")
    assert (found.code, found.column("household_size")) == (0, ["1"])
    assert '--decimal ","' in refusal(
        write_csv(tmp_path / "s.csv", [HEADER, ("A1", "rural", 1, 1)]),
        *("--members", members, *BY_INDICATORS),
    )


@pytest.mark.parametrize("line", ["1,rural,4,{}\n", "1,{},4,1\n", "{}"])
@pytest.mark.parametrize("before", [0, 100_000])
def test_a_line_without_end(tmp_path: Path, line: str, before: int) -> None:
    """A line longer than lines are is refused, by its number, in a large file and a small one."""
    file = tmp_path / "survey.csv"
    rows = "".join(f"{n},rural,4,1000000\n" for n in range(before))
    file.write_text(f"{','.join(HEADER)}\n{rows}{line.format('1' * 2_500_000)}")
    said = refusal(file, *BY_INCOME)
    assert f"a line of more than 2,097,152 characters, line {before + 2}" in said


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize(("more", "code"), [(-1, 0), (0, 0), (1, 3)])
@pytest.mark.parametrize("letter", ["x", "đ"])
def test_the_longest_line(tmp_path: Path, end: str, more: int, code: int, letter: str) -> None:
    """A line has so many characters at most, whatever ends it."""
    file = tmp_path / "survey.csv"
    begin = "A1,rural,4,1000000,"
    line = begin + letter * (2_097_152 + more - len(begin))
    file.write_text(f"{','.join(HEADER)},note\n{line}{end}", encoding="utf-8", newline="")
    done = classify(file, *BY_INCOME)
    assert done.code == code, done.errors


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_the_most_blank_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes) -> None:
    """In a large file so many bytes of blank lines follow one another at most."""
    monkeypatch.setattr("mdpoverty.files.beginning._PIECE", 1 << 18)
    file = tmp_path / "survey.csv"
    blank = (1 << 16) // len(end)
    for lines in (blank, blank + 1):
        rows = [b"x" * 100] * 2_000
        file.write_bytes(end.join([*rows, *[b""] * lines, *rows]))
        if lines == blank:
            refuse_blank_lines(file, file.name)
        else:
            with pytest.raises(SurveyError, match="blank lines"):
                refuse_blank_lines(file, file.name)


def test_a_row_of_too_many_cells(tmp_path: Path) -> None:
    """A row of more cells than a table has columns is refused by its line, and no row after it."""
    file = tmp_path / "survey.csv"
    file.write_text(f"{','.join(HEADER)}\n1,rural,4,1{',' * 16_380}\n2,rural,4,1{',' * 16_381}\n")
    said = refusal(file, *BY_INCOME)
    assert "has 16,385 cells in one row, more than 16,384 (1 row: line 3)" in said


def test_a_file_that_is_emptied_while_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file that is saved again after its beginning was read is refused in words."""

    def emptied(path: Path, *_: object) -> Regular:
        path.write_bytes(b"")
        return Regular(3, quoted=False)

    monkeypatch.setattr(delimited, "SMALL", 0)
    monkeypatch.setattr(delimited, "regular_rows", emptied)
    file = write_csv(tmp_path / "survey.csv", [HEADER])
    assert "changed while it was opened" in refusal(file, *BY_INCOME)
