"""Ladders of class rules, tabulated: the rule that decides on each side of every limit.

A ladder of rules is a function of a few quantities, and of each only on which side of its limits
it lies. So a ladder is tabulated once, over every combination of positions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import NamedTuple

from mdpoverty.standards.class_rules import (
    AllOfRules,
    AnyOfRules,
    Decision,
    NoneOfRules,
    Quantity,
    atom,
    limits,
)

Limit = str | int | Fraction
_Side = tuple[str, Limit]  # the word of a limit, and the limit


class Cut(NamedTuple):
    """A limit as a point on its quantity's scale: `beyond` is `>` where not, `>=`.

    `rank` orders the cuts: the number itself, or the place of a line among the lines.
    """

    rank: Fraction
    beyond: bool
    limit: Limit

    def least(self, whole: int) -> int:
        """Return the least count past the cut, in units of which `whole` are one."""
        rank = self.rank * whole
        return floor(rank) + 1 if self.beyond else ceil(rank)


class Counted(NamedTuple):
    """The values that a count can have, in units of which `whole` are one."""

    values: Collection[int]
    whole: int


@dataclass(frozen=True)
class Ladder:
    """A tabulated ladder: the rule that decides at each combination of positions.

    `cuts` has the ascending cuts of each quantity; position i of a quantity is past i of them.
    `table` maps a position of each quantity, in the order of `cuts`, to the index of a rule.
    """

    cuts: Mapping[Quantity, tuple[Cut, ...]]
    table: Mapping[tuple[int, ...], int]


def tabulate(
    rules: Sequence[Decision | None],
    lines: Mapping[Quantity, Sequence[str]],
    counts: Mapping[Quantity, Counted],
) -> Ladder:
    """Return the table of `rules`, of which the first that holds decides; None always holds.

    `lines` are the names of a quantity's lines, lowest first; `counts` the values that it can have
    where it is a count. Combinations that no household can have are left out.
    """
    ranks = {quantity: {name: at for at, name in enumerate(own)} for quantity, own in lines.items()}
    found: dict[Quantity, dict[_Side, Cut]] = {}
    for rule in rules:
        for quantity, word, limit, _ in limits(rule) if rule else ():
            cut = _cut(word, limit, ranks.get(quantity, {}))
            found.setdefault(quantity, {})[word, limit] = cut
    cuts = {quantity: tuple(sorted(set(found[quantity].values()))) for quantity in sorted(found)}
    past = {quantity: _past(found[quantity], ordered) for quantity, ordered in cuts.items()}
    positions = [_reachable(ordered, counts.get(quantity)) for quantity, ordered in cuts.items()]
    table = {}
    for combination in product(*positions):
        at = dict(zip(cuts, combination, strict=True))
        table[combination] = next(
            index for index, rule in enumerate(rules) if rule is None or _holds(rule, at, past)
        )
    return Ladder(cuts, table)


def _cut(word: str, limit: Limit, ranks: Mapping[str, int]) -> Cut:
    rank = Fraction(ranks[limit] if isinstance(limit, str) else limit)
    return Cut(rank, word in ("above", "at_most"), limit)


def _past(sides: Mapping[_Side, Cut], cuts: Sequence[Cut]) -> dict[_Side, int]:
    """Return the first position that is past the cut of each limit."""
    first = {cut: position for position, cut in enumerate(cuts, start=1)}
    return {side: first[cut] for side, cut in sides.items()}


def _reachable(cuts: Sequence[Cut], counted: Counted | None) -> list[int]:
    if counted is None:
        return list(range(len(cuts) + 1))
    least = [cut.least(counted.whole) for cut in cuts]
    return sorted({sum(value >= limit for limit in least) for value in counted.values})


def _holds(
    decision: Decision,
    at: Mapping[Quantity, int],
    past: Mapping[Quantity, Mapping[_Side, int]],
) -> bool:
    match decision:
        case AllOfRules(all_of=parts):
            return all(_holds(part, at, past) for part in parts)
        case AnyOfRules(any_of=parts):
            return any(_holds(part, at, past) for part in parts)
        case NoneOfRules(none_of=parts):
            return not any(_holds(part, at, past) for part in parts)
        case _:
            quantity, word, limit, _ = atom(decision)
            is_past = at[quantity] >= past[quantity][word, limit]
            return is_past if word in ("at_least", "above") else not is_past
