"""What the law changed from one standard to another, point by point, in the words of a language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from operator import attrgetter
from typing import Any, Literal, TypeVar

from mdpoverty.language import Language
from mdpoverty.standards.citation import Cited, cited
from mdpoverty.standards.conditions import Scope
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import ClassRule, Indicator, Input, Standard
from mdpoverty.standards.pairs import Changed, pairs_of
from mdpoverty.standards.part_changes import PartChanges, part_changes
from mdpoverty.standards.prose import condition_text, decision_text

Part = TypeVar("Part")
Said = TypeVar("Said")

_AREAS: tuple[Literal["rural", "urban"], ...] = ("rural", "urban")
_LEVELS: tuple[Scope, ...] = ("household", "member")
_WHERE_GIVEN = ("weight",)  # keys that stand only where there is something to say
_KEYS = {"before": "from", "after": "to", "class_name": "class"}


@dataclass(frozen=True)
class StandardSaid:
    """A standard, and its first and last day of use."""

    id: str
    name: str
    first: str
    last: str
    digest: str


@dataclass(frozen=True)
class LineSaid:
    """A line: VND per person per month, or points of a score."""

    rural: int
    urban: int
    label: str
    reference: Cited


@dataclass(frozen=True)
class Move:
    """How far a line moved in one area; `per_cent` of what it was, to two decimals."""

    name: str
    area: str
    difference: int
    per_cent: float | None


@dataclass(frozen=True)
class Lines:
    """The lines of both standards, and how far those moved that both have."""

    changes: tuple[Changed[LineSaid], ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class IndicatorSaid:
    """An indicator; `dimension` is the dimension's id, `weight` an exact fraction such as 1/18."""

    label: str
    dimension: str
    weight: str | None
    deprived_when: str
    reference: Cited


@dataclass(frozen=True)
class RuleSaid:
    """A rung of a ladder; the last has no `when`."""

    class_name: str
    basis: str
    label: str
    when: str | None
    reference: Cited


@dataclass(frozen=True)
class Ladders:
    """Two ladders of class rules; `same` where class, basis and condition of each rule are."""

    same: bool
    before: tuple[RuleSaid, ...]
    after: tuple[RuleSaid, ...]


@dataclass(frozen=True)
class Variables:
    """The variables of one file that the indicators no longer read, or newly read."""

    file: Scope
    no_longer: tuple[str, ...]
    newly: tuple[str, ...]


@dataclass(frozen=True)
class Amendments:
    """What changed from one standard to another.

    A line is changed where a number is, an indicator where its cut-off or weight is, a dimension
    where its label is, an input where anything is. `inputs` are variables that the codebook does
    not have.
    """

    before: StandardSaid
    after: StandardSaid
    income_lines: Lines
    indicators: tuple[Changed[IndicatorSaid], ...]
    dimensions: tuple[Changed[str], ...]
    inputs: tuple[Changed[str], ...]
    variables: tuple[Variables, ...]
    parts: PartChanges
    classes: Ladders
    score_lines: Lines
    score_classes: Ladders


def amendments(before: Standard, after: Standard, language: Language) -> Amendments:
    """Return what changed; parts come in the order of `before`, added ones last."""

    def said_of(part: Line | Indicator | ClassRule) -> Cited:
        return cited(part.reference, language)

    def line(part: Line, _: Standard) -> LineSaid:
        return LineSaid(part.rural, part.urban, part.label.in_(language), said_of(part))

    def indicator(part: Indicator, of: Standard) -> IndicatorSaid:
        when = condition_text(part.deprived_when, of, language)
        weight = None if part.weight is None else str(part.weight)
        return IndicatorSaid(part.label.in_(language), part.dimension, weight, when, said_of(part))

    def given(part: Input, _: Standard) -> str:
        what = "|".join(part.codes) or part.unit
        kind = f"{part.type}: {what}" if what else part.type
        return f"{part.label.in_(language)} ({kind})"

    def rule(part: ClassRule, of: Standard) -> RuleSaid:
        when = decision_text(part.when, of, language) if part.when else None
        return RuleSaid(part.name, part.basis, part.label.in_(language), when, said_of(part))

    def said(of: Standard) -> StandardSaid:
        days = (str(of.applies.first), str(of.applies.last))
        return StandardSaid(of.id, of.name.in_(language), *days, of.digest)

    def ladders(old: Sequence[ClassRule], new: Sequence[ClassRule]) -> Ladders:
        return Ladders(
            [(x.name, x.basis, x.when) for x in old] == [(x.name, x.basis, x.when) for x in new],
            tuple(rule(part, before) for part in old),
            tuple(rule(part, after) for part in new),
        )

    def lines(old: Mapping[str, Line], new: Mapping[str, Line]) -> Lines:
        changes = pairs(old, new, lambda part: (part.rural, part.urban), line)
        return Lines(changes, tuple(_moves(old, new)))

    def pairs(
        old: Mapping[str, Part],
        new: Mapping[str, Part],
        essence: Callable[[Part], object],
        say: Callable[[Part, Standard], Said],
    ) -> tuple[Changed[Said], ...]:
        return pairs_of((before, after), old, new, essence, say)

    in_words = attrgetter(language)
    scores = before.review_scores, after.review_scores
    return Amendments(
        said(before),
        said(after),
        lines(before.income_lines, after.income_lines),
        pairs(before.indicators, after.indicators, _decides, indicator),
        pairs(before.dimensions, after.dimensions, in_words, lambda part, _: in_words(part)),
        pairs(before.inputs, after.inputs, lambda part: part, given),
        tuple(_variables(before, after, level) for level in _LEVELS),
        part_changes(before, after, language),
        ladders(before.classes, after.classes),
        lines(*(x.lines if x else {} for x in scores)),
        ladders(*(x.classes if x else () for x in scores)),
    )


def _decides(part: Indicator) -> object:
    return part.deprived_when, part.weight


def _moves(old: Mapping[str, Line], new: Mapping[str, Line]) -> Iterator[Move]:
    for name in old:
        for area in _AREAS if name in new else ():
            was, moved = getattr(old[name], area), getattr(new[name], area)
            per_cent = float(round(Fraction(100 * (moved - was), was), 2)) if was else None
            yield Move(name, area, moved - was, per_cent)


def _variables(before: Standard, after: Standard, level: Scope) -> Variables:
    known = {**before.variables(level), **after.variables(level)}
    old, new = before.asked(level), after.asked(level)
    return Variables(
        level,
        tuple(name for name in known if name in old - new),
        tuple(name for name in known if name in new - old),
    )


def as_dict(found: Amendments) -> dict[str, Any]:
    """Return what changed as plain data: the keys are those of the classes here.

    But `before` and `after` are called `from` and `to`, and `class_name` `class`; an indicator
    without a weight has no such key.
    """
    plain: dict[str, Any] = _plain(found)
    return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return {
            _KEYS.get(name, name): _plain(part)
            for name, part in named.items()
            if part is not None or name not in _WHERE_GIVEN
        }
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
