"""Work that is handed out to processes: one that dies takes its own task alone."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from mdpoverty.cli.workers import hand_out


def doubled(number: int) -> int:
    """Return a number doubled; a negative one ends the process."""
    if number < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("workers", [1, 3])
def test_a_process_that_dies(workers: int) -> None:
    """Its task has no result, and all others have theirs."""
    found: dict[int, int | None] = {}

    def done(number: int, result: int | None) -> None:
        found[number] = result

    hand_out(doubled, [1, -1, 2, -2, 3], workers, done)
    assert found == {0: 2, 1: None, 2: 4, 3: None, 4: 6}
