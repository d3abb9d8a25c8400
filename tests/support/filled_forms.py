"""Filling in the official form as a workbook: cells by variable or heading, in words."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from mdpoverty.language import Language
from mdpoverty.questionnaire.form import Column, Form, FormSheet

Row = Mapping[str, str | int | float]


def key_of(column: Column) -> str:
    """Return what a column is called in rows: its first variable, else its English heading."""
    return column.variables[0].name if column.variables else column.heading[1].en


def fill(
    file: Path, target: Path, form: Form, language: Language, rows: Mapping[str, Sequence[Row]]
) -> None:
    """Write the empty form in `file` to `target` with `rows` under the headings of each sheet."""
    book = openpyxl.load_workbook(file)
    for sheet in form.sheets:
        page = book[sheet.name.in_(language)]
        for number, row in enumerate(rows.get(sheet.kind, ()), start=first_row(sheet)):
            for place, column in enumerate(sheet.columns, start=1):
                if (cell := row.get(key_of(column))) is not None:
                    page.cell(number, place, cell)
    book.save(target)


def first_row(sheet: FormSheet) -> int:
    """Return the row of a sheet on which its first household or member is."""
    area = sheet.layout("").area
    assert area
    return area.top + sheet.heading_rows
