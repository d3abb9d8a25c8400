"""The texts `deprived_in` and `unknown_in`, spelled once for each pattern of answers.

Joining names for every row costs as much as reading it, and there are few patterns. So for a plan
on Polars every pattern is spelled beforehand, by the very expression that says what the texts
mean, and a row takes the text of its pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, reduce

import narwhals as nw
import polars as pl

from mdpoverty.classification.decide import joined, listed

MOST = 14  # indicators: beyond, spelling every pattern costs more than it saves

_MASK = "_mask_of_"


def spelled(frame: pl.LazyFrame, names: Sequence[str]) -> pl.LazyFrame:
    """Return `frame`, which has the indicators `names` as Int8, with the two texts."""
    if len(names) > MOST:
        texts: pl.LazyFrame = nw.from_native(frame).with_columns(**listed(names)).to_native()
        return texts
    holds = {
        "deprived_in": [pl.col(name).fill_null(0) for name in names],
        "unknown_in": [pl.col(name).is_null() for name in names],
    }
    frame = frame.with_columns(
        _mask(answers).alias(_MASK + text) for text, answers in holds.items()
    )
    schema = {**frame.collect_schema(), **dict.fromkeys(holds, pl.String())}
    frame = frame.map_batches(
        _speller(names), schema=schema, validate_output_schema=False, streamable=True
    )
    return frame.select(name for name in schema if not name.startswith(_MASK))


def _mask(answers: Sequence[pl.Expr]) -> pl.Expr:
    """Return the answers as bits of a number."""
    bits = (answer.cast(pl.UInt32) * 2**place for place, answer in enumerate(answers))
    return reduce(lambda one, other: one + other, bits, pl.lit(0, pl.UInt32))


def _speller(names: Sequence[str]) -> Callable[[pl.DataFrame], pl.DataFrame]:
    texts = _texts(tuple(names))

    def spell(batch: pl.DataFrame) -> pl.DataFrame:
        masks = [name for name in batch.columns if name.startswith(_MASK)]
        return batch.hstack(
            [texts.gather(batch.get_column(m)).alias(m.removeprefix(_MASK)) for m in masks]
        )

    return spell


@lru_cache(maxsize=4)  # a survey has one standard, or two; the texts of 14 names are 2 MB
def _texts(names: tuple[str, ...]) -> pl.Series:
    """Return the text of every pattern of `names`, at the place that its bits are."""
    every = pl.DataFrame({"pattern": range(2 ** len(names))}, schema={"pattern": pl.UInt32})
    bits = {name: pl.col("pattern") // 2**place % 2 == 1 for place, name in enumerate(names)}
    text = joined({name: nw.col(name) for name in names})
    table: pl.DataFrame = nw.from_native(every.select(**bits)).select(text=text).to_native()
    return table["text"]
