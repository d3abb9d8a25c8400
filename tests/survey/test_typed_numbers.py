"""Numbers that have a type keep their value, whatever signs the numbers in text have.

Where a column holds both, typed numbers become text on their way: it is read back as it was meant.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from files import (
    BY_INCOME,
    HEADER,
    Cell,
    Row,
    classify,
    run,
    stata,
    write_csv,
    write_ods,
    write_parquet,
    write_spss,
    write_xls,
    write_xlsx,
)

from mdpoverty import SurveyError
from mdpoverty import classify as classified

NUMBERS = (28.125, 900.125, 1499999.75, 0.001, 7.0, 1200000.0, -28.125, -900.125, 999999999999999.0)
READ = (
    *("28.125", "900.125", "1499999.75", "0.001", "7", "1200000"),
    *("-28.125", "-900.125", "999999999999999"),
)
# Signs, and a number in text that is spelt with them.
SIGNS: dict[str, tuple[tuple[str, ...], str]] = {
    "none": ((), "1400000.5"),
    "decimal": (("--decimal", ","), "1400000,5"),
    "thousands": (("--thousands", "."), "1.400.000,5"),
    "both": (("--decimal", ",", "--thousands", "."), "1.400.000,5"),
    "english": (("--thousands", ","), "1,400,000.5"),
    "space": (("--decimal", ",", "--thousands", "space"), "1 400 000,5"),
}

Write = Callable[[Path, Sequence[Row]], list[str | Path]]


def _sqlite(folder: Path, rows: Sequence[Row]) -> list[str | Path]:
    with closing(sqlite3.connect(folder / "a.db")) as opened, opened:
        opened.execute(f"CREATE TABLE h ({', '.join(HEADER)})")
        opened.executemany("INSERT INTO h VALUES (?, ?, ?, ?)", rows)
    return ["--database", f"sqlite:///{folder / 'a.db'}", "--query", "SELECT * FROM h"]


def _beside_csv(write: Callable[[Path, Sequence[Row]], Path], name: str) -> Write:
    """Return what writes the rows with typed numbers into one file, and the last into CSV."""

    def written(folder: Path, rows: Sequence[Row]) -> list[str | Path]:
        typed = write(folder / name, [HEADER, *rows[:-1]])
        return [typed, write_csv(folder / "z.csv", [HEADER, rows[-1]])]

    return written


def _workbook(write: Callable[[Path, Sequence[Row]], Path], name: str) -> Write:
    return lambda folder, rows: [write(folder / name, [HEADER, *rows])]


WAYS: dict[str, Write] = {
    "sqlite": _sqlite,
    "sqlite in batches": _sqlite,
    "xlsx": _workbook(write_xlsx, "a.xlsx"),
    "xls": _workbook(write_xls, "a.xls"),
    "ods": _workbook(write_ods, "a.ods"),
    "parquet and csv": _beside_csv(write_parquet, "a.parquet"),
    "stata and csv": _beside_csv(stata(118), "a.dta"),
    "spss and csv": _beside_csv(write_spss, "a.sav"),
    "xlsx and csv": _beside_csv(write_xlsx, "a.xlsx"),
}


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize("way", WAYS)
def test_typed_numbers_keep_their_value_beside_text(
    way: str, signs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one column, one file or one batch, or in several: by options, and by a map's signs."""
    if way == "sqlite in batches":
        monkeypatch.setattr("mdpoverty.files.sqlite.BATCH", len(NUMBERS))
    options, text = SIGNS[signs]
    cells: list[Cell] = [*NUMBERS, text]
    rows: list[Row] = [(f"H{place}", "rural", 4, cell) for place, cell in enumerate(cells)]
    named = WAYS[way](tmp_path, rows)
    done = classify(*named, *BY_INCOME, *options, "-q")
    assert done.column("income_per_capita") == [*READ, "1400000.5"], done.errors
    said = "".join(
        f'  {name[2:]}: "{sign}"\n' for name, sign in zip(options[::2], options[1::2], strict=True)
    )
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        f"survey: a survey\nround: 2015\nhousehold:\n{said}"
        "  household_id: {column: household_id}\n  area: {column: area}\n"
        "  household_size: {column: household_size}\n"
        "  income_per_capita: {first_known: [{column: income_per_capita}, {constant: 1}]}\n",
        encoding="utf-8",
    )
    done = classify(*named, *BY_INCOME, "--columns", mapping, "-q")
    assert done.column("income_per_capita") == [*READ, "1400000.5"], done.errors


@pytest.mark.parametrize("way", WAYS)
def test_typed_numbers_are_ids_as_they_are_written(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id that could be taken for a group of thousands is that of text, and shown as it is."""
    if way == "sqlite in batches":
        monkeypatch.setattr("mdpoverty.files.sqlite.BATCH", 2)
    rows: list[Row] = [(12.345, "rural", 4, 900_000), (-900.125, "rural", 4, 900_000)]
    named = WAYS[way](tmp_path, [*rows, ("b", "rural", 4, "900000")])
    done = classify(*named, *BY_INCOME, "-q")
    assert done.column("household_id") == ["12.345", "-900.125", "b"], done.errors
    if len(named) == 1:
        explained = run("explain", *named, "12.345", *BY_INCOME)
        assert explained.out.startswith("household 12.345:"), explained.errors
    folder = tmp_path / "twice"
    folder.mkdir()
    named = WAYS[way](folder, [*rows, ("12.345", "rural", 4, 900_000)])
    refused = classify(*named, *BY_INCOME)
    assert refused.code == 3
    assert "household_id: appears on more than one row" in refused.errors
    assert "'12.345'" in refused.errors


@pytest.mark.parametrize(
    ("write", "name"), [(write_xlsx, "a.xlsx"), (write_xls, "a.xls"), (write_ods, "a.ods")]
)
def test_typed_numbers_are_kept_as_they_are_written(
    write: Callable[[Path, Sequence[Row]], Path], name: str, tmp_path: Path
) -> None:
    """So are those of columns that are carried on, grouped by, set aside or headings."""
    header = (*HEADER, "commune", "note", 900.125)
    rows: list[Row] = [
        ("a", "rural", 4, 900_000, 12.345, 900.125, "x"),
        ("b", "rural", 4, 900_000, "y", "z", -0.125),
        ("c", "rural", 900.125, 900_000, "y", 12.345, 12.345),
    ]
    file = write(tmp_path / name, [header, *rows])
    rejects = tmp_path / "rejects.csv"
    done = classify(file, *BY_INCOME, "--keep", "all", "--rejects", rejects, "-q")
    assert done.column("commune") == ["12.345", "y"], done.errors
    assert done.column("note") == ["900.125", "z"]
    assert done.column("900.125") == ["x", "-0.125"]
    [refused] = csv.DictReader(rejects.read_text("utf-8").splitlines())
    assert [refused["household_size"], refused["note"]] == ["900.125", "12.345"]
    summary = run("summarize", file, *BY_INCOME, "--by", "note", "--rejects", rejects, "-q")
    assert "\n900.125," in summary.out, summary.errors
    assert "household_size: is not a whole number (1 row: a!C4 '900.125')" in (
        classify(file, *BY_INCOME).errors.replace("Sheet1!", "a!").replace("survey!", "a!")
    )


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize("way", WAYS)
def test_typed_numbers_of_too_many_digits_are_refused(
    way: str, signs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 10^15 on no number is one, beside text as without it; nothing smaller is made of it."""
    if way == "sqlite in batches":
        monkeypatch.setattr("mdpoverty.files.sqlite.BATCH", 1)
    options, text = SIGNS[signs]
    for number in (1e15, -1e15, 1234567890123456.0, 1e22):
        folder = tmp_path / str(number)
        folder.mkdir()
        named = WAYS[way](folder, [("a", "rural", 4, number), ("b", "rural", 4, text)])
        done = classify(*named, *BY_INCOME, *options)
        assert done.code == 3, done.out
        assert "income_per_capita" in done.errors


def test_numbers_beside_text_in_frames_are_refused() -> None:
    """A column of objects is not one of cells."""
    for cells in ([28.125, "28,125"], ["1.400.000", 900.125], [1, "a"]):
        columns = {"household_id": ["a", "b"], "area": ["rural"] * 2, "household_size": [4, 4]}
        typed = pd.DataFrame({**columns, "income_per_capita": cells})
        objects = pl.DataFrame({**columns, "income_per_capita": pl.Series(cells, dtype=pl.Object)})
        for frame in (typed, objects):
            with pytest.raises(SurveyError, match="income_per_capita"):
                classified(frame, standard="vn-2011-2015")
