"""Signals: an interrupt does not stop what would be half done, and none is forgotten.

A signal may come between any two steps. So it is one step that decides whether it is heard: what
handlers do depends on what is noted here, and handlers stay as they are where they are `interrupt`.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event
from types import FrameType

_INTERRUPTS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM")  # whose handlers raise KeyboardInterrupt
_came: set[int] = set()  # the signals that came, until they are forgotten
_waiting: list[list[int]] = []  # those that came meanwhile, for each block that hears none
_ended = Event()  # set when what was asked for is done


def interrupt(number: int = 0, *_: object) -> None:
    """Raise KeyboardInterrupt: what a handler of signals does, but for one that comes again.

    While the run cleans up after an interrupt a second would leave that half done. Nor does it
    where none is heard. One that comes within a library may be turned into another error there:
    `require_uninterrupted` knows of it.
    """
    if _is_kept(number):
        return
    error = sys.exc_info()[1]
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return
        error = error.__context__
    _came.add(number)
    raise KeyboardInterrupt


def _is_kept(number: int) -> bool:
    """Remember a signal where none is heard now, and return whether that is so."""
    if _waiting:
        _waiting[-1].append(number)
    elif _ended.is_set():
        _came.add(number)
    else:
        return False
    return True


def require_uninterrupted() -> None:
    """Raise KeyboardInterrupt where one came, whatever became of it since, unless all is done."""
    if _came and not _ended.is_set():
        raise KeyboardInterrupt


def forget_interrupts() -> None:
    """Forget those that came, and hear those that come: a new run begins."""
    _came.clear()
    _ended.clear()


def hear_no_more() -> None:
    """Hear no interrupt from now on: what was asked for is done, and it comes too late."""
    _ended.set()


def hear_again() -> None:
    """Hear interrupts after `hear_no_more`: the run goes on. Raises KeyboardInterrupt: one came."""
    _ended.clear()
    require_uninterrupted()


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
    depth = len(_waiting)
    held = {}
    try:
        _waiting.append(late)
        for number in (getattr(signal, name) for name in _INTERRUPTS if hasattr(signal, name)):
            handler = signal.getsignal(number)
            if callable(handler) and handler is not interrupt:  # of a program that uses the library
                held[number] = handler
                signal.signal(number, partial(_kept_or_handled, handler))
        yield late
    finally:
        try:
            for number, handler in held.items():
                signal.signal(number, handler)
        finally:
            (_waiting[depth - 1].extend if depth else _came.update)(late)
            del _waiting[depth:]


def _kept_or_handled(
    handler: Callable[[int, FrameType | None], object], number: int, frame: FrameType | None
) -> None:
    """Handle a signal within a block that hears none: what is `interruptible` hears it."""
    if not _is_kept(number):
        handler(number, frame)


def end_waits_by_interrupts() -> None:
    """Let an interrupt end what this program waits for: a pipe that nobody reads, or writes to.

    The engine, when it loads, lets every wait that SIGINT broke begin again, and it is not heard.
    """
    if hasattr(signal, "siginterrupt"):  # which Windows has not
        signal.siginterrupt(signal.SIGINT, True)  # noqa: FBT003 -- its second argument has no name


def interruptible(work: Callable[[], object]) -> None:
    """Do what may wait for others within a block that hears no interrupt: it hears them.

    Raises KeyboardInterrupt at once where one came meanwhile.
    """
    held = [*_waiting]
    try:
        _waiting.clear()
        if any(held):
            raise KeyboardInterrupt
        work()
    finally:
        _waiting[:] = held
