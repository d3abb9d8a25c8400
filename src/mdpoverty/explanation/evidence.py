"""What a household's indicators were told from: each source with its cells, and which members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import polars as pl

from mdpoverty.classification.conditions import meaning
from mdpoverty.classification.decide import already_decided
from mdpoverty.classification.given import Given
from mdpoverty.classification.widened import widened
from mdpoverty.codebook import Variable
from mdpoverty.files.rows import ROW
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import members_of
from mdpoverty.standards.conditions import (
    AllOf,
    AnyMember,
    AnyOf,
    Condition,
    CountOf,
    FirstKnown,
    NoneOf,
    ShareOfMembers,
    TableLimit,
    columns_read,
    member_conditions,
    walk,
)
from mdpoverty.standards.model import Standard
from mdpoverty.standards.needs import cells_read
from mdpoverty.survey.survey import CELL, Survey
from mdpoverty.survey.values import as_text

Kind = Literal["members", "household", "decided"]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """What a survey says of one variable.

    `value` is a number or a code, None where it is not known; `cell` the cells as they stand, of
    the survey's `columns` (none: the survey has no such column).
    """

    variable: Variable
    value: float | str | None
    cell: str | None
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A member who meets a condition, surely or possibly, and the values that say so."""

    person_id: str
    surely: bool
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Asked:
    """What was asked of each of a number of members, and who meets it."""

    condition: Condition
    members: int
    meeting: tuple[Member, ...]


@dataclass(frozen=True)
class Source:
    """One source of an indicator: what it answers, and from what.

    `condition` is None of an answer that was already decided, in a column of the indicator's name.
    """

    kind: Kind
    condition: Condition | None
    answer: bool | None
    values: tuple[Value, ...]
    asked: tuple[Asked, ...]


def sources(
    reading: Reading, household: Row, people: Sequence[Row]
) -> dict[str, tuple[Source, ...]]:
    """Return the sources of each indicator, the one asked first before the others.

    `household` is the row of `asked_of`, `people` are its members as `people_of` has them. A
    reading without a roster has no source of members.
    """
    roster = reading.roster
    found = {}
    for name, parts in _parts(reading.standard).items():
        every = []
        for index, part in enumerate(parts):
            asked = tuple(dict.fromkeys(member_conditions(part)))
            if asked and roster is None:
                continue
            columns = _columns(part, "household")
            every.append(
                Source(
                    "members" if asked else "household",
                    part,
                    household[_named(name, index)],
                    tuple(value_of(reading, household, column) for column in columns),
                    tuple(_asked(each, reading, people) for each in asked),
                )
            )
        if name in reading.variables:
            # It counts only where the row names no other standard.
            columns = [column for column in (name, "standard") if column in reading.variables]
            given = tuple(value_of(reading, household, column) for column in columns)
            every.append(Source("decided", None, household[_named(name, None)], given, ()))
        found[name] = tuple(every)
    return found


def asked_of(reading: Reading, known: Given) -> dict[str, nw.Expr]:
    """Return what each source of each indicator answers, as columns of what is `known`."""
    found = {
        _named(name, index): meaning(part, known)
        for name, parts in _parts(reading.standard).items()
        for index, part in enumerate(parts)
    }
    standard = reading.standard
    decided = [name for name in standard.indicators if name in reading.variables]
    return found | {_named(n, None): already_decided(n, standard, known) for n in decided}


def cells_of(survey: Survey, variables: Mapping[str, Variable]) -> list[str]:
    """Return the columns of a survey that the cells of `variables` come from."""
    return list(dict.fromkeys(c for name in variables for c in survey.columns_of(name)))


def value_of(reading: Reading, household: Row, name: str) -> Value:
    """Return what a household's row says of a variable."""
    variable = reading.variables.get(name) or reading.standard.variables("household")[name]
    return _value(reading.survey, household, variable)


def _value(survey: Survey, row: Row, variable: Variable) -> Value:
    columns = survey.columns_of(variable.name)
    cells = [text for column in columns if (text := _text(survey, row, column)) is not None]
    return Value(
        variable, row.get(variable.name), ", ".join(cells) if cells else None, tuple(columns)
    )


def _text(survey: Survey, row: Row, column: str) -> str | None:
    cell = pl.Series([row[CELL + column]], dtype=survey.schema[column])
    return pl.select(as_text(pl.lit(cell), survey.schema[column])).item()  # type: ignore[no-any-return]  # text


def _named(indicator: str, index: int | None) -> str:
    """Return the name of the column that says what a source answers."""
    return f"_source {'decided' if index is None else index} {indicator}"


def _parts(standard: Standard) -> dict[str, tuple[Condition, ...]]:
    """Return what each indicator is told from, the best source first."""
    whole = {name: indicator.deprived_when for name, indicator in standard.indicators.items()}
    return {
        name: condition.first_known if isinstance(condition, FirstKnown) else (condition,)
        for name, condition in whole.items()
    }


def _columns(condition: Condition, scope: str) -> list[str]:
    """Return the variables that a condition reads at one level."""
    return list(dict.fromkeys(name for name, at in columns_read(condition) if at == scope))


def people_of(reading: Reading) -> dict[str, list[Row]]:
    """Return the members of each household, with what every part of every condition answers."""
    roster, standard = reading.roster, reading.standard
    found: dict[str, list[Row]] = defaultdict(list)
    if roster is None:
        return found
    frame: Any
    frame, given = members_of(roster, cells_of(roster.survey, roster.variables))
    known = given[roster.place(standard)]
    asked = {part: meaning(part, known) for part in _asked_parts(standard)}
    names = {part: f"_part {index}" for index, part in enumerate(asked)}
    frame = widened(frame, {names[part]: answer for part, answer in asked.items()})
    for person in frame.to_native().sort(ROW).collect().iter_rows(named=True):
        answers = {part: person[n] for part, n in names.items()}
        found[person["household_id"]].append({**person, "given": known, "answers": answers})
    return found


def _asked_parts(standard: Standard) -> Iterator[Condition]:
    for indicator in standard.indicators.values():
        for condition in member_conditions(indicator.deprived_when):
            for part, _, _ in walk(condition, (), "member"):
                yield part


def _asked(condition: Condition, reading: Reading, people: Sequence[Row]) -> Asked:
    meeting = [person for person in people if person["answers"][condition] is not False]
    return Asked(
        condition,
        len(people),
        tuple(
            Member(
                person["person_id"],
                person["answers"][condition] is True,
                tuple(_member_values(condition, reading, person)),
            )
            for person in meeting
        ),
    )


def _member_values(condition: Condition, reading: Reading, person: Row) -> Iterator[Value]:
    assert reading.roster is not None
    standard, survey = reading.standard, reading.roster.survey
    found = [
        column
        for part in _deciding(condition, person["answers"])
        for column in (*_columns(part, "household"), *_keys(part, standard))
    ]
    known = standard.variables("member")
    for column in dict.fromkeys(found):
        if column in known:
            yield _value(survey, person, known[column])
        else:
            yield _derived(column, reading, person)


def _keys(part: Condition, standard: Standard) -> Iterator[str]:
    """Yield the variables by which a table is looked up."""
    if isinstance(part, TableLimit):
        yield from standard.tables[part.in_table].keys


def _derived(name: str, reading: Reading, person: Row) -> Value:
    """Return a derived variable of a member, with the cells of the member that it comes from."""
    assert reading.roster is not None
    roster = reading.roster
    span = person["given"].spans.get(name)
    low, high = (person[span.low], person[span.high]) if span else (None, None)
    sources = [
        n for n, level in cells_read((name, "member"), reading.standard) if level == "member"
    ]
    values = [
        _value(roster.survey, person, roster.variables[n]) for n in sources if n in roster.variables
    ]
    told = [value for value in dict.fromkeys(values) if value.cell]
    cells = ", ".join(str(value.cell) for value in told)
    columns = tuple(column for value in told for column in value.columns)
    variable = reading.standard.named("member")[name]
    return Value(variable, low if low == high else None, cells or None, columns)


def _deciding(condition: Condition, given: Mapping[Condition, bool | None]) -> Iterator[Condition]:
    """Yield the innermost parts that make a condition what it is for somebody."""
    answer = given[condition]
    match condition:
        case AllOf(all_of=parts):
            wanted = {True: (True,), False: (False,), None: (True, None)}[answer]
        case AnyOf(any_of=parts):
            wanted = {True: (True,), False: (False,), None: (None,)}[answer]
        case NoneOf(none_of=parts):
            wanted = {True: (False,), False: (True,), None: (None,)}[answer]
        case CountOf(count_of=parts):
            wanted = {True: (True,), False: (False,), None: (True, None)}[answer]
        case FirstKnown(first_known=parts):
            wanted = (answer,)
            parts = next(((part,) for part in parts if given[part] is not None), parts)
        case AnyMember() | ShareOfMembers():
            return  # members have none of their own
        case _:
            yield condition
            return
    for part in parts:
        if given[part] in wanted:
            yield from _deciding(part, given)
