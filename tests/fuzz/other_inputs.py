"""Mutated files that other commands read: profiles, persons, filled-in forms, maps, standards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from shutil import copy

from files import BY_INCOME, WRITERS, Table, run
from places import ROOT
from readers import ROWS, mutated_file

MEMBERS: Table = [
    ("household_id", "person_id", "age", "sex"),
    *((f"H-{n:03}", f"{n}-{k}", n + k, "female") for n in range(40) for k in range(n % 7 + 1)),
]
EXAMPLES = ROOT / "examples"

Input = tuple[Path, tuple[str | Path, ...]]  # a whole file, and the command that reads it


def _profile(folder: Path, suffix: str, *options: str | Path) -> Path:
    survey = WRITERS["csv"](folder / "survey.csv", ROWS)
    written = folder / f"profile{suffix}"
    done = run("classify", survey, *BY_INCOME, "-o", written, "-q", *options)
    assert done.code == 0, done.errors
    return written


def _two_profiles(folder: Path, suffix: str) -> Input:
    after = _profile(folder, suffix)
    before = Path(copy(after, folder / f"before{suffix}"))
    return after, ("diff", before, after)


def _persons(folder: Path, suffix: str) -> Input:
    persons = folder / f"persons{suffix}"
    members = WRITERS["csv"](folder / "members.csv", MEMBERS)
    _profile(folder, ".csv", "--members", members, "--persons", persons)
    return persons, ("summarize", persons, "--by", "class")


def _two_rounds(folder: Path) -> Input:
    after = _profile(folder, ".csv")
    before = Path(copy(after, folder / "before.csv"))
    return after, ("track", before, after)


def _form(folder: Path) -> Input:
    file = Path(copy(EXAMPLES / "commune-2025.xlsx", folder))
    return file, ("classify", file, "--standard", "vn-2022-2025-review")


def _map(folder: Path) -> Input:
    file = Path(copy(EXAMPLES / "register-2024-map.yaml", folder))
    survey = EXAMPLES / "register-2024.xlsx"
    return file, ("classify", survey, "--columns", file, "--year", "2024")


def _standard(folder: Path) -> Input:
    file = Path(copy(EXAMPLES / "standards" / "example-province.yaml", folder))
    return file, ("standards", "show", file)


INPUTS: Mapping[str, Callable[[Path], Input]] = {
    "profile.csv": lambda folder: _two_profiles(folder, ".csv"),
    "profile.parquet": lambda folder: _two_profiles(folder, ".parquet"),
    "persons.csv": lambda folder: _persons(folder, ".csv"),
    "persons.parquet": lambda folder: _persons(folder, ".parquet"),
    "rounds": _two_rounds,
    "form": _form,
    "map": _map,
    "standard": _standard,
}


def fault_of_input(kind: str, seed: int | None, folder: Path) -> str:
    """Return what is wrong with how a mutated file is treated, nothing where nothing is.

    Without a seed it is whole, and must be accepted.
    """
    file, command = INPUTS[kind](folder)
    if seed is not None:
        rng = Random(f"{kind} {seed}")  # noqa: S311 -- the same file for the same seed
        file.write_bytes(mutated_file(file, rng))
    done = run(*command)
    if "Traceback" in done.errors or done.code not in ((0,) if seed is None else (0, 2, 3)):
        return f"exit {done.code}: {done.errors[-2000:]}"
    said = any(line.startswith("error: ") for line in done.errors.splitlines())
    return "" if said == bool(done.code) else f"exit {done.code} without words"
