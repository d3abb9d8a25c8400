"""What differs between two standards or two profiles, as one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from math import isnan
from types import MappingProxyType
from typing import Any

from mdpoverty.comparison.rate_errors import RateErrors, SamplingErrors, sampling_errors
from mdpoverty.comparison.transitions import (
    Cell,
    Compared,
    Size,
    changes,
    groups,
    matrix,
    reasons,
    total,
)

_DECIMALS = 6  # of a percentage point: what is rounded to
_UNITS = 1_000_000


@dataclass(frozen=True)
class Differing:
    """What the households of two standards, or of two profiles, count up to.

    `before` and `after` name them: the ids of standards, or files. `by` are the columns that
    cells are grouped by. `errors` are the standard errors of rates, None without a design.
    """

    before: str
    after: str
    by: tuple[str, ...]
    cells: tuple[Cell, ...]
    errors: SamplingErrors | None = None

    @property
    def changed(self) -> int:
        """How many households' class differs."""
        return total(cell for cell in self.cells if cell.was != cell.now).households

    def points(self) -> list[Points]:
        """Return the change of each class's rate."""
        return points(self.cells, self.errors.whole if self.errors else {})

    def points_of(self, cells: Sequence[Cell]) -> list[Points]:
        """Return the change of each class's rate in a group, from its cells."""
        return points(cells, self.errors.groups[cells[0].group] if self.errors else {})

    def groups(self) -> list[tuple[dict[str, str | None], list[Cell]]]:
        """Return the cells of each group, after the group's values by column."""
        return [
            (
                dict(zip(self.by, group, strict=True)),
                [cell for cell in self.cells if cell.group == group],
            )
            for group in groups(self.cells)
        ]


def differing(before: str, after: str, by: tuple[str, ...], found: Compared[Any]) -> Differing:
    """Return what a comparison gave, with its errors; `before` and `after` name the sides."""
    return Differing(before, after, by, found.cells, sampling_errors(found.drawn, by))


@dataclass(frozen=True)
class Points:
    """The rate of a class in per cent, and its change in points; the parts add up to it.

    The parts are None where two profiles are compared: households may have changed too. `errors`
    are the standard errors of all these, in points, None without a design.
    """

    name: str
    before: float
    after: float
    change: float
    lines_and_rules: float | None
    indicators: float | None
    errors: RateErrors | None = None

    @property
    def moved(self) -> tuple[float, ...]:
        """The change, and where they are known its parts."""
        parts = (self.lines_and_rules, self.indicators)
        return (self.change, *(part for part in parts if part is not None))


def points(
    cells: Sequence[Cell], errors: Mapping[str, RateErrors] = MappingProxyType({})
) -> list[Points]:
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
                before=before / _UNITS,
                after=after / _UNITS,
                change=(after - before) / _UNITS,
                lines_and_rules=None if part is None else part / _UNITS,
                indicators=None if rest is None else rest / _UNITS,
                errors=_in_points(errors[change.name]) if change.name in errors else None,
            )
        )
    return found


def _in_points(errors: RateErrors) -> RateErrors:
    return RateErrors(*(round(100 * error, _DECIMALS) for error in astuple(errors)))


def _units(share: Fraction) -> int:
    return round(share * 100 * _UNITS)


def as_object(found: Differing) -> dict[str, Any]:
    """Return all counts as plain data.

    `from`, `to`, `households`, `changed`, `matrix`, `rates`, `reasons`, `decomposition`, and with
    `by` the same of each group as `groups`. Rates are in per cent, changes in percentage points;
    where the survey has a design, so is the standard error of each, null where it is not known.
    """
    whole = {"from": found.before, "to": found.after, **_counts(found.cells, found.points())}
    if found.by:
        whole["groups"] = [
            {"by": names, **_counts(cells, found.points_of(cells))}
            for names, cells in found.groups()
        ]
    return whole


def _counts(cells: Sequence[Cell], rates: Sequence[Points]) -> dict[str, Any]:
    return {
        "households": total(cells).households,
        "changed": total(cell for cell in cells if cell.was != cell.now).households,
        "matrix": [
            {"from_class": was, "to_class": now, **_size(size)}
            for (was, now), size in matrix(cells).items()
        ],
        "rates": [
            {"class": r.name, "before": r.before, "after": r.after, "change": r.change}
            | _errors(r, "before", "after", "change")
            for r in rates
        ],
        "reasons": [{"reason": reason, **_size(size)} for reason, size in reasons(cells).items()],
        "decomposition": [
            {"class": r.name, "lines_and_rules": r.lines_and_rules, "indicators": r.indicators}
            | _errors(r, "lines_and_rules", "indicators")
            for r in rates
            if r.indicators is not None
        ],
    }


def _errors(rate: Points, *names: str) -> dict[str, float | None]:
    if rate.errors is None:
        return {}
    found = {f"{name}_error": getattr(rate.errors, name) for name in names}
    return {name: None if isnan(error) else error for name, error in found.items()}


def _size(size: Size) -> dict[str, Any]:
    found: dict[str, Any] = {"households": size.households, "weighted": float(size.weighted)}
    if size.persons is not None:
        found["persons"] = float(size.persons)
    return found
