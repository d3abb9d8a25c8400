"""What the engine reads in the environment when it loads: how many threads it uses, and no more."""

from __future__ import annotations

import os

MOST_THREADS = 1024  # more are only begun, and hear no interrupt meanwhile
_VARIABLE = "POLARS_MAX_THREADS"
_DIGITS = 9
# The variables of the engine's that it may be told numbers by, and the largest of each.
_NUMBERS = {
    _VARIABLE: MOST_THREADS,
    "RAYON_NUM_THREADS": MOST_THREADS,
    "POLARS_IDEAL_MORSEL_SIZE": 10**_DIGITS - 1,
}
_ENGINE = ("POLARS_", "RAYON_")


def use_threads(threads: int | None) -> int | None:
    """Set how many threads the engine uses, where a number is given."""
    if threads is not None:
        os.environ[_VARIABLE] = str(threads)
    return threads


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
