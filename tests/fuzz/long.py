"""Mutated files for as long as one likes: `python tests/fuzz/long.py --minutes 60`.

From the root of the repository. Each find says its kind and seed, with which it is tried again:
`python tests/fuzz/long.py --kind xlsx --seed 17 --seeds 1`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]

from files import WRITERS
from members import MEMBERS, fault_of_members
from other_inputs import INPUTS, fault_of_input
from readers import fault_of, mutant

_ROSTERS = {f"members.{kind}": kind for kind in MEMBERS}
_KINDS = [*WRITERS, *INPUTS, *_ROSTERS]
_MEMORY = 6 << 30  # bytes of addresses that a process may take: a file of a few kB needs no more
_EACH = 10  # seeds that a process tries, which may be ended by the system


def main() -> int:
    """Try files of every kind until the time is over; return 1 where one failed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--kind", choices=_KINDS, help="only this one")
    options.add_argument("--seed", type=int, default=0, help="the first one")
    options.add_argument("--seeds", type=int, help="how many, without a limit of time")
    asked = options.parse_args()
    kinds = [asked.kind] if asked.kind else _KINDS
    if asked.seeds:
        return _tried(kinds, range(asked.seed, asked.seed + asked.seeds))
    until, seed, failed = time.monotonic() + 60 * asked.minutes, asked.seed, False
    while time.monotonic() < until:
        for kind in kinds:
            command = ["--kind", kind, "--seed", str(seed), "--seeds", str(_EACH)]
            done = subprocess.run([sys.executable, __file__, *command], check=False)
            failed |= done.returncode != 0
            if done.returncode not in (0, 1):
                sys.stdout.write(f"{kind} {seed}: exit {done.returncode}: {command}\n")
        seed += _EACH
    sys.stdout.write(f"seeds {asked.seed} to {seed - 1} of each of {len(kinds)} kinds\n")
    return int(failed)


def _tried(kinds: list[str], seeds: range) -> int:
    with suppress(ImportError):
        import resource  # noqa: PLC0415 -- Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    failed = 0
    for kind in kinds:
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                if kind in INPUTS:
                    fault = fault_of_input(kind, seed, Path(folder))
                elif kind in _ROSTERS:
                    fault = fault_of_members(_ROSTERS[kind], seed, Path(folder))
                else:
                    fault = fault_of(mutant(kind, seed, Path(folder)))
            if fault:
                failed = 1
                sys.stdout.write(f"--kind {kind} --seed {seed}: {fault}\n")
                sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(main())
