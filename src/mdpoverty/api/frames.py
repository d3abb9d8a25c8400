"""Frames of other libraries: as Narwhals and Polars have them, and back as the kind that came."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from mdpoverty.errors import Problem, SurveyError, UsageError
from mdpoverty.files.arrow import as_held, is_held
from mdpoverty.files.calendar import MOST_SECONDS, far, has_days, in_the_calendar
from mdpoverty.files.duckdb import with_room
from mdpoverty.language.messages import Message, message
from mdpoverty.survey.values import as_text

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def frame_of(frame: Any, argument: str = "frame") -> Any:
    """Return a frame as Narwhals has it; raises SurveyError where two columns share a name.

    `argument` is the one that it was given as.
    """
    try:
        found = nw.from_native(frame, pass_through=True)
        if _is_streamed(found):
            import pyarrow as pa  # noqa: PLC0415 -- loads slowly

            if isinstance(found, nw.LazyFrame):  # of DuckDB
                frame = with_room(found.to_native())
            with suppress(pa.ArrowInvalid):  # a column hands over batches too, of no table
                found = nw.from_native(pa.table(frame))
        return found  # noqa: TRY300 -- either may find that two columns share a name
    except nw.exceptions.DuplicateError:
        names = getattr(frame, "column_names", frame.columns)
        raise _repeated(names, argument) from None


def _repeated(columns: Iterable[Any], argument: str) -> SurveyError:
    names = [str(name) for name in columns]
    problems = [
        Problem(
            name,
            message("api.column-repeated", "appears {count} times", count=names.count(name)),
            advice=message("api.rename-columns", "rename or remove the others"),
        )
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    of_frame = message("api.same-names", "the frame has columns of the same name")
    headline = message("api.members-same-names", "the members have columns of the same name")
    return SurveyError(headline if argument == "members" else of_frame, problems)


def is_spark(frame: Any) -> bool:
    """Return whether a frame of Narwhals is one of Spark."""
    if not isinstance(frame, nw.LazyFrame):
        return False
    return frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect()


def kind_of(frame: Any) -> Message:
    """Return what kind a frame is, in words."""
    return message("api.kind", "a {kind}", kind=type(frame).__name__)


def _is_streamed(frame: Any) -> bool:
    """Return whether a frame, as Narwhals has it, is one of DuckDB or hands over Arrow's batches.

    Other lazy frames hand them over too, but are not to be run.
    """
    if isinstance(frame, nw.LazyFrame):
        return frame.implementation.is_duckdb()
    is_value = not isinstance(frame, nw.DataFrame | type)  # a class has its frames' methods
    return is_value and hasattr(frame, "__arrow_c_stream__")


def to_polars(frame: Any, argument: str = "frame") -> pl.DataFrame:
    """Return a frame of Narwhals as one of Polars, named as for `frame_of`.

    Raises UsageError where it has no cells to hand over, SurveyError where two names are one text.
    """
    if not isinstance(frame, nw.DataFrame):
        headline = message("api.unknown-frame", "this kind of frame is not read here")
        allowed = message("api.kinds-of-frames", "pandas, Polars, PyArrow or DuckDB")
        raise UsageError(headline, [Problem(argument, kind_of(frame), allowed)])
    if frame.implementation.is_polars():
        return frame.to_polars()
    if frame.implementation.is_pandas():
        native: pd.DataFrame = frame.to_native()
        cells = {str(name): native[name] for name in native.columns}
        if len(cells) < len(native.columns):  # 5 and "5" are two names in pandas
            raise _repeated(native.columns, argument)
        return pl.DataFrame(
            {name: _column(name, each, partial(_of_pandas, each)) for name, each in cells.items()}
        )
    columns = (_column(name, (), partial(_of_arrow, frame[name])) for name in frame.columns)
    return pl.DataFrame({column.name: column for column in columns})


_MIXED = ("mixed", "mixed-integer")  # cells of several types, as pandas calls them
_MOMENTS = ("datetime", "datetime64")


class _UnsoundError(Exception):
    """Text of Arrow's is not valid."""


def _of_pandas(cells: pd.Series[Any]) -> Any:
    """Return a column of pandas as one of Polars, once it is sound where it is Arrow's."""
    import pandas as pd  # noqa: PLC0415 -- loads slowly, and other kinds of frames do without

    dtype = cells.dtype
    if isinstance(dtype, pd.ArrowDtype) or getattr(dtype, "storage", "") == "pyarrow":
        _require_sound(cells.array.__arrow_array__())
    mixed = pd.api.types.is_object_dtype(dtype) and pd.api.types.infer_dtype(cells)
    if mixed in _MIXED and any(pd.api.types.is_bool(cell) for cell in cells):
        raise TypeError(mixed)  # True would be 1 after a number with decimals
    if mixed == "decimal":
        import pyarrow as pa  # noqa: PLC0415 -- the same

        _require_sound(pa.chunked_array([pa.array(cells, from_pandas=True)]))
    if mixed in _MOMENTS:
        cells = cells.infer_objects()  # else Polars has them in microseconds, far ones as near
    if isinstance(dtype, pd.CategoricalDtype) and "[s" in str(dtype.categories.dtype):
        cells = cells.astype(dtype.categories.dtype)
    if "datetime64[s" in str(cells.dtype) or "timestamp[s" in str(cells.dtype):
        import pyarrow as pa  # noqa: PLC0415 -- the same

        return _of_seconds(pa.chunked_array([pa.array(cells)]), pl.from_pandas(cells))
    if isinstance(dtype, pd.ArrowDtype):
        import pyarrow as pa  # noqa: PLC0415 -- the same

        return pl.Series(as_held(pa.chunked_array(cells.array.__arrow_array__())))
    return pl.from_pandas(cells)


def _of_arrow(cells: nw.Series[Any]) -> pl.Series:
    native = cells.to_native()
    _require_sound(native)
    held = as_held(native)
    found = cells.to_polars() if held is native else pl.Series(held)
    return _of_seconds(held, found)


def _of_seconds(cells: pa.ChunkedArray[Any], found: pl.Series) -> pl.Series:
    """Return moments that Polars made of Arrow's, as text where it cannot hold some of seconds.

    It has them in milliseconds, and takes those without room for another moment, a near one.
    """
    if "timestamp[s" not in str(cells.type):
        return found
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly

    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    number = pl.Series("seconds", cells.cast(pa.int64()))
    held = pl.col("seconds").is_between(-MOST_SECONDS, MOST_SECONDS)
    frame = pl.DataFrame({"seconds": number, "found": found})
    if frame.select(held.all()).item():
        return found
    near = pl.when(held).then(pl.col("found"))
    text = as_text(near, found.dtype)
    spelled = pl.when(held).then(text).otherwise(far(pl.col("seconds"), "s"))
    return frame.select(spelled).to_series()


def _require_sound(cells: pa.ChunkedArray[Any]) -> None:
    """Raise TypeError for a type that makes Polars panic, which says so on standard error itself.

    Raises _UnsoundError where text is not what Arrow says that it is: Polars believes it, and would
    fail anywhere later.
    """
    kind = str(cells.type)  # which says what is within it too: in a list, or a dictionary
    if not is_held(cells.type):
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
    """Return a frame of Polars as one of pandas, with nullable types.

    Days and moments outside the calendar, and times of day finer than a microsecond, are text:
    Python, by whose types pandas has them, has none such.
    """
    import pandas as pd  # noqa: PLC0415 -- loads slowly, and other kinds of frames do without
    import pyarrow as pa  # noqa: PLC0415 -- the same

    odd = [cells.name for cells in found if _is_beyond_python(cells)]
    found = found.with_columns(as_text(pl.col(name), found.schema[name]) for name in odd)
    table = found.to_arrow(compat_level=pl.CompatLevel.oldest())
    nullable = {
        pa.int8(): pd.Int8Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.large_string(): pd.StringDtype(),
    }
    frame: pd.DataFrame = table.to_pandas(types_mapper=nullable.get)
    return frame


def _is_beyond_python(cells: pl.Series) -> bool:
    if cells.dtype == pl.Time:
        return (cells.to_physical() % 1000 != 0).any()
    if not has_days(cells.dtype):
        return False
    within = in_the_calendar(pl.col(cells.name), cells.dtype)
    return cells.to_frame().select(within).to_series().null_count() > cells.null_count()
