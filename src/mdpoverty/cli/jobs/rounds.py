"""The files of rounds, and of the tables beside them, as command lines give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from mdpoverty.files.layout import Layout
from mdpoverty.files.paths import matching
from mdpoverty.files.writing import Form, write
from mdpoverty.survey.opening import open_survey
from mdpoverty.survey.survey import Survey

_ROUND = "ROUND"


def files_of(rounds: Sequence[str], tables: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Return every file that is read, after what names it: rounds, then the tables there are."""
    found = [(_ROUND, file) for pattern in rounds for file in matching(pattern)]
    return found + [(option, file) for option, file in tables.items() if file is not None]


def opened_files(files: Sequence[tuple[str, str]], layout: Layout, scratch: Path) -> list[Survey]:
    """Return files, opened, in order; the sheet of a workbook is called as its option is."""
    surveys = []
    for index, (option, path) in enumerate(files):
        folder = scratch / f"opened-{index}"
        folder.mkdir()
        sheet = "profile" if option == _ROUND else option.removeprefix("--")
        surveys.append(open_survey([path], folder, sheet, layout))
    return surveys


def kept_in(scratch: Path) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """Return what keeps the rows of a plan in a folder, to be looked at several times."""
    kept: list[Path] = []

    def keep(plan: pl.LazyFrame) -> pl.LazyFrame:
        kept.append(scratch / f"kept-{len(kept)}.parquet")
        write(plan, kept[-1], Form("parquet", scratch))
        return pl.scan_parquet(kept[-1], glob=False)

    return keep


def stem(name: str) -> str:
    """Return what a file is called, without what says its format."""
    for packed in (".gz", ".zst"):
        name = name.removesuffix(packed)
    return Path(name).stem
