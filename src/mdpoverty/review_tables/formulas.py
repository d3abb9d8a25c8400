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
    return Formula(f"{letters(column)}{row + 1}", value)


def on_sheet(name: str, at: Formula) -> Formula:
    """Return a reference to a cell of another sheet."""
    return Formula(f"'{name}'!{at.text}", at.value)


@cache
def letters(column: int) -> str:
    """Return the name of a column, counted from 0: A, B, … Z, AA."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def total(cells: Sequence[Formula]) -> Formula:
    """Return the sum of a column; where a cell is blank it is blank, until all are filled in."""
    column = f"{cells[0].text}:{cells[-1].text}"
    value = _sum(cells)
    if value is not None:
        return Formula(f"SUM({column})", value)
    return Formula(f'IF(COUNT({column})={len(cells)},SUM({column}),"")', None)


def total_of_line(labels: Sequence[Formula], label: Formula, cells: Sequence[Formula]) -> Formula:
    """Return the sum of the cells of a column that stand beside `label` among `labels`."""
    ranges = [f"{each[0].text}:{each[-1].text}" for each in (labels, cells)]
    found = [at for name, at in zip(labels, cells, strict=True) if name.value == label.value]
    return Formula(f"SUMIF({ranges[0]},{label.text},{ranges[1]})", _sum(found))


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
    """Return `part` in per cent of `whole`; blank where the whole is nought or unknown."""
    text = f'IF(N({whole.text})>0,{part.text}/{whole.text}*100,"")'
    if not whole.number or part.number is None:
        return Formula(text, None)
    return Formula(text, part.number / whole.number * 100)


def summed(cells: Sequence[Formula]) -> Formula:
    """Return the sum of cells that stand side by side, of those that are not blank."""
    found = [each.number for each in cells if each.number is not None]
    return Formula(f"SUM({cells[0].text}:{cells[-1].text})", sum(found))


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


def _sum(cells: Sequence[Formula]) -> float | None:
    found = [each.number for each in cells]
    return None if None in found else sum(found)  # type: ignore[arg-type]  # no number is None
