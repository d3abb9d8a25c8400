"""From a survey to cells: how many households there are of each kind, in one streaming pass.

Households that share their group, stratum, primary sampling unit, weight, class and answers are
one cell. Every statistic is a sum over cells, and a count is the same in whatever order it was
added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.decide import INCOME, answers, decided
from mdpoverty.codebook import DECIDED, HOUSEHOLD_SIZE, variables
from mdpoverty.errors import lacking
from mdpoverty.profile.written import decided_in, is_written
from mdpoverty.reading.checks import MEMBERS, REFUSED
from mdpoverty.reading.reading import Reading, carrying
from mdpoverty.run.passes import Passed, Passing, pass_through
from mdpoverty.standards.class_rules import UNDETERMINED
from mdpoverty.statistics.request import Asked
from mdpoverty.survey.survey import CELL, require_cells, require_columns
from mdpoverty.survey.values import composed

DESIGN = ("stratum", "psu")
HOUSEHOLDS, WEIGHT = "_households", "_weight"  # of a cell: how many, and the weight of each


@dataclass(frozen=True)
class Counted:
    """The cells of a survey.

    `cells` has a column for each group (CELL before its name), those of DESIGN that the survey
    has, DECIDED, one for each indicator (1 deprived, 0 not, null unknown), and HOUSEHOLDS and
    WEIGHT; its rows are in order. `designed` says whether the survey has weights, strata or
    primary sampling units. `left_out` counts households left out for an unknown indicator.
    """

    cells: pl.DataFrame
    designed: bool
    left_out: int


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
    found = {**reading.variables, **found}
    reading = replace(reading, variables=found, required=tuple(dict.fromkeys(required)))
    return carrying(reading, asked.groups)


def count(
    reading: Reading,
    asked: Asked,
    *,
    refuse: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Passed[Counted]:
    """Return the cells of a survey that is read for `counting`.

    One streaming pass; a second one only where keys repeat. Raises SurveyError, with every
    problem, when a row is refused and `refuse` does not allow it.
    """
    require_columns(reading.survey, asked.groups)
    keys = keys_of(reading, asked)

    def run(passing: Passing) -> pl.DataFrame:
        plan = _plan(reading, asked, passing)
        plan = passing.tapped(plan, decided="class", income=INCOME)
        plan = plan.filter(complete(reading)) if asked.complete_cases else plan
        frame: Any = nw.from_native(plan.select(keys))
        counted: pl.LazyFrame = (
            frame.group_by(*keys).agg(nw.len().cast(nw.Int64).alias(HOUSEHOLDS)).to_native()
        )
        return counted.collect(engine="streaming").sort(keys)

    return of_cells(pass_through(reading, run, refuse=refuse, progress=progress), reading)


def of_cells(passed: Passed[pl.DataFrame], reading: Reading) -> Passed[Counted]:
    """Return what a pass gave that counted the cells of a survey: who is in none is left out."""
    cells = passed.result
    undetermined = cells.filter(pl.col("class") == UNDETERMINED)[HOUSEHOLDS]
    left_out = passed.households.written - int(cells[HOUSEHOLDS].sum())
    return Passed(
        Counted(cells, designed(reading), left_out),
        passed.households,
        passed.members,
        int(undetermined.sum()),
        passed.low_incomes,
        passed.look_up,
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


def _plan(reading: Reading, asked: Asked, passing: Passing) -> pl.LazyFrame:
    """Return every row with what makes it one of its cell, and whether it is refused."""
    native: pl.LazyFrame = told(passing.rows(asked.groups), reading, asked).to_native()
    schema = reading.survey.columns
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
    known = reading.given
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


def complete(reading: Reading) -> pl.Expr:
    """Return whether no indicator of a household is unknown."""
    known = (pl.col(name).is_not_null() for name in reading.standard.indicators)
    return pl.all_horizontal(pl.lit(value=True), *known)
