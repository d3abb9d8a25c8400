"""What a well-formed column map may still get wrong: columns, variables, codes and units."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from mdpoverty.codebook import KEYS, Level, Variable
from mdpoverty.column_map.model import (
    AnyOf,
    Cell,
    ColumnMap,
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
from mdpoverty.errors import plain, suggest
from mdpoverty.standards.library import shipped, standard_ids
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.yaml_document import Path
from mdpoverty.survey.values import DAY_FIRST, ISO_DATE, MAX_DIGITS, NUMBER

KIND = "a column map for this survey"

_NAMED = 40  # columns that are named when one is not there


def map_faults(
    columns: ColumnMap,
    level: Level,
    targets: Mapping[str, Variable],
    have: Collection[str] | None,
) -> Iterator[Fault]:
    """Yield every fault of a map's variables of one level.

    `targets` are the variables that it may give under the standards applied, `have` the columns
    of the file of that level, where there is one.
    """
    known = {*targets, *(_elsewhere() if level == "household" else ())}
    if have is not None:
        yield from _absent(columns, level, have)
        yield from _keys(columns, level)
    for name, source in columns.sources(level).items():
        at: Path = (level, name)
        if name not in known:
            wrong = f"unknown variable{suggest(name, known)}"
            yield at, wrong, "a variable of the codebook, or an input of the standard"
        elif name in targets:
            for part, path in walk(source, at):
                yield from _use(part, targets[name], path, columns.missing)
    if level == "household":
        for name in columns.unanswered:
            if name not in known:
                wrong = f"unknown indicator{suggest(name, known)}"
                yield ("unanswered", name), wrong, "an indicator of a standard"
            elif name in columns.household:
                yield ("unanswered", name), "the map gives it", "an indicator that it does not give"


def _absent(columns: ColumnMap, level: Level, have: Collection[str]) -> Iterator[Fault]:
    """Yield the columns that the map reads and the file has not; what it has is said once."""
    there = f"its columns: {_listed(have)}"
    for name, source in columns.sources(level).items():
        for column, path in columns_of(source):
            if column not in have:
                wrong = f"the survey has no column '{plain(column)}'{suggest(column, have)}"
                yield (level, name, *path), wrong, there
                there = ""


def _elsewhere() -> set[str]:
    """Return the indicators of all shipped standards: a map may serve several."""
    return {name for standard in map(shipped, standard_ids()) for name in standard.indicators}


def _keys(columns: ColumnMap, level: Level) -> Iterator[Fault]:
    keys = KEYS if level == "member" else KEYS[:1]
    if not columns.sources(level):
        yield (), f"the section '{level}' is missing", ""
        return
    for key in keys:
        if key not in columns.sources(level):
            yield (level,), f"the variable '{key}' is missing", ", ".join(keys)
    if (
        level == "household"
        and columns.rows == "persons"
        and columns.household.get("household_id") == "row_number"
    ):
        wrong = "a row is a person: its number is not that of the household"
        yield ("household", "household_id"), wrong, "a column, or several to join"


def _use(
    part: Source, variable: Variable, path: Path, missing: Collection[Cell]
) -> Iterator[Fault]:
    """Yield what a source cannot do for its variable; `missing` are the map's."""
    kind = variable.type
    match part:
        case Recoded():
            yield from _recoding(part, variable, path, {*part.missing, *missing})
        case Scaled() if kind != "number":
            yield path, f"'{variable.name}' is of type {kind}: it is not scaled", "a number"
        case Sum() | Difference() if not variable.is_number:
            yield path, f"'{variable.name}' is of type {kind}: nothing is added up", "a number"
        case Limited() | AnyOf() | Contains() if kind != "boolean":
            yield path, f"'{variable.name}' is of type {kind}, not yes or no", "a yes or no"
        case Joined() if kind != "text":
            yield path, f"'{variable.name}' is of type {kind}: columns are not joined", "text"
        case Constant(constant=cell):
            yield from _code(cell, variable, (*path, "constant"))
        case "row_number" if path != ("household", "household_id"):
            yield path, "only the household_id of households can be row_number", ""


def _recoding(
    part: Recoded, variable: Variable, path: Path, missing: Collection[Cell]
) -> Iterator[Fault]:
    if variable.is_number:
        scaled = "times, divide_by, decimals" if variable.type == "number" else "the column alone"
        yield (*path, "codes"), f"'{variable.name}' is a number", scaled
    for code, meaning in part.codes.items():
        yield from _code(meaning, variable, (*path, "codes", code))
        if code in missing:
            yield (*path, "codes", code), f"'{plain(code)}' also stands in missing", ""
    if part.others is not None:
        yield from _code(part.others, variable, (*path, "others"))


def _code(cell: Cell, variable: Variable, path: Path) -> Iterator[Fault]:
    """Yield that a variable cannot hold what the map would put into its cells."""
    if variable.codes and cell.lower() not in {*variable.codes, *variable.spellings}:
        wrong = f"'{variable.name}' has no code '{plain(cell)}'{suggest(cell, variable.codes)}"
        yield path, wrong, variable.allowed
    elif variable.is_number and not re.fullmatch(NUMBER, cell):
        yield path, f"'{plain(cell)}' is not a number", variable.allowed
    elif variable.is_number and not _can_hold(variable, cell):
        yield path, f"'{plain(cell)}' is not what '{variable.name}' can be", variable.allowed
    elif variable.type == "date" and not re.match(f"{ISO_DATE}|{DAY_FIRST}", cell):
        yield path, f"'{plain(cell)}' is not a date", variable.allowed


def _can_hold(variable: Variable, cell: Cell) -> bool:
    """Whether a number may stand in a variable's cells."""
    if len(re.sub("[^0-9]", "", cell)) > MAX_DIGITS:
        return False
    number = Fraction(cell)
    whole = variable.type != "integer" or number.denominator == 1
    least = variable.minimum is None or number >= variable.minimum
    return whole and least and not (isinstance(variable.maximum, int) and number > variable.maximum)


def _listed(columns: Collection[str]) -> str:
    more = f" and {len(columns) - _NAMED} more" if len(columns) > _NAMED else ""
    return ", ".join(plain(column) for column in list(columns)[:_NAMED]) + more
