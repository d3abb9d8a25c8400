"""An interrupt ends a program wherever it comes."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest
from files import BY_INCOME, HEADER, classify

from mdpoverty.background import apart
from mdpoverty.cli.interrupts import heed_interrupts, no_interrupt_to_come
from mdpoverty.errors import UsageError
from mdpoverty.files.signals import (
    forget_interrupts,
    interrupt,
    no_interrupts,
    require_uninterrupted,
)


class Swallowing:
    """What raises where Python cannot: as when the engine calls back."""

    def __init__(self, error: type[BaseException]) -> None:  # noqa: D107 -- as below
        self.error = error

    def __del__(self) -> None:  # noqa: D105 -- the class says it
        raise self.error


@pytest.fixture
def heeding(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Heed interrupts for one test."""
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    heed_interrupts()
    yield
    no_interrupt_to_come()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
@pytest.mark.usefixtures("heeding")
def test_an_interrupt_is_heard_where_waits_begin_again() -> None:
    """As with the engine's own handler: work that never ends, such as a long sheet, is left."""
    signal.siginterrupt(signal.SIGINT, False)  # noqa: FBT003 -- its second argument has no name
    ended = Event()
    timer = Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        apart(lambda: ended.wait(20))
    ended.set()
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
@pytest.mark.usefixtures("heeding")
def test_a_swallowed_interrupt_is_raised_again(capsys: pytest.CaptureFixture[str]) -> None:
    """One that comes where it cannot be raised is raised a moment later, and nothing is printed."""
    Swallowing(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        time.sleep(10)
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
@pytest.mark.usefixtures("heeding")
def test_an_interrupt_can_be_forgotten() -> None:
    """Work that is done by then is not interrupted, nor what comes after it."""
    Swallowing(KeyboardInterrupt)
    no_interrupt_to_come()
    time.sleep(0.2)


@pytest.mark.usefixtures("heeding")
def test_other_swallowed_errors_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    """What is no interrupt is printed as Python does."""
    Swallowing(ValueError)
    assert "ValueError" in capsys.readouterr().err


@pytest.mark.usefixtures("heeding")
@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are POSIX signals")
def test_none_is_forgotten_while_none_is_heard() -> None:
    """What comes meanwhile is remembered, also within a block of such a block."""
    require_uninterrupted()
    with no_interrupts() as late:
        with no_interrupts():
            signal.raise_signal(signal.SIGTERM)
        require_uninterrupted()
    assert late == [signal.SIGTERM]
    with pytest.raises(KeyboardInterrupt):
        require_uninterrupted()
    forget_interrupts()
    require_uninterrupted()


def _turned_into(error: BaseException | None) -> Callable[..., Any]:
    """Return what is interrupted, and does not say so."""

    def write(*_: Any, **__: Any) -> Any:
        with suppress(KeyboardInterrupt):
            interrupt(signal.SIGINT)
        if error is not None:
            raise error

    return write


@pytest.mark.parametrize(
    "error", [RuntimeError("of a library"), UsageError("a wrong option"), BaseException(), None]
)
def test_an_interrupt_that_a_library_turns_into_another_error(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException | None,
) -> None:
    """It is an interrupt all the same, with nothing written; the next run is none."""
    survey, out = tmp_path / "survey.csv", tmp_path / "out.csv"
    survey.write_text(f"{','.join(HEADER)}\n1,rural,4,1\n")
    with monkeypatch.context() as patched:
        for name in ("write_profile", "say_why"):
            turned = _turned_into(error if name == "write_profile" else None)
            patched.setattr(f"mdpoverty.cli.jobs.classify_one.{name}", turned)
        patched.setattr("mdpoverty.cli.session.Session.account", lambda *_: None)
        done = classify(survey, *BY_INCOME, "-o", out)
    assert (done.code, done.errors.splitlines()[-1]) == (130, "interrupted: nothing was written")
    assert [file.name for file in tmp_path.iterdir()] == ["survey.csv"]
    assert classify(survey, *BY_INCOME, "-o", out).code == 0
