"""A scorecard as a reviewer fills it in: each item with the lines that hold, and their points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import narwhals as nw

from mdpoverty.classification.given import Given
from mdpoverty.classification.scores import Outcome, outcomes_of, tables_of
from mdpoverty.standards.labels import Label
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import NO_POINTS, Group, Points, Scorecard

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A line that surely or possibly holds, and its points in the tables that may be for it."""

    option: str
    label: Label
    points: Points
    surely: bool


@dataclass(frozen=True)
class SheetItem:
    """An item: its lines, and the points that they bring together."""

    name: str
    label: Label
    lines: tuple[Line, ...]
    points: Points


@dataclass(frozen=True)
class Sheet:
    """A filled-in scorecard.

    `tables` are the tables of points that may be the household's, `total` what is counted of the
    items; `points` is what decides: the total, or what the survey gives where that is open.
    """

    name: str
    score: Scorecard
    tables: tuple[str, ...]
    items: tuple[SheetItem, ...]
    points: Points

    @property
    def is_given(self) -> bool:
        """Whether the survey says the points, where the answers leave them open."""
        least = sum((item.points.lowest for item in self.items), Fraction(0))
        return len(self.tables) == 1 and self.points.lowest != least


def asked_of_sheets(standard: Standard, given: Given) -> dict[str, nw.Expr]:
    """Return what each sheet is filled in from, as columns of what is `given`."""
    found: dict[str, nw.Expr] = {}
    for name, score in standard.scorecards.items():
        for index, group in enumerate(score.groups):
            options = outcomes_of(group, standard, given, _column(name, index))
            found |= {outcome.possible: holds for outcome, holds in options.items()}
        tables = tables_of(score, standard, given)
        found |= {f"{_column(name)} table {table}": holds for table, holds in tables.items()}
    return found


def _column(score: str, index: int | None = None) -> str:
    return f"_sheet {score}" if index is None else f"_sheet {score} {index}"


def sheets(standard: Standard, given: Given, row: Row, points: Mapping[str, Points]) -> list[Sheet]:
    """Return the filled-in scorecards of a household, from its row of `asked_of_sheets`."""
    found = []
    for name, score in standard.scorecards.items():
        tables = tuple(t for t in score.table_names if row[f"{_column(name)} table {t}"])
        items: dict[str, list[SheetItem]] = {}
        for index, group in enumerate(score.groups):
            outcomes = outcomes_of(group, standard, given, _column(name, index))
            possible = [outcome for outcome in outcomes if row[outcome.possible]]
            items.setdefault(group.item, []).append(_part(group, possible, score, tables))
        whole = tuple(_whole(parts) for parts in items.values())
        found.append(Sheet(name, score, tables, whole, points[name]))
    return found


def _part(
    group: Group, possible: list[Outcome], score: Scorecard, tables: tuple[str, ...]
) -> SheetItem:
    """Return what one group of options brings to its item."""
    lines = [
        Line(
            option,
            score.options[option].label,
            _between([_points(option, score, table) for table in tables]),
            all(option in outcome.options for outcome in possible),
        )
        for option in group.options
        if any(option in outcome.options for outcome in possible)
    ]
    sums = [
        _sum([_points(option, score, table) for option in outcome.options])
        for outcome in possible
        for table in tables
    ]
    label = score.items[group.item].label
    return SheetItem(group.item, label, tuple(lines), _between(sums))


def _whole(parts: list[SheetItem]) -> SheetItem:
    lines = tuple(line for part in parts for line in part.lines)
    return SheetItem(parts[0].name, parts[0].label, lines, _sum([part.points for part in parts]))


def _points(option: str, score: Scorecard, table: str) -> Points:
    return score.options[option].points[table] or NO_POINTS


def _sum(points: list[Points]) -> Points:
    nothing = Fraction(0)
    return Points(
        sum((x.lowest for x in points), nothing), sum((x.highest for x in points), nothing)
    )


def _between(points: list[Points]) -> Points:
    return Points(min(x.lowest for x in points), max(x.highest for x in points))
