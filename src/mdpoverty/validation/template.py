"""An empty survey file for a standard: its columns, as CSV or as a workbook to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from mdpoverty.classification.decide import SCORES
from mdpoverty.codebook import GROUPS, HOUSEHOLD_SIZE, Level, Variable, variables
from mdpoverty.errors import plain
from mdpoverty.files.named_sheets import CODEBOOK, CODES, SHEETS
from mdpoverty.files.new_workbook import new_workbook
from mdpoverty.language import Language
from mdpoverty.language.messages import in_language
from mdpoverty.questionnaire.form import NONE, Form, forms, may_be_none
from mdpoverty.questionnaire.workbook import number_rule
from mdpoverty.reading.inputs import Needed, inputs
from mdpoverty.standards.model import Standard

_FIRST = ("household_id", "survey_year", *GROUPS)
_LEFT_OUT = ("weight", *SCORES)
_SHEETS = {"household": SHEETS["survey"], "member": SHEETS["members"]}
_LAST_ROW = 1_048_575  # of a sheet, from 0
_TITLE, _MESSAGE = 32, 255  # characters that a message beside a cell can have
_WIDEST = 60  # characters
_WIDEST_HEADING = 24  # of one in words, which is wrapped


def columns_of(standard: Standard, level: Level) -> tuple[Needed, ...]:
    """Return the columns of an empty household or member file for `standard`, in order.

    The weight is left out, since a blank one is refused; the review's scores, since they stand in
    place of what is asked for.
    """
    found = [
        each
        for each in inputs(standard, level)
        if each.indicators or each.variable.name not in _LEFT_OUT
    ]
    first = [each for name in _FIRST for each in found if each.variable.name == name]
    return (*first, *(each for each in found if each not in first))


def form_of(standard: Standard) -> Form | None:
    """Return the official form of a standard, or of its base; None where there is none."""
    found = forms().get(standard.id)
    return found or (form_of(standard.base) if standard.base else None)


def write_header(columns: Sequence[Needed], file: Path) -> None:
    """Write a CSV file of one line, the header; raises OSError when the system cannot write."""
    header = ",".join(each.variable.name for each in columns)
    file.write_text(f"{header}\n", encoding="utf-8", newline="\n")


def heading_of(variable: Variable, language: Language) -> str:
    """Return what the column of a variable is called: its name in English, else its label.

    The variables of a standard's own inputs have their names, by which alone they are read.
    """
    known = variables(variable.level).get(variable.name)
    if language == "en" or known is None or known.label_vi != variable.label_vi:
        return variable.name
    return variable.label_vi


def offered(variable: Variable, language: Language) -> tuple[str, ...]:
    """Return what the drop-down list of a variable offers: codes in English, else words."""
    words = {answer.code: answer.label_vi for answer in variable.answers}
    return tuple(code if language == "en" else words.get(code, code) for code in variable.codes)


def write_workbook(
    levels: Sequence[Sequence[Needed]],
    codebook: Sequence[Sequence[str]],
    file: Path,
    scratch: Path,
    language: Language,
) -> None:
    """Write a workbook: a sheet to fill in of each of `levels`, the codebook, and lists to choose.

    In English the sheets are in the codes of the codebook; in Vietnamese they are in words, which
    are read as well. Raises UsageError where XlsxWriter is not installed, OSError when the system
    cannot write.
    """
    coded = [each.variable for columns in levels for each in columns if each.variable.codes]
    lists = zip_longest(
        *([heading_of(each, language), *offered(each, language)] for each in coded), fillvalue=""
    )
    with new_workbook(file, scratch) as book:
        for columns in levels:
            _sheet_to_fill_in(book, [each.variable for each in columns], coded, language)
        _sheet_of_text(book, CODEBOOK.in_(language), codebook)
        if coded:
            _sheet_of_text(book, CODES.in_(language), list(lists))


def _sheet_to_fill_in(
    book: Any, variables: Sequence[Variable], coded: Sequence[Variable], language: Language
) -> None:
    """Add the sheet of one level; `coded` are the variables of the lists, in order."""
    sheet = book.add_worksheet(_SHEETS[variables[0].level].in_(language))
    sheet.freeze_panes(1, 1)
    style: dict[str, Any] = {"bold": True}
    style |= {} if language == "en" else {"text_wrap": True, "valign": "top"}
    bold = book.add_format(style)
    # An id such as 007 stays as it is typed.
    text = book.add_format({"num_format": "@"})
    for column, variable in enumerate(variables):
        heading = heading_of(variable, language)
        width = len(heading) if heading == variable.name else min(len(heading), _WIDEST_HEADING)
        sheet.set_column(column, column, width + 2, text if variable.type == "text" else None)
        sheet.write_string(0, column, heading, bold)
        said = getattr(variable, f"label_{language}")
        if variable.unit:
            said = f"{said} ({in_language(variable.unit_in_words, language)})"
        if language != "en" and may_be_none(variable):
            said = f"{said}; {NONE.in_(language)}"
        rule = _rule(variable, variables, coded, language)
        rule |= {"input_title": plain(heading, _TITLE)}
        rule |= {"input_message": plain(said, _MESSAGE)}
        sheet.data_validation(1, column, _LAST_ROW, column, rule)


def _rule(
    variable: Variable,
    variables: Sequence[Variable],
    coded: Sequence[Variable],
    language: Language,
) -> dict[str, Any]:
    """Return what a spreadsheet takes in the cells of a variable."""
    from xlsxwriter.utility import (  # noqa: PLC0415 -- an extra that few need
        quote_sheetname,
        xl_range_abs,
        xl_rowcol_to_cell,
    )

    if variable.codes:
        at = [(x.level, x.name) for x in coded].index((variable.level, variable.name))
        # A range, since a list that stands in the rule itself has at most 255 characters.
        cells = xl_range_abs(1, at, len(variable.codes), at)
        return {"validate": "list", "source": f"={quote_sheetname(CODES.in_(language))}!{cells}"}
    if not variable.is_number:
        return {"validate": "any"}
    names = [each.name for each in variables]
    if variable.maximum == HOUSEHOLD_SIZE and HOUSEHOLD_SIZE in names:
        # Of the same row: the rule is read as it stands for the first one.
        cell = xl_rowcol_to_cell(1, names.index(HOUSEHOLD_SIZE), col_abs=True)
        return number_rule(variable, f"={cell}")
    return number_rule(variable)


def _sheet_of_text(book: Any, name: str, rows: Sequence[Sequence[str]]) -> None:
    """Add a sheet of a header and rows, every cell text, whatever it begins with."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, words in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(max(map(len, words)), _WIDEST) + 2)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, column, cell, None if row else bold)
