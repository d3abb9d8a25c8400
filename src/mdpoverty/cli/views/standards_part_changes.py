"""What changed of the tables, derived variables, conditions and scores, in lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdpoverty.cli.colour import HEADING, styled
from mdpoverty.cli.views.words import CONDITIONS, DERIVED, NOTE, SCORES, TABLES
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.standards.changes import Amendments
from mdpoverty.standards.citation import Cited, citation
from mdpoverty.standards.pairs import Changed
from mdpoverty.standards.part_changes import PartSaid

_PARTS = {
    "added": Phrase("cli.part-added", "{name}: added: {after}"),
    "removed": Phrase("cli.part-removed", "{name}: removed: {before}"),
    "changed": Phrase("cli.part-changed", "{name}: {before}; then {after}"),
}
_SAID = Phrase("cli.part-of-standard", "{standard}: {name}: {label}: {says}")
_ROWS = Phrase("cli.changed-table-rows", "rows of tables")
_OPTIONS = Phrase("cli.changed-options", "lines of scores")


def parts_changed(found: Amendments, lang: Language) -> Iterator[str]:
    """Yield what was added, removed or changed of each kind of part."""
    for title, changes in (
        (TABLES, found.parts.tables),
        (DERIVED, found.parts.derived),
        (CONDITIONS, found.parts.conditions),
        (SCORES, found.parts.scores),
        (_OPTIONS, found.parts.options),
    ):
        yield from section(title.in_(lang), list(_said(changes, found, lang)))
    yield from section(_ROWS.in_(lang), list(parts(found.parts.table_rows, lang)))


def section(title: str, lines: Sequence[str]) -> list[str]:
    """Return lines under a title, nothing where there are no lines."""
    return ["", styled(title, HEADING), *(f"  {line}" for line in lines)] if lines else []


def parts(changes: Sequence[Changed[str]], lang: Language) -> Iterator[str]:
    """Yield a line for each part that was added, removed or changed."""
    for each in changes:
        if each.change != "unchanged":
            phrase = _PARTS[each.change]
            yield phrase(name=each.name, before=each.before, after=each.after).in_(lang)


def _said(changes: Sequence[Changed[PartSaid]], found: Amendments, lang: Language) -> Iterator[str]:
    for each in changes:
        if each.change == "unchanged":
            continue
        for standard, part in ((found.before, each.before), (found.after, each.after)):
            if part is not None:
                said = _SAID(standard=standard.id, name=each.name, label=part.label, says=part.says)
                yield said.in_(lang)
                yield from reference_lines(part.reference, lang, "  ") if part.reference else ()


def reference_lines(reference: Cited, lang: Language, indent: str = "    ") -> Iterator[str]:
    """Yield where something is in the law, and its note."""
    yield indent + citation(reference, lang)
    if reference.note:
        yield indent + NOTE(note=reference.note).in_(lang)
