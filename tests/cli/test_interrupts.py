"""An interrupt ends a program wherever it comes."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator

import pytest

from mdpoverty.cli.interrupts import heed_interrupts, no_interrupt_to_come


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
