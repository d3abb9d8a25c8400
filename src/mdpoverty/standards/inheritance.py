"""Put together a standard out of its base and what differs from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from mdpoverty.language.messages import Phrase, message
from mdpoverty.standards.amendment import (
    DeprivationPointsChange,
    Differences,
    IndicatorChange,
    LineChange,
    ScorecardChange,
)
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import Indicator, ReviewScores, Standard
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.scores import DeprivationPoints, Score, Scorecard
from mdpoverty.standards.yaml_document import Path
from mdpoverty.suggestions import suggest

ScoreChange = ScorecardChange | DeprivationPointsChange
Value = TypeVar("Value")
Part = TypeVar("Part", bound=BaseModel)

# Parts that are given whole, of which some say law and so need a reference of their own.
_WHOLE = ("inputs", "tables", "derived", "dimensions", "conditions")
_OF_LAW = ("tables", "conditions")
_SECTIONS = ("income_lines", "indicators", *_WHOLE, "scores")
# What changes of a line, an indicator or a score by law, and so needs the law's clause.
_NUMBERS = ("rural", "urban", "weight", "deprived_when", "points_for_each_deprivation")
_CARD = ("points", "tables", "items")  # given at all, they are not the base's
_REMOVES_NOTHING = Phrase(
    "standards.removes-nothing", "removes something that '{base}' does not have{suggestion}"
)


def misfits(own: Differences, base: Standard) -> Iterator[Fault]:
    """Yield every difference that `base` cannot have, or that claims the base's clause."""
    if own.id in [ancestor.id for ancestor in (base, *base.chain)]:
        wrong = message(
            "standards.id-of-base",
            "'{id}' is the id of a standard that this one is based on",
            id=own.id,
        )
        yield ("id",), wrong, ""
    for section in _SECTIONS:
        had = getattr(base, section)
        for name, part in getattr(own, section).items():
            if part is None and name not in had:
                wrong = _REMOVES_NOTHING(base=base.id, suggestion=suggest(name, had))
                nothing = message("standards.nothing", "nothing")
                yield (section, name), wrong, ", ".join(had) or nothing
    if "review_scores" in own.model_fields_set and own.review_scores is base.review_scores is None:
        yield ("review_scores",), _REMOVES_NOTHING(base=base.id, suggestion=""), ""
    yield from _whole_changed(own, base)
    yield from _merged_changed(own, base)


def _merged_changed(own: Differences, base: Standard) -> Iterator[Fault]:
    """Yield what is wrong with each line, indicator and score that is merged key by key."""
    for name, line in own.income_lines.items():
        if line:
            yield from _changed(line, base.income_lines.get(name), Line, ("income_lines", name))
    for name, indicator in own.indicators.items():
        if indicator:
            at = ("indicators", name)
            yield from _changed(indicator, base.indicators.get(name), Indicator, at)
    for name, score in own.scores.items():
        if score:
            yield from _score_misfits(score, base.scores.get(name), name, base.id)


def _score_misfits(
    change: ScoreChange, base: Score | None, name: str, base_id: str
) -> Iterator[Fault]:
    """Yield what an amended score cannot have: another's reference, or nothing to remove."""
    had = _amended(change, base)
    at = ("scores", name)
    yield from _changed(change, had, _kind(change), at)
    for key, whole in (("items", None), ("lines", Line)):
        before = getattr(had, key, {})
        for each, part in getattr(change, key, {}).items():
            if part is None and each not in before:
                wrong = _REMOVES_NOTHING(base=base_id, suggestion=suggest(each, before))
                nothing = message("standards.nothing", "nothing")
                yield (*at, key, each), wrong, ", ".join(before) or nothing
            elif part and whole:
                yield from _changed(part, before.get(each), whole, (*at, key, each))


def _kind(change: ScoreChange) -> type[DeprivationPoints | Scorecard]:
    return Scorecard if isinstance(change, ScorecardChange) else DeprivationPoints


def _amended(change: ScoreChange, base: Score | None) -> Score | None:
    """Return the score of the base that a change is of, None where it says a score of its own.

    What both kinds of scores have amends either.
    """
    both_have = change.model_fields_set <= {"label", "reference", "lines"}
    return base if both_have or isinstance(base, _kind(change)) else None


def _whole_changed(own: Differences, base: Standard) -> Iterator[Fault]:
    """Yield each part of law that is given whole with the base's reference."""
    for section in _OF_LAW:
        had = getattr(base, section)
        for name, part in getattr(own, section).items():
            if part and name in had and part.reference == had[name].reference:
                yield (section, name, "reference"), _reference_of_base(), _own_reference()


def _changed(
    change: LineChange | IndicatorChange | ScoreChange,
    had: Line | Indicator | Score | None,
    whole: type[BaseModel],
    at: Path,
) -> Iterator[Fault]:
    given = change.model_fields_set
    if had is None:
        for key, field in whole.model_fields.items():
            if field.is_required() and key not in given:
                wrong = message("standards.missing-key", "the key '{key}' is missing", key=key)
                allowed = message(
                    "standards.all-keys", "all keys, for a part that the base does not have"
                )
                yield at, wrong, allowed
        return
    numbers = [key for key in (*_NUMBERS, *_CARD) if key in given]
    if numbers and "reference" not in given:
        *first, last = numbers
        wrong = message(
            "standards.without-reference",
            "{keys} without a reference: that of the base is for what the base says",
            keys=message("standards.and-key", "{first} and {last}", first=first, last=last)
            if first
            else last,
        )
        yield (
            at,
            wrong,
            message("standards.reference", "reference: {allowed}", allowed=_own_reference()),
        )
    elif change.reference == had.reference and any(
        key in _CARD or getattr(change, key) != getattr(had, key) for key in numbers
    ):
        yield (*at, "reference"), _reference_of_base(), _own_reference()


def _own_reference() -> str:
    return message(
        "standards.own-reference", "the document, the clause and the status of what is said here"
    )


def _reference_of_base() -> str:
    return message("standards.reference-of-base", "the base's own, which says something else")


def merged(own: Differences, base: Standard) -> Standard:
    """Return the standard that `base` is with the differences of `own`, which fit it."""
    lines = _merged(base.income_lines, own.income_lines, Line)
    indicators = _merged(base.indicators, own.indicators, Indicator)
    given = own.model_fields_set
    whole: dict[str, Any] = {
        name: _replaced(getattr(base, name), getattr(own, name)) for name in _WHOLE
    }
    found = Standard.model_construct(
        id=own.id,
        name=own.name,
        applies=own.applies,
        compared_with_law_on=own.compared_with_law_on,
        legal_basis=own.legal_basis,
        notes=(*base.notes, *own.notes),
        by_name_only=own.by_name_only,
        based_on=own.based_on,
        income_lines=lines,
        indicators=indicators,
        scores=_replaced(
            base.scores,
            {
                name: change and _score(change, base.scores.get(name))
                for name, change in own.scores.items()
            },
        ),
        **whole,
        classes=own.classes if "classes" in given else base.classes,
        review_scores=own.review_scores,
        base=base,
    )
    if "review_scores" in given:
        return found
    return found.model_copy(update={"review_scores": _scores_left(found, base)})


def left_out(standard: Standard) -> list[str]:
    """Return the keys of what the base of `standard` has and `standard` has not."""
    base = standard.base
    if base is None:
        return []
    parts = [
        f"{section}.{name}"
        for section in _SECTIONS
        for name in getattr(base, section)
        if name not in getattr(standard, section)
    ]
    gone = base.review_scores is not None and standard.review_scores is None
    return [*parts, "review_scores"] if gone else parts


def _scores_left(found: Standard, base: Standard) -> ReviewScores | None:
    """Return the base's review scores, where they still stand for what they stood for.

    They are points for the base's lines, indicators and classes: of others they say nothing.
    """
    return base.review_scores if _decided_by(found) == _decided_by(base) else None


def _decided_by(standard: Standard) -> tuple[Any, ...]:
    by_weight = standard.decides_by("weighted_score")
    return (
        {name: (line.rural, line.urban) for name, line in standard.income_lines.items()},
        {
            name: (part.deprived_when, part.weight if by_weight else None)
            for name, part in standard.indicators.items()
        },
        [(rule.name, rule.basis, rule.when) for rule in standard.classes],
    )


def _score(change: ScoreChange, base: Score | None) -> Score:
    """Return a score as a change makes it; the words and points of its options are read later."""
    had = _amended(change, base)
    given = {key: getattr(change, key) for key in change.model_fields_set}
    if "lines" in given:
        given["lines"] = _merged(had.lines if had else {}, change.lines, Line)
    if isinstance(change, ScorecardChange) and "items" in given:
        before = had.items if isinstance(had, Scorecard) else {}
        given["items"] = _replaced(before, change.items)
    return had.model_copy(update=given) if had else _kind(change).model_construct(**given)


def _replaced(had: Mapping[str, Value], given: Mapping[str, Value | None]) -> dict[str, Value]:
    """Return what there was, with what is given in its place; None removes."""
    return {name: part for name, part in {**had, **given}.items() if part is not None}


def _merged(
    had: Mapping[str, Part], changes: Mapping[str, BaseModel | None], whole: type[Part]
) -> dict[str, Part]:
    """Return what there was with the given keys of each part changed, and new parts after it."""
    found: dict[str, Part | None] = {}
    for name, change in changes.items():
        given = {key: getattr(change, key) for key in change.model_fields_set} if change else {}
        if change is None:
            found[name] = None
        elif name in had:
            found[name] = had[name].model_copy(update=given)
        else:
            found[name] = whole.model_construct(**given)
    return _replaced(had, found)
