"""Scorecards: items that each bring a household points, in one of several tables of points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Annotated

from pydantic import Discriminator, Field, Tag
from pydantic.json_schema import SkipJsonSchema

from mdpoverty.errors import Problem
from mdpoverty.language.messages import message
from mdpoverty.standards.citation import Reference
from mdpoverty.standards.conditions import Condition, Frozen, Scope, keys_of
from mdpoverty.standards.exact_numbers import PointsEach
from mdpoverty.standards.faults import Wrong
from mdpoverty.standards.hidden import NOT_IN_FILES
from mdpoverty.standards.labels import Label, Name
from mdpoverty.standards.lines import Line
from mdpoverty.standards.sheets import FileName, Row, Sheet, fault_of
from mdpoverty.standards.yaml_document import Path
from mdpoverty.suggestions import suggest

ONLY_TABLE = "points"  # the column of points, where a score has one table
HIGHEST = "_highest"  # after a score's name: the column of its highest possible value
FINEST = 1_000_000  # units in a point
_COLUMNS = ("item", "option", "label_en", "label_vi")
_POINTS = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?")
_RANGE = ".."
_NOTHING = "-"

MOST_LINES = 4  # that each member holds one of: every set of them is looked at


class OneOf(Frozen):
    """Options that exclude each other: at most one holds, and brings its points."""

    one_of: Annotated[dict[Name, Condition], Field(min_length=2)]


def _part(value: object) -> str:
    return "one_of" if "one_of" in keys_of(value) else "condition"


Part = Annotated[
    Annotated[OneOf, Tag("one_of")] | Annotated[Condition, Tag("condition")],
    Discriminator(_part),
]


class OneOfItem(OneOf):
    """An item of options that exclude each other."""

    label: Label


class SumItem(Frozen):
    """An item whose lines add up: those that hold, and of each `one_of` the one that does."""

    label: Label
    add_up: Annotated[dict[Name, Part], Field(min_length=1)]


class MembersItem(Frozen):
    """An item whose lines members hold, each at most one; a line counts once, whoever holds it.

    Without a member file columns of the household say how many members hold each line.
    """

    label: Label
    each_member_one_of: Annotated[dict[Name, Condition], Field(min_length=1, max_length=MOST_LINES)]
    without_members: dict[Name, str]


_KINDS = ("one_of", "add_up", "each_member_one_of")

Item = Annotated[
    Annotated[OneOfItem, Tag("one_of")]
    | Annotated[SumItem, Tag("add_up")]
    | Annotated[MembersItem, Tag("each_member_one_of")],
    Discriminator(
        lambda value: next((kind for kind in _KINDS if kind in keys_of(value)), None),
        custom_error_type="item",
        custom_error_message="{wrong}",
        custom_error_context=Wrong(
            message(
                "standards.not-an-item",
                "not an item of a score; give one of these keys: {keys}",
                keys=_KINDS,
            )
        ),
    ),
]


@dataclass(frozen=True)
class Points:
    """What an option brings in one table: the same lowest and highest, or a range."""

    lowest: Fraction
    highest: Fraction


NO_POINTS = Points(Fraction(0), Fraction(0))


@dataclass(frozen=True)
class OptionPoints:
    """A line of the sheet: its words, and its points in each table; None is not in the table."""

    label: Label
    points: Mapping[str, Points | None]


@dataclass(frozen=True)
class Group:
    """Options of an item of which at most one holds; or lines that members hold.

    The conditions of `options` are on the household; those of lines are on a member, and `columns`
    are the household's that count who holds each.
    """

    item: str
    options: Mapping[str, Condition]
    path: Path
    columns: Mapping[str, str] | None = None

    @property
    def scope(self) -> Scope:
        """Whose columns the conditions read."""
        return "household" if self.columns is None else "member"


class Scorecard(Frozen):
    """A score: items and, in a file beside the threshold file, their points.

    `tables` are the tables of points with the condition of each: exactly one holds for a household.
    A score without has one table.
    """

    label: Label
    reference: Reference
    points: FileName
    tables: dict[Name, Condition] = Field(default_factory=dict)
    lines: dict[Name, Line] = Field(default_factory=dict)
    items: Annotated[dict[Name, Item], Field(min_length=1)]
    content: Annotated[
        SkipJsonSchema[Mapping[str, OptionPoints] | None], Field(exclude=True), NOT_IN_FILES
    ] = None

    @property
    def options(self) -> Mapping[str, OptionPoints]:
        """The words and points of each option, once their file is read."""
        return self.content or {}

    @property
    def table_names(self) -> tuple[str, ...]:
        """The columns of points."""
        return tuple(self.tables) or (ONLY_TABLE,)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of options, in the order of the sheet."""
        return tuple(
            group
            for name, item in self.items.items()
            for group in _groups(name, item, ("items", name))
        )

    @property
    def whole(self) -> int:
        """How many units a point has, so that all points are whole numbers of them."""
        every = [p for x in self.options.values() for p in x.points.values() if p]
        return lcm(*(x.denominator for p in every for x in (p.lowest, p.highest)))


class DeprivationPoints(Frozen):
    """A score that has so many points for each indicator in which the household is deprived."""

    label: Label
    reference: Reference
    points_for_each_deprivation: PointsEach
    lines: dict[Name, Line] = Field(default_factory=dict)


def kind_of(value: object) -> str:
    """Return which kind of score the keys of a part say."""
    return "deprivations" if "points_for_each_deprivation" in keys_of(value) else "items"


Score = Annotated[
    Annotated[DeprivationPoints, Tag("deprivations")] | Annotated[Scorecard, Tag("items")],
    Discriminator(kind_of),
]


def _groups(name: str, item: Item, path: Path) -> Iterator[Group]:
    match item:
        case OneOfItem(one_of=options):
            yield Group(name, options, (*path, "one_of"))
        case MembersItem(each_member_one_of=lines, without_members=without):
            yield Group(name, lines, (*path, "each_member_one_of"), without)
        case SumItem(add_up=parts):
            for key, part in parts.items():
                here: Path = (*path, "add_up", key)
                if isinstance(part, OneOf):
                    yield Group(name, part.one_of, (*here, "one_of"))
                else:
                    yield Group(name, {key: part}, here[:-1])


def content_of(
    score: Scorecard, sheet: Sheet, base: Mapping[str, OptionPoints]
) -> tuple[dict[str, OptionPoints], list[Problem]]:
    """Return the points of each option as the file of a score says them, and every fault.

    What the file has no row for is as in `base`, the points that an amended score had.
    """
    wanted = [*_COLUMNS, *score.table_names]
    if set(wanted) != set(sheet.columns):
        wrong = message("standards.points-columns", "the columns are not those of the score")
        return {}, [fault_of(sheet.name, 1, wrong, ", ".join(wanted))]
    items = {option: group.item for group in score.groups for option in group.options}
    found: dict[str, OptionPoints] = {}
    faults = []
    for row in sheet.rows:
        name = row.cells["option"]
        faults += [*_faults(row, items, found, sheet.name)]
        faults += [*_bad_points(row, score.table_names, sheet.name)]
        if not faults:
            label = Label(en=row.cells["label_en"], vi=row.cells["label_vi"])
            points = {table: _points(row.cells[table]) for table in score.table_names}
            found[name] = OptionPoints(label, points)
    named = {*base, *(row.cells["option"] for row in sheet.rows)}
    for option, item in items.items():
        if option not in named:
            wrong = message(
                "standards.points-missing", "the option '{option}' has no row", option=option
            )
            faults.append(fault_of(sheet.name, 1, wrong, f"{item},{option}"))
    return {**base, **found}, faults


def _faults(
    row: Row, items: Mapping[str, str], found: Mapping[str, object], file: str
) -> Iterator[Problem]:
    name, item = row.cells["option"], row.cells["item"]
    if name not in items:
        wrong = message(
            "standards.points-unknown-option",
            "the score has no option '{option}'{suggestion}",
            option=name,
            suggestion=suggest(name, items),
        )
        yield fault_of(file, row.line, wrong, ", ".join(items), "option")
    elif items[name] != item:
        wrong = message(
            "standards.points-other-item", "the option '{option}' is of another item", option=name
        )
        yield fault_of(file, row.line, wrong, items[name], "item")
    if name in found:
        wrong = message(
            "standards.points-twice", "the option '{option}' appears twice", option=name
        )
        yield fault_of(file, row.line, wrong)
    for column in ("label_en", "label_vi"):
        if not row.cells[column]:
            wrong = message("standards.points-no-label", "no label")
            yield fault_of(file, row.line, wrong, subject=column)


def _bad_points(row: Row, tables: tuple[str, ...], file: str) -> Iterator[Problem]:
    for table in tables:
        cell = row.cells[table]
        low, range_, high = cell.partition(_RANGE)
        sound = _POINTS.fullmatch(low) and (not range_ or _POINTS.fullmatch(high))
        if cell != _NOTHING and not (sound and (not range_ or Fraction(low) < Fraction(high))):
            wrong = message("standards.points-bad", "'{cell}' is not a number of points", cell=cell)
            allowed = message(
                "standards.points-allowed",
                "a number such as 15 or 2.5, a range such as 30..40, - for a line that the table "
                "does not have",
            )
            yield fault_of(file, row.line, wrong, allowed, table)


def _points(cell: str) -> Points | None:
    if cell == _NOTHING:
        return None
    low, range_, high = cell.partition(_RANGE)
    return Points(Fraction(low), Fraction(high if range_ else low))
