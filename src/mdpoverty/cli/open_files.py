"""How many files the system lets the program have open at once: with few the engine panics."""

from __future__ import annotations

import sys

from mdpoverty.errors import OutputError, Problem
from mdpoverty.language.messages import message

# The engine's threads, a workbook or a picture take 28 files at most, measured with Linux; workers,
# lists of members and several surveys take a few more each.
LEAST = 64


def require_open_files() -> None:
    """Raise OutputError where the system lets the program have fewer than LEAST files open.

    What meets that limit within a library need not say so, and may leave files behind.
    """
    if sys.platform == "win32":
        return  # which counts otherwise, and allows hundreds
    import resource  # noqa: PLC0415 -- which Windows does not have

    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY or most >= LEAST:
        return
    wrong = message(
        "cli.few-open-files",
        "the system allows {most}; mdpoverty needs {least}",
        most=most,
        least=LEAST,
    )
    advice = message("cli.few-open-files-advice", "run `ulimit -n 256` first, then try again")
    problem = Problem(message("cli.open-files", "open files"), wrong, advice=advice)
    headline = message("cli.too-few-open-files", "too few files may be open at once")
    raise OutputError(headline, [problem])
