"""Figures that are left out, since few households are behind them, or could be worked out.

A figure is left out where fewer households than said are in its base, or add to it. What says the
same of the same households, or would show it by its size, is left out too. Where figures add up, a
single one left out is what is missing in the sum, and several sums together may tell several: as
long as the sums leave no choice for a figure that is left out, another one is, that the fewest add
to (Willenborg and de Waal, "Elements of Statistical Disclosure Control", 2001, chapter 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mdpoverty.statistics.disclosure import Figure, Told

_PRIME = 2**61 - 1


def secondary(figures: Sequence[Figure], hidden: set[int], told: Told) -> set[int]:
    """Return the places of figures that are left out, where those `hidden` are at the least."""
    unknown = {place for sum_ in told.sums for place in sum_ if place >= told.first_unknown}
    found = hidden | unknown
    while True:
        _spread(figures, found, told)
        more: set[int] = set()
        for places, sums in _exposed(found, told.sums):
            for place in sorted(places - unknown):
                near = [sum_ for sum_ in sums if place in sum_]
                if all(more.isdisjoint(sum_) for sum_ in near):
                    more |= _another(figures, found, near) or _another(figures, found, sums)
        if not more:
            return found - unknown
        found |= more


def _spread(figures: Sequence[Figure], found: set[int], told: Told) -> None:
    """Add to `found` what says the same, what would show it, and a second figure of each sum."""
    while True:
        before = len(found)
        for places in told.together:
            if not found.isdisjoint(places):
                found.update(places)
        for cause, places in told.shown:
            if cause in found:
                found.update(places)
        for sum_ in told.sums:
            own = found.intersection(sum_)
            if len(own) == 1 and min(own) < told.first_unknown:
                found |= _another(figures, found, [sum_])
        if len(found) == before:
            return


def _another(
    figures: Sequence[Figure], found: set[int], sums: Sequence[Mapping[int, float]]
) -> set[int]:
    """Return the figure of these sums to leave out too, that the fewest add to; none if all are.

    Of several one that is a part: what is taken from a sum, below zero in it, is its whole.
    """
    others = {place for sum_ in sums for place in sum_} - found
    wholes = {place for sum_ in sums for place, times in sum_.items() if times < 0}
    return {min(others, key=lambda p: (figures[p].numerator, p in wholes, p))} if others else set()


def _exposed(
    found: set[int], sums: Sequence[Mapping[int, float]]
) -> Iterator[tuple[set[int], list[Mapping[int, float]]]]:
    """Yield figures that are left out, and are told by the sums of all, with these sums.

    Sums that share a figure left out are solved together, exactly (in whole numbers modulo a
    prime): a figure is told that is alone in a row of their reduced echelon form.
    """
    for own in _connected(found, sums):
        solved: dict[int, dict[int, int]] = {}  # rows, by their leading figure
        having: dict[int, set[int]] = {}  # of a figure: the rows that have it
        for sum_ in sorted(own, key=len):
            row = {place: _exact(sum_[place]) for place in sorted(found.intersection(sum_))}
            for place in [place for place in row if place in solved]:
                _subtract(row, solved[place], row[place])
            if not row:
                continue
            lead = min(row, key=lambda place: (len(having.get(place, ())), place))
            inverse = pow(row[lead], -1, _PRIME)
            row = {place: times * inverse % _PRIME for place, times in row.items()}
            for other in having.pop(lead, ()):
                before = set(solved[other])
                _subtract(solved[other], row, solved[other][lead])
                for place in before - set(solved[other]) - {lead}:
                    having[place].discard(other)
                for place in set(solved[other]) - before:
                    having.setdefault(place, set()).add(other)
            solved[lead] = row
            for place in row:
                having.setdefault(place, set()).add(lead)
        if told := {lead for lead, row in solved.items() if len(row) == 1}:
            yield told, own


def _exact(number: float) -> int:
    """Return a number, which is a double and so a fraction, as a whole one modulo the prime."""
    above, below = number.as_integer_ratio()
    return above * pow(below, -1, _PRIME) % _PRIME


def _subtract(row: dict[int, int], other: Mapping[int, int], times: int) -> None:
    """Take another row so many times from a row, whose zeros are dropped."""
    for place, number in other.items():
        left = (row.get(place, 0) - times * number) % _PRIME
        if left:
            row[place] = left
        else:
            row.pop(place, None)


def _connected(
    found: set[int], sums: Sequence[Mapping[int, float]]
) -> Iterator[list[Mapping[int, float]]]:
    """Yield the sums that go together through figures that are left out."""
    of: dict[int, list[int]] = {}
    for index, sum_ in enumerate(sums):
        for place in found.intersection(sum_):
            of.setdefault(place, []).append(index)
    seen: set[int] = set()
    for start in sorted(of):
        waiting, rows = [start], dict[int, None]()
        while waiting:
            place = waiting.pop()
            if place not in seen:
                seen.add(place)
                rows |= dict.fromkeys(of[place])
                waiting += [p for index in of[place] for p in found.intersection(sums[index])]
        if rows:
            yield [sums[index] for index in rows]
