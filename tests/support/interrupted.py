"""An interrupt at any one step of a function: as a signal comes, between two lines of Python."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, TypeVar

from mdpoverty.files.signals import forget_interrupts, interrupt

T = TypeVar("T")

_TRACED = ("mdpoverty", "contextlib")  # modules


def interrupted_at(step: int, begin: CodeType, work: Callable[[], T]) -> tuple[T, int]:
    """Return what `work` does when SIGINT comes at a step, and how many steps there are.

    They are counted from the first line of the code `begin` on: lines that are begun, calls and
    returns, of mdpoverty and of its context managers.
    """
    steps = 0
    has_begun = False

    def trace(frame: FrameType, *_: Any) -> Any:
        nonlocal steps, has_begun
        if not has_begun:
            if frame.f_code is not begin:
                return None
            has_begun = True
            around: FrameType | None = frame
            while around := around.f_back if around else None:
                around.f_trace = trace
        if frame.f_globals.get("__name__", "").partition(".")[0] in _TRACED:
            steps += 1
            if steps == step:
                sys.settrace(None)
                signal.raise_signal(signal.SIGINT)
        return trace

    handler, tracer = signal.signal(signal.SIGINT, interrupt), sys.gettrace()
    forget_interrupts()
    sys.settrace(trace)
    try:
        return work(), steps
    finally:
        sys.settrace(tracer)
        signal.signal(signal.SIGINT, handler)
        forget_interrupts()
