"""How many threads the engine uses, which it reads in the environment when it loads."""

from __future__ import annotations

import os

MOST_THREADS = 1024  # more are only begun, and hear no interrupt meanwhile
_VARIABLE = "POLARS_MAX_THREADS"
_DIGITS = 9
# The variables that the engine reads numbers from, and the largest of each.
_NUMBERS = {
    _VARIABLE: MOST_THREADS,
    "POLARS_ASYNC_THREAD_COUNT": MOST_THREADS,
    "RAYON_NUM_THREADS": MOST_THREADS,
    "POLARS_IDEAL_MORSEL_SIZE": 10**_DIGITS - 1,
}


def use_threads(threads: int | None) -> int | None:
    """Set how many threads the engine uses, where a number is given."""
    if threads is not None:
        os.environ[_VARIABLE] = str(threads)
    return threads


def forget_senseless_settings() -> None:
    """Take what the engine cannot use out of the environment: it panics, or warns, of it.

    Of numbers of threads it begins as many as it is told. The program chooses the engine itself.
    """
    os.environ.pop("POLARS_ENGINE_AFFINITY", None)
    for name, most in _NUMBERS.items():
        told = os.environ.get(name)
        if told is not None and not _is_within(told, most):
            del os.environ[name]


def _is_within(told: str, most: int) -> bool:
    return told.isdecimal() and len(told) <= _DIGITS and 1 <= int(told) <= most
