"""Mutated files of members: each row is used or refused, and each household written or refused.

The survey beside them is whole. What a file holds is counted by another library.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pyarrow.parquet
from files import WRITERS, Table, run
from places import ROOT
from readers import mutated_file

_HOUSEHOLDS = 30


def _examples(name: str) -> Table:
    """Return the rows of an example about the first households."""
    with (ROOT / "examples" / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    households = sorted({row[0] for row in rows})[:_HOUSEHOLDS]
    return [tuple(header), *(tuple(row) for row in rows if row[0] in households)]


def _text_rows(file: Path) -> int:
    text = file.read_bytes().decode("utf-8-sig")
    return _filled([*csv.reader(io.StringIO(text, newline=""), strict=True)])


def _sheet_rows(file: Path) -> int:
    return _filled([*openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)])


def _filled(rows: list[Any]) -> int:
    """Return how many rows are below the heading; a blank one is none, unless its cells are few."""
    widths = (0, 1, len(rows[0]))
    return sum(
        len(row) not in widths or any(str(cell or "").strip() for cell in row) for row in rows[1:]
    )


MEMBERS: Mapping[str, Callable[[Path], int]] = {
    "csv": _text_rows,
    "xlsx": _sheet_rows,
    "parquet": lambda file: int(pyarrow.parquet.read_table(file).num_rows),
}


def fault_of_members(kind: str, seed: int | None, folder: Path) -> str:
    """Return what is wrong with how a mutated file of members is treated, nothing where nothing is.

    Without a seed it is whole, and must be accepted.
    """
    survey = WRITERS["csv"](folder / "survey.csv", _examples("survey.csv"))
    members = WRITERS[kind](folder / f"members.{kind}", _examples("members.csv"))
    if seed is not None:
        rng = Random(f"members {kind} {seed}")  # noqa: S311 -- the same file for the same seed
        members.write_bytes(mutated_file(members, rng))
    out, persons, rejects, record = (
        folder / name for name in ("profile.csv", "persons.csv", "rejects.csv", "record.json")
    )
    done = run(
        *("classify", survey, "--members", members, "-o", out, "--persons", persons),
        *("--rejects", rejects, "--record", record),
    )
    if "Traceback" in done.errors or done.code not in ((0,) if seed is None else (0, 2, 3)):
        return f"exit {done.code}: {done.errors[-2000:]}"
    said = any(line.startswith("error: ") for line in done.errors.splitlines())
    if said != bool(done.code):
        return f"exit {done.code} without words"
    if done.code:
        return "written for all that" if out.exists() or persons.exists() else ""
    read = [each["rows"] for each in json.loads(record.read_text(encoding="utf-8"))["inputs"]]
    refused = rejects, rejects.with_name("rejects-members.csv")
    kept = [
        _text_rows(written) + _text_rows(other)
        for written, other in zip((out, persons), refused, strict=True)
    ]
    expected = [len(_examples("survey.csv")) - 1, read[1]]
    with suppress(Exception):  # which then says nothing
        expected[1] = MEMBERS[kind](members)
    return "" if read == kept == expected else f"read {read}, kept {kept}, there were {expected}"
