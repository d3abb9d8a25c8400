"""Interrupts: none is lost that comes while the engine calls Python, and cannot raise it."""

from __future__ import annotations

import signal
import sys

INTERRUPTED = 130  # the exit code
_MOMENT = 0.05  # seconds, after which the engine has come back


def heed_interrupts() -> None:
    """Let an interrupt that the engine swallowed be raised again, a moment later."""
    if hasattr(signal, "setitimer"):  # which Windows has not
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        sys.unraisablehook = _said_or_raised


def _said_or_raised(swallowed: sys.UnraisableHookArgs) -> None:
    if issubclass(swallowed.exc_type, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, _MOMENT)
    else:
        sys.__unraisablehook__(swallowed)


def no_interrupt_to_come() -> None:
    """Forget an interrupt that was to be raised again."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
