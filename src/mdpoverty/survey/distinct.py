"""What many cells hold is worked out once: careful readings of text cost far more than telling it.

What is here streams: a batch of rows is read by itself, whatever an expression does with its text.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

_CELL = "cell"


def by_distinct(
    text: pl.Expr, meaning: Callable[[pl.Expr], pl.Expr], dtype: pl.DataType
) -> pl.Expr:
    """Return what `meaning` makes of text, worked out once for each text that a batch has.

    It must make of a cell what it makes of it anywhere, of the type `dtype`.
    """
    made = meaning(pl.col(_CELL))

    def found(cells: pl.Series) -> pl.Series:
        return of_distinct(cells.alias(_CELL), made)

    return text.map_batches(found, return_dtype=dtype, is_elementwise=True)


def of_distinct(cells: pl.Series, meaning: pl.Expr) -> pl.Series:
    """Return what an expression makes of a column of its name; of text once for each there is."""
    distinct = cells.unique(maintain_order=True) if cells.dtype == pl.String else cells
    # A lazy frame works out once what an expression says in several places; an eager one does not.
    # This runs within the workers of the streaming engine, which must not wait for one another.
    plan = distinct.to_frame().lazy().select(meaning.alias(cells.name))
    values = plan.collect(engine="in-memory").to_series()
    if len(distinct) == len(cells):
        return values
    return cells.replace_strict(distinct, values, return_dtype=values.dtype)
