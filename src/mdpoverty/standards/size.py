"""How large a standard may be: what a household is asked, and what decides its class, takes time.

No law is nearly so large; a file of a stranger may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import prod

from mdpoverty.language.messages import message
from mdpoverty.standards.class_rules import limits
from mdpoverty.standards.conditions import CodeList, Condition, walk
from mdpoverty.standards.derived import CountedMembers
from mdpoverty.standards.faults import TOO_MANY
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import ClassRule, Standard
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.yaml_document import Path

MOST_PARTS = 1_000  # of all conditions, with the codes that they list
MOST_NAMED = 100  # of each section that gives names
MOST_RULES = 50  # of a ladder
MOST_LINES = 50  # of an income, or of a score
MOST_CASES = 10_000  # that the limits of a ladder tell apart

_SECTIONS = ("inputs", "tables", "derived", "dimensions", "indicators", "conditions", "scores")


def too_large(standard: Standard) -> Iterator[Fault]:
    """Yield what a standard has too much of, whose keys and types are right."""
    if sum(map(_parts, _conditions(standard))) > MOST_PARTS:
        wrong = message(
            "standards.too-many-parts",
            "all conditions together have more than {limit} parts and codes",
            limit=MOST_PARTS,
        )
        yield (), wrong, ""
    for section in _SECTIONS:
        if len(getattr(standard, section)) > MOST_NAMED:
            yield (section,), TOO_MANY(limit=MOST_NAMED), ""
    yield from _ladder(standard.classes, ("classes",))
    yield from _lines(standard.income_lines, ("income_lines",))
    for name, score in standard.scores.items():
        yield from _lines(score.lines, ("scores", name, "lines"))
    if scores := standard.review_scores:
        yield from _ladder(scores.classes, ("review_scores", "classes"))
        yield from _lines(scores.lines, ("review_scores", "lines"))


def _parts(condition: Condition) -> int:
    """Return how many parts a condition has, itself with them; of a list each code is one."""
    return sum(
        len(part.codes) if isinstance(part, CodeList) else 1 for part, _, _ in walk(condition)
    )


def _conditions(standard: Standard) -> Iterator[Condition]:
    yield from (each.deprived_when for each in standard.indicators.values())
    yield from (each.when for each in standard.conditions.values())
    for derived in standard.derived.values():
        if isinstance(derived, CountedMembers):
            yield derived.count_of_members
    for score in standard.scorecards.values():
        yield from score.tables.values()
        yield from chain.from_iterable(group.options.values() for group in score.groups)


def _lines(lines: Mapping[str, Line], at: Path) -> Iterator[Fault]:
    if len(lines) > MOST_LINES:
        yield at, TOO_MANY(limit=MOST_LINES), ""


def _ladder(rules: Sequence[ClassRule], at: Path) -> Iterator[Fault]:
    if len(rules) > MOST_RULES:
        yield at, TOO_MANY(limit=MOST_RULES), ""
        return
    read = [found for rule in rules if rule.when for found in limits(rule.when)]
    sides = {(quantity, word, limit) for quantity, word, limit, _ in read}
    quantities = [quantity for quantity, *_ in sides]
    if prod(1 + quantities.count(quantity) for quantity in set(quantities)) > MOST_CASES:
        wrong = message(
            "standards.too-many-cases",
            "the limits of the class rules tell more than {limit} cases apart",
            limit=MOST_CASES,
        )
        yield at, wrong, ""
