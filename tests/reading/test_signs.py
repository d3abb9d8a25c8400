"""Which counts of all rows make rows suspicious."""

from __future__ import annotations

import polars as pl
import pytest

from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.reading.signs import IS_KNOWN, ROWS, SIGNS, Noted, together
from mdpoverty.reading.suspicions import suspicious
from mdpoverty.standards.library import load_standard
from mdpoverty.survey.survey import survey_of

HOUSEHOLD = {"household_id": "a", "area": "rural", "household_size": 1, "income_per_capita": 9e5}


@pytest.mark.parametrize(
    ("rows", "times", "said"),
    [(39_999, 2, 0), (39_999, 3, 1), (40_000, 3, 0), (40_000, 4, 1), (100_000, 9, 0)],
)
def test_a_value_beyond_chance(rows: int, times: int, said: int) -> None:
    """It is on three rows or more, and on more than one of 10,000."""
    reading = assemble(Opened(survey_of(pl.DataFrame([HOUSEHOLD]))), load_standard("vn-2011-2015"))
    groups = pl.DataFrame({**{key: [0] for key in SIGNS}, IS_KNOWN: [rows], ROWS: [rows]})
    code = {"variable": ["income_per_capita"], "value": [99_999.0]}
    parts = [
        Noted(groups, pl.DataFrame({**code, "rows": [times - 1]})),
        Noted(groups.with_columns(pl.all() * 0), pl.DataFrame({**code, "rows": [1]})),
    ]
    assert len(suspicious(reading, together(parts))) == said
