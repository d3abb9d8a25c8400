"""Text is read quickly where it is plain, and with care where it is not: in every batch alike."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from mdpoverty.survey.distinct import by_distinct
from mdpoverty.survey.values import folded, number_in, numbers, tidied, tidy

PLAIN = ["a", "12", "1.5", "a b", None]
ODD = [
    *("", " ", "\t", " a", "a ", "a\u00a0", "\u200ba", "a\u200b", "\ufeff", "Ho\u0300a", "Hòa"),
    *("+5", "-0", ".5", "5.", "1e5", "1E5", "inf", "nan", "NaN", "1,5", "1 2", "0x1", "--1", "."),
    *("0.1234567890123456", "1234567890123456", "000000000000000001", "999999999999999", "٣"),
]
BATCHES = [PLAIN, ODD, [*PLAIN, *ODD, *PLAIN], *([each] for each in ODD), [None], []]


@pytest.mark.parametrize(
    ("quick", "careful"),
    [
        (tidied, tidy),
        (numbers, number_in),
        (lambda text: numbers(text, 300), lambda text: number_in(text, 300)),
        (lambda text: by_distinct(text, folded, pl.String()), folded),
    ],
    ids=["tidied", "numbers", "numbers of any digits", "by distinct"],
)
@pytest.mark.parametrize("cells", BATCHES, ids=range(len(BATCHES)))
def test_quick_ways_say_what_careful_ones_say(
    quick: Callable[[pl.Expr], pl.Expr],
    careful: Callable[[pl.Expr], pl.Expr],
    cells: list[str | None],
) -> None:
    # A column whose name looks like a pattern of names is one column all the same.
    frame = pl.DataFrame({"^.*$": cells}, schema={"^.*$": pl.String}).lazy()
    text = pl.nth(0)
    found = frame.select(quick=quick(text), careful=careful(text)).collect()

    quickly, carefully = found["quick"].to_list(), found["careful"].to_list()
    assert list(map(repr, quickly)) == list(map(repr, carefully))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
        *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
        *((0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0)),
        *((0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
    ],
)
def test_what_shows_nothing_is_left_out(first: int, last: int) -> None:
    """Unicode's Default_Ignorable_Code_Point, and marks of annotations; nothing beside them."""
    unseen = pl.Series([f"a{chr(code)}b" for code in range(first, last + 1)])
    assert unseen.to_frame("").select(tidied(pl.col(""))).to_series().unique().to_list() == ["ab"]
    beside = pl.Series([f"a{chr(code)}b" for code in (first - 1, last + 1)])
    assert (beside.to_frame("").select(tidied(pl.col(""))).to_series() != "ab").all()
