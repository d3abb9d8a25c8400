"""Formulas of a spreadsheet, each with what it comes to: both are made in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

Relation = Literal["=", "<=", ">="]
Value = int | float | str | None  # None: blank

RIGHT, WRONG = "đúng", "sai"


@dataclass(frozen=True)
class Formula:
    """A formula, without its sign of equality, and its value; None where it shows nothing."""

    text: str
    value: Value

    @property
    def number(self) -> float | None:
        """The value, where it is a number."""
        return None if isinstance(self.value, str) else self.value


def cell(row: int, column: int, value: Value) -> Formula:
    """Return a reference to a cell of the same sheet, by row and column counted from 0."""
    return Formula(_place(row, column), value)


@cache
def _place(row: int, column: int) -> str:
    """Return what a cell is called; the same few are named in many formulas."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415 -- an extra that few need

    return str(xl_rowcol_to_cell(row, column))


def on_sheet(name: str, at: Formula) -> Formula:
    """Return a reference to a cell of another sheet."""
    from xlsxwriter.utility import quote_sheetname  # noqa: PLC0415 -- an extra that few need

    return Formula(f"{quote_sheetname(name)}!{at.text}", at.value)


def total(cells: Sequence[Formula]) -> Formula:
    """Return the sum of a column; where a cell is blank it is blank, until all are filled in."""
    column = _range(cells)
    value = _sum(cells)
    if value is not None:
        return Formula(f"SUM({column})", value)
    return Formula(f'IF(COUNT({column})={len(cells)},SUM({column}),"")', None)


def total_where(where: Sequence[Formula], condition: str, cells: Sequence[Formula]) -> Formula:
    """Return the sum of those of a column's `cells` beside which the `condition` holds.

    `cells` are some of the column, from the first to the last; `where` stand beside them, and meet
    the condition, and no cell between them does.
    """
    return Formula(f"SUMIF({_range(where)},{condition},{_range(cells)})", _sum(cells))


def joint(cells: Sequence[Formula]) -> Formula:
    """Return the sum of cells here and there; where one is blank it is blank, as in `total`."""
    value = _sum(cells)
    text = "+".join(each.text for each in cells)
    if value is not None or len(cells) == 1:
        return Formula(text, value)
    every = ",".join(each.text for each in cells)
    return Formula(f'IF(COUNT({every})={len(cells)},{text},"")', None)


def added(plus: Sequence[Formula], minus: Sequence[Formula] = ()) -> Formula:
    """Return the sum of `plus` less `minus`; blank where one of them is."""
    first, *others = plus
    text = first.text + "".join(f"+{each.text}" for each in others)
    text += "".join(f"-{each.text}" for each in minus)
    parts = _sum(plus), _sum(minus)
    return Formula(text, None if None in parts else parts[0] - parts[1])  # type: ignore[operator]  # neither is


def times(factor: int, of: Formula) -> Formula:
    """Return a number of times what a formula comes to."""
    return Formula(f"{factor}*{of.text}", None if of.number is None else factor * of.number)


def rate(part: Formula, whole: Formula) -> Formula:
    """Return `part` in per cent of `whole`; blank where the whole is 0 or unknown."""
    text = f'IF(N({whole.text})>0,{part.text}/{whole.text}*100,"")'
    if not whole.number or part.number is None:
        return Formula(text, None)
    return Formula(text, part.number / whole.number * 100)


def summed(cells: Sequence[Formula]) -> Formula:
    """Return the sum of cells that stand side by side, of those that are not blank."""
    found = [each.number for each in cells if each.number is not None]
    return Formula(f"SUM({_range(cells)})", sum(found))


def counted(cells: Sequence[Formula], number: int) -> Formula:
    """Return how many numbers stand in a column, from its first cell to its last."""
    return Formula(f"COUNT({_range(cells)})", number)


def counted_where(cells: Sequence[Formula], text: str, number: int) -> Formula:
    """Return how many cells of a column, from its first to its last, hold a text."""
    return Formula(f'COUNTIF({_range(cells)},"{text}")', number)


def extreme(cells: Sequence[Formula], function: Literal["MAX", "MIN"]) -> Formula:
    """Return the largest or the smallest of cells, blank where all are."""
    found = [each.number for each in cells if each.number is not None]
    text = ",".join(each.text for each in cells)
    value = {"MAX": max, "MIN": min}[function](found) if found else None
    return Formula(f"{function}({text})", value)


def holds(left: float, relation: Relation, right: float) -> bool:
    """Return whether two numbers stand in a relation."""
    match relation:
        case "=":
            return left == right
        case "<=":
            return left <= right
        case ">=":
            return left >= right


def verdict(left: Formula, relation: Relation, right: Formula) -> Formula:
    """Return RIGHT where two numbers stand in a relation, else WRONG."""
    assert left.number is not None
    assert right.number is not None
    found = RIGHT if holds(left.number, relation, right.number) else WRONG
    return Formula(f'IF({left.text}{relation}{right.text},"{RIGHT}","{WRONG}")', found)


def _range(cells: Sequence[Formula]) -> str:
    return f"{cells[0].text}:{cells[-1].text}"


def _sum(cells: Sequence[Formula]) -> float | None:
    found = [each.number for each in cells]
    return None if None in found else sum(found)  # type: ignore[arg-type]  # no number is None
