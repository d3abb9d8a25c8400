"""How many households are in each class, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass

from mdpoverty.profile.labels import class_labels
from mdpoverty.report.content import Line, Section, Table
from mdpoverty.report.figures import Figures, Rate
from mdpoverty.report.marks import (
    SIZE,
    SMALL,
    Chart,
    Row,
    Space,
    boxes,
    folded,
    grid,
    gutter,
    roof,
    texts,
    whiskers,
)
from mdpoverty.report.palette import MUTED, PAINTS
from mdpoverty.report.words import PICTURED, Words
from mdpoverty.standards.class_rules import UNDETERMINED

_BROAD = Space(760, 300, 180, 40)
_NARROW = Space(400, 150, 165, 20, 2, narrow=True)
_HIGH, _LOW = 30, 24  # of the rows of classes, and of rules
_ROUNDED = 1e-6  # what rounding may leave of a share
_MORE = 8  # of a second line of a label


@dataclass(frozen=True)
class _Bar:
    name: str  # its class
    text: str
    rate: Rate
    inner: bool


def section(found: Figures, words: Words) -> Section:
    """Return the classes of all households."""
    bars = _bars(found, words)
    intervals = any(bar.rate.interval for bar in bars)
    drawn = found.weighted > 0
    return Section(
        "classes",
        words("classes"),
        _finding(found, words) if drawn else words("no household"),
        chart=_chart(bars, words, _BROAD) if drawn else None,
        narrow=_chart(bars, words, _NARROW) if drawn else None,
        caption=words("classes caption interval" if intervals else "classes caption"),
        tables=(_table(found, bars, words),),
    )


def _bars(found: Figures, words: Words) -> list[_Bar]:
    """Return the classes, and below those of several rules the rules that any household meets."""
    labels = {(r.name, r.basis): r.label for r in reversed(found.standard.every_rule)}
    bars = []
    for name, rate in found.classes.items():
        bars.append(_Bar(name, words.group(name), rate, inner=False))
        rules = [rule for rule in found.rules if rule[0] == name]
        if len(rules) > 1:
            bars += [
                _Bar(name, words.label(labels[rule]), found.rules[rule], inner=True)
                for rule in rules
                if found.rules[rule].households
            ]
    return bars


def _finding(found: Figures, words: Words) -> str:
    labels = class_labels(words.language)
    rates = [f"{labels[n]} {words.with_interval(rate)}" for n, rate in found.classes.items()]
    said = words("classes finding", rates=", ".join(rates))
    if found.near_poor:
        either = found.rates["multidimensional_poverty_rate"]
        said += words("classes finding two", together=words.with_interval(either))
        apart = sum(found.classes[name].estimate or 0 for name in ("poor", "near_poor"))
        if (rest := (either.estimate or 0) - apart) > _ROUNDED:
            said += words("classes finding either", rest=words.percent(rest))
    if any(rate.interval for rate in found.classes.values()):
        said += words("classes finding interval")
    return said


def _chart(bars: list[_Bar], words: Words, space: Space) -> Chart:
    most = max(max(bar.rate.estimate or 0, *(bar.rate.interval or (0,))) for bar in bars)
    scale = (0.0, roof(most))
    shapes: list[Row] = []
    dashed: list[Row] = []
    ends: list[Row] = []
    names: dict[bool, list[Row]] = {False: [], True: []}
    said: list[Row] = []
    top = 4
    for bar in bars:
        label = folded(bar.text, space.letters, space.lines)
        more = len(label) - 1
        high = (_LOW if bar.inner else _HIGH) + _MORE * more
        middle, half = top + high / 2, high * (0.2 if bar.inner else 0.33)
        paint, share = PAINTS[bar.name], bar.rate.estimate or 0
        box = {"x": 0, "x2": share, "y": middle - half, "y2": middle + half}
        value = words.rate(bar.rate, PICTURED)
        about = f"{bar.text}: {value}"
        row = {**box, "fill": paint.fill, "stroke": paint.edge, "about": about}
        (dashed if bar.name == UNDETERMINED else shapes).append(row)
        if bar.rate.interval:
            low, up = bar.rate.interval
            ends.append({"x": low, "x2": up, "y": middle})
            value += f"  ({words.interval(bar.rate, PICTURED)})"
        indent = -24 if bar.inner else -10
        names[bar.inner].append({"x": indent, "y": middle - 6.5 * more, "text": label})
        said.append({"y": middle, "text": value})
        top += high
    every = (name for rows in names.values() for row in rows for name in row["text"])
    left = gutter(every, SIZE, space.names)
    width = space.width - left - space.numbers
    marks = [(at, words.percent(at, 0)) for at in space.marks(scale[1])]
    layers = (
        *grid(marks, scale, top),
        boxes(shapes, x=scale),
        boxes(dashed, x=scale, dashed=True),
        *whiskers(ends, scale),
        texts(names[False], align="right", bold=True),
        texts(names[True], align="right", size=SMALL, fill=MUTED.light),
        texts([{**row, "x": width + 12} for row in said], size=SMALL),
    )
    return Chart(width, top, left, space.numbers, 8, layers)


def _table(found: Figures, bars: list[_Bar], words: Words) -> Table:
    weighted = found.run.designed
    heads = ["classes head", "households", *(["weighted"] if weighted else []), "rate"]
    heads += [*(["interval"] if weighted else []), "bounds"]
    rows = [Line(b.text, _cells(b.rate, None, found, words), b.inner) for b in bars]
    for place, bar in enumerate(bars):
        if not bar.inner:
            bounds = found.rates.get(f"{bar.name}_rate") if bar.name != UNDETERMINED else None
            rows[place] = Line(bar.text, _cells(bar.rate, bounds, found, words))
    together = found.rates["multidimensional_poverty_rate"]
    if found.near_poor:
        rows += [Line(words("sum"), _cells(found.together, together, found, words))]
    return Table(words("classes table"), tuple(words(head) for head in heads), tuple(rows))


def _cells(rate: Rate, bounds: Rate | None, found: Figures, words: Words) -> tuple[str, ...]:
    designed = found.run.designed
    between = bounds.bounds if bounds and bounds.bounds else None
    return (
        words.number(rate.households),
        *((words.number(rate.weighted),) if designed else ()),
        words.rate(rate),
        *((words.interval(rate),) if designed else ()),
        words.percents(*between) if between else "",
    )
