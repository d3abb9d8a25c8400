"""An explanation as lines of text, under one standard or under two side by side."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from mdpoverty.errors import plain
from mdpoverty.explanation.evidence_text import (
    LONGEST,
    answer_word,
    indented,
    said,
    source_lines,
    value_text,
)
from mdpoverty.explanation.explanation import Distance, Explanation, Verdict
from mdpoverty.explanation.outlook_text import (
    cell_lines,
    outcome_text,
    quantity_label,
    quantity_unit,
    rule_lines,
    undecided_lines,
)
from mdpoverty.explanation.phrases import say
from mdpoverty.explanation.sheet_text import (
    against,
    marks_explained,
    points_text,
    sheet_lines,
)
from mdpoverty.language import Language
from mdpoverty.standards.citation import citation, explained
from mdpoverty.standards.model import Indicator
from mdpoverty.standards.phrases import quantity_text
from mdpoverty.standards.prose import condition_text

Part = TypeVar("Part")


def explanation_lines(explanations: Sequence[Explanation], language: Language) -> Iterator[str]:
    """Yield one household's explanation, under one standard or more, as lines of plain text.

    Lines are as long as they are; a terminal finds nothing in them to act on.
    """
    yield from marks_explained(explained(_lines(explanations, language), language), language)


def _lines(explanations: Sequence[Explanation], language: Language) -> Iterator[str]:
    sections: list[Iterator[str]] = [
        heading_lines(explanations, language),
        _income(explanations, language),
        *(
            sheet_lines(x, each.standing.area, each.standard, language)
            for each in explanations
            for x in each.sheets
        ),
        _indicators(explanations, language),
        *(rule_lines(each, language) for each in explanations),
        *(undecided_lines(x, x.undecided, language) for x in explanations if x.undecided),
        *(cell_lines(each, language) for each in explanations),
    ]
    first = True
    for section in sections:
        for index, line in enumerate(section):
            if index == 0 and not first:
                yield ""
            first = False
            yield plain(line, sys.maxsize)


def heading_lines(explanations: Sequence[Explanation], language: Language) -> Iterator[str]:
    """Yield which household it is, where it is, and its class."""
    first = explanations[0]
    place = first.place
    file = plain(place.file, LONGEST)
    name = plain(first.household_id, LONGEST)
    unit = say(place.unit, language)
    yield say("household", language, name=name, file=file, unit=unit, number=place.number)
    every = chain.from_iterable(each.groups for each in explanations)
    groups = [said(value, language) for value in dict.fromkeys(every) if value.value is not None]
    if groups:
        yield ", ".join(groups)
    if size := next((each.size for each in explanations if each.size), None):
        yield value_text(size, language)
    for each in explanations:
        text = outcome_text(each.outcome, language)
        held = next((r.rule for r in each.rules if each.outcome.is_by(r.rule)), None)
        if held is not None:
            rule = getattr(held.label, language)
            text = say("by rule", language, outcome=text, rule=rule)
        yield say("class", language, standard=each.standard.id, outcome=text)


def _income(explanations: Sequence[Explanation], language: Language) -> Iterator[str]:
    alike: dict[object, list[Explanation]] = {}
    for each in explanations:
        if each.quantity:
            told = (each.quantity, each.amount, each.points, each.measured)
            alike.setdefault(told, []).append(each)
    for some in alike.values():
        quantity, amount, measured = some[0].quantity, some[0].amount, some[0].measured
        assert quantity
        how_much = (
            say("no amount", language)
            if amount is None
            else points_text(some[0].points, language)
            if some[0].points
            else quantity_text(amount, quantity_unit(quantity), language)
        )
        headline = f"{quantity_label(quantity, some[0].standard, language)}: {how_much}"
        yield headline
        for value in measured:
            if (text := value_text(value, language)) != headline:
                yield f"  {text}"
        for each in some:
            if len(explanations) > 1 and each.distances:
                yield f"  {each.standard.id}"
            by = 4 if len(explanations) > 1 else 2
            yield from indented((_distance(x, each, language) for x in each.distances), by)


def _distance(distance: Distance, explanation: Explanation, language: Language) -> str:
    assert explanation.quantity
    unit = quantity_unit(explanation.quantity)
    line = quantity_text(distance.amount, unit, language)
    label = getattr(distance.line.label, language)
    where = f"{label} ({citation(distance.line.reference, language)})"
    if explanation.points:
        return against(explanation.points, distance.amount, where, language)
    if not distance.above:
        return say("at", language, line=line, label=where)
    how_far = quantity_text(abs(distance.above), unit, language)
    side = "above" if distance.above > 0 else "below"
    return say(side, language, amount=how_far, line=line, label=where)


def _indicators(explanations: Sequence[Explanation], language: Language) -> Iterator[str]:
    if not any(each.verdicts for each in explanations):
        return
    counts = [
        {
            "deprived": x.standing.deprivations,
            "unknown": x.standing.possible - x.standing.deprivations,
            "count": len(x.verdicts),
        }
        for x in explanations
    ]
    if len(explanations) == 1:
        yield say("indicators", language, **counts[0])
    else:
        yield say("indicators of", language)
        for each, count in zip(explanations, counts, strict=True):
            yield f"  {say('counts', language, standard=each.standard.id, **count)}"
    for each in explanations:
        if each.standard.is_weighted:
            score = say(
                "score", language, deprived=each.weighted_score, unknown=each.unknown_weight
            )
            whose = f"{each.standard.id}: " if len(explanations) > 1 else ""
            yield f"  {whose}{score}"
    names = dict.fromkeys(verdict.name for each in explanations for verdict in each.verdicts)
    for name in names:
        found = {
            index: verdict
            for index, each in enumerate(explanations)
            for verdict in each.verdicts
            if verdict.name == name
        }
        yield from indented(_indicator(explanations, found, language))


def _indicator(
    explanations: Sequence[Explanation], found: dict[int, Verdict], language: Language
) -> Iterator[str]:
    """Yield an indicator: once where all standards ask, find and call it alike, else by each."""
    first = next(iter(found.values()))
    label = f"{getattr(first.indicator.label, language)} ({first.name})"
    if len(found) == len(explanations) and len(set(map(_alike, found.values()))) == 1:
        yield f"{label}: {answer_word(first.answer, language)}"
        yield from indented(_told(explanations, found, language))
        return
    yield label
    for index, each in enumerate(explanations):
        if index not in found:
            yield f"  {say('not there', language, standard=each.standard.id)}"
            continue
        verdict = found[index]
        yield f"  {each.standard.id}: {answer_word(verdict.answer, language)}"
        yield from indented(_told([each], {0: verdict}, language), 4)


def _alike(verdict: Verdict) -> object:
    indicator = verdict.indicator
    return indicator.label, indicator.deprived_when, verdict.answer, verdict.sources


def _told(
    explanations: Sequence[Explanation], found: dict[int, Verdict], language: Language
) -> Iterator[str]:
    """Yield the cut-off, weights, references, and the sources that the survey has, or all."""
    standard, verdict = explanations[0].standard, found[0]
    condition = condition_text(verdict.indicator.deprived_when, standard, language)
    yield say("when", language, condition=condition)
    for weight, whose in _by_standard(explanations, found, lambda part: part.weight).items():
        if weight is not None:
            yield say("weight", language, weight=f"{whose}{weight}")
    references = _by_standard(explanations, found, lambda part: part.reference)
    for reference, whose in references.items():
        yield say("reference", language, reference=whose + citation(reference, language))
        if reference.note:
            yield say("note", language, note=reference.note.in_(language))
    there = [
        source
        for source in verdict.sources
        if source.kind == "members" or any(value.columns for value in source.values)
    ]
    for source in there or verdict.sources:
        decides = source is verdict.decided_by
        yield from source_lines(source, standard, language, decides=decides)


def _by_standard(
    explanations: Sequence[Explanation],
    found: dict[int, Verdict],
    part: Callable[[Indicator], Part],
) -> dict[Part, str]:
    """Return each part that an indicator has, with whose it is where standards differ."""
    named: dict[Part, list[str]] = {}
    for index, verdict in found.items():
        named.setdefault(part(verdict.indicator), []).append(explanations[index].standard.id)
    differ = len(named) > 1
    return {part: f"{', '.join(ids)}: " if differ else "" for part, ids in named.items()}
