"""What may be a slip in a standard that has no fault: each is said, and none is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mdpoverty.language.messages import Message, message
from mdpoverty.standards.class_rules import CLASSES
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import ClassRule, Standard


def doubts(standard: Standard) -> Iterator[Message]:
    """Yield what a reader of a standard should look at again.

    That is lines that are lower than the base's, or lower in urban than in rural areas; classes
    that no rule gives; and scores of the review that the base has and the standard does not.
    """
    base = standard.base
    yield from _lines(standard.income_lines, base.income_lines if base else {})
    for name, score in standard.scores.items():
        before = base.scores.get(name) if base else None
        yield from _lines(score.lines, before.lines if before else {})
    yield from _classes(standard.classes, base.classes if base else ())
    if standard.review_scores is not None:
        review = base.review_scores if base else None
        yield from _lines(standard.review_scores.lines, review.lines if review else {})
        yield from _classes(standard.review_scores.classes, review.classes if review else ())
    elif base is not None and base.review_scores is not None:
        yield message(
            "standards.no-review-scores",
            "'{base}' classifies by the review's scores where there is no income, and this "
            "standard does not: give it review_scores to keep them",
            base=base.id,
        )


def _lines(lines: Mapping[str, Line], before: Mapping[str, Line]) -> Iterator[Message]:
    for name, line in lines.items():
        if line.urban < line.rural:
            yield message(
                "standards.urban-below-rural",
                "the line '{name}' is lower in urban areas ({urban}) than in rural areas ({rural})",
                name=name,
                urban=line.urban,
                rural=line.rural,
            )
        if name not in before:
            continue
        for area in ("rural", "urban"):
            was, now = getattr(before[name], area), getattr(line, area)
            if now < was:
                yield message(
                    "standards.line-below-base",
                    "the {area} line '{name}' is {now}: lower than that of the base, {was}",
                    area=area,
                    name=name,
                    now=now,
                    was=was,
                )


def _classes(rules: Sequence[ClassRule], before: Sequence[ClassRule]) -> Iterator[Message]:
    """Yield the classes that no rule gives: of the base's, and those that every ladder has."""
    given = {rule.name for rule in rules}
    expected = {CLASSES[0], CLASSES[-1], *(rule.name for rule in before)}
    for name in CLASSES:
        if name in expected - given:
            yield message(
                "standards.class-not-reached", "no rule gives the class '{name}'", name=name
            )
