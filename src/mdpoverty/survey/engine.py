"""Reading a survey's cells, whichever engine has its rows: from here on all is Narwhals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.codebook import Variable
from mdpoverty.survey.cells import beside_cells
from mdpoverty.survey.survey import CELL, Survey
from mdpoverty.survey.values import values


def converted(
    survey: Survey, variables: Mapping[str, Variable], cells: Collection[str] = ()
) -> nw.LazyFrame[Any]:
    """Return the values of `variables`, what says where a row stands, and copies of `cells`.

    A zero has no sign: whole numbers have none, and whether -0 is read as one is up to the cells
    around it. (Adding zero does not take a sign away: Polars adds nothing then.)
    """
    signed = {n for n, variable in variables.items() if variable.is_number and n in survey.given}
    if survey.elsewhere is None:
        own = beside_cells(survey, cells, variables)
        signed -= {name for name, dtype in own.collect_schema().items() if dtype.is_integer()}
        native: Any = values(own, variables)
    else:
        native = survey.elsewhere.values(survey, cells, variables)
    frame: nw.LazyFrame[Any] = nw.from_native(native)
    unsigned = {
        name: nw.when(nw.col(name) == 0).then(nw.lit(0.0)).otherwise(nw.col(name))
        for name in variables
        if name in signed
    }
    return frame.with_columns(**unsigned) if unsigned else frame


def carried(survey: Survey, names: Collection[str]) -> dict[str, nw.Expr]:
    """Return the values of those variables among `names` that a column map gives, as copies.

    Each is named with CELL before it, as the copy of a column is. Whole numbers are integers.
    """
    copies = {}
    for name in names:
        origin = (survey.origins or {}).get(name)
        if origin is not None:
            whole = origin.variable.type == "integer"
            # A value that is none is refused, and no integer.
            value = nw.when(~nw.col(name).is_nan()).then(nw.col(name)) if whole else nw.col(name)
            copies[CELL + name] = value.cast(nw.Int64) if whole else value
    return copies


def own_cells(survey: Survey, names: Collection[str]) -> list[str]:
    """Return those of `names` that are columns of the survey, and not given by a column map."""
    return [name for name in names if name not in (survey.origins or {})]


def collected(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    """Return the rows of a small table, once its engine has run."""
    if frame.implementation.is_polars():
        native: pl.LazyFrame = frame.to_native()
        return native.collect(engine="streaming")
    rows: pl.DataFrame = frame.collect(backend="polars").to_native()
    return rows


def of_its_own(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a few rows of a batch with text of their own: else all of the batch's is kept."""
    return rows.with_columns(pl.col(pl.String) + "")


def beside(households: nw.LazyFrame[Any], members: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return households with what `members` has of each, in the order that they have."""
    if households.implementation.is_polars():
        native: pl.LazyFrame = households.to_native()
        counted: pl.LazyFrame = members.to_native()
        return nw.from_native(
            native.join(counted, on="household_id", how="left", maintain_order="left")
        )
    return households.join(members, on="household_id", how="left")
