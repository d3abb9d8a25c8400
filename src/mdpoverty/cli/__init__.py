"""The command line: reads options, calls the library, prints, and exits with one meaning each."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from mdpoverty import exit_codes
from mdpoverty.cli.interrupts import heed_interrupts, interrupts_first
from mdpoverty.cli.streams import open_streams
from mdpoverty.cli.threads import forget_settings_of_the_engine


def main() -> NoReturn:
    """Run the program and exit."""
    # The process is short: what its end frees need not be looked for while modules load.
    gc.disable()
    # Looking for plug-ins that could change what a threshold file may say takes time too.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    # numpy's algebra, which nothing here uses, would start a thread a core and let it spin.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    forget_settings_of_the_engine()
    # Rows that Polars works on at a time: with its own 100,000, of our many columns, a nation of
    # households takes a third more memory and no less time.
    os.environ.setdefault("POLARS_IDEAL_MORSEL_SIZE", "16384")
    # What this program writes it reads again: no umask shall take that from its owner.
    os.umask(os.umask(0o077) & 0o077)
    open_streams()
    try:
        heed_interrupts()
        with interrupts_first():
            code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules load: nothing is begun
        code = exit_codes.INTERRUPTED
    # What is not said by now cannot be said, and an interrupt comes too late.
    with suppress(Exception, KeyboardInterrupt):
        sys.stdout.flush()
        sys.stderr.flush()
    # All files are closed. Taking the modules down would take time, and the engine may still be
    # at work in its thread after an interrupt: nobody waits for it.
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Carry out a command line and return its exit code; every failure is said, none raised."""
    from mdpoverty.cli.app import carry_out  # noqa: PLC0415 -- loads once main has prepared for it

    return carry_out(arguments)
