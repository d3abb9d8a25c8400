"""The variables that a standard needs, in words."""

from __future__ import annotations

from collections.abc import Sequence

from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase, in_language
from mdpoverty.reading.inputs import Needed
from mdpoverty.standards.model import Standard
from mdpoverty.validation.template import heading_of, offered

# How much a standard needs a variable, and what its cells hold, as words of the list.
NEEDS: dict[str, Phrase] = {
    "required": Phrase("cli.need-required", "required"),
    "income": Phrase("cli.need-income", "income"),
    "indicators": Phrase("cli.need-indicators", "indicators"),
    "scores": Phrase("cli.need-scores", "points"),
    "conditions": Phrase("cli.need-conditions", "rules"),
    "optional": Phrase("cli.need-optional", "optional"),
}
TYPES: dict[str, Phrase] = {
    "text": Phrase("cli.type-text", "text"),
    "code": Phrase("cli.type-code", "code"),
    "boolean": Phrase("cli.type-boolean", "yes or no"),
    "integer": Phrase("cli.type-integer", "whole number"),
    "number": Phrase("cli.type-number", "number"),
    "date": Phrase("cli.type-date", "date"),
}

# What a codebook for people says of a variable.
_COLUMNS = (
    Phrase("cli.codebook-heading", "heading"),
    Phrase("cli.codebook-name", "name of the variable"),
    Phrase("cli.codebook-need", "need"),
    Phrase("cli.codebook-type", "type"),
    Phrase("cli.codebook-answers", "answers"),
    Phrase("cli.codebook-allowed", "allowed"),
    Phrase("cli.codebook-readers", "needed for"),
)


def needed_by(needed: Needed, standard: Standard) -> str:
    """Return what needs a variable: where no indicator does, a score, or a rule's condition."""
    readers = set(needed.indicators)
    if needed.need != "indicators" or readers & standard.indicators.keys():
        return needed.need
    return "scores" if readers & standard.scores.keys() else "conditions"


def readers_of(needed: Needed, standard: Standard, language: Language) -> list[str]:
    """Return what the indicators, conditions and scores that read a variable are called."""
    named = {**standard.indicators, **standard.conditions, **standard.scores}
    return [
        named[name].label.in_(language) if name in named else name for name in needed.indicators
    ]


def codebook(
    columns: Sequence[Needed], standard: Standard, language: Language
) -> list[tuple[str, ...]]:
    """Return the codebook of an empty survey file for people: its header, and a row for each."""
    rows = [
        (
            heading_of(each.variable, language),
            each.variable.name,
            NEEDS[needed_by(each, standard)].in_(language),
            TYPES[each.variable.type].in_(language),
            "; ".join(offered(each.variable, language)),
            "" if each.variable.codes else in_language(each.variable.allowed, language),
            "; ".join(readers_of(each, standard, language)),
        )
        for each in columns
    ]
    return [tuple(each.in_(language) for each in _COLUMNS), *rows]
