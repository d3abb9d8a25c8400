"""What engines say on standard error by themselves: told, unless our words say it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from mdpoverty.errors import MdpovertyError

_ERRORS = 2  # the number of standard error


@contextmanager
def engine_overheard(scratch: Path) -> Iterator[None]:
    """Hold back what others than we write to standard error, until it is known what came of it.

    An engine that panics over a damaged file says so there, before we refuse the file: then our
    words say what is wrong, and its words are dropped. In all other cases they follow when this
    is left. They wait in the folder `scratch`.
    """
    if not _words_are_apart():
        yield
        return
    dropped = False
    held = TemporaryFile(dir=scratch)  # noqa: SIM115 -- closed below, whatever its disk says then
    shown = os.dup(_ERRORS)
    os.dup2(held.fileno(), _ERRORS)
    try:
        yield
    except MdpovertyError:
        dropped = True
        raise
    finally:
        os.dup2(shown, _ERRORS)
        os.close(shown)
        words = b""
        with suppress(OSError), held:
            held.seek(0)
            words = held.read()
        if not dropped:
            sys.stderr.buffer.write(words)
            sys.stderr.flush()


def _words_are_apart() -> bool:
    """Return whether our words have a number of their own, as they have once streams are opened."""
    with suppress(AttributeError, OSError, ValueError):  # of a stream that is no file
        return sys.stderr.fileno() != _ERRORS
    return False
