"""Classify the households of a frame: pandas, Polars, PyArrow, PySpark in, the same kind out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

import narwhals as nw
import polars as pl

from mdpoverty.api.arguments import in_arguments, says_arguments
from mdpoverty.column_map.apply import Map, read_map
from mdpoverty.errors import WARNING, Problem, SurveyError, UsageError, in_one_line
from mdpoverty.language.messages import Message, message
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.reading.reading import Reading
from mdpoverty.run.classify import classify_rows
from mdpoverty.run.grouped import refusing_in_plan
from mdpoverty.run.lazy import flagged
from mdpoverty.run.passes import Passed
from mdpoverty.run.refused import Failures, refusal
from mdpoverty.standards.library import standard_given
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import survey_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Frame = TypeVar("Frame")


@overload
def classify(
    frame: Frame,
    standard: str | Path | Standard,
    members: Any = None,
    *,
    columns: str | Path | None = None,
    rejects: Literal[False] = False,
) -> Frame: ...
@overload
def classify(
    frame: Frame,
    standard: str | Path | Standard,
    members: None = None,
    *,
    columns: str | Path | None = None,
    rejects: Literal[True],
) -> tuple[Frame, Frame]: ...
@overload
def classify(
    frame: Frame,
    standard: str | Path | Standard,
    members: Frame,
    *,
    columns: str | Path | None = None,
    rejects: Literal[True],
) -> tuple[Frame, Frame, Frame]: ...
@says_arguments
def classify(
    frame: Any,
    standard: str | Path | Standard,
    members: Any = None,
    *,
    columns: str | Path | None = None,
    rejects: bool = False,
) -> Any:
    """Return the deprivation profile of the households in `frame`, one row each, in order.

    `frame` is a pandas or Polars DataFrame, a PyArrow Table, a Polars LazyFrame, or a PySpark
    DataFrame, with the variables of the codebook as columns, typed or text; the same kind comes
    back, a pandas index with it. A relation of DuckDB or a reader of Arrow's batches, which is read
    once, comes back as a PyArrow Table. NaN is blank in pandas frames only. `standard` is a
    standard, the id of a shipped one or the path of a threshold file; `members` a frame with one
    row a person; `columns` the path of a column map, which says where the frames have the
    variables. Incomes are VND per person per month; indicators are nullable integers: 1 deprived,
    0 not, null unknown.

    With `rejects=True` the refused rows come back too, with their `row` and `problems`: those of
    `frame` and, where there are `members` (or the map finds them in `frame`), theirs. A LazyFrame
    or a frame of Spark is not run: it gets a column `error` in place of an exception. A LazyFrame
    takes no members; on Spark `members` are a frame of Spark too, `survey_row` is null, there are
    no column maps, and members of households that the survey has not are left alone.

    Warns of numbers that look wrong, with their rows, and of names of places that differ only by
    what a reader does not see; of a LazyFrame or a frame of Spark, which is not run, of neither.

    Raises SurveyError, whose `refused` has the rows of `frame`, when rows are refused and
    `rejects` is false, or a column is missing; StandardError for a faulty threshold file;
    ColumnMapError for a column map that is faulty or does not fit; UsageError for another kind of
    frame.
    """
    applied = standard_given(standard)
    using = None if columns is None else read_map(columns)
    native = frame_of(frame)
    if isinstance(native, nw.LazyFrame) and native.implementation.is_polars():
        if rejects or members is not None:
            raise UsageError(
                message(
                    "api.lazy-frame",
                    "members and rejects do not work with a lazy frame: collect it first",
                )
            )
        lazy = assemble(Opened(survey_of(frame), using=using), applied)
        if lazy.roster is not None:
            raise UsageError(
                message(
                    "api.lazy-persons",
                    "a lazy frame of persons is not classified: collect it first",
                )
            )
        return flagged(refusing_in_plan(lazy))
    if is_spark(native):
        if rejects:
            raise UsageError(
                message(
                    "api.spark-rejects",
                    "rejects does not work with a Spark frame: its column error says what is "
                    "wrong with each row",
                )
            )
        return flagged(on_spark(assemble(opened_frames(native, members, using), applied)))
    reading = assemble(opened_frames(native, members, using), applied)
    done = classify_rows(reading, lambda plan: plan.collect(engine="streaming"), refuse=True)
    if not rejects:
        require_whole(done, native)
    warn_of(done)
    profile = like(native, done.result, done.result["survey_row"])
    if not rejects:
        return profile
    kinds = (native, native if members is None else frame_of(members))
    refused = [_refused(kind, failed) for kind, failed in zip(kinds, done.failures, strict=False)]
    return profile, *refused


def is_spark(frame: Any) -> bool:
    """Return whether a frame of Narwhals is one of Spark."""
    if not isinstance(frame, nw.LazyFrame):
        return False
    return frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect()


def several(given: str | Sequence[Any]) -> tuple[Any, ...]:
    """Return what may be given as one text or as several."""
    return (given,) if isinstance(given, str) else tuple(given)


def opened_frames(
    frame: Any, members: Any, using: Map | None, groups: Sequence[str] = ()
) -> Opened:
    """Return a frame, as Narwhals has it, as a survey; `members` is another as it came, or None.

    `groups` are columns to group by. Raises as `frame_of` and `to_polars` do, and UsageError for
    what cannot be on Spark.
    """
    if is_spark(frame):
        return _opened_on_spark(frame, members, using, groups)
    survey = survey_of(to_polars(frame))
    if members is None:
        return Opened(survey, using=using)
    return Opened(survey, survey_of(to_polars(frame_of(members)), "the members"), using)


def _opened_on_spark(frame: Any, members: Any, using: Map | None, groups: Sequence[str]) -> Opened:
    """Return a frame of Spark, as Narwhals has it, as a survey; `members` is another, or None.

    Raises UsageError where there is a column map, `members` are in another kind of frame, or
    Spark would take the name of one of the `groups` for more than a name.
    """
    if using is not None:
        raise UsageError(
            message(
                "api.spark-map",
                "a column map does not work with a Spark frame: rename its columns",
            )
        )
    people = None if members is None else frame_of(members)
    if people is not None and not is_spark(people):
        allowed = message("api.spark-frame", "a Spark frame")
        headline = message(
            "api.two-kinds", "households and members are in different kinds of frames"
        )
        raise UsageError(headline, [Problem("members", _kind_of(members), allowed)])
    require_plain(groups)
    from mdpoverty.spark import surveys  # noqa: PLC0415 -- Spark may not be installed

    roster = None if people is None else surveys.survey_of(people.to_native(), "the members")
    return Opened(surveys.survey_of(frame.to_native()), roster)


def on_spark(reading: Reading) -> Reading:
    """Return the reading of a frame of Spark, whose plan refuses groups of thousands."""
    from mdpoverty.spark import grouped  # noqa: PLC0415 -- Spark may not be installed

    return grouped.refusing_in_plan(reading)


def require_plain(groups: Sequence[str]) -> None:
    """Raise UsageError where Spark would take a column's name for more than a name."""
    if odd := [name for name in groups if set(name) & set(".`")]:
        wrong = message(
            "api.more-than-a-name",
            "Spark gives a point or a backtick in a name a special meaning",
        )
        headline = message("api.other-names", "rename these columns before you group by them")
        raise UsageError(headline, [Problem(name, wrong) for name in odd])


def require_whole(passed: Passed[Any], frame: nw.DataFrame[Any]) -> None:
    """Raise SurveyError, with the refused rows of `frame` as a table, where rows are refused."""
    if passed.households.refused or (passed.members and passed.members.refused):
        error = refusal(passed.failures, "rejects=True")
        error.refused = _refused(frame, passed.failures[0])
        raise error


def warn_of(passed: Passed[Any]) -> None:
    """Warn, as Python does, of what looks wrong and of what a command would say in notes."""
    looks_wrong = (WARNING(text=in_one_line(problem, "row")) for problem in passed.suspicions)
    for said in (*looks_wrong, *passed.notes):
        warnings.warn(in_arguments(said), stacklevel=4)


def _refused(frame: nw.DataFrame[Any], failed: Failures) -> Any:
    found = failed.rows().collect(engine="streaming")
    return like(frame, found, found.to_series())  # the first column numbers the rows


def frame_of(frame: Any) -> Any:
    """Return a frame as Narwhals has it; raises SurveyError where two columns share a name."""
    try:
        found = nw.from_native(frame, pass_through=True)
        if _is_streamed(found):
            import pyarrow as pa  # noqa: PLC0415 -- loads slowly

            with suppress(pa.ArrowInvalid):  # a column hands over batches too, of no table
                found = nw.from_native(pa.table(frame))
        return found  # noqa: TRY300 -- either may find that two columns share a name
    except nw.exceptions.DuplicateError:
        names = [str(name) for name in getattr(frame, "column_names", frame.columns)]
        problems = [
            Problem(
                name,
                message("api.column-repeated", "appears {count} times", count=names.count(name)),
                advice=message("api.rename-columns", "rename or remove the others"),
            )
            for name in dict.fromkeys(names)
            if names.count(name) > 1
        ]
        headline = message("api.same-names", "the frame has columns of the same name")
        raise SurveyError(headline, problems) from None


def _is_streamed(frame: Any) -> bool:
    """Return whether a frame, as Narwhals has it, is one of DuckDB or hands over Arrow's batches.

    Other lazy frames hand them over too, but are not to be run.
    """
    if isinstance(frame, nw.LazyFrame):
        return frame.implementation.is_duckdb()
    return not isinstance(frame, nw.DataFrame) and hasattr(frame, "__arrow_c_stream__")


def to_polars(frame: Any) -> pl.DataFrame:
    """Return a frame of Narwhals as one of Polars; raises where it is none with cells."""
    if not isinstance(frame, nw.DataFrame):
        headline = message("api.unknown-frame", "classify does not take this kind of frame")
        allowed = message("api.kinds-of-frames", "pandas, Polars, PyArrow or DuckDB")
        raise UsageError(headline, [Problem("frame", _kind_of(frame), allowed)])
    if frame.implementation.is_polars():
        return frame.to_polars()
    if frame.implementation.is_pandas():
        native: pd.DataFrame = frame.to_native()
        return pl.DataFrame(
            {
                str(name): _column(str(name), native[name], partial(_of_pandas, native[name]))
                for name in native.columns
            }
        )
    columns = (_column(name, (), partial(_of_arrow, frame[name])) for name in frame.columns)
    return pl.DataFrame({column.name: column for column in columns})


class _UnsoundError(Exception):
    """Text of Arrow's is not valid."""


def _of_pandas(cells: pd.Series[Any]) -> Any:
    """Return a column of pandas as one of Polars, once it is sound where it is Arrow's."""
    import pandas as pd  # noqa: PLC0415 -- loads slowly, and other kinds of frames do without

    dtype = cells.dtype
    if isinstance(dtype, pd.ArrowDtype) or getattr(dtype, "storage", "") == "pyarrow":
        _require_sound(cells.array.__arrow_array__())
    return pl.from_pandas(cells)


def _of_arrow(cells: nw.Series[Any]) -> pl.Series:
    _require_sound(cells.to_native())
    return cells.to_polars()


def _require_sound(cells: pa.ChunkedArray[Any]) -> None:
    """Raise TypeError for a type that makes Polars panic, which says so on standard error itself.

    Raises _UnsoundError where text is not what Arrow says that it is: Polars believes it, and would
    fail anywhere later.
    """
    kind = str(cells.type)  # which says what is within it too: in a list, or a dictionary
    if "decimal256" in kind:
        raise TypeError(kind)
    if "string" in kind:
        try:
            cells.validate(full=True)
        except ValueError:
            raise _UnsoundError from None


def _column(name: str, cells: Iterable[Any], as_polars: Callable[[], Any]) -> pl.Series:
    """Return a column as one of Polars; raises SurveyError where its type is none of Polars'."""
    try:
        column: pl.Series = as_polars().alias(name)
        if isinstance(column.dtype, pl.BaseExtension):
            raise TypeError(column.dtype)  # noqa: TRY301 -- it is one more that is not read
        return column  # noqa: TRY300 -- what is below is about this
    except (KeyboardInterrupt, MemoryError):
        raise
    except _UnsoundError:
        wrong = message("api.unsound-text", "contains text that is not valid UTF-8")
        raise _unreadable(
            name, wrong, message("api.valid-text", "convert it to text again")
        ) from None
    except BaseException:  # noqa: BLE001 -- libraries fail in many ways, and Polars by panics too
        kinds: list[str] = []
        with suppress(Exception):  # cells that cannot be looked at have no types to tell
            kinds = sorted({type(cell).__name__ for cell in cells})
        if len(kinds) > 1:
            wrong = message("api.several-types", "cells of several types: {kinds}", kinds=kinds)
        else:
            wrong = message("api.other-type", "cells of a type that is not read here")
        raise _unreadable(
            name, wrong, message("api.one-type", "make it one type, or text")
        ) from None


def _unreadable(name: str, wrong: Message, advice: Message) -> SurveyError:
    headline = message("api.unreadable-column", "the frame has a column that cannot be read")
    return SurveyError(headline, [Problem(name, wrong, advice=advice)])


def _kind_of(frame: Any) -> Message:
    return message("api.kind", "a {kind}", kind=type(frame).__name__)


def like(frame: nw.DataFrame[Any], found: pl.DataFrame, rows: pl.Series) -> Any:
    """Return `found` as the kind of frame that came in, from the rows of these numbers."""
    if frame.implementation.is_polars():
        return found
    if not frame.implementation.is_pandas():
        return found.to_arrow(compat_level=pl.CompatLevel.oldest())
    result = to_pandas(found)
    result.index = frame.to_native().index[rows.to_numpy() - 1]
    return result


def to_pandas(found: pl.DataFrame) -> pd.DataFrame:
    """Return a frame of Polars as one of pandas, with nullable types."""
    import pandas as pd  # noqa: PLC0415 -- loads slowly, and other kinds of frames do without
    import pyarrow as pa  # noqa: PLC0415 -- the same

    table = found.to_arrow(compat_level=pl.CompatLevel.oldest())
    nullable = {
        pa.int8(): pd.Int8Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.large_string(): pd.StringDtype(),
    }
    frame: pd.DataFrame = table.to_pandas(types_mapper=nullable.get)
    return frame
