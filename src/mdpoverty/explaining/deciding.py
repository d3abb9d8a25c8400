"""What would decide the class of a household that is undetermined: what each answer would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from mdpoverty.explaining.scales import ANYWHERE, QUANTITIES, bands, cuts, joined
from mdpoverty.explaining.standing import Outcome, Standing, outcomes
from mdpoverty.standards.decision import Quantity
from mdpoverty.standards.rules import Limits
from mdpoverty.standards.standard import Standard

T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """What follows for the class when an unknown quantity lies within limits (None: anywhere)."""

    limits: Limits | None
    outcome: Outcome


@dataclass(frozen=True)
class Further:
    """The class when from `least` to `most` of the unknown indicators are deprived."""

    least: int
    most: int
    outcome: Outcome


@dataclass(frozen=True)
class Together:
    """The classes when every answer is known, where the unknown quantity lies within limits."""

    limits: Limits | None
    further: tuple[Further, ...]


@dataclass(frozen=True)
class Undecided:
    """What would decide the class of a household that is undetermined.

    `quantities` says what each unknown one would do alone; `deprived` and `not_deprived` what any
    one of the unknown indicators would do alone; `together` what all that is unknown would do, by
    the limits of `quantity`, where one is unknown.
    """

    quantities: tuple[tuple[Quantity, tuple[Case, ...]], ...]
    deprived: Outcome | None
    not_deprived: Outcome | None
    quantity: Quantity | None
    together: tuple[Together, ...]


def undecided(standard: Standard, standing: Standing, *, by_score: bool) -> Undecided:
    """Return what would decide the class of a household that is undetermined."""
    unknown = 0 if by_score else standing.possible - standing.deprivations
    # By scores an income would still take their place; by income a score would not.
    read = [q for q in QUANTITIES if q == "income" or by_score]
    missing = [q for q in read if getattr(standing, q) is None and cuts(standard, q)]
    alone = tuple((q, _cases(standard, standing, q)) for q in missing)
    deprived = not_deprived = None
    if unknown:
        one_more = replace(standing, deprivations=standing.deprivations + 1)
        one_less = replace(standing, possible=standing.possible - 1)
        deprived, not_deprived = outcomes(standard, [one_more, one_less])
    quantity = next((q for q in missing if (q != "income") == by_score), None)
    return Undecided(
        alone, deprived, not_deprived, quantity, _together(standard, standing, quantity, unknown)
    )


def _cases(standard: Standard, standing: Standing, quantity: Quantity) -> tuple[Case, ...]:
    found = bands(standard, quantity, standing.area)
    results = outcomes(standard, [_having(standing, quantity, x.example) for x in found])
    classes = [outcome.classes for outcome in results]
    return tuple(
        Case(joined(some), results[found.index(some[0])]) for some in _runs(found, classes)
    )


def _together(
    standard: Standard, standing: Standing, quantity: Quantity | None, unknown: int
) -> tuple[Together, ...]:
    found = bands(standard, quantity, standing.area) if quantity else [ANYWHERE]
    results = []
    for band in found:
        here = standing if quantity is None else _having(standing, quantity, band.example)
        every = [here]
        if unknown:
            counts = [standing.deprivations + more for more in range(unknown + 1)]
            every = [replace(here, deprivations=count, possible=count) for count in counts]
        results.append(_further(outcomes(standard, every)))
    classes = [tuple((x.least, x.outcome.classes) for x in further) for further in results]
    return tuple(
        Together(joined(some), results[found.index(some[0])]) for some in _runs(found, classes)
    )


def _having(standing: Standing, quantity: Quantity, value: float) -> Standing:
    match quantity:
        case "income":
            return replace(standing, income=value)
        case "income_score":
            return replace(standing, income_score=value)
        case _:
            return replace(standing, deprivation_score=value)


def _further(results: Sequence[Outcome]) -> tuple[Further, ...]:
    runs = _runs(list(range(len(results))), [outcome.classes for outcome in results])
    return tuple(Further(run[0], run[-1], results[run[0]]) for run in runs)


def _runs(items: Sequence[T], keys: Sequence[object]) -> list[list[T]]:
    """Return neighbours of the same key together."""
    pairs = groupby(zip(items, keys, strict=True), key=lambda pair: pair[1])
    return [[item for item, _ in run] for _, run in pairs]
