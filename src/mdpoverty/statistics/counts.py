"""From a survey to cells: how many households there are of each kind, in one streaming pass.

Households that share their group, stratum, primary sampling unit, weight, class and answers are
one cell. Every statistic is a sum over cells, and a count is the same in whatever order it was
added up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.conditions import Given
from mdpoverty.classification.decide import INCOME, answers, decided
from mdpoverty.codebook import HOUSEHOLD_SIZE, variables
from mdpoverty.errors import lacking
from mdpoverty.profile.written import DECIDED, decided_in, is_written
from mdpoverty.reading.checks import MEMBERS, REFUSED
from mdpoverty.reading.reading import Reading
from mdpoverty.run.incomes import are_low, incomes_in
from mdpoverty.run.passes import Account, Passing, pass_through, watched
from mdpoverty.run.persons import composed
from mdpoverty.run.refused import Failures, Repeated
from mdpoverty.standards.class_rules import UNDETERMINED
from mdpoverty.statistics.request import Asked
from mdpoverty.survey.survey import CELL, require_cells, require_columns

DESIGN = ("stratum", "psu")
HOUSEHOLDS, WEIGHT = "_households", "_weight"  # of a cell: how many, and the weight of each


@dataclass(frozen=True)
class Counted:
    """What became of a survey, and its cells.

    `cells` has a column for each group (CELL before its name), those of DESIGN that the survey
    has, DECIDED, one for each indicator (1 deprived, 0 not, null unknown), and HOUSEHOLDS and
    WEIGHT; its rows are in order. `designed` says whether the survey has weights, strata or
    primary sampling units. `left_out` counts households left out for an unknown indicator.
    """

    cells: pl.DataFrame
    designed: bool
    households: Account
    members: Account | None
    left_out: int
    undetermined: int
    low_incomes: bool
    failures: tuple[Failures, ...]


def counting(reading: Reading, asked: Asked) -> Reading:
    """Return a reading with what a summary reads beside the profile.

    That is the survey's design, sizes where persons are counted, and the classes of a written
    profile. Raises SurveyError where a survey has no sizes and persons are counted.
    """
    survey, household = reading.survey, variables("household")
    found = {name: household[name] for name in DESIGN if name in survey.given}
    if asked.unit == "persons" and HOUSEHOLD_SIZE not in reading.variables:
        if HOUSEHOLD_SIZE not in survey.given and reading.roster is None:
            advice = "count households, or add it"
            raise lacking(survey.name, survey.given, [HOUSEHOLD_SIZE], advice)
        found[HOUSEHOLD_SIZE] = household[HOUSEHOLD_SIZE]
    required = [*reading.required, *found]
    if is_written(survey):
        required.append("class")
        found |= decided_in(reading.standard)
    require_cells(survey, found)
    return replace(
        reading,
        variables={**reading.variables, **found},
        required=tuple(dict.fromkeys(required)),
    )


def count(
    reading: Reading,
    asked: Asked,
    *,
    refuse: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Counted:
    """Return the cells of a survey that is read for `counting`.

    One streaming pass; a second one only where keys repeat. Raises SurveyError, with every
    problem, when a row is refused and `refuse` does not allow it.
    """
    require_columns(reading.survey, asked.groups)
    keys = keys_of(reading, asked)

    def run(repeated: Repeated, passing: Passing) -> tuple[pl.DataFrame, list[int]]:
        left_out: list[int] = []
        plan = _plan(reading, asked, repeated, passing)
        plan = _tapped(plan, reading, asked, passing, left_out, progress)
        frame: Any = nw.from_native(plan)
        counted: pl.LazyFrame = (
            frame.group_by(*keys).agg(nw.len().cast(nw.Int64).alias(HOUSEHOLDS)).to_native()
        )
        return counted.collect(engine="streaming").sort(keys), left_out

    passed = pass_through(reading, run, refuse=refuse)
    cells, left_out = passed.result
    return Counted(
        cells,
        designed(reading),
        passed.passing.households(),
        passed.members,
        sum(left_out),
        sum(passed.passing.undetermined),
        are_low(passed.passing.incomes),
        passed.failures,
    )


def designed(reading: Reading) -> bool:
    """Return whether a survey has weights, strata or primary sampling units."""
    return any(name in reading.variables for name in ("weight", *DESIGN))


def keys_of(reading: Reading, asked: Asked) -> list[str]:
    """Return the columns in which the households of a cell are alike."""
    return [
        *(CELL + name for name in asked.groups),
        *(name for name in DESIGN if name in reading.variables),
        *DECIDED,
        *reading.standard.indicators,
        WEIGHT,
    ]


def _plan(reading: Reading, asked: Asked, repeated: Repeated, passing: Passing) -> pl.LazyFrame:
    """Return every row with what makes it one of its cell, and whether it is refused."""
    frame = watched(reading, repeated, passing, asked.groups)
    native: pl.LazyFrame = told(frame, reading, asked).to_native()
    schema = reading.survey.schema
    groups = [CELL + name for name in asked.groups]
    return native.select(
        *(composed(CELL + name, schema[name]) for name in asked.groups),
        *(pl.col(name) for name in keys_of(reading, asked) if name not in groups),
        "household_id",
        INCOME,
        *([MEMBERS] if reading.roster else []),
        REFUSED,
    )


def told(frame: nw.LazyFrame[Any], reading: Reading, asked: Asked) -> nw.LazyFrame[Any]:
    """Return households with what makes each one of its cell."""
    standard = reading.standard
    known = Given(frozenset(reading.variables), reading.tallies)
    if is_written(reading.survey):
        nothing = nw.lit(None, dtype=nw.Float64)
        frame = frame.with_columns(**answers(standard, known), **{INCOME: nothing})
    else:
        frame, outcome = decided(frame, standard, known)
        frame = frame.with_columns(**outcome)
    weight = nw.col("weight") if "weight" in reading.variables else nw.lit(1.0)
    if asked.unit == "persons":
        weight *= nw.col(HOUSEHOLD_SIZE)
    return frame.with_columns(
        **{name: nw.col(name).cast(nw.Int8) for name in standard.indicators}, **{WEIGHT: weight}
    )


def _tapped(  # noqa: PLR0913, PLR0917 -- what passes, where it is noted, and what goes on
    plan: pl.LazyFrame,
    reading: Reading,
    asked: Asked,
    passing: Passing,
    left_out: list[int],
    progress: Callable[[int], object],
) -> pl.LazyFrame:
    """Return the rows to count, noting all rows on their way."""
    keys = keys_of(reading, asked)
    answered = complete(list(reading.standard.indicators))

    def tap(batch: pl.DataFrame) -> pl.DataFrame:
        kept = passing.note(batch)
        passing.incomes.append(incomes_in(kept[INCOME]))
        if asked.complete_cases:
            every = kept.height
            kept = kept.filter(answered)
            left_out.append(every - kept.height)
        passing.undetermined.append(int((kept["class"] == UNDETERMINED).sum()))
        progress(batch.height)
        return kept.select(keys)

    have = plan.collect_schema()
    schema = {name: have[name] for name in keys}
    return plan.map_batches(tap, schema=schema, validate_output_schema=False, streamable=True)


def complete(indicators: Sequence[str]) -> pl.Expr:
    """Return whether no indicator of a household is unknown."""
    return pl.all_horizontal(pl.lit(value=True), *(pl.col(n).is_not_null() for n in indicators))
