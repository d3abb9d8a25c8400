"""What differs between two standards or two profiles, as one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mdpoverty.comparison.transitions import Cell, Size, changes, groups, matrix, reasons, total

_UNITS = 1_000_000  # of a percentage point: what is rounded to


@dataclass(frozen=True)
class Differing:
    """What the households of two standards, or of two profiles, count up to.

    `before` and `after` name them: the ids of standards, or files. `by` are the columns that
    cells are grouped by.
    """

    before: str
    after: str
    by: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def changed(self) -> int:
        """How many households' class differs."""
        return total(cell for cell in self.cells if cell.was != cell.now).households

    def groups(self) -> list[tuple[dict[str, str | None], list[Cell]]]:
        """Return the cells of each group, after the group's values by column."""
        return [
            (
                dict(zip(self.by, group, strict=True)),
                [cell for cell in self.cells if cell.group == group],
            )
            for group in groups(self.cells)
        ]


@dataclass(frozen=True)
class Points:
    """The rate of a class in per cent, and its change in points; the parts add up to it.

    The parts are None where two profiles are compared: households may have changed too.
    """

    name: str
    before: float
    after: float
    change: float
    lines_and_rules: float | None
    indicators: float | None

    @property
    def moved(self) -> tuple[float, ...]:
        """The change, and where they are known its parts."""
        parts = (self.lines_and_rules, self.indicators)
        return (self.change, *(part for part in parts if part is not None))


def points(cells: Sequence[Cell]) -> list[Points]:
    """Return the change of each class's rate, rounded so that its parts still add up."""
    found = []
    for change in changes(cells):
        before, after = _units(change.before), _units(change.after)
        lines = change.lines_and_rules
        part = None if lines is None else _units(lines)
        rest = None if part is None else after - before - part
        found.append(
            Points(
                change.name,
                *(units / _UNITS for units in (before, after, after - before)),
                *(None if units is None else units / _UNITS for units in (part, rest)),
            )
        )
    return found


def _units(share: Fraction) -> int:
    return round(share * 100 * _UNITS)


def as_object(found: Differing) -> dict[str, Any]:
    """Return all counts as plain data.

    `from`, `to`, `households`, `changed`, `matrix`, `rates`, `reasons`, `decomposition`, and with
    `by` the same of each group as `groups`. Rates are in per cent, changes in percentage points.
    """
    whole = {"from": found.before, "to": found.after, **_counts(found.cells)}
    if found.by:
        whole["groups"] = [{"by": names, **_counts(cells)} for names, cells in found.groups()]
    return whole


def _counts(cells: Sequence[Cell]) -> dict[str, Any]:
    rates = points(cells)
    return {
        "households": total(cells).households,
        "changed": total(cell for cell in cells if cell.was != cell.now).households,
        "matrix": [
            {"from_class": was, "to_class": now, **_size(size)}
            for (was, now), size in matrix(cells).items()
        ],
        "rates": [
            {"class": r.name, "before": r.before, "after": r.after, "change": r.change}
            for r in rates
        ],
        "reasons": [{"reason": reason, **_size(size)} for reason, size in reasons(cells).items()],
        "decomposition": [
            {"class": r.name, "lines_and_rules": r.lines_and_rules, "indicators": r.indicators}
            for r in rates
            if r.indicators is not None
        ],
    }


def _size(size: Size) -> dict[str, Any]:
    found: dict[str, Any] = {"households": size.households, "weighted": float(size.weighted)}
    if size.persons is not None:
        found["persons"] = float(size.persons)
    return found
