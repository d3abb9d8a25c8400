"""Work in a thread of its own, while this one goes on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def in_background(work: Callable[[], T]) -> Future[T]:
    """Return what `work` will have returned; the program does not wait for it to end.

    What is said there is in the language of whoever asks.
    """
    future: Future[T] = Future()
    context = copy_context()

    def carry() -> None:
        try:
            future.set_result(context.run(work))
        except BaseException as error:  # noqa: BLE001 -- raised again by whoever asks
            future.set_exception(error)

    Thread(target=carry, daemon=True).start()
    return future
