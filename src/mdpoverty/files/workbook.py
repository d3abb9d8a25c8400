"""Sheets of a workbook (XLSX, XLS, ODS) as rows of cells, each by its row of the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from mdpoverty.codebook import Level, variables
from mdpoverty.errors import SurveyError, plain
from mdpoverty.files.container import (
    AS_CSV,
    ODS,
    OLD,
    SAVE_AGAIN,
    XLSX,
    reading_strangers,
    require_sound,
)
from mdpoverty.files.footprint import (
    LARGE,
    ODS_LARGE,
    OLD_LARGE,
    Footprint,
    farthest,
    of_excel,
)
from mdpoverty.files.layout import Layout
from mdpoverty.files.named_sheets import CODEBOOK, CODES, chosen_sheet, folded, refuse_empty
from mdpoverty.files.old_workbook import of_old_excel
from mdpoverty.files.open_document import (
    ManySpacesError,
    OpenFootprint,
    of_open_document,
    put_right,
)
from mdpoverty.files.rows import Rows, unreadable
from mdpoverty.files.sheet import Sheet, Table, address
from mdpoverty.files.spool import spooled
from mdpoverty.language import LANGUAGES
from mdpoverty.language.messages import Phrase, message, plural

_MOST_SHEETS = 2_000  # that a workbook may list
_SHEETS_LOOKED_AT, _ROWS_LOOKED_AT = 20, 20  # for the one that has a table
_TWICE = Phrase("files.cell-twice", "has more than one cell, or row, at {place}")
_NOWHERE = Phrase("files.cell-nowhere", "has a cell, or row, at {place}, where no sheet has one")
_ASTRAY = Phrase("files.cell-astray", "has the cell {place} in another row than its own")
_HOLDER = Phrase("files.table-in-cell", "has a table within the cell {place}")
_TAKE_OUT = Phrase(
    "files.table-in-cell-advice", "take the table out of the cell, and save the workbook again"
)


def read_workbook(  # noqa: PLR0913, PLR0917 -- the file, which part of it, and where to put it
    path: Path,
    name: str,
    layout: Layout,
    fallback: str,
    scratch: Path,
    known: Mapping[str, Layout] | None = None,
) -> Rows:
    """Return the rows of a workbook's one visible sheet, or of the one that is named.

    `layout` says which sheet and which part of it. Where it does not, a sheet that has one of the
    `known` names, in any case, is read as the layout there says; else, of several visible sheets,
    the one called `fallback` in any case, or as SHEETS call it. Cells are text: a number has the
    15 digits that a spreadsheet keeps, `1.5E+15` where these are not all, and the decimal sign of
    the layout; an error is text such as `#N/A`; lines are rows of the sheet. Merged cells of a
    heading are filled, and those of data downwards.

    Raises SurveyError when the file is damaged or locked, it is not clear which sheet is meant, the
    sheet goes much farther than its cells, or holds formulas that were never calculated.
    """
    kind = require_sound(path, name)
    with reading_strangers(name):
        sheet, layout = _loaded(path, name, kind, layout, fallback, known or {})
    table = Table(sheet, layout, name, fallback)
    found = spooled(table.rows(), name, scratch)
    return replace(found, grid=table.grid(found.columns), notes=tuple(table.notes()))


def sheet_names(path: Path, name: str) -> tuple[str, ...]:
    """Return what the visible sheets of a workbook are called; raises SurveyError as reading it."""
    kind = require_sound(path, name)
    with reading_strangers(name):
        book, _ = _opened(path, name, kind)
        return tuple(sheet for sheet, shown in _held(book, name) if shown)


def _loaded(  # noqa: PLR0913, PLR0917 -- as above
    path: Path, name: str, kind: str, layout: Layout, fallback: str, known: Mapping[str, Layout]
) -> tuple[Sheet, Layout]:
    """Return the sheet that is meant, and how it holds its table."""
    book, footprints = _opened(path, name, kind)
    held = _held(book, name)
    others = partial(_likeliest, path, name, table=fallback)
    if not layout.of_workbook:
        meant = (known[folded(sheet)] for sheet, shown in held if shown and folded(sheet) in known)
        layout = layout.over(next(meant, Layout()))
    chosen = chosen_sheet(held, layout, fallback, name, path, others)
    if kind == XLSX:
        footprints[chosen] = of_excel(path, chosen)
        _refuse_unsound([(chosen, footprints[chosen])], name)
        book = _respelt(book, footprints[chosen], name)
    footprint = footprints[chosen]
    loaded = book.get_sheet_by_name(chosen)
    rows = loaded.to_python(skip_empty_area=False)
    if isinstance(footprint, OpenFootprint):
        rows = put_right(rows, footprint)
    if not rows and layout.places(fallback):
        refuse_empty(chosen, others([sheet for sheet, _ in held]), fallback, name)
    merged = footprint.merged or loaded.merged_cell_ranges or ()
    return Sheet(chosen, rows, merged, footprint), layout


def _opened(path: Path, name: str, kind: str) -> tuple[Any, dict[str, Footprint]]:
    """Return a workbook of the library, opened by its bytes, whatever its suffix.

    With it come the footprints of its sheets, by name, where it is loaded with all of them.
    """
    library = _library(name)
    data = path.read_bytes()
    footprints: dict[str, Footprint] = {}
    if kind == ODS:
        try:
            opened = of_open_document(path)
        except ManySpacesError as error:
            wrong = message(
                "files.many-spaces", "has runs of more than {count} spaces", count=error.args[0]
            )
            raise unreadable(name, wrong, AS_CSV()) from None
        footprints = {**opened}
        _refuse_unsound([*footprints.items()], name, ODS_LARGE)
        _refuse_unread(opened, name)
    old = of_old_excel(data) if kind == OLD else []
    _refuse_unsound(old, name, OLD_LARGE)
    book = library.load_workbook(BytesIO(data))
    if kind == OLD:  # in their order: the library knows more of the letters of names
        names = [sheet.name for sheet in book.sheets_metadata]
        footprints = dict(zip(names, (found for _, found in old), strict=True))
        if len(footprints) < len(old):
            raise ValueError(names)
    return book, footprints


def _respelt(book: Any, sheet: Footprint, name: str) -> Any:
    """Return the workbook that has a sheet as the library understands it: `book`, or a copy."""
    if sheet.book is None:
        return book
    return _library(name).load_workbook(BytesIO(sheet.book))


def _held(book: Any, name: str) -> list[tuple[str, bool]]:
    """Return the names of the sheets of a workbook, and whether each is visible.

    Raises SurveyError where it lists more than _MOST_SHEETS.
    """
    if len(book.sheets_metadata) > _MOST_SHEETS:
        wrong = message("files.many-sheets", "has more than {count} sheets", count=_MOST_SHEETS)
        raise unreadable(name, wrong, AS_CSV())
    names = Counter(folded(sheet.name) for sheet in book.sheets_metadata)
    doubled = [sheet.name for sheet in book.sheets_metadata if names[folded(sheet.name)] > 1]
    if doubled:
        twice = plain(doubled[0])
        wrong = message("files.sheet-twice", "has two sheets with the name '{sheet}'", sheet=twice)
        raise unreadable(name, wrong, SAVE_AGAIN())
    return [
        (sheet.name, str(sheet.visible).endswith(".Visible"))
        for sheet in book.sheets_metadata
        if str(sheet.typ).endswith(".WorkSheet")
    ]


def _library(name: str) -> Any:
    try:
        import python_calamine  # noqa: PLC0415 -- an extra that few need
    except ModuleNotFoundError:
        wrong = message(
            "files.workbook-library",
            "reading a workbook needs {library}",
            library="python-calamine",
        )
        advice = message(
            "files.workbook-library-advice",
            "pip install 'mdpoverty[xlsx]', or save the sheet as CSV (UTF-8)",
        )
        raise unreadable(name, wrong, advice) from None
    return python_calamine


def _likeliest(path: Path, name: str, sheets: Sequence[str], *, table: str) -> str | None:
    """Return the sheet that looks most like it has a table; None where none has two columns.

    It has the names or labels of variables in one of its first rows, or else the most cells there.
    Sheets beside an empty survey only say what to fill in.
    """
    level: Level = "member" if table == "members" else "household"
    known = {
        folded(word)
        for each in variables(level).values()
        for word in (each.name, each.label_vi, each.label_en)
    }
    scores: dict[str, tuple[int, int]] = {}
    ours = {folded(phrase.in_(x)) for phrase in (CODEBOOK, CODES) for x in LANGUAGES}
    asked = [sheet for sheet in sheets if folded(sheet) not in ours] or sheets
    for sheet in asked[:_SHEETS_LOOKED_AT]:
        rows = []
        with suppress(SurveyError):
            rows = top_of(path, name, sheet, _ROWS_LOOKED_AT)
        filled = [{folded(cell) for cell in row} - {""} for row in rows]
        scores[sheet] = max(((len(cells & known), len(cells)) for cells in filled), default=(0, 0))
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best][1] > 1 else None


def top_of(path: Path, name: str, sheet: str, rows: int) -> list[list[str]]:
    """Return the first rows of a sheet as text; raises SurveyError as reading it."""
    kind = require_sound(path, name)
    with reading_strangers(name):
        book, footprints = _opened(path, name, kind)
        if kind == XLSX:
            footprints[sheet] = of_excel(path, sheet)
            _refuse_unsound([(sheet, footprints[sheet])], name, ODS_LARGE)
            book = _respelt(book, footprints[sheet], name)
        found = book.get_sheet_by_name(sheet).to_python(False, nrows=rows)  # noqa: FBT003 -- skip_empty_area, by its place
        footprint = footprints.get(sheet)
        if isinstance(footprint, OpenFootprint):
            found = put_right(found, footprint)[:rows]
        return [[str(cell) for cell in row] for row in found]


def _refuse_unread(sheets: Mapping[str, OpenFootprint], name: str) -> None:
    """Raise SurveyError where cells say that they hold a number, or a truth, and hold none."""
    unread = [
        (address(sheet, *cell), held)
        for sheet, found in sheets.items()
        for cell, held in found.unread.items()
    ]
    if not unread:
        return
    cell, held = unread[0]
    wrong = plural(
        "files.cells-unread",
        "has a cell whose value cannot be read: {cell} '{held}'",
        "has {count} cells whose values cannot be read: the first is {cell} '{held}'",
        count=len(unread),
        cell=cell,
        held=plain(held),
    )
    advice = message(
        "files.cells-unread-advice",
        "open it in LibreOffice or Excel, type the value again, and save it",
    )
    raise unreadable(name, wrong, advice)


def _refuse_unsound(sheets: Sequence[tuple[str, Footprint]], name: str, large: int = LARGE) -> None:
    """Raise SurveyError where sheets that are loaded together go much farther than their cells.

    So it does where one repeats its cells or texts too often, has a cell twice, in another row than
    its own or where no sheet has one, or a table within a cell. For `large` see `farthest`.
    """
    for sheet, found in sheets:
        for place, misplaced in (
            (found.twice, _TWICE),
            (found.nowhere, _NOWHERE),
            (found.astray, _ASTRAY),
            (found.holder, _HOLDER),
        ):
            if place is not None:
                where = f"{plain(sheet)}!{plain(place)}"
                advice = _TAKE_OUT() if misplaced is _HOLDER else SAVE_AGAIN()
                raise unreadable(name, misplaced(place=where), advice)
    far = farthest(sheets, large)
    if far is None:
        if any(found.repeats for _, found in sheets):
            wrong = message("files.sheet-repeats", "repeats one cell, or a long text, too often")
            raise unreadable(name, wrong, AS_CSV())
        return
    sheet, found = far
    corner = address(sheet, found.rows - 1, found.columns - 1)
    wrong = plural(
        "files.sheet-sparse",
        "reaches {corner}, but has only {count} cell",
        "reaches {corner}, but has only {count} cells",
        corner=corner,
        count=found.cells,
    )
    advice = message(
        "files.sheet-sparse-advice",
        "delete the rows and columns beyond the table (Ctrl+End shows how far the sheet goes), and "
        "save it again",
    )
    raise unreadable(name, wrong, advice)
