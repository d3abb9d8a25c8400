"""Rows under a table that are no household: totals and signatures."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mdpoverty.codebook import KEYS
from mdpoverty.language.messages import Message, message
from mdpoverty.survey.survey import Survey

# Words of a total. What only begins so may be a name: Tổng Cọt is a commune.
_TOTAL = (
    r"(?i)^\s*(?:(?:tổng|cộng|total)[\s:.]*$|tổng (?:cộng|số)|cộng (?:toàn|chung)|"
    r"(?:sub-?|grand )total)"
)
_FULL = 4  # a row of a household has more than one in so many cells filled in


def is_total(schema: Mapping[str, pl.DataType], cells: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return whether a row seems to be a total or a signature: so few cells, or a word for it."""
    words = [cells[name] for name, dtype in schema.items() if dtype == pl.String]
    numbers = [cells[name] for name, dtype in schema.items() if dtype.is_numeric()]
    if not words:
        return pl.lit(value=False)
    filled = [word.str.strip_chars() != "" for word in words]
    filled += [number.is_not_null() for number in numbers]
    few = pl.sum_horizontal(cell.fill_null(value=False) for cell in filled) * _FULL <= len(filled)
    said = pl.any_horizontal(word.str.contains(_TOTAL).fill_null(value=False) for word in words)
    return said | few


def advice_of_totals(survey: Survey) -> Message:
    """Return what to do about a row that is no household."""
    if not survey.grids or survey.form is not None:
        return message("reading.delete-total", "if it is a total or a signature, delete the row")
    option = "--members-range" if KEYS[1] in survey.given else "--range"
    return message(
        "reading.end-range",
        "if it is a total or a signature below the table, delete the row, or end {option} at "
        "the last row of the table, as in A6:H120",
        option=option,
    )
