"""The sheet of a form: its head, its lines, and the words under it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

import polars as pl

from mdpoverty.review_tables.columns import Column, Rate
from mdpoverty.review_tables.entries import TOTAL
from mdpoverty.review_tables.form import LABELS, NAMES, NUMBERS, Form
from mdpoverty.review_tables.phrases import WORDS
from mdpoverty.review_tables.sheets import (
    Body,
    Cell,
    Kind,
    Line,
    Sheet,
    Style,
    across,
    beside,
    fitted,
    header,
    heights_of,
)

_NUMBER_WIDTH = 5.0
_NARROW, _WIDE = 7.0, 10.0  # letters
_NAME_WIDTHS = (20, 34)


def sheet_of(form: Form, flagged: Collection[tuple[int, str]] = ()) -> Sheet:
    """Return the sheet of a form; `flagged` cells, by line and key, are marked as faulty."""
    widths = _widths(form)
    left = len(widths) // 2
    sides = (left, len(widths) - left)
    lines: list[Line | Body] = [
        across(f"{form.name}. {form.title}", Style("form", bold=True), widths)
    ]
    for texts in (*form.top, ("", "")):
        cells = zip(sides, texts, (Style("left", bold=True), Style("line", bold=True)), strict=True)
        lines.append(beside(list(cells), widths))
    lines += _header(form, widths)
    assert len(lines) == form.first_line
    lines += _bodies(form, flagged, widths)
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


def _bodies(
    form: Form, flagged: Collection[tuple[int, str]], widths: Sequence[float]
) -> Iterator[Body]:
    """Yield the lines of entries that look alike, one after the other."""
    merged = (NUMBERS, NAMES) if form.labelled else ()
    rows = _rows(form)
    texts = [form.column(column.key).texts for column in form.columns]
    every = Body(
        rows,
        (),
        widths,
        pl.DataFrame({str(form.named + n): each for n, each in enumerate(texts)}),
        heights_of(rows, widths, merged, len(form.entries[0].labels)),
        merged,
    )
    wrong: dict[int, list[tuple[int, str]]] = {}
    for line, key in flagged:
        place, label = form.lines[line]
        wrong.setdefault(place, []).append((label, key))
    looks = (
        (entry.bold, len(entry.labels), tuple(sorted(wrong.get(place, ()))))
        for place, entry in enumerate(form.entries)
    )
    start = 0
    for (bold, down, faults), alike in groupby(looks):
        lines = down * len(list(alike))
        part = every.part(start, lines)
        if not bold:
            part = part._replace(rows=part.rows.with_columns(pl.col(str(NUMBERS)).cast(pl.Int64)))
        styles = [_styles(form, label, faults, bold=bold) for label in range(down)]
        yield part._replace(styles=styles)
        start += lines


def _rows(form: Form) -> pl.DataFrame:
    """Return what stands in the cells of each line, in columns called by their places."""
    entries = [(form.entries[place], label) for place, label in form.lines]
    numbers = [None if label else entry.number for entry, label in entries]
    names = [
        (None if form.labelled else entry.labels[label]) if label else entry.name
        for entry, label in entries
    ]
    first: dict[str, pl.Series] = {
        str(NUMBERS): pl.Series([None if n is None else str(n) for n in numbers], dtype=pl.String),
        str(NAMES): pl.Series(names, dtype=pl.String),
    }
    if form.labelled:
        labels = [entry.labels[label] for entry, label in entries]
        first[str(LABELS)] = pl.Series(labels, dtype=pl.String)
    values = [form.column(column.key).values for column in form.columns]
    return pl.DataFrame(first | {str(form.named + n): each for n, each in enumerate(values)})


def _styles(
    form: Form, label: int, faults: Collection[tuple[int, str]], *, bold: bool
) -> list[Style]:
    """Return how the cells of a line look, one of so many of its entry."""
    named: Kind = "part" if label and not form.labelled else "text"
    found = [Style("unit_number", bold), Style(named, bold)]
    found += [Style("text", bold)] * bool(form.labelled)
    for column in form.columns:
        kind: Kind = "rate" if isinstance(column.rule, Rate) else "count"
        found.append(Style(kind, bold, (label, column.key) in faults))
    return found


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
    least = max(least, len(column.number) + 2.0)  # a formula among the numbers has no space
    if isinstance(column.rule, Rate):
        return least
    line = form.line_of(TOTAL)
    total = None if line is None else form.column(column.key).values[line]
    return max(least, len(f"{total or 0:,}") + 2.0)
