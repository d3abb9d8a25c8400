"""Signals: an interrupt does not stop what would be half done, and none is forgotten."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_INTERRUPTS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM")  # whose handlers raise KeyboardInterrupt
_came: set[int] = set()  # the signals that came, until they are forgotten
_waiting: list[list[int]] = []  # those that came meanwhile, for each block that hears none


def interrupt(number: int = 0, *_: object) -> None:
    """Raise KeyboardInterrupt: what a handler of signals does, but for one that comes again.

    While the run cleans up after an interrupt a second would leave that half done. One that comes
    within a library may be turned into another error there: `require_uninterrupted` knows of it.
    """
    error = sys.exc_info()[1]
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return
        error = error.__context__
    _came.add(number)
    raise KeyboardInterrupt


def require_uninterrupted() -> None:
    """Raise KeyboardInterrupt where one came, whatever became of it since."""
    if _came:
        raise KeyboardInterrupt


def forget_interrupts() -> None:
    """Forget those that came: a new run begins, or what they asked for is done."""
    _came.clear()


@contextmanager
def no_interrupts() -> Iterator[list[int]]:
    """Hear no interrupt: what is under way takes a moment, and would be half done.

    Yields the signals that come meanwhile. Where work follows, `require_uninterrupted` has to be
    called after it: it raises what came.
    """
    late: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield late
        return
    held = {}
    _waiting.append(late)
    for number in (getattr(signal, name) for name in _INTERRUPTS if hasattr(signal, name)):
        if callable(signal.getsignal(number)):
            held[number] = signal.signal(number, lambda came, _: late.append(came))
    try:
        yield late
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
        _waiting.pop()
        if _waiting:
            _waiting[-1] += late
        else:
            _came.update(late)
