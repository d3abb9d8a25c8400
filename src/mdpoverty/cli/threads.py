"""How many threads the engine uses, which it reads in the environment when it loads."""

from __future__ import annotations

import os

MOST_THREADS = 1024  # more are only begun, and hear no interrupt meanwhile
_VARIABLE = "POLARS_MAX_THREADS"
_DIGITS = 9


def use_threads(threads: int | None) -> int | None:
    """Set how many threads the engine uses, where a number is given."""
    if threads is not None:
        os.environ[_VARIABLE] = str(threads)
    return threads


def forget_senseless_threads() -> None:
    """Take a number of threads that the engine cannot use out of the environment.

    It panics with 0, warns of what is no number, and begins as many as it is told.
    """
    told = os.environ.get(_VARIABLE)
    if told is None:
        return
    if not (told.isdecimal() and len(told) <= _DIGITS and 1 <= int(told) <= MOST_THREADS):
        del os.environ[_VARIABLE]
