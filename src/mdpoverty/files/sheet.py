"""A loaded sheet of a workbook: its heading, the rows under it, and its cells as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from mdpoverty.files.cell_errors import CELL_ERRORS
from mdpoverty.files.container import SAVE_AGAIN
from mdpoverty.files.footprint import Cell, Footprint
from mdpoverty.files.heading import refuse_title
from mdpoverty.files.layout import Area, Layout, letters_of, option_of
from mdpoverty.files.rows import TYPED, Grid, Row, empty_file, unreadable
from mdpoverty.language.messages import Message, message, plural

_DIGITS = 15  # that a spreadsheet keeps of a number
_EXACT = 10**_DIGITS
_GROUP = 3  # digits between separators of thousands
_SHOWN = 3  # cells that are named


@dataclass(frozen=True)
class Sheet:
    """A loaded sheet: its rows of cells, from its first row, the merged parts, and its XML."""

    name: str
    rows: list[list[Any]]
    merged: Sequence[tuple[Cell, Cell]]
    footprint: Footprint

    def address(self, row: int, column: int) -> str:
        """Return what the spreadsheet calls a cell; row and column are from 0."""
        return address(self.name, row, column)


def address(sheet: str, row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell; row and column are from 0."""
    return Grid(sheet, {"": letters_of(column + 1)}).address(row + 1, [""])


class Table:
    """The table in a part of a sheet: its heading, and the rows under it."""

    def __init__(self, sheet: Sheet, layout: Layout, name: str, table: str) -> None:
        """Find the heading, and fill merged cells. The `table` is the survey, or its members.

        Raises SurveyError where there is no heading, or a formula has no value.
        """
        self.sheet, self.name = sheet, name
        self.table = table if layout.places(table) else None  # that options place
        self.sign = layout.decimal_sign
        self.area = layout.area or Area(1, 1)
        width = max(map(len, sheet.rows), default=0)
        self.left, self.right = self.area.left - 1, min(self.area.right or width, width)
        self.bottom = min(self.area.bottom or len(sheet.rows), len(sheet.rows))
        self.top = self._first_row()
        self.headings = layout.heading_rows or 1
        self.first = self.top + self.headings  # row of data
        self.filled: list[str] = []
        self.unfilled: list[str] = []
        self._refuse_overlaps(width)
        self._fill_merged()
        if layout.area is None:
            self._refuse_title()
        self._refuse_uncalculated()
        self.titles = self._titles()
        self._refuse_grouped()

    def grid(self, columns: Sequence[str]) -> Grid:
        """Return where the spreadsheet shows the columns, which are in order."""
        return Grid(
            self.sheet.name,
            {name: letters_of(self.left + place) for place, name in enumerate(columns, start=1)},
        )

    def rows(self) -> Iterator[Row]:
        """Yield the header and every data row; blank rows are left out."""
        yield Row(self.top + 1, self.titles)
        fields = len(self.titles)
        for row in range(self.first, self.bottom):
            cells = self._cells(row)
            while len(cells) > fields and not cells[-1].strip():
                cells.pop()  # formatted, but empty
            if any(cell.strip() for cell in cells):
                yield Row(row + 1, cells)

    def notes(self) -> Iterator[Message]:
        """Yield what was made of merged cells, and whether formulas look as if none was calculated.

        LibreOffice saves 0 for all of a workbook that a program wrote which does not calculate.
        """
        if self.sheet.footprint.zeros == self.sheet.footprint.formulas > 1:
            yield message(
                "files.formulas-zero",
                "warning: {file}: all {count} formulas of the sheet {sheet} have the value 0, as "
                "in workbooks that were never calculated; if some are not 0, {advice}",
                file=self.name,
                count=self.sheet.footprint.formulas,
                sheet=self.sheet.name,
                advice=_calculate(),
            )
        if self.filled:
            yield plural(
                "files.merged-down",
                "{file}: a cell that is merged over several rows counts for each of them: {cells}",
                "{file}: {count} cells that are merged over several rows count for each of their "
                "rows: {cells}",
                count=len(self.filled),
                file=self.name,
                cells=_some(self.filled),
            )
        if self.unfilled:
            yield plural(
                "files.merged-across",
                "warning: {file}: a cell that is merged over several columns counts for the first "
                "of them only: {cells}",
                "warning: {file}: {count} cells that are merged over several columns count for the "
                "first column only: {cells}",
                count=len(self.unfilled),
                file=self.name,
                cells=_some(self.unfilled),
            )

    def _cells(self, row: int) -> list[str]:
        sign, errors = self.sign, self.sheet.footprint.errors
        cells = self.sheet.rows[row][self.left : self.right]
        if cells.count("") < len(cells):
            cells = [cell if type(cell) is str else _text(cell, sign) for cell in cells]
        if errors:
            for place, cell in enumerate(cells):
                if not cell:
                    cells[place] = errors.get((row, self.left + place), "")
        return cells

    def _first_row(self) -> int:
        for row in range(self.area.top - 1, self.bottom):
            if any(cell.strip() for cell in self._cells(row)):
                return row
        if not any(cell != "" for row in self.sheet.rows for cell in row):
            raise empty_file(self.name)
        last = self.sheet.address(len(self.sheet.rows) - 1, max(map(len, self.sheet.rows)) - 1)
        wrong = message(
            "files.area-empty",
            "has no cell in {area}, since its sheet ends at {cell}",
            area=str(self.area),
            cell=last,
        )
        if self.table is None:
            raise unreadable(self.name, wrong, SAVE_AGAIN())
        option = option_of("range", self.table)
        advice = message("files.correct-area", "correct {option}", option=option)
        raise unreadable(self.name, wrong, advice, subject=option)

    def _refuse_overlaps(self, width: int) -> None:
        """Raise SurveyError where merged parts cover more cells than the sheet has."""
        rows = len(self.sheet.rows)
        covered = sum(
            max(0, min(bottom + 1, rows) - top) * max(0, min(right + 1, width) - left)
            for (top, left), (bottom, right) in self.sheet.merged
        )
        if covered > rows * width:
            raise unreadable(
                self.name,
                message("files.merged-overlap", "has merged cells that overlap"),
                SAVE_AGAIN(),
            )

    def _fill_merged(self) -> None:
        """Fill merged cells: of the heading in every way, of data downwards."""
        rows = self.sheet.rows
        for (top, left), (bottom, right) in self.sheet.merged:
            if not (top < self.bottom and bottom >= self.top):
                continue
            if not (left < self.right and right >= self.left):
                continue
            value = rows[top][left] if left < len(rows[top]) else ""
            if value == "":
                continue
            if top >= self.first:
                if bottom > top:
                    self.filled.append(self.sheet.address(top, left))
                if right > left:
                    self.unfilled.append(self.sheet.address(top, left))
            for row in range(top, min(bottom, self.bottom - 1) + 1):
                last = right if row < self.first else left
                for column in range(left, min(last, len(rows[row]) - 1) + 1):
                    rows[row][column] = value

    def _refuse_title(self) -> None:
        lines = (Row(row + 1, self._unmerged(row)) for row in range(self.top, self.bottom))
        grouped = any(
            top == bottom == self.top and left < right < self.right - 1
            for (top, left), (bottom, right) in self.sheet.merged
        )
        whole = (row for row in lines if any(cell.strip() for cell in row.cells))
        refuse_title(whole, self.name, self.headings, self.table, grouped=grouped)

    def _refuse_grouped(self) -> None:
        """Raise SurveyError where one row is the heading, and groups of headings are in it."""
        twice = {title for title, count in Counter(self.titles).items() if title and count > 1}
        groups = [
            self.sheet.address(top, left)
            for (top, left), (_, right) in self.sheet.merged
            if top == self.top
            and self.left <= left < right
            and self.titles[left - self.left] in twice
        ]
        if self.headings == 1 and groups:
            wrong = plural(
                "files.grouped-heading",
                "has a heading that is merged over several columns: {cells}",
                "has {count} headings that are merged over several columns: {cells}",
                count=len(groups),
                cells=_some(groups),
            )
            advice = message(
                "files.one-row-of-headings", "leave one row of headings, each over its column"
            )
            if self.table is not None:
                advice = message(
                    "files.grouped-heading-advice",
                    "use {option} 2 if the row under it is of headings too, or unmerge it",
                    option=option_of("heading-rows", self.table),
                )
            raise unreadable(self.name, wrong, advice)

    def _unmerged(self, row: int) -> list[str]:
        """Return the cells of a row, a merged one once."""
        cells = self._cells(row)
        if not any(cells):
            return cells
        for (top, left), (bottom, right) in self.sheet.merged:
            if top <= row <= bottom:
                for column in range(left + 1, min(right, len(cells) + self.left - 1) + 1):
                    cells[column - self.left] = ""
        return cells

    def _refuse_uncalculated(self) -> None:
        cells = [
            self.sheet.address(row, column)
            for row, column in sorted(self.sheet.footprint.uncalculated)
            if self.top <= row < self.bottom and self.left <= column < self.right
        ]
        if cells:
            wrong = plural(
                "files.uncalculated",
                "has {count} formula without a value: {cells}",
                "has {count} formulas without values: {cells}",
                count=len(cells),
                cells=_some(cells),
            )
            raise unreadable(self.name, wrong, _calculate())

    def _titles(self) -> list[str]:
        """Return the headings of columns; the parts of one in several rows are joined."""
        headings = (self._cells(row) for row in range(self.top, min(self.first, self.bottom)))
        lines = [[cell.removesuffix(TYPED) for cell in row] for row in headings]
        titles = []
        for parts in zip(*lines, strict=True):
            said = [" ".join(part.split()) for part in parts] if self.headings > 1 else parts
            titles.append(" / ".join(dict.fromkeys(part for part in said if part)))
        if self.area.right is None:
            while titles and not titles[-1].strip():
                titles.pop()  # formatted, but empty
        return titles


def _calculate() -> Message:
    return message(
        "files.uncalculated-advice",
        "open it in Excel, and save it; in LibreOffice press Ctrl+Shift+F9 before you save",
    )


def _some(cells: Sequence[str]) -> str:
    """Return the first of some cells, and how many more there are."""
    first, more = ", ".join(cells[:_SHOWN]), len(cells) - _SHOWN
    if more <= 0:
        return first
    return message("files.and-more", "{first} and {more} more", first=first, more=more)


def _text(cell: float | date | time | timedelta, sign: str) -> str:
    """Return a cell that is not text as text."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case int() | float():
            return _number(cell, sign)
        case datetime():
            return cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
    return str(cell)


def _number(number: float, sign: str) -> str:
    """Return a number with the digits that a spreadsheet keeps.

    One that has more of them before its decimal sign is written as a spreadsheet shows it, with an
    exponent: it is not known exactly. One that would look like groups of thousands, 900.125, has
    TYPED after it: it is a number, and not text. What is none, or infinite, is an error.
    """
    if not isfinite(number):
        return CELL_ERRORS["Num"]
    if abs(number) >= _EXACT:
        digits, _, exponent = f"{number:.{_DIGITS - 1}E}".partition("E")
        return f"{digits.rstrip('0').rstrip('.')}E{exponent}".replace(".", sign)
    if number == int(number):
        return str(int(number))
    text = f"{number:.{_DIGITS}g}"
    if "e" in text:
        text = format(Decimal(text), "f")
    whole, _, decimals = text.partition(".")
    if len(decimals) == _GROUP and len(whole.lstrip("-")) <= _GROUP:
        decimals += TYPED
    return f"{whole}{sign}{decimals}" if decimals else whole
