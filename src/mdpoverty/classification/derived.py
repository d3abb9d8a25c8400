"""Derived variables as columns: what is worked out of a row before anything is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw

from mdpoverty.classification.exact import divided
from mdpoverty.classification.given import Given, Span, Tally
from mdpoverty.classification.tables import with_table_limits
from mdpoverty.classification.widened import widened
from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.standards.conditions import Scope
from mdpoverty.standards.derived import (
    Between,
    CountedMembers,
    DerivedSource,
    FirstKnownValue,
    FromColumn,
    FromTable,
    HighestOfMembers,
    MonthsBetween,
    MonthsOfYears,
    YearOf,
    YearsOfMonths,
    variables_of,
)
from mdpoverty.standards.lookups import LookupTable
from mdpoverty.standards.model import Standard
from mdpoverty.standards.needs import table_limits

_MONTHS = 12  # of a year
_SHORT = (4, 6, 9, 11)  # months of 30 days
_FEBRUARY = 2

Bounds = tuple[nw.Expr, nw.Expr]


def derive(
    frame: nw.LazyFrame[Any], standard: Standard, level: Scope, given: Given, prefix: str = ""
) -> tuple[nw.LazyFrame[Any], Given]:
    """Return a frame with the standard's derived variables of one level, and what it then has.

    The frame has the columns of `given`; those of derived variables have an underscore and `prefix`
    before their names. A member's frame has the columns of its household that its variables read.
    What conditions ask of tables is answered too.
    """
    for name, derived in standard.derived.items():
        if derived.level != level:
            continue
        column = f"_{prefix}{name}"
        match derived:
            case CountedMembers(count_of_members=counting, without_members=without):
                if given.tallies is not None:
                    given = _told_by(given.tallies[counting], name, given)
                    continue
                frame, span = _counted(frame, without, column, given)
                given = replace(given, spans={**given.spans, name: span})
            case HighestOfMembers(without_members=without):
                codes = standard.named("household")[name].codes
                if given.tallies is not None:
                    given = _told_by(given.tallies[derived], name, given, codes)
                elif without in given.columns:
                    given = replace(given, named={**given.named, name: without})
            case FirstKnownValue(first_known=sources):
                variable = standard.named(level)[name]
                if variable.is_number:
                    frame, bounds = _each(frame, sources, column, given)
                    ends = [nw.coalesce(*some) for some in zip(*bounds, strict=True)]
                    span = Span(f"{column} low", f"{column} high")
                    frame = frame.with_columns(
                        **dict(zip((span.low, span.high), ends, strict=True))
                    )
                    given = replace(given, spans={**given.spans, name: span})
                else:
                    frame, given = _with_names(frame, sources, given, standard.tables, prefix)
                    texts = [_text(source, given, standard.tables) for source in sources]
                    frame = frame.with_columns(**{column: nw.coalesce(*texts)})
                    given = replace(given, named={**given.named, name: column})
    limits = table_limits(standard, level)
    return with_table_limits(frame, limits, standard.tables, given, f"_{prefix}in ")


def _told_by(tally: Tally, name: str, given: Given, codes: tuple[str, ...] = ()) -> Given:
    """Return what there is when members are counted."""
    return replace(given, spans={**given.spans, name: Span(tally.sure, tally.possible, codes)})


def _counted(
    frame: nw.LazyFrame[Any], without: str, column: str, given: Given
) -> tuple[nw.LazyFrame[Any], Span]:
    """Return households with a count of members as they give it; else none to all of them."""
    told = nw.col(without) if without in given.columns else nw.lit(None, dtype=nw.Float64)
    every = nw.col(HOUSEHOLD_SIZE) if HOUSEHOLD_SIZE in given.columns else nw.lit(None, nw.Float64)
    span = Span(f"{column} low", f"{column} high")
    ends = {span.low: nw.coalesce(told, nw.lit(0.0)), span.high: nw.coalesce(told, every)}
    return frame.with_columns(**ends), span


def _each(
    frame: nw.LazyFrame[Any], sources: Sequence[DerivedSource], column: str, given: Given
) -> tuple[nw.LazyFrame[Any], list[Bounds]]:
    """Return the bounds of each source; a number that is both of them is worked out once."""
    found = []
    exact: dict[str, nw.Expr] = {}
    for index, source in enumerate(sources):
        low, high = _bounds(source, given)
        if low is high:
            name = f"{column} {index}"
            exact[name], low, high = low, nw.col(name), nw.col(name)
        found.append((low, high))
    return widened(frame, exact), found


def _bounds(source: DerivedSource, given: Given) -> Bounds:
    """Return between which numbers a source says that a variable lies, null where it is silent."""
    if isinstance(source, Between):
        return nw.lit(float(source.at_least)), nw.lit(float(source.at_most))
    names = variables_of(source)
    ends = [_ends(name, given) for name in names]
    found = [end for end in ends if end is not None]
    if not names or len(found) < len(names):
        return nw.lit(None, dtype=nw.Float64), nw.lit(None, dtype=nw.Float64)
    low, high = found[0]
    match source:
        case MonthsOfYears():
            low, high = low * _MONTHS, high * _MONTHS + (_MONTHS - 1)
        case YearsOfMonths():
            low, high = (divided(end - end % _MONTHS, _MONTHS) for end in (low, high))
        case YearOf():
            low = high = low.dt.year().cast(nw.Float64)
        case MonthsBetween():
            low = high = months_between(low, found[1][0])
    return low, high


def _ends(name: str, given: Given) -> Bounds | None:
    if span := given.spans.get(name):
        return nw.col(span.low), nw.col(span.high)
    column = given.column(name)
    return (nw.col(column), nw.col(column)) if column else None


def months_between(earlier: nw.Expr, later: nw.Expr) -> nw.Expr:
    """Return the completed months from one date to another, as a double.

    A month is complete on the day of the first date, or on its own last day where it is shorter.
    """
    year, month, day = later.dt.year(), later.dt.month(), later.dt.day()
    months = (year - earlier.dt.year()).cast(nw.Int32) * _MONTHS + (
        month.cast(nw.Int32) - earlier.dt.month().cast(nw.Int32)
    )
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    short = (
        (month == _SHORT[0]) | (month == _SHORT[1]) | (month == _SHORT[2]) | (month == _SHORT[3])
    )
    last = (
        (day == 31)  # noqa: PLR2004 -- the days of months
        | (short & (day == 30))  # noqa: PLR2004 -- as above
        | ((month == _FEBRUARY) & ((day == 29) | (~leap & (day == 28))))  # noqa: PLR2004 -- as above
    )
    unfinished = (day < earlier.dt.day()) & ~last
    return (months - unfinished.cast(nw.Int32)).cast(nw.Float64)


def _with_names(
    frame: nw.LazyFrame[Any],
    sources: Sequence[DerivedSource],
    given: Given,
    tables: Mapping[str, LookupTable],
    prefix: str,
) -> tuple[nw.LazyFrame[Any], Given]:
    """Return a frame with the names that sources look up in tables, as these compare them."""
    for source in sources:
        if not isinstance(source, FromTable) or source.table in given.names:
            continue
        table = tables[source.table]
        ((key, match),) = table.keys.items()
        column = given.column(key)
        if match == "name" and column is not None:
            name = nw.col(column).str.to_lowercase()
            name = name.str.replace_all(table.ignored, "") if table.ignored else name
            plain = f"_{prefix}{source.table} name"
            frame = frame.with_columns(**{plain: name})
            given = replace(given, names={**given.names, source.table: plain})
    return frame, given


def _text(source: DerivedSource, given: Given, tables: Mapping[str, LookupTable]) -> nw.Expr:
    """Return the code that a source says, null where it is silent."""
    nothing = nw.lit(None, dtype=nw.String)
    match source:
        case FromColumn(column=name):
            column = given.column(name)
            return nw.col(column) if column else nothing
        case FromTable(table=name, column=taken):
            return _looked_up(name, tables[name], taken, given)
        case _:
            return nothing


def _looked_up(name: str, table: LookupTable, taken: str, given: Given) -> nw.Expr:
    """Return what a column of a table with one key says in the row that has it."""
    (key,) = table.keys
    column = given.names.get(name) or given.column(key)
    found = nw.lit(None, dtype=nw.String)
    if column is None:
        return found
    value = nw.col(column)
    having: dict[str, list[Any]] = {}
    for row in table.rows:
        key_of = row.keys[key]
        having.setdefault(row.cells[taken], []).append(
            key_of if isinstance(key_of, str) else float(key_of)
        )
    for code, keys in having.items():
        found = nw.when(value.is_in(keys)).then(nw.lit(code)).otherwise(found)
    return found
