"""Tables, derived variables, conditions and scores of a standard, in lines of text."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mdpoverty.cli.views.words import CONDITIONS, DERIVED, NOTE, RULE_WHEN, SCORES, TABLES, titled
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.language.numbers import number as number_text
from mdpoverty.standards.citation import Reference, citation
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parts import derived_text, points_text, score_text, sums_of, table_text
from mdpoverty.standards.prose import condition_text
from mdpoverty.standards.scores import ONLY_TABLE, Score, Scorecard

_PART = Phrase("cli.part", "{name}: {label}")
_SCORE_LINE = Phrase("cli.score-line", "{label}: rural {rural}, urban {urban}")
_TABLE_COLUMN = Phrase(
    "cli.points-column", "column {number:d}, {name}: points from {least} to {most}"
)
_OPTION = Phrase("cli.points-option", "{label} ({condition})")


def tables_shown(standard: Standard, base: Standard, lang: Language) -> Iterator[str]:
    """Yield the tables that are looked up, and how each derived variable is worked out."""
    if standard.tables:
        yield from titled(TABLES, lang)
    for name, table in standard.tables.items():
        said = _PART(name=name, label=table.file).in_(lang)
        yield f"{mark((name, table), base.tables.items())}{said}: {table_text(table, lang)}"
        yield from reference_lines(table.reference, lang)
    if standard.derived:
        yield from titled(DERIVED, lang)
    for name, derived in standard.derived.items():
        said = _PART(name=name, label=derived.label.in_(lang)).in_(lang)
        yield f"{mark((name, derived), base.derived.items())}{said}"
        yield f"    {derived_text(derived, standard, lang)}"


def scores_shown(standard: Standard, base: Standard, lang: Language) -> Iterator[str]:
    """Yield the conditions that class rules name, and each score, its sheet as the law prints it.

    Every line of a sheet has its points in each table, under the number of the table's column.
    """
    if standard.conditions:
        yield from titled(CONDITIONS, lang)
    for name, condition in standard.conditions.items():
        said = _PART(name=name, label=condition.label.in_(lang)).in_(lang)
        yield f"{mark((name, condition), base.conditions.items())}{said}"
        when = condition_text(condition.when, standard, lang)
        yield f"    {RULE_WHEN(condition=when).in_(lang)}"
        yield from reference_lines(condition.reference, lang)
    if standard.scores:
        yield from titled(SCORES, lang)
    for name, score in standard.scores.items():
        said = _PART(name=name, label=score.label.in_(lang)).in_(lang)
        yield f"{mark((name, score), base.scores.items())}{said}: {score_text(score, lang)}"
        yield from reference_lines(score.reference, lang)
        yield from _lines(score, lang)
        if isinstance(score, Scorecard):
            yield from _sheet(score, standard, lang)


def _lines(score: Score, lang: Language) -> Iterator[str]:
    for line in score.lines.values():
        rural, urban = (number_text(number, lang) for number in (line.rural, line.urban))
        said = _SCORE_LINE(label=line.label.in_(lang), rural=rural, urban=urban)
        yield f"    {said.in_(lang)}"
        yield from (f"  {each}" for each in reference_lines(line.reference, lang))


def _sheet(score: Scorecard, standard: Standard, lang: Language) -> Iterator[str]:
    for number, table in enumerate(score.table_names, 1):
        sums = sums_of(score, standard, table)
        least, most = (number_text(end, lang) for end in (sums.lowest, sums.highest))
        said = _TABLE_COLUMN(number=number, name=table, least=least, most=most).in_(lang)
        yield f"    {said}"
        if table != ONLY_TABLE:
            when = condition_text(score.tables[table], standard, lang)
            yield f"      {RULE_WHEN(condition=when).in_(lang)}"
    heads = [f"[{number}]" for number in range(1, len(score.table_names) + 1)]
    cells = {
        option: [points_text(said.points[table], lang) for table in score.table_names]
        for option, said in score.options.items()
    }
    widths = [max(map(len, column)) for column in zip(heads, *cells.values(), strict=True)]
    yield f"    {_row(heads, widths)}".rstrip()
    margin = " " * (4 + len(_row(heads, widths)))
    item = ""
    for group in score.groups:
        if group.item != item:
            item = group.item
            place = list(score.items).index(item) + 1
            yield f"{margin}{place}. {score.items[item].label.in_(lang)}"
        for option, condition in group.options.items():
            when = condition_text(condition, standard, lang, group.scope)
            label = score.options[option].label.in_(lang)
            said = _OPTION(label=label, condition=when).in_(lang)
            yield f"    {_row(cells[option], widths)}  {said}"


def _row(cells: list[str], widths: list[int]) -> str:
    return "".join(f"{cell:>{width}}  " for cell, width in zip(cells, widths, strict=True))


def reference_lines(reference: Reference, lang: Language) -> Iterator[str]:
    """Yield where something is in the law, and its note."""
    yield f"    {citation(reference, lang)}"
    if reference.note:
        yield f"    {NOTE(note=reference.note.in_(lang)).in_(lang)}"


def mark(part: object, old: Collection[object]) -> str:
    """Return what is before a part: a star where the standard that it is based on has not it so."""
    return "  " if part in old else "* "
