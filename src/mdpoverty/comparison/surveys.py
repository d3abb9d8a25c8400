"""The households of one survey under two standards: both profiles, and why the class differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import narwhals as nw
import polars as pl

from mdpoverty.classification.classes import Measured, classified, open_classes
from mdpoverty.classification.decide import decided, deprivation_points, measured
from mdpoverty.codebook import ERROR, GROUPS, HOUSEHOLD_SIZE, variables
from mdpoverty.comparison.reasons import (
    COUNTS_REPLACED,
    FROM,
    RULES_REPLACED,
    TO,
    gained_and_lost,
    open_to,
    table_columns,
    with_reason,
)
from mdpoverty.comparison.transitions import Adding, Compared
from mdpoverty.files.rows import ROW
from mdpoverty.reading.checks import MEMBERS
from mdpoverty.reading.failing import REFUSED
from mdpoverty.reading.reading import Reading, carrying
from mdpoverty.run.lazy import checked, sound_only
from mdpoverty.run.passes import Passed, Passing, pass_through
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import DeprivationPoints
from mdpoverty.statistics.cell_weights import DESIGN, DRAWN, designed, is_drawn
from mdpoverty.statistics.request import INSIDE
from mdpoverty.survey.cells import require_cells, require_columns
from mdpoverty.survey.survey import CELL
from mdpoverty.survey.values import composed

T = TypeVar("T")

_OUTCOMES = (FROM, TO, RULES_REPLACED, COUNTS_REPLACED, "reason")


def columns_of(one: Reading, by: Sequence[str]) -> dict[str, str]:
    """Return the columns of the table of households, in order, and where each is."""
    given = [name for name in (*GROUPS, "weight") if name in one.variables]
    return table_columns(given, by)


def compare_rows(  # noqa: PLR0913 -- two readings, what to do with the rows, and which of them
    one: Reading,
    other: Reading,
    deliver: Callable[[pl.LazyFrame], T],
    *,
    by: Sequence[str] = (),
    every: bool = False,
    numbered: bool = False,
    refuse: bool = False,
    progress: Callable[[int], object] = lambda _: None,
    begin: Callable[[Passing], object] = lambda _: None,
) -> Passed[Compared[T]]:
    """Hand the households whose class differs (or `every` one), as one lazy plan, to `deliver`.

    `one` and `other` read the same variables of the same files; `by` are columns of the survey to
    group by; `begin` is told of each pass before its rows; rows that are to be `numbered` have ROW
    before their columns. What is undetermined is so under `other`. One streaming pass; a second one
    only where keys repeat. Raises SurveyError, with every problem, when a row is refused and
    `refuse` does not allow it.
    """
    require_columns(one.survey, by)
    one = with_design(carrying(one, by))

    def run(passing: Passing) -> Compared[T]:
        begin(passing)
        adding = Adding(by, every)
        plan = _plan(one, other, passing, by)
        besides = DRAWN if designed(one) else None
        plan = passing.tapped(plan, adding.see, decided=TO, besides=besides)
        return adding.compared(deliver(_listed(plan, one, other, by, numbered=numbered)))

    return pass_through(one, run, refuse=refuse, progress=progress)


def with_design(reading: Reading) -> Reading:
    """Return a reading that also reads how households were drawn, where the survey says it."""
    household, survey = variables("household"), reading.survey
    found = {name: household[name] for name in DESIGN if name in survey.given}
    require_cells(survey, found)
    return replace(reading, variables={**reading.variables, **found})


def drawn(frame: nw.LazyFrame[Any], one: Reading) -> nw.LazyFrame[Any]:
    """Return rows with how each was drawn; one that is refused has nothing but that.

    They stay as they are where the survey has no design.
    """
    if not designed(one):
        return frame
    inside = ~nw.col(REFUSED)
    sizes = [name for name in ("weight", HOUSEHOLD_SIZE) if name in one.variables]
    within = {name: nw.when(inside).then(nw.col(name)) for name in (*_OUTCOMES, *sizes)}
    return frame.with_columns(**{INSIDE: inside, DRAWN: is_drawn(one), **within})


def _plan(one: Reading, other: Reading, passing: Passing, by: Sequence[str]) -> pl.LazyFrame:
    """Return every row under both standards, why it differs, and whether it is refused."""
    native: pl.LazyFrame = drawn(_judged(passing.rows(by), one, other), one).to_native()
    schema = one.survey.columns
    given = [name for name in (*GROUPS, "weight", HOUSEHOLD_SIZE) if name in one.variables]
    design = [name for name in DESIGN if name in one.variables]
    return native.select(
        ROW,
        "household_id",
        *given,
        *(composed(CELL + name, schema[name]) for name in by),
        *(pl.col(name) for name in _computed(one.standard, other.standard)),
        *([MEMBERS] if one.roster else []),
        *([*design, INSIDE, DRAWN] if designed(one) else []),
        REFUSED,
    )


def _judged(frame: nw.LazyFrame[Any], one: Reading, other: Reading) -> nw.LazyFrame[Any]:
    """Return households under both standards, and why their class differs."""
    return with_reason(_under_both(frame, one, other), one.standard, other.standard)


def compared(one: Reading, other: Reading, by: Sequence[str]) -> Any:
    """Return every household as a lazy frame of its engine, with a column `error`.

    The columns are those of `compare_rows`; a household with an error has no class on either side.
    """
    columns = columns_of(one, by)
    own = list(columns.values())
    frame = sound_only(judged_twice(one, other, by), own, own[own.index(FROM) :])
    named = (nw.col(each).alias(name) for name, each in columns.items())
    return frame.select(*named, ERROR).to_native()


def judged_twice(one: Reading, other: Reading, by: Sequence[str]) -> nw.LazyFrame[Any]:
    """Return every row with what `columns_of` names, and whether it is REFUSED and why."""
    require_columns(one.survey, by)
    one = carrying(one, by)
    frame, _ = checked(one, by)
    return _judged(frame, one, other).with_columns(**_lists(one, other))


def _under_both(frame: nw.LazyFrame[Any], one: Reading, other: Reading) -> nw.LazyFrame[Any]:
    """Return households with what both standards, and their exchanges, say of them."""
    sides = {"from_": one, "to_": other}
    for prefix, reading in sides.items():
        standard, known = reading.standard, reading.given
        frame, outcome = decided(frame, standard, known, prefix)
        frame = frame.with_columns(
            **{f"{prefix}class": outcome["class"], f"{prefix}basis": outcome["basis"]}
        )
        # What income alone leaves open: deprivations anywhere between none and all.
        least, most, whole = f"_{prefix}least", f"_{prefix}most", f"_{prefix}whole"
        unmeasured = measured(standard, known, prefix)
        frame = frame.with_columns(
            **{
                least: nw.lit(0, nw.Int64),
                most: nw.lit(len(standard.indicators), nw.Int64),
                whole: nw.lit(unmeasured.whole, nw.Int64),
            }
        )
        unmeasured = replace(
            unmeasured,
            deprivations=least,
            possible=most,
            score=least,
            possible_score=whole,
            review=unmeasured.review - {"deprivation_score"},
        )
        frame, unmeasured = _counting_again(frame, standard, unmeasured, f"{prefix}open")
        frame, opened = open_classes(frame, standard, unmeasured, f"{prefix}open_")
        frame = frame.with_columns(
            **{open_to(prefix, name): may_be for name, may_be in opened.items()}
        )
    exchanges = {RULES_REPLACED: ("to_", "from_"), COUNTS_REPLACED: ("from_", "to_")}
    for name, (rules, counts) in exchanges.items():
        by, of = sides[rules], sides[counts]
        own = measured(by.standard, by.given, rules)
        mixed = measured(of.standard, of.given, counts)
        mixed = replace(
            mixed,
            income=own.income,
            scores=own.scores,
            conditions=own.conditions,
            review=own.review,
        )
        frame, mixed = _counting_again(frame, by.standard, mixed, name)
        standard = _exchanged(by.standard, of.standard)
        frame, outcome = classified(frame, standard, mixed, name)
        frame = frame.with_columns(**{name: outcome["class"]})
    return frame


def _counting_again(
    frame: nw.LazyFrame[Any], standard: Standard, measures: Measured, name: str
) -> tuple[nw.LazyFrame[Any], Measured]:
    """Return measures whose scores of deprivations count those that the measures have."""
    scores = dict(measures.scores)
    for score, how in standard.scores.items():
        if isinstance(how, DeprivationPoints):
            scores[score] = (f"_{name} least {score}", f"_{name} most {score}")
            points = deprivation_points(how, measures.deprivations, measures.possible)
            frame = frame.with_columns(**dict(zip(scores[score], points, strict=True)))
    return frame, replace(measures, scores=scores)


def _exchanged(rules: Standard, counts: Standard) -> Standard:
    """Return the lines and rules of one standard over the indicators of the other."""
    # Not a copy, which would keep the ladder, and that leaves out what its own cannot add up to.
    return Standard.model_construct(**dict(rules) | {"indicators": counts.indicators})


def _computed(one: Standard, other: Standard) -> list[str]:
    return [
        *(FROM, TO, "from_basis", "to_basis", "from_deprivations", "to_deprivations", "reason"),
        *(RULES_REPLACED, COUNTS_REPLACED),
        *(f"from_{name}" for name in one.indicators),
        *(f"to_{name}" for name in other.indicators),
    ]


def _listed(
    plan: pl.LazyFrame, one: Reading, other: Reading, by: Sequence[str], *, numbered: bool
) -> pl.LazyFrame:
    """Return the table of households: what they gained and lost as lists."""
    frame: Any = nw.from_native(plan).with_columns(**_lists(one, other))
    native: pl.LazyFrame = frame.to_native()
    return native.select(
        *([ROW] if numbered else []),
        *(pl.col(own).alias(name) for name, own in columns_of(one, by).items()),
    )


def _lists(one: Reading, other: Reading) -> dict[str, nw.Expr]:
    return gained_and_lost(
        one.standard.indicators,
        other.standard.indicators,
        lambda column: nw.col(column).fill_null(value=False),
    )
