"""Tables for people: headings and codes in words, as Excel opens them."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from diffs import NEW, run, write_rows
from files import BY_INCOME, HEADER, Table, classify, rows_in, write_csv
from openpyxl import load_workbook
from places import TESTS

from mdpoverty.codebook import variables
from mdpoverty.files.labelled import KIND, OF_ROW, Measured, Words, as_text, in_words, rounded
from mdpoverty.language import Language
from mdpoverty.profile.labels import variable_labels

SURVEY: Table = [
    (*HEADER, "province"),
    ("A1", "rural", 4, 400000.5, "=1+1"),
    ("+A2", "Urban", 3, 9650000, "@x"),
]


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "survey.csv", SURVEY)


def test_csv_in_vietnamese(survey: Path) -> None:
    """It is marked as UTF-8, has Vietnamese words and numbers, and no cell that Excel computes."""
    found = classify(survey, *BY_INCOME, "-q", "--labelled", "--lang", "vi")
    assert found.code == 0, found.errors
    header, first, second = found.out.splitlines()
    assert header.startswith("\ufeffmã hộ;")
    assert "phân loại hộ" in header
    assert first.startswith("A1;1;'=1+1;Nông thôn;")
    assert ";hộ cận nghèo;" in first
    assert "400000,5" in first
    assert second.startswith("'+A2;2;'@x;Thành thị;")


@pytest.mark.parametrize("language", ["en", "vi"])
def test_headings_with_separators_are_told_for_people(tmp_path: Path, language: str) -> None:
    """A table for people is told by its headings, whatever signs those of the survey hold."""
    survey = tmp_path / "survey.csv"
    headings = f'{",".join(HEADER)},"Địa chỉ / Thôn, bản","Khu vực (1; 2)"'
    survey.write_text(f"{headings}\n1,rural,4,9,x,y\n")
    file = str(tmp_path / "profile.csv")
    asked = (*BY_INCOME, "--labelled", "--keep", "all", "--lang", language, "-o", file)
    assert classify(survey, *asked).code == 0
    assert "profile.csv is a table for people" in run("summarize", file).errors


def test_workbook_in_english(survey: Path, tmp_path: Path) -> None:
    """Text stays text, numbers stay numbers."""
    file = tmp_path / "profile.xlsx"
    found = classify(survey, *BY_INCOME, "-q", "--labelled", "-o", str(file))
    assert found.code == 0, found.errors
    sheet = load_workbook(file).worksheets[0]
    header, first, _ = ([cell.value for cell in row] for row in sheet.iter_rows())
    row = dict(zip(header, first, strict=True))
    assert row["household identifier"] == "A1"
    assert row["province code or name"] == "=1+1"
    assert row["area type"] == "Rural"
    assert row["class of the household"] == "near-poor"
    assert row["income per person per month"] == 400000.5
    assert {cell.data_type for cell in sheet["C"]} == {"s"}


@pytest.mark.parametrize("people", [True, False])
def test_print(survey: Path, tmp_path: Path, people: bool) -> None:  # noqa: FBT001 -- a case
    """A table for people is printed as wide as can be read, under its headings, no word cut."""
    file = tmp_path / "profile.xlsx"
    options = ["--labelled"] if people else []
    found = classify(survey, *BY_INCOME, "-q", *options, "-o", str(file))
    assert found.code == 0, found.errors
    sheet = load_workbook(file).worksheets[0]
    assert (sheet.page_setup.orientation == "landscape") is people
    assert (sheet.print_title_rows == "$1:$1") is people
    assert (sheet.oddFooter.right.text == "&P/&N") is people
    if people:
        assert int(sheet.page_setup.paperSize) == 9
        across = int(sheet.page_setup.fitToWidth or 1)
        assert across == max(1, round(18 * sheet.max_column / 190))
        assert int(sheet.page_setup.fitToHeight) == 0
        for row in sheet.iter_rows():
            longest = max(len(cell.value) for cell in row if isinstance(cell.value, str))
            height = sheet.row_dimensions[row[0].row].height or 15
            assert height * 21 >= min(15 * longest, 409 * 21)
        assert all(cell.alignment.wrap_text for cell in sheet["A"])


def test_formats_of_programs(survey: Path) -> None:
    """What only programs read is not written for people."""
    found = classify(survey, *BY_INCOME, "--labelled", "--format", "parquet", "-o", "x.parquet")
    assert found.code == 2
    assert "allowed: csv, xlsx" in found.errors


def test_lists_dates_and_headings_that_are_the_same() -> None:
    """Codes in lists have their words, days are written by language, no two headings are one."""
    frame = pl.LazyFrame({"a": ["x;y", None], "b": ["2025-10-01", "-?"], "c": ["X", "z"]})
    words = Words("vi", {"a": "A", "c": "A"}, {"a": {"x": "một"}, "c": {"x": "hai"}}, ["a"], ["b"])
    found = as_text(in_words(frame, words, ",")).collect()
    assert found.columns == ["A", "b", "A (c)"]
    assert found.rows() == [("một; y", "01/10/2025", "hai"), (None, "'-?", "z")]


def test_what_begins_a_formula() -> None:
    """Cells and headings that a spreadsheet may compute begin with an apostrophe; others do not."""
    signs = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
    found = as_text(
        pl.LazyFrame({f"{sign}h": [f"{sign}1", f"1{sign}"] for sign in signs})
    ).collect()
    assert found.columns == [f"'{sign}h" for sign in signs]
    assert found.rows() == [tuple(f"'{sign}1" for sign in signs), tuple(f"1{s}" for s in signs)]
    assert as_text(pl.LazyFrame({"a": ["\t1", "\r1"]})).collect().rows() == [("'\t1",), ("'\r1",)]


@pytest.mark.parametrize(
    ("decimal", "options", "expected"),
    [
        (".", ("--lang", "vi"), ["30,5", "-0,25", "7", "many"]),
        (".", ("--lang", "vi", "--decimal-out", "."), ["30.5", "-0.25", "7", "many"]),
        (",", ("--lang", "en"), ["30.5", "-0.25", "7", "many"]),
        (",", ("--lang", "vi"), ["30,5", "-0,25", "7", "many"]),
    ],
)
def test_numbers_in_text_follow_the_language(
    decimal: str, options: tuple[str, ...], expected: list[str], tmp_path: Path
) -> None:
    """A variable that is carried as it stands has the sign of the table; other text has its own."""
    areas = [cell.replace(".", decimal) for cell in ("30.5", "-0.25", "7", "many")]
    header = (*HEADER, "floor_area", "section")
    rows: Table = [(f"{n}", "rural", 4, 9, area, "1.5") for n, area in enumerate(areas)]
    survey = write_csv(tmp_path / "survey.csv", [header, *rows])
    asked = (*BY_INCOME, "-q", "--labelled", "--keep", "all", "--decimal", decimal)
    found = classify(survey, *asked, *options)
    assert found.code == 0, found.errors
    separator = "," if "en" in options or "--decimal-out" in options else ";"
    cells = [line.split(separator)[-2:] for line in found.out.splitlines()[1:]]
    assert cells == [[each.replace("-", "'-", 1), "1.5"] for each in expected]


def in_cells(text: str, language: str) -> list[list[str]]:
    """Return the cells of a table for people."""
    lines = text.removeprefix("\ufeff").splitlines()
    return [*csv.reader(lines, delimiter=";" if language == "vi" else ",")]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_measure_is_in_words(language: str) -> None:
    """No measure, indicator or dimension of a table of figures is left as a code."""
    survey = TESTS.parent / "examples" / "survey.csv"
    asked = ("--standard", NEW, "--robustness", "--income", "--cutoff", "0.25", "--by", "area")
    plain = run("summarize", survey, *asked, "-q").rows
    codes = {row["measure"] for row in plain}
    parts = {part for row in plain for part in row["indicator"].split(";")}
    codes |= {part for part in parts if part and not part.isdigit()}  # but the number of a fifth
    found = run("summarize", survey, *asked, "-q", "--labelled", "--lang", language)
    assert found.code == 0, found.errors
    _, *rows = in_cells(found.out, language)
    assert len(rows) == len(plain)
    assert not codes & {part for row in rows for cell in row[:6] for part in cell.split("; ")}
    assert ("0,25" if language == "vi" else "0.25") in {row[3] for row in rows}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_figures_as_mpitb_has_them(language: str) -> None:
    """Every column, and every code but what groups hold, is in words."""
    asked = ("--standard", NEW, "--by", "area", "--layout", "mpitb", "-q")
    survey = TESTS / "transcripts" / "survey.csv"
    plain = run("summarize", survey, *asked).rows
    found = run("summarize", survey, *asked, "--labelled", "--lang", language)
    assert found.code == 0, found.errors
    header, *rows = in_cells(found.out, language)
    assert {*header} & {*plain[0]} <= {"measure", "indicator"}
    assert len(rows) == len(plain)
    assert not {"area", "rural", "nat", NEW, "hd", "pctb"} & {cell for row in rows for cell in row}


def test_findings_name_variables(tmp_path: Path) -> None:
    """The column that would decide is named in words; a cell that is refused stays as it is."""
    row = {"household_id": "1", "area": "rural", "household_size": "2", "income_per_capita": ""}
    refused = {**row, "household_id": "2", "area": "income_per_capita"}
    survey = write_rows(tmp_path / "survey.csv", [row, refused])
    done = run("validate", survey, *BY_INCOME, "-q", "--labelled")
    found = {each["kind of finding"]: each for each in rows_in(done.out.removeprefix("\ufeff"))}
    assert found["household undetermined"]["value"] == "income per person per month"
    assert found["refused"]["value"] == "income_per_capita"
    assert "reading." not in done.out  # codes of problems are for programs


def test_links_are_for_programs(tmp_path: Path) -> None:
    """Proposed links, which --links reads, have their own names beside a table for people."""
    base = {"area": "rural", "standard": NEW, "class": "poor", "head": "Giàng A Páo"}
    rounds = [
        write_rows(
            tmp_path / f"{year}.csv", [{"household_id": name, "survey_year": str(year), **base}]
        )
        for year, name in ((2024, "a"), (2025, "b"))
    ]
    links, table = tmp_path / "links.csv", tmp_path / "table.csv"
    asked = ("--match", "head", "--links-out", links, "-o", table, "-q", "--labelled")
    done = run("track", *rounds, *asked, "--lang", "vi")
    assert done.code == 0, done.errors
    assert links.read_text(encoding="utf-8").startswith("round,before,after")
    assert table.read_text(encoding="utf-8").startswith("\ufeffkỳ trước;")
    assert run("track", *rounds, "--links", links, "-q").code == 0


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("classify", ("--labelled",)),
        ("classify", ("--separator", ";", "--decimal-out", ",")),
        ("summarize", ("--labelled", "--by-member", "sex")),
        ("diff", ("--labelled", "--from", "vn-2016-2020", "--to", NEW)),
    ],
)
def test_spark_refuses_what_it_cannot_do(
    command: str, options: tuple[str, ...], survey: Path
) -> None:
    """Each option that Spark would pass over is named, and nothing is begun."""
    done = run(command, survey, "--engine", "spark", "-o", "folder", *options)
    assert (done.code, done.out) == (2, ""), done.errors
    for option in (
        each for each in options if each.startswith("--") and each not in {"--from", "--to"}
    ):
        assert (
            f"  {option}: does not work with --engine spark\n    what to do: remove" in done.errors
        )


REVIEW = "vn-2022-2025-review"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_other_tables_for_people_are_not_read(language: str, tmp_path: Path) -> None:
    """Every table beside a profile is told by its headings too."""
    survey = write_csv(tmp_path / "survey.csv", SURVEY)
    old = TESTS / "transcripts"
    full, rounds = old / "survey.csv", (old / "round-2023.csv", old / "round-2024.csv")
    asked: list[tuple[str, tuple[str | Path, ...]]] = [
        ("validate", (survey, *BY_INCOME, "-o")),
        ("summarize", (survey, *BY_INCOME, "-o")),
        ("summarize", (full, "--standard", NEW, "--layout", "mpitb", "-o")),
        ("summarize", (survey, "--standard", NEW, "-o", tmp_path / "s.xlsx", "--why")),
        ("diff", (survey, "--from", "vn-2011-2015", "--to", "vn-2006-2010", "-o")),
        ("track", (*rounds, "-o")),
        ("track", (*rounds, "-o", tmp_path / "t.xlsx", "--flows")),
        ("classify", (survey, "--standard", NEW, "-o", tmp_path / "p.xlsx", "--why")),
    ]
    for number, (command, files) in enumerate(asked):
        file = tmp_path / f"{command}-{number}.xlsx"
        done = run(command, *files, file, "-q", "--labelled", "--lang", language)
        assert done.code == 0, done.errors
        for reader in ("classify", "tables"):
            done = run(reader, file, *(("-o", tmp_path / "t.xlsx") if reader == "tables" else ()))
            assert f"{file.name} is a table for people" in done.errors


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_profile_for_people_is_not_read(language: str, tmp_path: Path) -> None:
    """Whatever reads a survey or a profile says what the table is, and classifies nothing."""
    survey = write_csv(tmp_path / "survey.csv", SURVEY)
    for suffix in ("csv", "xlsx"):
        file = tmp_path / f"people.{suffix}"
        asked = (*BY_INCOME, "-q", "--labelled", "--lang", language, "-o", file)
        assert run("classify", survey, *asked).code == 0
        for command, *more in [
            ("classify",),
            ("tables", "-o", tmp_path / "tables.xlsx"),
            ("diff", file),
            ("summarize", "--by", "area"),
            ("validate",),
            ("map",),
        ]:
            done = run(command, file, *more)
            assert (done.code, done.out) == (3, ""), (command, done.errors)
            assert "is a table for people" in done.errors
            assert "without --labelled" in done.errors


@pytest.mark.parametrize("language", ["en", "vi"])
def test_rules_suit_the_class(language: str, tmp_path: Path) -> None:
    """A rule that several classes share is called as it is for the class of the row."""
    header = ("household_id", "area", "household_size", "income_score", "deprivation_score")
    cells = ((140, 30), (140, 20), (150, 0))
    rows: Table = [header, *((f"{n}", "rural", 1, *scores) for n, scores in enumerate(cells))]
    survey = write_csv(tmp_path / "survey.csv", rows)
    asked = ("--standard", REVIEW, "-q", "--labelled", "--lang", language)
    done = run("classify", survey, *asked)
    assert done.code == 0, done.errors
    found = {row["class"]: row["basis"] for row in run("classify", survey, *asked[:3]).rows}
    assert found == {"poor": "scores", "near_poor": "scores", "non_poor": "above_line"}
    header_of, *people = in_cells(done.out, language)
    place = header_of.index(
        "căn cứ phân loại" if language == "vi" else "rule that decided the class"
    )
    words = [row[place] for row in people]
    assert (
        words[:2]
        == {
            "vi": ["hộ nghèo theo điểm", "hộ cận nghèo theo điểm"],
            "en": ["poor by the scores", "near-poor by the scores"],
        }[language]
    )
    assert not [name for name in header_of if "_" in name]


def test_refused_rows_are_told_in_vietnamese(tmp_path: Path) -> None:
    """What is not a cell of the file is in words, and a workbook's sheet has a name of its own."""
    survey = tmp_path / "survey.csv"
    rows = [",".join(HEADER), "A,rural,4,900000,9", "B,rural,4", "C,rural,4,900000"]
    survey.write_text("\n".join(rows), encoding="utf-8")
    asked = (survey, *BY_INCOME, "--lang", "vi")
    assert "dòng 2 '5 ô, không phải 4', dòng 3 '3 ô, không phải 4'" in classify(*asked).errors
    found = rows_in(run("validate", *asked, "-q").out)
    assert [each["value"] for each in found[:2]] == ["5 ô, không phải 4", "3 ô, không phải 4"]
    for language, name in (("en", "refused"), ("vi", "bị từ chối")):
        rejects, profile = (tmp_path / f"{name}-{language}.xlsx" for name in ("r", "p"))
        to = ("--rejects", str(rejects), "-o", str(profile), "--lang", language)
        assert classify(survey, *BY_INCOME, *to).code == 0
        assert load_workbook(rejects).sheetnames[0] == name
        assert load_workbook(profile).sheetnames[0] == "profile"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_persons_have_the_labels_of_members(language: Language, tmp_path: Path) -> None:
    """What a household and its members both have is the member's in a table of persons."""
    survey = write_csv(tmp_path / "survey.csv", [HEADER, ("A", "rural", 1, 9000000)])
    both = [name for name in variables("member") if name in variables("household")][1:]
    assert both
    member = {"household_id": "A", "person_id": "1", **dict.fromkeys(both, "yes")}
    members = write_rows(tmp_path / "members.csv", [member])
    persons = tmp_path / "persons.csv"
    told = ("--labelled", "--lang", language, "-q")
    asked = ("--members", members, "--keep", "all", "-o", tmp_path / "p.csv", "--persons", persons)
    done = run("classify", survey, *BY_INCOME, *asked, *told)
    assert done.code == 0, done.errors
    headings, _ = in_cells(persons.read_text("utf-8"), language)
    labels = variable_labels(variables("member").values(), language)
    assert {labels[name] for name in both} < {*headings}
    assert run("classify", survey, *BY_INCOME, *asked, "-q").code == 0
    done = run("summarize", persons, "--by", both[0], *told)
    assert done.code == 0, done.errors
    assert in_cells(done.out, language)[0][0] == labels[both[0]]


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("layout", ["tidy", "mpitb"])
def test_figures_are_shown_as_their_kind(language: str, layout: str, tmp_path: Path) -> None:
    """In a workbook a number is exact, with a format; in text it has the decimals of that."""
    survey = TESTS / "transcripts" / "survey.csv"
    asked = ("--standard", NEW, "--unit", "persons", "--income", "--layout", layout, "-q")
    plain = run("summarize", survey, *asked).rows
    told = ("--labelled", "--lang", language)
    file = tmp_path / "figures.xlsx"
    assert run("summarize", survey, *asked, *told, "-o", file).code == 0
    text = in_cells(run("summarize", survey, *asked, *told).out, language)[1:]
    sheet = load_workbook(file).worksheets[0]
    names = ("b", "se") if layout == "mpitb" else ("estimate", "standard_error")
    codes = {"M0": "0.0000", "actb": "0.0000", "adjusted_headcount_ratio": "0.0000"}
    codes |= {"contribution": "0.0000", "dimension_contribution": "0.0000"}
    decimals = {"0.00%": 4, "0.0000": 4, "#,##0": 0}
    seen = set()
    for row, cells, shown in zip(plain, sheet.iter_rows(min_row=2), text, strict=True):
        for name in names:
            place = [*row].index(name)
            if not row[name]:
                assert cells[place].value is None
                continue
            code = codes.get(row["measure"], "0.00%")
            if row["measure"].endswith(("_households", "_persons", "_income", "_shortfall")):
                code = "#,##0"
            assert (cells[place].number_format, cells[place].value) == (
                code,
                pytest.approx(float(row[name]), rel=1e-12),
            )
            said = float(shown[place].replace(",", "."))
            assert said == pytest.approx(round(float(row[name]), decimals[code]), abs=1e-9)
            seen.add(code)
    assert len(seen) == (2 if layout == "mpitb" else 3)


def test_numbers_are_rounded_as_they_are_shown() -> None:
    """Each kind on both sides of its limit; what has no kind, and what is blank, stays as it is."""
    numbers = [0.12344, 0.12346, None, 1234.5678]
    frame = pl.LazyFrame({"m": ["a", "a", "b", "b"], "of": numbers, "is": numbers, "as": numbers})
    words = Words("en", shown={"of": OF_ROW, "is": "ratio"}, measured=Measured("m", {"b": "whole"}))
    found = rounded(frame, words).collect()
    assert found["of"].to_list() == [0.1234, 0.1235, None, 1235]
    assert found["is"].to_list() == [0.12, 0.12, None, 1234.57]
    assert found["as"].to_list() == numbers
    kinds = in_words(frame, words, ".", kinds=True).collect()
    assert kinds[KIND].to_list() == ["share", "share", "whole", "whole"]


def test_a_survey_column_has_no_format(tmp_path: Path) -> None:
    """A column that is carried through stays as it is, whatever it is called."""
    own = {"share": [0.123456], "weighted": [0.5], "df": [1.25], "p_value": [0.00001]}
    survey = tmp_path / "survey.parquet"
    pl.DataFrame(
        {"household_id": ["A"], "area": ["rural"], "household_size": [1], HEADER[3]: [9e6], **own}
    ).write_parquet(survey)
    file = tmp_path / "profile.xlsx"
    told = ("--labelled", "--keep", "all", "-q", "-o", file)
    assert classify(survey, *BY_INCOME, *map(str, told)).code == 0
    header, cells = load_workbook(file).worksheets[0].iter_rows()
    found = {
        head.value: (cell.value, cell.number_format)
        for head, cell in zip(header, cells, strict=True)
    }
    assert {name: found[name] for name in own} == {
        name: (values[0], "General") for name, values in own.items()
    }
    assert found["income per person per month"] == (9e6, "#,##0")


@pytest.mark.parametrize(
    ("unit", "language", "said"),
    [
        ("households", "en", "share of poor households"),
        ("persons", "en", "share of persons in poor households"),
        ("households", "vi", "tỷ lệ hộ nghèo"),
        ("persons", "vi", "tỷ lệ nhân khẩu trong hộ nghèo"),
    ],
)
def test_a_rate_is_called_by_what_is_counted(unit: str, language: str, said: str) -> None:
    """The poverty rate of households is the law's; that of persons is called otherwise."""
    survey = TESTS / "transcripts" / "survey.csv"
    asked = ("--standard", NEW, "--unit", unit, "--labelled", "--lang", language, "-q")
    _, first, *_ = in_cells(run("summarize", survey, *asked).out, language)
    assert said in first
