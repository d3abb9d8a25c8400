"""Tables 14 and 15: the poor and the near-poor households, one on a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE
from mdpoverty.errors import Problem, SurveyError
from mdpoverty.files.rows import ROW
from mdpoverty.profile.written import values_of
from mdpoverty.review_tables.figures import ETHNICITY
from mdpoverty.review_tables.layout import About
from mdpoverty.review_tables.phrases import (
    CLASSES,
    LIST_HEADINGS,
    MOVEMENTS,
    NOTES,
    NUMBERED,
    TITLES,
    many,
)
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Cell, Line, Sheet, Style, fitted, header, heading, noted

LISTS = {"poor": 14, "near_poor": 15}
ROWS = 1_048_576  # of a sheet

_OPTIONAL = ("village", "head", HOUSEHOLD_SIZE, ETHNICITY)  # what the round need not say
_NUMBER, _UNIT, _MOVEMENT, _COUNT = "_number", "_unit", "movement", "deprivations"
_PLACE = "_place"  # of a unit among all
# A list's columns: where each is from, and how wide it is.
_WIDTHS: Mapping[str, float] = {
    _NUMBER: 6,
    _UNIT: 20,
    "village": 16,
    "household_id": 14,
    "head": 22,
    HOUSEHOLD_SIZE: 8,
    ETHNICITY: 10,
    _MOVEMENT: 18,
    "class": 20,
    _COUNT: 8,
    "deprived_in": 46,
    "unknown_in": 24,
}


def listed(review: Review, of: str, about: About, movements: pl.LazyFrame | None) -> Sheet:
    """Return table 14 (poor households) or 15, by unit and then in the order of the round.

    `movements` say of each `household_id` what became of it since the round before (`movement`).
    Raises SurveyError where a sheet cannot hold them.
    """
    number = LISTS[of]
    columns = {name: x for name, x in _WIDTHS.items() if name != _MOVEMENT or movements is not None}
    widths = list(columns.values())
    top = heading(number, TITLES[number], about.lines, widths)
    headings = {**LIST_HEADINGS, _UNIT: about.unit_heading}
    over = header([(headings[name],) for name in columns], widths)
    rows = _rows(review, of, about, movements).select(list(columns)).collect(engine="streaming")
    under = [noted(note, widths) for note in _notes(review, none=rows.is_empty())]
    lines = len(top) + len(over) + rows.height + len(under)
    if lines > ROWS:
        wrong = f"table {number} has {rows.height:,} households, and a sheet {ROWS:,} lines"
        problem = Problem("ROUND", wrong, advice="make the tables of each province or commune")
        raise SurveyError("a sheet cannot hold the list", [problem])
    every = chain(top, over, _lines(rows, widths), under)
    return Sheet(NUMBERED.format(number), widths, every, (len(top), len(top)), 0, long=True)


def _rows(review: Review, of: str, about: About, movements: pl.LazyFrame | None) -> pl.LazyFrame:
    """Return the households of a class with the columns of a list, in order."""
    frame: Any = nw.from_native(values_of(review.profile)).filter(nw.col("class") == of)
    found: pl.LazyFrame = frame.with_columns(**_said(review, of)).to_native()
    units = pl.DataFrame(
        [
            (*key, place, name)
            for place, (key, name) in enumerate(zip(review.units, about.units, strict=True))
        ],
        schema={**dict.fromkeys(review.places, pl.String), _PLACE: pl.Int64, _UNIT: pl.String},
        orient="row",
    ).lazy()
    if review.places:
        found = found.join(units, on=list(review.places), how="left", nulls_equal=True)
    else:
        found = found.join(units, how="cross")
    if movements is not None:
        said = pl.col(_MOVEMENT).replace_strict(MOVEMENTS, default=None, return_dtype=pl.String)
        found = found.join(movements.select("household_id", said), on="household_id", how="left")
    have = found.collect_schema()
    absent = [name for name in _WIDTHS if name not in have]
    found = found.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    numbers = [name for name in (HOUSEHOLD_SIZE, _COUNT) if name not in absent]
    found = found.with_columns(pl.col(numbers).cast(pl.Int64)) if numbers else found
    return found.sort(_PLACE, ROW).with_columns(pl.int_range(1, pl.len() + 1).alias(_NUMBER))


def _said(review: Review, of: str) -> dict[str, nw.Expr]:
    """Return what a list says of a household in words: its class, and in what it is deprived."""
    bases = {rule.basis: rule.label.vi for rule in review.standard.every_rule if rule.name == of}
    labels = {name: review.standard.indicators[name].label.vi for name in review.indicators}
    rule = nw.lit(None, dtype=nw.String)
    if "basis" in review.columns:
        rule = nw.col("basis").replace_strict(bases, default=None, return_dtype=nw.String)
    return {
        "class": nw.coalesce(rule, nw.lit(CLASSES[of])),
        "deprived_in": _joined({label: nw.col(name) == "yes" for name, label in labels.items()}),
        "unknown_in": _joined({label: nw.col(name).is_null() for name, label in labels.items()}),
    }


def _joined(holds: Mapping[str, nw.Expr]) -> nw.Expr:
    if not holds:
        return nw.lit(None, dtype=nw.String)
    words = [nw.when(condition).then(nw.lit(label)) for label, condition in holds.items()]
    return nw.concat_str(words, separator="; ", ignore_nulls=True)


def _lines(rows: pl.DataFrame, widths: list[float]) -> Iterator[Line]:
    styles = [
        Style("unit_number" if dtype.is_integer() else "text") for dtype in rows.schema.values()
    ]
    for row in rows.iter_rows():
        yield fitted({n: Cell(value, styles[n]) for n, value in enumerate(row)}, widths)


def _notes(review: Review, *, none: bool) -> Iterator[str]:
    if none:
        yield NOTES["no households"]
    absent = [name for name in _OPTIONAL if name not in review.columns]
    if absent:
        yield NOTES["absent columns"].format(", ".join(absent))
    if number := review.counts.sum("undetermined.households"):
        yield NOTES["undetermined"].format(many(number))
