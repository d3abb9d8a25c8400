"""What became of the classes: from one standard to another, or from one round to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from mdpoverty.comparison.reasons import PROFILE_REASONS, REASONS
from mdpoverty.comparison.result import Differing, points
from mdpoverty.comparison.transitions import ABSENT, ORDER, Size, matrix, reasons, total
from mdpoverty.errors import plain
from mdpoverty.report.content import Line, Section, Table
from mdpoverty.report.marks import SIZE, SMALL, Chart, Layer, Row, Space, bands, boxes, texts
from mdpoverty.report.palette import EVERY, MUTED, PAINTS
from mdpoverty.report.words import PICTURED, Words
from mdpoverty.standards.class_rules import UNDETERMINED

_BROAD = Space(760, 190, 190, 0)
_NARROW = Space(400, 140, 140, 0, narrow=True)
_HEIGHT = 340
_NODE = 14  # pixels of a class
_APART = 0.05  # of all households: between two classes
_STEPS = 24  # of a band
_LONG = 60
_BANDS = {UNDETERMINED: EVERY.light, ABSENT: EVERY.light}  # their own colours would not be seen

_Flows = Mapping[tuple[str, str], Size]


def section(
    found: Differing, words: Words, years: tuple[int | None, int | None] = (None, None)
) -> Section:
    """Return the change between two standards or two profiles, which may be of these years."""
    names = (plain(name, _LONG) for name in (found.before, found.after))
    before, after = (
        name if year is None else words("of year", name=name, year=year)
        for name, year in zip(names, years, strict=True)
    )
    flows = matrix(found.cells)
    every = total(found.cells)
    own = any(cell.size.weighted != cell.weighted_before for cell in found.cells)
    weights = own and not any(ABSENT in (cell.was, cell.now) for cell in found.cells)
    title = words("change", before=before, after=after)
    if not every.households:
        return Section("change", title, words("no household"))
    tables = [_matrix(flows, words), _shares(flows, every, words), _rates(found, words)]
    return Section(
        "change",
        title,
        _finding(found, words),
        chart=_chart(found, flows, words, _BROAD) if every.weighted else None,
        narrow=_chart(found, flows, words, _NARROW) if every.weighted else None,
        caption=words("change caption"),
        tables=(*tables, *_reasons(found, words)),
        notes=(words("change weights"),) if weights else (),
    )


def _finding(found: Differing, words: Words) -> str:
    if not found.changed:
        return words("change none")
    rates = [
        words(
            "change rate",
            name=words.group(each.name),
            before=words.percent(each.before / 100),
            after=words.percent(each.after / 100),
            change=words.points(each.change),
        )
        for each in points(found.cells)
        if each.name in ("poor", "near_poor")
    ]
    every = words.number(total(found.cells).households)
    changed = words.number(found.changed)
    return words("change finding", changed=changed, all=every, rates="; ".join(rates))


def _chart(found: Differing, flows: _Flows, words: Words, space: Space) -> Chart:
    """Return the flow chart: classes stand at either side, and bands go between them."""
    width = space.width - space.names - space.numbers
    whole = total(found.cells).weighted
    shares = {way: float(size.weighted / whole) for way, size in flows.items()}
    sides = [_stacked(shares, side) for side in (0, 1)]
    highest = max(end for side in sides for _, end in side.values())
    scale = (highest, 0.0)  # the first class on top
    nodes: list[Row] = []
    labels: tuple[list[Row], list[Row]] = ([], [])
    rates = {each.name: (each.before, each.after) for each in points(found.cells)}
    nobody = (0.0, 0.0)  # of households that weigh nothing
    for side, spans in enumerate(sides):
        left = side * (width - _NODE)
        for name, (start, end) in spans.items():
            said = words.group(name)
            if name != ABSENT:
                said += f"  {words.percent(rates.get(name, nobody)[side] / 100, PICTURED)}"
            box = {"x": left, "x2": left + _NODE, "y": start, "y2": end}
            colours = {"fill": PAINTS[name].fill, "stroke": PAINTS[name].edge, "about": said}
            nodes.append({**box, **colours})
            at = width + 10 if side else -10
            labels[side].append({"x": at, "y": (start + end) / 2, "text": said})
    at_left = {"x": 0, "y": -16, "text": words("before")}
    at_right = {"x": width, "y": -16, "text": words("after")}
    size = SMALL if space.narrow else SIZE
    layers: tuple[Layer, ...] = (
        texts([at_left], bold=True, fill=MUTED.light),
        texts([at_right], align="right", bold=True, fill=MUTED.light),
        bands(list(_bands(shares, sides, flows, words, width)), scale),
        boxes(nodes, y=scale),
        texts(labels[0], y=scale, align="right", size=size),
        texts(labels[1], y=scale, size=size),
    )
    return Chart(width, _HEIGHT, space.names, space.numbers, 34, layers)


def _stacked(shares: Mapping[tuple[str, str], float], side: int) -> dict[str, tuple[float, float]]:
    """Return where each class of one side begins and ends, in shares, from the top."""
    found: dict[str, tuple[float, float]] = {}
    reached = 0.0
    for name in ORDER:
        size = sum(share for way, share in shares.items() if way[side] == name)
        if any(way[side] == name for way in shares):
            found[name] = (reached, reached + size)
            reached += size + _APART
    return found


def _bands(
    shares: Mapping[tuple[str, str], float],
    sides: Sequence[Mapping[str, tuple[float, float]]],
    flows: _Flows,
    words: Words,
    width: int,
) -> Iterator[Row]:
    """Yield the points of each band, which begin and end beside each other."""
    starts = [{name: span[0] for name, span in side.items()} for side in sides]
    for way, share in shares.items():
        from_top, to_top = (starts[side][name] for side, name in enumerate(way))
        for side, name in enumerate(way):
            starts[side][name] += share
        households = words.number(flows[way].households)
        said = f"{words.group(way[0])} \N{RIGHTWARDS ARROW} {words.group(way[1])}: {households}"
        for step in range(_STEPS + 1):
            part = step / _STEPS
            smooth = part * part * (3 - 2 * part)
            top = from_top + (to_top - from_top) * smooth
            yield {
                "band": ">".join(way),
                "x": _NODE + (width - 2 * _NODE) * part,
                "y": round(top, 9),
                "y2": round(top + share, 9),
                "fill": _BANDS.get(way[0], PAINTS[way[0]].fill),
                "about": said,
            }


def _matrix(flows: _Flows, words: Words) -> Table:
    return _crossed(
        flows, words, words("change matrix"), lambda size: words.number(size.households)
    )


def _shares(flows: _Flows, every: Size, words: Words) -> Table:
    def share(size: Size) -> str:
        part = size.weighted / every.weighted if every.weighted else Fraction(0)
        return words.percent(float(part))

    return _crossed(flows, words, words("change shares"), share)


def _crossed(flows: _Flows, words: Words, caption: str, text: Callable[[Size], str]) -> Table:
    """Return a table of the classes before by those after, with what all of a row or column are."""
    rows, columns = (
        [name for name in ORDER if any(way[side] == name for way in flows)] for side in (0, 1)
    )

    def cells(names: Sequence[str]) -> tuple[str, ...]:
        own = {way: size for way, size in flows.items() if way[0] in names}
        sums = [_sum(size for way, size in own.items() if way[1] == name) for name in columns]
        return tuple(text(size) for size in (*sums, _sum(own.values())))

    heads = (words("before after"), *(words.group(name) for name in columns), words("total"))
    lines = [Line(words.group(name), cells([name])) for name in rows]
    return Table(caption, heads, (*lines, Line(words("total"), cells(rows))))


def _sum(sizes: Iterable[Size]) -> Size:
    return sum(sizes, Size())


def _rates(found: Differing, words: Words) -> Table:
    every = points(found.cells)
    parts = any(each.indicators is not None for each in every)
    heads = [
        "class",
        "before",
        "after",
        "change points",
        *(["lines", "indicators"] if parts else []),
    ]
    rows = []
    for each in every:
        cells = [words.percent(rate / 100) for rate in (each.before, each.after)]
        moved = [each.change]
        if each.lines_and_rules is not None:  # the last part so that what is shown adds up
            lines = round(each.lines_and_rules, 2)
            moved += [lines, round(each.change, 2) - lines]
        pairs = zip(moved, each.moved, strict=True)
        cells += [words.points(shown) if exact else "0" for shown, exact in pairs]
        rows.append(Line(words.group(each.name), tuple(cells)))
    caption = words("change rates parts" if parts else "change rates")
    return Table(caption, tuple(words(head) for head in heads), tuple(rows))


def _reasons(found: Differing, words: Words) -> Iterator[Table]:
    texts_of = {**REASONS, **PROFILE_REASONS}
    rows = [
        Line(
            texts_of[reason].in_(words.language),
            (words.number(size.households), words.number(float(size.weighted))),
        )
        for reason, size in reasons(found.cells).items()
    ]
    if rows:
        heads = (words("reason"), words("households"), words("weighted"))
        yield Table(words("change reasons"), heads, tuple(rows))
