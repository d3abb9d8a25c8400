"""Formulas of a spreadsheet, each with what it comes to: both are made in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import polars as pl

Relation = Literal["=", "<=", ">="]
Value = int | float | str | None  # None: blank

RIGHT, WRONG = "đúng", "sai"


class Formula(NamedTuple):
    """A formula, without its sign of equality, and its value; None where it shows nothing."""

    text: str
    value: Value

    @property
    def number(self) -> float | None:
        """The value, where it is a number."""
        return None if isinstance(self.value, str) else self.value


class Formulas(NamedTuple):
    """The formulas of the lines of a sheet: their texts, and their values (null: nothing shown).

    A text is null where a cell has no formula, but the value alone.
    """

    texts: pl.Series
    values: pl.Series

    def at(self, line: int) -> Formula:
        """Return the formula of a line."""
        return Formula(self.texts[line], self.values[line])

    def gather(self, lines: pl.Series) -> Formulas:
        """Return the formulas of some lines; none where a line is null."""
        return Formulas(self.texts.gather(lines), self.values.gather(lines))


def cell(row: int, column: int, value: Value) -> Formula:
    """Return a reference to a cell of the same sheet, by row and column counted from 0."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415 -- an extra that few need

    return Formula(str(xl_rowcol_to_cell(row, column)), value)


def column_of_cells(first: int, column: int, values: pl.Series) -> Formulas:
    """Return references to the cells of a column of the same sheet, from the row `first` on."""
    return Formulas(names_of_cells(first, column, len(values)), values)


def names_of_cells(first: int, column: int, lines: int) -> pl.Series:
    """Return what the cells of a column are called, from the row `first` on, counted from 0."""
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 -- an extra that few need

    return _texts(f"{xl_col_to_name(column)}{{}}", pl.int_range(first + 1, first + 1 + lines))


def on_sheet(name: str, at: Formula) -> Formula:
    """Return a reference to a cell of another sheet."""
    return Formula(f"{_quoted(name)}!{at.text}", at.value)


def all_on_sheet(name: str, at: Formulas) -> Formulas:
    """Return references to cells of another sheet."""
    return Formulas(_texts("{}!{}", pl.lit(_quoted(name)), at.texts), at.values)


def _quoted(name: str) -> str:
    from xlsxwriter.utility import quote_sheetname  # noqa: PLC0415 -- an extra that few need

    return str(quote_sheetname(name))


def total(cells: Sequence[str], values: Sequence[int | None]) -> tuple[str, int | None]:
    """Return the sum of a column; where a cell is blank it is blank, until all are filled in."""
    column = _range(cells)
    value = sum_of(values)
    if value is not None:
        return f"SUM({column})", value
    return f'IF(COUNT({column})={len(cells)},SUM({column}),"")', None


def total_where(
    where: Sequence[str], condition: str, cells: Sequence[str], values: Sequence[int | None]
) -> tuple[str, int | None]:
    """Return the sum of those of a column's `cells` beside which the `condition` holds.

    `cells` are some of the column, from the first to the last; `where` stand beside them, and meet
    the condition, and no cell between them does.
    """
    return f"SUMIF({_range(where)},{condition},{_range(cells)})", sum_of(values)


def joint(cells: Sequence[Formulas], passed: Sequence[pl.Series]) -> Formulas:
    """Return, line by line, the sum of cells here and there, of those that there are.

    Where one of them is blank it is blank, as in `total`, unless that one is `passed` over.
    """
    texts = [pl.lit(each.texts) for each in cells]
    over = [pl.lit(each).fill_null(value=False) for each in passed]
    there = pl.sum_horizontal(text.is_not_null() for text in texts)
    unknown = pl.any_horizontal(
        text.is_not_null() & pl.lit(each.values).is_null() & ~blank
        for text, each, blank in zip(texts, cells, over, strict=True)
    )
    added, every = (pl.concat_str(texts, separator=sign, ignore_nulls=True) for sign in "+,")
    later = pl.format('IF(COUNT({})={},{},"")', every, there, added)
    value = pl.sum_horizontal(pl.lit(each.values) for each in cells)
    text = pl.when(unknown).then(later).when(pl.any_horizontal(over))
    return Formulas(
        _lines(text.then(pl.format("SUM({})", every)).otherwise(added)),
        _lines(pl.when(~unknown).then(value)),
    )


def added(plus: Sequence[Formulas], minus: Sequence[Formulas] = ()) -> Formulas:
    """Return, line by line, the sum of `plus` less `minus`; blank where one of them is."""
    template = "+".join("{}" for _ in plus) + "".join("-{}" for _ in minus)
    texts = _texts(template, *(each.texts for each in (*plus, *minus)))
    more, less = (
        pl.sum_horizontal(*(each.values for each in some), pl.lit(0), ignore_nulls=False)
        for some in (plus, minus)
    )
    return Formulas(texts, _lines(more - less))


def times(factor: int, of: Formulas) -> Formulas:
    """Return, line by line, a number of times what a formula comes to."""
    return Formulas(_texts(f"{factor}*{{}}", of.texts), factor * of.values)


def rate(part: Formulas, whole: Formulas) -> Formulas:
    """Return, line by line, `part` in per cent of `whole`; blank where that is 0 or unknown.

    There is no formula where the part is unknown.
    """
    texts = _texts('IF(N({})>0,{}/{}*100,"")', whole.texts, part.texts, whole.texts)
    among, of = pl.lit(whole.values), pl.lit(part.values)
    return Formulas(
        _lines(pl.when(of.is_not_null()).then(pl.lit(texts))),
        _lines(pl.when(among != 0).then(of / among * 100)),
    )


def summed(cells: Sequence[Formulas]) -> Formulas:
    """Return, line by line, the sum of cells side by side, of those that are not blank."""
    texts = _texts("SUM({}:{})", cells[0].texts, cells[-1].texts)
    return Formulas(texts, _lines(pl.sum_horizontal(*(each.values for each in cells))))


def counted(cells: Sequence[Formula], number: int) -> Formula:
    """Return how many numbers stand in a column, from its first cell to its last."""
    return Formula(f"COUNT({_range([each.text for each in cells])})", number)


def counted_where(cells: Sequence[Formula], text: str, number: int) -> Formula:
    """Return how many cells of a column, from its first to its last, hold a text."""
    return Formula(f'COUNTIF({_range([each.text for each in cells])},"{text}")', number)


def extreme(cells: Sequence[Formulas], function: Literal["MAX", "MIN"]) -> Formulas:
    """Return, line by line, the largest or the smallest of cells, blank where all are."""
    template = ",".join("{}" for _ in cells)
    found = {"MAX": pl.max_horizontal, "MIN": pl.min_horizontal}[function]
    return Formulas(
        _texts(f"{function}({template})", *(each.texts for each in cells)),
        _lines(found(*(each.values for each in cells))),
    )


def holds(left: pl.Expr, relation: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Return whether two numbers stand in a relation."""
    return (
        pl.when(relation == "=")
        .then(left == right)
        .when(relation == "<=")
        .then(left <= right)
        .otherwise(left >= right)
    )


def verdict(left: pl.Expr, relation: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Return the text of the formula that is RIGHT where two cells stand in a relation."""
    return pl.format('IF({}{}{},"{}","{}")', left, relation, right, pl.lit(RIGHT), pl.lit(WRONG))


def digits(number: pl.Expr) -> pl.Expr:
    """Return numbers as text, whole ones without decimals."""
    whole = number.cast(pl.Int64, strict=False)
    return pl.when(number == whole).then(whole.cast(pl.String)).otherwise(number.cast(pl.String))


def shown(found: Formulas) -> Formulas:
    """Return formulas, without those that would show nothing."""
    known = pl.lit(found.values).is_not_null()
    return Formulas(_lines(pl.when(known).then(pl.lit(found.texts))), found.values)


def _range(cells: Sequence[str]) -> str:
    return f"{cells[0]}:{cells[-1]}"


def sum_of(values: Sequence[int | None]) -> int | None:
    """Return what numbers add up to; unknown where one of them is."""
    return None if None in values else sum(value for value in values if value is not None)


def _texts(template: str, *parts: pl.Series | pl.Expr) -> pl.Series:
    return _lines(
        pl.format(template, *(pl.lit(p) if isinstance(p, pl.Series) else p for p in parts))
    )


def _lines(expression: pl.Expr) -> pl.Series:
    return pl.select(expression).to_series()
