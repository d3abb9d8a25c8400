"""Which cells would decide the class of households that are undetermined, and of which members."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from mdpoverty.files.rows import LINE
from mdpoverty.profile.undetermined import Undetermined
from mdpoverty.reading.reading import Reading


@dataclass(frozen=True)
class OpenCell:
    """A cell of a household, or of one of its members, which decides its class.

    `indicator` is the answer that it leaves open. A member has a `person_id` and a place: the file,
    the sheet where it is a workbook, and the `line` (or row) there.
    """

    indicator: str
    column: str
    person_id: str | None = None
    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    unit: Literal["line", "row"] = "line"


def open_cells(reading: Reading) -> dict[str, list[OpenCell]]:
    """Return the cells that would decide the class of each undetermined household of a reading."""
    found: dict[str, list[OpenCell]] = defaultdict(list)
    rows = Undetermined(reading).table(placed=True).collect()
    people = reading.roster.survey if reading.roster else None
    for row in rows.drop_nulls("column").iter_rows(named=True):
        cell = OpenCell(row["indicator"], row["column"])
        if row["person_id"] is not None and people is not None:
            sheet = people.sheets.get(people.name)
            place = (row["person_id"], people.name, sheet, row[LINE], people.unit)
            cell = OpenCell(cell.indicator, cell.column, *place)
        found[row["household_id"]].append(cell)
    return found
