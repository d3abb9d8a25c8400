"""How many deprivations the households of a class have at least or at most, by the standard."""

from __future__ import annotations

from mdpoverty.review_tables.formulas import Relation
from mdpoverty.standards.class_rules import Quantity
from mdpoverty.standards.model import Standard

_COUNT: Quantity = "deprivations"


def limit_of(standard: Standard, of: str) -> tuple[Relation, int] | None:
    """Return the limit on the deprivations of a household of a class; None where there is none.

    Of the poor it is the least, of the near-poor the most: read off the standard's own ladder.
    """
    ladder = standard.ladder
    if _COUNT not in ladder.cuts:
        return None
    place = list(ladder.cuts).index(_COUNT)
    cuts = [cut.least(1) for cut in ladder.cuts[_COUNT]]
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
