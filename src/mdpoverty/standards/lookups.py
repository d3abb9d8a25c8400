"""Tables of the law, looked up by what is known of a household or a member.

Each row of a table holds for some values of its keys: those that are equal, those from a number on
up to the next row's, or a name. Where a key is unknown, every row that is still allowed counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from mdpoverty.codebook import Variable
from mdpoverty.errors import Problem
from mdpoverty.language.messages import message
from mdpoverty.standards.citation import Reference
from mdpoverty.standards.conditions import Frozen
from mdpoverty.standards.hidden import NOT_IN_FILES
from mdpoverty.standards.labels import Name, Words
from mdpoverty.standards.sheets import FileName, Sheet, fault_of
from mdpoverty.suggestions import suggest

Match = Literal["equals", "from", "name"]

_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?")
_DIGITS = 15  # that a double tells apart


@dataclass(frozen=True)
class LookupRow:
    """A row of a table: its keys, and the cells of its other columns.

    A key is a code or a name as `plain_name` has it, or a number. A row that holds from a number on
    ends before `until`, None for the last one. `names` are the keys as the file has them.
    """

    line: int
    keys: Mapping[str, str | Fraction]
    until: Fraction | None
    cells: Mapping[str, str]
    names: Mapping[str, str]

    def number(self, column: str) -> Fraction | None:
        """Return the number in a column, None where the cell says nothing."""
        return Fraction(self.cells[column]) if self.cells[column] else None


@dataclass(frozen=True)
class LookupContent:
    """What is in the file of a table."""

    columns: tuple[str, ...]
    rows: tuple[LookupRow, ...]


class LookupTable(Frozen):
    """A table beside the threshold file, and how its rows are found.

    `keys` are columns of the file that are called as the variables which they are compared with.
    `leave_out` are words that may be before a name and say nothing.
    """

    file: FileName
    keys: Annotated[dict[Name, Match], Field(min_length=1)]
    leave_out: tuple[Words, ...] = ()
    reference: Reference
    content: Annotated[SkipJsonSchema[LookupContent | None], Field(exclude=True), NOT_IN_FILES] = (
        None
    )

    @property
    def rows(self) -> tuple[LookupRow, ...]:
        """The rows of the file, once it is read."""
        return self.content.rows if self.content else ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are no keys."""
        return self.content.columns if self.content else ()

    @property
    def ignored(self) -> str:
        """The regular expression of what may be before a name, in lower case."""
        return prefixes(self.leave_out)


def prefixes(words: tuple[str, ...]) -> str:
    """Return the regular expression of any one of `words` at the beginning of a name.

    White space follows a word, and may follow what ends with a sign, as TP. The sign may be left
    out before white space, and a word may be no more than its first letters: T. for Tỉnh.
    """
    short = dict.fromkeys("".join(part[0] for part in word.split()) for word in words)
    whole = [word.lower() for word in (*words, *(f"{letters}." for letters in short))]
    ends = [
        re.escape(word) + r"\s+"
        if word[-1].isalpha()
        else rf"{re.escape(word[:-1])}(?:{re.escape(word[-1])}\s*|\s+)"
        for word in dict.fromkeys(whole)
    ]
    return f"^(?:{'|'.join(ends)})" if words else ""


def plain_name(name: str, ignored: str) -> str:
    """Return a name as it is compared: in lower case, without what may be before it."""
    return re.sub(ignored, "", name.strip().lower()) if ignored else name.strip().lower()


def content_of(
    table: LookupTable, sheet: Sheet, variables: Mapping[str, Variable]
) -> tuple[LookupContent, list[Problem]]:
    """Return what the file of a table says, and every fault; `variables` are those of its keys."""
    missing = [key for key in table.keys if key not in sheet.columns]
    if missing:
        wrong = message("standards.table-without-key", "no column '{key}'", key=missing[0])
        return LookupContent((), ()), [fault_of(sheet.name, 1, wrong, ", ".join(sheet.columns))]
    if not sheet.rows:
        wrong = message("standards.table-without-rows", "the table has no row below its header")
        return LookupContent((), ()), [fault_of(sheet.name, 1, wrong)]
    others = tuple(column for column in sheet.columns if column not in table.keys)
    rows, faults = [], []
    for row in sheet.rows:
        keys = {key: _key(row.cells[key], match, table) for key, match in table.keys.items()}
        faults += [
            fault_of(sheet.name, row.line, *_bad(row.cells[key], variables.get(key)), key)
            for key, cell in keys.items()
            if cell is None or not _allowed(cell, variables.get(key))
        ]
        known = {key: cell for key, cell in keys.items() if cell is not None}
        cells = {column: row.cells[column] for column in others}
        names = {key: row.cells[key].strip() for key in table.keys}
        rows.append(LookupRow(row.line, known, None, cells, names))
    if not faults:
        rows, faults = _ordered(rows, table, sheet.name)
    return LookupContent(others, tuple(rows)), faults


def number_in(cell: str) -> Fraction | None:
    """Return the number that a cell has, of at most 15 digits; None where it is none."""
    digits = re.sub("[^0-9]", "", cell).lstrip("0")
    return Fraction(cell) if _NUMBER.fullmatch(cell) and len(digits) <= _DIGITS else None


def is_possible(number: Fraction, variable: Variable) -> bool:
    """Return whether a variable may be a number."""
    if variable.minimum is not None and number < variable.minimum:
        return False
    return not isinstance(variable.maximum, int) or number <= variable.maximum


def _key(cell: str, match: Match, table: LookupTable) -> str | Fraction | None:
    if match == "name":
        return plain_name(cell, table.ignored) or None
    if (number := number_in(cell)) is not None:
        return number
    return cell.lower() or None if match == "equals" else None


def _allowed(cell: str | Fraction, variable: Variable | None) -> bool:
    if variable is None:  # said where the key is named
        return True
    if variable.is_number:
        return isinstance(cell, Fraction) and is_possible(cell, variable)
    return not variable.codes or cell in variable.codes


def _bad(cell: str, variable: Variable | None) -> tuple[str, str]:
    allowed = variable.allowed if variable else ""
    suggestion = suggest(cell, variable.codes) if variable else ""
    wrong = message(
        "standards.table-bad-key",
        "'{cell}' is not a key{suggestion}",
        cell=cell,
        suggestion=suggestion,
    )
    return wrong, allowed


def _ordered(
    rows: list[LookupRow], table: LookupTable, file: str
) -> tuple[list[LookupRow], list[Problem]]:
    """Return the rows with the number that each ends before; no two have the same keys."""
    steps = [key for key, match in table.keys.items() if match == "from"]
    if len(steps) > 1:
        wrong = message("standards.table-two-steps", "two keys that hold from a number on")
        return rows, [fault_of(file, 1, wrong, message("standards.one-of-them", "one of them"))]
    step = steps[0] if steps else None
    groups: dict[object, list[LookupRow]] = {}
    for row in rows:
        groups.setdefault(tuple(v for k, v in row.keys.items() if k != step), []).append(row)
    return [*_ends(groups, step)], [*_twice(rows, file)]


def _ends(groups: Mapping[object, list[LookupRow]], step: str | None) -> Iterator[LookupRow]:
    for rows in groups.values():
        if step is None:
            yield from rows
            continue
        ordered = sorted(rows, key=lambda row: row.keys[step])
        starts = [row.keys[step] for row in ordered]
        for row, until in zip(ordered, [*starts[1:], None], strict=True):
            yield replace(row, until=until)  # type: ignore[arg-type]  # a number


def _twice(rows: list[LookupRow], file: str) -> Iterator[Problem]:
    seen: dict[object, int] = {}
    for row in rows:
        keys = tuple(row.keys.values())
        if keys in seen:
            wrong = message(
                "standards.table-row-twice", "the keys are on line {line:d} too", line=seen[keys]
            )
            yield fault_of(file, row.line, wrong)
        seen.setdefault(keys, row.line)
