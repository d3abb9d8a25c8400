"""What would decide the class of a household that is undetermined: what each answer would do."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import TypeVar

from mdpoverty.explanation.scales import ANYWHERE, QUANTITIES, Band, bands, cuts, joined
from mdpoverty.explanation.standing import Outcome, Standing, outcomes
from mdpoverty.standards.class_rules import Quantity
from mdpoverty.standards.conditions import Limits
from mdpoverty.standards.model import Standard
from mdpoverty.standards.weights import sums

T = TypeVar("T")
# Asks for the classes of some standings, is sent them, and ends with what they say.
Asking = Generator[Sequence[Standing], Sequence[Outcome], T]


@dataclass(frozen=True)
class Case:
    """What follows for the class when an unknown quantity lies within limits (None: anywhere)."""

    limits: Limits | None
    outcome: Outcome


@dataclass(frozen=True)
class Weighed:
    """What the answer of any one of the unknown indicators `names` alone would do.

    They weigh the same, `units` each.
    """

    names: tuple[str, ...]
    units: int
    deprived: Outcome
    not_deprived: Outcome


@dataclass(frozen=True)
class Further:
    """The class when from `least` to `most` of the unknown indicators are deprived.

    Where the weighted score decides, those that are deprived weigh so many units.
    """

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
    one of the unknown indicators would do alone, or `weighed` where the weighted score decides, so
    that it matters which; `together` what all that is unknown would do, by the limits of
    `quantity`, where one is unknown.
    """

    quantities: tuple[tuple[Quantity, tuple[Case, ...]], ...]
    deprived: Outcome | None
    not_deprived: Outcome | None
    weighed: tuple[Weighed, ...]
    quantity: Quantity | None
    together: tuple[Together, ...]


@dataclass(frozen=True)
class Open:
    """A household that is undetermined; `unknown` are the indicators whose answer is."""

    standing: Standing
    unknown: tuple[str, ...]
    by_score: bool


def undecided(standard: Standard, households: Sequence[Open]) -> list[Undecided]:
    """Return what would decide the class of each household that is undetermined.

    What is asked of one household is asked of all together: a question takes longer to prepare
    than to answer.
    """
    asking = {index: _undecided(standard, each) for index, each in enumerate(households)}
    asked = {index: next(steps) for index, steps in asking.items()}
    found: dict[int, Undecided] = {}
    while asked:
        answers = iter(outcomes(standard, [x for standings in asked.values() for x in standings]))
        further = {}
        for index, standings in asked.items():
            try:
                further[index] = asking[index].send(list(islice(answers, len(standings))))
            except StopIteration as end:
                found[index] = end.value
        asked = further
    return [found[index] for index in asking]


def _undecided(standard: Standard, household: Open) -> Asking[Undecided]:
    standing, by_score = household.standing, household.by_score
    by_weight = standard.decides_by("weighted_score")
    unknown = () if by_score else household.unknown
    # By scores an income would still take their place; by income a score would not.
    read = [q for q in QUANTITIES if q == "income" or by_score]
    missing = [q for q in read if getattr(standing, q) is None and cuts(standard, q)]
    own = [q for q in _open(standard, standing) if cuts(standard, q)]
    missing += own
    alone: dict[Quantity, tuple[Case, ...]] = {}
    for each in missing:
        alone[each] = yield from _cases(standard, standing, each)
    deprived = not_deprived = None
    if unknown and not by_weight:
        one_more = replace(standing, deprivations=standing.deprivations + 1)
        one_less = replace(standing, possible=standing.possible - 1)
        deprived, not_deprived = yield [one_more, one_less]
    weighed = (yield from _weighed(standard, standing, unknown)) if by_weight else ()
    answered = _answered(standard, standing, unknown, by_weight=by_weight)
    first = (q for q in missing if q in own or (q != "income") == by_score)
    quantity = next(first, None)
    together = yield from _together(standard, quantity, standing, answered)
    return Undecided(tuple(alone.items()), deprived, not_deprived, weighed, quantity, together)


def _open(standard: Standard, standing: Standing) -> list[Quantity]:
    """Return the scores of the standard that are open, and the conditions that are unknown."""
    scores = [
        name
        for name in standard.scorecards
        if standing.score_of(name, standard)[0] < standing.score_of(name, standard)[1]
    ]
    return [*scores, *(name for name, holds in standing.conditions.items() if holds is None)]


def _weighed(
    standard: Standard, standing: Standing, unknown: Sequence[str]
) -> Asking[tuple[Weighed, ...]]:
    """Return what an answer would do, for each weight, in the order of the indicators."""
    sharing: dict[int, list[str]] = {}
    for name in unknown:
        sharing.setdefault(standard.weights.units[name], []).append(name)
    more = [replace(standing, score=standing.score + units) for units in sharing]
    less = [replace(standing, possible_score=standing.possible_score - units) for units in sharing]
    found = yield [*more, *less]
    return tuple(
        Weighed(tuple(names), units, deprived, not_deprived)
        for (units, names), deprived, not_deprived in zip(
            sharing.items(), found[: len(more)], found[len(more) :], strict=True
        )
    )


def _answered(
    standard: Standard, standing: Standing, unknown: Sequence[str], *, by_weight: bool
) -> dict[int, Standing]:
    """Return the household with all indicators answered, by what the answers can add.

    Of scores between the same limits the least and the greatest are enough.
    """
    if not unknown:
        return {0: standing}
    if by_weight:
        weights = standard.weights
        limits = [cut.least(weights.whole) for cut in standard.ladder.cuts["weighted_score"]]
        scores = sorted(standing.score + x for x in sums(weights.units[n] for n in unknown))
        runs = _runs(scores, [sum(score >= limit for limit in limits) for score in scores])
        ends = [score for run in runs for score in (run[0], run[-1])]
        return {x - standing.score: replace(standing, score=x, possible_score=x) for x in ends}
    counts = {more: standing.deprivations + more for more in range(len(unknown) + 1)}
    return {more: replace(standing, deprivations=x, possible=x) for more, x in counts.items()}


def _cases(standard: Standard, standing: Standing, quantity: Quantity) -> Asking[tuple[Case, ...]]:
    found = _bands(standard, standing, quantity)
    results = yield [_having(standard, standing, quantity, band.example) for band in found]
    classes = [outcome.classes for outcome in results]
    return tuple(
        Case(joined(some), results[found.index(some[0])]) for some in _runs(found, classes)
    )


def _together(
    standard: Standard,
    quantity: Quantity | None,
    standing: Standing,
    answered: Mapping[int, Standing],
) -> Asking[tuple[Together, ...]]:
    found = _bands(standard, standing, quantity) if quantity else [ANYWHERE]
    every = list(answered.values())
    results = []
    for band in found:
        asked = every
        if quantity:
            asked = [_having(standard, each, quantity, band.example) for each in every]
        results.append(_further(list(answered), (yield asked)))
    classes = [tuple((x.least, x.outcome.classes) for x in further) for further in results]
    return tuple(
        Together(joined(some), results[found.index(some[0])]) for some in _runs(found, classes)
    )


def _bands(standard: Standard, standing: Standing, quantity: Quantity) -> list[Band]:
    between = standing.scores.get(quantity) if quantity in standard.scorecards else None
    return bands(standard, quantity, standing.area, between)


def _having(standard: Standard, standing: Standing, quantity: Quantity, value: float) -> Standing:
    if quantity in standard.scores:
        return replace(standing, scores={**standing.scores, quantity: (value, value)})
    if quantity in standard.conditions:
        return replace(standing, conditions={**standing.conditions, quantity: value >= 1})
    match quantity:
        case "income":
            return replace(standing, income=value)
        case "income_score":
            return replace(standing, income_score=value, income_score_highest=value)
        case _:
            return replace(standing, deprivation_score=value)


def _further(added: Sequence[int], results: Sequence[Outcome]) -> tuple[Further, ...]:
    """Return neighbours of the same class together."""
    runs = _runs(list(zip(added, results, strict=True)), [outcome.classes for outcome in results])
    return tuple(Further(run[0][0], run[-1][0], run[0][1]) for run in runs)


def _runs(items: Sequence[T], keys: Sequence[object]) -> list[list[T]]:
    """Return neighbours of the same key together."""
    pairs = groupby(zip(items, keys, strict=True), key=lambda pair: pair[1])
    return [[item for item, _ in run] for _, run in pairs]
