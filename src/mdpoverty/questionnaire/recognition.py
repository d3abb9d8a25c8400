"""Reading a form that was filled in: its sheets by their names, its columns by their headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mdpoverty.files.layout import Layout
from mdpoverty.files.rows import Rows
from mdpoverty.files.workbook import folded as folded_name
from mdpoverty.files.workbook import read_workbook, sheet_names
from mdpoverty.language.messages import message
from mdpoverty.questionnaire.answers import in_words
from mdpoverty.questionnaire.beside import with_beside
from mdpoverty.questionnaire.form import Form, FormSheet, forms


@dataclass(frozen=True)
class Filled:
    """The rows of a workbook, and whether it is a form that has the members on another sheet."""

    rows: Rows
    with_members: bool = False


def read_filled(path: Path, name: str, layout: Layout, fallback: str, scratch: Path) -> Filled:
    """Return the rows of a workbook as `read_workbook` does; of a form, in the codebook's words.

    Where `layout` names no sheet and the workbook has one of a form, that sheet is read: columns
    are called by the variables that they answer, and answers that the codebook has not become its
    codes. What another sheet asks of households stands beside them, by their codes. Raises
    SurveyError as `read_workbook`, and where the sheets are not those of the form.
    """
    named = _named(fallback)
    known = {folded_name(each): sheet.layout(each) for each, (_, sheet) in named.items()}
    rows = read_workbook(path, name, layout, fallback, scratch, known)
    if layout.of_workbook or rows.grid is None or folded_name(rows.grid.sheet) not in known:
        return Filled(rows)
    title = rows.grid.sheet
    form, sheet = next(
        found for each, found in named.items() if folded_name(each) == folded_name(title)
    )
    rows = in_words(rows, sheet, name)
    beside, read = [], [title]
    there = {folded_name(each): each for each in sheet_names(path, name)}
    if sheet.level == "household":
        beside = [other for other in form.sheets if other.level == sheet.level and other != sheet]
    for other in beside:
        for found in _present(other, there):
            place = scratch / other.kind
            place.mkdir()
            rest = read_workbook(path, name, other.layout(found), fallback, place)
            rows = with_beside(rows, in_words(rest, other, name), name)
            read.append(found)
    note = message(
        "questionnaire.read",
        "{file}: read as the form of {standard}: {sheets}",
        file=name,
        standard=form.standard,
        sheets=read,
    )
    members = [each for each in form.sheets if each.level == "member"]
    return Filled(
        replace(rows, notes=(note, *rows.notes)),
        sheet.level == "household" and any(_present(each, there) for each in members),
    )


def _named(fallback: str) -> dict[str, tuple[Form, FormSheet]]:
    """Return the sheets that have the households, or the members, by each of their names."""
    kind = {"survey": "household", "members": "member"}.get(fallback)
    return {
        name: (form, sheet)
        for form in forms().values()
        for sheet in form.sheets
        if sheet.kind == kind
        for name in sheet.name
    }


def _present(sheet: FormSheet, there: Mapping[str, str]) -> list[str]:
    """Return what a sheet is called in a workbook: nothing where it has none such."""
    return [there[folded_name(name)] for name in sheet.name if folded_name(name) in there][:1]
