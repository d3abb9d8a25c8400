"""Tables of Arrow as frames: what the engine has a type for, and what it has not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from mdpoverty.files.calendar import A_DAY, clock, far

if TYPE_CHECKING:
    import pyarrow as pa

MOST_PRECISE = 38  # digits of decimals


def is_held(kind: pa.DataType, *, within: bool = False) -> bool:
    """Whether the engine has a type for one of Arrow's; for others it panics, or fails.

    `within` others it has none for what `as_held` puts into another type.
    """
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly

    types = pa.types
    if isinstance(kind, pa.BaseExtensionType):
        return is_held(kind.storage_type, within=within)
    if types.is_dictionary(kind):
        value = kind.value_type
        return not types.is_dictionary(value) and is_held(value, within=True)
    odd = (types.is_interval, types.is_union, types.is_list_view, types.is_large_list_view)
    if any(is_odd(kind) for is_odd in odd) or types.is_run_end_encoded(kind):
        return False
    if types.is_fixed_size_list(kind) and not kind.list_size:
        return False
    if types.is_decimal256(kind):
        return bool(kind.precision <= MOST_PRECISE) and not within
    return all(is_held(kind.field(place).type, within=True) for place in range(kind.num_fields))


def held(table: pa.Table) -> pl.DataFrame:
    """Return a table as a frame; a column of a type that the engine has not only names its type.

    So does one of lists and the like, which hold no cells: there may be another program's type, or
    text that is none, at any depth of them.
    """
    import pyarrow as pa  # noqa: PLC0415 -- as above

    odd = {}
    for place, each in enumerate(table.schema):
        if pa.types.is_nested(each.type) or not is_held(each.type):
            odd[each.name] = str(each.type)
            table = table.set_column(place, each.name, pa.nulls(table.num_rows))
            continue
        cells = table[place]
        if (found := as_held(cells)) is not cells:
            table = table.set_column(place, each.name, found)
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame.with_columns(
        pl.col(name).ext.to(pl.Extension(kind, pl.Null())) for name, kind in odd.items()
    )


def times_of_no_day(file: Path, columns: Sequence[str]) -> dict[str, str]:
    """Return the types of those columns of a Parquet file that have times as 24:00.

    The engine takes these for nothing, and does not tell them from what is blank.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 -- loads slowly

    with pq.ParquetFile(file) as opened:
        kinds = {name: opened.schema_arrow.field(name).type for name in columns}
        parts = opened.iter_batches(columns=list(columns))
        odd = {
            name
            for part in parts
            for name in columns
            if not _within_a_day(_number(part[name]), kinds[name].unit).all()
        }
    return {name: f"{kind} (24:00)" for name, kind in kinds.items() if name in odd}


def _number(times: pa.Array[Any] | pa.ChunkedArray[Any]) -> pl.Series:
    """Return how many units times of day are from midnight."""
    import pyarrow as pa  # noqa: PLC0415 -- as above

    whole = pa.int32() if pa.types.is_time32(times.type) else pa.int64()
    return pl.Series("number", times.cast(whole)).cast(pl.Int64)


def _within_a_day(number: pl.Series, unit: str) -> pl.Series:
    return number.is_between(0, A_DAY[unit] - 1)


def as_held(cells: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Return a column in a type that the engine holds without loss, if it is in another.

    Decimals of 256 bits make it panic. Of times of day it has none but those of a day, and takes
    24:00 for nothing: a column with such times is text, in which these are 00:00:00+86400s.
    """
    import pyarrow as pa  # noqa: PLC0415 -- as above

    kind = cells.type
    if pa.types.is_decimal256(kind):
        return cells.cast(pa.decimal128(kind.precision, kind.scale))
    if not pa.types.is_time(kind):
        return cells
    number = _number(cells)
    within = _within_a_day(number, kind.unit)
    if within.all():
        return cells
    frame = pl.DataFrame({"number": number, "time": pl.Series(cells)})
    found = pl.when(within).then(clock(pl.col("time")))
    text = found.otherwise(far(pl.col("number"), kind.unit, "00:00:00"))
    return pa.chunked_array([frame.select(text).to_series().to_arrow()])
