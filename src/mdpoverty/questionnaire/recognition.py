"""Reading a form that was filled in: its sheets by their names, its columns by their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mdpoverty.errors import SurveyError, plain
from mdpoverty.files.commands import classifying
from mdpoverty.files.layout import Area, Layout
from mdpoverty.files.named_sheets import PROFILE
from mdpoverty.files.named_sheets import folded as folded_name
from mdpoverty.files.rows import Rows, unreadable
from mdpoverty.files.workbook import read_workbook, sheet_names, top_of
from mdpoverty.language import LANGUAGES
from mdpoverty.language.messages import Message, message
from mdpoverty.questionnaire.answers import in_words
from mdpoverty.questionnaire.beside import with_beside
from mdpoverty.questionnaire.form import ANSWERS, Form, FormSheet, folded, forms

_KINDS = {"survey": "household", "members": "member"}  # sheets by what is read of a workbook
_LOOKED_AT = 20  # rows among which the headings are looked for


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
    rows, again = None, scratch
    try:
        rows = read_workbook(path, name, layout, fallback, scratch, known)
    except SurveyError:
        if layout.of_workbook:
            raise
        visible = sheet_names(path, name)
        title = next((each for each in visible if folded_name(each) in known), "")
        if not title:
            _refuse_incomplete(visible, path, name, fallback)
            raise
        again = scratch / "again"
        again.mkdir()
    else:
        if layout.of_workbook or rows.grid is None or folded_name(rows.grid.sheet) not in known:
            return Filled(rows)
        title = rows.grid.sheet
    form, sheet = next(
        found for each, found in named.items() if folded_name(each) == folded_name(title)
    )
    rows = _read(path, name, sheet, layout.over(sheet.layout(title)), again, rows)
    beside, read = [], [title]
    there = {folded_name(each): each for each in sheet_names(path, name)}
    if sheet.level == "household":
        beside = [other for other in form.sheets if other.level == sheet.level and other != sheet]
    for other in beside:
        for found in _present(other, there):
            place = scratch / other.kind
            place.mkdir()
            rest = _read(path, name, other, other.layout(found), place)
            rows = with_beside(rows, rest, name)
            read.append(found)
    note = message(
        "questionnaire.read",
        "{file}: read as the form of {standard}: {sheets}",
        file=name,
        standard=form.standard,
        sheets=read,
    )
    members = [each for each in form.sheets if each.level == "member"]
    notes = [note, *_missing(form, there, name)] if sheet.level == "household" else [note]
    return Filled(
        replace(rows, notes=(*notes, *rows.notes), form=form.standard),
        sheet.level == "household" and any(_present(each, there) for each in members),
    )


def _read(  # noqa: PLR0913, PLR0917 -- the file, which part of it, and where to put it
    path: Path,
    name: str,
    sheet: FormSheet,
    layout: Layout,
    scratch: Path,
    rows: Rows | None = None,
) -> Rows:
    """Return the rows of a sheet of the form; its headings may be higher or lower than they were.

    `rows` are its rows where they are read already. Raises SurveyError as `read_workbook` and
    `in_words`, where the headings are as the form has them.
    """
    try:
        found = rows or read_workbook(path, name, layout, sheet.kind, scratch)
        return in_words(found, sheet, name)
    except SurveyError:
        moved = _moved(path, name, sheet, layout)
        if moved == layout:
            raise
    place = scratch / "moved"
    place.mkdir()
    rows = in_words(read_workbook(path, name, moved, sheet.kind, place), sheet, name)
    note = message(
        "questionnaire.moved",
        "{file}, sheet {sheet}: the headings begin in row {row:d}",
        file=name,
        sheet=layout.sheet,
        row=moved.area.top if moved.area else 1,
    )
    return replace(rows, notes=(note, *rows.notes))


def _moved(path: Path, name: str, sheet: FormSheet, layout: Layout) -> Layout:
    """Return where a sheet has its headings: the heading of its first column is found."""
    assert layout.sheet is not None
    wanted = {folded(sheet.columns[0].question(language)) for language in LANGUAGES}
    rows = top_of(path, name, layout.sheet, _LOOKED_AT)
    for place, row in enumerate(rows):
        if row and folded(row[0]) in wanted:
            above = place > 0 and any(cell.strip() for cell in rows[place - 1])  # the sections
            headings = sheet.heading_rows if above else sheet.heading_rows - 1
            top = place if above else place + 1
            return replace(layout, area=Area(top, 1), heading_rows=headings)
    return layout


def _refuse_incomplete(visible: Sequence[str], path: Path, name: str, fallback: str) -> None:
    """Raise SurveyError where a workbook has sheets of a form, but not the one to read."""
    there = {folded_name(each): each for each in visible}
    for form in forms().values():
        found = [title for sheet in form.sheets for title in _present(sheet, there)]
        if len(visible) > 1 and found:
            raise _not_complete(form, found, visible, path, name, fallback) from None


def _not_complete(  # noqa: PLR0913, PLR0917 -- the file, and what was looked for in it
    form: Form,
    found: Sequence[str],
    visible: Sequence[str],
    path: Path,
    name: str,
    fallback: str,
) -> SurveyError:
    """Return the error that a workbook has sheets of a form, but not the one to read."""
    if fallback == PROFILE:
        wrong = message(
            "questionnaire.not-classified",
            "is the filled-in form of {standard}, which is not classified yet",
            standard=form.standard,
        )
        command = classifying(path, f" --standard {form.standard}")
        advice = message(
            "questionnaire.classify-first", "classify it first: {command}", command=command
        )
        return unreadable(name, wrong, advice)
    kind = _KINDS.get(fallback, "household")
    missing = form.sheet(kind).name
    wrong = message(
        "questionnaire.no-sheet",
        "has sheets of the form of {standard} ({found}), but not its sheet '{missing}'",
        standard=form.standard,
        found=found,
        missing=missing.vi,
    )
    advice = message(
        "questionnaire.no-sheet-advice",
        "rename the sheet that the form calls '{missing}' to that name",
        missing=missing.vi,
    )
    return unreadable(name, wrong, advice, allowed=", ".join(plain(each) for each in visible))


def _missing(form: Form, there: Mapping[str, str], name: str) -> Iterator[Message]:
    """Yield which sheets of a form a workbook lacks: of members only where one may be theirs."""
    ours = {folded_name(each) for sheet in form.sheets for each in sheet.name}
    ours |= {folded_name(each) for each in ANSWERS}
    others = [plain(title) for key, title in there.items() if key not in ours]
    lacking = [
        sheet.name.vi
        for sheet in form.sheets
        if not _present(sheet, there) and (sheet.level == "household" or others)
    ]
    if lacking:
        yield message(
            "questionnaire.sheets-missing",
            "warning: {file}: sheets of the form are missing, so their answers are unknown: "
            "{sheets}.{others}",
            file=name,
            sheets=lacking,
            others=message(
                "questionnaire.other-sheets",
                " If one of these sheets is meant, rename it: {others}",
                others=others,
            )
            if others
            else "",
        )


def _named(fallback: str) -> dict[str, tuple[Form, FormSheet]]:
    """Return the sheets that have the households, or the members, by each of their names."""
    kind = _KINDS.get(fallback)
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
