"""A filled-in scorecard as lines of text, line by line with the points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mdpoverty.explanation.phrases import say
from mdpoverty.explanation.sheet import Sheet
from mdpoverty.language import Language
from mdpoverty.standards.citation import citation
from mdpoverty.standards.model import Standard
from mdpoverty.standards.phrases import quantity_text
from mdpoverty.standards.prose import condition_text
from mdpoverty.standards.scores import Points

_HOLDS, _MAY_HOLD = "[x]", "[?]"  # before lines of points
_MARKS: Mapping[str, str] = {_HOLDS: "line holds", _MAY_HOLD: "line may hold"}


def points_text(points: Points, language: Language) -> str:
    """Return points, or between what they lie."""
    most = quantity_text(points.highest, "points", language)
    if points.lowest == points.highest:
        return most
    least = quantity_text(points.lowest, "", language)
    return say("from to", language, least=least, most=most)


def sheet_lines(
    sheet: Sheet, area: str | None, standard: Standard, language: Language
) -> Iterator[str]:
    """Yield a sheet: its points against the lines, then each item with what holds or may hold."""
    score = sheet.score
    yield f"{score.label.in_(language)}: {points_text(sheet.points, language)}"
    if sheet.is_given:
        yield f"  {say('given score', language)}"
    for line in score.lines.values():
        limit = line.rural if area == "rural" else line.urban
        where = f"{line.label.in_(language)} ({citation(line.reference, language)})"
        yield f"  {against(sheet.points, limit, where, language)}"
    if score.tables:
        sign = ", " if language == "en" else "; "
        tables = sign.join(_table(name, sheet, standard, language) for name in sheet.tables)
        yield f"  {say('points table', language, tables=tables)}"
    yield f"  {say('reference', language, reference=citation(score.reference, language))}"
    if score.reference.note:
        yield f"  {say('note', language, note=score.reference.note.in_(language))}"
    yield from item_lines(sheet, language)


def item_lines(sheet: Sheet, language: Language, *, only_open: bool = False) -> Iterator[str]:
    """Yield each item with what holds or may hold, or only those whose points are open."""
    for number, item in enumerate(sheet.items, 1):
        if only_open and item.points.lowest == item.points.highest:
            continue
        label = item.label.in_(language)
        yield f"  {number}. {label}: {points_text(item.points, language)}"
        for held in item.lines:
            words = held.label.in_(language)
            mark = _HOLDS if held.surely else _MAY_HOLD
            yield f"     {mark} {words}: {points_text(held.points, language)}"


def marks_explained(lines: Iterable[str], language: Language) -> Iterator[str]:
    """Yield lines, and after them what the marks before lines of points mean that they have."""
    found: set[str] = set()
    for line in lines:
        found |= {mark for mark in _MARKS if line.lstrip().startswith(mark)}
        yield line
    for mark, means in _MARKS.items():
        if mark in found:
            yield say(means, language)


def _table(name: str, sheet: Sheet, standard: Standard, language: Language) -> str:
    """Return what a table of points is called: its id in English, else for whom it is."""
    if language == "en":
        return name
    return condition_text(sheet.score.tables[name], standard, language)


def against(points: Points, limit: int, where: str, language: Language) -> str:
    """Return on which side of a limit points are; of a range that it is on both.

    `where` says what the limit is.
    """
    said = quantity_text(limit, "points", language)
    if points.lowest <= limit < points.highest:
        return say("on both sides", language, line=said, label=where)
    if points.lowest == points.highest == limit:
        return say("at", language, line=said, label=where)
    above = points.lowest > limit
    far = abs((points.lowest if above else points.highest) - limit)
    how_far = quantity_text(far, "points", language)
    side = "above" if above else "below"
    return say(side, language, amount=how_far, line=said, label=where)
