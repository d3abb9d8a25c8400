"""Writing refused rows: all that were counted, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from mdpoverty.files.table_form import Form
from mdpoverty.files.writing import write
from mdpoverty.language import Language
from mdpoverty.run.passes import Passed, tapped
from mdpoverty.run.refused import changed


def write_refused(
    targets: Sequence[tuple[Path, Form]], passed: Passed[Any], language: Language = "en"
) -> None:
    """Write the refused rows of a survey and of its members, each to its file, and why.

    They are read once more, where there are any. Raises SurveyError where they are not those that
    were refused when they passed: then the file has changed meanwhile.
    """
    accounts = (passed.households, passed.members)
    for target, failed, account in zip(targets, passed.failures, accounts, strict=False):
        rows = failed.rows(language)
        if account is not None and not account.refused:
            rows = pl.LazyFrame(schema=rows.collect_schema())
        if account is None or _written(rows, *target) != account.refused:
            raise changed(failed.survey.name)


def _written(rows: pl.LazyFrame, file: Path, form: Form) -> int:
    counts: list[int] = []

    def count(batch: pl.DataFrame) -> pl.DataFrame:
        counts.append(batch.height)
        return batch

    write(tapped(rows, count), file, form)
    return sum(counts)
