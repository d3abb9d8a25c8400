"""Tables of figures on a narrow terminal: heads and labels are broken between words alone."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.table import Table

from mdpoverty.cli.views.unbroken import unbroken

HEADS = (
    "dân tộc của chủ hộ",
    "tỷ lệ",
    "sai số chuẩn",
    "khoảng tin cậy 95%",
    "hệ số biến thiên, %",
)
ROWS = (
    ("Nông thôn, miền núi", "33,67", "3,26", "27,28 đến 40,73", "9,7"),
    ("Thành thị", "4,93", "2,27", "1,47 đến 15,27", "46,1"),
)


def shown(width: int) -> list[str]:
    """Return the lines of a table of figures on a terminal of some width."""
    table = Table(box=None, pad_edge=False)
    for place, head in enumerate(HEADS):
        table.add_column(head, justify="right" if place else "left")
    for row in ROWS:
        table.add_row(*row)
    out = io.StringIO()
    console = Console(file=out, width=width)
    console.print(unbroken(table, console))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [35, 43, 44, 60, 80, 100])
def test_no_word_is_cut(width: int) -> None:
    """Every word of heads, labels and figures is there, and no line is longer than the terminal."""
    lines = shown(width)
    assert max(map(len, lines)) <= width
    words = [
        word for text in (*HEADS, *(cell for row in ROWS for cell in row)) for word in text.split()
    ]
    assert sorted(" ".join(lines).split()) == sorted(words)


@pytest.mark.parametrize(("width", "whole"), [(43, False), (44, True), (60, True)])
def test_figures_stay_whole_where_they_fit(width: int, *, whole: bool) -> None:
    """Ranges are broken only where there is no room for them."""
    assert any("27,28 đến 40,73" in line for line in shown(width)) == whole


def test_rows_are_given_room_before_heads() -> None:
    """A label on two lines costs one in each row, a head only one."""
    assert "Nông thôn, miền núi  33,67" in "\n".join(shown(70)).replace("   ", "  ")
    assert len(shown(100)) == 1 + len(ROWS)
