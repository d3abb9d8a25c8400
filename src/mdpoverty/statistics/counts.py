"""From a survey to cells: how many households there are of each kind, in one streaming pass.

Households that share their group, stratum, primary sampling unit, class and answers are one cell.
It carries what every statistic and its standard error need: the number of its households, the sum
of their weights and, where each household was drawn by itself, that of the squares. Such sums are
whole numbers, which add up to the same in whatever order.

Households that are not in the population, since their row is refused or `complete_cases` leaves
them out, were drawn all the same: they count in their stratum and unit, and in no figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.classification.decide import INCOME, INCOMES, answers, decided
from mdpoverty.classification.widened import widened
from mdpoverty.codebook import DECIDED, HOUSEHOLD_SIZE, KEYS, Variable, variables
from mdpoverty.files.rows import ROW
from mdpoverty.language.messages import message
from mdpoverty.profile.written import decided_in, is_decided
from mdpoverty.reading.checks import MEMBERS
from mdpoverty.reading.failing import REFUSED
from mdpoverty.reading.reading import Reading, carrying
from mdpoverty.run.passes import Passed, Passing, pass_through
from mdpoverty.standards.class_rules import UNDETERMINED
from mdpoverty.statistics.cell_weights import (
    DESIGN,
    DRAWN,
    HOUSEHOLDS,
    POSITIVE,
    designed,
    is_drawn,
    units_of,
    weighed,
    weight_of,
    weights_of,
    wholes,
)
from mdpoverty.statistics.exact_sums import parts_of
from mdpoverty.statistics.member_groups import by_members, with_members
from mdpoverty.statistics.person_rows import (
    by_household,
    has_answers,
    require_alike,
    require_sense,
)
from mdpoverty.statistics.replicate_ranks import Ranking, Ranks
from mdpoverty.statistics.replicate_weights import replicate_columns, scale_of, totals_of
from mdpoverty.statistics.request import FPC, INSIDE, Asked, Unit, fpc_of_text, no_fpc, no_lines
from mdpoverty.survey.cells import require_cells, require_columns
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import CELL
from mdpoverty.survey.values import composed

ROUNDS = ("round", "survey_year")  # columns that tell the rounds of a survey

CELL_INCOME, CELL_AREA = "_income_of_cell", "_area_of_cell"  # where incomes are asked for


@dataclass(frozen=True)
class Counted:
    """The cells of a survey.

    `cells` has a column for each group (CELL before its name), those of DESIGN that the survey has,
    INSIDE, DECIDED, one for each indicator (1 deprived, 0 not, null unknown), HOUSEHOLDS, POSITIVE,
    and for each of `units` TOTAL and SPREAD: the sum of the weights of these households, or of the
    persons in them, and of the squares about their mean, zero where there are primary sampling
    units. Its rows are in order. `incomes` are cells of households whose income and area are the
    same, too, in the columns CELL_INCOME and CELL_AREA; None where they are not asked for. Where
    rows are persons, a cell is of one household, whose id it has.
    `designed` says whether the survey has weights, strata or primary sampling units; `rounds` are
    the groups that tell its rounds. `left_out` counts households left out for what is unknown;
    `answered` says whether the survey has any answers: a file of persons may have none. Cells have
    sums of replicate weights too where there are `replicates`: their ranks, and by what their
    squares are scaled.
    """

    cells: pl.DataFrame
    incomes: pl.DataFrame | None
    units: tuple[Unit, ...]
    designed: bool
    rounds: tuple[str, ...]
    left_out: int
    answered: bool = True
    replicates: tuple[Ranks, float] | None = None


def counting(reading: Reading, asked: Asked) -> Reading:
    """Return a reading with what a summary reads beside the profile.

    That is the survey's design, sizes where persons are counted, and the classes of a written
    profile. Raises SurveyError where a survey has no sizes and persons are counted.
    """
    survey, household = reading.survey, variables("household")
    if reading.has_person_rows:
        require_sense(reading, asked)
    replicates = replicate_columns(asked, reading)
    own = () if replicates else DESIGN
    found = {name: household[name] for name in own if name in survey.given}
    if asked.income and not reading.standard.income_lines:
        raise no_lines(reading.standard)
    sizes = asked.unit == "persons" and not reading.has_person_rows
    if sizes and HOUSEHOLD_SIZE not in reading.variables:
        if HOUSEHOLD_SIZE not in survey.given and reading.roster is None:
            advice = message("statistics.count-households", "count households, or add it")
            raise lacking(survey.name, survey.given, [HOUSEHOLD_SIZE], advice, household)
        found[HOUSEHOLD_SIZE] = household[HOUSEHOLD_SIZE]
    required = [*reading.required, *found]
    if is_decided(reading):
        required.append("class")
        decided_here = decided_in(reading.standard)
        found |= {name: each for name, each in decided_here.items() if name in survey.given}
    if asked.fpc is not None:
        if asked.fpc not in survey.given:
            raise no_fpc(asked.fpc, survey.given)
        number = Variable(asked.fpc, "household", "number", minimum=0)
        found[asked.fpc] = household.get(asked.fpc, number)
        if not found[asked.fpc].is_number:
            raise fpc_of_text(asked.fpc)
        required.append(asked.fpc)
    found |= {name: Variable(name, "household", "number", minimum=0) for name in replicates}
    required += replicates
    if asked.income:
        read = INCOMES[:1] if is_decided(reading) else ()
        found |= {name: household[name] for name in (*read, "area")}
        required += [*read, "area"]
    require_cells(survey, found)
    found = {**reading.variables, **found}
    reading = replace(
        reading,
        variables=found,
        required=tuple(dict.fromkeys(required)),
        counts_persons=True,
    )
    return with_members(carrying(reading, asked.of_households), asked)


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
    require_columns(reading.survey, asked.of_households)
    replicates = replicate_columns(asked, reading)
    ranking = Ranking(
        [CELL + name for name in asked.of_households], totals_of("households", len(replicates))
    )
    observers = [ranking.note] if replicates else []

    def run(passing: Passing) -> pl.DataFrame:
        ranking.forget()
        plan = _plan(reading, asked, passing)
        plan = passing.tapped(plan, *observers, decided="class", besides=DRAWN)
        if reading.has_person_rows and "psu" not in reading.variables:
            plan = plan.with_columns(psu=KEYS[0])
        if asked.by_member and reading.roster:
            plan = by_members(plan, reading.roster, reading, asked, len(replicates))
        summed = {
            name: part
            for whole in wholes(reading, replicates)
            for name, part in parts_of(pl.col(whole), whole).items()
        }
        counted = plan.group_by(keys_of(reading, asked)).agg(
            pl.len().cast(pl.Int64).alias(HOUSEHOLDS),
            pl.col(POSITIVE).sum().cast(pl.Int64),
            *(part.sum().alias(name) for name, part in summed.items()),
        )
        counted = (
            by_household(counted, HOUSEHOLDS, POSITIVE) if reading.has_person_rows else counted
        )
        return counted.collect(engine="streaming")

    passed = pass_through(reading, run, refuse=refuse, progress=progress)
    if asked.method is None:
        return of_cells(passed, reading, asked)
    ranks = ranking.found(passed.result), scale_of(asked.method, len(replicates))
    return of_cells(passed, reading, asked, ranks)


def of_cells(
    passed: Passed[pl.DataFrame],
    reading: Reading,
    asked: Asked,
    replicates: tuple[Ranks, float] | None = None,
) -> Passed[Counted]:
    """Return what a pass gave that counted the cells of a survey.

    These have the columns of `keys_of`, HOUSEHOLDS, POSITIVE, and the parts of what is summed.
    """
    summed = wholes(reading, replicate_columns(asked, reading))
    cells = incomes = passed.result.sort(keys_of(reading, asked))
    if asked.income:
        keys = [name for name in keys_of(reading, asked) if name not in {CELL_INCOME, CELL_AREA}]
        sums = [name for name in cells.columns if name not in keys_of(reading, asked)]
        cells = incomes.group_by(keys).agg(pl.col(sums).sum()).sort(keys)
    inside = cells.filter(INSIDE)
    if reading.has_person_rows:
        require_alike(inside, reading)
    undetermined = inside.filter(pl.col("class") == UNDETERMINED)
    number = int(undetermined[HOUSEHOLDS].sum())
    if reading.has_person_rows:
        number = undetermined[KEYS[0]].n_unique()
    several = bool(asked.by_member) or reading.has_person_rows  # cells of a household
    counted = Counted(
        weighed(cells, units_of(reading), summed),
        weighed(incomes, units_of(reading), summed) if asked.income else None,
        units_of(reading),
        designed(reading),
        rounds_of(reading, asked),
        0 if several else passed.households.written - int(inside[HOUSEHOLDS].sum()),
        not reading.has_person_rows or has_answers(reading),
        replicates,
    )
    return Passed(
        counted,
        passed.households,
        passed.members,
        passed.undetermined if asked.by_member else number,
        passed.suspect,
        passed.look_up,
        None if reading.has_person_rows else passed.read,
        passed.notes,
    )


def rounds_of(reading: Reading, asked: Asked) -> tuple[str, ...]:
    """Return the groups that tell the rounds of a survey."""
    told_by = {*ROUNDS, asked.change, *reading.survey.columns_of("survey_year")}
    return tuple(name for name in asked.groups if name in told_by)


def keys_of(reading: Reading, asked: Asked) -> list[str]:
    """Return the columns in which the households of a cell are alike."""
    return [
        *(CELL + name for name in asked.groups),
        *(KEYS[:1] if reading.has_person_rows else ()),
        *(name for name in DESIGN if name in reading.variables or _alone(name, reading, asked)),
        *([FPC] if asked.fpc is not None else []),
        INSIDE,
        *DECIDED,
        *reading.standard.indicators,
        *((CELL_INCOME, CELL_AREA) if asked.income else ()),
    ]


def _alone(name: str, reading: Reading, asked: Asked) -> bool:
    """Return whether each household is a unit, with which its members were drawn."""
    of_members = bool(asked.by_member) and asked.replicates is None
    return name == "psu" and (of_members or reading.has_person_rows)


def _plan(reading: Reading, asked: Asked, passing: Passing) -> pl.LazyFrame:
    """Return every row with what makes it one of its cell, and whether it is refused."""
    native: pl.LazyFrame = told(passing.rows(asked.of_households), reading, asked).to_native()
    schema = reading.survey.columns
    others = {CELL + name for name in asked.groups}
    others |= {*reading.keys, *(() if "psu" in reading.variables else ("psu",))}
    return native.select(
        *(composed(CELL + name, schema[name]) for name in asked.of_households),
        *(pl.col(name) for name in keys_of(reading, asked) if name not in others),
        POSITIVE,
        *wholes(reading, replicate_columns(asked, reading)),
        *reading.keys,
        *([MEMBERS] if reading.roster else []),
        REFUSED,
        DRAWN,
        ROW,
    )


def told(frame: nw.LazyFrame[Any], reading: Reading, asked: Asked) -> nw.LazyFrame[Any]:
    """Return households with what makes each one of its cell, and what is summed of it.

    Who is not INSIDE has no class, no answers and no weight; DRAWN says whether its design is told.
    """
    standard, known = reading.standard, reading.given
    if is_decided(reading):
        nothing = nw.lit(None, dtype=nw.Float64)
        money = nw.col("income_per_capita") if asked.income else nothing
        absent = {
            name: nw.lit(None, dtype=nw.String) for name in DECIDED if name not in known.columns
        }
        frame = frame.with_columns(**answers(standard, known), **{INCOME: money}, **absent)
    else:
        frame, outcome = decided(frame, standard, known)
        frame = frame.with_columns(**outcome)
    inside = ~nw.col(REFUSED)
    complete = [*standard.indicators, *([INCOME] if asked.income else [])]
    for name in complete if asked.complete_cases else ():
        inside &= ~nw.col(name).is_null()
    frame = frame.with_columns(**{INSIDE: inside, DRAWN: is_drawn(reading, asked.fpc)})
    if asked.fpc is not None:
        frame = frame.with_columns(**{FPC: nw.col(asked.fpc).cast(nw.Float64)})
    copies = {CELL_INCOME: nw.col(INCOME), CELL_AREA: nw.col("area")} if asked.income else {}
    frame = widened(frame, copies)
    own = (*DECIDED, INCOME, *copies)
    weighing = weights_of(reading, replicate_columns(asked, reading))

    def within(each: nw.Expr) -> nw.Expr:
        return nw.when(nw.col(INSIDE)).then(each)

    return frame.with_columns(
        **{name: within(nw.col(name)) for name in own},
        **{name: within(nw.col(name).cast(nw.Int8)) for name in standard.indicators},
        **{name: within(each).fill_null(0.0) for name, each in weighing.items()},
        **{POSITIVE: within(weight_of(reading) > 0).fill_null(value=False).cast(nw.Int64)},
    )
