"""Names that a table of the standard does not have: what it would say of a household is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

import narwhals as nw
import polars as pl

from mdpoverty.codebook import DECIDED, variables
from mdpoverty.column_map.bare_text import bare
from mdpoverty.errors import MORE, plain
from mdpoverty.language.messages import Message, Named, message, plural
from mdpoverty.reading.answered import is_answered
from mdpoverty.reading.checks import subject_in
from mdpoverty.reading.reading import Reading
from mdpoverty.standards.derived import FirstKnownValue, FromColumn, FromTable
from mdpoverty.standards.lookups import LookupTable, plain_name, prefixes
from mdpoverty.standards.model import Standard
from mdpoverty.suggestions import nearest
from mdpoverty.survey.engine import collected, converted
from mdpoverty.survey.survey import Survey

_NAMED = 5  # names that are quoted
_ROWS = "rows"


class _Lookup(NamedTuple):
    """A table whose rows are found by a name, and the columns that would say the same as it."""

    key: str
    table: LookupTable
    instead: tuple[tuple[str, ...], ...]  # of each variable that the table may tell


def unlisted(reading: Reading, names: pl.DataFrame | None = None) -> Iterator[Message]:
    """Yield a note of the names that a table lacks, where nothing else says what it would.

    `names` are those of the survey's places, where they are known: then its rows are only read
    where one of them may be such a name.
    """
    if all(name in reading.survey.schema for name in DECIDED):
        return  # a profile: nothing is looked up
    if reading.roster is None and not is_answered(reading.survey, reading.standard):
        return  # a list of classes: the same
    for lookup in _lookups(reading.standard):
        if lookup.key not in reading.variables:
            continue
        if names is not None and lookup.key in names.columns:
            known = names[lookup.key].drop_nulls().unique().to_list()
            if all(_is_listed(name, lookup.table) for name in known):
                continue
        rows = _rows(reading, lookup)
        found = {name: count for name, count in rows if not _is_listed(name, lookup.table)}
        if found:
            yield _note(reading, lookup, found)


def misspelt_names(survey: Survey, standard: Standard) -> Iterator[Message]:
    """Yield a note of the names in a list of households that are nearly those of a table."""
    known = variables("household")
    for lookup in _lookups(standard):
        if lookup.key not in survey.given:
            continue
        frame = converted(survey, {lookup.key: known[lookup.key]})
        counted = frame.group_by(lookup.key).agg(nw.len().alias(_ROWS))
        rows = collected(counted).drop_nulls(lookup.key).sort([_ROWS, lookup.key], descending=True)
        found = [
            _named(name, count, lookup.table)
            for name, count in rows.select(lookup.key, _ROWS).iter_rows()
            if not _is_listed(name, lookup.table) and _near(name, lookup.table)
        ]
        if found:
            yield message(
                "run.misspelt-names",
                "{column}: {names}{more}. Correct the name if it is misspelt",
                column=subject_in(survey, lookup.key),
                names=found[:_NAMED],
                more=MORE(count=len(found) - _NAMED) if len(found) > _NAMED else "",
            )


def _lookups(standard: Standard) -> Iterator[_Lookup]:
    """Yield the tables that households are looked up in by a name."""
    instead: dict[str, list[tuple[str, ...]]] = {}
    for derived in standard.derived.values():
        if not isinstance(derived, FirstKnownValue) or derived.level != "household":
            continue
        columns = tuple(x.column for x in derived.first_known if isinstance(x, FromColumn))
        for source in derived.first_known:
            if isinstance(source, FromTable):
                instead.setdefault(source.table, []).append(columns)
    for name, others in instead.items():
        table = standard.tables[name]
        ((key, match),) = table.keys.items()
        if match == "name":
            yield _Lookup(key, table, tuple(others))


def _rows(reading: Reading, lookup: _Lookup) -> list[tuple[str, int]]:
    """Return each name of the rows where a variable hangs on it alone, and of how many rows."""
    asked = {lookup.key: reading.variables[lookup.key]}
    for column in (column for some in lookup.instead for column in some):
        if column in reading.variables and column in reading.survey.given:
            asked[column] = reading.variables[column]
    told = [[nw.col(x).is_null() for x in some if x in asked] for some in lookup.instead]
    frame = converted(reading.survey, asked).filter(~nw.col(lookup.key).is_null())
    if all(told):  # else nothing but the table tells one of the variables
        frame = frame.filter(reduce(or_, (reduce(and_, some) for some in told)))
    counted = frame.group_by(lookup.key).agg(nw.len().alias(_ROWS))
    found = collected(counted).sort(pl.col(_ROWS), lookup.key, descending=[True, False])
    return list(found.select(lookup.key, _ROWS).iter_rows())


def _is_listed(name: str, table: LookupTable) -> bool:
    (key,) = table.keys
    return plain_name(name, table.ignored) in {row.keys[key] for row in table.rows}


def _note(reading: Reading, lookup: _Lookup, found: Mapping[str, int]) -> Message:
    variables = reading.standard.variables("household")
    columns = dict.fromkeys(column for some in lookup.instead for column in some)
    return message(
        "run.unlisted-names",
        "{column}: the table of the standard does not have {names}{more}. Correct the name or, "
        "where it is right, fill in {columns}",
        column=subject_in(reading.survey, lookup.key, reading.variables),
        names=[_named(name, count, lookup.table) for name, count in [*found.items()][:_NAMED]],
        more=MORE(count=len(found) - _NAMED) if len(found) > _NAMED else "",
        columns=[Named(column, variables[column].label_vi) for column in columns],
    )


def _named(name: str, count: int, table: LookupTable) -> Message:
    """Return a name, how many rows have it, and the name of the table that is near to it."""
    near = _near(name, table)
    return plural(
        "run.unlisted-name",
        "'{name}' ({count} row{near})",
        "'{name}' ({count} rows{near})",
        name=plain(name),
        count=count,
        near=message("run.near-name", "; did you mean '{near}'?", near=near) if near else "",
    )


def _near(name: str, table: LookupTable) -> str | None:
    """Return the one name of the table that is near to another, or has its initials, else None."""
    (key,) = table.keys
    listed = {bare(str(row.keys[key])): row.names[key] for row in table.rows}
    ignored = prefixes(tuple(map(bare, table.leave_out)))
    said = plain_name(bare(plain_name(name, table.ignored)), ignored)
    if near := nearest(said, listed):
        return listed[near]
    words = tuple("".join(part[0] for part in word.split()) for word in map(bare, table.leave_out))
    letters = {said.replace(" ", "").removeprefix(begin) for begin in ("", *words)}
    alike = [x for x in listed if "".join(part[0] for part in x.split()) in letters]
    return listed[alike[0]] if len(alike) == 1 else None
