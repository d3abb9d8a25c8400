"""The units of a survey in the order of their rate of poor and near-poor households."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mdpoverty.codebook import labels_of_columns
from mdpoverty.errors import plain
from mdpoverty.report.content import Line, Section, Table
from mdpoverty.report.figures import RATES, Figures, Place, Rate
from mdpoverty.report.marks import (
    SMALL,
    Chart,
    Row,
    Space,
    boxes,
    dots,
    folded,
    grid,
    gutter,
    lines,
    roof,
    texts,
    whiskers,
)
from mdpoverty.report.palette import INK, ONE, PAINTS, PAPER
from mdpoverty.report.words import PICTURED, Words, capital
from mdpoverty.statistics.quality import FEW

MOST = 60  # units in the picture
PLACES = ("province", "district", "commune")  # ever finer

_BROAD = Space(760, 240, 180, 32)
_NARROW = Space(400, 130, 165, 18, narrow=True)
_HIGH, _LOW = 22, 15  # of a row: of few units, and of many
_MANY = 30
_LONG, _LONGEST = 32, 200  # characters of a unit's name: in the picture, in the table
_ROUNDED = 1e-8  # by which shares may differ that are the same
_RATE = "multidimensional_poverty_rate"


def section(found: Figures, words: Words) -> Section:
    """Return the ranking of the units that there are."""
    unit = _unit(found, words)
    title = words("ranking" if found.near_poor else "ranking two", unit=unit)
    if not found.places or not found.weighted:
        said = "ranking none" if found.weighted else "no household"
        return Section("ranking", title, words(said))
    names = named(found.places, words)
    few = any(place.households < FEW for place in found.places)
    return Section(
        "ranking",
        title,
        _finding(found, names, words),
        chart=_chart(found, names, words, _BROAD),
        narrow=_chart(found, names, words, _NARROW),
        caption=_caption(found, words),
        tables=(_table(found, names, words),),
        notes=tuple(_notes(found, words, few=few)),
    )


def _notes(found: Figures, words: Words, *, few: bool) -> Iterator[str]:
    if found.near_poor and any(_either(place) for place in found.places):
        yield words("ranking either", sum=words("sum"))
    if few:
        yield words.few()


def _either(place: Place) -> bool:
    """Return whether a household surely is poor or near-poor, but it is not known which."""
    poor, near_poor = (place.rates[name].estimate for name in RATES[:2])
    return place.together > (poor or 0.0) + (near_poor or 0.0) + _ROUNDED


def _unit(found: Figures, words: Words) -> str:
    """Return what the units are called: a place, or the columns that were asked for."""
    if not found.columns:
        return words("commune")
    if set(found.columns) <= set(PLACES):
        return words(max(found.columns, key=PLACES.index))
    labels = {} if words.language == "en" else labels_of_columns(found.columns)
    return ", ".join(plain(labels.get(name, name), _LONG) for name in found.columns)


def named(places: Sequence[Place], words: Words) -> list[str]:
    """Return the name of each unit: its last value, with those before where that is not enough."""

    def text(value: str | None) -> str:
        return words("blank") if value is None else plain(value, _LONGEST)

    last = [text(place.values[-1]) for place in places]
    often = Counter(last)
    return [
        name if often[name] == 1 else ", ".join(text(x) for x in reversed(place.values))
        for name, place in zip(last, places, strict=True)
    ]


def _finding(found: Figures, names: Sequence[str], words: Words) -> str:
    """Return which units are at either end, of those that have a rate, and how many are alike."""
    rated = [(n, x.rates[_RATE]) for n, x in zip(names, found.places, strict=True) if x.rated]
    count = words.number(len(rated))
    highest, lowest = rated[0][1], rated[-1][1]

    def alike(rate: Rate) -> str:
        first, *others = [name for name, own in rated if own.estimate == rate.estimate]
        more = words("ranking alike", name=first, count=words.number(len(others)))
        return more if others else first

    high, high_rate = alike(highest), words.rate(highest)
    low, low_rate = alike(lowest), words.rate(lowest)
    if len(rated) == 1:
        return words("ranking finding one", high=high, high_rate=high_rate)
    if highest.estimate == lowest.estimate:
        return words("ranking finding same", rate=high_rate, count=count)
    return words(
        "ranking finding",
        high=high,
        high_rate=high_rate,
        low=low,
        low_rate=low_rate,
        count=count,
        rate=words.rate(found.rates[_RATE]),
    )


def _caption(found: Figures, words: Words) -> str:
    shown = found.places[:MOST]
    said = words("ranking caption", rate=words.rate(found.rates[_RATE]))
    if any(place.rates[_RATE].interval for place in shown):
        said += words("ranking interval")
    if any(place.rates["undetermined_rate"].estimate for place in shown):
        said += words("ranking undetermined")
    if any(place.households < FEW for place in shown):
        said += words("ranking few", few=FEW)
    if len(found.places) > MOST:
        count = words.number(len(found.places))
        said += words("ranking most", shown=MOST, count=count)
    return said


def _chart(found: Figures, names: Sequence[str], words: Words, space: Space) -> Chart:
    shown = found.places[:MOST]
    ends = [x for place in shown for x in (_maybe(place), *(place.rates[_RATE].interval or (0.0,)))]
    overall = found.rates[_RATE].estimate or 0.0
    scale = (0.0, roof(max(*ends, overall)))
    high = _HIGH if len(shown) <= _MANY else _LOW
    pale: list[Row] = []
    intervals: list[Row] = []
    points: list[Row] = []
    labels: list[Row] = []
    values: list[Row] = []
    for row, (place, name) in enumerate(zip(shown, names, strict=False)):
        middle = high * (row + 0.5)
        rate, mark = place.rates[_RATE], "*" if place.households < FEW else ""
        said = words.rate(rate, PICTURED) + mark
        paint = PAINTS["one"]
        if _maybe(place) > place.together:
            span = {"x": place.together, "x2": _maybe(place)}
            side = {"y": middle - 4, "y2": middle + 4, "fill": paint.pale, "stroke": paint.pale}
            about = f"{name}: {words.rate(place.rates['undetermined_rate'], PICTURED)}"
            pale.append({**span, **side, "about": about})
        if rate.interval:
            intervals.append({"x": rate.interval[0], "x2": rate.interval[1], "y": middle})
            said += f"  ({words.interval(rate, PICTURED)})"
        fill = PAPER.light if mark else ONE.light
        dot = {"x": place.together, "y": middle, "fill": fill, "stroke": ONE.light}
        points += [{**dot, "about": f"{name}: {said}"}] if place.rated else []
        labels.append({"x": -10, "y": middle, "text": folded(name, space.letters, 1)})
        values.append({"y": middle, "text": said})
    tall = high * len(shown)
    left = gutter((name for row in labels for name in row["text"]), SMALL, space.names)
    width = space.width - left - space.numbers
    over = [{"x": overall, "x2": overall, "y": 0, "y2": tall, "stroke": INK.light}]
    marks = [(at, words.percent(at, 0)) for at in space.marks(scale[1])]
    layers = (
        *grid(marks, scale, tall),
        boxes(pale, x=scale),
        lines(over, x=scale, dashed=True),
        *whiskers(intervals, scale),
        dots(points, x=scale),
        texts(labels, align="right", size=SMALL),
        texts([{**row, "x": width + 12} for row in values], size=SMALL),
    )
    return Chart(width, tall, left, space.numbers, 8, layers)


def _maybe(place: Place) -> float:
    """Return the share that a unit has when every undetermined household comes to it."""
    bounds = place.rates[_RATE].bounds
    return place.together if bounds is None else bounds[1]


def _table(found: Figures, names: Sequence[str], words: Words) -> Table:
    labels = {
        "poor_rate": words.group("poor"),
        "near_poor_rate": words.group("near_poor"),
        _RATE: words("sum"),
        "undetermined_rate": words.group("undetermined"),
    }
    shown = [name for name in RATES if name in found.rates]
    if not found.near_poor:
        shown.remove("poor_rate")
        labels[_RATE] = words.group("poor")
    heads = [capital(_unit(found, words)), words("households")]
    for name in shown:
        heads.append(labels[name])
        heads += [words("interval")] if name == _RATE and found.run.designed else []
    rows = []
    for name, place in zip(names, found.places, strict=True):
        mark = "*" if place.households < FEW else ""
        cells = [words.number(place.households) + mark]
        for measure in shown:
            rate = place.rates[measure]
            cells.append(words.rate(rate))
            cells += [words.interval(rate)] if measure == _RATE and found.run.designed else []
        rows.append(Line(name, tuple(cells)))
    return Table(words("ranking table"), tuple(heads), tuple(rows))
