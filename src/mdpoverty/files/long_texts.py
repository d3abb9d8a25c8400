"""Texts that a Parquet file tells once and has in many rows: how long they are all together.

Whatever works on a batch of rows has each of them in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from mdpoverty.files.parquet import Texts

_MOST = 500_000_000  # bytes of the texts of any file
_RATIO, _OF_ROW = 10, 1_000  # and of a larger one, for each of its bytes and rows
_FEWEST, _LONGER = 64, 65_536  # rows that are looked at together, fewer of long texts
_TOGETHER = 100_000_000  # bytes that these may have
_KINDS = (pl.String, pl.Categorical, pl.Enum)


def too_long(file: Path, texts: Mapping[str, Texts], rows: int) -> bool:
    """Whether the texts of the columns of a file have more bytes than those of surveys.

    Only columns that may have are looked at: `texts` tell how many bytes each has at most.
    """
    frame = pl.scan_parquet(file, glob=False, hive_partitioning=False)
    schema = frame.collect_schema()
    most = max(_MOST, _RATIO * file.stat().st_size, _OF_ROW * rows)
    known = {name: text.most for name, text in texts.items() if schema[name] in _KINDS}
    for name in sorted(known, key=lambda name: -known[name]):
        if sum(known.values()) <= most:
            return False
        if texts[name].by_prefix:
            known[name] = _written_in_full(file, name, texts[name].by_prefix, most)
        else:  # the engine has each text once, for whichever rows
            cells = pl.col(name)
            each = cells.str if schema[name] == pl.String else cells.cat
            length = each.len_bytes().cast(pl.Int64).sum()
            known[name] = frame.select(length).collect(engine="streaming").item()
    return sum(known.values()) > most


def _written_in_full(file: Path, name: str, longest: int, most: int) -> int:
    """Return how many bytes the texts of a column have, or how many more than `most` by then.

    None is longer than `longest`. The engine would have all of a group of rows at once.
    """
    import pyarrow.compute as pc  # noqa: PLC0415 -- loads slowly, and few files need it
    import pyarrow.parquet as pq  # noqa: PLC0415 -- as above

    length = 0
    with pq.ParquetFile(file) as parts:
        size = max(_FEWEST, min(_LONGER, _TOGETHER // longest))
        for batch in parts.iter_batches(size, columns=[name], use_threads=False):
            length += pc.sum(pc.binary_length(batch.column(0).cast("string"))).as_py() or 0
            if length > most:
                break
    return length
