"""The unit of incomes, as the heading of a column or the size of its numbers says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mdpoverty.codebook import Variable
from mdpoverty.column_map.bare_text import bare
from mdpoverty.language.messages import Message, message

MILLION = 1_000_000

# Words of a heading, without accents and signs, and what its numbers are then to be times.
_DONG = "(?:d|dong|vnd)"
_TIMES: Sequence[tuple[re.Pattern[str], int]] = (
    (re.compile(rf"\b(?:trieu|millions?)\b|\b(?:tr|1 ?000 ?000) ?{_DONG}\b"), MILLION),
    (re.compile(rf"\b(?:nghin|thousands?)\b|\b(?:ngan|1 ?000|000) ?{_DONG}\b"), 1000),
)

# Half of the incomes (VND per person per month) are below so much, of all: what they are then.
_UNITS: Sequence[tuple[float, str]] = (
    (10, "times: 1000000"),
    (200, "times: 1000000, divide_by: 12"),
    (12_000, "times: 1000"),
    (300_000, "times: 1000, divide_by: 12"),
    (15_000_000, ""),
    (float("inf"), "divide_by: 12"),
)
_INCOMES = {"income_per_capita": 1, "household_income": 4}  # and about how many persons share it
_A_YEAR = "divide_by: 12"


def times_in(heading: str) -> int | None:
    """Return what a heading says its numbers are to be times: 1000 for (nghìn đồng)."""
    words = bare(heading)
    return next((times for said, times in _TIMES if said.search(words)), None)


def unit_checks(
    variable: Variable, column: str, median: float | None, times: int | None
) -> list[Message]:
    """Return what is to be checked of the unit of incomes, whose half is below the `median`.

    The numbers are those of the file; `times` is what its heading says. Nothing is asked of a
    column that has the variable's own name, and a usual size.
    """
    persons = _INCOMES.get(variable.name)
    if persons is None:
        return []
    unit = variable.unit_in_words
    checks = []
    if times:
        said = message(
            "column_map.draft-times", "times: {times:d} is from the heading", times=times
        )
        checks.append(said)
    size = (median or 0) * (times or 1)
    scale = next(scale for below, scale in _UNITS if size < below * persons) if size > 0 else ""
    words = {*bare(column).split()}
    a_year = bool(words & {"nam", "year", "yearly", "annual"}) and "thang" not in words
    if a_year and (times or not scale):
        scale = _A_YEAR
    if scale and times and not a_year:
        said = message(
            "column_map.draft-size",
            "half of the incomes are then below {median:.6g}, which is unusual for {unit}",
            median=size,
            unit=unit,
        )
        checks.append(said)
    elif scale and median:
        said = message(
            "column_map.draft-unit",
            "half of the incomes are below {median:.6g}, which is unusual for {unit}; "
            "if the unit differs, add {scale}",
            median=median,
            unit=unit,
            scale=scale,
        )
        checks.append(said)
    elif not times and column.strip() != variable.name:
        checks.append(message("column_map.draft-is-unit", "is the unit {unit}?", unit=unit))
    return checks
