"""The sheet of a form: its head, its lines, and the words under it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from mdpoverty.review_tables.entries import TOTAL
from mdpoverty.review_tables.form import LABELS, NAMES, NUMBERS, Column, Form, Rate
from mdpoverty.review_tables.phrases import WORDS
from mdpoverty.review_tables.sheets import (
    Cell,
    Kind,
    Line,
    Sheet,
    Style,
    across,
    beside,
    fitted,
    header,
)

_NUMBER_WIDTH = 5.0
_NARROW, _WIDE = 7.0, 10.0  # letters
_NAME_WIDTHS = (20, 34)


def sheet_of(form: Form, flagged: Collection[tuple[int, str]] = ()) -> Sheet:
    """Return the sheet of a form; `flagged` cells, by line and key, are marked as faulty."""
    widths = _widths(form)
    left = len(widths) // 2
    sides = (left, len(widths) - left)
    lines = [across(f"{form.name}. {form.title}", Style("form", bold=True), widths)]
    for texts in (*form.top, ("", "")):
        cells = zip(sides, texts, (Style("left", bold=True), Style("line", bold=True)), strict=True)
        lines.append(beside(list(cells), widths))
    lines += _header(form, widths)
    assert len(lines) == form.first_line
    lines += [_line(form, line, flagged, widths) for line in range(len(form.lines))]
    if form.legend:
        lines += [Line({}), *_legend(form, widths)]
    lines += [
        Line({}),
        *(across(note, Style("note"), widths) for note in (*form.footnotes, *form.notes)),
    ]
    return Sheet(form.name, widths, lines, form.header, form.named, portrait=form.portrait)


def _header(form: Form, widths: Sequence[float]) -> Iterator[Line]:
    names = [(WORDS["tt"],), (form.unit_heading,)]
    paths = [
        *names,
        *([(form.labelled,)] if form.labelled else []),
        *(c.heading for c in form.columns),
    ]
    yield from header(paths, widths)
    blank = [""] * form.named
    if form.unit_row:
        said, unit = form.unit_row
        texts = ["", said, *blank[LABELS:], *(unit for _ in form.columns)]
        yield _row(texts, Style("number"))
    if form.numbered:
        letters = list("ABC"[: form.named]) if form.lettered else blank
        yield _row([*letters, *(c.number for c in form.columns)], Style("number", bold=True))


def _row(texts: Sequence[str], style: Style) -> Line:
    return Line({place: Cell(text or None, style) for place, text in enumerate(texts)})


def _line(
    form: Form, line: int, flagged: Collection[tuple[int, str]], widths: Sequence[float]
) -> Line:
    place, label = form.lines[line]
    entry = form.entries[place]
    bold = entry.bold
    cells: dict[int, Cell] = {}
    down = len(entry.labels) if form.labelled else 1
    if label == 0 or not form.labelled:
        number, name = (entry.number, entry.name) if label == 0 else (None, entry.labels[label])
        cells[NUMBERS] = Cell(number, Style("unit_number", bold), down=down)
        cells[NAMES] = Cell(name, Style("part" if label else "text", bold), down=down)
    if form.labelled:
        cells[LABELS] = Cell(entry.labels[label], Style("text", bold))
    for at, column in enumerate(form.columns, start=form.named):
        kind: Kind = "rate" if isinstance(column.rule, Rate) else "count"
        style = Style(kind, bold, (line, column.key) in flagged)
        cells[at] = Cell(form.content(line, column.key), style)
    return fitted(cells, widths)


def _legend(form: Form, widths: Sequence[float]) -> Iterator[Line]:
    """Yield what the numbered headings mean: on two lines, odd and even numbers, as in the law."""
    pairs = [form.legend[place : place + 2] for place in range(0, len(form.legend), 2)]
    first = form.named
    room = [(n + 1) * (len(widths) - first) // len(pairs) for n in range(len(pairs))]
    spans = [end - start for start, end in zip([0, *room], room, strict=False)]
    for level in range(2):
        cells = {}
        if level == 0:
            cells[0] = Cell(WORDS["legend"], Style("text", bold=True), first, 2)
        at = first
        for pair, span in zip(pairs, spans, strict=True):
            text = pair[level] if level < len(pair) else None
            cells[at] = Cell(text, Style("text"), span)
            at += span
        yield fitted(cells, widths)


def _widths(form: Form) -> list[float]:
    least, most = _NAME_WIDTHS
    longest = max(len(entry.name) for entry in form.entries)
    widths = [_NUMBER_WIDTH, float(min(max(longest + 2, least), most))]
    if form.labelled:
        longest = max(len(label) for entry in form.entries for label in entry.labels)
        widths.append(float(longest + 3))
    return widths + [_width(form, column) for column in form.columns]


def _width(form: Form, column: Column) -> float:
    heading = column.heading[-1]
    least = _NARROW if isinstance(heading, str) and len(heading) <= _NARROW else _WIDE
    if isinstance(column.rule, Rate):
        return least
    line = form.line_of(TOTAL)
    total = None if line is None else form.beside(line, column.key).number
    return max(least, len(f"{total or 0:,}") + 2.0)
