"""Applying a column map: the cells of each variable, as expressions over the survey's columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from mdpoverty import codebook
from mdpoverty.codebook import BOOLEANS, LEVELS, Level, Variable
from mdpoverty.column_map.cells import beside_text, cells_of
from mdpoverty.column_map.faults import KIND, map_faults
from mdpoverty.column_map.model import ColumnMap, Placing
from mdpoverty.column_map.open_lines import open_lines
from mdpoverty.column_map.sources import Recoded, Scaled, columns_of, walk
from mdpoverty.column_map.spelling import with_headings
from mdpoverty.errors import ColumnMapError, Problem, plain
from mdpoverty.files.output import refuse_empty_names
from mdpoverty.files.rows import A_FILE, FAULT, FAULT_VALUE, FILE, LINE, ROW, SURPLUS
from mdpoverty.language.messages import message
from mdpoverty.standards.document_file import document_bytes
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parsing import model_of, problems_of, read, refusal, refuse
from mdpoverty.standards.yaml_document import MAX_BYTES, Document
from mdpoverty.survey.survey import Origin, Survey
from mdpoverty.survey.values import (
    tidied,
)
from mdpoverty.system_faults import why_unread

_KEY = "mdpoverty household"


@dataclass(frozen=True)
class Map:
    """A column map as its file says it, what it says of files, and where the file says what.

    `digest` is the SHA-256 of the file, in hex. Where the file is faulty, `faults` are those of
    `faulty` variables, by level and name, which `columns` then lacks: `mapped` raises them.
    """

    columns: ColumnMap
    document: Document
    placing: Placing = field(default_factory=Placing)
    digest: str = ""
    faults: tuple[Problem, ...] = ()
    faulty: frozenset[tuple[str, str]] = frozenset()

    @property
    def name(self) -> str:
        """The file's name."""
        return self.document.source


def load_map(path: str | Path) -> Map:
    """Return the column map in a file.

    Raises ColumnMapError, with every fault and its line, when the file is none.
    """
    found = read_map(path)
    if found.faults:
        raise refusal(found.faults, found.name, ColumnMapError, KIND())
    return found


def map_given(path: str | Path | None) -> Map | None:
    """Return the column map in a file, as `read_map` does, or None where no file is given."""
    return None if path is None else read_map(path)


def read_map(path: str | Path) -> Map:
    """Return the column map in a file, with faults of its variables still to be raised.

    So `mapped` tells them together with those that only the survey shows. Raises ColumnMapError,
    with every fault and its line, when the file is none for other reasons; UsageError for a name
    that is empty.
    """
    refuse_empty_names([(A_FILE(), str(path))])
    file = Path(path)
    try:
        text = document_bytes(file)
    except (OSError, ValueError) as error:
        wrong = message(
            "column_map.unreadable",
            "{file} cannot be read: {why}",
            file=plain(file.name or str(file)),
            why=why_unread(error, file),
        )
        raise ColumnMapError(wrong) from None
    if len(text) > MAX_BYTES:
        wrong = message(
            "column_map.large",
            "{file} is larger than {limit} bytes: too large for a column map",
            file=file.name,
            limit=MAX_BYTES,
        )
        raise ColumnMapError(wrong)
    document = read(text, file.name, ColumnMapError)
    refuse(open_lines(document.data), document, ColumnMapError, KIND())
    columns, problems = model_of(document, ColumnMap)
    placing, more = model_of(document, Placing)
    faulty: frozenset[tuple[str, str]] = frozenset()
    if columns is None and placing is not None and (faulty := _faulty(problems, document)):
        sound = replace(document, data=_without(faulty, document.data))
        columns, _ = model_of(sound, ColumnMap)
    if columns is None or placing is None:
        raise refusal([*problems, *more], file.name, ColumnMapError, KIND())
    return Map(columns, document, placing, sha256(text).hexdigest(), tuple(problems), faulty)


def _faulty(problems: Sequence[Problem], document: Document) -> frozenset[tuple[str, str]]:
    """Return the variables, by level and name, that all problems are of; none if one is of more."""
    variables = {
        f"{level}.{name}": (level, str(name))
        for level in LEVELS
        if isinstance(document.data.get(level), dict)
        for name in document.data[level]
    }
    found = [re.match(r"\w+\.\w+", str(problem.subject)) for problem in problems]
    if any(at is None or at[0] not in variables for at in found):
        return frozenset()
    return frozenset(variables[at[0]] for at in found if at)


def _without(faulty: Collection[tuple[str, str]], data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: {name: found for name, found in said.items() if (key, name) not in faulty}
        if key in LEVELS and isinstance(said, dict)
        else said
        for key, said in data.items()
    }


def mapped(
    surveys: Mapping[Level, Survey], using: Map, standards: Sequence[Standard]
) -> dict[Level, Survey]:
    """Return the survey of each level with the variables that the map gives it.

    Where the map says that rows are persons, the one survey has both levels. Raises
    ColumnMapError, with every fault and its line, when the map does not fit the surveys, or names
    variables that neither the codebook nor one of `standards` has.
    """
    if using.columns.rows == "persons":
        surveys = {"household": surveys["household"], "member": surveys["household"]}
    targets = {level: _targets(standards, level) for level in LEVELS}
    have = {level: list(survey.schema) for level, survey in surveys.items()}
    using = replace(using, columns=with_headings(using.columns, have))
    columns = using.columns
    faults = [
        fault
        for level in LEVELS
        for fault in map_faults(columns, level, targets[level], have.get(level), using.faulty)
    ]
    if using.faults:
        problems = [*using.faults, *problems_of(faults, using.document)]
        raise refusal(problems, using.name, ColumnMapError, KIND())
    refuse(faults, using.document, ColumnMapError, KIND())
    if columns.rows == "persons":
        surveys = {**surveys, "household": _households(surveys["household"], using)}
    return {
        level: _with_origins(survey, using, level, targets[level])
        for level, survey in surveys.items()
    }


def mapped_choosing(survey: Survey, using: Map) -> Survey:
    """Return the survey with no variables but those that may choose the standard."""
    known = {"survey_year": codebook.variables("household")["survey_year"], **codebook.CHOOSING}
    using = replace(using, columns=with_headings(using.columns, {"household": [*survey.schema]}))
    for path, *_ in [*map_faults(using.columns, "household", known, list(survey.schema))]:
        if path[:1] == ("household",) and len(path) > 1:
            known.pop(str(path[1]), None)  # said with all others once the standard is known
    return _with_origins(survey, using, "household", known)


def _targets(standards: Sequence[Standard], level: Level) -> dict[str, Variable]:
    """Return the variables that a map may give at one level."""
    found: dict[str, Variable] = {}
    for standard in standards:
        found |= standard.variables(level)
        if level == "household":
            found |= codebook.CHOOSING
            for name in standard.indicators:
                found[name] = Variable(name, "household", "boolean", codes=BOOLEANS)
            found |= codebook.review_variables()
    return found


def _with_origins(
    survey: Survey, using: Map, level: Level, targets: Mapping[str, Variable]
) -> Survey:
    origins = {}
    read: dict[str, None] = {}
    for name, source in using.columns.sources(level).items():
        if name in targets:
            read |= dict.fromkeys(column for column, _ in columns_of(source))
            parts = [part for part, _ in walk(source) if isinstance(part, Recoded)]
            origins[name] = Origin(
                targets[name],
                cells_of(source, targets[name], survey, using.columns.missing),
                tuple(dict.fromkeys(column for column, _ in columns_of(source))),
                tuple(dict.fromkeys(code for part in parts for code in part.codes)),
                any(
                    isinstance(part, Scaled) and bool(part.times or part.divide_by)
                    for part, _ in walk(source)
                ),
            )
    # What a map writes into cells may need quotes that the survey's own do not.
    return replace(survey, frame=beside_text(survey, list(read)), origins=origins, quoted=True)


def _households(persons: Survey, using: Map) -> Survey:
    """Return the households of a survey whose rows are persons, in the order of their first rows.

    The columns are those that the map's household variables come from; each may be blank on some
    rows of a household, but two rows that say different things are a fault of the household.
    Persons without a household belong to none.
    """
    sources = using.columns.household
    columns = list(dict.fromkeys(c for source in sources.values() for c, _ in columns_of(source)))
    places = [name for name in (FILE, LINE) if name in persons.frame.collect_schema()]
    identity = Variable("household_id", "household", "text")
    rows = beside_text(persons, columns).select(
        ROW,
        *places,
        cells_of(sources["household_id"], identity, persons, using.columns.missing).alias(_KEY),
        *(_unblank(name, persons) for name in columns),
    )
    differs = [pl.when(_differs(c, persons)).then(pl.lit(c)) for c in columns]
    households = (
        rows.drop_nulls(_KEY)
        .group_by(_KEY)
        .agg(
            pl.col(ROW).min(),
            *(pl.col(name).min_by(ROW) for name in places),
            pl.coalesce(differs).alias(FAULT_VALUE),
            *(pl.col(name).min() for name in columns),
        )
        .sort(ROW)
    )
    fault = pl.when(pl.col(FAULT_VALUE).is_not_null()).then(pl.lit("differs"))
    surplus = pl.lit(None, dtype=pl.String)
    frame = households.with_columns(fault.alias(FAULT), surplus.alias(SURPLUS)).drop(_KEY)
    return replace(
        persons,
        name=f"{persons.name} (households)",
        schema={name: persons.schema[name] for name in columns},
        frame=frame,
        rows=None,
        check=None,
    )


def _differs(column: str, survey: Survey) -> pl.Expr:
    """Return whether the rows of a household say different things in a column."""
    cells = pl.col(column)
    different = cells.min() != cells.max()
    if survey.schema[column].is_float():  # of which NaN is neither the least nor the most
        different |= cells.is_nan().any() & cells.is_not_nan().any()
    return different


def _unblank(column: str, survey: Survey) -> pl.Expr:
    """Return the cells of a column, null where they are blank."""
    cells = pl.col(column)
    return tidied(cells).alias(column) if survey.schema[column] == pl.String else cells
