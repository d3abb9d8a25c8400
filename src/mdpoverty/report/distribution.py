"""How many deprivations households have, by class."""

from __future__ import annotations

from mdpoverty.report.content import Line, Section, Table
from mdpoverty.report.deprivations import absent
from mdpoverty.report.figures import Figures
from mdpoverty.report.marks import (
    SMALL,
    Chart,
    Row,
    Space,
    boxes,
    legend,
    lines,
    roof,
    texts,
    ticks,
)
from mdpoverty.report.palette import GRID, MUTED, PAINTS
from mdpoverty.report.words import PICTURED, Words
from mdpoverty.statistics.shares import ALL, UNKNOWN

_BROAD = Space(760, 60, 40, 0)
_NARROW = Space(400, 40, 24, 0, narrow=True)
_HEIGHT = 260
_APART = 0.8  # of a bar's place: between the numbers and the bar of who is not known


def section(found: Figures, words: Words) -> Section:
    """Return the distribution of the number of deprivations."""
    title = words("distribution")
    if why := absent(found, words):
        return Section("distribution", title, why)
    unknown = bool(found.numbers[ALL][UNKNOWN].households)
    return Section(
        "distribution",
        title,
        _finding(found, words),
        chart=_chart(found, words, _BROAD),
        narrow=_chart(found, words, _NARROW),
        caption=words("distribution caption") + (words("distribution apart") if unknown else ""),
        tables=(_table(found, words),),
        notes=(words("distribution note"),) if unknown else (),
    )


def _finding(found: Figures, words: Words) -> str:
    every = found.numbers[ALL]
    known = [number for number in every if number != UNKNOWN]
    if not any(every[number].households for number in known):
        return words("distribution nobody")
    most = max(known, key=lambda number: every[number].share or 0)
    none, rate = words.share(every["0"]), words.share(every[most])
    said = words("distribution finding", number=most, rate=rate, none=none)
    if every[UNKNOWN].households:
        said += words("distribution unknown", unknown=words.share(every[UNKNOWN]))
    return said


def _chart(found: Figures, words: Words, space: Space) -> Chart:
    every = found.numbers[ALL]
    shown = [n for n in every if n != UNKNOWN or every[n].households]
    classes = [name for name in found.numbers if name != ALL]
    scale = (0.0, roof(max(every[number].share or 0 for number in shown) * 1.05))
    width = space.width - space.names - space.numbers
    place = width / (len(every) + _APART)
    beside, decimals = (2, 0) if space.narrow else (4, PICTURED)
    stacked: dict[bool, list[Row]] = {False: [], True: []}
    below: list[Row] = []
    above: list[Row] = []
    for row, number in enumerate(shown):
        left = place * (row + (_APART if number == UNKNOWN else 0))
        reached = 0.0
        for name in classes:
            share, paint = found.numbers[name][number].share or 0.0, PAINTS[name]
            rate = words.percent(share, PICTURED)
            said = f"{number_text(number, words)}, {words.group(name)}: {rate}"
            box = {
                "x": left + beside,
                "x2": left + place - beside,
                "y": reached,
                "y2": reached + share,
            }
            colours = {"fill": paint.fill, "stroke": paint.edge, "about": said}
            if share:
                stacked[name == "undetermined"].append({**box, **colours})
            reached += share
        middle = left + place / 2
        below.append({"x": middle, "y": _HEIGHT + 13, "text": number_text(number, words)})
        if every[number].households:
            above.append({"x": middle, "y": reached, "text": words.share(every[number], decimals)})
    marks = ticks(scale[1])
    rules = [{"x": 0, "x2": width, "y": at, "y2": at, "stroke": GRID.light} for at in marks]
    axis = [{"x": -8, "y": at, "text": words.percent(at, 0)} for at in marks]
    keys = [(name, words.group(name)) for name in classes]
    key, more = legend(keys, -26, room=width)
    layers = (
        *key,
        lines(rules, y=scale),
        boxes(stacked[False], y=scale),
        boxes(stacked[True], y=scale, dashed=True),
        texts(axis, y=scale, align="right", size=SMALL, fill=MUTED.light),
        texts(below, align="center", size=SMALL),
        texts(above, y=scale, align="center", size=10, shift=(0, -8)),
    )
    return Chart(width, _HEIGHT, space.names, space.numbers, 44 + more, layers)


def number_text(number: str, words: Words) -> str:
    """Return a number of deprivations, or that it is not known."""
    return words("not known") if number == UNKNOWN else number


def _table(found: Figures, words: Words) -> Table:
    classes = [name for name in found.numbers if name != ALL]
    heads = [words("distribution head"), words.group(ALL), words("bounds")]
    heads += [words.group(name) for name in classes]
    rows = []
    for number, share in found.numbers[ALL].items():
        cells = [words.share(share), words.most(share)]
        cells += [words.share(found.numbers[name][number]) for name in classes]
        rows.append(Line(number_text(number, words), tuple(cells)))
    return Table(words("distribution table"), tuple(heads), tuple(rows))
