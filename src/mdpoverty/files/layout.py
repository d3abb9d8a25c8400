"""How a file holds its table: where it is in a workbook, and how its text is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

Decimal = Literal[".", ","]
Thousands = Literal[".", ",", "space"]
DECIMALS: tuple[Decimal, ...] = get_args(Decimal)
TABLES = ("survey", "members")  # that options place in a workbook
THOUSANDS: tuple[Thousands, ...] = get_args(Thousands)

_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):(?:\$?([A-Za-z]{1,3}))?(?:\$?([0-9]{1,7}))?")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576


@dataclass(frozen=True)
class Area:
    """A part of a sheet: its first and last row and column, from 1; None is an open end."""

    top: int
    left: int
    bottom: int | None = None
    right: int | None = None

    def __str__(self) -> str:
        """Return what names the part: `B4:AE3003`."""
        last = letters_of(self.right) if self.right else ""
        return f"{letters_of(self.left)}{self.top}:{last}{self.bottom or ''}"


@dataclass(frozen=True)
class Layout:
    """How a file holds its table.

    `encoding` is that of text (None: UTF-8). `decimal` and `thousands` are the signs of numbers in
    text; without `decimal` it is a point, or a comma where a point separates thousands. In a
    workbook the table is in the sheet called `sheet`, in its part `area`, and its first
    `heading_rows` rows are headings; `by_options` says whether the command has options for that.
    """

    encoding: str | None = None
    decimal: Decimal | None = None
    thousands: Thousands | None = None
    sheet: str | None = None
    area: Area | None = None
    heading_rows: int | None = None
    by_options: bool = True

    def places(self, table: str | None) -> bool:
        """Whether the command has options that say where a table is in a workbook."""
        return self.by_options and table in TABLES

    @property
    def decimal_sign(self) -> Decimal:
        """The decimal sign of numbers in text."""
        return self.decimal or ("," if self.thousands == "." else ".")

    def over(self, other: Layout) -> Layout:
        """Return what is said here, and what `other` says where nothing is said here."""
        own = {key: value for key, value in vars(self).items() if value is not None}
        return replace(other, **own)

    @property
    def of_workbook(self) -> bool:
        """Whether something is said that only a workbook has."""
        return any(x is not None for x in (self.sheet, self.area, self.heading_rows))


def option_of(part: str, table: str) -> str:
    """Return the option that says a `part` of the layout of a table: the survey, or its members."""
    return f"--members-{part}" if table == "members" else f"--{part}"


def area_of(text: str) -> Area | None:
    """Return the part of a sheet that `text` names, None where it names none.

    It is `B4:AE3003`, or open at its end: `B4:`.
    """
    found = _AREA.fullmatch(text.strip())
    if not found:
        return None
    first, top, last, bottom = found.groups()
    area = Area(
        int(top),
        number_of(first),
        int(bottom) if bottom else None,
        number_of(last) if last else None,
    )
    rows = 1 <= area.top <= (area.bottom or _LAST_ROW) <= _LAST_ROW
    columns = area.left <= (area.right or _LAST_COLUMN) <= _LAST_COLUMN
    return area if rows and columns else None


def letters_of(number: int) -> str:
    """Return what a spreadsheet calls a column: A for 1, AA for 27."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def number_of(letters: str) -> int:
    """Return the number of a column, from 1, that a spreadsheet calls by letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
