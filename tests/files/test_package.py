"""Parts of an XLSX package that are not the ones that its relationships name are never read."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter
from files import BY_INCOME, HEADER, classify, refusal

WORKBOOK, SHARED, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
RELATIONS, OF_PACKAGE = "xl/_rels/workbook.xml.rels", "_rels/.rels"
OTHERS = "under other names than a workbook has"


def workbook(folder: Path, changed: Mapping[str, tuple[str, str]], *more: tuple[str, str]) -> Path:
    """Return a workbook in whose parts one text takes the place of another; `more` are copies."""
    with xlsxwriter.Workbook(folder / "plain.xlsx") as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["A1", "rural", 4, 9])
        book.add_worksheet("more").write(0, 0, "another")
    file = folder / "survey.xlsx"
    with zipfile.ZipFile(folder / "plain.xlsx") as plain, zipfile.ZipFile(file, "w") as packed:
        for part in plain.namelist():
            text = plain.read(part)
            before, after = (each.encode() for each in changed.get(part, ("", "")))
            assert before in text
            packed.writestr(part, text.replace(before, after) if before else text)
        for part, copy in more:
            packed.writestr(copy, plain.read(part))
    return file


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        (RELATIONS, "sharedStrings.xml", "texts.xml"),
        (RELATIONS, "styles.xml", "looks.xml"),
        (RELATIONS, "styles.xml", "../styles.xml"),
        (RELATIONS, "sharedStrings.xml", "/sharedStrings.xml"),
        (OF_PACKAGE, "xl/workbook.xml", "xl/workbook2.xml"),
        (OF_PACKAGE, "xl/workbook.xml", "workbook.xml"),
    ],
)
@pytest.mark.parametrize("both", [True, False])
def test_other_parts(
    tmp_path: Path,
    part: str,
    before: str,
    after: str,
    both: bool,  # noqa: FBT001 -- of pytest
) -> None:
    """They are refused by their names, whether the usual ones are there beside them or not."""
    copies = [(SHARED, "xl/texts.xml"), (STYLES, "xl/looks.xml"), (WORKBOOK, "xl/workbook2.xml")]
    file = workbook(tmp_path, {part: (before, after)}, *(copies if both else ()))
    assert OTHERS in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        (RELATIONS, "sharedStrings.xml", "sharedStrings.xml"),
        (RELATIONS, "sharedStrings.xml", "/xl/sharedStrings.xml"),
        (RELATIONS, "sharedStrings.xml", "./sharedStrings.xml"),
        (OF_PACKAGE, "xl/workbook.xml", "/xl/workbook.xml"),
    ],
)
def test_the_usual_parts_however_they_are_spelt(
    tmp_path: Path, part: str, before: str, after: str
) -> None:
    """A path from the root, or from the folder, leads to the same part."""
    file = workbook(tmp_path, {part: (before, after)})
    assert classify(file, *BY_INCOME, "-q").column("household_id") == ["A1"]


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        (WORKBOOK, 'r:id="rId1"', 'id="rId2" r:id="rId1"'),
        (WORKBOOK, 'r:id="rId1"', 'xmlns:q="urn:q" r:id="rId1" q:id="rId2"'),
        (RELATIONS, 'Id="rId2"', 'Id="rId1"'),
    ],
)
def test_sheets_that_may_be_several(tmp_path: Path, part: str, before: str, after: str) -> None:
    """Where a sheet's part is not the only one that it may be, none is read."""
    assert "cannot be read as a workbook" in refusal(
        workbook(tmp_path, {part: (before, after)}), *BY_INCOME
    )


@pytest.mark.parametrize("name", ["survey", "SURVEY", " Survey"])
def test_two_sheets_of_one_name(tmp_path: Path, name: str) -> None:
    """Nobody can say which of them is meant."""
    file = workbook(tmp_path, {WORKBOOK: ('name="more"', f'name="{name}"')})
    assert "has two sheets with the name" in refusal(file, *BY_INCOME)
