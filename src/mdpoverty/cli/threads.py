"""What the engine reads in the environment when it loads: how many threads it uses, and no more."""

from __future__ import annotations

import os
from threading import Event, Thread

from mdpoverty.background import no_threads
from mdpoverty.language.messages import message

MOST_THREADS = 1024  # more are only begun, and hear no interrupt meanwhile
_OF_A_PROCESSOR = 16  # of many more the engine's wait for each other: of 512 on two, half a minute
_VARIABLE = "POLARS_MAX_THREADS"
_DIGITS = 9
# The variables of the engine's that it may be told numbers by, and the largest of each.
_NUMBERS = {
    _VARIABLE: MOST_THREADS,
    "RAYON_NUM_THREADS": MOST_THREADS,
    "POLARS_IDEAL_MORSEL_SIZE": 10**_DIGITS - 1,
}
_ENGINE = ("POLARS_", "RAYON_")


# Threads that the engine begins for each that it shall use, and that run beside those: its own, of
# what draws charts, and ours. Measured with Linux, and a few more.
EACH, BESIDE = 3, 18
OF_A_WORKER = EACH + BESIDE + 5  # a process, and what serves it


def use_threads(threads: int | None) -> int | None:
    """Set how many threads the engine uses, where a number is given: fewer, if no more can work.

    Raises OutputError as `require_threads`.
    """
    if threads is not None:
        os.environ[_VARIABLE] = str(threads)
        require_threads()
    return threads


def require_threads() -> None:
    """Let the engine use no more threads than processors can serve and the system lets it start.

    Raises OutputError where it cannot even use one: it would panic where it can start no thread.
    What may be started is tried, as limits of many kinds count what other programs have.
    """
    processors = os.cpu_count() or 1
    wanted = int(os.environ.get(_VARIABLE, processors))
    least = EACH + BESIDE
    most = min(wanted, _OF_A_PROCESSOR * processors)
    found = _at_least(least, EACH * most + BESIDE)
    if (fitting := min(most, (found - BESIDE) // EACH)) < wanted:
        os.environ[_VARIABLE] = str(fitting)


def workers_that_fit(workers: int) -> int:
    """Return how many processes can work at once beside this one, of `workers`.

    Raises OutputError where none can.
    """
    own = EACH + BESIDE
    return (_at_least(own + OF_A_WORKER, own + OF_A_WORKER * workers) - own) // OF_A_WORKER


def _at_least(least: int, most: int) -> int:
    """Return how many threads can run at once, of `most`; raises OutputError below `least`."""
    found = _started(most)
    if found < least:
        raise no_threads(
            message(
                "cli.few-threads",
                "the system starts {found}; mdpoverty needs {least}",
                found=found,
                least=least,
            )
        )
    return found


def _started(most: int) -> int:
    """Return how many threads can run at once, of `most`."""
    ended = Event()
    threads: list[Thread] = []
    try:
        for _ in range(most):
            thread = Thread(target=ended.wait, daemon=True)
            thread.start()
            threads.append(thread)
    except RuntimeError:
        pass
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    return len(threads)


def forget_settings_of_the_engine() -> None:
    """Take all of the engine's settings out of the environment but sound numbers of threads.

    By others, of which it has over a hundred, it panics, warns, says what it does, or works in a
    way of its own: none changes what a command writes.
    """
    for name in [name for name in os.environ if name.startswith(_ENGINE)]:
        if not _is_within(os.environ[name], _NUMBERS.get(name, 0)):
            del os.environ[name]


def _is_within(told: str, most: int) -> bool:
    return told.isdecimal() and len(told) <= _DIGITS and 1 <= int(told) <= most
