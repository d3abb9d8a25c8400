"""Tables of Arrow as frames: what the engine has a type for, and what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import pyarrow as pa

MOST_PRECISE = 38  # digits of decimals


def is_held(kind: pa.DataType) -> bool:
    """Whether the engine has a type for one of Arrow's; for others it panics, or fails."""
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly

    types = pa.types
    if isinstance(kind, pa.BaseExtensionType):
        return is_held(kind.storage_type)
    if types.is_dictionary(kind):
        return is_held(kind.value_type)
    odd = (types.is_interval, types.is_union, types.is_list_view, types.is_large_list_view)
    if any(is_odd(kind) for is_odd in odd) or types.is_run_end_encoded(kind):
        return False
    if types.is_decimal256(kind):
        return bool(kind.precision <= MOST_PRECISE)
    return all(is_held(kind.field(place).type) for place in range(kind.num_fields))


def held(table: pa.Table) -> pl.DataFrame:
    """Return a table as a frame; a column of a type that the engine has not only names its type."""
    import pyarrow as pa  # noqa: PLC0415 -- as above

    odd = {}
    for place, each in enumerate(table.schema):
        if not is_held(each.type):
            odd[each.name] = str(each.type)
            table = table.set_column(place, each.name, pa.nulls(table.num_rows))
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame.with_columns(
        pl.col(name).ext.to(pl.Extension(kind, pl.Null())) for name, kind in odd.items()
    )
