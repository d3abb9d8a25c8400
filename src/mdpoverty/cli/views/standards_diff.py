"""What changed from one standard to another, in lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mdpoverty.cli.views.standards_part_changes import (
    parts,
    parts_changed,
    reference_lines,
    section,
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
from mdpoverty.standards.changes import (
    Amendments,
    IndicatorSaid,
    Ladders,
    Lines,
    LineSaid,
)
from mdpoverty.standards.citation import Cited, explained
from mdpoverty.standards.model import DIGITS
from mdpoverty.standards.pairs import Change, Changed

_CHANGES: tuple[Change, ...] = ("added", "removed", "changed", "unchanged")

_STANDARDS = Phrase(
    "cli.compared-standards",
    "from {before} (sha256 {before_digest}) to {after} (sha256 {after_digest})",
)
_IN_USE = Phrase("cli.standard-in-use", "{id}: in use from {first} to {last}")
_ONLY = Phrase(
    "cli.only-line", "{name}: only in {standard}: rural {rural}, urban {urban} ({label})"
)
_AREAS = {"rural": Phrase("cli.rural", "rural"), "urban": Phrase("cli.urban", "urban")}
_MOVE = Phrase("cli.move", "{what}: {before} to {after}")
_INDICATORS = Phrase(
    "cli.changed-indicators",
    "indicators: {added:d} added, {removed:d} removed, {changed:d} with another {part}, "
    "{unchanged:d} as before",
)
_ADDED = Phrase("cli.added", "added")
_REMOVED = Phrase("cli.removed", "removed")
_CHANGED = Phrase("cli.changed", "with another {part}")
_UNCHANGED = Phrase("cli.unchanged", "with the {part} as before")
_CUT_OFF = Phrase("cli.cut-off", "cut-off")
_EITHER = Phrase("cli.cut-off-or-weight", "cut-off or weight")
_BOTH = Phrase("cli.cut-off-and-weight", "cut-off and weight")
_MOVED = Phrase("cli.moved", "{name}: moved from the dimension {before} to {after}")
_DIMENSIONS = Phrase("cli.dimensions", "dimensions")
_INPUTS = Phrase("cli.variables-of-its-own", "variables of its own")
_VARIABLES = Phrase("cli.variables-of-indicators", "variables that the indicators read")
_FILES = {
    "household": Phrase("cli.household-file", "household file"),
    "member": Phrase("cli.file-of-members", "member file"),
}
_NO_LONGER = Phrase("cli.no-longer-read", "{file}: no longer uses {names}")
_NEWLY = Phrase("cli.newly-read", "{file}: also uses {names}")
_CLASSES = Phrase("cli.class-rules-in-order", "class rules (the first true rule decides)")
_SCORE_CLASSES = Phrase(
    "cli.score-rules-in-order", "class rules by the review's scores (the first true rule decides)"
)
_SAME = Phrase("cli.same-classes", "classes, rules and names of limits are the same")
_ELSE = Phrase("cli.else", "else")


def shown(found: Amendments, lang: Language) -> Iterator[str]:
    """Yield the lines that say what changed from one standard to another."""
    yield from explained(_shown(found, lang), lang)


def _shown(found: Amendments, lang: Language) -> Iterator[str]:
    old, new = found.before, found.after
    yield _STANDARDS(
        before=old.id,
        before_digest=old.digest[:DIGITS],
        after=new.id,
        after_digest=new.digest[:DIGITS],
    ).in_(lang)
    for standard in (old, new):
        first, last = standard.first, standard.last
        yield _IN_USE(
            id=standard.id, first=date.fromisoformat(first), last=date.fromisoformat(last)
        ).in_(lang)
    yield from _lines(INCOME_LINES, found.income_lines, found, lang)
    yield from _indicators(found, lang)
    moved = [
        _MOVED(name=each.name, before=each.before.dimension, after=each.after.dimension).in_(lang)
        for each in found.indicators
        if each.before and each.after and each.before.dimension != each.after.dimension
    ]
    yield from section(_DIMENSIONS.in_(lang), [*parts(found.dimensions, lang), *moved])
    yield from section(_INPUTS.in_(lang), list(parts(found.inputs, lang)))
    yield from section(_VARIABLES.in_(lang), list(_variables(found, lang)))
    yield from parts_changed(found, lang)
    yield from _ladders(_CLASSES, found.classes, found, lang)
    yield from _lines(SCORE_LINES, found.score_lines, found, lang)
    yield from _ladders(_SCORE_CLASSES, found.score_classes, found, lang)


def _lines(title: Phrase, lines: Lines, found: Amendments, lang: Language) -> Iterator[str]:
    if lines.changes:
        yield from titled(title, lang)
    for each in lines.changes:
        if each.before and each.after:
            yield from _moved(each.name, each.before, each.after, lines, found, lang)
        elif line := each.before or each.after:
            only = found.before.id if each.before else found.after.id
            rural, urban = (number_text(number, lang) for number in (line.rural, line.urban))
            said = _ONLY(name=each.name, standard=only, rural=rural, urban=urban, label=line.label)
            yield f"  {said.in_(lang)}"
            yield from reference_lines(line.reference, lang)


def _moved(  # noqa: PLR0913, PLR0917 -- a line, where it moved, and in which words
    name: str, old: LineSaid, new: LineSaid, lines: Lines, found: Amendments, lang: Language
) -> Iterator[str]:
    yield f"  {name}: {new.label}"
    for move in lines.moves:
        if move.name == name:
            was, now = (number_text(getattr(x, move.area), lang) for x in (old, new))
            said = _MOVE(what=_AREAS[move.area](), before=was, after=now).in_(lang)
            yield f"    {said}: {_signed(move.difference, lang)}{_per_cent(move.per_cent, lang)}"
    yield from _references(old.reference, new.reference, found, lang)


def _indicators(found: Amendments, lang: Language) -> Iterator[str]:
    if not found.indicators:
        return
    groups = {change: [x for x in found.indicators if x.change == change] for change in _CHANGES}
    parts = [part for x in found.indicators for part in (x.before, x.after) if part]
    weighted = any(part.weight for part in parts)
    either, both = (_EITHER(), _BOTH()) if weighted else (_CUT_OFF(), _CUT_OFF())
    counts = {change: len(group) for change, group in groups.items()}
    yield from titled(_INDICATORS(part=either, **counts), lang)
    titles = {
        "added": _ADDED(),
        "removed": _REMOVED(),
        "changed": _CHANGED(part=either),
        "unchanged": _UNCHANGED(part=both),
    }
    for change, group in groups.items():
        if group:
            yield f"  {titles[change].in_(lang)}"
        for each in group:
            yield from (f"    {line}" for line in _indicator(each, found, lang))


def _indicator(each: Changed[IndicatorSaid], found: Amendments, lang: Language) -> Iterator[str]:
    old, new = each.before, each.after
    if old and new:
        yield f"{each.name}: {new.label}"
        if each.change == "unchanged":
            yield from (f"  {line}" for line in _deciding(new, lang))
            yield from _references(old.reference, new.reference, found, lang, indent="  ")
            return
        for standard, part in ((found.before, old), (found.after, new)):
            when, *more = _deciding(part, lang)
            yield f"  {standard.id}: {when}"
            yield from (f"    {line}" for line in more)
            yield from reference_lines(part.reference, lang)
    elif only := old or new:
        yield f"{each.name}: {only.label}"
        yield from (f"  {line}" for line in _deciding(only, lang))
        yield from reference_lines(only.reference, lang, indent="  ")


def _deciding(part: IndicatorSaid, lang: Language) -> Iterator[str]:
    yield DEPRIVED_WHEN(condition=part.deprived_when).in_(lang)
    if part.weight:
        yield WEIGHT(share=str(part.weight)).in_(lang)


def _variables(found: Amendments, lang: Language) -> Iterator[str]:
    for each in found.variables:
        for phrase, names in ((_NO_LONGER, each.no_longer), (_NEWLY, each.newly)):
            if names:
                yield phrase(file=_FILES[each.file](), names=names).in_(lang)


def _ladders(title: Phrase, ladders: Ladders, found: Amendments, lang: Language) -> Iterator[str]:
    if ladders.before or ladders.after:
        yield from titled(title, lang)
    if ladders.same and ladders.after:
        yield f"  {_SAME.in_(lang)}"
    for standard, rules in ((found.before, ladders.before), (found.after, ladders.after)):
        if rules:
            yield f"  {standard.id}"
        for rule in rules:
            said = RULE(name=rule.class_name, basis=rule.basis, label=rule.label)
            yield f"    {said.in_(lang)}"
            when = RULE_WHEN(condition=rule.when) if rule.when else _ELSE()
            yield f"      {when.in_(lang)}"
            yield from reference_lines(rule.reference, lang, indent="      ")


def _references(
    old: Cited, new: Cited, found: Amendments, lang: Language, indent: str = "    "
) -> Iterator[str]:
    if new == old:
        yield from reference_lines(new, lang, indent)
        return
    for standard, reference in ((found.before, old), (found.after, new)):
        first, *more = reference_lines(reference, lang, "")
        yield f"{indent}{standard.id}: {first}"
        yield from (f"{indent}{line}" for line in more)


def _signed(number: int, lang: Language) -> str:
    return f"{'+' if number >= 0 else '-'}{number_text(abs(number), lang)}"


def _per_cent(per_cent: float | None, lang: Language) -> str:
    if per_cent is None:
        return ""
    return f" ({'+' if per_cent >= 0 else '-'}{number_text(abs(per_cent), lang)}%)"
