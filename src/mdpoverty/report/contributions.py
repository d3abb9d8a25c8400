"""What each indicator adds to the adjusted headcount ratio M0."""

from __future__ import annotations

from mdpoverty.report.content import Line, Section, Table
from mdpoverty.report.deprivations import absent, by_dimension
from mdpoverty.report.figures import Contribution, Figures, Rate
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
)
from mdpoverty.report.palette import MUTED, PAINTS
from mdpoverty.report.words import PICTURED, Words

_BROAD = Space(760, 280, 180, 36, 2)
_NARROW = Space(400, 150, 120, 20, 2, narrow=True)
_ROW, _MORE, _HEAD = 24, 8, 24  # pixels of an indicator, of a second line, and of a dimension
_FIRST = 3  # that are named in words
_M0 = "adjusted_headcount_ratio"


def section(found: Figures, words: Words) -> Section:
    """Return the contributions of the indicators."""
    title = words("contributions")
    if why := absent(found, words):
        return Section("contributions", title, why)
    most = max(_range(each.amount)[1] for each in found.contributions.values())
    who = "by class" if found.cutoff is None else "by cutoff"
    opened = any(_range(each.amount)[0] < _range(each.amount)[1] for each in _every(found))
    still = [each.share for each in _every(found)] + list(found.index.values())
    blank = any(rate.opened and rate.bounds is None for rate in still)
    return Section(
        "contributions",
        title,
        _finding(found, words),
        (f"{words('contributions words')} {words(who, cutoff=found.cutoff or '')}",),
        chart=_chart(found, words, _BROAD) if most else None,
        narrow=_chart(found, words, _NARROW) if most else None,
        caption=words("contributions caption") + (words("contributions pale") if opened else ""),
        tables=(_index(found, words), _table(found, words)),
        notes=(words("open note", open=words("open")),) if blank else (),
    )


def _every(found: Figures) -> list[Contribution]:
    return list(found.contributions.values())


def _range(rate: Rate) -> tuple[float, float]:
    """Return between what a figure is, however far unknown answers leave it open."""
    if rate.estimate is not None:
        return rate.estimate, rate.estimate
    return rate.bounds or (0.0, 0.0)


def _finding(found: Figures, words: Words) -> str:
    index = words.index(found.index[_M0])
    amounts = {name: each.amount for name, each in found.contributions.items()}
    adding = [name for name, amount in amounts.items() if _range(amount)[1]]
    if not adding:
        return words("contributions none", index=index)
    first = sorted(adding, key=lambda name: _range(amounts[name]), reverse=True)[:_FIRST]
    labels = found.standard.indicators
    names = [f"{words.label(labels[name].label)} ({words.index(amounts[name])})" for name in first]
    return words("contributions finding", index=index, names=words.listed(names))


def _chart(found: Figures, words: Words, space: Space) -> Chart:
    standard, paint = found.standard, PAINTS["one"]
    scale = (0.0, roof(max(_range(each.amount)[1] for each in found.contributions.values())))
    labels = {
        n: folded(words.label(x.label), space.letters, space.lines)
        for n, x in standard.indicators.items()
    }
    shared = all(each.share.estimate is not None for each in found.contributions.values())
    left = gutter((line for label in labels.values() for line in label), SIZE, space.names)
    width = space.width - left - space.numbers
    bars: list[Row] = []
    pale: list[Row] = []
    values: list[Row] = []
    names: list[Row] = []
    heads: list[Row] = []
    top = 0
    for dimension, indicators in by_dimension(standard):
        head = folded(words.label(standard.dimensions[dimension]), _BROAD.letters, 1)
        heads.append({"x": 12 - left, "y": top + _HEAD / 2, "text": head})
        top += _HEAD
        for indicator in indicators:
            each = found.contributions[indicator]
            least, most = _range(each.amount)
            label = labels[indicator]
            high = _ROW + _MORE * (len(label) - 1)
            middle = top + high / 2
            names.append({"x": -10, "y": middle - 6.5 * (len(label) - 1), "text": label})
            side = {"y": middle - 7, "y2": middle + 7, "stroke": paint.edge}
            said = words.index(each.amount)
            about = {"about": f"{' '.join(label)}: {said}"}
            bars.append({"x": 0, "x2": least, **side, "fill": paint.fill, **about})
            if most > least:
                pale.append({"x": least, "x2": most, **side, "fill": paint.pale, **about})
            if shared:  # of all indicators or of none: one alone would read as the whole
                said += f"  ({words.rate(each.share, PICTURED)})"
            values.append({"x": width + 12, "y": middle, "text": said})
            top += high
    marks = [(at, words.number(at, 3)) for at in space.marks(scale[1])]
    layers = (
        *grid(marks, scale, top),
        boxes(pale, x=scale),
        boxes(bars, x=scale),
        texts(heads, bold=True, size=SMALL, fill=MUTED.light),
        texts(names, align="right"),
        texts(values, size=SMALL),
    )
    return Chart(width, top, left, space.numbers, 6, layers)


def _index(found: Figures, words: Words) -> Table:
    designed = found.run.designed
    heads = ("index", "figure", *(("interval",) if designed else ()))
    rows = []
    for name, rate in found.index.items():
        said = words.index(rate) if name == _M0 else words.rate(rate)
        cells = (said, *((_interval(rate, words, index=name == _M0),) if designed else ()))
        rows.append(Line(words(name), cells))
    return Table(words("index table"), tuple(words(head) for head in heads), tuple(rows))


def _interval(rate: Rate, words: Words, *, index: bool) -> str:
    if not index or rate.interval is None:
        return words.interval(rate)
    least, most = (words.number(end, 4) for end in rate.interval)
    return words("range", least=least, most=most)


def _table(found: Figures, words: Words) -> Table:
    standard, designed = found.standard, found.run.designed
    heads = ["indicator", "contribution", *(["interval"] if designed else [])]
    heads += ["contribution share", "censored"]
    rows = []
    for dimension, indicators in by_dimension(standard):
        rows.append(Line(words.label(standard.dimensions[dimension]), ()))
        for name in indicators:
            each = found.contributions[name]
            cells = [words.index(each.amount)]
            cells += [_interval(each.amount, words, index=True)] if designed else []
            cells += [words.rate(each.share), words.rate(each.censored)]
            rows.append(
                Line(words.label(standard.indicators[name].label), tuple(cells), inner=True)
            )
    return Table(words("contributions table"), tuple(words(head) for head in heads), tuple(rows))
