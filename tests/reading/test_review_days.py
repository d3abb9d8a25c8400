"""The day of a review, as the column `review_date` has it: what a report and the forms print."""

from __future__ import annotations

from datetime import date

import polars as pl

from mdpoverty.reading.reading import review_days
from mdpoverty.survey.survey import survey_of


def test_first_and_last_day() -> None:
    """Blanks and cells that are no date say nothing; without the column nothing is known."""
    cells = ["2025-10-01", None, "15/11/2025", "soon", "2025-10-31"]
    frame = pl.DataFrame({"household_id": [*"abcde"], "review_date": cells})
    assert review_days(survey_of(frame)) == (date(2025, 10, 1), date(2025, 11, 15))
    assert review_days(survey_of(frame[[1, 3]])) is None
    assert review_days(survey_of(frame.drop("review_date"))) is None
