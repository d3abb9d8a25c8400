"""Registers of households by round as frames and files, and what `track` makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
from diffs import run, write_rows
from files import Done, rows_in
from second_reading import Row


def track(*arguments: str | Path) -> Done:
    """Carry out `mdpoverty track`."""
    return run("track", *arguments)


def quietly(*arguments: str | Path) -> str:
    """Return what `mdpoverty track` prints, without a word."""
    done = track(*arguments, "-q")
    assert (done.code, done.errors) == (0, ""), done.errors
    return done.out


def refusal(*arguments: str | Path, code: int = 3) -> str:
    """Return the words with which `mdpoverty track` refuses what it was given."""
    done = track(*arguments, "-q")
    assert (done.code, done.out) == (code, ""), done.errors
    assert "Traceback" not in done.errors
    return done.errors


def households(*arguments: str | Path) -> list[Row]:
    """Return the rows of households that `mdpoverty track` prints."""
    return rows_in(quietly(*arguments))


def profile(year: int | None, classes: Mapping[str, str], **columns: Sequence[object]) -> list[Row]:
    """Return the rows of a small profile: a class for each household, and other columns."""
    rows: list[Row] = []
    for place, (name, class_) in enumerate(classes.items()):
        row = {"household_id": name, "class": class_}
        row |= {} if year is None else {"survey_year": str(year)}
        rows.append(row | {column: str(cells[place]) for column, cells in columns.items()})
    return rows


def write_rounds(folder: Path, *rounds: list[Row]) -> list[Path]:
    """Write profiles as CSV, each called by its year, else by its place."""
    return [
        write_rows(folder / f"{rows[0].get('survey_year', f'round-{place}')}.csv", rows)
        for place, rows in enumerate(rounds, start=1)
    ]


def frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows as a frame of text."""
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


def line(rows: Sequence[Mapping[str, object]], flow: str, **cells: str) -> int:
    """Return how many households are in the lines of stock and flow that have these cells."""
    wanted = {"flow": flow, **cells}
    return sum(int(str(row["households"])) for row in rows if wanted.items() <= row.items())
