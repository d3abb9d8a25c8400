"""Classify the households of a survey, and keep account of every row that was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import polars as pl

from mdpoverty.classification.decide import profile
from mdpoverty.classification.lists import spelled
from mdpoverty.codebook import PROFILE_LAST
from mdpoverty.files.rows import ROW
from mdpoverty.files.table_form import Form
from mdpoverty.files.writing import write
from mdpoverty.language import Language
from mdpoverty.reading.checks import MEMBERS
from mdpoverty.reading.failing import REFUSED
from mdpoverty.reading.reading import Reading, carrying, carrying_members
from mdpoverty.run.passes import Passed, Passing, pass_through
from mdpoverty.run.persons import carried_cells, carried_through, persons_of
from mdpoverty.run.rejects import write_refused
from mdpoverty.survey.cells import require_columns
from mdpoverty.survey.survey import CELL

T = TypeVar("T")


def classify_rows(  # noqa: PLR0913 -- the rows, and what to do with them
    reading: Reading,
    deliver: Callable[[pl.LazyFrame], T],
    *,
    refuse: bool,
    keep_all: bool = False,
    progress: Callable[[int], object] = lambda _: None,
    begin: Callable[[Passing], object] = lambda _: None,
) -> Passed[T]:
    """Hand the profile of a survey's households, as one lazy plan, to `deliver`.

    `begin` is told of each pass before its rows. One streaming pass; a second one only where keys
    repeat. Raises SurveyError, with every problem, when a row is refused and `refuse` does not
    allow it.
    """
    carried = carried_through(reading.survey, reading.columns, reading.columns) if keep_all else {}
    require_columns(reading.survey, carried)
    columns = {name: name for name in reading.columns}
    columns |= {CELL + name: called for name, called in carried.items()}
    reading = carrying(reading, carried)

    def run(passing: Passing) -> T:
        begin(passing)
        plan = _plan(reading, passing, list(carried))
        plan = passing.tapped(plan, decided="class")
        return deliver(plan.select(pl.col(own).alias(called) for own, called in columns.items()))

    return pass_through(reading, run, refuse=refuse, progress=progress)


def write_profile(  # noqa: PLR0913 -- the files, and what to do with them
    reading: Reading,
    target: Path,
    form: Form,
    *,
    rejects: Sequence[tuple[Path, Form]] = (),
    persons: tuple[Path, Form] | None = None,
    keep_all: bool = False,
    language: Language = "en",
    progress: Callable[[int], object] = lambda _: None,
    begin: Callable[[Passing], object] = lambda _: None,
) -> Passed[None]:
    """Write the profile of a survey's households to `target`.

    `rejects` are the files for the refused rows of the survey and of its roster, if it has one,
    with why they are refused in the `language`; `persons` is the one for its members with the class
    of their household. Raises SurveyError, with every problem, when a row is refused and there are
    no `rejects`.
    """
    form = replace(form, quoted=reading.survey.quoted)
    if persons is not None and reading.roster is not None and keep_all:
        reading = replace(reading, roster=carrying_members(reading.roster))

    def deliver(plan: pl.LazyFrame) -> None:
        if persons is not None and reading.roster is not None:
            require_columns(reading.roster.survey, reading.roster.survey.schema if keep_all else ())
            whole = form.scratch / "households.parquet"
            write(plan, whole, replace(form, kind="parquet", words=None))
            plan = pl.scan_parquet(whole, glob=False)
            write(persons_of(reading.roster, plan, keep_all=keep_all), *persons)
        write(plan, target, form)

    done = classify_rows(
        reading, deliver, refuse=bool(rejects), keep_all=keep_all, progress=progress, begin=begin
    )
    write_refused(rejects, done, language)
    return done


def _plan(reading: Reading, passing: Passing, carried: Sequence[str]) -> pl.LazyFrame:
    """Return the profile of every row, `carried` columns after it, and whether it is refused."""
    found: pl.LazyFrame = profile(
        passing.rows(carried), reading.standard, reading.given
    ).to_native()
    found = found.select(
        *(name for name in reading.columns if name not in PROFILE_LAST),
        *carried_cells(reading.survey, carried, reading.standard).values(),
        *([MEMBERS] if reading.roster else []),
        REFUSED,
        ROW,
    )
    return spelled(found, list(reading.standard.indicators))
