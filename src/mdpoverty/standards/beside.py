"""The tables beside a threshold file: found by their plain names, read, and put in their places."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from mdpoverty.errors import Problem, StandardError
from mdpoverty.language.messages import message
from mdpoverty.standards.lookups import LookupTable
from mdpoverty.standards.lookups import content_of as lookup_content
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.scores import OptionPoints, Scorecard
from mdpoverty.standards.scores import content_of as points_content
from mdpoverty.standards.sheets import Sheet, read_sheet
from mdpoverty.standards.yaml_document import MAX_BYTES, Path

# The bytes of a file of this name in the folder of the threshold file; None where there is none.
FindTable = Callable[[str], bytes | None]


class Tables:
    """Reads the tables that one threshold file names, and knows what was wrong with them."""

    def __init__(self, find: FindTable) -> None:
        """Keep how a file is found."""
        self.find = find
        self.faults: list[Fault] = []
        self.problems: list[Problem] = []
        self.read: dict[str, bytes] = {}

    def sheet(self, name: str, path: Path) -> Sheet | None:
        """Return the table in a file, None where it cannot be used: its faults are kept."""
        text = self.find(name)
        if text is None:
            wrong = message("standards.no-table", "there is no file '{file}'", file=name)
            allowed = message("standards.beside", "a CSV file in the folder of this one")
            self.faults.append((path, wrong, allowed))
            return None
        if len(text) > MAX_BYTES:
            wrong = message("standards.table-too-long", "more than {bytes} bytes", bytes=MAX_BYTES)
            self.faults.append((path, wrong, ""))
            return None
        self.read[name] = text.replace(b"\r\n", b"\n")
        try:
            return read_sheet(text, name)
        except StandardError as faulty:
            self.problems += faulty.problems
            return None

    def digest(self) -> bytes:
        """Return what the names and the contents of all tables come to; nothing without tables."""
        parts = (
            f"{name}\0{hashlib.sha256(text).hexdigest()}\0" for name, text in self.read.items()
        )
        return "".join(parts).encode()


def with_tables(standard: Standard, own: Mapping[str, Any], tables: Tables) -> Standard:
    """Return a standard with the contents of the tables that its own file names.

    `own` is the data of that file: what comes from a base has been read with it.
    """
    found: dict[str, Any] = {"tables": dict(standard.tables), "scores": dict(standard.scores)}
    for name in own.get("tables") or ():
        table = standard.tables.get(name)
        if isinstance(table, LookupTable):
            sheet = tables.sheet(table.file, ("tables", name, "file"))
            if sheet:
                keys = {**standard.named("household"), **standard.named("member")}
                content, problems = lookup_content(table, sheet, keys)
                tables.problems += problems
                found["tables"][name] = table.model_copy(update={"content": content})
    for name, given in (own.get("scores") or {}).items():
        score = standard.scores.get(name)
        if isinstance(score, Scorecard):
            options = _points(score, name, given, tables)
            found["scores"][name] = score.model_copy(update={"content": options})
    return standard.model_copy(update=found)


def _points(
    score: Scorecard, name: str, given: Mapping[str, Any], tables: Tables
) -> dict[str, OptionPoints]:
    """Return the points of a score as its own file says them: of an amended one, what differs."""
    options = {option: group.item for group in score.groups for option in group.options}
    had = {
        option: points
        for option, points in score.options.items()
        if option in options and set(points.points) == set(score.table_names)
    }
    if "points" not in given:
        for option in options:
            if option not in had:
                wrong = message(
                    "standards.points-missing", "the option '{option}' has no row", option=option
                )
                allowed = message(
                    "standards.points-of-its-own", "points: a file with the rows that differ"
                )
                tables.faults.append((("scores", name), wrong, allowed))
        return had
    sheet = tables.sheet(score.points, ("scores", name, "points"))
    if sheet is None:
        return had
    content, problems = points_content(score, sheet, had)
    tables.problems += problems
    return content
