"""Where a household is on a ladder of class rules: at its class, or at those possible.

It is decided by the combinations of positions that what is known of it leaves possible.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, groupby, pairwise
from typing import Any

import narwhals as nw

from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED, Class, Quantity
from mdpoverty.standards.ladder import Ladder


@dataclass(frozen=True)
class Past:
    """Whether a household's quantity is past a cut: surely, and possibly. Never null."""

    surely: nw.Expr
    possibly: nw.Expr


@dataclass(frozen=True)
class PossibleRule:
    """A class rule: its class and basis, and whether it may be the one that decides: never null."""

    name: Class
    basis: str
    may_decide: nw.Expr


def possible_rules(
    ladder: Ladder, past: Mapping[Quantity, Sequence[Past]], rules: int
) -> list[nw.Expr]:
    """Return for each rule whether it may be the one that decides, as expressions never null.

    `past` holds, for each quantity, the answers for each of its cuts. The quantities are taken as
    independent: whatever is unknown of one says nothing of the other.
    """
    scales = [past[quantity] for quantity in ladder.cuts]
    return [
        _anywhere({cell for cell, rule in ladder.table.items() if rule == index}, ladder, scales)
        for index in range(rules)
    ]


def hangs_on(
    ladder: Ladder,
    past: Mapping[Quantity, Sequence[Past]],
    classes: Sequence[Class],
    quantity: Quantity,
) -> nw.Expr:
    """Return whether the class hangs on what a quantity is, as an expression never null.

    It does where two positions that the quantity may have, with the same of all others, give two
    classes; `classes` are those of the rules. Where two do, two neighbours do.
    """
    place = list(ladder.cuts).index(quantity)
    others = [past[name] for name in ladder.cuts if name != quantity]
    space = frozenset(cell[:place] + cell[place + 1 :] for cell in ladder.table)
    found = []
    for low, high in pairwise(sorted({cell[place] for cell in ladder.table})):
        turning = frozenset(
            rest
            for rest in space
            if classes[ladder.table[(*rest[:place], low, *rest[place:])]]
            != classes[ladder.table[(*rest[:place], high, *rest[place:])]]
        )
        either = [past[quantity][high - 1].possibly, ~past[quantity][low].surely]
        region = _region(turning, space, others)
        found.append(_all(either if region is None else [*either, region]))
    return reduce(operator.or_, found, nw.lit(value=False))


def _anywhere(
    cells: Collection[tuple[int, ...]], ladder: Ladder, scales: Sequence[Sequence[Past]]
) -> nw.Expr:
    """Return whether the household may be in one of `cells`."""
    region = _region(frozenset(cells), frozenset(ladder.table), scales)
    return nw.lit(value=True) if region is None else region


def _region(
    cells: frozenset[tuple[int, ...]],
    space: frozenset[tuple[int, ...]],
    scales: Sequence[Sequence[Past]],
) -> nw.Expr | None:
    """Return the condition of being in `cells`, None where they fill the whole space."""
    if cells == space:
        return None
    if not cells:
        return nw.lit(value=False)
    inner = frozenset(cell[1:] for cell in space)
    slices = [
        (position, frozenset(cell[1:] for cell in cells if cell[0] == position))
        for position in sorted({cell[0] for cell in space})
    ]
    bands = []
    for rest, band in groupby(slices, key=lambda part: part[1]):
        reached = [position for position, _ in band]
        if rest:
            conditions = [*_range(reached, slices, scales[0]), _region(rest, inner, scales[1:])]
            bands.append(_all([condition for condition in conditions if condition is not None]))
    return reduce(operator.or_, bands)


def _range(
    reached: Sequence[int], slices: Sequence[tuple[int, Any]], scale: Sequence[Past]
) -> Iterator[nw.Expr]:
    """Yield the conditions of possibly being at one of the consecutive positions `reached`."""
    if reached[0] != slices[0][0]:
        yield scale[reached[0] - 1].possibly
    if reached[-1] != slices[-1][0]:
        yield ~scale[reached[-1]].surely


def _all(conditions: Sequence[nw.Expr]) -> nw.Expr:
    return reduce(operator.and_, conditions) if conditions else nw.lit(value=True)


def decide(rules: Sequence[PossibleRule]) -> dict[str, nw.Expr]:
    """Return `class`, `basis` and `possible_classes` from the rules that may decide.

    The basis is null where more than one rule may decide, `possible_classes` is null unless the
    class is undetermined.
    """
    some = may_be(rules)
    several = {
        chosen: _exactly(some, chosen)
        for size in range(1, len(some) + 1)
        for chosen in combinations(some, size)
    }
    decided = {chosen[0]: holds for chosen, holds in several.items() if len(chosen) == 1}
    open_to = {";".join(chosen): holds for chosen, holds in several.items() if len(chosen) > 1}
    only_rule: dict[str, nw.Expr] = {}
    possible = {index: rule.may_decide for index, rule in enumerate(rules)}
    for index, rule in enumerate(rules):  # rules of two classes may have the same basis
        alone, basis = _exactly(possible, (index,)), rule.basis
        only_rule[basis] = only_rule[basis] | alone if basis in only_rule else alone
    return {
        "class": choose(decided, nw.lit(UNDETERMINED)),
        "basis": choose(only_rule, nw.lit(None, dtype=nw.String)),
        "possible_classes": choose(open_to, nw.lit(None, dtype=nw.String)),
    }


def may_be(rules: Sequence[PossibleRule]) -> dict[str, nw.Expr]:
    """Return for each class of `rules` whether it may be the household's."""
    return {
        name: reduce(operator.or_, (rule.may_decide for rule in rules if rule.name == name))
        for name in CLASSES
        if any(rule.name == name for rule in rules)
    }


def _exactly(holds: Mapping[Any, nw.Expr], chosen: Collection[Any]) -> nw.Expr:
    return _all([holds[key] if key in chosen else ~holds[key] for key in holds])


def choose(cases: Mapping[Any, nw.Expr], otherwise: nw.Expr) -> nw.Expr:
    """Return the text whose condition holds; the conditions exclude each other."""
    for text, holds in cases.items():
        otherwise = nw.when(holds).then(nw.lit(text)).otherwise(otherwise)
    return otherwise
