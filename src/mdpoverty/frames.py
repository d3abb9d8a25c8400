"""Classify the households of a frame: pandas, Polars or PyArrow in, the same kind out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

import narwhals as nw
import polars as pl

from mdpoverty.classifier import classify_rows, flagged, read, refusal, refused_rows
from mdpoverty.errors import Problem, SurveyError, UsageError
from mdpoverty.library import load_standard
from mdpoverty.standard import Standard
from mdpoverty.survey import survey_of

if TYPE_CHECKING:
    import pandas as pd

Frame = TypeVar("Frame")


@overload
def classify(
    frame: Frame, standard: str | Path | Standard, *, rejects: Literal[False] = False
) -> Frame: ...
@overload
def classify(
    frame: Frame, standard: str | Path | Standard, *, rejects: Literal[True]
) -> tuple[Frame, Frame]: ...
def classify(frame: Any, standard: str | Path | Standard, *, rejects: bool = False) -> Any:
    """Return the deprivation profile of the households in `frame`, one row each, in order.

    `frame` is a pandas or Polars DataFrame, a PyArrow Table, or a Polars LazyFrame, with the
    variables of the codebook as columns, typed or text; the same kind comes back, a pandas index
    with it. NaN is blank in pandas frames only. `standard` is a standard, the id of a shipped one
    or the path of a threshold file. Incomes are VND per person per month; indicators are nullable
    integers: 1 deprived, 0 not, null unknown.

    With `rejects=True` the profile and the refused rows come back, these with their `row` and
    `problems`. A LazyFrame is not run: it gets a column `error` in place of an exception.

    Raises SurveyError, whose `refused` has the rows, when rows are refused and `rejects` is
    false, or a column is missing; StandardError for a faulty threshold file; UsageError for
    another kind of frame.
    """
    applied = standard if isinstance(standard, Standard) else load_standard(standard)
    native = nw.from_native(frame, pass_through=True)
    if isinstance(native, nw.LazyFrame) and native.implementation.is_polars():
        if rejects:
            raise UsageError("a lazy frame has its refused rows in the column 'error': no rejects")
        return flagged(read(survey_of(frame), applied))
    if not isinstance(native, nw.DataFrame):
        problem = Problem("frame", f"a {type(frame).__name__}", "pandas, Polars or PyArrow")
        raise UsageError("this kind of frame cannot be classified", [problem])
    reading = read(survey_of(_to_polars(native)), applied)
    done = classify_rows(reading, lambda plan: plan.collect(engine="streaming"), refuse=True)
    refused = refused_rows(reading, done.repeated).collect(engine="streaming")
    rejected = _like(native, refused, rows="row")
    if len(refused) and not rejects:
        error = refusal(reading, done.repeated)
        error.refused = rejected
        raise error
    profile = _like(native, done.profile, rows="survey_row")
    return (profile, rejected) if rejects else profile


def _to_polars(frame: nw.DataFrame[Any]) -> pl.DataFrame:
    if not frame.implementation.is_pandas():
        return frame.to_polars()
    native: pd.DataFrame = frame.to_native()
    columns = {}
    for name in native.columns:
        try:
            columns[str(name)] = pl.from_pandas(native[name])
        except (TypeError, ValueError) as error:
            wrong = f"cells of several types: {str(error).splitlines()[0]}"
            problem = Problem(str(name), wrong, advice="make it one type, or text")
            raise SurveyError("the frame has a column that cannot be read", [problem]) from None
    return pl.DataFrame(columns)


def _like(frame: nw.DataFrame[Any], found: pl.DataFrame, rows: str) -> Any:
    """Return `found` as the kind of frame that came in; `rows` numbers the rows it came from."""
    if frame.implementation.is_polars():
        return found
    table = found.to_arrow(compat_level=pl.CompatLevel.oldest())
    if not frame.implementation.is_pandas():
        return table
    import pandas as pd  # noqa: PLC0415 -- whoever hands in a pandas frame has loaded it
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly, and files do without

    nullable = {
        pa.int8(): pd.Int8Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.large_string(): pd.StringDtype(),
    }
    result = table.to_pandas(types_mapper=nullable.get)
    result.index = frame.to_native().index[found[rows].to_numpy() - 1]
    return result
