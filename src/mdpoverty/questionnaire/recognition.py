"""Reading a form that was filled in: its sheets by their names, its columns by their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from mdpoverty.codebook import KEYS
from mdpoverty.errors import SurveyError
from mdpoverty.files.layout import Layout
from mdpoverty.files.rows import Grid, Rows, refuse_doubled, unreadable
from mdpoverty.files.workbook import folded as folded_name
from mdpoverty.files.workbook import read_workbook, sheet_names
from mdpoverty.language import LANGUAGES
from mdpoverty.language.messages import message
from mdpoverty.questionnaire.beside import with_beside
from mdpoverty.questionnaire.form import Column, Form, FormSheet, folded, forms

_NO_ANSWER = "? "  # before a cell that is none of the answers, so that it is taken for none


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
    rows = _in_words(rows, sheet, name)
    beside, read = [], [title]
    there = {folded_name(each): each for each in sheet_names(path, name)}
    if sheet.level == "household":
        beside = [other for other in form.sheets if other.level == sheet.level and other != sheet]
    for other in beside:
        for found in _present(other, there):
            place = scratch / other.kind
            place.mkdir()
            rest = read_workbook(path, name, other.layout(found), fallback, place)
            rows = with_beside(rows, _in_words(rest, other, name), name)
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


def _in_words(rows: Rows, sheet: FormSheet, name: str) -> Rows:
    """Return rows whose columns are called by the variables that they answer."""
    meant = {
        folded(column.title(language)): column for column in sheet.columns for language in LANGUAGES
    }
    found = {title: meant[folded(title)] for title in rows.columns if folded(title) in meant}
    answered = {variable.name for column in found.values() for variable in column.variables}
    assert rows.grid is not None  # of a workbook
    if KEYS[0] not in answered:
        raise _not_the_form(rows.grid.sheet, sheet, name)
    cells: dict[str, pl.Expr] = {}
    letters: dict[str, str] = {}
    names = []
    for title in rows.columns:
        column = found.get(title)
        for variable, cell in _cells(title, column):
            names.append(variable)
            cells[variable] = cell
            letters[variable] = rows.grid.letters[title]
    refuse_doubled(names, name)
    others = [each for each in rows.frame.collect_schema() if each not in rows.columns]
    asked = [column for column in sheet.columns if column.variables]
    absent = [c.title("vi") for c in asked if not {v.name for v in c.variables} & answered]
    notes = rows.notes
    if absent:
        warning = message(
            "questionnaire.absent",
            "warning: {file}, sheet {sheet}: columns of the form that are not there, and so "
            "unknown: {columns}",
            file=name,
            sheet=rows.grid.sheet,
            columns=absent,
        )
        notes = (*notes, warning)
    return replace(
        rows,
        columns=tuple(names),
        frame=rows.frame.select(*others, *(cell.alias(n) for n, cell in cells.items())),
        grid=Grid(rows.grid.sheet, letters),
        notes=notes,
    )


def _not_the_form(title: str, sheet: FormSheet, name: str) -> SurveyError:
    wrong = message(
        "questionnaire.no-heading",
        "its sheet '{sheet}' is called as one of a form, and has no heading '{heading}' there",
        sheet=title,
        heading=sheet.columns[0].title("vi"),
    )
    advice = message(
        "questionnaire.no-heading-advice",
        "leave the rows above the first household as `mdpoverty template` makes them, or name the "
        "sheet with --sheet or --members-sheet",
    )
    return unreadable(name, wrong, advice)


def _cells(title: str, column: Column | None) -> Iterator[tuple[str, pl.Expr]]:
    """Yield what a column of a sheet has: the cells of each variable that it answers."""
    cell = pl.col(title)
    if column is None or not column.variables:
        yield title, cell
        return
    for place, variable in enumerate(column.variables):
        if not column.own:
            yield variable.name, cell
            continue
        codes = {
            folded(word): choice.codes[place]
            for choice in column.own
            for word in (*choice.label, *choice.also)
        }
        said = cell.str.normalize("NFC").str.replace_all(r"\s+", " ").str.strip_chars(" ")
        said = said.str.to_lowercase()
        known = said.replace_strict(codes, default=None, return_dtype=pl.String)
        unknown = pl.when(said != "").then(pl.concat_str(pl.lit(_NO_ANSWER), cell))
        yield variable.name, pl.coalesce(known, unknown)
