"""A survey: its rows, as cells that are not yet converted, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol
from unicodedata import normalize

import polars as pl

from mdpoverty.codebook import Variable
from mdpoverty.errors import Problem, plain
from mdpoverty.files.column_names import refuse_doubled, refuse_many, refuse_reserved
from mdpoverty.files.lines import FIRST_ROWS, Lines, RowsByLine
from mdpoverty.files.rows import FAULT, FILE, LINE, RESERVED, ROW, Beside, FormFault, Grid, Question
from mdpoverty.files.rows import Rows as FileRows
from mdpoverty.language.messages import Message, Phrase
from mdpoverty.stamps import Stamp, stamp_of
from mdpoverty.survey.spelling import PLAIN, Spelling

NOT_AS_ASKED = Phrase("survey.not-as-asked", "{file} is not filled in as the form asks")
SHEET_OF = Phrase("survey.sheet-of", "{file}, sheet '{sheet}'")
INNER = f"{RESERVED}inner "  # begins the names of columns that only expressions read
NO_NUMBER = "?"  # stands for a cell that is no number
CELL = f"{RESERVED}cell "  # before the name of a column: its cells as they stand
PLACES = 3  # rows that are named for each kind of problem
_FEW = 4  # times as many rows as are picked by their lines


@dataclass(frozen=True)
class Origin:
    """Where a column map takes the cells of a variable from.

    `cells` are those of the `variable`, in the codebook's words; `columns` those of the survey that
    they come from; `codes` are those that the map knows, where it recodes. Where the map changes
    the unit of a number it is `scaled`.
    """

    variable: Variable
    cells: pl.Expr
    columns: tuple[str, ...]
    codes: tuple[str, ...] = ()
    scaled: bool = False

    @property
    def dtype(self) -> pl.DataType:
        """The type of the variable's values where they are carried through."""
        if not self.variable.is_number:
            return pl.Date() if self.variable.type == "date" else pl.String()
        return pl.Int64() if self.variable.type == "integer" else pl.Float64()


class Rows(Protocol):
    """The rows of a survey, for an engine that has rows of its own kind."""

    def values(
        self, survey: Survey, cells: Collection[str], variables: Mapping[str, Variable]
    ) -> Any:
        """Return the values of `variables` and copies of `cells`, as a frame of the engine."""


@dataclass(frozen=True)
class Survey:
    """A survey's rows.

    `frame` has the columns of `schema` beside ROW (the number of the row, from 1) and LINE (where
    it stands: a line of a file, or the row again, as `unit` says); a survey in several files also
    has FILE, and one that was read with care FAULT. `rows` is their number where it is known
    beforehand. Without `quoted` no cell holds a separator, a quote or a line break. `check`,
    `refuted`, `about` and `notes` are as in `Rows`, `lines` as in `RowsByLine`. `spelling` is that
    of numbers in text. Where there are `origins`, of a column map, they say which variables the
    survey has; else its columns do. Where the rows are `elsewhere`, `frame` has their columns
    alone. `grids` say where a spreadsheet shows the rows of a file, by its name; `parquet` are its
    Parquet files, by their names. `grouped` are columns in which digits after the decimal sign are
    groups of thousands, None where nobody has looked; `headings` are those of columns that are
    called by another name. What was done to it, `then`, is done again to a survey that is read
    again. `sources` are its files as they are here, or their addresses; `stamps` are those of the
    files when they were opened; `with_members` says that they are forms that have the members too.
    `query` is that of a database, without passwords. `form`, `questions` and `faults` are as in
    `Rows`. Where it is judged `by_first_rows`, these tell what all are like until that proves
    wrong. `floats` are the types that numbers had in some rows, of columns that are text.
    """

    name: str
    schema: Mapping[str, pl.DataType]
    frame: pl.LazyFrame
    rows: int | None
    unit: Literal["line", "row"]
    quoted: bool = True
    check: Callable[[], FileRows | None] | None = None
    refuted: Callable[[], bool] | None = None
    spelling: Spelling = PLAIN
    origins: Mapping[str, Origin] | None = None
    about: int | None = None
    elsewhere: Rows | None = None
    grids: Mapping[str, Grid] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    parquet: Mapping[str, Path | str] = field(default_factory=dict)
    grouped: frozenset[str] | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    then: tuple[Callable[[Survey], Survey], ...] = ()
    sources: tuple[Path | str, ...] = ()
    stamps: Mapping[Path, Stamp | None] = field(default_factory=dict)
    with_members: bool = False
    query: str | None = None
    form: str | None = None
    questions: Mapping[str, Question] = field(default_factory=dict)
    faults: tuple[FormFault, ...] = ()
    by_first_rows: bool = False
    floats: Mapping[str, frozenset[pl.DataType]] = field(default_factory=dict)
    lines: Lines | None = None

    @property
    def expected(self) -> int | None:
        """How many rows there are, or seem to be, where that is known beforehand."""
        return self.about if self.rows is None else self.rows

    @property
    def given(self) -> Collection[str]:
        """The names of the variables, or of what may be one, that the survey has."""
        return (self.schema if self.origins is None else self.origins).keys()

    @cached_property
    def columns(self) -> Mapping[str, pl.DataType]:
        """What households can be grouped by and what is carried through, with its type.

        A variable that a column map gives counts before a column of the same name.
        """
        given = {name: origin.dtype for name, origin in (self.origins or {}).items()}
        return {**given, **{n: dtype for n, dtype in self.schema.items() if n not in given}}

    def columns_of(self, variable: str) -> tuple[str, ...]:
        """Return the survey's columns that the cells of a variable come from."""
        if self.origins is not None:
            return self.origins[variable].columns if variable in self.origins else ()
        return (variable,) if variable in self.schema else ()

    def called(self, column: str) -> str:
        """Return what the reader of the file calls a column: its heading there, if it differs."""
        if column in self.questions:
            return self.questions[column].heading
        return self.headings.get(column, column)

    def checked(self) -> Survey:
        """Return the survey as it is: this one, unless what was assumed of it proves wrong.

        Raises SurveyError when the file cannot be read as a survey after all.
        """
        found = self.check() if self.check else None
        if found is None:
            return self
        survey = survey_of_rows(self.name, found)
        survey = replace(survey, spelling=self.spelling, sources=self.sources)
        for step in self.then:
            survey = step(survey)
        return survey

    def address(self, file: str | None, line: int, columns: Collection[str]) -> str | None:
        """Return what a spreadsheet calls the cells of a row; None where none shows the row."""
        grid = self.grids.get(file if file is not None else self.name)
        return grid.address(line, columns) if grid else None

    def other_sheet(self, file: str | None, columns: Collection[str]) -> Beside | None:
        """Return the sheet beside that of a file's rows which has the columns, None for theirs."""
        grid = self.grids.get(file if file is not None else self.name)
        return grid.other(columns) if grid else None

    @property
    def placed(self) -> str:
        """What the survey is called, with its sheet of a workbook."""
        sheet = self.sheets.get(self.name)
        return self.name if sheet is None else SHEET_OF(file=self.name, sheet=plain(sheet))

    @property
    def sheets(self) -> Mapping[str, str]:
        """The sheet that each file has its table on, of those that are workbooks."""
        return {file: grid.sheet for file, grid in self.grids.items()}

    @property
    def has_changed(self) -> bool:
        """Whether one of its files has changed since it was opened."""
        return any(stamp_of(file) != stamp for file, stamp in self.stamps.items())

    @property
    def several(self) -> bool:
        """Whether the survey is in several files."""
        return FILE in self.frame.collect_schema()

    @property
    def has_faults(self) -> bool:
        """Whether rows may be faulty as rows, whatever their cells hold."""
        return FAULT in self.frame.collect_schema()


def judged(survey: Survey, *, by_first_rows: bool) -> Survey:
    """Return the survey judged by its first rows, or by all; by these where all are soon read.

    Those of a large file are not, of which something is assumed anyway.
    """
    wanted = by_first_rows and survey.check is not None
    return survey if survey.by_first_rows == wanted else replace(survey, by_first_rows=wanted)


def form_problems(survey: Survey) -> list[Problem]:
    """Return why a form cannot be used as it is, each kind of problem with its first places."""
    problems = [fault.problem for fault in survey.faults]
    return [replace(each, places=each.places[:PLACES]) for each in problems]


def survey_of_rows(name: str, found: FileRows) -> Survey:
    """Return a survey whose rows are those of a file."""
    schema: dict[str, pl.DataType] = dict.fromkeys(found.columns, pl.String())
    return Survey(
        name,
        schema,
        found.frame,
        found.rows,
        "line",
        found.quoted,
        found.check,
        refuted=found.refuted,
        about=found.about,
        grids={name: found.grid} if found.grid else {},
        notes=found.notes,
        form=found.form,
        questions=found.questions,
        faults=found.faults,
        lines=found.lines if isinstance(found, RowsByLine) else None,
    )


def with_rows(survey: Survey, rows: pl.Series) -> Survey:
    """Return a survey's rows that have one of these numbers, which are those of ROW."""
    if few := with_few_rows(survey, rows):
        return few
    wanted = pl.LazyFrame({ROW: rows.cast(pl.Int64)})
    return replace(survey, frame=survey.frame.join(wanted, on=ROW, how="semi"))


def first_rows(survey: Survey) -> pl.LazyFrame:
    """Return the first rows of a survey, which tell what all are like."""
    lines = lines_of(survey)
    return survey.frame.head(FIRST_ROWS) if lines is None else lines.first.lazy()


def with_few_rows(survey: Survey, rows: pl.Series) -> Survey | None:
    """Return a survey's rows that have one of these numbers, in order.

    None unless that is cheaper than to look at all of them.
    """
    lines = lines_of(survey)
    few = lines is not None and len(rows) * _FEW < (survey.expected or 0)
    return replace(survey, frame=lines.picked(rows)) if lines and few else None


def lines_of(survey: Survey) -> Lines | None:
    """Return the lines that the rows of a survey are, None where they are not as they stand."""
    return survey.lines if survey.lines and survey.lines.text is survey.frame else None


def survey_of(frame: pl.DataFrame | pl.LazyFrame, name: str = "the frame") -> Survey:
    """Return a survey whose rows are those of a Polars frame, typed or text.

    Its columns are named in Unicode's composed form. Raises SurveyError when a name is reserved, or
    two become the same.
    """
    refuse_reserved(frame.collect_schema(), name)
    composed = {column: normalize("NFC", column) for column in frame.collect_schema()}
    refuse_doubled(list(composed.values()), name)
    refuse_many(len(composed), name)
    frame = frame.rename(composed)
    lazy = frame.lazy().with_row_index(ROW, offset=1)
    number = pl.col(ROW).cast(pl.Int64)
    rows = frame.height if isinstance(frame, pl.DataFrame) else None
    lazy = lazy.with_columns(number, number.alias(LINE))
    return Survey(name, dict(frame.collect_schema()), lazy, rows, "row")
