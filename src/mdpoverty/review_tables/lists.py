"""Forms 6.1 and 6.2: the poor and near-poor households of a decision, and those that left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.formulas import Formula
from mdpoverty.review_tables.households import (
    ADDRESS,
    BIRTH,
    NAME,
    NUMBER,
    SEX,
    length,
    numbered,
    require_room,
)
from mdpoverty.review_tables.phrases import NAMES, TITLES, WORDS
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import (
    Body,
    Cell,
    Line,
    Listing,
    Sheet,
    Style,
    Words,
    across,
    beside,
    header,
)

SEXES = Words("Giới tính", "(1: Nam, 2: Nữ)")
_HEADINGS = ("STT", "Họ và tên chủ hộ", SEXES, "Ngày, tháng năm sinh", "Địa chỉ")
_WIDTHS = (6.0, 32.0, 14.0, 16.0, 34.0)
_STYLES = tuple(
    Style(kind) for kind in ("unit_number", "text", "unit_number", "unit_number", "text")
)
_SECTIONS: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "6.1": {"I.": ("Hộ nghèo", ("poor",)), "II.": ("Hộ cận nghèo", ("near_poor",))},
    "6.2": {
        "I.": ("Hộ gia đình thoát nghèo", ("left_to_near_poor", "left_to_non_poor")),
        "II.": ("Hộ gia đình thoát cận nghèo", ("near_poor_to_non_poor",)),
    },
}
_TOTALS = {"6.1": "III.", "6.2": "II."}  # as the gazette numbers them
_SIGNED = ("NGƯỜI LẬP BIỂU", "XÁC NHẬN CỦA TRƯỞNG THÔN")


def decided(review: Review, households: pl.LazyFrame, notes: Sequence[str]) -> Listing:
    """Return form 6.1: the poor and the near-poor households, as `households.listed` has them."""
    return _two_lists("6.1", review, households.with_columns(_of="class"), notes)


def left(
    review: Review, households: pl.LazyFrame, movements: pl.LazyFrame, notes: Sequence[str]
) -> Listing:
    """Return form 6.2: the households that left poverty, or near-poverty, since the round before.

    `movements` say of each `household_id` what became of it (`movement`).
    """
    said = movements.select("household_id", _of="movement")
    moved = households.join(said, on="household_id", how="inner")
    return _two_lists("6.2", review, moved, notes)


def _two_lists(
    form: str, review: Review, households: pl.LazyFrame, notes: Sequence[str]
) -> Listing:
    widths = _WIDTHS
    lines: list[Line | Body] = [
        across(f"{NAMES[form]}. {TITLES[form]}", Style("form", bold=True), widths),
        *heading(review, TITLES[form].upper(), widths),
    ]
    first = len(lines)
    lines += header([(text,) for text in _HEADINGS], widths)
    last = len(lines) - 1
    counts: list[Formula] = []
    sizes: list[int] = []
    columns = [NUMBER, NAME, SEX, BIRTH, ADDRESS]
    for number, (name, of) in _SECTIONS[form].items():
        those = numbered(households.filter(pl.col("_of").is_in(of)), by_village=True)
        rows = those.select(columns).collect(engine="streaming")
        at = length(lines)
        count = _count(at, len(rows))
        sizes.append(len(rows))
        counts.append(formulas.cell(at, len(widths) - 1, len(rows)))
        lines.append(_section(number, name, count))
        lines += [Body(rows, [_STYLES], widths)] if len(rows) else []
    total = Formula("+".join(each.text for each in counts), sum(sizes))
    lines += [
        _section(_TOTALS[form], WORDS["total of areas"], total),
        *signed(_SIGNED, "(Ký, họ tên)", widths),
        *(across(note, Style("note"), widths) for note in notes),
    ]
    require_room(NAMES[form], lines)
    sheet = Sheet(NAMES[form], widths, lines, (first, last), portrait=True)
    return Listing(sheet, tuple(formulas.on_sheet(sheet.name, each) for each in counts))


def _count(line: int, rows: int) -> Formula | int:
    """Return how many households stand under the line of a section."""
    if not rows:
        return 0
    cells = [formulas.cell(each, 0, None) for each in (line + 1, line + rows)]
    return formulas.counted(cells, rows)


def _section(number: str, name: str, count: Formula | int) -> Line:
    text = Style("text", bold=True)
    return Line(
        {
            0: Cell(number, Style("unit_number", bold=True)),
            1: Cell(name, text),
            2: Cell(None, text),
            3: Cell(None, text),
            4: Cell(count, Style("households", bold=True)),
        }
    )


def heading(
    review: Review, title: str, widths: Sequence[float], date: str = WORDS["date"]
) -> Iterator[Line]:
    """Yield who makes a list, of which village, when, and the title, as state documents do."""
    communes = {name for unit, name in review.names.items() if unit}
    village = review.villages[0] if len(review.villages) == 1 else None
    one = len(communes) == 1 and review.places[-1:] == ("commune",)
    maker = WORDS["commune"].format(communes.pop()) if one else WORDS["any commune"]
    place = WORDS["village"].format(village) if village else WORDS["any village"]
    half = 2
    sides = (half, len(widths) - half)
    bold, plain = Style("line", bold=True), Style("line")
    yield beside([(sides[0], f"{maker}\n{place}", bold), (sides[1], WORDS["state"], bold)], widths)
    yield beside([(sides[0], "", plain), (sides[1], date, plain)], widths)
    yield across(title, Style("title", bold=True), widths)


def signed(who: Sequence[str], how: str, widths: Sequence[float]) -> Iterator[Line]:
    """Yield the lines for the names of those who sign a list."""
    room = [(place + 1) * len(widths) // len(who) for place in range(len(who))]
    spans = [end - start for start, end in zip([0, *room], room, strict=False)]
    bold, plain = Style("line", bold=True), Style("line")
    yield Line({})
    yield beside([(span, name, bold) for span, name in zip(spans, who, strict=True)], widths)
    yield beside([(span, how, plain) for span in spans], widths)
    yield Line({})
