"""Long lists of a workbook: their rows are written by the engine, thousands at once.

XlsxWriter writes a sheet cell by cell, of a list only the rows of the first cycle. What stands
there in the sheet's XML tells how each column looks; the other rows are put behind, made like it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from mdpoverty.files.full import NotHeldError
from mdpoverty.language.messages import message
from mdpoverty.review_tables.formulas import digits
from mdpoverty.review_tables.sheets import Body

ROWS = 1_048_576  # of a sheet
_LONGEST = 32_767  # characters that a cell holds
_BATCH = 20_000  # rows
_MARKUP = 80  # bytes of a cell, beside what it holds
_NO_CLOCK = (1980, 1, 1, 0, 0, 0)  # the same input gives the same bytes
_STYLE = re.compile(r'<c r="[A-Z]+[0-9]+" s="([0-9]+)"')
_MERGED = re.compile(r'<mergeCells count="([0-9]+)">(.*?)</mergeCells>', re.DOTALL)
_LINE, _CYCLE = "\0line", "\0cycle"  # of a row as text, and which of its cycle it is
_HEIGHT = "\0height"
_PARTS = "\0formula "  # before the name of a column: its formulas
# What XML cannot hold as it stands; a sheet writes other characters as _xHHHH_.
_MARKS: Mapping[str, str] = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ESCAPES: Mapping[str, str] = {
    **_MARKS,
    **{chr(code): f"_x{code:04X}_" for code in (*range(32), 0xFFFE, 0xFFFF) if code not in (9, 10)},
}


class Placed(NamedTuple):
    """A body, in which sheet it is, and in which line its first row is; both counted from 0."""

    sheet: int
    line: int
    body: Body


def require_text(text: str) -> None:
    """Raise NotHeldError where a text is longer than a cell can hold."""
    if len(text) > _LONGEST:
        raise NotHeldError(
            message(
                "review_tables.long-cell",
                "a cell of a sheet holds at most {most} characters",
                most=_LONGEST,
            ),
            message("review_tables.long-cell-advice", "shorten the text"),
        )


def filled_in(begun: Path, bodies: Sequence[Placed], file: Path) -> None:
    """Write to `file` the workbook `begun`, in which each of the bodies has its first cycle.

    Raises OSError when a text is too long for a cell.
    """
    sheets: dict[str, list[Placed]] = {}
    for each in bodies:
        _require_texts(each.body.rows)
        sheets.setdefault(f"xl/worksheets/sheet{each.sheet + 1}.xml", []).append(each)
    with ZipFile(begun) as source, ZipFile(file, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, _NO_CLOCK)
            entry.compress_type = ZIP_DEFLATED
            entry.file_size = sum(map(_size, sheets.get(name, ())))  # about, which is enough
            with target.open(entry, "w") as out:
                if name not in sheets:
                    with source.open(name) as whole:
                        shutil.copyfileobj(whole, out)
                    continue
                for part in _with_bodies(source.read(name).decode(), sheets[name]):
                    out.write(part.encode())


def _require_texts(rows: pl.DataFrame) -> None:
    for column in rows.iter_columns():
        if column.dtype == pl.String:
            longest = column.str.len_chars().max()
            if isinstance(longest, int) and longest > _LONGEST:
                require_text("x" * longest)


def _size(placed: Placed) -> int:
    rows = placed.body.rows
    return int(rows.estimated_size()) + _MARKUP * rows.height * rows.width


def _with_bodies(xml: str, bodies: Sequence[Placed]) -> Iterator[str]:
    done = 0
    for each in bodies:
        styles: list[list[str]] = []
        at = done
        for line in range(each.line, each.line + len(each.body.styles)):
            start = xml.index(f'<row r="{line + 1}"', at)
            at = xml.index("</row>", start) + len("</row>")
            styles.append(_STYLE.findall(xml, start, at))
        yield xml[done:at]
        yield from _rows(each.body, each.line + 1, styles)
        done = at
    yield _with_merged(xml[done:], bodies)


def _with_merged(xml: str, bodies: Sequence[Placed]) -> str:
    """Return the end of a sheet's XML with the cells that are merged in every cycle."""
    added = [
        f'<mergeCell ref="{name}{line}:{name}{line + down - 1}"/>'
        for each in bodies
        for down in [len(each.body.styles)]
        for name in [_letters(place) for place in each.body.merged]
        for line in range(each.line + 1 + down, each.line + 1 + len(each.body.rows), down)
        if down > 1
    ]
    if not added:
        return xml
    found = _MERGED.search(xml)
    assert found is not None  # the first cycle's are there
    count = int(found[1]) + len(added)
    cells = f'<mergeCells count="{count}">{found[2]}{"".join(added)}</mergeCells>'
    return xml[: found.start()] + cells + xml[found.end() :]


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 -- an extra that few need

    return str(xl_col_to_name(column))


def _rows(body: Body, first: int, styles: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the XML of all rows after the first cycle, which begins on the line `first`, from 1.

    `styles` are those of the cells of each line of a cycle.
    """
    rows, line, down = body.rows, pl.col(_LINE), len(styles)
    cells: list[pl.Expr] = []
    for place, (name, *own) in enumerate(zip(rows.columns, *styles, strict=True)):
        style = pl.lit(own[0])
        for at, other in enumerate(own[1:], start=1):
            style = pl.when(pl.col(_CYCLE) == at).then(pl.lit(other)).otherwise(style)
        cells += [pl.lit(f'<c r="{_letters(place)}'), line, pl.lit('" s="'), style, pl.lit('"')]
        mixed = body.styles[0][place].kind == "points"
        held = _held(pl.col(name), rows.schema[name], mixed=mixed)
        if name in body.formulas.columns:
            held = pl.coalesce(
                _formula(pl.col(_PARTS + name), pl.col(name), rows.schema[name]), held
            )
        cells.append(held)
    height = pl.concat_str(pl.lit('" ht="'), pl.col(_HEIGHT), pl.lit('" customHeight="1">'))
    row = pl.concat_str(pl.lit('<row r="'), line, height, *cells, pl.lit("</row>"))
    every = rows.with_columns(
        *(column.alias(_PARTS + column.name) for column in body.formulas),
        pl.int_range(first, pl.len() + first).cast(pl.String).alias(_LINE),
        (pl.int_range(pl.len()) % down).alias(_CYCLE),
        body.height.cast(pl.String).alias(_HEIGHT),
    )
    for batch in every[down:].iter_slices(_BATCH):
        yield batch.select(row.str.join("")).item()


def _formula(text: pl.Expr, value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the XML of what a cell with a formula holds, and what it comes to."""
    kind = ' t="str"' if dtype == pl.String else ""
    shown = value if dtype == pl.String else digits(value)
    return pl.concat_str(
        pl.lit(f"{kind}><f>"),
        text.str.replace_many(list(_MARKS), list(_MARKS.values())),
        pl.lit("</f><v>"),
        shown.fill_null(""),
        pl.lit("</v></c>"),
    )


def _held(value: pl.Expr, dtype: pl.DataType, *, mixed: bool) -> pl.Expr:
    """Return the XML of what a cell holds; `mixed`: a text that is all digits is a number."""
    figure = value.cast(pl.String) if dtype == pl.String else digits(value)
    number = pl.concat_str(pl.lit("><v>"), figure, pl.lit("</v></c>"))
    if dtype != pl.String:
        return pl.coalesce(number, pl.lit("/>"))
    text = value.str.replace_all(r"(_x[0-9a-fA-F]{4}_)", "_x005F$1")
    text = text.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    before, after = ' t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    held = pl.concat_str(pl.lit(before), pl.when(value != "").then(text), pl.lit(after))
    if mixed:
        held = pl.when(value.str.contains(r"^[0-9]+$")).then(number).otherwise(held)
    return pl.coalesce(held, pl.lit("/>"))
