"""A run of `mdpoverty diff`, and what it prints and writes, for its tests."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from files import Done, rows_in
from second_reading import Row
from terminals import Screen

from mdpoverty import cli

OLD, NEW = "vn-2016-2020", "vn-2022-2025"


def run(*arguments: str | Path, on: type[io.TextIOWrapper] = io.TextIOWrapper) -> Done:
    """Carry out `mdpoverty` with these arguments, whose streams are of the kind `on`."""
    out, errors = (on(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(errors):
        code = cli.run([*map(str, arguments)])
    for stream in (out, errors):
        stream.seek(0)
    return Done(code, out.read(), errors.read())


def diff(*arguments: str | Path) -> Done:
    """Carry out `mdpoverty diff`."""
    return run("diff", *arguments)


def quietly(*arguments: str | Path) -> str:
    """Return what `mdpoverty diff` prints, without a word."""
    done = diff(*arguments, "-q")
    assert (done.code, done.errors) == (0, ""), done.errors
    return done.out


def shown(*arguments: str | Path) -> str:
    """Return what `mdpoverty diff` shows on a terminal, without a word and without colours."""
    with patch.dict(os.environ, NO_COLOR="1"):
        done = run("diff", *arguments, "-q", on=Screen)
    assert (done.code, done.errors) == (0, ""), done.errors
    return done.out


def households(*arguments: str | Path) -> list[Row]:
    """Return the rows of the households that `mdpoverty diff` writes."""
    return rows_in(quietly(*arguments))


def counts(*arguments: str | Path) -> dict[str, Any]:
    """Return the object of `mdpoverty diff`, its numbers as the decimals that are printed."""
    text = quietly(*arguments, "--format", "json")
    found: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return found


def write_rows(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows as CSV, with the columns of the first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path
