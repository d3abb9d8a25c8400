"""Work that is handed out to processes: one that dies takes its own task alone."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from threading import Thread

import pytest

from mdpoverty.cli import workers
from mdpoverty.cli.workers import hand_out, hearing_its_end
from mdpoverty.errors import OutputError
from mdpoverty.files.signals import no_interrupts


def doubled(number: int) -> int:
    """Return a number doubled; a negative one ends the process."""
    if number < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("count", [1, 3])
def test_a_process_that_dies(count: int) -> None:
    """Its task has no result, and all others have theirs."""
    found: dict[int, int | OSError | None] = {}

    def done(number: int, result: int | OSError | None) -> None:
        found[number] = result

    hand_out(doubled, [1, -1, 2, -2, 3], count, done)
    assert found == {0: 2, 1: None, 2: 4, 3: None, 4: 6}


def test_a_process_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it for ever: it is told, and a defect is raised."""
    found: list[object] = []

    def refusing(error: Exception) -> Callable[..., object]:
        def start(*_: object) -> object:
            raise error

        return start

    full = OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    monkeypatch.setattr(workers, "ProcessPoolExecutor", refusing(full))
    hand_out(doubled, [1, 2], 1, lambda _, result: found.append(result))
    assert found == [full, full]
    monkeypatch.setattr(workers, "ProcessPoolExecutor", refusing(TypeError()))
    with pytest.raises(TypeError):
        hand_out(doubled, [1, 2], 1, lambda _, result: found.append(result))


class _Refused(Thread):
    """A thread that the system does not start, once `left` others are started."""

    left = 0

    def start(self) -> None:
        if _Refused.left <= 0:
            raise RuntimeError("can't start new thread")
        _Refused.left -= 1
        super().start()


@pytest.mark.parametrize("left", [0, 1])
def test_a_thread_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch, left: int) -> None:
    """With none that is an error in words; with fewer than wanted these do all."""
    found: dict[int, object] = {}
    monkeypatch.setattr(_Refused, "left", left)
    monkeypatch.setattr(workers, "Thread", _Refused)
    if left:
        hand_out(doubled, [1, 2, 3], 2, found.__setitem__)
        assert found == {0: 2, 1: 4, 2: 6}
        return
    with pytest.raises(OutputError, match="ulimit -u"):
        hand_out(doubled, [1, 2, 3], 2, found.__setitem__)


def test_a_pool_whose_thread_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and the process that the pool began is not left."""
    found: list[object] = []

    def refused(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("concurrent.futures.process._ExecutorManagerThread.start", refused)
    hand_out(doubled, [1], 1, lambda _, result: found.append(result))
    assert isinstance(found[0], OSError)
    assert found[0].errno == errno.EAGAIN
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to hear")
def test_a_worker_that_is_told_to_end_takes_no_other_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever becomes of what it is at."""
    before = signal.getsignal(signal.SIGTERM)
    left: list[bool] = []
    monkeypatch.setattr(workers, "_leave", lambda: left.append(True))
    try:
        with hearing_its_end(), no_interrupts():
            signal.raise_signal(signal.SIGTERM)
        with hearing_its_end():
            pass
    finally:
        signal.signal(signal.SIGTERM, before)
    assert left == [True]
