"""Units that were renamed or merged between two rounds, as a table says: old ones to new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from mdpoverty.errors import Problem, SurveyError
from mdpoverty.language.messages import message
from mdpoverty.profile.written import values_of
from mdpoverty.reading.failing import Check
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.rounds import PLACES, Round
from mdpoverty.tracking.side_tables import ROUND, read_listed, settled_rows, unknown_round

NEW = "new_"  # before a column: the place after

_TWICE, _FOUND = "_twice", "_found"
_DISTRICT = PLACES[1]


@dataclass(frozen=True)
class Renamed:
    """Old units and new ones: a row for each old unit, after the `round` from which it is new.

    The old unit is told by the columns `old`; the columns `new` of it become those of NEW.
    """

    rows: pl.DataFrame
    old: tuple[str, ...]
    new: tuple[str, ...]


def read_places(survey: Survey, rounds: Sequence[Round]) -> Renamed:
    """Return which old units became which new ones.

    The columns are `round`, of `province`, `district` and `commune` those that tell the old unit,
    and of `new_province`, `new_district` and `new_commune` those that change. Where no new
    district is said, a unit told by its district or commune has none afterwards. Raises
    SurveyError, with every problem, when columns are missing, a cell is blank that is no district,
    or an old unit stands on several rows.
    """
    named = [NEW + name for name in PLACES]
    table = read_listed(survey, (ROUND,), (*PLACES, *named))
    old = tuple(name for name in PLACES if name in table.variables)
    new = tuple(name for name in PLACES if NEW + name in table.variables)
    missing = [tuple(every) for every, some in ((PLACES, old), (named, new)) if not some]
    if missing:
        advice = message("tracking.places-needed", "one of them is needed")
        raise lacking(survey.name, survey.schema, missing, advice, (ROUND, *PLACES, *named))
    rows = table.rows.with_columns(pl.struct(ROUND, *old).is_duplicated().alias(_TWICE))
    required = [n for n in table.variables if n not in (_DISTRICT, NEW + _DISTRICT)]
    checks = [unknown_round([each.label for each in rounds]), _once(old)]
    found = settled_rows(table, rows, required, checks)
    _require_old(old, rounds, found[ROUND])
    if _DISTRICT not in new and set(old) - {PLACES[0]}:
        found = found.with_columns(pl.lit(None, dtype=pl.String).alias(NEW + _DISTRICT))
        new = tuple(name for name in PLACES if name in (*new, _DISTRICT))
    return Renamed(found.select(ROUND, *old, *(NEW + name for name in new)), old, new)


def _require_old(old: Sequence[str], rounds: Sequence[Round], named: pl.Series) -> None:
    """Raise SurveyError when a round to be mapped has not the columns that tell its units."""
    labels = [each.label for each in rounds]
    last = max(map(labels.index, named), default=0)
    problems = [
        Problem(
            name,
            message("tracking.no-place-column", "this column is missing"),
            advice=message("tracking.places-tell", "--places identifies units by it"),
            file=r.file,
        )
        for r in rounds[:last]
        for name in old
        if name not in r.profile.known and name != _DISTRICT
    ]
    if problems:
        headline = message("tracking.not-mapped", "cannot map the places of a round")
        raise SurveyError(headline, problems)


def _once(old: Sequence[str]) -> Check:
    return Check(
        ", ".join(old),
        message("tracking.unit-twice", "appears on more than one row of a round"),
        nw.col(_TWICE) & ~nw.col(ROUND).is_null(),
        message("tracking.one-new-unit", "one new unit for each old one"),
        message(
            "tracking.remove-units",
            "remove the others; households of a unit that was divided need their new unit in the "
            "round",
        ),
        old[-1],
    )


def renamed(frame: pl.LazyFrame, places: Renamed, labels: Sequence[str]) -> pl.LazyFrame:
    """Return households of one round with the units of the last; `labels` are the rounds since."""
    have = frame.collect_schema()
    nothing = pl.lit(None, dtype=pl.String)
    both = dict.fromkeys((*places.old, *places.new))
    frame = frame.with_columns(nothing.alias(name) for name in both if name not in have)
    for label in labels:
        rows = places.rows.filter(pl.col(ROUND) == label).drop(ROUND)
        if rows.is_empty():
            continue
        rows = rows.with_columns(pl.lit(value=True).alias(_FOUND))
        frame = frame.join(
            rows.lazy(), on=list(places.old), how="left", nulls_equal=True, maintain_order="left"
        )
        frame = frame.with_columns(
            pl.when(_FOUND).then(pl.col(NEW + name)).otherwise(pl.col(name)).alias(name)
            for name in places.new
        ).drop(_FOUND, *(NEW + name for name in places.new))
    return frame


def name_of_unit(by: Sequence[str], unit: Sequence[str | None], blank: str) -> list[str]:
    """Return what to call a unit of the columns `by`, from the widest place on.

    A place that is not filled in is `blank`, so that no unit is taken for the wider one that it
    is in; but a district is not named where a commune is, since from July 2025 there are none.
    """
    passed = _DISTRICT if PLACES[-1] in by else None
    return [
        blank if cell is None else cell
        for name, cell in zip(by, unit, strict=True)
        if cell is not None or name != passed
    ]


def filled_in(each: Round, places: Renamed, labels: Sequence[str]) -> frozenset[str]:
    """Return in which columns of places a round has any cell filled in, once it is `renamed`."""
    frame = renamed(values_of(each.profile, names=PLACES), places, labels)
    have = [name for name in PLACES if name in frame.collect_schema()]
    found = frame.select(pl.col(name).is_not_null().any() for name in have)
    row = found.collect(engine="streaming").row(0, named=True)
    return frozenset(name for name, filled in row.items() if filled)
