"""The rounds that `track` and `tables` are given: opened, named, and kept to be looked at again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from mdpoverty.cli.reading_options import TextOptions
from mdpoverty.cli.session import Session
from mdpoverty.files.table_form import Form
from mdpoverty.files.writing import write
from mdpoverty.survey.survey import Survey


def opened_rounds(
    session: Session, files: Sequence[tuple[str, str]], text: TextOptions
) -> list[Survey]:
    """Return files, opened, in order; the sheet of a workbook is called as its option is."""
    return [
        session.survey([file], text, option[2:] if option.startswith("--") else "profile")
        for option, file in files
    ]


def kept_in(scratch: Path) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """Return what keeps the rows of a plan in a folder, to be looked at several times."""
    kept: list[Path] = []

    def keep(plan: pl.LazyFrame) -> pl.LazyFrame:
        kept.append(scratch / f"kept-{len(kept)}.parquet")
        write(plan, kept[-1], Form("parquet", scratch))
        return pl.scan_parquet(kept[-1], glob=False)

    return keep


def read_once(
    surveys: Sequence[Survey], keep: Callable[[pl.LazyFrame], pl.LazyFrame]
) -> list[Survey]:
    """Return surveys whose cells are kept: text is slow to take apart, and is looked at often."""
    return [
        survey if survey.parquet else replace(survey, frame=keep(survey.frame))
        for survey in surveys
    ]
