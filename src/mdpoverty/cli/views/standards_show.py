"""`mdpoverty standards show`: a standard in words, through all that it is based on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mdpoverty.cli.views.standards_parts import (
    mark,
    reference_lines,
    scores_shown,
    tables_shown,
)
from mdpoverty.cli.views.words import (
    DEPRIVED_WHEN,
    INCOME_LINES,
    RULE,
    RULE_WHEN,
    SCORE_LINES,
    WEIGHT,
    titled,
)
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.language.numbers import number as number_text
from mdpoverty.standards.citation import explained, in_brackets
from mdpoverty.standards.inheritance import left_out
from mdpoverty.standards.labels import Label
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import ClassRule, Standard
from mdpoverty.standards.prose import condition_text, decision_text

_BASED_ON = Phrase("cli.based-on", "based on {id} (sha256 {digest})")
_OWN = Phrase("cli.own-parts", "* marks what this standard changes; the rest is as in {base}")
_LEFT_OUT = Phrase("cli.parts-left-out", "left out of {base}: {parts}")
_IN_USE = Phrase("cli.in-use", "in use from {first} to {last}")
_DIGEST = Phrase("cli.digest", "digest sha256 {digest}")
_COMPARED = Phrase("cli.compared-with-law", "compared with the law on {day}")
_NOTES = Phrase("cli.notes", "notes")
_LEGAL_BASIS = Phrase("cli.legal-basis", "legal basis")
_LINE = Phrase("cli.line", "{name}: rural {rural}, urban {urban} ({label})")
_INDICATORS = Phrase("cli.indicators-of-standard", "indicators")
_CLASSES = Phrase("cli.classes", "classes (the first true rule decides)")
_SCORE_CLASSES = Phrase(
    "cli.score-classes", "classes by the review's scores (the first true rule decides)"
)


def shown(standard: Standard, lang: Language) -> Iterator[str]:
    """Yield the lines that show a standard: every number, cut-off and rule with its reference.

    What differs from the standard that it is based on is marked.
    """
    yield from explained(_shown(standard, lang), lang)


def _shown(standard: Standard, lang: Language) -> Iterator[str]:
    base = standard.base or standard
    yield f"{standard.id}: {_text(standard.name, lang)}"
    for ancestor in standard.chain:
        yield _BASED_ON(id=ancestor.id, digest=ancestor.digest).in_(lang)
    if standard.base:
        yield _OWN(base=base.id).in_(lang)
        if parts := left_out(standard):
            yield _LEFT_OUT(base=base.id, parts=parts).in_(lang)
    yield _IN_USE(first=standard.applies.first, last=standard.applies.last).in_(lang)
    yield _DIGEST(digest=standard.digest).in_(lang)
    yield _COMPARED(day=standard.compared_with_law_on).in_(lang)
    if standard.notes:
        yield from titled(_NOTES, lang)
    for note in standard.notes:
        yield f"{mark(note, base.notes)}{_text(note, lang)}"
    yield from titled(_LEGAL_BASIS, lang)
    for basis in standard.legal_basis:
        clause = f", {_text(basis.clause, lang)}" if basis.clause else ""
        about = _text(basis.about, lang)
        star = mark(basis, base.legal_basis)
        yield f"{star}{basis.document}{clause} {in_brackets(basis.status, lang)}: {about}"
    yield from _lines(INCOME_LINES, standard.income_lines, base.income_lines, lang)
    yield from tables_shown(standard, base, lang)
    yield from _indicators(standard, base, lang)
    yield from scores_shown(standard, base, lang)
    yield from _classes(_CLASSES, standard, (standard.classes, base.classes), lang)
    if scores := standard.review_scores:
        old = base.review_scores
        yield from _lines(SCORE_LINES, scores.lines, old.lines if old else {}, lang)
        rules = (scores.classes, old.classes if old else ())
        yield from _classes(_SCORE_CLASSES, standard, rules, lang)


def _lines(
    title: Phrase, lines: Mapping[str, Line], old: Mapping[str, Line], lang: Language
) -> Iterator[str]:
    if lines:
        yield from titled(title, lang)
    for name, line in lines.items():
        rural, urban = (number_text(number, lang) for number in (line.rural, line.urban))
        said = _LINE(name=name, rural=rural, urban=urban, label=_text(line.label, lang))
        yield f"{mark((name, line), old.items())}{said.in_(lang)}"
        yield from reference_lines(line.reference, lang)


def _indicators(standard: Standard, base: Standard, lang: Language) -> Iterator[str]:
    if standard.indicators:
        yield from titled(_INDICATORS, lang)
    for name, indicator in standard.indicators.items():
        dimension = _text(standard.dimensions[indicator.dimension], lang)
        star = mark((name, indicator), base.indicators.items())
        yield f"{star}{name}: {_text(indicator.label, lang)} ({dimension})"
        when = condition_text(indicator.deprived_when, standard, lang)
        yield f"    {DEPRIVED_WHEN(condition=when).in_(lang)}"
        if indicator.weight is not None:
            yield f"    {WEIGHT(share=str(indicator.weight)).in_(lang)}"
        yield from reference_lines(indicator.reference, lang)


def _classes(
    title: Phrase,
    standard: Standard,
    rules: tuple[Sequence[ClassRule], Sequence[ClassRule]],
    lang: Language,
) -> Iterator[str]:
    given, old = rules
    yield from titled(title, lang)
    for rule in given:
        said = RULE(name=rule.name, basis=rule.basis, label=_text(rule.label, lang))
        yield f"{mark(rule, old)}{said.in_(lang)}"
        if rule.when:
            when = decision_text(rule.when, standard, lang)
            yield f"    {RULE_WHEN(condition=when).in_(lang)}"
        yield from reference_lines(rule.reference, lang)


def _text(label: Label, lang: Language) -> str:
    return label.en if lang == "en" else label.vi
