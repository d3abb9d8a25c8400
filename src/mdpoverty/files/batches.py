"""The rows of a table in batches, for what takes them one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, Queue
from threading import Event

import polars as pl

from mdpoverty.background import in_background


def batches(frame: pl.LazyFrame, size: int | None = None) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table in order, at most `size` at once; raises what the engine fails of.

    Polars' own `collect_batches` ends where the engine panics, as if there were no more rows.
    """
    ready: Queue[pl.DataFrame | None] = Queue(1)
    left = Event()  # nobody takes any more

    def give(batch: pl.DataFrame) -> bool:
        ready.put(batch)
        return left.is_set()

    def work() -> None:
        try:
            frame.sink_batches(give, chunk_size=size, maintain_order=True, engine="streaming")
        finally:
            if not left.is_set():
                ready.put(None)

    done = in_background(work)
    try:
        while (batch := ready.get()) is not None:
            yield batch
        done.result()
    finally:
        left.set()
        with suppress(Empty):  # whoever waits to give one more is let go
            ready.get_nowait()
