"""The entries of forms: sections I (urban), II (rural) and III (both), with their units."""

from __future__ import annotations

from collections.abc import Callable

from mdpoverty.language.alphabet import Key
from mdpoverty.review_tables.form import Entry, Figures
from mdpoverty.review_tables.phrases import AREAS, THIRD, WORDS
from mdpoverty.review_tables.review import Review

Lines = tuple[Figures | None, ...]  # the figures of each line of an entry

TOTAL = ()  # the id of the entry of all units together


def by_area(
    review: Review,
    figures: Callable[[Key, str], Lines],
    nobody: Lines,
    labels: tuple[str, ...] = ("",),
    total: str = WORDS["total of areas"],
) -> tuple[Entry, ...]:
    """Return a section for each area, with its units, and one of both with all units.

    `figures` gives those of a unit in an area, `nobody` those of an area without units.
    """
    entries = _sections(review, figures, nobody, labels)
    places = {entry.id: place for place, entry in enumerate(entries)}
    entries.append(_total(entries, THIRD, total))
    for number, (unit, name) in enumerate(review.names.items(), start=1):
        parts = tuple(places[area, unit] for area in AREAS if (area, unit) in places)
        entries.append(Entry((unit,), number, name, labels, parts=parts))
    return tuple(entries)


def by_area_alone(
    review: Review, figures: Callable[[Key, str], Lines], nobody: Lines
) -> tuple[Entry, ...]:
    """Return a section for each area, with its units, and a total without units."""
    entries = _sections(review, figures, nobody, ("",))
    return (*entries, _total(entries, None, WORDS["total of areas"]))


def by_unit(review: Review, figures: Callable[[Key], Lines]) -> tuple[Entry, ...]:
    """Return the units, whatever their areas, and their total."""
    entries = [
        Entry((unit,), number, name, figures=figures(unit))
        for number, (unit, name) in enumerate(review.names.items(), start=1)
    ]
    every = tuple(range(len(entries)))
    return (*entries, Entry(TOTAL, None, WORDS["total"], parts=every))


def _sections(
    review: Review,
    figures: Callable[[Key, str], Lines],
    nobody: Lines,
    labels: tuple[str, ...],
) -> list[Entry]:
    own = labels if labels[0] else labels[:1]  # a line that sums others is all that a section has
    entries: list[Entry] = []
    for area, (number, name) in AREAS.items():
        units = review.areas[area]
        first = len(entries) + 1
        parts = tuple(range(first, first + len(units)))
        empty = () if units else nobody[: len(own)]
        entries.append(Entry((area,), number, name, own, empty, parts))
        entries += [
            Entry((area, unit), place, review.names[unit], labels, figures(unit, area))
            for place, unit in enumerate(units, start=1)
        ]
    return entries


def _total(entries: list[Entry], number: str | None, name: str) -> Entry:
    heads = [place for place, entry in enumerate(entries) if entry.bold]
    return Entry(TOTAL, number, name, entries[heads[0]].labels, parts=tuple(heads))
