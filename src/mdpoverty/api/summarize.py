"""Summarise the households of a frame: rates and Alkire-Foster measures as a pandas table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mdpoverty.api.arguments import says_arguments
from mdpoverty.api.classify import opened_frames, require_whole, several, warn_of
from mdpoverty.api.frames import frame_of, is_spark, to_pandas
from mdpoverty.column_map.apply import map_given
from mdpoverty.errors import Problem, UsageError
from mdpoverty.language.messages import message
from mdpoverty.profile.persons import assembled, has_person_rows
from mdpoverty.profile.written import is_written, standard_of
from mdpoverty.reading.answered import is_list
from mdpoverty.reading.reading import Reading
from mdpoverty.run.passes import Passed
from mdpoverty.run.refused import SUMMARISED
from mdpoverty.standards.library import standard_given
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.counts import Counted, count, counting, of_cells
from mdpoverty.statistics.cutoffs import Identify, cutoffs_of
from mdpoverty.statistics.estimates import summary
from mdpoverty.statistics.mpitb import mpitb_of
from mdpoverty.statistics.named_columns import with_columns_named
from mdpoverty.statistics.request import (
    Asked,
    Interval,
    Layout,
    Method,
    Pairs,
    SingleUnit,
    Unit,
    ages_of,
    flags_of,
    level_of,
    member_groups_of,
    require_groups,
)

if TYPE_CHECKING:
    import pandas as pd


@says_arguments
def summarize(  # noqa: PLR0913 -- what can be asked for
    frame: Any,
    standard: str | Path | Standard,
    members: Any = None,
    *,
    columns: str | Path | None = None,
    by: str | Sequence[str] = (),
    change: str | None = None,
    pairs: Pairs = "consecutive",
    contrast: str | None = None,
    each: str | Sequence[str] = (),
    totals: bool = False,
    income: bool = False,
    fpc: str | None = None,
    replicates: str | None = None,
    method: Method | None = None,
    robustness: bool = False,
    layout: Layout = "tidy",
    by_member: str | Sequence[str] = (),
    ages: Sequence[int] = (0, 16, 60),
    unit: Unit = "households",
    cutoffs: str | Sequence[str | float | Fraction] = (),
    identify: Identify | None = None,
    complete_cases: bool = False,
    single_unit: SingleUnit | None = None,
    ci: Interval = "logit",
    level: float = 0.95,
    flag_cv: Sequence[float] = (0.2, 0.3),
    suppress_below: int = 0,
    bounds: bool = False,
) -> pd.DataFrame:
    """Return rates and Alkire-Foster measures of groups of households, one row each.

    `frame` is a pandas or Polars DataFrame, a PyArrow Table or a PySpark DataFrame, a survey, a
    profile that was written or a file of persons, which are counted; `standard`, `members` and
    `columns` are as for `classify`. Groups are of the columns `by`, and of the rounds in `change`,
    whose changes come too: from each to the next, or of `every` two (`pairs`). Every two groups of
    the column `contrast` are compared. Each column of `each` is a grouping of its own; `totals`
    adds those of fewer columns, down to all households, and the share of each group in these.
    `by_member` groups persons by `sex` and `age_group` too, of `members`, in groups that begin at
    `ages`. `income` adds measures of incomes, `robustness` how far figures depend on cut-offs,
    indicators and missing answers. At `cutoffs` (3 indicators; 1/3 of all weights; "all") a
    household is identified as poor by its deprivations alone, without one by its class.
    `complete_cases` leaves out households with an unknown indicator, or income; `bounds` adds the
    lowest and highest figure that unknown answers allow; figures of fewer households than
    `suppress_below`, or to which fewer add, are blank.

    Columns: the groups, `measure`, `indicator`, `cutoff`, `identify`, `unit`, `estimate` (a
    fraction of one, or a number; changes as differences), `standard_error`, `ci_low` and `ci_high`
    (of `level`, by `ci`), `households` (unweighted), `weighted` (households or persons), `cv`,
    `deff`, `df`, `units`, and `quality` by the limits `flag_cv` of the coefficient of variation;
    then `grouping` (the columns of the row's group), `contrast_from`, and of differences `p_value`,
    `relative`, `per_year` and `relative_per_year` with their errors, where asked for.
    In the `layout` of Stata's mpitb there are the measures that it has, in its columns.
    Blank is null. Standard errors are by Taylor linearisation from `stratum`, `psu` and `weight`;
    where a stratum has a single unit `single_unit` says what it adds, and where units were drawn
    without replacement the column `fpc` how many there are, or which share was drawn. Or they are
    by replicate weights, in the columns that have the pattern `replicates` ("rep_*"), made by the
    `method` brr, jackknife or bootstrap. Measures are those of Alkire and Foster (2011).

    A frame of Spark is run when this is called: Spark counts the households that are alike, and
    that small table is fetched.

    Raises SurveyError, whose `refused` has the rows (but for Spark's), when rows are refused or a
    column is missing; StandardError and ColumnMapError for faulty files; UsageError for what
    cannot be asked for. What is wrong with the plan of a relation of DuckDB raises an error of its
    library.
    """
    named = standard_given(standard)
    using = map_given(columns)
    native = frame_of(frame)
    wanted = member_groups_of(several(by_member))
    asked = Asked(
        by=several(by),
        change=change,
        pairs=pairs,
        contrast=contrast,
        each=several(each),
        totals=totals or robustness,
        income=income,
        fpc=fpc,
        replicates=replicates,
        method=method,
        robustness=robustness,
        by_member=wanted,
        ages=ages_of(ages),
        unit="persons" if wanted else unit,
        complete_cases=complete_cases,
        single_unit=single_unit,
        interval=ci,
        level=level_of(level),
        flag_cv=flags_of(flag_cv),
        suppress_below=suppress_below,
        bounds=bounds,
    )
    opened = opened_frames(native, members, using, asked.of_households)
    survey = opened.survey
    persons = has_person_rows(survey)
    decided = persons or is_written(survey) or is_list(survey, named)
    applied = standard_of(survey, named) if decided else named
    texts = [_text(cutoff) for cutoff in several(cutoffs)]
    asked = replace(asked, cutoffs=cutoffs_of(texts, identify, applied))
    asked = replace(asked, unit="persons") if persons else asked
    reading = assembled(opened, applied)
    asked = with_columns_named(asked, reading.survey)
    reading = counting(reading, asked)
    require_groups(asked, reading.survey.columns)
    if is_spark(native):
        unfit = {
            "frame": persons,
            "by_member": asked.by_member,
            "replicates": asked.replicates,
        }
        if problems := [name for name, value in unfit.items() if value]:
            wrong = message("api.not-on-spark", "cannot be done on Spark")
            headline = message("api.no-summary-on-spark", "Spark cannot make these figures")
            raise UsageError(headline, [Problem(name, wrong) for name in problems])
        counted = _counted_on_spark(reading, asked)
    else:
        counted = count(reading, asked, refuse=True)
        require_whole(counted, native)
    warn_of(counted)
    found = summary(counted.result, applied, asked)
    own = found.table.select(asked.columns)
    return to_pandas(mpitb_of(found, applied) if layout == "mpitb" else own)


def _counted_on_spark(reading: Reading, asked: Asked) -> Passed[Counted]:
    from mdpoverty.spark.grouped import with_groups_refused  # noqa: PLC0415 -- Spark
    from mdpoverty.spark.plans import counted_cells  # noqa: PLC0415 -- may not
    from mdpoverty.spark.refused import refusal_in, refused_rows  # noqa: PLC0415 -- be installed

    reading = with_groups_refused(reading)
    cells, measured = counted_cells(reading, asked)
    if measured.households.refused and (
        error := refusal_in(refused_rows(reading), None, SUMMARISED)
    ):
        raise error
    return of_cells(measured.passed(cells, reading), reading, asked)


def _text(cutoff: str | float | Fraction) -> str:
    """Return a cut-off as a command line has it: a fraction is a share, if it is 1 too."""
    if isinstance(cutoff, Fraction):
        return f"{cutoff.numerator}/{cutoff.denominator}"
    return str(cutoff)
