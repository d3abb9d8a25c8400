"""What the system must let the program have: with less, libraries panic or end without a word."""

from __future__ import annotations

import sys

from mdpoverty.cli.threads import require_threads
from mdpoverty.errors import OutputError, Problem
from mdpoverty.language.messages import Phrase, message
from mdpoverty.system_faults import RAISE_FILES

# The engine's threads, a workbook or a picture take 28 files at most, measured with Linux; workers,
# lists of members and several surveys take a few more each.
LEAST_FILES = 64
# Addresses, in GB: the engine ends below 1.3. What draws charts sets aside ranges of them that it
# never fills: 64 are too few.
LEAST_ADDRESSES, LEAST_TO_DRAW = 2, 100
_GB = 10**9

_ALLOWED = Phrase("cli.system-allows", "the system allows {most}; mdpoverty needs {least}")
_GIGABYTES = Phrase("cli.gigabytes", "{number} GB")


def require_system_limits() -> None:
    """Raise OutputError where the system lets the program have too few files, addresses, threads.

    What meets such a limit within a library need not say so, and may leave files behind.
    """
    most = _limit("RLIMIT_NOFILE")
    if most is not None and most < LEAST_FILES:
        wrong = _ALLOWED(most=most, least=LEAST_FILES)
        problem = Problem(message("cli.open-files", "open files"), wrong, advice=RAISE_FILES())
        headline = message("cli.too-few-open-files", "too few files may be open at once")
        raise OutputError(headline, [problem])
    _require_addresses(LEAST_ADDRESSES)
    require_threads()


def require_addresses_to_draw() -> None:
    """Raise OutputError where the system lets the program have too few addresses for charts."""
    _require_addresses(LEAST_TO_DRAW)


def _require_addresses(least: int) -> None:
    most = _limit("RLIMIT_AS")
    if most is None or most >= least * _GB:
        return
    wrong = _ALLOWED(most=_GIGABYTES(number=round(most / _GB, 1)), least=_GIGABYTES(number=least))
    advice = message("cli.few-addresses-advice", "run `ulimit -v unlimited` first, then try again")
    problem = Problem(message("cli.addresses", "virtual memory"), wrong, advice=advice)
    headline = message("cli.too-few-addresses", "too little virtual memory may be used")
    raise OutputError(headline, [problem])


def _limit(name: str) -> int | None:
    """Return a limit of the system's; None where there is none."""
    if sys.platform == "win32":
        return None  # which counts otherwise, and allows enough
    import resource  # noqa: PLC0415 -- which Windows does not have

    most, _ = resource.getrlimit(getattr(resource, name))
    return None if most == resource.RLIM_INFINITY else most
