"""Tables that are given beside rounds: read as text, and refused with every problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from mdpoverty.codebook import Variable
from mdpoverty.errors import plain
from mdpoverty.files.rows import ROW
from mdpoverty.language.messages import message
from mdpoverty.reading.cell_checks import cell_checks
from mdpoverty.reading.failing import Check
from mdpoverty.run.refused import require_sound
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.engine import converted
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import Survey

ROUND = "round"  # the column that names a round


@dataclass(frozen=True)
class Listed:
    """A table of text: its file, and its rows as a lazy frame with ROW and those of `columns`."""

    survey: Survey
    variables: Mapping[str, Variable]

    @property
    def rows(self) -> pl.LazyFrame:
        """The rows, their cells trimmed and composed, with their cells as they stand beside."""
        cells = list(self.survey.schema)
        native: pl.LazyFrame = converted(self.survey, self.variables, cells).to_native()
        return native


def read_listed(survey: Survey, needed: Sequence[str], others: Sequence[str] = ()) -> Listed:
    """Return a table of the columns `needed`, and of those of `others` that it has.

    Raises SurveyError when a column is missing or holds what is no cell.
    """
    missing = [name for name in needed if name not in survey.schema]
    if missing:
        advice = message("tracking.add-column", "add it, or rename the matching column")
        raise lacking(survey.name, survey.schema, missing, advice, (*needed, *others))
    names = [*needed, *(name for name in others if name in survey.schema)]
    found = {name: Variable(name, "household", "text") for name in names}
    require_cells(survey, found)
    return Listed(survey, found)


def settled_rows(
    table: Listed, frame: pl.LazyFrame, required: Sequence[str], checks: Sequence[Check]
) -> pl.DataFrame:
    """Return the rows of a table, of which `frame` has what its own `checks` look at, too.

    `required` are columns that may not be blank. Raises SurveyError, with every problem, when a
    row fails a check.
    """
    every = [*cell_checks(table.survey, table.variables, required), *checks]
    require_sound(table.survey, nw.from_native(frame), every)
    return frame.select(ROW, *table.variables).sort(ROW).collect(engine="streaming")


def unknown_round(labels: Sequence[str]) -> Check:
    """Return the check that a row names one of the rounds that follow another."""
    name = nw.col(ROUND)
    return Check(
        ROUND,
        message("tracking.unknown-round", "is not the name of a round that follows another"),
        (~name.is_in(list(labels[1:]))).fill_null(value=False),
        ", ".join(plain(label) for label in labels[1:]),
        message("tracking.name-round", "name the round in which the new household first appears"),
        ROUND,
    )
