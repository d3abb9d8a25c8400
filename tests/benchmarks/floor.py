"""What no program can do without, as a floor to measure from.

`python floor.py parse FILE` parses the columns into their types with Polars, `write FILE OUT`
writes what is in FILE as OUT. Files are CSV or Parquet, by their endings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import polars as pl
from by_hand_polars import TYPES


def parse(file: str) -> None:
    """Parse the columns, and drop them."""
    _scan(file).sink_batches(lambda _: None, engine="streaming")


def write(file: str, out: str) -> None:
    """Write the rows of a file as another."""
    frame = _scan(file)
    if out.endswith(".parquet"):
        frame.sink_parquet(out, engine="streaming")
    else:
        frame.sink_csv(out, engine="streaming")


def _scan(file: str) -> pl.LazyFrame:
    if file.endswith(".parquet"):
        return pl.scan_parquet(file)
    return pl.scan_csv(file, schema_overrides=TYPES)


PARTS: dict[str, Callable[..., None]] = {"parse": parse, "write": write}

if __name__ == "__main__":
    part, *files = sys.argv[1:]
    PARTS[part](*files)
