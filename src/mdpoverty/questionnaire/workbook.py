"""A form as an empty workbook: its sheets to fill in, with lists of answers to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

from mdpoverty.codebook import Variable
from mdpoverty.errors import plain
from mdpoverty.files.new_workbook import new_workbook
from mdpoverty.language import Language
from mdpoverty.language.messages import in_language
from mdpoverty.questionnaire.form import (
    ANSWERS,
    NONE,
    Column,
    Form,
    FormSheet,
    Said,
    may_be_none,
)

_DATE = Said("ngày/tháng/năm, ví dụ 01/10/2025", "day/month/year, such as 01/10/2025")
_LAST_ROW = 1_048_575  # of a sheet, from 0
_LARGEST = 10**15 - 1  # a number has at most 15 digits
_TITLE, _MESSAGE = 32, 255  # characters that a message beside a cell can have
_NARROW, _WIDE = 9, 24  # characters that a column is wide
_NOTE_HEIGHT, _SECTION_HEIGHT, _LINE_HEIGHT = 60.0, 45.0, 15.0  # of rows and their lines, in points
_NOTE_WIDTH = 14  # columns that the note above a heading is merged over
_A3, _SCALE = 8, 70  # paper size; percent that a sheet of many pages is printed at
_LISTS = 1  # the row on which lists of answers begin

Lists = Mapping[tuple[str, ...], int]


def write_form(form: Form, file: Path, scratch: Path, language: Language) -> None:
    """Write the empty form in a language: a sheet for each of its sheets, and the answers.

    Raises UsageError where XlsxWriter is not installed, OSError when the system cannot write.
    """
    offered = _offered(form, language)
    lists = {labels: place for place, labels in enumerate(offered)}
    with new_workbook(file, scratch) as book:
        for sheet in form.sheets:
            _fill(book, sheet, language, lists)
        answers = book.add_worksheet(ANSWERS.in_(language))
        answers.freeze_panes(_LISTS, 0)
        bold = book.add_format({"bold": True})
        for place, labels in enumerate(offered):
            answers.set_column(place, place, max(map(len, labels)) + 2)
        table = zip_longest(*([title, *labels] for labels, title in offered.items()), fillvalue="")
        for row, cells in enumerate(table):
            for place, cell in enumerate(cells):
                if cell:
                    answers.write_string(row, place, cell, None if row else bold)


def number_rule(variable: Variable, most: int | str = _LARGEST) -> dict[str, Any]:
    """Return the rule of a spreadsheet for the numbers of a variable, at most `most`."""
    least = -_LARGEST if variable.minimum is None else variable.minimum
    most = variable.maximum if isinstance(variable.maximum, int) else most
    kind = "integer" if variable.type == "integer" else "decimal"
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _offered(form: Form, language: Language) -> dict[tuple[str, ...], str]:
    """Return the lists of answers, each with its heading: what is asked, or what all may answer."""
    askers: dict[tuple[str, ...], list[str]] = {}
    for sheet in form.sheets:
        for column in sheet.columns:
            if labels := _labels(column, language):
                askers.setdefault(labels, []).append(column.heading[1].in_(language))
    return {
        labels: headings[0] if len({*headings}) == 1 else " / ".join(labels)
        for labels, headings in askers.items()
    }


def _labels(column: Column, language: Language) -> tuple[str, ...]:
    return tuple(choice.label.in_(language) for choice in column.choices)


def _fill(book: Any, sheet: FormSheet, language: Language, lists: Lists) -> None:
    page = book.add_worksheet(sheet.name.in_(language))
    top = sheet.layout("").area.top - 1  # type: ignore[union-attr]  # every form says where it begins
    first = top + sheet.heading_rows
    text = book.add_format({"num_format": "@"})
    widths = [_width(column, language) for column in sheet.columns]
    for place, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        is_text = not column.choices and not any(each.is_number for each in column.variables)
        page.set_column(place, place, width, text if is_text else None)
        if rule := _rule(column, language, lists):
            page.data_validation(first, place, _LAST_ROW, place, rule)
    page.write_string(0, 0, sheet.title.in_(language), book.add_format({"bold": True}))
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "italic": True})
    page.set_row(1, _NOTE_HEIGHT)
    page.merge_range(1, 0, 1, _NOTE_WIDTH, sheet.note.in_(language), wrapped)
    style = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"}
    style |= {"border": 1, "bg_color": "#E7E6E6"}
    heading = book.add_format(style)
    for row in range(sheet.heading_rows):
        titles = [column.heading[row].in_(language) for column in sheet.columns]
        page.set_row(top + row, _SECTION_HEIGHT if row == 0 else _height(titles, widths))
        place = 0
        for title, alike in groupby(titles):
            last = place + len(list(alike)) - 1
            if title and last > place:
                page.merge_range(top + row, place, top + row, last, title, heading)
            else:
                for blank in range(place, last + 1):
                    page.write_string(top + row, blank, title, heading)
            place = last + 1
    page.freeze_panes(first, 1)
    page.set_landscape()
    page.set_paper(_A3)
    page.repeat_rows(top, first - 1)
    page.repeat_columns(0)
    if sheet.is_numbered:  # the law has all of its columns on one page
        page.fit_to_pages(1, 0)
    else:
        page.set_print_scale(_SCALE)
        page.set_v_pagebreaks(_sections(sheet))


def _width(column: Column, language: Language) -> int:
    if column.choices:
        return min(max(_NARROW, *map(len, _labels(column, language))), _WIDE) + 2
    return _NARROW + 2 if column.variables and column.variables[0].is_number else _WIDE - 8


def _sections(sheet: FormSheet) -> list[int]:
    """Return the columns that begin a section, each of which is printed from a new page on."""
    sections = [column.heading[0].en for column in sheet.columns]
    return [n for n, each in enumerate(sections) if each and each != sections[n - 1]]


def _height(titles: Sequence[str], widths: Sequence[int]) -> float:
    """Return how high a row of bold titles is, which are wrapped to the widths of their columns."""
    lines = (len(title) // (width - 3) + 1 for title, width in zip(titles, widths, strict=True))
    return max(lines) * _LINE_HEIGHT


def _rule(column: Column, language: Language, lists: Lists) -> dict[str, Any] | None:
    """Return what a spreadsheet takes in the cells of a column, and says beside them."""
    from xlsxwriter.utility import (  # noqa: PLC0415 -- an extra that few need
        quote_sheetname,
        xl_range_abs,
    )

    variable = column.variables[0] if column.variables else None
    said = ""
    if labels := _labels(column, language):
        # A range, since a list that stands in the rule itself has at most 255 characters.
        place = lists[labels]
        cells = xl_range_abs(_LISTS, place, _LISTS + len(labels) - 1, place)
        rule = {"validate": "list", "source": f"={quote_sheetname(ANSWERS.in_(language))}!{cells}"}
    elif variable is None:
        return None
    elif variable.is_number:
        said = in_language(variable.unit_in_words, language)
        said = "; ".join(filter(None, (said, NONE.in_(language) if may_be_none(variable) else "")))
        rule = number_rule(variable)
    else:
        rule, said = {"validate": "any"}, _DATE.in_(language) if variable.type == "date" else ""
    if said:
        heading = column.heading[1].in_(language)
        rule |= {"input_title": plain(heading, _TITLE), "input_message": plain(said, _MESSAGE)}
    return rule
