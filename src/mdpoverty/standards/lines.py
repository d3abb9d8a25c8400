"""Lines that class rules hold a quantity against: a number for each area."""

from __future__ import annotations

from collections.abc import Mapping

from mdpoverty.standards.citation import Reference
from mdpoverty.standards.conditions import Frozen
from mdpoverty.standards.exact_numbers import WholeNumber
from mdpoverty.standards.labels import Label


class Line(Frozen):
    """A line for each area: whole VND per person per month, or points of a score."""

    rural: WholeNumber
    urban: WholeNumber
    label: Label
    reference: Reference


def ascending(lines: Mapping[str, Line]) -> list[str]:
    """Return the names of the lines, lowest first; both areas have the same order."""
    return sorted(lines, key=lambda name: lines[name].rural)
