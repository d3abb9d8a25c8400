"""What changed of the tables, derived variables, conditions and scores of a standard."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mdpoverty.language import Language
from mdpoverty.standards.citation import Cited, cited
from mdpoverty.standards.derived import Derived
from mdpoverty.standards.lookups import LookupTable
from mdpoverty.standards.model import NamedCondition, Standard
from mdpoverty.standards.pairs import Changed, pairs_of
from mdpoverty.standards.parts import (
    ScoreOption,
    derived_text,
    option_text,
    options_of,
    row_key,
    score_text,
    table_text,
)
from mdpoverty.standards.prose import condition_text
from mdpoverty.standards.scores import Score, Scorecard


@dataclass(frozen=True)
class PartSaid:
    """A part: what it is called, what it says, and where; a line of a score has no clause."""

    label: str
    says: str
    reference: Cited | None


@dataclass(frozen=True)
class PartChanges:
    """What changed of each kind of part.

    Of tables and scores that both standards have, `table_rows` are the rows and `options` the
    lines: changed where a cell is, where the points or the condition are.
    """

    tables: tuple[Changed[PartSaid], ...]
    table_rows: tuple[Changed[str], ...]
    derived: tuple[Changed[PartSaid], ...]
    conditions: tuple[Changed[PartSaid], ...]
    scores: tuple[Changed[PartSaid], ...]
    options: tuple[Changed[PartSaid], ...]


def part_changes(before: Standard, after: Standard, language: Language) -> PartChanges:
    """Return what changed of the parts; those of `before` come first, in its order."""

    def table(part: LookupTable, _: Standard) -> PartSaid:
        says = table_text(part, language)
        return PartSaid(part.file, says, cited(part.reference, language))

    def derived(part: Derived, of: Standard) -> PartSaid:
        return PartSaid(part.label.in_(language), derived_text(part, of, language), None)

    def condition(part: NamedCondition, of: Standard) -> PartSaid:
        says = condition_text(part.when, of, language)
        return PartSaid(part.label.in_(language), says, cited(part.reference, language))

    def score(part: Score, _: Standard) -> PartSaid:
        says = score_text(part, language)
        return PartSaid(part.label.in_(language), says, cited(part.reference, language))

    def option(part: ScoreOption, of: Standard) -> PartSaid:
        return PartSaid(part.label.in_(language), option_text(part, of, language), None)

    both = (before, after)
    tables = before.tables.keys() & after.tables.keys()
    old_rows, new_rows = (_rows(of, tables) for of in both)
    cards = before.scorecards.keys() & after.scorecards.keys()
    old_options, new_options = (options_of(of, cards) for of in both)
    return PartChanges(
        pairs_of(both, before.tables, after.tables, _looked_up, table),
        pairs_of(both, old_rows, new_rows, lambda part: part, lambda part, _: part),
        pairs_of(both, before.derived, after.derived, _worked_out, derived),
        pairs_of(both, before.conditions, after.conditions, lambda part: part.when, condition),
        pairs_of(both, before.scores, after.scores, _adds_up, score),
        pairs_of(both, old_options, new_options, _line, option),
    )


def _looked_up(part: LookupTable) -> object:
    return part.keys, part.leave_out, [(row.keys, row.cells) for row in part.rows]


def _worked_out(part: Derived) -> object:
    return part.model_copy(update={"label": None})


def _adds_up(part: Score) -> object:
    lines = {name: (line.rural, line.urban) for name, line in part.lines.items()}
    if not isinstance(part, Scorecard):
        return lines, part.points_for_each_deprivation
    return lines, part.tables, part.groups, {n: x.points for n, x in part.options.items()}


def _line(part: ScoreOption) -> object:
    return part.condition, part.points


def _rows(standard: Standard, tables: Collection[str]) -> dict[str, str]:
    """Return the cells of the rows of some tables, by table and keys."""
    return {
        f"{name} {row_key(row)}": "; ".join(row.cells.values())
        for name, table in standard.tables.items()
        if name in tables
        for row in table.rows
    }
