"""A large delimited file of which every line is one row: the engine reads all, or a few lines."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from mdpoverty.files.full import naming
from mdpoverty.files.regular import whole_lines
from mdpoverty.files.rows import LINE, ROW, Rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST_ROWS = 1_000  # that tell what all are like


@dataclass(frozen=True)
class Lines:
    """The lines of a file under its header: where the file is, its columns, how cells are written.

    Without `quoted` there are no quotes in it. `scratch` is a folder for rows that are picked.
    """

    path: Path
    columns: tuple[str, ...]
    separator: str
    quoted: bool
    scratch: Path

    @cached_property
    def text(self) -> pl.LazyFrame:
        """All rows, as text, beside ROW and LINE."""
        return self.typed({})

    @cached_property
    def first(self) -> pl.DataFrame:
        """The first rows, as text, which tell what all are like."""
        rows = pl.Series(range(1, FIRST_ROWS + 1), dtype=pl.Int64)
        return self._copied(BytesIO(b"".join(self._lines_of(rows.to_numpy())))).collect()

    def typed(self, types: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        """Return all rows: columns of `types` as that type, Int64 or Enum, others as text.

        The plan fails where a cell of these is not blank, and no digits with or without a sign, or
        none of the categories as it stands.
        """
        schema = {name: types.get(name, pl.String()) for name in self.columns}
        rows = self._scan(self.path, schema, skip_lines=1, row_index_name=ROW, row_index_offset=1)
        number = pl.col(ROW).cast(pl.Int64)
        return rows.with_columns(number, (number + 1).alias(LINE))

    def picked(self, rows: pl.Series) -> pl.LazyFrame:
        """Return the rows with some numbers (those of ROW), as text, in order.

        Their lines are copied, so that no other is taken apart.
        """
        part, name = tempfile.mkstemp(".csv", "rows-", self.scratch)
        os.close(part)
        copy = Path(name)
        with naming(copy), copy.open("wb", buffering=1 << 20) as file:
            file.writelines(self._lines_of(rows.sort().to_numpy()))
        return self._copied(copy)

    def _copied(self, lines: Path | BytesIO) -> pl.LazyFrame:
        """Return the rows of lines that were copied, each after its number."""
        found = self._scan(lines, {ROW: pl.Int64(), **dict.fromkeys(self.columns, pl.String())})
        return found.with_columns((pl.col(ROW) + 1).alias(LINE)).select(*self.text.collect_schema())

    def _scan(
        self, source: Path | BytesIO, types: Mapping[str, pl.DataType], **options: Any
    ) -> pl.LazyFrame:
        return pl.scan_csv(
            source,
            separator=self.separator,
            has_header=False,
            schema=types,
            null_values="" if self.quoted else None,  # a quoted blank is one too
            glob=False,
            **options,
        )

    def _lines_of(self, rows: NDArray[np.int64]) -> Iterator[bytes]:
        """Yield the lines of rows, which are in order, each with its number as the first cell."""
        import numpy as np  # noqa: PLC0415 -- loads slowly, and small files do without

        separator = self.separator.encode()
        first = found = 0  # the number of the first line of a piece: the header has 0
        with self.path.open("rb", buffering=0) as file:
            for text in whole_lines(file):
                if text is None:  # not what it was taken for: said when all lines are checked
                    return
                ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")) + 1
                until = int(np.searchsorted(rows, first + len(ends)))
                wanted = rows[found:until]
                places = wanted - first
                begins = np.where(places, ends[places - 1], 0)
                for row, begin, end in zip(
                    wanted.tolist(), begins.tolist(), ends[places].tolist(), strict=True
                ):
                    yield b"%d%b%b" % (row, separator, text[begin:end])
                first, found = first + len(ends), until
                if found == len(rows):
                    return


@dataclass(frozen=True)
class RowsByLine(Rows):
    """The rows of a large file, each of them one of its `lines`."""

    lines: Lines | None = None
