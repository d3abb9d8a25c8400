"""What looks wrong in a survey on Spark but may be right, with the households of some rows.

As in `mdpoverty.run.suspicions`, from the same expressions. The files of a survey are parts of one
table here: incomes are looked at by place, and not by file.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mdpoverty.reading.reading import Reading
from mdpoverty.reading.signs import (
    IS_CODED,
    IS_HIGH,
    IS_LOW,
    IS_UNLIKE,
    Noted,
    by_place,
    codes_in,
)
from mdpoverty.reading.suspicions import suspicious
from mdpoverty.run.repeated import Repeats
from mdpoverty.run.suspicions import cells_shown, signed, sound
from mdpoverty.spark.refused import Refused, marked
from mdpoverty.survey.engine import collected


def suspicions(reading: Reading, repeats: Repeats, counts: Mapping[str, int]) -> list[Refused]:
    """Return the rows, of those that are not refused, that all rows together make suspicious.

    `counts` says how many rows have each of SIGNS: where none has one, rows are not read again.
    """
    if not any(counts[sign] for sign in (IS_LOW, IS_HIGH, IS_UNLIKE, IS_CODED)):
        return []
    rows, nothing = signed(reading, repeats), pl.DataFrame()
    codes = collected(codes_in(rows, reading)) if counts[IS_CODED] else nothing
    places = collected(by_place(rows, reading))
    checks = suspicious(reading, Noted(places, places, nothing, codes), lambda _: places)
    if not checks:
        return []
    rows = sound(reading, repeats, cells_shown(reading.survey, checks))
    return [Refused(reading.survey, checks, marked(rows, checks))]
