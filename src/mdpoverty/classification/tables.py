"""What limits in a table say of each row of a frame, where it may not be known which row holds.

Each answer becomes a column, in steps of few expressions: what is asked of a key once is a column
too, since the same numbers are asked for many rows of a table.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Any

import narwhals as nw

from mdpoverty.classification.given import Given
from mdpoverty.standards.conditions import TableLimit
from mdpoverty.standards.lookups import LookupRow, LookupTable

_COMPARE: dict[str, Any] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
}


def with_table_limits(
    frame: nw.LazyFrame[Any],
    limits: Iterable[TableLimit],
    tables: Mapping[str, LookupTable],
    given: Given,
    prefix: str,
) -> tuple[nw.LazyFrame[Any], Given]:
    """Return a frame with a column for each limit: yes or no where all rows that are allowed agree.

    `given` is what the frame has; the names of the columns begin with `prefix`.
    """
    answers: dict[TableLimit, str] = {}
    for name, asked in _by_table(limits).items():
        keys = _Keys(tables[name], given, f"{prefix}{name} ")
        rows = {f"{prefix}{name} row {i}": keys.of(row) for i, row in enumerate(tables[name].rows)}
        frame = frame.with_columns(**keys.columns) if keys.columns else frame
        frame = frame.with_columns(**rows)
        for limit in asked:
            column = f"{prefix}limit {len(answers)}"
            numbers = _Numbers(limit, given, f"{column} ")
            ends = _ends(limit, tables[name], list(rows), numbers)
            names = {end: f"{column} {end}" for end in ends}
            frame = frame.with_columns(**numbers.columns) if numbers.columns else frame
            frame = frame.with_columns(
                **{names[end]: expression for end, expression in ends.items()}
            )
            known = nw.col(names["known"])
            no = nw.when(known & ~nw.col(names["possibly"])).then(nw.lit(value=False))
            yes = nw.when(known & ~nw.col(names["not surely"])).then(nw.lit(value=True))
            frame = frame.with_columns(**{column: yes.otherwise(no)})
            answers[limit] = column
    return frame, replace(given, limits={**given.limits, **answers})


def _by_table(limits: Iterable[TableLimit]) -> dict[str, list[TableLimit]]:
    found: dict[str, list[TableLimit]] = {}
    for limit in dict.fromkeys(limits):
        found.setdefault(limit.in_table, []).append(limit)
    return found


class _Keys:
    """Columns that say what the keys of a table's rows may be; each is asked for once."""

    def __init__(self, table: LookupTable, given: Given, prefix: str) -> None:
        self.table = table
        self.given = given
        self.prefix = prefix
        self.columns: dict[str, nw.Expr] = {}
        self.names: dict[object, str] = {}

    def of(self, row: LookupRow) -> nw.Expr:
        """Return whether a row may be the one that holds; never null."""
        parts = [part for key in self.table.keys for part in self.parts(row, key)]
        return reduce(operator.and_, parts) if parts else nw.lit(value=True)

    def parts(self, row: LookupRow, key: str) -> list[nw.Expr]:
        value = row.keys[key]
        span, name = self.given.spans.get(key), self.given.column(key)
        if span is None and name is None:
            return []
        low, high = (span.low, span.high) if span else (str(name), str(name))
        if not isinstance(value, Fraction):
            return [self.asked((key, value), nw.col(low) == value)]
        number = float(value)
        from_here = self.asked((key, "high", number), nw.col(high) >= number)
        if self.table.keys[key] != "from":
            return [from_here, self.asked((key, "low", number), nw.col(low) <= number)]
        if row.until is None:
            return [from_here]
        until = float(row.until)
        return [from_here, self.asked((key, "until", until), nw.col(low) < until)]

    def asked(self, what: object, answer: nw.Expr) -> nw.Expr:
        if what not in self.names:
            self.names[what] = f"{self.prefix}{len(self.names)}"
            self.columns[self.names[what]] = answer.fill_null(value=True)
        return nw.col(self.names[what])


class _Numbers:
    """Columns that say whether a number is within a limit, null for unknown; each asked for once.

    A number that lies between two is asked for both ends.
    """

    def __init__(self, limit: TableLimit, given: Given, prefix: str) -> None:
        self.compare = _COMPARE[limit.word_and_limit[0]]
        self.prefix = prefix
        self.columns: dict[str, nw.Expr] = {}
        span, name = given.spans.get(limit.column), given.column(limit.column)
        low, high = (span.low, span.high) if span else (name, name)
        below = limit.word_and_limit[0] in ("at_most", "below")
        self.worst, self.best = (high, low) if below else (low, high)

    def within(self, column: str | None, number: Fraction) -> nw.Expr:
        if column is None:
            return nw.lit(None, dtype=nw.Boolean)
        name = f"{self.prefix}{column} {float(number)}"
        self.columns.setdefault(name, self.compare(nw.col(column), float(number)))
        return nw.col(name)


def _ends(
    limit: TableLimit, table: LookupTable, rows: Sequence[str], numbers: _Numbers
) -> dict[str, nw.Expr]:
    """Return whether any row is known to be for it, and what not all, and any, of those say.

    `rows` are the columns that say whether each row of the table may be the one. Null is that the
    number is not known.
    """
    known: list[nw.Expr] = []
    refused: list[nw.Expr] = []
    possibly: list[nw.Expr] = []
    for name, row in zip(rows, table.rows, strict=True):
        number = row.number(limit.word_and_limit[1])
        if number is not None:
            allowed = nw.col(name)
            known.append(allowed)
            refused.append(allowed & ~numbers.within(numbers.worst, number))
            possibly.append(allowed & numbers.within(numbers.best, number))
    return {
        "known": _any(known),
        "not surely": _any(refused),
        "possibly": _any(possibly),
    }


def _any(parts: Sequence[nw.Expr]) -> nw.Expr:
    return nw.any_horizontal(*parts, ignore_nulls=False) if parts else nw.lit(value=False)
