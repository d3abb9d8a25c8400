"""Which counts of all rows make rows suspicious."""

from __future__ import annotations

import polars as pl
import pytest

from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.reading.signs import IS_HIGH, IS_KNOWN, ROWS, SIGNS, Noted, together
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
    files = pl.DataFrame({**{key: [0] for key in SIGNS}, IS_KNOWN: [rows], ROWS: [rows]})
    none = pl.DataFrame()
    code = {"variable": ["income_per_capita"], "value": [99_999.0]}
    parts = [
        Noted(files, none, none, pl.DataFrame({**code, "rows": [times - 1]})),
        Noted(files.with_columns(pl.all() * 0), none, none, pl.DataFrame({**code, "rows": [1]})),
    ]
    assert len(suspicious(reading, together(parts), lambda _: none)) == said


@pytest.mark.parametrize(("known", "said"), [(2, 0), (3, 1), (4, 0)])
def test_a_place_whose_other_rows_are_in_other_batches(known: int, said: int) -> None:
    """Two of its incomes are high: of three that is more than half, of four it is not."""
    household = pl.DataFrame([{**HOUSEHOLD, "commune": "A"}])
    reading = assemble(Opened(survey_of(household)), load_standard("vn-2022-2025"))
    every = pl.DataFrame({**{key: [0] for key in SIGNS}, IS_KNOWN: [9], IS_HIGH: [2], ROWS: [9]})
    some = every.with_columns(pl.lit(2).alias(IS_KNOWN), commune=pl.lit("A"))
    none = pl.DataFrame()
    found = Noted(every, some, none, none)
    whole = some.with_columns(pl.lit(known).alias(IS_KNOWN))
    assert len(suspicious(reading, found, lambda places: whole.join(places, on="commune"))) == said
