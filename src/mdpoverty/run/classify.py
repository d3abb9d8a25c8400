"""Classify the households of a survey, and keep account of every row that was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

import polars as pl

from mdpoverty.classification.decide import profile
from mdpoverty.classification.lists import spelled
from mdpoverty.files.writing import Form, write
from mdpoverty.reading.checks import MEMBERS, REFUSED
from mdpoverty.reading.reading import Reading
from mdpoverty.run.incomes import are_low, incomes_in
from mdpoverty.run.passes import Account, Passing, pass_through, watched
from mdpoverty.run.persons import carried_through, composed, persons_of
from mdpoverty.run.refused import Failures, Repeated
from mdpoverty.standards.class_rules import UNDETERMINED
from mdpoverty.survey.opening import parquet_errors
from mdpoverty.survey.survey import CELL, require_columns

T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """What became of a survey.

    `profile` as it was delivered; the account of the households and, with a roster, of the
    members; how many households are undetermined; whether half of the incomes are too low to be
    VND; the refused rows of each file, where they were asked for.
    """

    profile: T
    households: Account
    members: Account | None
    undetermined: int
    low_incomes: bool
    failures: tuple[Failures, ...]


def classify_rows(
    reading: Reading,
    deliver: Callable[[pl.LazyFrame], T],
    *,
    refuse: bool,
    keep_all: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Done[T]:
    """Hand the profile of a survey's households, as one lazy plan, to `deliver`.

    One streaming pass; a second one only where keys repeat. Raises SurveyError, with every
    problem, when a row is refused and `refuse` does not allow it.
    """
    carried = carried_through(reading.survey, reading.columns, reading.columns) if keep_all else {}
    require_columns(reading.survey, carried)
    columns = {name: name for name in reading.columns}
    columns |= {CELL + name: called for name, called in carried.items()}

    def run(repeated: Repeated, passing: Passing) -> T:
        plan = _plan(reading, repeated, list(carried), passing)
        return deliver(_tapped(plan, columns, passing, progress))

    passed = pass_through(reading, run, refuse=refuse)
    return Done(
        passed.result,
        passed.passing.households(),
        passed.members,
        sum(passed.passing.undetermined),
        are_low(passed.passing.incomes),
        passed.failures,
    )


def write_profile(  # noqa: PLR0913 -- the files, and what to do with them
    reading: Reading,
    target: Path,
    form: Form,
    *,
    rejects: Sequence[tuple[Path, Form]] = (),
    persons: tuple[Path, Form] | None = None,
    keep_all: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Done[None]:
    """Write the profile of a survey's households to `target`.

    `rejects` are the files for the refused rows of the survey and of its roster, if it has one,
    `persons` the one for its members with the class of their household. Raises SurveyError, with
    every problem, when a row is refused and there are no `rejects`.
    """
    form = replace(form, quoted=reading.survey.quoted)

    def deliver(plan: pl.LazyFrame) -> None:
        if persons is not None and reading.roster is not None:
            require_columns(reading.roster.survey, reading.roster.survey.schema if keep_all else ())
            whole = form.scratch / "households.parquet"
            write(plan, whole, replace(form, kind="parquet"))
            plan = pl.scan_parquet(whole, glob=False)
            write(persons_of(reading.roster, plan, keep_all=keep_all), *persons)
        write(plan, target, form)

    with parquet_errors(reading.survey.name):
        done = classify_rows(
            reading, deliver, refuse=bool(rejects), keep_all=keep_all, progress=progress
        )
    for (file, how), failed in zip(rejects, done.failures, strict=False):
        write(failed.rows(), file, how)
    return done


def _plan(
    reading: Reading, repeated: Repeated, carried: Sequence[str], passing: Passing
) -> pl.LazyFrame:
    """Return the profile of every row, `carried` columns after it, and whether it is refused."""
    frame = watched(reading, repeated, passing, carried)
    found: pl.LazyFrame = profile(
        frame, reading.standard, reading.variables, reading.tallies
    ).to_native()
    lists = ("deprived_in", "unknown_in")
    found = found.select(
        *(name for name in reading.columns if name not in lists),
        *(composed(CELL + name, reading.survey.schema[name]) for name in carried),
        *([MEMBERS] if reading.roster else []),
        REFUSED,
    )
    return spelled(found, list(reading.standard.indicators))


def _tapped(
    plan: pl.LazyFrame,
    columns: Mapping[str, str],
    passing: Passing,
    progress: Callable[[int], object],
) -> pl.LazyFrame:
    """Return the rows that are not refused, noting all rows on their way.

    `columns` are those to keep, and what they are called from then on.
    """

    def tap(batch: pl.DataFrame) -> pl.DataFrame:
        kept = passing.note(batch)
        passing.undetermined.append(int((kept["class"] == UNDETERMINED).sum()))
        passing.incomes.append(incomes_in(kept["income_per_capita"]))
        progress(batch.height)
        return pl.DataFrame([kept[name].alias(columns[name]) for name in columns])

    have = plan.collect_schema()
    schema = {columns[name]: have[name] for name in columns}
    return plan.map_batches(tap, schema=schema, validate_output_schema=False, streamable=True)
