"""How many deprivations the households of a class have at least or at most, by the standard."""

from __future__ import annotations

from mdpoverty.review_tables.formulas import Relation
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import DeprivationPoints


def points_of(standard: Standard) -> dict[str, int]:
    """Return what each deprivation counts in what the class rules read: a count, or a score."""
    return {"deprivations": 1} | {
        name: score.points_for_each_deprivation
        for name, score in standard.scores.items()
        if isinstance(score, DeprivationPoints)
    }


def limit_of(standard: Standard, of: str) -> tuple[Relation, int] | None:
    """Return the limit on the deprivations of a household of a class; None where there is none.

    Of the poor it is the least, of the near-poor the most: read off the standard's own ladder.
    """
    ladder = standard.ladder
    counting = {name: each for name, each in points_of(standard).items() if name in ladder.cuts}
    if len(counting) != 1:
        return None
    [(quantity, each)] = counting.items()
    place = list(ladder.cuts).index(quantity)
    cuts = [-(-cut.least(1) // each) for cut in ladder.cuts[quantity]]
    every = {
        position[place]
        for position, rule in ladder.table.items()
        if standard.classes[rule].name == of
    }
    if of == "poor":
        least = min(every, default=0)
        return (">=", cuts[least - 1]) if least else None
    most = max(every, default=len(cuts))
    return ("<=", cuts[most] - 1) if most < len(cuts) else None
