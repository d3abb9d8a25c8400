"""How many residents each unit has, from a file: a register of the poor does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from mdpoverty.codebook import Variable
from mdpoverty.errors import Problem, UsageError, lacking
from mdpoverty.reading.checks import Check
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.units import Key
from mdpoverty.survey.survey import Survey, require_cells
from mdpoverty.tracking.side_tables import Listed, settled_rows

_NUMBERS = ("households", "persons")
_TWICE = "_twice"
_FEWEST = 3  # rows of which one can be the sum of others


@dataclass(frozen=True)
class Totals:
    """Residents of units, households and persons (None: unknown), and the file that says so."""

    file: str
    units: Mapping[Key, tuple[int | None, int | None]]

    @property
    def sums(self) -> set[Key]:
        """The units that have as many households as all others together, of three or more."""
        number = sum(households or 0 for households, _ in self.units.values())
        if len(self.units) < _FEWEST:
            return set()
        return {unit for unit, (n, _) in self.units.items() if n and 2 * n == number}


def read_totals(survey: Survey, review: Review) -> Totals:
    """Return the residents in a file: the columns of places, `households` and `persons`.

    A column of places that the file has not is that of all units, where they share it. Raises
    SurveyError when columns are missing, a cell is no number of residents or a unit stands on
    several rows; UsageError when the file does not tell two units apart.
    """
    given = [name for name in review.places if name in survey.schema]
    missing = [n for n in (*review.places[-1:], _NUMBERS[0]) if n not in survey.schema]
    if missing:
        advice = "--totals takes the columns of places, households and persons"
        raise lacking(survey.name, survey.schema, missing, advice)
    own = [tuple(_cells(unit, review, given).values()) for unit in review.units]
    if len(set(own)) < len(own):
        others = [name for name in review.places if name not in given]
        advice = f"add the column {' or '.join(others)}"
        problem = Problem("--totals", "units of the same name are not told apart", advice=advice)
        raise UsageError("it is not clear whose residents these are", [problem])
    units = dict(zip(own, review.units, strict=True))
    found = {}
    for row in _rows(survey, given).iter_rows(named=True):
        told = tuple(row[name] for name in given)
        unit = units.get(told) or tuple(_shared(review, row).values())
        found[unit] = (row[_NUMBERS[0]], row.get(_NUMBERS[1]))
    return Totals(survey.name, found)


def _cells(unit: Key, review: Review, given: Sequence[str]) -> dict[str, str | None]:
    return {name: cell for name, cell in zip(review.places, unit, strict=True) if name in given}


def _shared(review: Review, row: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the cells of a unit that the round has not: of wider places those that all share."""
    found = {}
    for name, cells in zip(review.places, zip(*review.units, strict=True), strict=True):
        found[name] = row[name] if name in row else cells[0] if len(set(cells)) == 1 else None
    return found


def _rows(survey: Survey, given: Sequence[str]) -> pl.DataFrame:
    """Return the rows of the file, numbers as whole numbers; raises SurveyError as it says."""
    numbers = [name for name in _NUMBERS if name in survey.schema]
    variables = {name: Variable(name, "household", "text") for name in given}
    variables |= {n: Variable(n, "household", "integer", unit=n, minimum=0) for n in numbers}
    require_cells(survey, variables)
    table = Listed(survey, variables)
    twice = pl.struct(given).is_duplicated() if given else pl.len() > 1
    check = Check(
        ", ".join(given) or "file",
        "stands on more than one row",
        nw.col(_TWICE),
        "one row for each unit",
        "remove the others",
        given[-1] if given else None,
    )
    rows = settled_rows(table, table.rows.with_columns(twice.alias(_TWICE)), (), [check])
    return rows.with_columns(pl.col(numbers).cast(pl.Int64))
