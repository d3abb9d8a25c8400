"""What a well-formed condition may still get wrong: columns, types, codes and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdpoverty.codebook import Variable
from mdpoverty.language.messages import Phrase, message
from mdpoverty.standards.conditions import (
    Answer,
    Answered,
    AnyMember,
    CodeList,
    Condition,
    Limits,
    NumberLimit,
    Scope,
    ShareOfMembers,
    TableLimit,
    walk,
)
from mdpoverty.standards.faults import GREATER, LESS
from mdpoverty.standards.lookups import LookupTable, Match, is_possible, number_in
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.yaml_document import Path
from mdpoverty.suggestions import suggest

NO_COLUMN: Mapping[Scope, Phrase] = {
    "household": Phrase(
        "standards.unknown-column", "the household file has no column '{column}'{suggestion}"
    ),
    "member": Phrase(
        "standards.unknown-member-column", "the member file has no column '{column}'{suggestion}"
    ),
}
_KEYS: Mapping[Match, tuple[str, ...]] = {
    "equals": ("code", "integer", "boolean"),
    "from": ("integer", "number"),
    "name": ("text",),
}


def condition_faults(
    condition: Condition, path: Path, standard: Standard, scope: Scope = "household"
) -> Iterator[Fault]:
    """Yield every fault of a condition that reads one level's columns, and of all within it."""
    known = {level: standard.named(level) for level in ("household", "member")}
    for part, at, level in walk(condition, path, scope):
        match part:
            case AnyMember() | ShareOfMembers() if level == "member":
                wrong = message("standards.members-of-member", "asks about the members of a member")
                own = message("standards.own-columns", "a condition on the member's own columns")
                yield at, wrong, own
            case NumberLimit() | CodeList() | Answer():
                yield from _columns(part, at, level, known[level])
                if isinstance(part, NumberLimit) and part.column in known[level]:
                    yield from _out_of_range(part, at, known[level][part.column])
            case ShareOfMembers():
                yield from _beyond(part, at, 0, 1)
            case TableLimit():
                yield from _table_limit(part, at, level, standard)
            case Answered(answered=columns):
                for index, column in enumerate(columns):
                    if column not in standard.variables(level):
                        yield no_column(column, (*at, "answered", index), level, known[level])


def _out_of_range(part: NumberLimit, path: Path, variable: Variable) -> Iterator[Fault]:
    """Yield the limits beyond what a variable, or its ratio to a count, can be."""
    least = variable.minimum
    most = variable.maximum if isinstance(variable.maximum, int) else None
    if part.per is None:
        yield from _beyond(part, path, least, most, variable.allowed)
    elif least is not None and least >= 0:
        yield from _beyond(part, path, 0, most)


def _beyond(
    part: Limits, path: Path, least: int | None, most: int | None, allowed: str = ""
) -> Iterator[Fault]:
    """Yield the limits that are not from `least` to `most`: nothing would meet them, or all."""
    for word in Limits.model_fields:
        limit = getattr(part, word)
        if limit is not None and least is not None and limit < least:
            yield (*path, word), LESS(limit=least), allowed
        elif limit is not None and most is not None and limit > most:
            yield (*path, word), GREATER(limit=most), allowed


def no_column(column: str, path: Path, scope: Scope, known: Mapping[str, Variable]) -> Fault:
    """Return the fault that there is no variable of this name."""
    wrong = NO_COLUMN[scope](column=column, suggestion=suggest(column, known))
    allowed = message(
        "standards.variables", "a variable of the codebook, or one declared under inputs"
    )
    return path, wrong, allowed


def of_another_type(variable: Variable, wanted: str) -> tuple[str, str]:
    """Return what is wrong with the type of a variable, and what is allowed."""
    wrong = message(
        "standards.wrong-type",
        "'{variable}' is of type {type}",
        variable=variable.name,
        type=variable.type,
    )
    return wrong, message("standards.wanted-type", "a variable of type {type}", type=wanted)


def _columns(
    part: NumberLimit | CodeList | Answer, path: Path, scope: Scope, known: Mapping[str, Variable]
) -> Iterator[Fault]:
    columns = {"column": part.column}
    if isinstance(part, NumberLimit) and part.per:
        columns["per"] = part.per
    for key, column in columns.items():
        if variable := known.get(column):
            yield from _use(part, variable, (*path, key))
        else:
            yield no_column(column, (*path, key), scope, known)


def _use(part: NumberLimit | CodeList | Answer, variable: Variable, path: Path) -> Iterator[Fault]:
    """Yield what a variable cannot do where it stands."""
    *within, key = path
    if not _fits(variable, _wanted(part)):
        yield path, *of_another_type(variable, _wanted(part))
    elif key == "per" and variable.type != "integer":
        wrong = message(
            "standards.ratio-not-exact",
            "'{variable}' is not a whole number: limits on a ratio to it are not exact",
            variable=variable.name,
        )
        allowed = message(
            "standards.whole-variable", "a variable of type integer, such as household_size"
        )
        yield path, wrong, allowed
    elif isinstance(part, CodeList):
        for index, code in enumerate(part.codes):
            if code not in variable.codes:
                wrong = message(
                    "standards.unknown-code",
                    "'{variable}' has no code '{code}'{suggestion}",
                    variable=variable.name,
                    code=code,
                    suggestion=suggest(code, variable.codes),
                )
                yield (*within, "in", index), wrong, ", ".join(variable.codes)


def _fits(variable: Variable, wanted: str) -> bool:
    return variable.type == wanted or (variable.is_number and wanted == "number")


def _wanted(part: NumberLimit | CodeList | Answer) -> str:
    match part:
        case NumberLimit():
            return "number"
        case CodeList():
            return "code"
        case Answer():
            return "boolean"


def _table_limit(part: TableLimit, path: Path, scope: Scope, standard: Standard) -> Iterator[Fault]:
    known = standard.named(scope)
    variable = known.get(part.column)
    if variable is None:
        yield no_column(part.column, (*path, "column"), scope, known)
    elif not variable.is_number:
        yield (*path, "column"), *of_another_type(variable, "number")
    table = standard.tables.get(part.in_table)
    if table is None:
        yield no_table(part.in_table, (*path, "in_table"), standard)
        return
    word, column = part.word_and_limit
    if column not in table.columns:
        yield no_table_column(column, (*path, word), table)
        return
    bad = next((row for row in table.rows if not _is_number(row.cells[column], variable)), None)
    if bad is not None:
        wrong = message(
            "standards.table-no-number",
            "line {line:d} of {file} has no number in '{column}'",
            line=bad.line,
            file=table.file,
            column=column,
        )
        exact = message("standards.table-number", "numbers of at most 15 digits, or blank cells")
        is_exact = number_in(bad.cells[column]) is not None
        yield (*path, word), wrong, variable.allowed if variable and is_exact else exact
    yield from key_faults(table, (*path, "in_table"), known)


def no_table(name: str, path: Path, standard: Standard) -> Fault:
    """Return the fault that there is no table of this name."""
    wrong = message(
        "standards.unknown-table",
        "there is no table '{table}'{suggestion}",
        table=name,
        suggestion=suggest(name, standard.tables),
    )
    allowed = message("standards.a-table", "a table under tables")
    return path, wrong, ", ".join(standard.tables) or allowed


def no_table_column(name: str, path: Path, table: LookupTable) -> Fault:
    """Return the fault that a table has no column of this name."""
    wrong = message(
        "standards.unknown-table-column",
        "{file} has no column '{column}'{suggestion}",
        file=table.file,
        column=name,
        suggestion=suggest(name, table.columns),
    )
    return path, wrong, ", ".join(table.columns)


def key_faults(table: LookupTable, path: Path, known: Mapping[str, Variable]) -> Iterator[Fault]:
    """Yield what the keys of a table cannot be compared with, of the variables there are."""
    for key, match in table.keys.items():
        variable = known.get(key)
        if variable is None:
            wrong = message(
                "standards.unknown-key-variable", "the key '{key}' is not a variable here", key=key
            )
            yield path, wrong, ""
        elif variable.type not in _KEYS[match]:
            yield path, *of_another_type(variable, " | ".join(_KEYS[match]))


def _is_number(cell: str, variable: Variable | None) -> bool:
    if not cell:
        return True
    number = number_in(cell)
    return number is not None and (variable is None or is_possible(number, variable))
