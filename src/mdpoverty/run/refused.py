"""Refused rows: which they are, whole, and every problem with its first places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import polars as pl

from mdpoverty.codebook import subject_of
from mdpoverty.errors import Place, Problem, SurveyError, both
from mdpoverty.files.full import naming
from mdpoverty.files.rows import FAULT_VALUE, FILE, LINE, SURPLUS, fault_value
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase, code_of, in_language, message, plural
from mdpoverty.reading.cell_advice import advised, is_by_cell
from mdpoverty.reading.cell_checks import MISSING
from mdpoverty.reading.failing import Check, fails, follows, marked
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.roster import NO_SUCH_HOUSEHOLD, failed_members
from mdpoverty.reading.total_rows import advice_of_totals, is_total
from mdpoverty.run.repeated import Repeats
from mdpoverty.run.sheets import place_of, sheet_and_line
from mdpoverty.survey.survey import CELL, NOT_AS_ASKED, PLACES, Survey, form_problems
from mdpoverty.survey.values import as_text

WRITTEN = Phrase("run.written", "written")
SUMMARISED = Phrase("run.summarised", "summarised")

_TOGETHER = Phrase("run.refused-together", " (a household and its members are refused together)")
_REJECTS = Phrase("run.rejects-option", "--rejects FILE")
_OF_TOTALS = (MISSING.code, NO_SUCH_HOUSEHOLD.code)  # what a total is told that ends a table
_LAST = 10  # rows that are looked at for totals: they stand at the end
_NOTHING = pl.lit(None, dtype=pl.String)


class Found(Protocol):
    """Rows of a file that fail checks, for any engine."""

    def problems(self) -> tuple[int, list[Problem]]:
        """Return how many rows fail, and every kind of problem with its first places."""
        ...


@dataclass(frozen=True)
class Failures:
    """The refused rows of one file: `failed` has their cells, and for check i a column `_i`."""

    survey: Survey
    checks: Sequence[Check]
    failed: pl.LazyFrame

    def count(self) -> int:
        """Return how many rows are refused."""
        return int(self.failed.select(pl.len()).collect(engine="streaming").item())

    def rows(self, language: Language = "en") -> pl.LazyFrame:
        """Return the refused rows whole, after their line (or row) and their problems, in words."""
        schema = self.survey.schema
        said = [
            pl.when(f"_{i}").then(pl.lit(check.in_words(language)))
            for i, check in enumerate(self.checks)
        ]
        own: dict[str, pl.Expr] = {"file": pl.col(FILE)} if self.survey.several else {}
        own[self.survey.unit] = pl.col(LINE)
        own["problems"] = pl.concat_str(said, separator="; ", ignore_nulls=True)
        faults = self.survey.has_faults
        if faults or self.survey.unit == "line":
            own["surplus"] = pl.col(SURPLUS) if faults else _NOTHING
        return self.failed.select(
            *(e.alias(f"refused_{name}" if name in schema else name) for name, e in own.items()),
            *(pl.col(CELL + name).alias(self.survey.headings.get(name, name)) for name in schema),
        )

    def problems(self) -> tuple[int, list[Problem]]:
        """Return how many rows are refused, and every kind of problem with its first places."""
        found: list[pl.Expr] = [pl.len().alias("rows")]
        for i, check in enumerate(self.checks):
            file = pl.col(FILE) if self.survey.several else _NOTHING
            place = pl.struct(LINE, self._shown(check).alias("value"), file.alias("file"))
            found.append(pl.col(f"_{i}").sum().alias(f"count {i}"))
            found.append(place.filter(pl.col(f"_{i}")).head(PLACES).implode().alias(f"places {i}"))
            if code_of(check.wrong) in _OF_TOTALS:
                last = pl.struct(CELL + name for name in self.survey.schema)
                found.append(last.filter(f"_{i}").tail(_LAST).implode().alias(f"last {i}"))
        rows = self.failed.select(found).collect(engine="streaming")
        row = rows.row(0, named=True)
        problems = [
            replace(
                check,
                advice=self._advice(
                    check,
                    [place["value"] for place in row[f"places {i}"]],
                    total=f"last {i}" in row and self._has_total(rows[f"last {i}"]),
                ),
            ).problem(
                row[f"count {i}"],
                [
                    self._place(check, place[LINE], place["value"], place["file"])
                    for place in row[f"places {i}"]
                ],
                self.survey.name,
            )
            for i, check in enumerate(self.checks)
            if row[f"count {i}"]
        ]
        return row["rows"], [replace(each, unit=self.survey.unit) for each in problems]

    def _is_total(self) -> pl.Expr:
        """Return whether a row without a cell, or a household, seems to stand below the table."""
        schema = self.survey.schema
        return is_total(schema, {name: pl.col(CELL + name) for name in schema})

    def _has_total(self, rows: pl.Series) -> bool:
        """Return whether one of some rows, a list of them, seems to stand below the table."""
        cells = rows.explode().struct.unnest()
        return bool(cells.select(self._is_total().any()).item())

    def _advice(self, check: Check, values: Sequence[str | None], *, total: bool) -> str:
        """Return what to do, by the first cells; `total` where a row seems to be no household."""
        if total:
            return both(check.advice, advice_of_totals(self.survey))
        return advised(check, values)

    def _place(self, check: Check, line: int, value: str | None, file: str | None) -> Place:
        columns = self._columns(check)
        if check.shows == FAULT_VALUE and value is not None:
            value = fault_value(value)
        return place_of(self.survey, columns, line, value, file)

    def kept(self, file: Path) -> Failures:
        """Return the same rows, kept in `file` to be looked at again and again."""
        with naming(file):
            self.failed.sink_ipc(file, engine="streaming")
        return replace(self, failed=pl.scan_ipc(file, glob=False))

    def findings(self, kind: str, language: Language = "en") -> list[pl.LazyFrame]:
        """Return every failed check of every row, a table for each check.

        The columns are `kind`, `code`, `file`, `sheet`, `line`, `subject`, `value`, `message`,
        `allowed`, `advice`; texts are in the language. What follows from another row is left out.
        """
        file = pl.col(FILE) if self.survey.several else pl.lit(self.survey.name)
        places = [sheet_and_line(self.survey, self._columns(check), file) for check in self.checks]
        return [
            self.failed.filter(f"_{i}").select(
                kind=pl.lit(kind),
                code=pl.lit(code_of(check.wrong)),
                file=file,
                sheet=places[i][0],
                line=places[i][1],
                subject=pl.lit(_subject(check, language)),
                value=self._said(check, language),
                message=pl.lit(in_language(check.wrong, language)),
                allowed=pl.lit(in_language(check.allowed, language)),
                advice=self._advised(check, language),
            )
            for i, check in enumerate(self.checks)
            if not follows(check.wrong)
        ]

    def _said(self, check: Check, language: Language) -> pl.Expr:
        """Return what is shown of each row, in words where it is not a cell."""
        shown = self._shown(check)
        if check.shows != FAULT_VALUE or language == "en":
            return shown
        found = self.failed.select(pl.col(FAULT_VALUE).drop_nulls().unique()).collect()
        texts: list[str] = found[FAULT_VALUE].to_list()
        return shown.replace({text: in_language(fault_value(text), language) for text in texts})

    def _advised(self, check: Check, language: Language) -> pl.Expr:
        """Return what to do about each row, in words."""
        usual = pl.lit(in_language(check.advice, language))
        if code_of(check.wrong) in _OF_TOTALS:
            said = in_language(self._advice(check, [], total=True), language)
            return pl.when(self._is_total()).then(pl.lit(said)).otherwise(usual)
        if not is_by_cell(check):
            return usual
        shown = self._shown(check)
        distinct = self.failed.select(value=shown).unique().drop_nulls().collect()["value"]
        told = {cell: in_language(advised(check, [cell]), language) for cell in distinct}
        return shown.replace_strict(told, default=usual, return_dtype=pl.String)

    def _columns(self, check: Check) -> Sequence[str]:
        return self.survey.columns_of(check.shows) if check.shows else ()

    def _shown(self, check: Check) -> pl.Expr:
        if check.shows == FAULT_VALUE:
            return pl.col(FAULT_VALUE)
        cells = [
            as_text(pl.col(CELL + name), self.survey.schema[name]) for name in self._columns(check)
        ]
        if not cells:
            return _NOTHING
        shown = pl.concat_str(cells, separator=", ", ignore_nulls=True)
        return pl.when(shown.str.strip_chars() != "").then(shown)  # a blank says nothing


def _subject(check: Check, language: Language) -> str:
    """Return whose cell is wrong: the name of a column is data, and stays as it is."""
    is_column = code_of(check.subject) == subject_of("").code
    return in_language(check.subject, "en" if is_column else language)


def failing(survey: Survey, frame: nw.LazyFrame[Any], checks: Sequence[Check]) -> Failures:
    """Return the rows of `frame`, with the cells of `survey`, that fail any of `checks`."""
    return Failures(survey, checks, marked(frame, checks).filter(fails(checks)))


def require_sound(survey: Survey, frame: nw.LazyFrame[Any], checks: Sequence[Check]) -> None:
    """Raise SurveyError, with every problem, where a row of `frame` fails any of `checks`."""
    found = failing(survey, frame, checks)
    if found.count():
        raise refusal([found], None)


def failures(reading: Reading, repeats: Repeats, rows: Reading) -> list[Failures]:
    """Return the refused rows of a survey, and of its member file where there is one.

    `rows` is the reading again, or of some rows of the survey, of those that are refused all.
    """
    checks = reading.checks(repeats.household)
    cells = list(reading.survey.schema)
    found = [failing(reading.survey, rows.rows(repeats.member, cells), checks)]
    if reading.roster:
        frame = marked(reading.rows(repeats.member), checks)
        sound = frame.select("household_id", sound=~fails(checks)).drop_nulls()
        # A repeated id has several rows, all of them refused: one says as much.
        sound = sound.unique("household_id", maintain_order=False)
        member_checks, failed = failed_members(reading.roster, sound, repeats.member)
        found.append(Failures(reading.roster.survey, member_checks, failed))
    return found


def refusal(found: Sequence[Failures], rejects: str | Phrase | None = _REJECTS) -> SurveyError:
    """Return the error that says every problem of every file; `rejects` sets rows aside."""
    return refusal_of([(failed.survey, *failed.problems()) for failed in found], rejects)


def refusal_of(
    found: Sequence[tuple[Survey, int, Sequence[Problem]]],
    rejects: str | Phrase | None,
    done: Phrase = WRITTEN,
) -> SurveyError:
    """Return the error that says how many rows of each file are refused, and every problem.

    `rejects` says how rows can be set aside, `done` what is not done as it is. Faults of forms are
    among the problems; no row can be set aside for these.
    """
    survey = found[0][0]
    names = [each.name for each, *_ in found]
    files = [
        _rows_refused(each.name if names.count(each.name) == 1 else each.placed, count)
        for each, count, _ in found
        if count
    ]
    faulty = dict.fromkeys(each.name for each, *_ in found if each.faults)
    files += [NOT_AS_ASKED(file=name) for name in faulty]
    if not files:
        return changed(survey.name, done)
    unless = message(
        "run.unless", " Fix these rows, or use {rejects} to set them aside.", rejects=rejects
    )
    every = [problem for _, _, some in found for problem in some]
    told = causes(every)
    headline = message(
        "run.refused",
        "{rows}{together}. Nothing was {done}.{unless}",
        rows=reduce(both, files),
        together="" if len(told) == len(every) else _TOGETHER(),
        done=done,
        unless=unless if rejects and not faulty else "",
    )
    problems = [problem for each, *_ in found for problem in form_problems(each)] + told
    error = SurveyError(headline, problems, survey.name, survey.unit)
    error.of_all_rows = True
    return error


def causes(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems to correct, without what only follows from them."""
    return [problem for problem in problems if not follows(problem.wrong)]


def _rows_refused(file: str, count: int) -> Message:
    return plural(
        "run.rows-refused",
        "{file}: {count} row refused",
        "{file}: {count} rows refused",
        count=count,
        file=file,
    )


def changed(file: str, done: Phrase = WRITTEN) -> SurveyError:
    """Return the error that a file is not what it was when it was opened."""
    headline = message(
        "run.changed",
        "{file} changed while it was read: nothing was {done}",
        file=file,
        done=done,
    )
    return SurveyError(headline)
