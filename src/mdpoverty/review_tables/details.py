"""Tables 14 and 15, which provinces add: the poor and the near-poor, one on a line, in detail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE, labelled
from mdpoverty.review_tables.figures import ETHNICITY
from mdpoverty.review_tables.households import NUMBER, UNIT, numbered, require_room
from mdpoverty.review_tables.notes import absent_columns
from mdpoverty.review_tables.phrases import (
    CLASSES,
    NAMES,
    NOTES,
    TITLES,
    UNIT_HEADINGS,
    WORDS,
    many,
)
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Body, Line, Sheet, Style, across, header

LISTS = MappingProxyType({"poor": "14", "near_poor": "15"})

_OPTIONAL = ("village", "head", HOUSEHOLD_SIZE, ETHNICITY)  # what the round need not say
_MOVEMENT, _COUNT = "movement", "deprivations"
# A list's columns: what each is called, and how wide it is.
_COLUMNS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        NUMBER: ("TT", 6),
        UNIT: ("", 20),
        "village": ("Thôn/ bản", 16),
        "household_id": ("Mã hộ", 14),
        "head": ("Họ và tên chủ hộ", 22),
        HOUSEHOLD_SIZE: ("Số nhân khẩu", 8),
        ETHNICITY: ("Dân tộc", 10),
        _MOVEMENT: ("Diễn biến so với kỳ trước", 18),
        "class": ("Phân loại", 20),
        _COUNT: ("Số chỉ số thiếu hụt", 8),
        "deprived_in": ("Các chỉ số thiếu hụt", 46),
        "unknown_in": ("Các chỉ số không rõ", 24),
    }
)
# What became of a household since the round before, by the id that tracking gives.
_MOVEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "stayed_poor": "còn lại",
        "stayed_near_poor": "còn lại",
        "near_poor_to_poor": "từ hộ cận nghèo",
        "left_to_near_poor": "từ hộ nghèo",
        "fell_back": "tái nghèo",
        "fell_back_near_poor": "tái cận nghèo",
        "newly_arisen": "phát sinh mới",
        "newly_arisen_near_poor": "phát sinh mới",
        "was_undetermined": "kỳ trước chưa xác định",
        "new": "hộ mới có trong kỳ",
        "split_off": "hộ tách ra",
        "formed_by_merger": "hộ nhập lại",
    }
)


def detailed(
    review: Review,
    of: str,
    households: pl.LazyFrame,
    movements: pl.LazyFrame | None,
    notes: Sequence[str],
) -> Sheet:
    """Return table 14 (poor households) or 15, by unit and then in the order of the round.

    `households` are as `households.listed` has them; `movements` say of each `household_id` what
    became of it since the round before. Raises SurveyError where a sheet cannot hold them.
    """
    name = NAMES[LISTS[of]]
    columns = [each for each in _COLUMNS if each != _MOVEMENT or movements is not None]
    widths = [_COLUMNS[each][1] for each in columns]
    finest = UNIT_HEADINGS[review.places[-1] if review.places else ""]
    lines: list[Line | Body] = [
        across(f"{name}. {TITLES[LISTS[of]]}", Style("form", bold=True), widths)
    ]
    headings = [(finest if each == UNIT else _COLUMNS[each][0],) for each in columns]
    lines += header(headings, widths)
    repeated = (1, len(lines) - 1)
    rows = _rows(review, of, households, movements).select(columns).collect(engine="streaming")
    if len(rows):
        number, text = Style("unit_number"), Style("text")
        styles = [number if each.is_integer() else text for each in rows.dtypes]
        lines.append(Body(rows, [styles], widths))
    said = (WORDS["customary"], *_notes(review, none=rows.is_empty()), *notes)
    lines += [across(note, Style("note"), widths) for note in said]
    require_room(name, lines)
    return Sheet(name, widths, lines, repeated)


def _rows(
    review: Review, of: str, households: pl.LazyFrame, movements: pl.LazyFrame | None
) -> pl.LazyFrame:
    """Return the households of a class with the columns of a list, in order."""
    frame: Any = nw.from_native(households).filter(nw.col("class") == of)
    found: pl.LazyFrame = frame.with_columns(**_said(review, of)).to_native()
    if movements is not None:
        said = pl.col(_MOVEMENT).replace_strict(_MOVEMENTS, default=None, return_dtype=pl.String)
        found = found.join(movements.select("household_id", said), on="household_id", how="left")
    absent = [name for name in (HOUSEHOLD_SIZE, _COUNT) if name not in review.columns]
    texts = [ETHNICITY] if ETHNICITY not in review.columns and not review.coded else []
    found = found.with_columns(
        *(pl.lit(None, pl.Int64).alias(name) for name in absent),
        *(pl.lit(None, pl.String).alias(name) for name in texts),
    )
    return numbered(
        found.with_columns(pl.col(HOUSEHOLD_SIZE, _COUNT).cast(pl.Int64)), by_village=False
    )


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


def _notes(review: Review, *, none: bool) -> Iterator[str]:
    if none:
        yield NOTES["no households"]
    absent = [name for name in _OPTIONAL if name not in review.columns]
    absent = [name for name in absent if name != ETHNICITY or not review.coded]
    if absent:
        yield absent_columns(map(labelled, absent))
    if number := review.counts.sum("undetermined.households"):
        yield NOTES["undetermined"].format(many(number))
