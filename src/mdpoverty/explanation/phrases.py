"""The phrases of an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase

SAYS: Mapping[str, Phrase] = MappingProxyType(
    {
        "household": Phrase("explanation.household", "household {name}: {file} {unit} {number:d}"),
        "line": Phrase("explanation.line", "line"),
        "row": Phrase("explanation.row", "row"),
        "class": Phrase("explanation.class", "class under {standard}: {outcome}"),
        "undetermined": Phrase("explanation.undetermined", "undetermined, possible: {classes}"),
        "by rule": Phrase("explanation.by-rule", "{outcome}, by the rule: {rule}"),
        "possible": Phrase("explanation.possible", "{one} or {other}"),
        "no amount": Phrase("explanation.no-amount", "unknown: cannot be compared with the lines"),
        "from to": Phrase("explanation.from-to", "{least} to {most}"),
        "line holds": Phrase("explanation.line-holds", "[x] this line applies"),
        "line may hold": Phrase(
            "explanation.line-may-hold", "[?] this line may apply: an answer is unknown"
        ),
        "points table": Phrase("explanation.points-table", "table of points: {tables}"),
        "given score": Phrase(
            "explanation.given-score", "from the survey: the answers leave it open"
        ),
        "on both sides": Phrase(
            "explanation.on-both-sides", "on both sides of the line of {line}: {label}"
        ),
        "condition holds": Phrase("explanation.condition-holds", "true"),
        "condition fails": Phrase("explanation.condition-fails", "false"),
        "above": Phrase("explanation.above", "{amount} above the line of {line}: {label}"),
        "below": Phrase("explanation.below", "{amount} below the line of {line}: {label}"),
        "at": Phrase("explanation.at", "exactly at the line of {line}: {label}"),
        "indicators": Phrase(
            "explanation.indicators",
            "indicators: {deprived} deprived, {unknown} unknown, of {count}",
        ),
        "indicators of": Phrase("explanation.indicators-of", "indicators"),
        "counts": Phrase(
            "explanation.counts", "{standard}: {deprived} deprived, {unknown} unknown, of {count}"
        ),
        "score": Phrase(
            "explanation.score", "weighted score: {deprived} deprived, {unknown} unknown"
        ),
        "not there": Phrase(
            "explanation.not-there", "{standard}: not an indicator of this standard"
        ),
        "deprived": Phrase("explanation.deprived", "deprived"),
        "not deprived": Phrase("explanation.not-deprived", "not deprived"),
        "unknown": Phrase("explanation.unknown", "unknown"),
        "deprived in": Phrase(
            "explanation.deprived-in", "deprived in {number} of {count} indicators: {names}"
        ),
        "deprived in none": Phrase(
            "explanation.deprived-in-none", "deprived in 0 of {count} indicators for sure"
        ),
        "unknown in": Phrase(
            "explanation.unknown-in", "unknown in {number} of {count} indicators: {names}"
        ),
        "full": Phrase(
            "explanation.full", "--full shows each indicator, its cut-off, its clause and its cells"
        ),
        "weight": Phrase("explanation.weight", "weight: {weight}"),
        "when": Phrase("explanation.when", "deprived when: {condition}"),
        "reference": Phrase("explanation.reference", "reference: {reference}"),
        "note": Phrase("explanation.note", "note: {note}"),
        "members": Phrase("explanation.members", "from the members: {answer}"),
        "household columns": Phrase(
            "explanation.household-columns", "from the household's columns: {answer}"
        ),
        "decided": Phrase(
            "explanation.decided", "from the column '{column}', already decided: {answer}"
        ),
        "decides": Phrase("explanation.decides", "{source} - this decides"),
        "meeting": Phrase(
            "explanation.meeting", "{surely} of {members} members surely, {possibly} possibly"
        ),
        "surely": Phrase("explanation.surely", "person {person}, surely: {values}"),
        "possibly": Phrase("explanation.possibly", "person {person}, possibly: {values}"),
        "blank": Phrase("explanation.blank", "blank"),
        "no column": Phrase("explanation.no-column", "no column"),
        "of column": Phrase("explanation.of-column", "{value} (column {columns}: {cell})"),
        "of no cell": Phrase("explanation.of-no-cell", "{value} (column {columns}: blank)"),
        "rules": Phrase(
            "explanation.rules", "class rules of {standard} (the first true rule decides)"
        ),
        "holds": Phrase("explanation.holds", "true, and decides"),
        "may": Phrase("explanation.may", "may be true"),
        "may be last": Phrase("explanation.may-be-last", "true if no rule before it is"),
        "fails": Phrase("explanation.fails", "false"),
        "otherwise": Phrase("explanation.otherwise", "in all other cases"),
        "yes": Phrase("explanation.yes", "{limit} - yes"),
        "no": Phrase("explanation.no", "{limit} - no"),
        "not known": Phrase("explanation.not-known", "{limit} - unknown"),
        "what decides": Phrase(
            "explanation.what-decides", "what would decide the class under {standard}"
        ),
        "cells": Phrase("explanation.cells", "cells to fill in or correct under {standard}"),
        "cell": Phrase("explanation.cell", "{indicator}: {column}"),
        "cell of member": Phrase(
            "explanation.cell-of-member",
            "{indicator}: {column} of person {person} ({file}, {unit} {number:d})",
        ),
        "more cells": Phrase(
            "explanation.more-cells", "and {count} more cell", "and {count} more cells"
        ),
        "the unknown": Phrase("explanation.the-unknown", "the unknown indicator: {names}"),
        "any unknown": Phrase(
            "explanation.any-unknown", "any one of the {count} unknown indicators: {names}"
        ),
        "the unknown of weight": Phrase(
            "explanation.the-unknown-of-weight",
            "the unknown indicator that weighs {weight}: {names}",
        ),
        "any unknown of weight": Phrase(
            "explanation.any-unknown-of-weight",
            "any one of the {count} unknown indicators that weigh {weight} each: {names}",
        ),
        "alone": Phrase("explanation.alone", "{what} alone"),
        "still": Phrase("explanation.still", "still undetermined: {classes}"),
        "together": Phrase("explanation.together", "all answers together"),
        "whatever": Phrase("explanation.whatever", "whatever the {count} unknown indicators are"),
        "whatever it is": Phrase("explanation.whatever-it-is", "whatever the unknown indicator is"),
        "none": Phrase("explanation.none", "none of the {count} unknown indicators deprived"),
        "all": Phrase("explanation.all", "all {count} unknown indicators deprived"),
        "at least": Phrase(
            "explanation.at-least", "at least {least} of the {count} unknown indicators deprived"
        ),
        "at most": Phrase(
            "explanation.at-most", "at most {most} of the {count} unknown indicators deprived"
        ),
        "between": Phrase(
            "explanation.between", "{least} to {most} of the {count} unknown indicators deprived"
        ),
        "exactly": Phrase(
            "explanation.exactly", "exactly {least} of the {count} unknown indicators deprived"
        ),
        "at least of weight": Phrase(
            "explanation.at-least-of-weight",
            "of the {count} unknown indicators, those deprived weigh {least} or more",
        ),
        "at most of weight": Phrase(
            "explanation.at-most-of-weight",
            "of the {count} unknown indicators, those deprived weigh {most} or less",
        ),
        "between of weight": Phrase(
            "explanation.between-of-weight",
            "of the {count} unknown indicators, those deprived weigh {least} to {most}",
        ),
        "exactly of weight": Phrase(
            "explanation.exactly-of-weight",
            "of the {count} unknown indicators, those deprived weigh exactly {least}",
        ),
        "unreached": Phrase(
            "explanation.unreached",
            "no answers lead to {classes}: it is possible because every score between "
            "the lowest and the highest counts",
        ),
        "it is": Phrase("explanation.it-is", "the unknown indicator deprived"),
        "it is not": Phrase("explanation.it-is-not", "the unknown indicator not deprived"),
        "and": Phrase("explanation.and", "{one}, and {other}"),
        "anything": Phrase("explanation.anything", "whatever it is"),
    }
)


def say(phrase: str, language: Language, **values: object) -> str:
    """Return a phrase of an explanation, with its values."""
    return SAYS[phrase](**values).in_(language)
