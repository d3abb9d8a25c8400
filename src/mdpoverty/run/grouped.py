"""Money whose thousands are grouped: 900.000 beside 1.200.000 is no number with three decimals."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

import polars as pl

from mdpoverty.column_map.cells import TEXT
from mdpoverty.reading.reading import Reading
from mdpoverty.survey.survey import not_grouped

_MONEY = "VND"


def with_groups_refused(reading: Reading) -> Reading | None:
    """Return the reading in which no group of thousands is taken for decimals; None as it is.

    A column of money has groups where any of its cells has several, as 1.200.000, or most have one,
    as 900.000. Its cells with one group are then no numbers.
    """
    survey = reading.survey
    if survey.elsewhere is not None or survey.grouped:
        return None
    money = [name for name, v in reading.variables.items() if v.unit.startswith(_MONEY)]
    columns = dict.fromkeys(c for name in money for c in survey.columns_of(name))
    grouped = _grouped(reading, [c for c in columns if survey.schema[c] == pl.String])
    if not grouped:
        return None
    frame = survey.frame
    if survey.origins is not None:  # a map's cells come from copies of the columns
        sign = survey.spelling.decimal
        frame = frame.with_columns(
            **{TEXT + name: not_grouped(pl.col(TEXT + name), sign) for name in grouped}
        )
    return replace(reading, survey=replace(survey, frame=frame, grouped=frozenset(grouped)))


def _grouped(reading: Reading, columns: Collection[str]) -> list[str]:
    """Return the columns whose cells are groups of thousands."""
    if not columns or reading.survey.spelling.thousands is not None:
        return []
    sign = re.escape(reading.survey.spelling.decimal)
    one, several = rf"^\s*[+-]?[0-9]{{1,3}}{sign}[0-9]{{3}}\s*$", rf"[0-9]{sign}[0-9]{{3}}{sign}"
    counts = [
        pl.struct(
            known=pl.col(name).is_not_null().sum(),
            one=pl.col(name).str.contains(one).sum(),
            several=pl.col(name).str.contains(several).sum(),
        ).alias(name)
        for name in columns
    ]
    [row] = reading.survey.frame.select(counts).collect(engine="streaming").rows(named=True)
    return [
        name
        for name, found in row.items()
        if found["one"] and (found["several"] or 2 * found["one"] > found["known"])
    ]
