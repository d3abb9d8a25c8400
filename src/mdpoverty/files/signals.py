"""Signals: an interrupt does not stop what would be half done, such as putting files in place."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_INTERRUPTS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM")  # whose handlers raise KeyboardInterrupt


def interrupt(*_: object) -> None:
    """Raise KeyboardInterrupt: what a handler of signals does, but for one that comes again.

    While the run cleans up after an interrupt a second would leave that half done.
    """
    error = sys.exc_info()[1]
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return
        error = error.__context__
    raise KeyboardInterrupt


@contextmanager
def no_interrupts() -> Iterator[None]:
    """Hear no interrupt: what is under way takes a moment, and would be half done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held = {}
    for number in (getattr(signal, name) for name in _INTERRUPTS if hasattr(signal, name)):
        if callable(signal.getsignal(number)):
            held[number] = signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
