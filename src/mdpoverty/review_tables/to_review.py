"""Appendix I: the households to review, with the points of Form B and what these make of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

import polars as pl

from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.households import (
    ADDRESS,
    NAME,
    NUMBER,
    SEX,
    YEAR,
    numbered,
    require_room,
)
from mdpoverty.review_tables.limits import points_of
from mdpoverty.review_tables.lists import SEXES, heading, signed
from mdpoverty.review_tables.phrases import NAMES, NOTES, TITLES
from mdpoverty.review_tables.review import GIVEN, HIGHEST, SCORE, Review
from mdpoverty.review_tables.sheets import (
    Body,
    Cell,
    Kind,
    Line,
    Sheet,
    Style,
    Words,
    across,
    fitted,
    header,
)

_QUICK_LOOK = "quick_look"  # the basis of a household that need not be reviewed
_POINTS = 10  # of each deprivation in Form B2, where the standard has no score of its own for it
_ISSUED = (
    "(Kèm theo Thông tư số 07/2021/TT-BLĐTBXH ngày 18 tháng 7 năm 2021\n"
    "của Bộ trưởng Bộ Lao động - Thương binh và Xã hội)"
)
_DATE = "......¹, ngày... tháng... năm..."
_RESULT = "Kết quả rà soát Phiếu B"
_FIRST, _SECOND, _CLASS = "_first", "_second", "_class"
# Columns: their heading, their number, what stands in them, how wide they are and how it looks.
_COLUMNS: tuple[tuple[tuple[str | Words, ...], str, str, float, Kind], ...] = (
    (("STT",), "A", NUMBER, 6, "unit_number"),
    (("Họ và tên chủ hộ",), "B", NAME, 30, "text"),
    ((SEXES,), "1", SEX, 11, "unit_number"),
    (("Năm sinh",), "2", YEAR, 8, "unit_number"),
    ((Words("Nơi ở hiện tại", "(Ghi theo thứ tự thôn/tổ)"),), "3", ADDRESS, 26, "text"),
    ((_RESULT, "Điểm B1"), "4", _FIRST, 10, "points"),
    ((_RESULT, "Điểm B2"), "5", _SECOND, 10, "points"),
    ((_RESULT, "Phân loại²"), "6", _CLASS, 9, "unit_number"),
)
_WIDTHS = tuple(float(width) for *_, width, _ in _COLUMNS)
_CODES = MappingProxyType({"poor": "N", "near_poor": "CN", "non_poor": "KN"})
_SUMMARY = "Kết quả phân loại sau khi rà soát Phiếu B"
_COUNTED = MappingProxyType({"N": "hộ nghèo;", "CN": "hộ cận nghèo;", "KN": "hộ không nghèo."})
_SIGNED = ("RÀ SOÁT VIÊN", "ĐẠI DIỆN BAN CHỈ ĐẠO\nRÀ SOÁT CẤP XÃ", "TRƯỞNG THÔN")
_FOOTNOTES = (
    "1 Tên thôn/bản/ấp.",
    "2 Hộ nghèo: N; Hộ cận nghèo: CN; Hộ không nghèo: KN.",
)


def to_review(review: Review, households: pl.LazyFrame, notes: Sequence[str]) -> Sheet:
    """Return Appendix I: households with points that the quick look left to Form B.

    `households` are as `households.listed` has them. Points that unknown answers leave open are
    the lowest and the highest.
    """
    basis = pl.col("basis") if "basis" in review.columns else pl.lit(None, pl.String)
    those = households.filter(basis.ne_missing(_QUICK_LOOK), pl.col(SCORE).is_not_null())
    rows = (
        numbered(those.with_columns(**_points(review)), by_village=True)
        .select(name for _, _, name, _, _ in _COLUMNS)
        .collect(engine="streaming")
    )
    lines: list[Line | Body] = [
        across(NAMES["I"], Style("title", bold=True), _WIDTHS),
        across(TITLES["I"], Style("title", bold=True), _WIDTHS),
        across(_ISSUED, Style("line"), _WIDTHS),
        *heading(review, TITLES["I"], _WIDTHS, _DATE),
    ]
    first = len(lines)
    lines += header([path for path, *_ in _COLUMNS], _WIDTHS)
    numbers = [number for _, number, *_ in _COLUMNS]
    style = Style("number", bold=True)
    lines.append(Line({place: Cell(number, style) for place, number in enumerate(numbers)}))
    last = len(lines) - 1
    if len(rows):
        lines.append(Body(rows, [[Style(kind) for *_, kind in _COLUMNS]], _WIDTHS))
    else:
        lines.append(across(NOTES["no households"], Style("note"), _WIDTHS))
    lines.append(Line({}))
    lines += _summary(rows, last + 1)
    lines += signed(_SIGNED, "(Ký, ghi rõ họ tên)", _WIDTHS)
    undecided = rows[_CLASS].null_count()
    said = [NOTES["undecided"].format(undecided)] if undecided else []
    lines += [across(note, Style("note"), _WIDTHS) for note in (*_FOOTNOTES, *said, *notes)]
    require_room(NAMES["I"], lines)
    return Sheet(NAMES["I"], _WIDTHS, lines, (first, last), portrait=True)


def _points(review: Review) -> dict[str, pl.Expr]:
    """Return the points of Form B1 and B2, and the class as the form has it, as text."""
    highest = pl.col(HIGHEST if HIGHEST in review.columns else SCORE)
    given = pl.col(GIVEN) if GIVEN in review.columns else pl.lit(None, pl.Float64)
    each = points_of(review.standard).get(GIVEN, _POINTS)
    sure = possible = pl.lit(None, pl.Float64)
    if "deprivations" in review.columns and review.indicators:
        sure = pl.col("deprivations") * each
        unknown = pl.sum_horizontal(pl.col(name).is_null() for name in review.indicators)
        possible = sure + unknown * each
    known = sure == possible
    return {
        _FIRST: _between(pl.col(SCORE), highest),
        _SECOND: pl.when(known | given.is_null())
        .then(_between(sure, possible))
        .otherwise(_between(given, given)),
        _CLASS: pl.col("class").replace_strict(_CODES, default=None, return_dtype=pl.String),
    }


def _between(lowest: pl.Expr, highest: pl.Expr) -> pl.Expr:
    low, high = _number(lowest), _number(highest)
    return pl.when(lowest == highest).then(low).otherwise(pl.format("{} - {}", low, high))


def _number(points: pl.Expr) -> pl.Expr:
    whole = points.cast(pl.Int64, strict=False)
    decimal = points.cast(pl.String).str.replace(".", ",", literal=True)
    return pl.when(whole == points).then(whole.cast(pl.String)).otherwise(decimal)


def _summary(rows: pl.DataFrame, line: int) -> Iterator[Line]:
    """Yield how many households are of each class, from the line of the first one."""
    column = len(_COLUMNS) - 1
    cells = [formulas.cell(each, column, None) for each in (line, line + max(len(rows), 1) - 1)]
    bold = Style("text", bold=True)
    for place, (code, words) in enumerate(_COUNTED.items()):
        count = formulas.counted_where(cells, code, int((rows[_CLASS] == code).sum()))
        found = {0: Cell(_SUMMARY, bold, 3, len(_COUNTED))} if place == 0 else {}
        found |= {
            3: Cell("- Có", bold),
            4: Cell(count if len(rows) else 0, Style("count", bold=True)),
            5: Cell(words, bold, 3),
        }
        yield fitted(found, _WIDTHS)
