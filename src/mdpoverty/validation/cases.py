"""Tables of cases: households, and what a standard must say of each.

A row has a `case` in words, the columns of a survey, and columns `expect_…` that name columns of
the profile. A blank expectation says nothing, `none` or `unknown` an empty cell of the profile.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mdpoverty.errors import Place, Problem, SurveyError, plain
from mdpoverty.files.output import refuse_empty_names
from mdpoverty.files.rows import A_FILE
from mdpoverty.language.messages import Phrase, message
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.run.classify import classify_rows
from mdpoverty.standards.model import Standard
from mdpoverty.suggestions import suggest
from mdpoverty.survey.survey import survey_of
from mdpoverty.system_faults import why_unread

EXPECT = "expect_"
_CASE = "case"
_EMPTY = ("none", "unknown")
_LONGEST = 100  # characters of a case that are said
_LARGEST = 10_000_000  # bytes of a table
_LARGE = Phrase("validation.cases-large", "is larger than {limit} bytes")
_NO_CSV = Phrase("validation.no-csv", "not CSV in UTF-8")


@dataclass(frozen=True)
class Case:
    """One row of a table: the physical line that it begins on, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    @property
    def household(self) -> dict[str, str]:
        """The row as a row of a survey."""
        given = {k: cell for k, cell in self.cells.items() if not k.startswith(EXPECT)}
        return {"household_id": given.pop(_CASE), **given}

    @property
    def expected(self) -> dict[str, str]:
        """What the profile must hold, by column, as text; an empty cell is empty text."""
        return {
            column.removeprefix(EXPECT): "" if cell in _EMPTY else cell
            for column, cell in self.cells.items()
            if column.startswith(EXPECT) and cell
        }


def read_cases(name: str | Path) -> list[Case]:
    """Return the cases of a CSV table (UTF-8, commas), in order.

    Raises SurveyError, with every fault, when it cannot be read or is no table of cases; UsageError
    for a name that is empty.
    """
    refuse_empty_names([(A_FILE(), str(name))])
    path = Path(name)
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise _no_cases(path.name, [Problem("file", _LARGE(limit=_LARGEST))])
        rows = list(_rows(io.StringIO(text.decode("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = why_unread(error, path) if isinstance(error, OSError) else _NO_CSV()
        headline = message(
            "validation.cases-unreadable", "{table} cannot be read: {why}", table=path.name, why=why
        )
        raise SurveyError(headline, source=path.name) from None
    header = rows[0][1] if rows else []
    problems = list(_of_header(header))
    cases = []
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            wrong = message(
                "validation.case-cells",
                "{cells} cells under a header of {columns}",
                cells=len(cells),
                columns=len(header),
            )
            row = message("validation.the-row", "the row")
            problems.append(Problem(row, wrong, places=(Place(line, None),)))
        else:
            cases.append(Case(line, dict(zip(header, map(str.strip, cells), strict=True))))
    if not problems:
        problems = list(_of_rows(cases))
    if problems:
        raise _no_cases(path.name, problems)
    return cases


def _rows(file: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with the physical line that it begins on."""
    reader = csv.reader(file, strict=True)
    line = 1
    for cells in reader:
        if any(cells):
            yield line, cells
        line = reader.line_num + 1


def _of_header(header: Sequence[str]) -> Iterator[Problem]:
    if _CASE not in header:
        suggestion = suggest(_CASE, header)
        wrong = message(
            "validation.no-cases", "this column is missing{suggestion}", suggestion=suggestion
        )
        allowed = message("validation.case-column", "a column that says in words what must be true")
        yield Problem(_CASE, wrong, allowed)
    if not any(column.startswith(EXPECT) for column in header):
        wrong = message("validation.nothing-expected", "no column says what to expect")
        allowed = message(
            "validation.expectations", "{column}, for example", column=f"{EXPECT}class"
        )
        yield Problem(f"{EXPECT}…", wrong, allowed)
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            yield Problem(column, message("validation.column-twice", "the column appears twice"))


def _of_rows(cases: Sequence[Case]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for case in cases:
        name, at = case.cells[_CASE], (Place(case.line, None),)
        if name in first:
            wrong = message(
                "validation.case-twice",
                "'{case}' is also on line {line:d}",
                case=name,
                line=first[name],
            )
            yield Problem(_CASE, wrong, places=at)
        first.setdefault(name, case.line)
        if not name:
            wrong = message("validation.case-blank", "blank")
            allowed = message("validation.case-words", "what must be true, in words")
            yield Problem(_CASE, wrong, allowed, places=at)
        if not case.expected:
            wrong = message("validation.case-idle", "does not expect anything")
            column = f"{EXPECT}…"
            allowed = message("validation.expected-cell", "a cell under {column}", column=column)
            yield Problem(name, wrong, allowed, places=at)


def failures(cases: Sequence[Case], standard: Standard, table: str) -> list[Problem]:
    """Return each cell of a profile that is not what its case expects, in the order of the table.

    `table` is the name of the file. A row that no survey may have fails too. Raises SurveyError
    where columns are missing or unknown.
    """
    named = [case for case in cases if case.household.get("standard")]
    others = [case for case in cases if not case.household.get("standard")]
    problems = [
        *_failed(named, standard, table, without=()),
        # A blank `standard` is a survey without that column.
        *_failed(others, standard, table, without=("standard",)),
    ]
    return sorted(problems, key=lambda problem: problem.places[0].line or 0)


def _failed(
    cases: Sequence[Case], standard: Standard, table: str, without: Collection[str]
) -> Iterator[Problem]:
    if not cases:
        return
    known = {*standard.variables("household"), *standard.indicators, "standard"}
    households = [
        {name: cell for name, cell in case.household.items() if name not in without}
        for case in cases
    ]
    _require(households[0], known, "", table)
    frame = pl.DataFrame(households, schema=dict.fromkeys(households[0], pl.String))
    reading = assemble(Opened(survey_of(frame)), standard)
    done = classify_rows(reading, lambda plan: plan.collect(engine="streaming"), refuse=True)
    profile, refused = done.result, done.failures[0].rows().collect()
    _require(cases[0].cells, {EXPECT + name for name in profile.columns}, EXPECT, table)
    found = {row["survey_row"]: row for row in profile.iter_rows(named=True)}
    why = dict(refused.select("row", "problems").iter_rows())
    for row, case in enumerate(cases, start=1):
        name, place = plain(case.cells[_CASE], _LONGEST), (Place(case.line, None),)
        if row in why:
            wrong = message(
                "validation.case-refused", "a survey cannot have this row: {why}", why=why[row]
            )
            yield Problem(name, wrong, places=place, file=table)
            continue
        for column, expected in case.expected.items():
            got = _text(found[row][column])
            if got != expected:
                wrong = message(
                    "validation.case-failed",
                    "{column}: expected {expected}, got {got}",
                    column=column,
                    expected=_said(expected),
                    got=_said(got),
                )
                yield Problem(name, wrong, places=place, file=table)


def _require(given: Iterable[str], known: Collection[str], prefix: str, table: str) -> None:
    problems = [
        Problem(
            column,
            message(
                "validation.unknown-column",
                "unknown column{suggestion}",
                suggestion=suggest(column, known),
            ),
            ", ".join(sorted(known)),
        )
        for column in given
        if column.startswith(prefix) and column not in known
    ]
    if problems:
        raise _no_cases(table, problems)


def _no_cases(table: str, problems: Sequence[Problem]) -> SurveyError:
    headline = message("validation.not-cases", "{table} is not a table of cases", table=table)
    return SurveyError(headline, problems, table)


def _text(value: object) -> str:
    """Return a cell of a profile as CSV holds it, whole numbers without decimals."""
    if value is None:
        return ""
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _said(cell: str) -> str:
    return f"'{cell}'" if cell else message("validation.empty-cell", "an empty cell")
