"""Everything that can be said of a survey before it is classified: problems, warnings, blanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from mdpoverty.classification.decide import SCORES
from mdpoverty.errors import Problem, SurveyError
from mdpoverty.files.rows import LINE, FormFault
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase, code_of, in_language
from mdpoverty.profile.labels import HIGHEST_SCORE, class_labels, variable_labels
from mdpoverty.profile.undetermined import CELL, Undetermined
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.reading.reading import Reading
from mdpoverty.run.account import Account
from mdpoverty.run.classify import classify_rows
from mdpoverty.run.refused import Failures, causes
from mdpoverty.run.sheets import sheet_and_line
from mdpoverty.run.suspicions import garbled, misspelt_columns
from mdpoverty.run.unread import unread_cells
from mdpoverty.standards.model import Standard
from mdpoverty.standards.scores import HIGHEST
from mdpoverty.survey.survey import Survey, form_problems
from mdpoverty.validation.disagreements import disagreements
from mdpoverty.validation.heads import heads
from mdpoverty.validation.shares import Share, answered, blanks_of

# A table of findings: a row for each, with what there is to say of it.
FINDING: dict[str, pl.DataType] = {
    "kind": pl.String(),  # refusal, warning, undetermined, blank or answer
    "code": pl.String(),  # of the message, which stays the same when its words change
    "standard": pl.String(),
    "file": pl.String(),
    "sheet": pl.String(),  # of a workbook
    "line": pl.Int64(),
    "subject": pl.String(),
    "value": pl.String(),
    "message": pl.String(),
    "allowed": pl.String(),
    "advice": pl.String(),
    "rows": pl.Int64(),
    "share": pl.Float64(),
}


@dataclass(frozen=True)
class Validation:
    """What was found in a survey under one standard.

    The accounts are None where the standard cannot read the survey at all, and of members where
    there are none. `problems` are those that refuse rows or the survey as a whole, and `warnings`
    those that do not, each kind with its first places; `blanks` says for each variable and file
    how many cells are blank, `answered` for each standard and indicator how many households have
    an answer. `undetermined` finds out why households are, of whom `open` says how many there are;
    it is None where none is. `findings` has all of it as a table, one row each place; `notes` are
    about names of places.
    """

    standard: Standard
    households: Account | None
    members: Account | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    blanks: tuple[Share, ...]
    answered: tuple[Share, ...]
    findings: pl.LazyFrame
    open: int = 0
    undetermined: Undetermined | None = None
    notes: tuple[Message, ...] = ()


HANGS_ON = Phrase("validation.hangs-on", "the class of the household depends on it")


def validate(  # noqa: PLR0913 -- a survey, its standard, and in which words
    opened: Opened,
    standard: Standard,
    scratch: Path,
    *,
    years: Sequence[int] | None,
    language: Language = "en",
    labelled: bool = False,
) -> Validation:
    """Return every problem and warning of a survey, as `standard` reads it.

    `years` are as in `assemble`. The texts of the findings are in the `language`; where they are
    `labelled`, columns and classes are in its words too.
    `scratch` is a folder for the rows that are found. Raises
    ColumnMapError and UsageError as `assemble` does.
    """
    faults = [fault for survey in opened.surveys for fault in survey.faults]
    forms = [problem for survey in opened.surveys for problem in form_problems(survey)]
    opened = opened.of([replace(survey, faults=()) for survey in opened.surveys])
    try:
        reading = assemble(opened, standard, years=years)
    except SurveyError as error:
        return _unusable(opened, standard, error, (forms, faults), language)
    done = classify_rows(reading, _count, refuse=True)
    refused = [f.kept(scratch / f"refused-{i}.arrow") for i, f in enumerate(done.failures)]
    looked = (
        garbled(reading),
        disagreements(reading),
        heads(reading),
        *unread_cells(reading, forms=False),
        *done.suspect(),
    )
    suspect = [f for f in looked if isinstance(f, Failures) and f.checks]
    suspect = [f.kept(scratch / f"suspect-{i}.arrow") for i, f in enumerate(suspect)]
    problems = [*forms, *causes([p for failed in refused for p in failed.problems()[1]])]
    warned = misspelt_columns(reading)
    doubtful = [problem for failed in suspect for problem in failed.problems()[1]]
    blanks = blanks_of(reading)
    known = answered(opened, standard)
    found = Undetermined(*done.read()) if done.undetermined and done.read else None
    tables = [
        *_of_form(faults, language),
        *(table for failed in refused for table in failed.findings("refusal", language)),
        _said("warning", warned, language),
        *(table for failed in suspect for table in failed.findings("warning", language)),
        *([_undetermined(found, reading, language if labelled else None)] if found else []),
        _shares("blank", "file", blanks, language),
        _shares("answer", "standard", known, language),
    ]
    return Validation(
        standard,
        done.households,
        done.members,
        tuple(problems),
        (*warned, *doubtful),
        blanks,
        known,
        pl.concat([_complete(table) for table in tables]),
        done.undetermined,
        found,
        done.notes,
    )


def _undetermined(found: Undetermined, reading: Reading, words: Language | None) -> pl.LazyFrame:
    """Return each cell that would decide the class of a household as a finding."""
    classes, column = pl.col("possible_classes"), pl.col("column")
    if words:
        every = {**reading.standard.variables("member"), **reading.standard.variables("household")}
        labels = variable_labels(every.values(), words)
        highest = {
            name + HIGHEST: HIGHEST_SCORE(score=labels.get(name, name)).in_(words)
            for name in SCORES
        }
        column = column.replace(labels | highest)
        classes = classes.str.split(";").list.eval(pl.element().replace(class_labels(words)))
        classes = classes.list.join(", ")
    sheet, line = _placed(found, reading.survey)
    file, of_member = pl.lit(reading.survey.name), pl.col("person_id").is_not_null()
    if reading.roster:
        people = reading.roster.survey
        own_sheet = pl.lit(people.sheets.get(people.name), dtype=pl.String)
        file = pl.when(of_member).then(pl.lit(people.name)).otherwise(file)
        sheet = pl.when(of_member).then(own_sheet).otherwise(sheet)
        line = pl.when(of_member).then(pl.col(LINE)).otherwise(line)
    whose = pl.concat_str("household_id", "person_id", separator=", ", ignore_nulls=True)
    return found.table(placed=True).select(
        kind=pl.lit("undetermined"),
        code=pl.lit(HANGS_ON.code),
        standard=pl.lit(reading.standard.id),
        file=file,
        sheet=sheet,
        line=line,
        subject=pl.col("indicator"),
        value=column,
        message=pl.concat_str(whose, pl.lit(": "), classes),
    )


def _placed(found: Undetermined, survey: Survey) -> tuple[pl.Expr, pl.Expr]:
    """Return the sheet and the line of each cell of the table, as of an error in that cell."""
    sheet = pl.lit(survey.sheets.get(survey.name), dtype=pl.String)
    line = pl.col(LINE)
    for cell in dict.fromkeys(cause.cell for cause in found.causes if cause.cell):
        if survey.other_sheet(None, [cell]):
            own_sheet, own_line = sheet_and_line(survey, [cell], pl.lit(survey.name))
            here = pl.col(CELL) == cell
            sheet = pl.when(here).then(own_sheet).otherwise(sheet)
            line = pl.when(here).then(own_line).otherwise(line)
    return sheet, line


def _unusable(
    opened: Opened,
    standard: Standard,
    error: SurveyError,
    forms: tuple[Sequence[Problem], Sequence[FormFault]],
    language: Language,
) -> Validation:
    """Return what can be said of a survey that a standard cannot read."""
    file = error.source or opened.survey.name
    problems = [replace(problem, file=problem.file or file) for problem in error.problems]
    known = answered(opened, standard)
    return Validation(
        standard,
        None,
        None,
        (*forms[0], *problems),
        (),
        (),
        known,
        pl.concat(
            [
                *map(_complete, _of_form(forms[1], language)),
                _complete(_said("refusal", problems, language)),
                _complete(_shares("answer", "standard", known, language)),
            ]
        ),
    )


def _count(plan: pl.LazyFrame) -> int:
    return int(plan.select(pl.len()).collect(engine="streaming").item())


def _said(kind: str, problems: Sequence[Problem], language: Language) -> pl.LazyFrame:
    """Return problems of a file as a whole as findings."""
    rows = [
        (
            kind,
            p.code,
            p.file,
            *(in_language(text, language) for text in (p.subject, p.wrong, p.allowed, p.advice)),
        )
        for p in problems
    ]
    names = ("kind", "code", "file", "subject", "message", "allowed", "advice")
    return pl.LazyFrame(rows, schema={name: FINDING[name] for name in names}, orient="row")


def _of_form(faults: Sequence[FormFault], language: Language) -> list[pl.LazyFrame]:
    """Return the places of faults of a form as findings."""
    tables = []
    for fault in faults:
        said = _said("refusal", [fault.problem], language)
        places = [(place.line, place.value) for place in fault.problem.places]
        at = pl.LazyFrame(places, schema={n: FINDING[n] for n in ("line", "value")}, orient="row")
        tables.append(said.with_columns(sheet=pl.lit(fault.sheet)).join(at, how="cross"))
    return tables


def _shares(kind: str, of: str, shares: Sequence[Share], language: Language) -> pl.LazyFrame:
    said = partial(in_language, language=language)
    rows = [
        (kind, code_of(x.why), x.of, x.sheet, x.subject, said(x.why), x.rows, x.share)
        for x in shares
    ]
    names = ("kind", "code", of, "sheet", "subject", "message", "rows", "share")
    return pl.LazyFrame(rows, schema={name: FINDING[name] for name in names}, orient="row")


def _complete(table: pl.LazyFrame) -> pl.LazyFrame:
    """Return a table with all columns of a finding, null where it has nothing to say."""
    have = table.collect_schema()
    return table.select(
        _filled(name, dtype) if name in have else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in FINDING.items()
    )


def _filled(name: str, dtype: pl.DataType) -> pl.Expr:
    cells = pl.col(name).cast(dtype)
    return pl.when(cells != "").then(cells) if dtype == pl.String else cells
