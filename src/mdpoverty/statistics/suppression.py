"""Figures that are left out, since few households are behind them, or could be worked out.

A figure is left out where fewer households than said are in its base, or add to it. Where figures
add up to another one, a single one left out is what is missing in the sum: then a second is left
out, the one that the fewest add to. Figures that say the same of the same households, as a rate and
a number do, are left out together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mdpoverty.standards.model import Standard

_CLASSES = ("poor", "near_poor", "multidimensional_poverty")
_PARTS = (  # what is worked out of H, A and M0
    "adjusted_headcount_share",
    "change_by_headcount",
    "change_by_intensity",
    "change_within_groups",
    "change_between_groups",
)


@dataclass(frozen=True)
class Figure:
    """A figure of the table: which, of which group, and how many households add to it."""

    measure: str
    indicator: str
    cutoff: str
    group: tuple[int | None, int]
    numerator: float


def secondary(
    figures: Sequence[Figure],
    hidden: set[int],
    standard: Standard,
    sums: Iterable[Sequence[int]] = (),
) -> set[int]:
    """Return the places of the figures that are left out, where those `hidden` are at the least.

    `sums` are the places of figures that add up to another, beside those within each group.
    """
    found = set(hidden)
    together, apart = _sets(figures, standard)
    every = [*apart, *(list(places) for places in sums)]
    while True:
        before = len(found)
        for places in together:
            if any(place in found for place in places):
                found.update(places)
        for places in every:
            if sum(place in found for place in places) == 1:
                others = [place for place in places if place not in found]
                found.update(sorted(others, key=lambda place: figures[place].numerator)[:1])
        if len(found) == before:
            return found


def _sets(figures: Sequence[Figure], standard: Standard) -> tuple[list[list[int]], list[list[int]]]:
    """Return the places of figures that say the same, and of those of which one tells another."""
    groups: dict[tuple[int | None, int], dict[tuple[str, str, str], int]] = {}
    for place, figure in enumerate(figures):
        key = (figure.measure, figure.indicator, figure.cutoff)
        groups.setdefault(figure.group, {})[key] = place
    together, apart = [], []
    for own in groups.values():
        cutoffs = dict.fromkeys(cutoff for *_, cutoff in own)
        together += [[own[key] for key in keys if key in own] for keys in _same(standard, cutoffs)]
        apart += [
            [own[key] for key in keys if key in own] for keys in _sums(standard, cutoffs, own)
        ]
    return together, apart


_Key = tuple[str, str, str]


def _same(standard: Standard, cutoffs: Iterable[str]) -> Iterator[list[_Key]]:
    """Yield statistics that say the same of the same households."""
    for name in _CLASSES:
        yield [(f"{name}_{of}", "", "") for of in ("rate", "households", "persons", "share")]
    for cutoff in cutoffs:
        index = ("headcount_ratio", "intensity", "adjusted_headcount_ratio", *_PARTS)
        yield [(name, "", cutoff) for name in index]
        own = ("censored_headcount", "contribution", "contribution_share")
        for indicator in standard.indicators:
            yield [(name, indicator, cutoff) for name in own]
        for dimension in standard.dimensions:
            yield [
                (f"dimension_{name}", dimension, cutoff)
                for name in ("contribution", "contribution_share")
            ]


def _sums(
    standard: Standard, cutoffs: Iterable[str], have: Mapping[_Key, int]
) -> Iterator[list[_Key]]:
    """Yield statistics of which any one follows from all others."""
    yield [(f"{name}_rate", "", "") for name in _CLASSES]
    yield [key for key in have if key[0].startswith("poor_by_")]
    for cutoff in cutoffs:
        whole = ("adjusted_headcount_ratio", "", cutoff)
        yield [whole, *(("contribution", name, cutoff) for name in standard.indicators)]
        yield [whole, *(("dimension_contribution", name, cutoff) for name in standard.dimensions)]
        for dimension in standard.dimensions:
            members = [n for n, x in standard.indicators.items() if x.dimension == dimension]
            yield [
                ("dimension_contribution", dimension, cutoff),
                *(("contribution", name, cutoff) for name in members),
            ]
