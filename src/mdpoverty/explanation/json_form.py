"""An explanation as plain data, with the same keys for every household; weights have keys more.

household_id
file, line       where the row stands (`row` in place of `line`, where the file has no lines)
groups           the places and the area: a value each
household_size   a value, or null
standards        one object for each standard:
  standard, digest
  class, basis, label          `undetermined` has no basis; the label is that of the rule
  possible_classes             only of an undetermined household
  quantity, amount, unit       what is held against lines (income, income_score), and how much
  measured                     the values that it comes from
  lines                        line, label, amount, above (negative: below), reference
  deprivations, unknown_indicators
  weighted_score, unknown_weight   only of a standard with weights: of the sure, of the unknown
  indicators                   indicator, label, dimension, deprived (true, false, null: unknown),
                               deprived_when (in words), reference, decided_by, sources; weight,
                               of a standard with weights
  scores                       only of a standard with scorecards: score, label, least and most
                               (points), tables that may be the household's, reference, items:
                               item, label, least, most, lines (option, label, surely, least, most)
  rules                        class, basis, label, holds, when (in words; null: all other cases),
                               limits (limit, holds), reference; to the first that surely holds
  undecided                    null, or what would decide: `alone` by one answer (unknown, what it
                               is, class, possible_classes), `together` by all answers (limits of
                               the quantity, further_deprivations from and to, class; where the
                               weighted score decides, further_weight in place of a number), `cells`
                               that would decide (indicator, column; of a member also person_id,
                               file, sheet and line, else null)

A value has variable, label, value (typed; null: unknown), unit, cell and columns of the survey.
A source has source (members, household, decided), answer, values, and asked: the condition that
members were asked for, how many members, and those who meet it, surely or possibly, with values.
A reference has document, clause, status and note. Limits are at_least, above, at_most and below.
Weights are exact, as text: 5/12.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from mdpoverty.explanation.evidence import Asked, Source, Value
from mdpoverty.explanation.explanation import Distance, Explanation, Verdict
from mdpoverty.explanation.outlook import Further, Undecided
from mdpoverty.explanation.outlook_text import quantity_name, quantity_unit
from mdpoverty.explanation.sheet import Sheet
from mdpoverty.explanation.standing import Outcome, RuleAnswer
from mdpoverty.language import Language
from mdpoverty.standards.citation import Reference, cited
from mdpoverty.standards.conditions import Limits
from mdpoverty.standards.prose import condition_text, decision_text, label_of
from mdpoverty.standards.scores import Points

Data = dict[str, Any]


def explanation_data(explanations: Sequence[Explanation], language: Language) -> Data:
    """Return one household's explanation under one standard or more; labels are in `language`."""
    first = explanations[0]
    groups = {group.variable.name: group for each in explanations for group in each.groups}
    size = next((each.size for each in explanations if each.size), None)
    return {
        "household_id": first.household_id,
        "file": first.place.file,
        first.place.unit: first.place.number,
        "groups": {name: _value(group, language) for name, group in groups.items()},
        "household_size": size and _value(size, language),
        "standards": [_under(each, language) for each in explanations],
    }


def _under(explanation: Explanation, language: Language) -> Data:
    standing, standard, quantity = explanation.standing, explanation.standard, explanation.quantity
    held = [x.rule for x in explanation.rules if explanation.outcome.is_by(x.rule)]
    return {
        "standard": standard.id,
        "digest": standard.digest,
        **_outcome(explanation.outcome),
        "basis": explanation.outcome.basis,
        "label": getattr(held[0].label, language) if held else None,
        "quantity": quantity,
        "amount": _number(explanation.amount),
        **({"highest": _number(float(explanation.points.highest))} if explanation.points else {}),
        "unit": quantity_unit(quantity) if quantity else None,
        "measured": [_value(value, language) for value in explanation.measured],
        "lines": [_line(distance, language) for distance in explanation.distances],
        "deprivations": standing.deprivations,
        "unknown_indicators": standing.possible - standing.deprivations,
        **_weighted(explanation),
        **(
            {"scores": [_sheet(x, language) for x in explanation.sheets]}
            if explanation.sheets
            else {}
        ),
        "indicators": [_indicator(v, explanation, language) for v in explanation.verdicts],
        "rules": [_rule(found, explanation, language) for found in explanation.rules],
        "undecided": explanation.undecided and _undecided(explanation, explanation.undecided),
    }


def _sheet(sheet: Sheet, language: Language) -> Data:
    return {
        "score": sheet.name,
        "label": sheet.score.label.in_(language),
        **_points(sheet.points),
        "tables": list(sheet.tables),
        "items": [
            {
                "item": item.name,
                "label": item.label.in_(language),
                **_points(item.points),
                "lines": [
                    {
                        "option": line.option,
                        "label": line.label.in_(language),
                        "surely": line.surely,
                        **_points(line.points),
                    }
                    for line in item.lines
                ],
            }
            for item in sheet.items
        ],
        "reference": _reference(sheet.score.reference, language),
    }


def _points(points: Points) -> Data:
    return {"least": _number(points.lowest), "most": _number(points.highest)}


def _weighted(explanation: Explanation) -> Data:
    if not explanation.standard.is_weighted:
        return {}
    return {
        "weighted_score": str(explanation.weighted_score),
        "unknown_weight": str(explanation.unknown_weight),
    }


def _outcome(outcome: Outcome) -> Data:
    return {"class": outcome.name, "possible_classes": list(outcome.possible)}


def _number(number: float | Fraction | None) -> float | int | None:
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def _value(value: Value, language: Language) -> Data:
    typed: Any = value.value
    if isinstance(typed, float):
        typed = _number(typed)
    elif typed is not None and value.variable.type == "boolean":
        typed = typed == "yes"
    return {
        "variable": value.variable.name,
        "label": label_of(value.variable, language),
        "value": typed,
        "unit": value.variable.unit or None,
        "cell": value.cell,
        "columns": list(value.columns),
    }


def _line(distance: Distance, language: Language) -> Data:
    return {
        "line": distance.name,
        "label": getattr(distance.line.label, language),
        "amount": distance.amount,
        "above": _number(distance.above),
        "reference": _reference(distance.line.reference, language),
    }


def _indicator(verdict: Verdict, explanation: Explanation, language: Language) -> Data:
    standard, indicator = explanation.standard, verdict.indicator
    decided_by = verdict.decided_by
    return {
        "indicator": verdict.name,
        "label": getattr(indicator.label, language),
        "dimension": indicator.dimension,
        **({} if indicator.weight is None else {"weight": str(indicator.weight)}),
        "deprived": verdict.answer,
        "deprived_when": condition_text(indicator.deprived_when, standard, language),
        "reference": _reference(indicator.reference, language),
        "decided_by": decided_by and decided_by.kind,
        "sources": [_source(source, explanation, language) for source in verdict.sources],
    }


def _source(source: Source, explanation: Explanation, language: Language) -> Data:
    return {
        "source": source.kind,
        "answer": source.answer,
        "values": [_value(value, language) for value in source.values],
        "asked": [_asked(asked, explanation, language) for asked in source.asked],
    }


def _asked(asked: Asked, explanation: Explanation, language: Language) -> Data:
    return {
        "condition": condition_text(asked.condition, explanation.standard, language, "member"),
        "members": asked.members,
        "meeting": [
            {
                "person_id": member.person_id,
                "surely": member.surely,
                "values": [_value(value, language) for value in member.values],
            }
            for member in asked.meeting
        ],
    }


def _rule(found: RuleAnswer, explanation: Explanation, language: Language) -> Data:
    standard, rule = explanation.standard, found.rule
    return {
        "class": rule.name,
        "basis": rule.basis,
        "label": getattr(rule.label, language),
        "holds": found.holds,
        "when": rule.when and decision_text(rule.when, standard, language),
        "limits": [
            {"limit": decision_text(limit, standard, language), "holds": holds}
            for limit, holds in found.limits
        ],
        "reference": _reference(rule.reference, language),
    }


def _undecided(explanation: Explanation, undecided: Undecided) -> Data:
    return {
        "alone": [*_alone(explanation, undecided)],
        "together": [
            {
                "quantity": undecided.quantity and quantity_name(undecided.quantity),
                "limits": _limits(each.limits),
                **_further(explanation, undecided, further),
                **_outcome(further.outcome),
            }
            for each in undecided.together
            for further in each.further
        ],
        "cells": [
            {
                "indicator": cell.indicator,
                "column": cell.column,
                "person_id": cell.person_id,
                "file": cell.file,
                "sheet": cell.sheet,
                "line": cell.line,
            }
            for cell in explanation.open_cells
        ],
    }


def _further(explanation: Explanation, undecided: Undecided, further: Further) -> Data:
    if not undecided.weighed:
        return {"further_deprivations": {"from": further.least, "to": further.most}}
    whole = explanation.standard.weights.whole
    least, most = (str(Fraction(units, whole)) for units in (further.least, further.most))
    return {"further_weight": {"from": least, "to": most}}


def _alone(explanation: Explanation, undecided: Undecided) -> Iterator[Data]:
    weighed = {
        name: (each.deprived, each.not_deprived)
        for each in undecided.weighed
        for name in each.names
    }
    any_one = (undecided.deprived, undecided.not_deprived)
    for verdict in explanation.verdicts:
        if verdict.answer is None:
            outcomes = weighed.get(verdict.name, any_one)
            for answer, outcome in zip((True, False), outcomes, strict=True):
                if outcome is not None:
                    yield {"unknown": verdict.name, "deprived": answer, **_outcome(outcome)}
    for quantity, cases in undecided.quantities:
        for case in cases:
            limits = _limits(case.limits)
            yield {"unknown": quantity_name(quantity), "limits": limits, **_outcome(case.outcome)}


def _reference(reference: Reference, language: Language) -> Data:
    return asdict(cited(reference, language))


def _limits(limits: Limits | None) -> Data:
    words = ("at_least", "above", "at_most", "below")
    found = {word: _number(getattr(limits, word, None)) for word in words}
    return {word: number for word, number in found.items() if number is not None}
