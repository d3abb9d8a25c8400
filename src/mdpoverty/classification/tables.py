"""What limits in a table say of each row of a frame, where it may not be known which row holds.

Each answer becomes a column, in steps of few expressions: what is asked of a key once is a column
too, since the same numbers are asked for many rows of a table.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
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
        rows = {id(row): keys.of(row) for row in tables[name].rows}
        frame = frame.with_columns(**keys.columns) if keys.columns else frame
        for limit in asked:
            column = f"{prefix}limit {len(answers)}"
            ends = _ends(limit, tables[name], rows, given)
            names = {end: f"{column} {end}" for end in ends}
            frame = frame.with_columns(
                **{names[end]: expression for end, expression in ends.items()}
            )
            known = nw.col(names["known"])
            no = nw.when(known & ~nw.col(names["possibly"])).then(nw.lit(value=False))
            yes = nw.when(known & nw.col(names["surely"])).then(nw.lit(value=True))
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
        return reduce(operator.and_, parts, nw.lit(value=True))

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


def _ends(
    limit: TableLimit, table: LookupTable, rows: Mapping[int, nw.Expr], given: Given
) -> dict[str, nw.Expr]:
    """Return whether any row is known to be for it, and whether all, and any, of those agree."""
    word, column = limit.word_and_limit
    known: list[nw.Expr] = []
    surely: list[nw.Expr] = []
    possibly: list[nw.Expr] = []
    for row in table.rows:
        number = row.number(column)
        if number is not None:
            allowed = rows[id(row)]
            sure, possible = _against(limit.column, word, number, given)
            known.append(allowed)
            surely.append(~allowed | sure)
            possibly.append(allowed & possible)
    return {
        "known": reduce(operator.or_, known, nw.lit(value=False)),
        "surely": reduce(operator.and_, surely, nw.lit(value=True)),
        "possibly": reduce(operator.or_, possibly, nw.lit(value=False)),
    }


def _against(column: str, word: str, limit: Fraction, given: Given) -> tuple[nw.Expr, nw.Expr]:
    """Return whether a number is surely, and possibly, within a limit; never null."""
    number, compare = float(limit), _COMPARE[word]
    if span := given.spans.get(column):
        low, high = (compare(nw.col(end), number) for end in (span.low, span.high))
        return (low & high).fill_null(value=False), (low | high).fill_null(value=True)
    name = given.column(column)
    if name is None:
        return nw.lit(value=False), nw.lit(value=True)
    held = compare(nw.col(name), number)
    return held.fill_null(value=False), held.fill_null(value=True)
