"""What a well-formed column map may still get wrong: columns, variables, codes and units."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from mdpoverty.codebook import KEYS, Level, Variable
from mdpoverty.column_map.model import ColumnMap
from mdpoverty.column_map.sources import (
    AnyOf,
    Cell,
    Constant,
    Contains,
    Difference,
    Joined,
    Limited,
    Recoded,
    Scaled,
    Source,
    Sum,
    columns_of,
    walk,
)
from mdpoverty.column_map.spelling import meant
from mdpoverty.column_map.wording import as_written, scalar
from mdpoverty.errors import MORE, plain
from mdpoverty.language.messages import Phrase, message
from mdpoverty.standards.library import shipped, standard_ids
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.yaml_document import Path
from mdpoverty.suggestions import suggest
from mdpoverty.survey.precision import MAX_DIGITS
from mdpoverty.survey.values import DAY_FIRST, ISO_DATE, NUMBER

KIND = Phrase("column_map.kind", "a column map for this survey")

_NAMED = 40  # columns that are named when one is not there
_NUMBER = Phrase("column_map.number", "a number")


def map_faults(
    columns: ColumnMap,
    level: Level,
    targets: Mapping[str, Variable],
    have: Collection[str] | None,
    faulty: Collection[tuple[str, str]] = (),
) -> Iterator[Fault]:
    """Yield every fault of a map's variables of one level, but of those known to be `faulty`.

    `targets` are the variables that it may give under the standards applied, `have` the columns
    of the file of that level, where there is one.
    """
    known = {*targets, *(_elsewhere() if level == "household" else ())}
    if have is not None:
        yield from _absent(columns, level, have)
        yield from _keys(columns, level, faulty)
    for name, source in columns.sources(level).items():
        at: Path = (level, name)
        if name not in known:
            wrong = message(
                "column_map.unknown-variable",
                "unknown variable{suggestion}",
                suggestion=suggest(name, known, columns.sources(level)),
            )
            allowed = message(
                "column_map.variables", "a variable of the codebook, or an input of the standard"
            )
            yield at, wrong, allowed
        elif name in targets:
            for part, path in walk(source, at):
                yield from _use(part, targets[name], path, columns.missing)
    if level == "household":
        for name in columns.unanswered:
            if name not in known:
                wrong = message(
                    "column_map.unknown-indicator",
                    "unknown indicator{suggestion}",
                    suggestion=suggest(name, known, {*columns.unanswered, *columns.household}),
                )
                allowed = message("column_map.indicators", "an indicator of a standard")
                yield ("unanswered", name), wrong, allowed
            elif name in columns.household:
                wrong = message("column_map.answered", "the map gives it")
                allowed = message("column_map.not-given", "an indicator that it does not give")
                yield ("unanswered", name), wrong, allowed


def _absent(columns: ColumnMap, level: Level, have: Collection[str]) -> Iterator[Fault]:
    """Yield the columns that the map reads and the file has not; what it has is said once."""
    there: str = message(
        "column_map.columns",
        "its columns: {columns}{more}",
        columns=[as_written(column) for column in list(have)[:_NAMED]],
        more=MORE(count=len(have) - _NAMED) if len(have) > _NAMED else "",
    )
    sources = columns.sources(level)
    used = {column for source in sources.values() for column, _ in columns_of(source)}
    for name, source in sources.items():
        for column, path in columns_of(source):
            if column not in have:
                wrong = message(
                    "column_map.no-column",
                    "the survey has no column '{column}'{suggestion}",
                    column=plain(column),
                    suggestion=_meant(column, have) or suggest(column, have, used),
                )
                yield (level, name, *path), wrong, there
                there = ""


def _meant(column: str, have: Collection[str]) -> str:
    """Return how the headings are written that look the same, else nothing.

    Of one alone `with_headings` reads it already, but where a backslash and an n are for its line
    break, as who copies it may write.
    """
    if several := meant(column, have):
        return message(
            "column_map.which-heading",
            "; these headings differ only in spaces or line breaks. Write the one to read, with "
            "double quotes: {columns}",
            columns=[scalar(name) for name in several],
        )
    alike = meant(column.replace("\\n", " "), have)
    if len(alike) != 1:
        return ""
    return message(
        "column_map.in-double-quotes",
        "; write it with double quotes: {column}",
        column=as_written(alike[0]),
    )


def _elsewhere() -> set[str]:
    """Return the indicators of all shipped standards: a map may serve several."""
    return {name for standard in map(shipped, standard_ids()) for name in standard.indicators}


def _keys(columns: ColumnMap, level: Level, faulty: Collection[tuple[str, str]]) -> Iterator[Fault]:
    keys = KEYS if level == "member" else KEYS[:1]
    if not columns.sources(level) and not any(at == level for at, _ in faulty):
        wrong = message(
            "column_map.no-section", "the section '{section}' is missing", section=level
        )
        yield (), wrong, ""
        return
    for key in keys:
        if key not in columns.sources(level) and (level, key) not in faulty:
            wrong = message(
                "column_map.no-variable", "the variable '{variable}' is missing", variable=key
            )
            yield (level,), wrong, ", ".join(keys)
    if (
        level == "household"
        and columns.rows == "persons"
        and columns.household.get("household_id") == "row_number"
    ):
        wrong = message(
            "column_map.row-of-a-person",
            "a row is a person: its number is not that of the household",
        )
        allowed = message("column_map.columns-of-id", "a column, or several to join")
        yield ("household", "household_id"), wrong, allowed


def _use(
    part: Source, variable: Variable, path: Path, missing: Collection[Cell]
) -> Iterator[Fault]:
    """Yield what a source cannot do for its variable; `missing` are the map's."""
    kind = variable.type
    about = {"variable": variable.name, "kind": kind}
    match part:
        case Recoded():
            yield from _recoding(part, variable, path, {*part.missing, *missing})
        case Scaled() if kind != "number":
            wrong = message(
                "column_map.not-scaled",
                "'{variable}' is of type {kind}: it cannot be scaled",
                **about,
            )
            yield path, wrong, _NUMBER()
        case Sum() | Difference() if not variable.is_number:
            wrong = message(
                "column_map.not-added",
                "'{variable}' is of type {kind}: it cannot be added up",
                **about,
            )
            yield path, wrong, _NUMBER()
        case Limited() | AnyOf() | Contains() if kind != "boolean":
            wrong = message(
                "column_map.not-boolean", "'{variable}' is of type {kind}, not yes or no", **about
            )
            yield path, wrong, message("column_map.yes-or-no", "yes or no")
        case Contains(contains=held) if held.separator in held.code:
            wrong = message(
                "column_map.code-separated",
                "'{code}' contains the separator, so it cannot be one of several codes in a cell",
                code=plain(held.code),
            )
            yield (*path, "contains", "code"), wrong, ""
        case Joined() if kind != "text":
            wrong = message(
                "column_map.not-text",
                "'{variable}' is of type {kind}: columns cannot be joined to it",
                **about,
            )
            yield path, wrong, message("column_map.text", "text")
        case Constant(constant=cell):
            yield from _code(cell, variable, (*path, "constant"))
        case "row_number" if path != ("household", "household_id"):
            wrong = message(
                "column_map.row-number", "only the household_id of households can be row_number"
            )
            yield path, wrong, ""


def _recoding(
    part: Recoded, variable: Variable, path: Path, missing: Collection[Cell]
) -> Iterator[Fault]:
    if variable.is_number:
        wrong = message(
            "column_map.codes-of-a-number", "'{variable}' is a number", variable=variable.name
        )
        allowed = (
            "times, divide_by, decimals"
            if variable.type == "number"
            else message("column_map.column-alone", "only the column")
        )
        yield (*path, "codes"), wrong, allowed
    for code, meaning in part.codes.items():
        yield from _code(meaning, variable, (*path, "codes", code))
        if code in missing:
            wrong = message(
                "column_map.also-missing", "'{code}' is also in missing", code=plain(code)
            )
            yield (*path, "codes", code), wrong, ""
    if part.others is not None:
        yield from _code(part.others, variable, (*path, "others"))


def _code(cell: Cell, variable: Variable, path: Path) -> Iterator[Fault]:
    """Yield that a variable cannot hold what the map would put into its cells."""
    shown = plain(cell)
    if variable.codes and cell.lower() not in {*variable.codes, *variable.spellings}:
        wrong = message(
            "column_map.no-code",
            "'{variable}' has no code '{cell}'{suggestion}",
            variable=variable.name,
            cell=shown,
            suggestion=suggest(cell, variable.codes),
        )
        yield path, wrong, variable.allowed
    elif variable.is_number and not re.fullmatch(NUMBER, cell):
        wrong = message("column_map.no-number", "'{cell}' is not a number", cell=shown)
        yield path, wrong, variable.allowed
    elif variable.is_number and not _can_hold(variable, cell):
        wrong = message(
            "column_map.impossible",
            "'{cell}' is not a possible value of '{variable}'",
            cell=shown,
            variable=variable.name,
        )
        yield path, wrong, variable.allowed
    elif variable.type == "date" and not re.match(f"{ISO_DATE}|{DAY_FIRST}", cell):
        wrong = message("column_map.no-date", "'{cell}' is not a date", cell=shown)
        yield path, wrong, variable.allowed


def _can_hold(variable: Variable, cell: Cell) -> bool:
    """Whether a number may stand in a variable's cells."""
    if len(re.sub("[^0-9]", "", cell)) > MAX_DIGITS:
        return False
    number = Fraction(cell)
    whole = variable.type != "integer" or number.denominator == 1
    least = variable.minimum is None or number >= variable.minimum
    return whole and least and not (isinstance(variable.maximum, int) and number > variable.maximum)
