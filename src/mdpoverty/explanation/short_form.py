"""An explanation in about ten lines: what decided the class, or what would."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from mdpoverty.errors import plain
from mdpoverty.explanation.explanation import Explanation
from mdpoverty.explanation.outlook_text import (
    cell_lines,
    limit_text,
    quantity_label,
    quantity_unit,
    undecided_lines,
)
from mdpoverty.explanation.phrases import say
from mdpoverty.explanation.sheet_text import (
    against,
    item_lines,
    marks_explained,
    points_text,
)
from mdpoverty.explanation.text_form import heading_lines
from mdpoverty.language import Language
from mdpoverty.standards.class_rules import ScoreIs
from mdpoverty.standards.phrases import quantity_text
from mdpoverty.standards.scores import Points

_OPEN = 4  # lines of what would decide


def short_lines(explanations: Sequence[Explanation], language: Language) -> Iterator[str]:
    """Yield one household's explanation, under one standard or more, in few lines of plain text."""
    for line in marks_explained(_lines(explanations, language), language):
        yield plain(line, sys.maxsize)


def _lines(explanations: Sequence[Explanation], language: Language) -> Iterator[str]:
    yield from heading_lines(explanations, language)
    for each in explanations:
        if len(explanations) > 1:
            yield each.standard.id
        yield from _income(each, language)
        yield from _scores(each, language)
        yield from _indicators(each, language)
        if each.undecided:
            yield from islice(undecided_lines(each, each.undecided, language), _OPEN)
        yield from cell_lines(each, language)


def fuller(language: Language) -> str:
    """Return how to see all of an explanation."""
    return say("full", language)


def _income(each: Explanation, language: Language) -> Iterator[str]:
    """Yield the income or the score, and how far it is from the line that is nearest."""
    if not each.quantity:
        return
    label, unit = (
        quantity_label(each.quantity, each.standard, language),
        quantity_unit(each.quantity),
    )
    if each.amount is None:
        yield f"{label}: {say('no amount', language)}"
        return
    if each.points:
        yield f"{label}: {points_text(each.points, language)}"
        for distance in each.distances:
            where = distance.line.label.in_(language)
            yield f"  {against(each.points, distance.amount, where, language)}"
        return
    yield f"{label}: {quantity_text(each.amount, unit, language)}"
    for distance in sorted(each.distances, key=lambda x: abs(x.above))[:1]:
        line = quantity_text(distance.amount, unit, language)
        side = "at" if not distance.above else "above" if distance.above > 0 else "below"
        far = quantity_text(abs(distance.above), unit, language)
        name = distance.line.label.in_(language)
        yield f"  {say(side, language, amount=far, line=line, label=name)}"


def _scores(each: Explanation, language: Language) -> Iterator[str]:
    """Yield each score that the rules ask, against its limits, and the items that are open."""
    standard, area = each.standard, each.standing.area
    asked = {
        limit: holds
        for answer in each.rules
        for limit, holds in answer.limits
        if isinstance(limit, ScoreIs)
    }
    for sheet in each.sheets:
        if sheet.name not in {limit.score for limit in asked}:
            continue
        yield f"{sheet.score.label.in_(language)}: {points_text(sheet.points, language)}"
        for line in sheet.score.lines.values():
            amount = line.rural if area == "rural" else line.urban
            yield f"  {against(sheet.points, amount, line.label.in_(language), language)}"
        yield from item_lines(sheet, language, only_open=True)
    for limit, holds in asked.items():
        if limit.score in standard.scorecards:
            continue
        ends = (Fraction(end) for end in each.standing.score_of(limit.score, standard))
        label = standard.scores[limit.score].label.in_(language)
        yield f"{label}: {points_text(Points(*ends), language)}"
        yield f"  {limit_text((limit, holds), each, language)}"


def _indicators(each: Explanation, language: Language) -> Iterator[str]:
    """Yield in what the household is deprived, and what is unknown."""
    count = len(each.verdicts)
    for how, answer in (("deprived in", True), ("unknown in", None)):
        names = [x.indicator.label.in_(language) for x in each.verdicts if x.answer is answer]
        if names:
            yield say(how, language, number=len(names), count=count, names=", ".join(names))
    if count and not any(x.answer for x in each.verdicts):
        yield say("deprived in none", language, count=count)
