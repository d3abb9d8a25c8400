"""Long lists of a workbook: their rows are written by the engine, thousands at once.

XlsxWriter writes a sheet cell by cell, of a list only the first row. What stands there in the
sheet's XML tells how each column looks; the other rows are put behind it, made like it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from mdpoverty.language.messages import message
from mdpoverty.review_tables.sheets import Body

ROWS = 1_048_576  # of a sheet
_LONGEST = 32_767  # characters that a cell holds
_BATCH = 20_000  # rows
_MARKUP = 80  # bytes of a cell, beside what it holds
_NO_CLOCK = (1980, 1, 1, 0, 0, 0)  # the same input gives the same bytes
_STYLE = re.compile(r'<c r="[A-Z]+[0-9]+" s="([0-9]+)"')
_LINE = "\0line"  # of a row, as text
# What XML cannot hold as it stands; a sheet writes other characters as _xHHHH_.
_ESCAPES: Mapping[str, str] = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    **{chr(code): f"_x{code:04X}_" for code in (*range(32), 0xFFFE, 0xFFFF) if code not in (9, 10)},
}


class Placed(NamedTuple):
    """A body, in which sheet it is, and in which line its first row is; both counted from 0."""

    sheet: int
    line: int
    body: Body


def require_text(text: str) -> None:
    """Raise OSError where a text is longer than a cell can hold."""
    if len(text) > _LONGEST:
        raise OSError(
            message(
                "review_tables.long-cell",
                "a cell of a sheet holds at most {most} characters",
                most=_LONGEST,
            )
        )


def filled_in(begun: Path, bodies: Sequence[Placed], file: Path) -> None:
    """Write to `file` the workbook `begun`, in which each of the bodies has its first row.

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
        at = xml.index(f'<row r="{each.line + 1}"', done)
        end = xml.index("</row>", at) + len("</row>")
        yield xml[done:end]
        styles = _STYLE.findall(xml, at, end)
        yield from _rows(each.body, each.line + 1, styles)
        done = end
    yield xml[done:]


def _rows(body: Body, first: int, styles: Sequence[str]) -> Iterator[str]:
    """Yield the XML of all rows but the first, which stands in the line `first`, from 1."""
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 -- an extra that few need

    rows, line = body.rows, pl.col(_LINE)
    cells: list[pl.Expr] = []
    for place, (name, style, look) in enumerate(
        zip(rows.columns, styles, body.styles, strict=True)
    ):
        column = pl.lit(f'<c r="{xl_col_to_name(place)}')
        cells.append(pl.concat_str(column, line, pl.lit(f'" s="{style}"')))
        cells.append(_held(pl.col(name), rows.schema[name], mixed=look.kind == "points"))
    height = pl.concat_str(
        pl.lit('" ht="'), body.height.cast(pl.String), pl.lit('" customHeight="1">')
    )
    row = pl.concat_str(pl.lit('<row r="'), line, height, *cells, pl.lit("</row>"))
    number = pl.int_range(first, pl.len() + first).cast(pl.String).alias(_LINE)
    for batch in rows.with_columns(number)[1:].iter_slices(_BATCH):
        yield batch.select(row.str.join("")).item()


def _held(value: pl.Expr, dtype: pl.DataType, *, mixed: bool) -> pl.Expr:
    """Return the XML of what a cell holds; `mixed`: a text that is all digits is a number."""
    number = pl.concat_str(pl.lit("><v>"), value.cast(pl.String), pl.lit("</v></c>"))
    if dtype != pl.String:
        return pl.coalesce(number, pl.lit("/>"))
    text = value.str.replace_all(r"(_x[0-9a-fA-F]{4}_)", "_x005F$1")
    text = text.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    before, after = ' t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    held = pl.concat_str(pl.lit(before), pl.when(value != "").then(text), pl.lit(after))
    if mixed:
        held = pl.when(value.str.contains(r"^[0-9]+$")).then(number).otherwise(held)
    return pl.coalesce(held, pl.lit("/>"))
