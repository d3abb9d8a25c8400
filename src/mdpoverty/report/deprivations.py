"""Who is deprived in what: all households, the poor and the near-poor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mdpoverty.report.content import Line, Section, Table
from mdpoverty.report.figures import Figures
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
    legend,
    roof,
    texts,
)
from mdpoverty.report.palette import MUTED, PAINTS
from mdpoverty.report.words import PICTURED, Words
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.shares import ALL, Answers

_BROAD = Space(760, 280, 110, 36, 2)
_NARROW = Space(400, 150, 100, 20, 2, narrow=True)
_BAR, _GAP, _HEAD = 11, 9, 22  # pixels of a bar, between indicators, of the name of a dimension
_FIRST = 3  # that are named in words


def section(found: Figures, words: Words) -> Section:
    """Return the deprivations by indicator."""
    title = words("deprivations")
    if why := absent(found, words):
        return Section("deprivations", title, why)
    groups = [
        name
        for name, own in found.answers.items()
        if any(answers.deprived.share is not None for answers in own.values())
    ]
    unknown = any(answers.unknown.share for answers in found.answers[ALL].values())
    caption = words("deprivations caption") + (words("deprivations pale") if unknown else "")
    return Section(
        "deprivations",
        title,
        _finding(found, words),
        chart=_chart(found, groups, words, _BROAD, unknown=unknown),
        narrow=_chart(found, groups, words, _NARROW, unknown=unknown),
        caption=caption,
        tables=(_table(found, words),),
        notes=(words("deprivations note"),),
    )


def absent(found: Figures, words: Words) -> str:
    """Return why there is nothing to say about indicators, nothing where there is."""
    if not found.standard.indicators:
        return words("no indicators", standard=found.standard.id)
    if not found.weighted:
        return words("no household")
    return "" if found.answered else words("no answers")


def by_dimension(standard: Standard) -> Iterator[tuple[str, list[str]]]:
    """Yield each dimension that has indicators, and these."""
    for dimension in standard.dimensions:
        own = [name for name, x in standard.indicators.items() if x.dimension == dimension]
        if own:
            yield dimension, own


def _finding(found: Figures, words: Words) -> str:
    def first(own: Mapping[str, Answers]) -> str:
        ever = [name for name in own if own[name].deprived.most]
        often = sorted(ever, key=lambda name: -(own[name].deprived.share or 0))[:_FIRST]
        labels = found.standard.indicators
        return words.listed(
            [f"{words.label(labels[n].label)} ({words.most(own[n].deprived)})" for n in often]
        )

    every = first(found.answers[ALL])
    if not every:
        return words("deprivations none")
    if poor := first(found.answers.get("poor", {})):
        return words("deprivations finding poor", poor=poor, every=every)
    return words("deprivations finding", every=every)


def _chart(
    found: Figures, groups: Sequence[str], words: Words, space: Space, *, unknown: bool
) -> Chart:
    standard = found.standard
    every = [answers.deprived for name in groups for answers in found.answers[name].values()]
    scale = (0.0, roof(max(share.most or 0 for share in every)))
    labels = {
        n: folded(words.label(x.label), space.letters, space.lines)
        for n, x in standard.indicators.items()
    }
    left = gutter((line for label in labels.values() for line in label), SIZE, space.names)
    bars: list[Row] = []
    pale: list[Row] = []
    values: list[Row] = []
    names: list[Row] = []
    heads: list[Row] = []
    top = 0
    for dimension, indicators in by_dimension(standard):
        label = folded(words.label(standard.dimensions[dimension]), _BROAD.letters, 1)
        heads.append({"x": 12 - left, "y": top + _HEAD / 2, "text": label})
        top += _HEAD
        for indicator in indicators:
            label = labels[indicator]
            middle = top + _BAR * len(groups) / 2 - 6.5 * (len(label) - 1)
            names.append({"x": -10, "y": middle, "text": label})
            for group in groups:
                answers, paint = found.answers[group][indicator], PAINTS[group]
                least, most = answers.deprived.share or 0, answers.deprived.most or 0
                side = {"y": top + 1, "y2": top + _BAR, "stroke": paint.edge}
                said = f"{words.group(group)}: {words.most(answers.deprived, PICTURED)}"
                about = {"about": f"{' '.join(label)}, {said}"}
                bars.append({"x": 0, "x2": least, **side, "fill": paint.fill, **about})
                if most > least:
                    pale.append({"x": least, "x2": most, **side, "fill": paint.pale, **about})
                at = {"x": most, "y": top + _BAR / 2 + 0.5}
                values.append({**at, "text": words.most(answers.deprived, PICTURED)})
                top += _BAR
            top += _GAP
    marks = [(at, words.percent(at, 0)) for at in space.marks(scale[1])]
    keys = [(group, words.group(group)) for group in groups]
    keys += [("all?", words("maybe"))] if unknown else []
    key, above = legend(keys, left=left - 12, room=space.width) if space.narrow else legend(keys)
    layers = (
        *key,
        *grid(marks, scale, top),
        boxes(pale, x=scale),
        boxes(bars, x=scale),
        texts(heads, bold=True, size=SMALL, fill=MUTED.light),
        texts(names, align="right"),
        texts(values, x=scale, size=10, shift=(6, 0)),
    )
    width = space.width - left - space.numbers
    return Chart(width, top, left, space.numbers, 36 + above, layers)


def _table(found: Figures, words: Words) -> Table:
    standard, groups = found.standard, list(found.answers)
    heads = [words("indicator")]
    for group in groups:
        name = words.group(group)
        heads += [words("deprivations head", group=name), words("unknown head", group=name)]
    rows = []
    for dimension, indicators in by_dimension(standard):
        rows.append(Line(words.label(standard.dimensions[dimension]), ()))
        for indicator in indicators:
            cells = []
            for group in groups:
                answers = found.answers[group][indicator]
                cells += [words.share(answers.deprived), words.share(answers.unknown)]
            label = words.label(standard.indicators[indicator].label)
            rows.append(Line(label, tuple(cells), inner=True))
    return Table(words("deprivations table"), tuple(heads), tuple(rows))
