"""Of how many rows of a survey there is an answer: which cells are blank, what they settle."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from mdpoverty.classification.decide import answers, income
from mdpoverty.classification.derived import derive
from mdpoverty.classification.widened import widened
from mdpoverty.codebook import HOUSEHOLD_SIZE, Level
from mdpoverty.errors import SurveyError
from mdpoverty.language.messages import Phrase
from mdpoverty.questionnaire.form import forms
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.reading.inputs import inputs
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import member_values
from mdpoverty.standards.library import shipped, standard_ids
from mdpoverty.standards.model import Standard
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.engine import converted

NO_COLUMN = Phrase("validation.no-column", "the column is missing")
UNREADABLE = Phrase("validation.unreadable", "the standard cannot read this survey")


@dataclass(frozen=True)
class Share:
    """How many rows of a file, and which share of all, a thing is true of, and why.

    `of` is the file for blanks, with the `sheet` of a workbook, and the standard for answers;
    `share` is None where no row is; a subject of the member file is `of_members`.
    """

    subject: str
    of: str
    rows: int
    share: float | None
    why: str = ""
    sheet: str = ""
    of_members: bool = False


def blanks_of(reading: Reading) -> tuple[Share, ...]:
    """Return the blank cells of every variable that the standard reads, in the codebook's order.

    Of a form these are the variables that it asks for, and others that somebody added.
    """
    found = _shares_of_blank(_own_values(reading), reading, "household")
    if reading.roster:
        found += _shares_of_blank(member_values(reading.roster).to_native(), reading, "member")
    return tuple(found)


def _own_values(reading: Reading) -> pl.LazyFrame:
    """Return the values of every variable of households that the survey has, also unread ones."""
    survey, known = reading.survey, dict(reading.variables)
    for name in (each.variable.name for each in inputs(reading.standard, "household")):
        if name in survey.given and name not in known:  # the year, where it chose nothing
            known[name] = reading.standard.variables("household")[name]
    known = {name: each for name, each in known.items() if name in survey.given}
    require_cells(survey, known)
    native: pl.LazyFrame = converted(survey, known).to_native()
    return native


def _asked_by(form: str | None, level: Level) -> Collection[str] | None:
    """Return the variables that a form asks for; None where a survey is no form."""
    if form is None:
        return None
    sheets = [sheet for sheet in forms()[form].sheets if sheet.level == level]
    return {v.name for sheet in sheets for column in sheet.columns for v in column.variables}


def _shares_of_blank(frame: pl.LazyFrame, reading: Reading, level: Level) -> list[Share]:
    survey = reading.survey
    if level == "member":
        assert reading.roster is not None
        survey = reading.roster.survey
    schema, asked = frame.collect_schema(), _asked_by(survey.form, level)
    wanted = [
        each.variable.name
        for each in inputs(reading.standard, level)
        if asked is None or each.variable.name in asked or each.variable.name in schema
    ]
    if reading.roster and HOUSEHOLD_SIZE in wanted and HOUSEHOLD_SIZE not in schema:
        wanted.remove(HOUSEHOLD_SIZE)  # the members tell it
    have = [name for name in wanted if name in schema]
    counts = frame.select(pl.len().alias("rows"), *(pl.col(name).null_count() for name in have))
    row = counts.collect(engine="streaming").row(0, named=True)
    rows = row["rows"]
    own = survey.sheets.get(survey.name, "")
    others = {name: survey.other_sheet(None, [name]) for name in wanted}
    sheets = {name: each.grid.sheet if each else own for name, each in others.items()}
    blank = {name: row.get(name, rows) for name in wanted}
    why = {name: "" if name in row else NO_COLUMN() for name in wanted}
    of_members = level == "member"
    return [
        Share(name, survey.name, n, _share(n, rows), why[name], sheets[name], of_members)
        for name, n in blank.items()
    ]


def answered(opened: Opened, standard: Standard) -> tuple[Share, ...]:
    """Return how many households each indicator of each standard has an answer for."""
    ids = [known for known in standard_ids() if known != standard.id]
    found: list[Share] = []
    for each in (*map(shipped, ids), standard):
        try:
            reading = assemble(opened, each)
        except SurveyError:
            found += [Share(name, each.id, 0, 0.0, UNREADABLE()) for name in _asked(each)]
        else:
            found += _answered_under(reading)
    return tuple(found)


def _asked(standard: Standard) -> list[str]:
    return [*(["income_per_capita"] if standard.needs_income else []), *standard.indicators]


def _answered_under(reading: Reading) -> list[Share]:
    rows, known = derive(reading.rows(), reading.standard, "household", reading.given)
    asked: dict[str, nw.Expr] = {}
    if reading.standard.needs_income:
        money = income(known)
        asked["income_per_capita"] = nw.when(money.is_finite()).then(money)
    asked |= answers(reading.standard, known)
    frame = widened(
        rows,
        {f"_{name}": (~answer.is_null()).cast(nw.Int64) for name, answer in asked.items()},
    )
    native: pl.LazyFrame = frame.to_native()
    counts = native.select(pl.len().alias("_rows"), *(pl.col(f"_{name}").sum() for name in asked))
    row = counts.collect(engine="streaming").row(0, named=True)
    return [
        Share(name, reading.standard.id, row[f"_{name}"], _share(row[f"_{name}"], row["_rows"]))
        for name in asked
    ]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
