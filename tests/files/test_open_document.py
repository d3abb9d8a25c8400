"""Cells of OpenDocument sheets, as LibreOffice, Excel and other programs write them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from files import BY_INCOME, HEADER, classify, refusal

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_SPACES = {
    **{name: f"{_OASIS}:{name}:1.0" for name in ("office", "table", "text")},
    "draw": f"{_OASIS}:drawing:1.0",
    "calcext": _CALCEXT,
}
_FORMULA = 'table:formula="of:=NA()"'
_TIMES = "table:number-columns-repeated"
_UNREADABLE = "survey.ods cannot be read as a workbook"


def text(said: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{said}</text:p></table:table-cell>'
    )


def number(said: float) -> str:
    return cell(f'office:value-type="float" office:value="{said}"', str(said))


def cell(attributes: str, said: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{said}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def document(file: Path, *rows: str, spaces: dict[str, str] | None = None) -> Path:
    """Write a sheet of the survey's header, the rows, and a household that is whole."""
    named = " ".join(f'xmlns:{name}="{uri}"' for name, uri in (spaces or _SPACES).items())
    whole = row(text("A9"), text("rural"), number(4), number(650_000))
    sheet = "".join([row(*map(text, HEADER)), *rows, whole])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr(
            "content.xml",
            f"<office:document-content {named}><office:body><office:spreadsheet>"
            f'<table:table table:name="Hộ">{sheet}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file


def of_income(folder: Path, income: str) -> Path:
    return document(folder / "survey.ods", row(text("A1"), text("rural"), number(4), income))


def of_id(folder: Path, household: str) -> Path:
    return document(
        folder / "survey.ods", row(household, text("rural"), number(4), number(400_000))
    )


NAMED = ("#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#SPILL!", "#GETTING_DATA")
NAMELESS = ("#VALUE!", "#WERT!", "#NV", "#ZAHL!", "Err:502")  # or in another language


@pytest.mark.parametrize("error", [*NAMED, *NAMELESS])
@pytest.mark.parametrize("kind", ["float", "currency", "percentage"])
@pytest.mark.parametrize("formula", [_FORMULA, ""])
def test_errors_as_excel_writes_them(tmp_path: Path, error: str, kind: str, formula: str) -> None:
    """Excel writes an error as 0 that shows it: it is no income of 0."""
    income = cell(f'{formula} office:value-type="{kind}" office:value="0"', error)
    errors = refusal(of_income(tmp_path, income), *BY_INCOME)
    named = error if error in NAMED else "#VALUE!"
    assert f"income_per_capita: is not a number (1 row: Hộ!D2 '{named}')" in errors
    errors = refusal(of_id(tmp_path, income), *BY_INCOME)
    assert f"is an error of a spreadsheet, not an id (1 row: Hộ!A2 '{named}')" in errors


@pytest.mark.parametrize("shown", ["###", "#5", "0", "#No5"])
def test_a_number_that_shows_no_error(tmp_path: Path, shown: str) -> None:
    """A number in a narrow column, or with a sign before it, is one."""
    income = cell('office:value-type="float" office:value="400000"', shown)
    found = classify(of_income(tmp_path, income), *BY_INCOME, "-q")
    assert found.column("income_per_capita") == ["400000", "650000"]


@pytest.mark.parametrize("prefix", ["calcext", "loext"])
@pytest.mark.parametrize("said", ["#N/A", ""])
def test_errors_as_libreoffice_writes_them(tmp_path: Path, prefix: str, said: str) -> None:
    """What tells an error is known by its namespace; one without words is an error still."""
    spaces = {**_SPACES, prefix: _CALCEXT}
    error = f'office:value-type="string" office:string-value="" {prefix}:value-type="error"'
    cells = row(text("A1"), text("rural"), number(4), cell(error, said))
    file = document(tmp_path / "survey.ods", cells, spaces=spaces)
    assert f"not a number (1 row: Hộ!D2 '{said or '#VALUE!'}')" in refusal(file, *BY_INCOME)


def test_errors_that_are_repeated(tmp_path: Path) -> None:
    """An error that is written once for several cells and rows is in each of them."""
    error = f'{_FORMULA} {_TIMES}="2" office:value-type="float" office:value="0"'
    cells = row(
        text("A1"), text("rural"), cell(error, "#N/A"), attributes='table:number-rows-repeated="2"'
    )
    errors = refusal(document(tmp_path / "survey.ods", cells), *BY_INCOME)
    for column in "CD":
        assert f"(2 rows: Hộ!{column}2 '#N/A', Hộ!{column}3 '#N/A')" in errors


@pytest.mark.parametrize(
    "space", [{"table": "urn:other"}, {"o": f"{_OASIS}:office:1.0"}, {"": f"{_OASIS}:text:1.0"}]
)
def test_prefixes_that_are_not_the_usual_ones(tmp_path: Path, space: dict[str, str]) -> None:
    """The library knows elements by prefixes: a sheet that has others is refused, not misread."""
    file = of_income(tmp_path, number(400_000))
    named = " ".join(f'xmlns{":" if name else ""}{name}="{uri}"' for name, uri in space.items())
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    body = b"<office:body>"
    parts["content.xml"] = parts["content.xml"].replace(body, body[:-1] + f" {named}>".encode())
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    assert _UNREADABLE in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("attribute", ["", 'office:value-type="float"', 'office:value-type="date"'])
def test_formulas_that_were_never_calculated(tmp_path: Path, attribute: str) -> None:
    """A formula without a value and without text is named, in each cell that it is repeated in."""
    cells = f'<table:table-cell {_FORMULA} {attribute} {_TIMES}="2"/>'
    file = document(tmp_path / "survey.ods", row(text("A1"), text("rural"), cells))
    assert "2 formulas without values: Hộ!C2, Hộ!D2" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("second", ["0", "0.0", "-0", "1", "0.5"])
def test_formulas_that_are_all_zero(tmp_path: Path, second: str) -> None:
    """Where all formulas are 0, it is said that they may never have been calculated."""
    income = f'{_FORMULA} office:value-type="float" office:value="{{}}"'
    rows = [
        row(text(name), text("rural"), number(4), cell(income.format(value), value))
        for name, value in (("A1", "0"), ("A2", second))
    ]
    found = classify(document(tmp_path / "survey.ods", *rows), *BY_INCOME)
    assert found.code == 0
    said = "all 2 formulas of the sheet Hộ have the value 0"
    assert (said in found.errors) == (float(second) == 0)


def test_a_formula_that_is_empty_text(tmp_path: Path) -> None:
    """A formula whose value is empty text is a blank."""
    file = of_income(tmp_path, f'<table:table-cell {_FORMULA} office:value-type="string"/>')
    assert classify(file, *BY_INCOME, "-q").column("income_per_capita") == ["", "650000"]


def test_runs_of_spaces_without_end(tmp_path: Path) -> None:
    """Spaces that are counted, and not written, are no more than a limit, which is named."""
    most = (1 << 24) + 1  # of a run, the first counts for none
    for count, over in ((most + 1, True), (most, False)):
        spaces = f'<table:table-cell><text:p><text:s text:c="{count}"/></text:p></table:table-cell>'
        done = classify(of_id(tmp_path, spaces), *BY_INCOME)
        assert done.code == 3
        assert ("has runs of more than 16,777,216 spaces" in done.errors) is over, done.errors


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a<![CDATA[b]]>c", "abc"),
        ("a<text:tab/>b", "a\tb"),
        ("a<text:line-break/>b", "a\nb"),
        ('a<text:s text:c="2"/>b<text:s/>c', "a  b c"),
        ("a</text:p><text:p>b", "a\nb"),
        ("a<text:tab/></text:p><text:p/><text:p>b", "a\t\n\nb"),
        ("a<text:span>b<text:tab/></text:span><text:a>c</text:a>", "ab\tc"),
        ("a<!-- no -->b &amp; &#7897;", "ab & ộ"),
        (
            "A1</text:p><draw:frame><text:p>no</text:p></draw:frame><text:p>b",
            "A1\nb",
        ),
        (
            "A1</text:p><office:annotation><text:p>n<text:tab/>o</text:p></office:annotation><text:p>b",
            "A1\nb",
        ),
        ("A1</text:p>\n  <text:p>b", "A1\nb"),
        ("\n    A1\n  ", "A1"),
        ("a\n\t  b", "a b"),
        ("a  <text:span>  b</text:span>\n<text:span> c </text:span>", "a b c"),
        ("\n <text:span>\n A1 \n</text:span>\n", "A1"),
        ("a <text:s/>b", "a  b"),
        ("b<text:s/>\n<text:s/>a", "b   a"),
        ("a<text:tab/> b", "a\t b"),
        ("a\n</text:p>\n<text:p>\nb\n</text:p><text:p>\nc", "a\nb\nc"),
        ("a\u00a0\u00a0b", "a\u00a0\u00a0b"),
        ("a</text:p><text:h>b</text:h><text:p>c", "a\nb\nc"),
        (
            "<text:ruby><text:ruby-base>b</text:ruby-base><text:ruby-text>no</text:ruby-text></text:ruby>c",
            "bc",
        ),
        ("a<text:note><text:note-body><text:p>no</text:p></text:note-body></text:note>b", "ab"),
        ("a<text:script>no</text:script>b", "ab"),
        ("A1<draw:frame><text:p/></draw:frame>", "A1"),
    ],
)
def test_text_of_cells(tmp_path: Path, written: str, said: str) -> None:
    """Text is what the sheet shows: with its tabs, lines and spaces, without notes and pictures."""
    found = classify(of_id(tmp_path, text(written)), *BY_INCOME, "-q")
    assert found.column("household_id") == [said, "A9"]


@pytest.mark.parametrize(
    ("written", "said"),
    [("a ", "a "), ("a  ", "a"), ("a\n", "a"), ("a \n", "a"), ("<text:span>a </text:span>\n", "a")],
)
def test_blanks_that_end_a_text(tmp_path: Path, written: str, said: str) -> None:
    """One space is kept, as LibreOffice writes it; blanks of an indented file are none."""
    heading = row(*map(text, (*HEADER, "note")))
    cells = row(text("A1"), text("rural"), number(4), number(400_000), text(written))
    file = document(tmp_path / "survey.ods", cells)
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data.replace(row(*map(text, HEADER)), heading))
    assert classify(file, *BY_INCOME, "--keep", "all", "-q").column("note")[0] == said


@pytest.mark.parametrize("held", ["<text:p>A1</text:p>{}", "{}<text:p>A1</text:p>", "{}"])
@pytest.mark.parametrize("kind", ['office:value-type="string"', ""])
@pytest.mark.parametrize("around", ["{}", "<draw:frame>{}</draw:frame>"])
def test_tables_within_a_cell(tmp_path: Path, held: str, kind: str, around: str) -> None:
    """A cell that holds a table is named: its cells are none of the sheet."""
    table = around.format(f"<table:table>{row(text('A2'), text('urban'))}</table:table>")
    household = f"<table:table-cell {kind}>{held.format(table)}</table:table-cell>"
    assert "has a table within the cell Hộ!A2" in refusal(of_id(tmp_path, household), *BY_INCOME)


@pytest.mark.parametrize("kind", ['office:value-type="float"', 'office:value-type="currency"', ""])
def test_cells_without_a_value(tmp_path: Path, kind: str) -> None:
    """Where a cell has no value, what it shows is read, as text."""
    income = cell(kind, "400000")
    found = classify(of_income(tmp_path, income), *BY_INCOME, "-q")
    assert found.column("income_per_capita") == ["400000", "650000"]
    errors = refusal(of_income(tmp_path, cell(kind, "400 nghìn")), *BY_INCOME)
    assert "is not a number (1 row: Hộ!D2 '400 nghìn')" in errors


def test_rows_and_columns_that_only_show(tmp_path: Path) -> None:
    """Cells without a value count where they are the last of the sheet too."""
    last = row(*(cell("", said) for said in ("A3", "rural", "4", "500000", "beyond")))
    file = document(tmp_path / "survey.ods", last)
    assert "Hộ!2:2 '5 cells, not 4'" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize("said", ["abc", "1,5", "", "0x1F", "1_000", " 5", "٣"])
def test_numbers_that_are_none(tmp_path: Path, said: str) -> None:
    """A number that is none is named by its cell, whichever sheet it is on."""
    income = cell(f'office:value-type="float" office:value="{said}"', "400000")
    errors = refusal(of_income(tmp_path, income), *BY_INCOME)
    assert f"survey.ods has a cell whose value cannot be read: Hộ!D2 '{said}'" in errors
    assert "type the value again" in errors


def test_several_numbers_that_are_none(tmp_path: Path) -> None:
    """Of several cells the first is named."""
    wrong = cell('office:value-type="float" office:value="x"')
    truth = cell('office:value-type="boolean" office:boolean-value="maybe"')
    file = document(tmp_path / "survey.ods", row(text("A1"), truth, wrong))
    errors = refusal(file, *BY_INCOME)
    assert "has 2 cells whose values cannot be read: the first is Hộ!B2 'maybe'" in errors


@pytest.mark.parametrize("said", ["1", "+1.", ".5", "1e3", "1E+3", "-2.50"])
def test_numbers(tmp_path: Path, said: str) -> None:
    """Every spelling of a number that XML has is one."""
    file = of_income(tmp_path, cell(f'office:value-type="float" office:value="{said}"'))
    found = classify(file, *BY_INCOME, "-q").column("income_per_capita")
    assert float(found[0]) == float(said)


@pytest.mark.parametrize("times", ["0", "-1", "x"])
@pytest.mark.parametrize("what", ["rows", "columns"])
def test_what_is_repeated_less_than_once(tmp_path: Path, times: str, what: str) -> None:
    """No row is lost, and no cell: one that is there is there once."""
    said = f'table:number-{what}-repeated="{times}"'
    of = {"rows": "", "columns": "", what: said}
    income = cell(f'office:value-type="float" office:value="4" {of["columns"]}')
    cells = row(text("A1"), text("rural"), number(4), income, attributes=of["rows"])
    assert _UNREADABLE in refusal(document(tmp_path / "survey.ods", cells), *BY_INCOME)
