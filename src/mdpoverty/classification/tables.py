"""What limits in a table say of each row of a frame, where it may not be known which row holds.

Of the rows of a table that may hold, the least and the greatest number are worked out; a limit
holds, or fails, where it does for both.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import narwhals as nw

from mdpoverty.classification.conditions import unknown
from mdpoverty.classification.given import Given
from mdpoverty.classification.halves import in_halves
from mdpoverty.classification.patterns import Key, by_pattern
from mdpoverty.classification.widened import widened
from mdpoverty.standards.conditions import Condition, TableLimit
from mdpoverty.standards.lookups import LookupRow, LookupTable

_COMPARE: dict[str, Any] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
}

Ends = tuple[str, str]  # the columns of the least and of the greatest number


def with_table_limits(
    frame: nw.LazyFrame[Any],
    limits: Iterable[TableLimit],
    tables: Mapping[str, LookupTable],
    given: Given,
    prefix: str,
) -> tuple[nw.LazyFrame[Any], Given]:
    """Return a frame with a column for each limit: yes or no where all rows that may hold agree.

    `given` is what the frame has; the names of the columns begin with `prefix`.
    """
    answers: dict[Condition, nw.Expr] = {}
    for name, asked in _by_table(limits).items():
        begin = f"{prefix}{name}"
        numbers = dict.fromkeys(limit.word_and_limit[1] for limit in asked)
        ends = {number: (f"{begin} least {number}", f"{begin} most {number}") for number in numbers}
        keys = _keys(tables[name], given)
        columns = [column for both in ends.values() for column in both]
        added = partial(_numbers, tables[name], keys, ends, begin)
        frame = by_pattern(frame, keys, columns, added)
        answers |= {limit: _within(limit, ends[limit.word_and_limit[1]], given) for limit in asked}
    names = {limit: f"{prefix}limit {place}" for place, limit in enumerate(answers)}
    frame = widened(frame, {names[limit]: x for limit, x in answers.items()})
    return frame, replace(given, answers={**given.answers, **names})


def _by_table(limits: Iterable[TableLimit]) -> dict[str, list[TableLimit]]:
    found: dict[str, list[TableLimit]] = {}
    for limit in dict.fromkeys(limits):
        found.setdefault(limit.in_table, []).append(limit)
    return found


def _within(limit: TableLimit, ends: Ends, given: Given) -> nw.Expr:
    """Return whether a number, which may lie between two, is within a limit, null for unknown."""
    span, name = given.spans.get(limit.column), given.column(limit.column)
    if span is None and name is None:
        return unknown()
    low, high = (span.low, span.high) if span else (str(name), str(name))
    least, most = ends
    word, _ = limit.word_and_limit
    below = word in ("at_most", "below")
    worst, best = (high, low) if below else (low, high)
    hardest, easiest = (least, most) if below else (most, least)
    surely = _COMPARE[word](nw.col(worst), nw.col(hardest))
    possibly = _COMPARE[word](nw.col(best), nw.col(easiest))
    no = nw.when(~possibly).then(nw.lit(value=False))
    return nw.when(surely).then(nw.lit(value=True)).otherwise(no)


def _keys(table: LookupTable, given: Given) -> list[Key]:
    """Return those of a table's keys of which anything is known."""
    found = []
    for name, match in table.keys.items():
        span, column = given.spans.get(name), given.column(name)
        if span is not None or column is not None:
            low, high = (span.low, span.high) if span else (str(column), str(column))
            values = tuple(dict.fromkeys(row.keys[name] for row in table.rows))
            found.append(Key(name, low, high, values, is_from=match == "from"))
    return found


def _numbers(
    table: LookupTable,
    keys: Sequence[Key],
    ends: Mapping[str, Ends],
    prefix: str,
    frame: nw.LazyFrame[Any],
) -> nw.LazyFrame[Any]:
    """Return a frame with the least and the greatest number of the rows that may hold.

    Null where there is none. What is asked of a key is asked once, since many rows ask it.
    """
    asked: dict[tuple[str, object], tuple[str, nw.Expr]] = {}
    rows = {}
    for place, row in enumerate(table.rows):
        parts = [nw.col(part) for key in keys for part in _parts(key, row, asked, prefix)]
        rows[f"{prefix} row {place}"] = in_halves(operator.and_, [nw.lit(value=True), *parts])
    frame = widened(frame, dict(asked.values()))
    frame = frame.with_columns(**rows)
    found = {}
    for column, names in ends.items():
        values = [
            nw.when(nw.col(name)).then(nw.lit(float(number)))
            for name, row in zip(rows, table.rows, strict=True)
            if (number := row.number(column)) is not None
        ]
        for name, choose in zip(names, (nw.min_horizontal, nw.max_horizontal), strict=True):
            found[name] = _chosen(choose, values)
    return frame.with_columns(**found)


def _chosen(choose: Callable[..., nw.Expr], values: Sequence[nw.Expr]) -> nw.Expr:
    if not values:
        return nw.lit(None, dtype=nw.Float64)
    return choose(*values) if len(values) > 1 else values[0]


def _parts(
    key: Key, row: LookupRow, asked: dict[tuple[str, object], tuple[str, nw.Expr]], prefix: str
) -> list[str]:
    """Return the columns that say whether a row's key may be a frame's; they go into `asked`."""
    value = row.keys[key.name]
    low, high = nw.col(key.low), nw.col(key.high)
    parts: dict[str, tuple[object, nw.Expr]]
    if not isinstance(value, Fraction):
        parts = {"is": (value, low == value)}
    elif key.is_from:
        parts = {"from": (value, high >= float(value))}
        if row.until is not None:
            parts["until"] = (row.until, low < float(row.until))
    else:
        parts = {"from": (value, high >= float(value)), "to": (value, low <= float(value))}
    names = []
    for what, (limit, holds) in parts.items():
        of = (f"{key.name} {what}", limit)
        if of not in asked:
            asked[of] = (f"{prefix} key {len(asked)}", holds.fill_null(value=True))
        names.append(asked[of][0])
    return names
