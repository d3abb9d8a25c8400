"""What a survey may look like and still be read, and the traps of the engines underneath.

Most tests run twice: with the careful reader, which small files take, and with the fast reader,
which otherwise only large files take.
"""

import csv
import gzip
import io
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import mdpoverty
from mdpoverty import cli
from mdpoverty.errors import SurveyError
from mdpoverty.files import delimited
from mdpoverty.files.delimited import read_delimited
from mdpoverty.files.rows import FAULT, LINE, ROW
from mdpoverty.files.rows import Rows as FileRows

Rows = list[dict[str, str]]
Classify = Callable[..., Rows]
Many = Callable[[str, str], tuple[pl.DataFrame, pl.DataFrame]]

BY_INDICATORS = "vn-2022-2025"
BY_INCOME = "vn-2011-2015"  # has no indicators: its plan is short, and so is the test
HEADER = "household_id,area,household_size,income_per_capita"
PLAIN = f"{HEADER}\nA1,rural,4,400000\nA2,urban,3,650000\n"
KEEP = ("--keep", "all")
INNER_NAMES = (
    *("_row", "_line", "_fault", "_fault_value", "_surplus", "_refused", "_income", "_0"),
    *("cell:area", "value:area"),
)
NBSP = "\N{NO-BREAK SPACE}"
MANY = 200_000  # rows: two batches of the careful reader, several of the engine


@pytest.fixture(params=["careful", "fast"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with each reader."""
    name: str = request.param
    if name == "fast":
        monkeypatch.setattr(delimited, "SMALL", 0)
    return name


both_readers = pytest.mark.usefixtures("reader")


@pytest.fixture
def classify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Classify:
    """Return a function that classifies a survey's text and returns the rows of its profile."""

    def run(survey: str | bytes, *options: str, standard: str = BY_INCOME) -> Rows:
        path, output = tmp_path / "survey.csv", tmp_path / "profile.csv"
        path.write_bytes(survey if isinstance(survey, bytes) else survey.encode())
        arguments = ["classify", str(path), "--standard", standard, "-o", str(output), "-q"]
        code = cli.run([*arguments, *options])
        assert (code, *capsys.readouterr()) == (0, "", "")
        return rows_of(output)

    return run


@pytest.fixture
def many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Many:
    """Return a function that classifies many rows, and returns the profile and the refused rows."""

    def run(survey: str, standard: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        path, output = tmp_path / "survey.csv", tmp_path / "profile.csv"
        rejects = tmp_path / "rejects.csv"
        path.write_text(survey)
        arguments = ["classify", str(path), "--standard", standard, "-o", str(output), "-q"]
        code = cli.run([*arguments, "--rejects", str(rejects)])
        assert (code, *capsys.readouterr()) == (0, "", "")
        text = {"household_id": pl.String()}
        return pl.read_csv(output, schema_overrides=text), pl.read_csv(
            rejects, schema_overrides=text
        )

    return run


@pytest.fixture
def refused(tmp_path: Path, classify: Classify) -> Callable[[str | bytes], Rows]:
    """Return a function that classifies a survey's text and returns the rows that are refused."""

    def run(survey: str | bytes) -> Rows:
        classify(survey, "--rejects", str(tmp_path / "rejects.csv"))
        return rows_of(tmp_path / "rejects.csv")

    return run


def rows_of(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def column(rows: Rows, name: str) -> list[str]:
    return [row[name] for row in rows]


def ids(rows: Rows) -> list[str]:
    return column(rows, "household_id")


def written(rows: Iterable[Iterable[str]], line_end: str = "\n") -> str:
    """Return rows as CSV, quoted where they must be."""
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def survey(columns: str, *cells: str) -> str:
    """Return a survey of poor rural households that differ in the cells of `columns`."""
    lines = [f"A{i},rural,4,1000000,{line}\n" for i, line in enumerate(cells)]
    return f"{HEADER},{columns}\n{''.join(lines)}"


# How a file may be laid out


@both_readers
def test_byte_order_mark(classify: Classify) -> None:
    """A byte order mark is no part of the first column's name."""
    assert ids(classify("\ufeff" + PLAIN)) == ["A1", "A2"]


@both_readers
@pytest.mark.parametrize("line_end", ["\r\n", "\r"], ids=["CR-LF", "CR"])
def test_line_ends(classify: Classify, line_end: str) -> None:
    """Lines may end as on Windows, or with CR alone, which Polars takes for one line."""
    assert classify(PLAIN.replace("\n", line_end)) == classify(PLAIN)


@both_readers
def test_mixed_line_ends(classify: Classify) -> None:
    """Lines of one file may end in different ways."""
    rows = classify(f"{HEADER}\r\nA1,rural,4,1\nA2,rural,4,1\r\nA3,rural,4,1\rA4,rural,4,1\n")
    assert ids(rows) == ["A1", "A2", "A3", "A4"]
    assert column(rows, "income_per_capita") == ["1"] * 4


@both_readers
def test_no_final_newline(classify: Classify) -> None:
    """The last line need not be ended."""
    assert classify(PLAIN.rstrip("\n")) == classify(PLAIN)


@both_readers
def test_blank_lines(classify: Classify) -> None:
    """A blank line, which Polars makes a row of nulls, is no row, and survey_row leaves it out."""
    rows = classify(f"\n{HEADER}\n\nA1,rural,4,1\n \t\n\r\n{NBSP}\nA2,urban,3,1\n\n\n")
    assert ids(rows) == ["A1", "A2"]
    assert column(rows, "survey_row") == ["1", "2"]


@both_readers
def test_errors_name_the_physical_line(refused: Callable[[str], Rows]) -> None:
    """The line of a refused row counts blank lines, and the line breaks within cells."""
    rows = refused(f'{HEADER},note\n\nA1,rural,4,1,"a\nb"\nA2,rural,4,x,\n\nA3,rural,4,y,\n')
    assert column(rows, "line") == ["5", "7"]


@both_readers
@pytest.mark.parametrize("text", [HEADER, HEADER + "\n", HEADER + "\r\n\r\n"])
def test_header_without_rows(classify: Classify, tmp_path: Path, text: str) -> None:
    """A survey without households has a profile without households, but with its header."""
    assert classify(text) == []
    assert (tmp_path / "profile.csv").read_text().startswith("household_id,survey_row,area,")


@both_readers
def test_quoted_cells(classify: Classify) -> None:
    """A quoted cell may hold separators, line breaks and doubled quotes, and keeps them."""
    notes = ["Bản Lác, Mai Châu", "two\nlines", "two\r\nlines", 'a "quoted" word', '"', ",", "x"]
    cells = ([f"A{i}", "rural", "4", "1", note] for i, note in enumerate(notes))
    rows = classify(written([[*HEADER.split(","), "a, note"], *cells]), *KEEP)
    assert column(rows, "a, note") == notes
    assert ids(rows) == [f"A{i}" for i in range(len(notes))]


@both_readers
def test_quote_within_a_cell(classify: Classify) -> None:
    """A quote within a cell that is not quoted stands for itself."""
    assert column(classify(survey("note", '5" pipe', 'x"y"'), *KEEP), "note") == ['5" pipe', 'x"y"']


@both_readers
def test_long_cell(classify: Classify) -> None:
    """A cell may be longer than the 131,072 characters that Python's csv takes unasked."""
    assert ids(classify(survey("note", "x" * 200_000, "y"))) == ["A0", "A1"]


@both_readers
def test_columns_in_any_order(classify: Classify) -> None:
    """Columns may stand in any order, with spaces around their names, and one without a name."""
    header = f" income_per_capita ,,{NBSP}area,household_size,household_id"
    [row] = classify(f"{header}\n1,x,urban,3,A1\n")
    assert [row["household_id"], row["area"], row["household_size"]] == ["A1", "urban", "3"]


@both_readers
@pytest.mark.parametrize("name", INNER_NAMES)
def test_column_of_any_name(classify: Classify, tmp_path: Path, name: str) -> None:
    """A survey's own column may be called as columns are called inside, and is carried through."""
    rejects = tmp_path / "rejects.csv"
    text = f"{HEADER},{name}\nA1,rural,4,1,kept\nA2,city,4,1,kept\n"
    assert column(classify(text, *KEEP, "--rejects", str(rejects)), name) == ["kept"]
    assert column(rows_of(rejects), name) == ["kept"]


PATTERNS = ["*", "^a.*$", "^house.*size$", "^$", "^.*\u0301$"]


@both_readers
@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("option", [(), KEEP, ("--by", "area")])
def test_column_that_is_called_as_a_pattern(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    option: tuple[str, ...],
) -> None:
    """What an engine takes for other columns too is refused by its name, and nothing else is."""
    monkeypatch.chdir(tmp_path)
    command = "summarize" if "--by" in option else "classify"
    for called, code in ((name, 3), (f"x{name}", 0), (f"{name}x", 0)):
        Path("survey.csv").write_text(f"{HEADER},{called}\nA1,rural,4,1,kept\n", encoding="utf-8")
        done = cli.run([command, "survey.csv", "--standard", BY_INCOME, "-q", *option, "-o", "o"])
        said = capsys.readouterr().err
        assert done == code, said
        assert ("is a pattern of names" in said) == (code > 0)
        Path("o").unlink(missing_ok=True)


def test_frame_with_a_column_that_is_called_as_a_pattern() -> None:
    """So it is in the library, for frames of any kind."""
    rows = {"household_id": ["1"], "area": ["rural"], "household_size": [4], "^a.*$": ["x"]}
    frame = pl.DataFrame({**rows, "income_per_capita": [1]})
    for each in (frame, frame.lazy(), frame.to_pandas(), frame.to_arrow()):
        with pytest.raises(SurveyError, match="reserved name"):
            mdpoverty.classify(each, BY_INCOME)


@both_readers
@pytest.mark.parametrize("name", ["s[1].csv", "s*.csv", "s?.csv", "s%41.csv", "hộ {x}.csv", "s"])
def test_file_of_any_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A file's name is never a pattern, and what is in it says what it is."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(PLAIN)
    Path("s1.csv").write_text("another")
    output = f"{name}.profile.csv"
    assert cli.run(["classify", name, "--standard", BY_INCOME, "-q", "-o", output]) == 0
    assert capsys.readouterr() == ("", "")
    assert ids(rows_of(Path(output))) == ["A1", "A2"]


# Where a survey may come from


@both_readers
def test_gzip(classify: Classify) -> None:
    """A gzip file is read like the file in it."""
    assert classify(gzip.compress(PLAIN.encode())) == classify(PLAIN)


@both_readers
@pytest.mark.parametrize("kind", ["csv", "gzip", "parquet"])
def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """`-` is standard input, of whatever kind that is."""
    data = {
        "csv": PLAIN.encode(),
        "gzip": gzip.compress(PLAIN.encode()),
        "parquet": parquet(pl.read_csv(PLAIN.encode())),
    }[kind]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    code = cli.run(["classify", "-", "--standard", BY_INCOME])
    out, errors = capsys.readouterr()
    assert code == 0
    assert ids(list(csv.DictReader(io.StringIO(out)))) == ["A1", "A2"]
    assert "standard input: 2 rows read = 2 written + 0 refused" in errors


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


TEXTS = pl.DataFrame(
    {
        "household_id": ["7", "8", "9"],
        "area": ["rural", "urban", "urban"],
        "household_size": ["4", "3", "1"],
        "income_per_capita": ["1500000", "2000000.5", None],
        "weight": ["1.25", "2", "0"],
        "toilet": ["septic", "bucket", None],
        "has_tv": ["yes", "no", None],
        "dependants": ["2", None, "1"],
    }
)
TYPED = TEXTS.with_columns(
    pl.col("household_id", "household_size", "dependants").cast(pl.Int16),
    pl.col("income_per_capita", "weight").cast(pl.Float64),
    pl.col("area", "toilet").cast(pl.Categorical),
    has_tv=pl.col("has_tv") == "yes",
)
FLOATS = TYPED.with_columns(
    pl.col("household_id", "household_size", "dependants", "has_tv").cast(pl.Float64)
)


@pytest.mark.parametrize("frame", [TEXTS, TYPED, FLOATS], ids=["text", "typed", "floats"])
def test_parquet(classify: Classify, frame: pl.DataFrame) -> None:
    """A Parquet file, text or typed, gives the profile of the same cells in CSV."""
    assert classify(parquet(frame), standard=BY_INDICATORS) == classify(
        TEXTS.write_csv(), standard=BY_INDICATORS
    )


def test_parquet_nan(refused: Callable[[bytes], Rows]) -> None:
    """NaN, in Polars larger than everything and never null, is refused like infinities."""
    odd = [1.0, float("nan"), float("inf"), -float("inf"), None]
    frame = pl.DataFrame(
        {"household_id": list("abcde"), "area": "rural", "household_size": 1}
    ).with_columns(income_per_capita=pl.Series(odd))
    rows = refused(parquet(frame))
    assert ids(rows) == ["b", "c", "d"]
    assert column(rows, "row") == ["2", "3", "4"]
    assert set(column(rows, "problems")) == {"income_per_capita is not a number"}


def test_parquet_fraction_of_a_person(refused: Callable[[bytes], Rows]) -> None:
    """A household size of 2.5 is refused in a typed column too, never cut to a whole number."""
    frame = pl.DataFrame(
        {
            "household_id": ["a", "b", "c"],
            "area": "rural",
            "household_size": [2.0, 2.5, float("nan")],
            "income_per_capita": 1,
        }
    )
    assert ids(refused(parquet(frame))) == ["b", "c"]


# What a cell may look like


@both_readers
def test_ids_are_text(classify: Classify) -> None:
    """Nothing is inferred from ids: 007 is not 7, and NA, None, 1e5 and true are ids."""
    found = ["007", "7", "07", "7.0", "NA", "None", "nan", "null", "1e5", "true", "-1", "é", "=1"]
    rows = classify(f"{HEADER}\n" + "".join(f"{id_},rural,4,1\n" for id_ in found))
    assert ids(rows) == found


@both_readers
def test_groups_are_text(classify: Classify) -> None:
    """Nothing is inferred from groups: province 01 stays 01, and NA stays NA."""
    rows = classify(survey("province,commune", "01,NA", "1,", "001,None"))
    assert column(rows, "province") == ["01", "1", "001"]
    assert column(rows, "commune") == ["NA", "", "None"]


@both_readers
def test_cells_are_trimmed(classify: Classify) -> None:
    """Spaces, tabs and no-break spaces around a cell are no part of it."""
    plain = classify(survey("province,weight,toilet,has_tv", "Sơn La,1.5,septic,yes"))
    spaced = f'" Sơn La{NBSP}", 1.5 ,\tseptic\t,{NBSP} yes {NBSP}'
    assert classify(survey("province,weight,toilet,has_tv", spaced)) == plain
    text = f"{HEADER}\n{NBSP}A1 , rural{NBSP},\t4\t,{NBSP}400000 \n A2,urban ,3 , 650000\n"
    assert classify(text) == classify(PLAIN)


@both_readers
def test_spaces_alone_are_blank(classify: Classify) -> None:
    """A cell of spaces alone is unknown like an empty one."""
    columns = "floor_area,toilet,has_tv,dependants,province"
    cells = [",,,,", " ,  ,\t, ,  ", ",".join([NBSP] * 5), ",".join(['""'] * 5)]
    rows = classify(survey(columns, *cells), standard=BY_INDICATORS)
    assert {row["unknown_indicators"] for row in rows} == {"12"}
    assert set(column(rows, "province")) == {""}


@both_readers
def test_areas(classify: Classify) -> None:
    """An area is spelt in English or Vietnamese, in any case."""
    rural = ["rural", "RURAL", "Rural", "nông thôn", "Nông Thôn", "NÔNG THÔN", " nông thôn "]
    urban = ["urban", "Urban", "thành thị", "Thành Thị", "THÀNH THỊ", "đô thị", "Đô thị", "ĐÔ THỊ"]
    lines = [f"A{i},{area},4,1\n" for i, area in enumerate(rural + urban)]
    rows = classify(f"{HEADER}\n{''.join(lines)}")
    assert column(rows, "area") == ["rural"] * len(rural) + ["urban"] * len(urban)


@both_readers
def test_booleans(classify: Classify) -> None:
    """A yes or no is spelt in English, Vietnamese, as true or false, or 1 or 0, in any case."""
    yes = ["yes", "YES", "true", "True", "TRUE", "1", "có", "Có", "CÓ", " yes "]
    no = ["no", "No", "false", "False", "FALSE", "0", "không", "Không", "KHÔNG", " no "]
    rows = classify(survey("uses_internet", *yes, *no), standard=BY_INDICATORS)
    assert column(rows, "telecom") == ["0"] * len(yes) + ["1"] * len(no)


@both_readers
def test_codes_in_any_case(classify: Classify) -> None:
    """A code is read in any case."""
    cells = ["septic", "Septic", "SEPTIC", "Pour_Flush", "BUCKET", "None"]
    rows = classify(survey("toilet", *cells), standard=BY_INDICATORS)
    assert column(rows, "sanitation") == ["0", "0", "0", "0", "1", "1"]


@both_readers
def test_numbers(classify: Classify) -> None:
    """A number has a sign, digits and one decimal point, up to 15 digits that count."""
    cells = {
        "400000": "400000",
        "+400000": "400000",
        "-400000": "-400000",
        "400000.0": "400000",
        "400000.50": "400000.5",
        "0.1": "0.1",
        "000000000000000000400000": "400000",
        "123456789012345": "123456789012345",
        "-123456789012345": "-123456789012345",
        "0.12345678901234": "0.12345678901234",
        "0": "0",
    }
    lines = [f"A{i},rural,4,{cell}\n" for i, cell in enumerate(cells)]
    rows = classify(f"{HEADER}\n{''.join(lines)}")
    assert column(rows, "income_per_capita") == list(cells.values())


@both_readers
def test_whole_numbers(classify: Classify) -> None:
    """4.0 is a whole number, and so are +4 and 04."""
    sizes = ["4", "4.0", "4.000", "+4", "04", " 4 "]
    lines = [f"A{i},rural,{size},1\n" for i, size in enumerate(sizes)]
    assert column(classify(f"{HEADER}\n{''.join(lines)}"), "household_size") == ["4"] * len(sizes)


NO_NUMBERS = (
    *("1.500.000", "1,5", "1 500", "1e5", "1E5", "1e-5", "0x10", "1_000", "1'000", "1500 VND"),
    *("nan", "NaN", "NA", "N/A", "None", "null", "inf", "-Infinity", ".", "-", "+", "--5", "5-"),
    *("1.2.3", "1234567890123456", "1.234567890123456", "true", "yes", "?"),
    *(
        "\N{VULGAR FRACTION ONE HALF}",
        "\N{FULLWIDTH DIGIT FIVE}",
        "\N{ARABIC-INDIC DIGIT FIVE}",
        "\N{MINUS SIGN}5",
    ),
)


@both_readers
@pytest.mark.parametrize("name", ["income_per_capita", "household_size"])
def test_no_numbers(refused: Callable[[str], Rows], name: str) -> None:
    """What is not a number in plain digits is refused, whatever a reader might make of it."""
    cells = {"household_size": "4", "income_per_capita": "1"}
    rows = [
        [f"A{i}", "rural", *{**cells, name: wrong}.values()] for i, wrong in enumerate(NO_NUMBERS)
    ]
    found = refused(written([HEADER.split(","), *rows]))
    assert tuple(column(found, name)) == NO_NUMBERS


# Traps of the engines


@both_readers
def test_short_lines_never_become_blanks(refused: Callable[[str], Rows], tmp_path: Path) -> None:
    """A short line, which Polars fills with nulls, is refused, the cells that it has kept."""
    text = survey("toilet,has_tv", "septic,yes", "septic", "bucket,no")
    rows = refused(text)
    assert ids(rows) == ["A1"]
    assert column(rows, "toilet") == ["septic"]
    assert "not as many cells as the header has" in rows[0]["problems"]
    assert ids(rows_of(tmp_path / "profile.csv")) == ["A0", "A2"]


@both_readers
def test_long_lines_lose_nothing(refused: Callable[[str], Rows], tmp_path: Path) -> None:
    """A long line, whose end truncate_ragged_lines drops, is refused with its surplus."""
    rows = refused(survey("note", "x", "x,y,z", "x"))
    assert ids(rows) == ["A1"]
    assert "y,z" in rows[0].values()
    assert ids(rows_of(tmp_path / "profile.csv")) == ["A0", "A2"]


@both_readers
def test_short_and_long_lines_do_not_even_out(refused: Callable[[str], Rows]) -> None:
    """A line too short and a line too long are both refused, though the sum of cells is right."""
    rows = refused(f"{HEADER}\nA1,rural,4\nA2,rural,4,1,\nA3,rural,4,1\n")
    assert ids(rows) == ["A1", "A2"]


@both_readers
def test_doubled_header_is_not_renamed(tmp_path: Path) -> None:
    """A column named twice, of which Polars renames one, refuses the file."""
    with pytest.raises(SurveyError, match="columns of the same name"):
        read(f"{HEADER},area\nA1,rural,4,1,urban\n".encode(), tmp_path)


@both_readers
def test_nul_is_not_text(refused: Callable[[str], Rows]) -> None:
    """A NUL, which Polars reads as text, refuses its row."""
    rows = refused(survey("note", "a\0b", "ab"))
    assert len(rows) == 1
    assert "NUL" in rows[0]["problems"]


@both_readers
def test_unclosed_quote_names_its_line(tmp_path: Path) -> None:
    """A quote that is never closed, and swallows the rest of the file, is named by its line."""
    lines = [f"A{i},rural,4,1\n" for i in range(3_000)]
    lines[1_499] = 'A1499,"rural,4,1\n'
    with pytest.raises(SurveyError, match=r"line 1501 on: a quote .*never close"):
        read(f"{HEADER}\n{''.join(lines)}".encode(), tmp_path)


@both_readers
def test_invalid_utf8_has_a_place(refused: Callable[[bytes], Rows]) -> None:
    """Bytes that are not UTF-8 refuse their row, by its line, and no other."""
    lines = [f"A{i},rural,4,1,Hà Nội\n".encode() for i in range(100)]
    lines[49] = b"A49,rural,4,1,Hu\xea\xec\n"  # as Windows-1258 has it
    rows = refused(f"{HEADER},commune\n".encode() + b"".join(lines))
    assert [(row["household_id"], row["line"]) for row in rows] == [("A49", "51")]


@both_readers
def test_unknown_among_codes_stays_unknown(classify: Classify) -> None:
    """A blank code is unknown: is_in on a null is null in Polars, and False elsewhere."""
    rows = classify(
        survey("water_source,toilet", "piped,septic", "surface,bucket", ","), standard=BY_INDICATORS
    )
    assert column(rows, "water") == ["0", "1", ""]
    assert column(rows, "sanitation") == ["0", "1", ""]


@both_readers
def test_any_and_all_are_kleene(classify: Classify) -> None:
    """One yes decides whatever is unknown, a no beside a blank does not, and all no does."""
    assets = "has_tv,has_radio,has_desktop,has_telephone,has_laptop,has_tablet,has_smartphone"
    cells = [",,,,,,yes", "no,no,no,no,no,no,", "no,no,no,no,no,no,no", "no,,yes,,,,", ",,,,,,"]
    rows = classify(survey(assets, *cells), standard=BY_INDICATORS)
    assert column(rows, "information_assets") == ["0", "", "1", "0", ""]


@both_readers
def test_counts_keep_unknown_answers(classify: Classify) -> None:
    """Two of three answers decide a count; a sum that skips nulls would forget the third."""
    parts = {
        "non_durable,non_durable,": "1",
        "non_durable,,durable": "",
        "non_durable,durable,durable": "0",
        "durable,,durable": "0",
        "non_durable,,": "",
        ",,": "",
    }
    rows = classify(survey("wall,column,roof", *parts), standard=BY_INDICATORS)
    assert column(rows, "housing_quality") == list(parts.values())


@both_readers
def test_lists_of_nothing_are_empty(classify: Classify, tmp_path: Path) -> None:
    """A list of no indicators is an empty cell, not `""`, and its row is there."""
    names = [
        *("members_without_job_or_contract", "dependants", "children_under_16_malnourished"),
        *("members_6plus_uninsured", "members_16_30_without_education"),
        *("children_3_15_not_at_level", "house_type", "floor_area", "water_source", "toilet"),
        *("uses_internet", "has_tv"),
    ]
    none = "0,0,0,0,0,0,permanent,100,piped,septic,yes,yes"
    rows = classify(survey(",".join(names), none, ",,,,,,,,,,,"), standard=BY_INDICATORS)
    assert column(rows, "deprived_in") == ["", ""]
    assert rows[0]["unknown_in"] == ""
    assert column(rows, "unknown_indicators") == ["0", "12"]
    assert '""' not in (tmp_path / "profile.csv").read_text()


@both_readers
def test_division_by_zero(refused: Callable[[str], Rows], tmp_path: Path) -> None:
    """A household of nobody is refused, and makes no infinite income."""
    header = "household_id,area,household_size,household_income,floor_area"
    rows = refused(f"{header}\nA1,rural,0,1000000,30\nA2,rural,2,1000000,30\nA3,rural,0,0,0\n")
    assert ids(rows) == ["A1", "A3"]
    [kept] = rows_of(tmp_path / "profile.csv")
    assert (kept["household_id"], kept["income_per_capita"]) == ("A2", "500000")


@both_readers
def test_floor_area_is_compared_without_dividing(classify: Classify) -> None:
    """Exactly 8 m2 a person is enough for households of every size, and a hair less is not."""
    header = "household_id,area,household_size,income_per_capita,floor_area"
    sizes = range(1, 41)
    enough = [f"e{n},rural,{n},1,{8 * n}.0\n" for n in sizes]
    short = [f"s{n},rural,{n},1,{8 * n - 1}.9999\n" for n in sizes]
    rows = classify(f"{header}\n{''.join(enough + short)}", standard=BY_INDICATORS)
    assert column(rows, "housing_area") == ["0"] * 40 + ["1"] * 40


@both_readers
def test_household_income_on_a_line(classify: Classify) -> None:
    """A household's income that is the line for each person is on the line for every size."""
    header = "household_id,area,household_size,household_income"
    sizes = range(1, 41)
    at = [f"a{n},rural,{n},{400_000 * n}\n" for n in sizes]
    above = [f"b{n},rural,{n},{400_000 * n + 1}\n" for n in sizes]
    rows = classify(f"{header}\n{''.join(at + above)}")
    assert column(rows, "class") == ["poor"] * 40 + ["near_poor"] * 40


@both_readers
def test_order_of_many_rows(many: Many) -> None:
    """Rows keep their order over many batches, though an indicator compares with many codes."""
    codes = ["septic", "bucket", "", "none", "open_pit", "double_vault", "other"]
    answers = [0, 1, None, 1, 1, 0, 1]
    lines = (f"{i},rural,4,1000000,{codes[i % 7]}\n" for i in range(MANY))
    profile, _ = many(f"{HEADER},toilet\n{''.join(lines)}", BY_INDICATORS)
    assert profile["household_id"].to_list() == [str(i) for i in range(MANY)]
    assert profile["survey_row"].to_list() == list(range(1, MANY + 1))
    assert profile["sanitation"].to_list() == [answers[i % 7] for i in range(MANY)]


@both_readers
def test_repeated_id_over_many_rows(many: Many) -> None:
    """An id is found twice though its rows lie in different batches, and only these are refused."""
    lines = (f"{i},rural,4,1000000\n" for i in range(MANY))
    profile, rejects = many(f"{HEADER}\n{''.join(lines)} 5 ,urban,3,1\n0,urban,3,1\n", BY_INCOME)
    refused = rejects["household_id"].str.strip_chars().to_list()
    assert refused == ["0", "5", "5", "0"]
    assert rejects["line"].to_list() == [2, 7, MANY + 2, MANY + 3]
    assert profile["household_id"].to_list() == [str(i) for i in range(MANY) if i not in (0, 5)]


# The two readers are one


def read(data: bytes, folder: Path) -> FileRows:
    path = folder / "survey.csv"
    path.write_bytes(data)
    return read_delimited(path, "survey.csv", folder)


def test_large_files_take_the_fast_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large regular file is handed to the engine as it is, without a word on faults."""
    assert FAULT in read(PLAIN.encode(), tmp_path).frame.collect_schema()
    monkeypatch.setattr(delimited, "SMALL", 0)
    assert FAULT not in read(PLAIN.encode(), tmp_path).frame.collect_schema()
    assert FAULT in read(f"{PLAIN}A3\n".encode(), tmp_path).frame.collect_schema()


WELL_FORMED = ["", "a", "007", " x ", '"b"', '"b,c"', '"b""c"', '""', "é", NBSP]
ODD = ['d"e', '"f"g', '"h\ni"', '"l\r\nm"', "\0", "\udcff", "\r", '"j" ', '"', '" k "', "\ufeff"]
HEADERS = ["a,b,c", '"a",b,"c"', 'a,"b,d",c', '"a\nb",b,c', 'a,"b"x,c', "\na,b,c", "a,b", "a,a,b"]


def lines() -> st.SearchStrategy[str]:
    """Return lines, most of them of three well-formed cells."""
    cell = st.sampled_from(WELL_FORMED) | st.sampled_from(WELL_FORMED + ODD)
    cells = st.lists(cell, min_size=3, max_size=3) | st.lists(cell, max_size=5)
    end = st.sampled_from(["\n", "\n", "\r\n", "\r\n", "\n\n", "\r"])
    return st.tuples(cells.map(",".join), end).map("".join)


def files() -> st.SearchStrategy[bytes]:
    """Return small files, regular or not."""
    parts = st.tuples(
        st.sampled_from(["", "\ufeff"]),
        st.just(HEADERS[0]) | st.sampled_from(HEADERS),
        st.sampled_from(["\n", "\n", "\r\n", "\r"]),
        st.lists(lines(), max_size=6).map("".join),
        st.sampled_from(["", "z,y,x"]),
    )
    return parts.map("".join).map(lambda text: text.encode("utf-8", "surrogateescape"))


def reading(data: bytes, folder: Path) -> object:
    """Return all that is read, or the error."""
    try:
        found = read(data, folder)
    except SurveyError as error:
        return str(error)
    frame = found.frame.collect()
    faults = frame[FAULT].to_list() if FAULT in frame.columns else [None] * (found.rows or 0)
    cells = frame.select(found.columns).fill_null("").rows()
    return found.columns, list(zip(frame[ROW], frame[LINE], faults, cells, strict=True))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(files())
def test_readers_agree_on_any_file(data: bytes) -> None:
    """The fast reader reads what the careful one reads: the same rows, lines, faults and errors."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        careful = reading(data, Path(name))
        patch.setattr(delimited, "SMALL", 0)
        assert reading(data, Path(name)) == careful


CELLS_OF = {
    "household_id": ["1", "01", "A", "B", "C", " C", "", "d,e"],
    "area": ["rural", "urban", "Đô thị", "RURAL ", "", "city"],
    "household_size": ["4", "3.0", " 2", "0", "x", "", "2.5", "1e1"],
    "income_per_capita": ["400000", "500000.5", "-1", "", " ", "1.5.5", "nan", "+650000"],
    "weight": ["1", "0.333333333333333", "2.0", "-1", ""],
    "note": ["", '""', "a", ' "', '"x ""y"" z"', "two words", "é"],
}


def surveys() -> st.SearchStrategy[str]:
    """Return small surveys of good and bad cells, quoted or not."""
    cells = [st.sampled_from(values) for values in CELLS_OF.values()]
    good = [st.sampled_from(values[:3]) for values in CELLS_OF.values()]
    rows = st.lists(st.tuples(*good) | st.tuples(*cells), max_size=8)
    return st.builds(
        lambda rows, end: written([list(CELLS_OF), *rows], end),
        rows,
        st.sampled_from(["\n", "\r\n"]),
    )


@settings(max_examples=20, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(surveys())
def test_readers_give_the_same_bytes(text: str) -> None:
    """Which reader a file takes changes no byte of the profile, the refused rows or the notes."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.chdir(name)
        Path("survey.csv").write_text(text, newline="")
        careful = outputs(patch)
        patch.setattr(delimited, "SMALL", 0)
        assert outputs(patch) == careful


def outputs(patch: pytest.MonkeyPatch) -> tuple[int, str, bytes, bytes]:
    """Return the exit code, the notes, and the bytes of the profile and of the refused rows."""
    notes = io.StringIO()
    patch.setattr("sys.stderr", notes)
    files = ["-o", "profile.csv", "--rejects", "rejects.csv"]
    code = cli.run(["classify", "survey.csv", "--standard", BY_INCOME, *KEEP, *files])
    profile, rejects = (Path(file).read_bytes() for file in ("profile.csv", "rejects.csv"))
    return code, notes.getvalue(), profile, rejects
