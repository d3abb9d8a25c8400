"""What standards count over the members of a household, and what each member answers for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import narwhals as nw

from mdpoverty.classification.given import Counting, Held, Tally
from mdpoverty.classification.scores import every_held
from mdpoverty.standards.conditions import Answer, CodeList, Condition, member_conditions, walk
from mdpoverty.standards.derived import CountedMembers, HighestOfMembers
from mdpoverty.standards.model import Standard
from mdpoverty.standards.needs import asked


def countings(standard: Standard) -> Iterator[Counting]:
    """Yield what a standard counts over the members of a household."""
    for _, condition, scope in asked(standard):
        if scope == "household":
            yield from member_conditions(condition)
    for derived in standard.derived.values():
        if isinstance(derived, CountedMembers):
            yield derived.count_of_members
        elif isinstance(derived, HighestOfMembers):
            yield derived
    for score in standard.scorecards.values():
        for group in score.groups:
            yield from every_held(group)


def own_parts(standards: Iterable[Standard], variables: Collection[str]) -> Iterator[Condition]:
    """Yield the innermost conditions of members that are about a code of theirs, in `variables`."""
    conditions = (
        condition
        for standard in standards
        for counting in countings(standard)
        for condition in _conditions(counting)
    )
    parts = (part for whole in conditions for part, _, _ in walk(whole, (), "member"))
    for part in dict.fromkeys(parts):
        if isinstance(part, (Answer, CodeList)) and part.column in variables:
            yield part


def _conditions(counting: Counting) -> list[Condition]:
    match counting:
        case HighestOfMembers():
            return []
        case Held(lines=lines):
            return [condition for _, condition in lines]
        case _:
            return [counting]


def narrow(tallies: Mapping[Counting, Tally]) -> dict[str, nw.Expr]:
    """Return in less room what is a place among codes, or members for a few lines.

    Of more members than there are lines it makes no difference how many they are.
    """
    found = {}
    for counting, tally in tallies.items():
        for name in (tally.sure, tally.possible):
            count = nw.col(name)
            if isinstance(counting, Held):
                most = len(counting.lines)
                few = nw.when(count > most).then(nw.lit(most, nw.Int32)).otherwise(count)
                found[name] = few.cast(nw.Int8)
            elif isinstance(counting, HighestOfMembers):
                found[name] = count.cast(nw.Int16)
    return found
