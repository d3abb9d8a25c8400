"""Classify the households of a frame: pandas, Polars, PyArrow, PySpark in, the same kind out."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

import narwhals as nw

from mdpoverty.api.arguments import in_arguments, says_arguments
from mdpoverty.api.frames import frame_of, is_spark, kind_of, like, to_polars
from mdpoverty.column_map.apply import Map, map_given
from mdpoverty.errors import WARNING, Problem, UsageError, in_one_line
from mdpoverty.language.messages import message
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.sources import spelled
from mdpoverty.run.classify import classify_rows
from mdpoverty.run.grouped import refusing_in_plan
from mdpoverty.run.lazy import flagged
from mdpoverty.run.passes import Passed
from mdpoverty.run.refused import Failures, refusal
from mdpoverty.standards.library import standard_given
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import survey_of

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
    frame. What is wrong with the plan of a LazyFrame, or of a relation of DuckDB, raises an
    error of its library.
    """
    applied = standard_given(standard)
    using = map_given(columns)
    native = frame_of(frame)
    if isinstance(native, nw.LazyFrame) and native.implementation.is_polars():
        if rejects or members is not None:
            raise UsageError(
                message(
                    "api.lazy-frame",
                    "members and rejects do not work with a lazy frame: collect it first",
                )
            )
        lazy = assemble(Opened(spelled(survey_of(frame), "household", using), using=using), applied)
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
    kinds = (native, native if members is None else frame_of(members, "members"))
    refused = [_refused(kind, failed) for kind, failed in zip(kinds, done.failures, strict=False)]
    return profile, *refused


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
    survey = spelled(survey_of(to_polars(frame)), "household", using)
    if members is None:
        return Opened(survey, using=using)
    people = survey_of(to_polars(frame_of(members, "members"), "members"), "the members")
    return Opened(survey, spelled(people, "member", using), using)


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
    people = None if members is None else frame_of(members, "members")
    if people is not None and not is_spark(people):
        allowed = message("api.spark-frame", "a Spark frame")
        headline = message(
            "api.two-kinds", "households and members are in different kinds of frames"
        )
        raise UsageError(headline, [Problem("members", kind_of(members), allowed)])
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
