"""How many residents each unit has, from a file: a register of the poor does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from mdpoverty.codebook import Variable, subject_of, variables
from mdpoverty.errors import Problem, UsageError
from mdpoverty.language.alphabet import Key, in_order
from mdpoverty.language.messages import message
from mdpoverty.reading.failing import Check
from mdpoverty.review_tables.figures import Part
from mdpoverty.review_tables.phrases import first_of
from mdpoverty.review_tables.review import AREA, Review
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.missing_columns import lacking, one_of
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.side_tables import Listed, settled_rows

_NUMBERS = ("households", "persons")
_TWICE = "_twice"
_FEWEST = 3  # rows of which one can be the sum of others

Residents = tuple[int | None, int | None]  # households and persons; None is unknown


@dataclass(frozen=True)
class Totals:
    """Residents of units by area (None: an area that is not known), and the file that says so."""

    file: str
    parts: Mapping[Part, Residents]

    @property
    def units(self) -> set[Key]:
        """The units that it has."""
        return {unit for unit, _ in self.parts}

    @property
    def sums(self) -> set[Key]:
        """The units that have as many households as all others together, of three or more."""
        number = sum(households or 0 for households, _ in self.parts.values())
        if len(self.parts) < _FEWEST:
            return set()
        return {unit for (unit, _), (n, _) in self.parts.items() if n and 2 * n == number}


def read_totals(survey: Survey, review: Review) -> Totals:
    """Return the residents in a file: the columns of places, `area`, `households` and `persons`.

    A column of places that the file has not is that of all units, where they share it; without
    `area` a unit's residents are where all its households of the round are. Raises SurveyError
    when columns are missing, a cell is no number of residents or a unit stands on several rows;
    UsageError when the file does not tell two units apart, or where the residents of one are.
    """
    given = [name for name in review.places if name in survey.schema]
    missing = [n for n in (*review.places[-1:], _NUMBERS[0]) if n not in survey.schema]
    if missing:
        used = (*review.places, AREA, *_NUMBERS)
        advice = message(
            "review_tables.totals-columns",
            "--totals takes the columns of places, area, households and persons",
        )
        raise lacking(survey.name, survey.schema, missing, advice, used)
    every = list(dict.fromkeys(unit for unit, _ in review.counts.parts))
    own = [tuple(_cells(unit, review, given).values()) for unit in every]
    if len(set(own)) < len(own):
        others = [name for name in review.places if name not in given]
        advice = message(
            "review_tables.add-column",
            "add the column {columns}",
            columns=one_of([subject_of(name) for name in others]),
        )
        wrong = message("review_tables.same-names", "units with the same name cannot be told apart")
        problem = Problem("--totals", wrong, advice=advice)
        said = message(
            "review_tables.whose", "it is not clear which unit these residents belong to"
        )
        raise UsageError(said, [problem])
    units = dict(zip(own, every, strict=True))
    found: dict[Part, Residents] = {}
    areas = _areas(review)
    for row in _rows(survey, given).iter_rows(named=True):
        told = tuple(row[name] for name in given)
        unit = units.get(told) or tuple(_shared(review, every, row).values())
        area = row[AREA] if AREA in row else areas.get(unit)
        found[unit, area] = (row[_NUMBERS[0]], row.get(_NUMBERS[1]))
    totals = Totals(survey.name, found)
    _require_areas(totals, review)
    return totals


def _areas(review: Review) -> dict[Key, str | None]:
    """Return the area of each unit whose households of the round are all in one."""
    found: dict[Key, str | None] = {}
    for unit, area in review.counts.parts:
        found[unit] = None if unit in found else area
    return found


def _require_areas(totals: Totals, review: Review) -> None:
    """Raise UsageError where it is not known in which area the residents of a unit are.

    A unit that the round has not is in no form, unless the round is a list.
    """
    counted = {unit for unit, _ in review.counts.parts}
    nowhere = [u for u, area in totals.parts if area is None and (review.is_list or u in counted)]
    if nowhere:
        names = ["/".join(name or "" for name in unit) for unit in in_order(nowhere)]
        wrong = message(
            "review_tables.urban-or-rural",
            "these units are not marked as urban or rural: {units}",
            units=first_of(names),
        )
        advice = message(
            "review_tables.add-area",
            "add the column {area} (urban, rural). Remove a row that is the sum of others",
            area=subject_of(AREA),
        )
        said = message(
            "review_tables.area-not-clear", "it is not clear in which area residents are"
        )
        raise UsageError(said, [Problem("--totals", wrong, advice=advice)])


def _cells(unit: Key, review: Review, given: Sequence[str]) -> dict[str, str | None]:
    return {name: cell for name, cell in zip(review.places, unit, strict=True) if name in given}


def _shared(
    review: Review, units: Sequence[Key], row: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Return the cells of a unit that the round has not: of wider places those that all share."""
    found = {}
    for name, cells in zip(review.places, zip(*units, strict=True), strict=True):
        found[name] = row[name] if name in row else cells[0] if len(set(cells)) == 1 else None
    return found


def _rows(survey: Survey, given: Sequence[str]) -> pl.DataFrame:
    """Return the rows of the file, numbers as whole numbers; raises SurveyError as it says."""
    numbers = [name for name in _NUMBERS if name in survey.schema]
    areas = [AREA] if AREA in survey.schema else []
    known = {name: Variable(name, "household", "text") for name in given}
    known |= {name: variables("household")[name] for name in areas}
    known |= {n: Variable(n, "household", "integer", unit=n, minimum=0) for n in numbers}
    require_cells(survey, known)
    table = Listed(survey, known)
    told = [*given, *areas]
    twice = pl.struct(told).is_duplicated() if told else pl.len() > 1
    check = Check(
        ", ".join(told) or "file",
        "appears on more than one row",
        nw.col(_TWICE),
        "one row for each unit",
        "remove the others",
        told[-1] if told else None,
    )
    rows = settled_rows(table, table.rows.with_columns(twice.alias(_TWICE)), areas, [check])
    return rows.with_columns(pl.col(numbers).cast(pl.Int64))
