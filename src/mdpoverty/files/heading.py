"""The heading of a table, and what stands where it should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from mdpoverty.errors import Place, plain
from mdpoverty.files.layout import letters_of, option_of
from mdpoverty.files.rows import Row, unreadable
from mdpoverty.language.messages import message

_LOOKED_AT = 20  # rows among which the heading may be
_LEAST = 3  # cells of a heading


def refuse_title(
    rows: Iterator[Row],
    name: str,
    headings: int,
    table: str | None = None,
    *,
    grouped: bool = False,
) -> None:
    """Raise SurveyError where the first of the rows is a title, and the heading comes later.

    A title has less than half of the cells that rows under it have. `headings` rows are headings. A
    workbook has the `table`, survey or members; `grouped` says that the first row has headings that
    are merged over several columns.
    """
    first = list(islice(rows, _LOOKED_AT))
    widths = [_width(row.cells) for row in first]
    if not widths or max(widths) < _LEAST:
        return
    place = next(i for i, width in enumerate(widths) if 2 * width >= max(widths))
    if place < headings:
        return
    found = first[place]
    wrong = message(
        "files.title-row",
        "has no heading in row {first:d}, '{title}'; row {row:d} looks like the heading",
        first=first[0].line,
        title=plain(next(cell for cell in first[0].cells if cell.strip())),
        row=found.line,
    )
    if table is None:
        advice = message("files.title-row-delete", "delete the rows above it")
    else:
        left = min(_first(row.cells) for row in first[place:])
        option, area = option_of("range", table), f"{letters_of(left)}{found.line}:"
        advice = message("files.title-row-range", "use {option} {area}", option=option, area=area)
        if _is_heading_too(first[place:], widths[place:]):
            advice = message(
                "files.title-row-two",
                "use {option} {below}, or {option} {area} with {rows} 2 if row {row:d} has "
                "headings too",
                option=option,
                below=f"{letters_of(left)}{first[place + 1].line}:",
                area=area,
                rows=option_of("heading-rows", table),
                row=found.line,
            )
        elif grouped and place == 1:
            advice = message(
                "files.title-row-grouped",
                "use {rows} 2 if both rows are headings, or {option} {area}",
                rows=option_of("heading-rows", table),
                option=option,
                area=area,
            )
    raise unreadable(name, wrong, advice, Place(first[0].line, None))


def _is_heading_too(rows: Sequence[Row], widths: Sequence[int]) -> bool:
    """Whether the second of some rows looks like a heading: it has more cells, and no number."""
    if len(rows) < _LEAST or widths[1] <= widths[0]:
        return False
    return not any(cell.strip()[:1].isdigit() for cell in rows[1].cells)


def _first(cells: Sequence[str]) -> int:
    """Return the number, from 1, of the first cell that is not blank."""
    return next(number for number, cell in enumerate(cells, start=1) if cell.strip())


def _width(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())
