"""Classify the households of a survey: read, check, decide, and keep account of every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import narwhals as nw
import polars as pl

from mdpoverty.cells import values
from mdpoverty.checks import Check, household_checks, refused
from mdpoverty.codebook import BOOLEANS, HOUSEHOLD_SIZE, Variable
from mdpoverty.decision import UNDETERMINED
from mdpoverty.delimited import FAULT_VALUE, LINE, ROW, SURPLUS
from mdpoverty.errors import Place, Problem, SurveyError, suggest
from mdpoverty.patterns import spelled
from mdpoverty.profile import GROUPS, INCOMES, SCORES, listed, profile, profile_columns
from mdpoverty.standard import Standard
from mdpoverty.survey import Survey
from mdpoverty.tables import Format, write

PLACES = 3  # how many rows are named for each kind of problem

_CELL = "cell:"  # before the name of a survey's column: its cells as they stand
_REFUSED = "_refused"
_ERROR = "_error"

T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """What a standard reads of a survey: the variables it has, and those that may not be blank."""

    survey: Survey
    standard: Standard
    variables: Mapping[str, Variable]
    required: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """The columns of the profile, in order."""
        return profile_columns(self.standard, self.variables)


@dataclass(frozen=True)
class Account:
    """Where the rows of a survey went: rows = written + refused."""

    rows: int
    refused: int
    undetermined: int

    @property
    def written(self) -> int:
        """How many households were classified."""
        return self.rows - self.refused


def read(survey: Survey, standard: Standard) -> Reading:
    """Return what `standard` reads of `survey`.

    Raises SurveyError when a column that the standard cannot do without is not there.
    """
    known = standard.variables("household")
    wanted = ["household_id", *GROUPS, "weight", *sorted(standard.asked("household"))]
    if standard.needs_income:
        wanted += [HOUSEHOLD_SIZE, *INCOMES, *(SCORES if standard.review_scores else ())]
    variables = {name: known[name] for name in known if name in wanted and name in survey.schema}
    if not standard.needs_income and "area" in variables:
        variables["area"] = Variable("area", "household", "text")  # a group like any other
    for name in standard.indicators:
        if name in survey.schema:
            variables[name] = Variable(name, "household", "boolean", codes=BOOLEANS)
            if "standard" in survey.schema:
                variables["standard"] = Variable("standard", "household", "text")
    required = ["household_id"]
    required += ["area"] if standard.needs_income else []
    required += [HOUSEHOLD_SIZE] if standard.needs_size else []
    _require(survey, required, standard)
    required += ["weight"] if "weight" in variables else []
    return Reading(survey, standard, variables, tuple(required))


def _require(survey: Survey, required: Sequence[str], standard: Standard) -> None:
    missing = [name for name in required if name not in survey.schema]
    if standard.needs_income:
        incomes = [*INCOMES, *(SCORES[:1] if standard.review_scores else ())]
        if not any(name in survey.schema for name in incomes):
            missing.append(" or ".join(incomes))
    if missing:
        columns = ", ".join(survey.schema) or "none"
        problems = [
            Problem(
                name,
                f"this column is not there{suggest(name, survey.schema)}",
                f"the columns that are there: {columns}",
                f"{standard.id} cannot be applied without it: add it, or rename the one that is it",
            )
            for name in missing
        ]
        raise SurveyError(f"{survey.name} lacks a column", problems, survey.name)


def misspelt(survey: Survey, reading: Reading) -> list[tuple[str, str]]:
    """Return the columns that nothing reads and that look like a variable, with that variable."""
    known = reading.standard.variables("household")
    absent = [name for name in known if name not in survey.schema]
    unread = [name for name in survey.schema if name not in known and name not in reading.columns]
    found = ((name, suggest(name, absent)) for name in unread)
    return [(name, hint.split("'")[1]) for name, hint in found if hint]


def survey_years(survey: Survey) -> list[int]:
    """Return the years that the column `survey_year` holds, ascending; blanks say nothing.

    Raises SurveyError when a cell is no year.
    """
    variable = Variable("survey_year", "household", "integer", "year")
    frame = survey.frame.select(ROW, LINE, pl.col("survey_year").alias(_CELL), "survey_year")
    frame = values(frame, {"survey_year": variable})
    bad = frame.filter(pl.col("survey_year").is_nan())
    if problems := _problems_of(bad, variable):
        raise SurveyError(f"{survey.name} holds years that are none", problems, survey.name)
    years = frame.select(pl.col("survey_year").unique().drop_nulls().sort())
    return [int(year) for year in years.collect(engine="streaming").to_series()]


def _problems_of(bad: pl.LazyFrame, variable: Variable) -> list[Problem]:
    found = bad.select(LINE, _CELL).collect(engine="streaming").sort(LINE)
    places = tuple(Place(*row[::1]) for row in found.head(PLACES).rows())
    wrong = "is not a whole number"
    return (
        [Problem(variable.name, wrong, variable.allowed, "", len(found), places)]
        if len(found)
        else []
    )


@dataclass(frozen=True)
class _Tally:
    """What passed through a plan while it ran, a batch at a time.

    Batches come from several threads: appending to a list is safe, adding to a number is not.
    """

    accounts: list[Account] = field(default_factory=list)
    ids: list[pl.Series] = field(default_factory=list)

    def account(self) -> Account:
        """Return the account of all batches."""
        return Account(
            sum(batch.rows for batch in self.accounts),
            sum(batch.refused for batch in self.accounts),
            sum(batch.undetermined for batch in self.accounts),
        )


@dataclass(frozen=True)
class Done(Generic[T]):
    """What became of a survey: the profile as delivered, the account, and the ids that repeat."""

    profile: T
    account: Account
    repeated: pl.Series


def classify_rows(
    reading: Reading,
    deliver: Callable[[pl.LazyFrame], T],
    *,
    refuse: bool,
    keep_all: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Done[T]:
    """Hand the profile of a survey's households, as one lazy plan, to `deliver`.

    One streaming pass; a second one only where ids repeat, and one more over the refused rows
    where there are any. Raises SurveyError, with every problem, when a row is refused and
    `refuse` does not allow it.
    """
    carried = [name for name in reading.survey.schema if name not in reading.columns]
    carried = carried if keep_all else []

    def run(repeated: pl.Series) -> tuple[T, _Tally]:
        tally = _Tally()
        plan = _plan(reading, repeated, carried)
        return deliver(_tapped(plan, [*reading.columns, *carried], tally, progress)), tally

    profile, tally = run(pl.Series("household_id", [], dtype=pl.String))
    repeated = _repeated_ids(reading, tally.ids)
    if (len(repeated) or tally.account().refused) and not refuse:
        raise refusal(reading, repeated)
    if len(repeated):
        profile, tally = run(repeated)
    return Done(profile, tally.account(), repeated)


def write_profile(
    reading: Reading,
    target: Path,
    kind: Format,
    *,
    rejects: tuple[Path, Format] | None = None,
    keep_all: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Account:
    """Write the profile of a survey's households to `target`, the refused rows to `rejects`.

    Raises SurveyError, with every problem, when a row is refused and there is no `rejects`.
    """
    labels = {name: variable.label_en for name, variable in reading.variables.items()}
    done = classify_rows(
        reading,
        lambda plan: write(plan, target, kind, labels),
        refuse=rejects is not None,
        keep_all=keep_all,
        progress=progress,
    )
    if rejects is not None:
        write(refused_rows(reading, done.repeated), *rejects, {})
    return done.account


def flagged(reading: Reading) -> pl.LazyFrame:
    """Return the profile of every row as a lazy plan, with a column `error`.

    `error` says what is wrong with a row, and is null where nothing is; a row with an error has
    no class, no count and no answer.
    """
    repeated = (nw.len().over("household_id") > 1) & ~nw.col("household_id").is_null()
    checks = _checks(reading, repeated)
    said = [nw.when(c.failed).then(nw.lit(f"{c.subject} {c.wrong}")) for c in checks]
    frame = _values(reading).with_columns(
        **{
            _REFUSED: refused(checks),
            _ERROR: nw.concat_str(said, separator="; ", ignore_nulls=True),
        }
    )
    found = profile(frame, reading.standard, reading.variables, {})
    found = found.with_columns(**listed(list(reading.standard.indicators)))
    decided = reading.columns[reading.columns.index("class") :]
    sound = ~nw.col(_REFUSED)
    found = found.with_columns(
        **{name: nw.when(sound).then(nw.col(name)) for name in decided},
        error=nw.when(~sound).then(nw.col(_ERROR)),
    )
    native: pl.LazyFrame = found.select(*reading.columns, "error").to_native()
    return native


def _values(reading: Reading, cells: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Return the survey's rows with converted values, and `cells` as they stand beside them."""
    frame = reading.survey.frame
    if cells:
        frame = frame.with_columns(pl.col(name).alias(_CELL + name) for name in cells)
    have = frame.collect_schema()
    beside = [
        name for name in have if name.startswith(("_", _CELL)) and name not in reading.survey.schema
    ]
    converted = nw.from_native(values(frame.select(*beside, *reading.variables), reading.variables))
    if "standard" not in reading.variables:
        return converted
    # A decided answer counts only under the standard that the row names (law.md, section 5).
    ours = nw.col("standard") == reading.standard.id
    decided = [name for name in reading.standard.indicators if name in reading.variables]
    return converted.with_columns(**{name: nw.when(ours).then(nw.col(name)) for name in decided})


def _checks(reading: Reading, repeated: nw.Expr) -> list[Check]:
    return household_checks(
        reading.variables, reading.required, repeated, faults=reading.survey.has_faults
    )


def _among(ids: pl.Series) -> nw.Expr:
    if ids.is_empty():
        return nw.lit(value=False)
    return nw.col("household_id").is_in(nw.from_native(ids, series_only=True))


def _plan(reading: Reading, repeated: pl.Series, carried: Sequence[str] = ()) -> pl.LazyFrame:
    """Return the profile of every row, `carried` columns after it, and whether it is refused."""
    frame = _values(reading, carried)
    frame = frame.with_columns(**{_REFUSED: refused(_checks(reading, _among(repeated)))})
    found: pl.LazyFrame = profile(frame, reading.standard, reading.variables, {}).to_native()
    beside = [pl.col(_CELL + name).alias(name) for name in carried]
    lists = ("deprived_in", "unknown_in")
    found = found.select(
        *(name for name in reading.columns if name not in lists), *beside, _REFUSED
    )
    return spelled(found, list(reading.standard.indicators))


def _tapped(
    plan: pl.LazyFrame, columns: Sequence[str], tally: _Tally, progress: Callable[[int], object]
) -> pl.LazyFrame:
    """Return `columns` of the rows that are not refused, counting all rows on their way."""

    def tap(batch: pl.DataFrame) -> pl.DataFrame:
        tally.ids.append(batch["household_id"].drop_nulls().hash())
        kept = batch.filter(~pl.col(_REFUSED)) if batch[_REFUSED].any() else batch
        undetermined = int((kept["class"] == UNDETERMINED).sum())
        tally.accounts.append(Account(batch.height, batch.height - kept.height, undetermined))
        progress(batch.height)
        return pl.DataFrame([kept[name] for name in columns])

    have = plan.collect_schema()
    schema = {name: have[name] for name in columns}
    return plan.map_batches(tap, schema=schema, validate_output_schema=False, streamable=True)


def _repeated_ids(reading: Reading, hashes: Sequence[pl.Series]) -> pl.Series:
    """Return the ids that stand on more than one row.

    A pass keeps eight bytes of each id. Only when some of these are equal are the ids behind them
    looked up, in a pass of their own.
    """
    every = pl.concat(hashes) if hashes else pl.Series(dtype=pl.UInt64)
    if every.n_unique() == len(every):
        return pl.Series("household_id", [], dtype=pl.String)
    suspects = every.filter(every.is_duplicated()).unique()
    ids = _values(reading).to_native().select("household_id").drop_nulls()
    ids = ids.filter(pl.col("household_id").hash().is_in(suspects.implode()))
    counted = ids.group_by("household_id").len().filter(pl.col("len") > 1)
    found: pl.DataFrame = counted.select("household_id").collect(engine="streaming")
    return found.to_series().sort()


def _failures(reading: Reading, repeated: pl.Series) -> tuple[list[Check], pl.LazyFrame]:
    """Return the checks, and the refused rows with their cells and a column `_0`, … a check."""
    checks = _checks(reading, _among(repeated))
    frame = _values(reading, list(reading.survey.schema))
    failed = frame.with_columns(**{f"_{i}": check.failed for i, check in enumerate(checks)})
    native: pl.LazyFrame = failed.to_native()
    return checks, native.filter(pl.any_horizontal(f"_{i}" for i in range(len(checks))))


def refused_rows(reading: Reading, repeated: pl.Series) -> pl.LazyFrame:
    """Return the refused rows whole, after their line (or row) and their problems."""
    checks, failed = _failures(reading, repeated)
    schema = reading.survey.schema
    problems = pl.concat_str(
        [
            pl.when(f"_{i}").then(pl.lit(f"{check.subject} {check.wrong}"))
            for i, check in enumerate(checks)
        ],
        separator="; ",
        ignore_nulls=True,
    )
    own = {reading.survey.unit: pl.col(LINE), "problems": problems}
    if reading.survey.has_faults:
        own["surplus"] = pl.col(SURPLUS)
    return failed.select(
        *(
            expr.alias(name if name not in schema else f"refused_{name}")
            for name, expr in own.items()
        ),
        *(pl.col(_CELL + name).alias(name) for name in schema),
    )


def refusal(reading: Reading, repeated: pl.Series) -> SurveyError:
    """Return the error that says every problem of a survey's rows, with the first places of each."""
    checks, failed = _failures(reading, repeated)
    counts, places = [], []
    for i, check in enumerate(checks):
        counts.append(pl.col(f"_{i}").sum().alias(f"count {i}"))
        shown = _shown(check, reading)
        first = pl.struct(pl.col(LINE), shown.alias("value")).filter(pl.col(f"_{i}"))
        places.append(first.head(PLACES).implode().alias(f"places {i}"))
    found = failed.select(pl.len().alias("rows"), *counts, *places).collect(engine="streaming")
    row = found.row(0, named=True)
    problems = [
        Problem(
            check.subject,
            check.wrong,
            check.allowed,
            check.advice,
            row[f"count {i}"],
            tuple(Place(place[LINE], place["value"]) for place in row[f"places {i}"]),
        )
        for i, check in enumerate(checks)
        if row[f"count {i}"]
    ]
    count = row["rows"]
    headline = f"{reading.survey.name}: {count:,} row{'s' if count != 1 else ''} refused"
    return SurveyError(headline, problems, reading.survey.name, unit=reading.survey.unit)


def _shown(check: Check, reading: Reading) -> pl.Expr:
    if check.shows is None:
        return pl.lit(None, dtype=pl.String)
    column = FAULT_VALUE if check.shows == FAULT_VALUE else _CELL + check.shows
    return pl.col(column).cast(pl.String)
