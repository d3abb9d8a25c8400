"""Rows of a lazy frame: each is checked within its plan, and says in `error` what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import narwhals as nw

from mdpoverty.classification.decide import listed, profile
from mdpoverty.codebook import ERROR
from mdpoverty.reading.failing import REFUSED, Check, refused
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.signs import signs
from mdpoverty.run.repeated import repeats_by_window
from mdpoverty.survey.engine import carried, own_cells
from mdpoverty.survey.values import UNREADABLE

_SAID = "_error"


def flagged(reading: Reading) -> Any:
    """Return the profile of every row as a lazy frame of its engine, with a column `error`.

    `error` says what is wrong with a row, and is null where nothing is; a row with an error has
    no class, no count and no answer.
    """
    columns = reading.columns
    return sound_only(judged(reading), columns, columns[columns.index("class") :]).to_native()


def judged(reading: Reading, cells: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Return every row with the columns of its profile, and whether it is REFUSED and why.

    `cells` are as for `Passing.rows`.
    """
    frame, _ = checked(reading, cells)
    found = profile(frame, reading.standard, reading.given)
    return found.with_columns(**listed(list(reading.standard.indicators)))


def checked(reading: Reading, cells: Sequence[str] = ()) -> tuple[nw.LazyFrame[Any], list[Check]]:
    """Return the households' values, whether a row is refused and why, and the checks of a row.

    Beside them are the SIGNS of each row. A key that repeats is found by a window. `cells` are as
    for `Passing.rows`.
    """
    repeats = repeats_by_window()
    checks = reading.checks(repeats.household)
    said = [nw.when(c.failed).then(nw.lit(c.in_words())) for c in checks]
    frame = reading.rows(repeats.member, own_cells(reading.survey, cells)).with_columns(
        **{
            REFUSED: refused(checks),
            _SAID: nw.concat_str(said, separator="; ", ignore_nulls=True),
            **carried(reading.survey, cells),
        }
    )
    return frame.with_columns(**signs(reading)), checks


def sound_only(
    found: nw.LazyFrame[Any], columns: Sequence[str], decided: Collection[str]
) -> nw.LazyFrame[Any]:
    """Return `columns` and ERROR; of a row with an error those that are `decided` are null.

    So are an area and a weight that could not be read.
    """
    sound = ~nw.col(REFUSED)
    shown = {name: nw.when(sound).then(nw.col(name)) for name in decided}
    if "area" in columns:
        shown["area"] = nw.when(nw.col("area") != UNREADABLE).then(nw.col("area"))
    if "weight" in columns:
        shown["weight"] = nw.when(~nw.col("weight").is_nan()).then(nw.col("weight"))
    shown[ERROR] = nw.when(~sound).then(nw.col(_SAID))
    return found.with_columns(**shown).select(*columns, ERROR)
