"""Parts of an XLSX package that are loaded with each sheet: nothing in them shifts what follows."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from files import BY_INCOME, HEADER, classify, refusal

WORKBOOK, SHARED, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
SHEET = "xl/worksheets/sheet1.xml"
ODD = "what the format does not have there: {}"
OTHER = 'xmlns:x="urn:x"'
OPENED = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
# A format of a table or of a condition: it has the number of a format of cells, and others may too.
CONDITION = '<dxf><numFmt numFmtId="164" formatCode="0.00"/></dxf>'
LATER = (
    '<extLst><ext xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
    '<x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>'
)


def workbook(folder: Path, part: str, before: str, after: str, *, early: bool = False) -> Path:
    """Return a workbook with a date, in one of whose parts a text takes the place of another."""
    with xlsxwriter.Workbook(folder / "plain.xlsx", {"date_1904": early}) as book:
        sheet = book.add_worksheet("survey")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [*HEADER, "day"])
        sheet.write_row(1, 0, ["A1", "rural", 4, 400_000])
        sheet.write_datetime(1, 4, date(2023, 3, 15), days)
    file = folder / "survey.xlsx"
    with zipfile.ZipFile(folder / "plain.xlsx") as plain, zipfile.ZipFile(file, "w") as packed:
        for name in plain.namelist():
            text = plain.read(name).decode()
            if name == part:
                assert before in text
                text = text.replace(before, after, 1)
            packed.writestr(name, text)
    return file


def day(file: Path) -> str:
    return classify(file, *BY_INCOME, "--keep", "all", "-q").column("day")[0]


@pytest.mark.parametrize(
    "said", ["&#49;", "&#x31;", "tru&#101;", "&#48;", "TRUE", " 1", "1 ", "on", "01", "", "2"]
)
def test_days_from_1904_in_another_spelling(tmp_path: Path, said: str) -> None:
    """What XML may mean by 1, and the library does not, is refused: days would be years off."""
    file = workbook(tmp_path, WORKBOOK, "<workbookPr ", f'<workbookPr date1904="{said}" ')
    shown = ODD.format('date1904="')
    assert f"survey.xlsx has in its part xl/workbook.xml {shown}" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    ("said", "begins"),
    [('date1904="1"', 1904), ("date1904 = 'true'", 1904), ('date1904="0"', 1900), ("", 1900)],
)
def test_days_from_1904(tmp_path: Path, said: str, begins: int) -> None:
    """In a usual spelling they are read, also where a later release has other settings."""
    file = workbook(tmp_path, WORKBOOK, "<workbookPr ", f"<workbookPr {said} ")
    assert day(file).startswith("2027-03-16" if begins == 1904 else "2023-03-15")
    file = workbook(tmp_path, WORKBOOK, "</workbook>", LATER, early=True)
    assert day(file).startswith("2023-03-15")


def choice(held: str) -> str:
    return f"<mc:AlternateContent {OPENED}><mc:Choice>{held}</mc:Choice></mc:AlternateContent>"


@pytest.mark.parametrize(
    ("part", "before", "after", "odd"),
    [
        (WORKBOOK, "<sheets>", f'<x:workbookPr {OTHER} date1904="1"/><sheets>', "<workbookPr>"),
        (WORKBOOK, "<sheets>", '<workbookPr date1904="1"/><sheets>', "<workbookPr>"),
        (WORKBOOK, "<sheets>", f'<sheets><x:sheet {OTHER} name="a" r:id="rId1"/>', "<sheet>"),
        (
            WORKBOOK,
            "<sheet ",
            choice('<sheet name="a" r:id="rId1"/>') + "<sheet ",
            "<sheet>",
        ),
        (SHARED, "<si>", f"<x:si {OTHER}><x:t>a</x:t></x:si><si>", "<si>"),
        (SHARED, "<si>", choice("<si><t>a</t></si>") + "<si>", "<si>"),
        (SHARED, "<si>", "<si>" + choice("<t>a</t>"), "<t>"),
        (SHARED, "<si>", "<si><si><t>a</t></si>", "<si>"),
        (SHARED, "<si>", f"<si><x:t {OTHER}>a</x:t>", "<t>"),
        (SHARED, "<t>", f"<t>a<x:b {OTHER}>b</x:b>", "<b>"),
        (SHARED, "</sst>", "<extLst><ext><si><t>a</t></si></ext></extLst></sst>", "<si>"),
        (SHARED, "<sst ", '<sst xmlns:x="urn:x" xmlns="urn:y" ', ""),
        (STYLES, '<cellXfs count="2">', f'<cellXfs count="2"><x:xf {OTHER}/>', "<xf>"),
        (STYLES, "<fonts", f"<x:cellXfs {OTHER}><x:xf/></x:cellXfs><fonts", "<cellXfs>"),
        (STYLES, "<cellXfs", '<cellXfs count="1"><xf/></cellXfs><cellXfs', "<cellXfs>"),
        (STYLES, "</numFmts>", '<numFmt numFmtId="164" formatCode="0"/></numFmts>', "numFmtId="),
        (STYLES, "</numFmts>", f'<x:numFmt {OTHER} numFmtId="7"/></numFmts>', "<numFmt>"),
        (STYLES, "</cellXfs>", '</cellXfs><numFmts count="0"/>', "<numFmts>"),
        (STYLES, 'xf numFmtId="164"', 'xf numFmtId="&#49;4"', "numFmtId="),
        (STYLES, 'xf numFmtId="164"', 'xf numFmtId="0164"', "numFmtId="),
        (STYLES, 'numFmt numFmtId="164"', "numFmt numFmtId='16&#52;'", "numFmtId="),
    ],
)
def test_what_counts_among_others(
    tmp_path: Path, part: str, before: str, after: str, odd: str
) -> None:
    """Nothing out of place is counted as a text, a format or a sheet: it is refused by its part."""
    errors = refusal(workbook(tmp_path, part, before, after), *BY_INCOME)
    if odd:
        assert f"survey.xlsx has in its part {part} {ODD.format(odd)}" in errors
    else:
        assert "cannot be read as a workbook" in errors


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        (SHARED, "<si>", "<!-- <si><t>a</t></si> --><si>"),
        (SHARED, "<t>A1</t>", "<r><rPr><b/></rPr><t>A</t></r><r><t>1</t></r><rPh><t>x</t></rPh>"),
        (SHARED, "<t>A1</t>", "<t>A&#49;</t>"),
        (SHARED, "<t>A1</t>", "<t>A<!-- x -->1</t>"),
        (SHARED, "<t>A1</t>", "<t><![CDATA[A1]]></t>"),
        (SHARED, "<t>A1</t>", "<t>A<?x y?>1</t>"),
        (SHARED, "<t>A1</t>", '<t>A1</t><phoneticPr fontId="1"/>'),
        (SHARED, "<si>", choice("<x/>") + "<si>"),
        (
            STYLES,
            "</styleSheet>",
            '<extLst><dxf><numFmt numFmtId="1"/></dxf></extLst></styleSheet>',
        ),
        (STYLES, "</styleSheet>", f"<dxfs>{2 * CONDITION}</dxfs></styleSheet>"),
        (STYLES, "<cellStyleXfs", f"<dxfs>{2 * CONDITION}</dxfs><cellStyleXfs"),
        (STYLES, "yyyy", "&#121;&#121;yy"),
    ],
)
def test_what_counts_for_nothing(tmp_path: Path, part: str, before: str, after: str) -> None:
    """Comments, sounds of letters and formats of conditions are none of them."""
    file = workbook(tmp_path, part, before, after)
    assert day(file).startswith("2023-03-15")
    assert classify(file, *BY_INCOME, "-q").column("household_id") == ["A1"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "</sheetData>",
            f'<x:row {OTHER} r="9"><x:c r="A9"><x:v>1</x:v></x:c></x:row></sheetData>',
        ),
        ('<c r="C2"', f'<x:c {OTHER} r="F2"><x:v>1</x:v></x:c><c r="C2"'),
        ("<v>400000</v>", f"<x:v {OTHER}>400000</x:v>"),
        ("<v>400000</v>", '<v xmlns="urn:x">400000</v>'),
        ("<v>400000</v>", f"<v>400000</v><extLst><ext><x:v {OTHER}>1</x:v></ext></extLst>"),
        ("</sheetData>", choice('<row r="9"><c r="A9"/></row>') + "</sheetData>"),
        ("<sheetData>", f"<x:sheetData {OTHER}></x:sheetData><sheetData>"),
    ],
)
def test_rows_of_another_namespace(tmp_path: Path, before: str, after: str) -> None:
    """So it is in a sheet, where rows and cells of others are no cells of it."""
    file = workbook(tmp_path, SHEET, before, after)
    if "x:sheetData" in after:
        assert day(file).startswith("2023-03-15")
    else:
        assert "cannot be read as a workbook" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('<c r="C2"', '<c r="C3"', "C3"),
        ('<row r="2"', '<row r="5"', "A2"),
        ('<row r="2"', "<row  r='5'", "A2"),
        ('<row r="1"', '<row r="3"', "A1"),
        ("</sheetData>", '<row r="5"><c r="A7"><v>1</v></c></row></sheetData>', "A7"),
        ("</sheetData>", '<row r="5"><c r="A5"/><c r="B9"><v>1</v></c></row></sheetData>', "B9"),
    ],
)
def test_cells_in_another_row(tmp_path: Path, before: str, after: str, place: str) -> None:
    """A cell whose address is in another row than the one that it is in is named."""
    errors = refusal(workbook(tmp_path, SHEET, before, after), *BY_INCOME)
    assert f"survey.xlsx has the cell survey!{place} in another row than its own" in errors
    assert "save it again" in errors
