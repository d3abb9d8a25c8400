"""What Excel writes beside the cells of a workbook changes nothing: such workbooks are read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import xlsxwriter
from files import BY_INCOME, HEADER, classify

_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_OFFICE = "http://schemas.microsoft.com/office/spreadsheetml"

# Of each part: where it is, and what Excel has there that the writer of the tests has not.
TRAPPINGS = {
    "xl/workbook.xml": [
        (
            "<workbook ",
            (
                f'<workbook {_MC} mc:Ignorable="x15 xr xr6" xmlns:x15="{_OFFICE}/2010/11/main" '
                f'xmlns:xr="{_OFFICE}/2014/revision" xmlns:xr6="{_OFFICE}/2016/revision6" '
            ),
        ),
        (
            "<bookViews",
            (
                f'<mc:AlternateContent {_MC}><mc:Choice Requires="x15"><x15ac:absPath url="C:\\a" '
                f'xmlns:x15ac="{_OFFICE}/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
                '<xr:revisionPtr revIDLastSave="0" documentId="13_ncr:1_{0}" '
                'xr6:coauthVersionLast="47"/><bookViews'
            ),
        ),
        (
            "</workbook>",
            (
                f'<extLst><ext uri="a" xmlns:x15="{_OFFICE}/2010/11/main"><x15:workbookPr '
                f'chartTrackingRefBase="1"/></ext><ext uri="b" xmlns:xcalcf="{_OFFICE}/2018/'
                'calcfeatures"><xcalcf:calcFeatures><xcalcf:feature name="microsoft.com:RD"/>'
                "</xcalcf:calcFeatures></ext></extLst></workbook>"
            ),
        ),
    ],
    "xl/worksheets/sheet1.xml": [
        (
            "<worksheet ",
            (
                f'<worksheet {_MC} xmlns:x14ac="{_OFFICE}/2009/9/ac" '
                f'xmlns:xr="{_OFFICE}/2014/revision" mc:Ignorable="x14ac xr" xr:uid="0" '
            ),
        ),
        ('<row r="2"', '<row x14ac:dyDescent="0.25" r="2"'),
        (
            "</worksheet>",
            (
                f'<mc:AlternateContent {_MC}><mc:Choice Requires="x14"><controls>'
                '<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="1025" name="B">'
                "<controlPr><anchor><from/></anchor></controlPr></control></mc:Choice>"
                "</mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
                f'<extLst><ext xmlns:x14="{_OFFICE}/2009/9/main"><x14:conditionalFormattings>'
                '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/'
                'main"><x14:cfRule type="dataBar" id="{1}"/><xm:sqref>C2:C3</xm:sqref>'
                "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
            ),
        ),
    ],
    "xl/sharedStrings.xml": [
        (
            "</sst>",
            (
                '<si><t>x</t><phoneticPr fontId="1" type="noConversion"/></si><si><r><rPr><b/>'
                '<sz val="11"/></rPr><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh sb="0" '
                'eb="1"><t>p</t></rPh><phoneticPr fontId="1"/></si></sst>'
            ),
        ),
    ],
    "xl/styles.xml": [
        (
            "</styleSheet>",
            (
                '<colors><mruColors><color rgb="FFFF0000"/></mruColors></colors><extLst><ext '
                f'xmlns:x14="{_OFFICE}/2009/9/main"><x14:slicerStyles /></ext>'
                "</extLst></styleSheet>"
            ),
        ),
    ],
}


def test_a_workbook_with_all_that_excel_adds(tmp_path: Path) -> None:
    """Its households are those of the same workbook without: formats, rich text and all."""
    plain, file = tmp_path / "plain.xlsx", tmp_path / "survey.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("Hộ")
        bold = book.add_format({"bold": True, "num_format": "#,##0.00"})
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["A1", "rural", 4, 400_000.5], bold)
        sheet.write_row(2, 0, ["A2", "urban", 3, 900_000])
        sheet.write_rich_string(0, 0, "house", bold, "hold_", "id")
        late = book.add_format({"num_format": "0.0", "bold": True})  # a format within another
        rule = {"type": "cell", "criteria": ">", "value": 3, "format": late}
        sheet.conditional_format("C2:C3", rule)
        sheet.data_validation("B2:B3", {"validate": "list", "source": ["rural", "urban"]})
    with zipfile.ZipFile(plain) as whole, zipfile.ZipFile(file, "w") as packed:
        for name in whole.namelist():
            text = whole.read(name).decode()
            for before, after in TRAPPINGS.get(name, []):
                assert before in text
                text = text.replace(before, after, 1)
            packed.writestr(name, text)
    found, wanted = (classify(each, *BY_INCOME, "-q") for each in (file, plain))
    assert (found.code, found.out) == (0, wanted.out)
    assert found.column("household_id") == ["A1", "A2"]
