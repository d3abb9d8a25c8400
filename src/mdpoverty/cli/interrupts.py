"""Interrupts: none is lost that comes within a library, which may swallow it or change it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from mdpoverty.files.signals import (
    forget_interrupts,
    hear_no_more,
    interrupt,
    require_uninterrupted,
)

INTERRUPTED = 130  # the exit code
_MOMENT = 0.05  # seconds, after which the engine has come back


_REQUESTS = ("SIGINT", "SIGTERM", "SIGHUP")


def heed_interrupts() -> None:
    """Take a request to end, or a connection that is lost, for an interrupt, and lose none.

    One that the engine swallowed is raised again, a moment later. A connection that is lost is no
    interrupt where the program was begun to outlive it, as by `nohup`.
    """
    for number in (getattr(signal, name) for name in _REQUESTS if hasattr(signal, name)):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupt)
    if hasattr(signal, "setitimer"):  # which Windows has not
        signal.signal(signal.SIGALRM, interrupt)
        sys.unraisablehook = _said_or_raised


def _said_or_raised(swallowed: sys.UnraisableHookArgs) -> None:
    if issubclass(swallowed.exc_type, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, _MOMENT)
    else:
        sys.__unraisablehook__(swallowed)


@contextmanager
def interrupts_first() -> Iterator[None]:
    """Raise an interrupt that came in place of whatever else ends the block.

    A library may turn it into an error of its own. What ends well is done: one comes too late.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException:
        require_uninterrupted()
        raise
    hear_no_more()


def no_interrupt_to_come() -> None:
    """Forget all interrupts, and the one that was to be raised again."""
    forget_interrupts()
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
