"""Words that several views have in common."""

from __future__ import annotations

from mdpoverty.cli.colour import HEADING, styled
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase

HOUSEHOLDS = Phrase("cli.number-of-households", "households")
WEIGHTED = Phrase("cli.weighted-households", "weighted")
PERSONS = Phrase("cli.number-of-persons", "persons")
FIRST_HOUSEHOLDS = Phrase(
    "cli.first-households",
    "the first {shown} of {all} households; write all of them with -o FILE",
)
INCOME_LINES = Phrase("cli.income-lines-in-vnd", "income lines (VND per person per month)")
SCORE_LINES = Phrase("cli.score-lines", "lines of the review's income score (points)")
DEPRIVED_WHEN = Phrase("cli.deprived-when", "deprived when {condition}")
WEIGHT = Phrase("cli.weight", "weight {share}")
RULE = Phrase("cli.rule", "{name}, basis {basis}: {label}")
RULE_WHEN = Phrase("cli.rule-when", "when {condition}")
NOTE = Phrase("cli.note", "note: {note}")
TABLES = Phrase("cli.tables-looked-up", "tables")
DERIVED = Phrase("cli.derived-variables", "derived variables")
CONDITIONS = Phrase("cli.conditions", "conditions")
SCORES = Phrase("cli.scores", "scores (points)")


def titled(title: Phrase | Message, lang: Language) -> tuple[str, str]:
    """Return a blank line, and the title of what follows as a heading."""
    return "", styled(title.in_(lang), HEADING)
