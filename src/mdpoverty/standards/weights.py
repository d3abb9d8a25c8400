"""Weights of indicators: exact fractions of one, added up as whole units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

FINEST = 100_000  # units in one: finer weights are none that an index has


@dataclass(frozen=True)
class Weights:
    """The weight of each indicator in whole `units`, of which `whole` are one.

    A household's weighted score is the sum of the units of its deprivations over `whole`, so two
    scores, or a score and a limit, are compared as whole numbers: nothing drifts.
    """

    units: Mapping[str, int]
    whole: int

    def share(self, name: str) -> Fraction:
        """Return the weight of an indicator."""
        return Fraction(self.units[name], self.whole)

    @property
    def equal(self) -> bool:
        """Whether all indicators weigh the same."""
        return len(set(self.units.values())) <= 1

    @property
    def scores(self) -> frozenset[int]:
        """The scores that a household can have, in units."""
        return sums(self.units.values())


def sums(numbers: Iterable[int]) -> frozenset[int]:
    """Return all that any of the numbers add up to, from none of them to all."""
    found = {0}
    for number in numbers:
        found |= {some + number for some in found}
    return frozenset(found)


def weights_of(weights: Mapping[str, Fraction | None]) -> Weights:
    """Return the weights of indicators; where none is given, all weigh the same.

    They are given for all or for none, and add up to one.
    """
    given = {name: weight for name, weight in weights.items() if weight is not None}
    if not given:
        return Weights(dict.fromkeys(weights, 1), max(len(weights), 1))
    whole = lcm(*(weight.denominator for weight in given.values()))
    return Weights({name: int(weight * whole) for name, weight in given.items()}, whole)
