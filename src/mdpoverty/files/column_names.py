"""The names of a file's columns: what cannot be one, and what is said of it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

from mdpoverty.errors import Place, Problem, SurveyError
from mdpoverty.files.rows import FAULTS, MOST_COLUMNS, RESERVED, Row, holds_bytes, unreadable
from mdpoverty.language.messages import message

_UNNAMED = "column"  # and its place
_PATTERN = re.compile(r"\*|\^.*\$", re.DOTALL)  # what an engine takes for several columns


def header(row: Row, name: str) -> tuple[str, ...]:
    """Return the names of the columns; one without a name is called by its place."""
    text = "".join(row.cells)
    if holds_bytes(text):
        raise bad_header(name, "encoding", Place(row.line, None))
    if "\0" in text:
        raise bad_header(name, "nul", Place(row.line, None))
    cells = [unicodedata.normalize("NFC", cell.strip()) for cell in row.cells]
    names = [cell or f"{_UNNAMED} {i}" for i, cell in enumerate(cells, start=1)]
    refuse_reserved(names, name)
    refuse_doubled(names, name)
    refuse_many(len(names), name)
    return tuple(names)


def is_unnamed(column: str) -> bool:
    """Return whether a column is called by its place, since its heading is blank."""
    return re.fullmatch(_UNNAMED + " [0-9]+", column) is not None


def refuse_many(columns: int, name: str) -> None:
    """Raise SurveyError when a survey has more columns than a table has."""
    if columns > MOST_COLUMNS:
        wrong = message(
            "files.columns-many",
            "has {count} columns, more than {limit}",
            count=columns,
            limit=MOST_COLUMNS,
        )
        advice = message("files.columns-many-advice", "keep the columns that are needed")
        raise unreadable(name, wrong, advice)


def refuse_doubled(names: Sequence[str], name: str) -> None:
    """Raise SurveyError when several columns of a survey have the same name."""
    twice = {name: count for name, count in sorted(Counter(names).items()) if count > 1}
    if twice:
        problems = [
            Problem(
                column,
                message("files.column-doubled", "appears {count} times in the header", count=count),
                message("files.column-doubled-allowed", "one column of each name"),
                message("files.column-doubled-advice", "rename or remove the others"),
            )
            for column, count in twice.items()
        ]
        headline = message(
            "files.columns-doubled", "{file} has columns of the same name", file=name
        )
        raise SurveyError(headline, problems, name)


def refuse_reserved(columns: Collection[str], name: str) -> None:
    """Raise SurveyError when a survey has a column of a name that stands for something here.

    Among these are names that Polars takes for patterns, which stand for other columns: `*`, and
    what begins with `^` and ends with `$`.
    """
    taken = [column for column in columns if column.startswith(RESERVED)]
    patterns = [column for column in columns if _PATTERN.fullmatch(column)]
    if taken or patterns:
        wrong = message("files.column-reserved", "is a reserved name")
        pattern = message("files.column-pattern", "is a pattern of names, not a name")
        advice = message("files.column-reserved-advice", "rename it")
        problems = [
            *(Problem(column, wrong, advice=advice) for column in taken),
            *(Problem(column, pattern, advice=advice) for column in patterns),
        ]
        headline = message(
            "files.columns-reserved", "{file} has a column of a reserved name", file=name
        )
        raise SurveyError(headline, problems, name)


def bad_header(name: str, fault: str, place: Place) -> SurveyError:
    """Return the error that a file's header has a fault, a key of FAULTS."""
    wrong, advice = FAULTS[fault]
    said = message("files.bad-header", "has {wrong} in its header", wrong=wrong)
    return unreadable(name, said, advice, place)
