"""What charts are made of: layers of a Vega-Lite specification, from rows of plain values.

The names of fields are ours; whatever comes from a survey or a standard is a value, never a name,
a title or an expression. Along one side values are shares, which Vega scales; along the other they
are pixels.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mdpoverty.errors import plain
from mdpoverty.report.palette import GRID, INK, MUTED, PAINTS, PAPER

Row = Mapping[str, Any]
Layer = dict[str, Any]
Scale = tuple[float, float] | None  # the least and the greatest value, None for pixels

SIZE = 12  # of text, in pixels
SMALL = 11
_WIDE = 0.6  # of a letter, of its size: no font is measured, so that all machines draw the same
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_TICKS = 6
_BESIDE = 24  # pixels about a name
_LINE = 18  # pixels between the lines of a legend


@dataclass(frozen=True)
class Chart:
    """A picture to draw: its plot in pixels, the margins about it, and its layers in order."""

    width: int
    height: int
    left: int
    right: int
    top: int
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Space:
    """How much room a picture has: in the page, or on a narrow screen.

    `width` of the whole, `names` at its side and `numbers` at the other are pixels, those of the
    names at most; `letters` are the characters of a line of a name, `lines` how many it may have.
    A narrow picture has fewer marks along its axis.
    """

    width: int
    names: int
    numbers: int
    letters: int
    lines: int = 1
    narrow: bool = False

    def marks(self, most: float) -> list[float]:
        """Return the marks of an axis from zero to `most`."""
        return ticks(most)[:: 2 if self.narrow else 1]


def _along(side: str, scale: Scale, *, both: bool = False) -> dict[str, Any]:
    domain = None if scale is None else {"domain": list(scale), "nice": False, "zero": False}
    channel = {"field": side, "type": "quantitative", "axis": None, "scale": domain}
    return {side: channel, f"{side}2": {"field": f"{side}2"}} if both else {side: channel}


def _own(*names: str) -> dict[str, Any]:
    """Return channels whose values stand in the rows as they are drawn."""
    return {name: {"field": name, "type": "nominal", "scale": None} for name in names}


def _layer(mark: Mapping[str, Any], encoding: Mapping[str, Any], rows: Sequence[Row]) -> Layer:
    return {"data": {"values": [dict(row) for row in rows]}, "mark": mark, "encoding": encoding}


def boxes(rows: Sequence[Row], x: Scale = None, y: Scale = None, *, dashed: bool = False) -> Layer:
    """Return boxes with `x`, `x2`, `y`, `y2`, `fill`, `stroke`, and `about`, a text to hover."""
    mark = {"type": "rect", "strokeWidth": 1, **({"strokeDash": [3, 2]} if dashed else {})}
    encoding = _along("x", x, both=True) | _along("y", y, both=True) | _own("fill", "stroke")
    return _layer(mark, encoding | {"description": {"field": "about"}}, rows)


def lines(
    rows: Sequence[Row], x: Scale = None, y: Scale = None, *, width: float = 1, dashed: bool = False
) -> Layer:
    """Return straight lines with `x`, `x2`, `y`, `y2` and `stroke`."""
    mark = {
        "type": "rule",
        "strokeWidth": width,
        "aria": False,
        **({"strokeDash": [4, 3]} if dashed else {}),
    }
    encoding = _along("x", x, both=True) | _along("y", y, both=True) | _own("stroke")
    return _layer(mark, encoding, rows)


def dots(rows: Sequence[Row], x: Scale = None, y: Scale = None) -> Layer:
    """Return dots with `x`, `y`, `fill`, `stroke` and `about`."""
    mark = {"type": "point", "shape": "circle", "size": 64, "strokeWidth": 1.6, "opacity": 1}
    encoding = _along("x", x) | _along("y", y) | _own("fill", "stroke")
    return _layer(mark, encoding | {"description": {"field": "about"}}, rows)


def bands(rows: Sequence[Row], y: Scale) -> Layer:
    """Return bands with points `x` between `y` and `y2`; those of a `band` are one, in `fill`."""
    mark = {"type": "area", "opacity": 0.6}
    encoding = _along("x", None) | _along("y", y, both=True) | _own("fill")
    detail = {"detail": {"field": "band", "type": "nominal"}}
    return _layer(mark, encoding | detail | {"description": {"field": "about"}}, rows)


def texts(  # noqa: PLR0913 -- how text is set
    rows: Sequence[Row],
    x: Scale = None,
    y: Scale = None,
    *,
    align: Literal["left", "right", "center"] = "left",
    size: int = SIZE,
    bold: bool = False,
    fill: str = INK.light,
    shift: tuple[int, int] = (0, 0),
) -> Layer:
    """Return texts with `x`, `y` (their middle) and `text`, which is shown as it stands."""
    mark = {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "fontSize": size,
        "fontWeight": "bold" if bold else "normal",
        "lineHeight": size + 2,
        "dx": shift[0],
        "dy": shift[1],
        "aria": False,
    }
    encoding = _along("x", x) | _along("y", y) | {"text": {"field": "text", "type": "nominal"}}
    return _layer(mark | {"fill": fill}, encoding, rows)


def wide(text: str, size: int = SIZE) -> int:
    """Return about how many pixels a text takes."""
    return round(len(text) * size * _WIDE)


def folded(text: str, width: int, most: int = 2) -> list[str]:
    """Return a text in lines of at most `width` characters; what is too long ends with `…`."""
    whole = plain(text, 10 * width)
    found = textwrap.wrap(whole, width, max_lines=most, placeholder="…") or [""]
    if found == ["…"]:  # a single word that is too long
        return [plain(whole, width)]
    longest = min(width, max(map(len, whole.split()), default=0))  # no word is parted for it
    if len(found) > 1 and not found[-1].endswith("…"):  # lines of about one length
        found = next(
            lines
            for narrow in range(max(len(whole) // len(found), longest), width + 1)
            if len(lines := textwrap.wrap(whole, narrow)) <= len(found)
        )
    return found


def gutter(names: Iterable[str], size: int, most: int) -> int:
    """Return how many pixels names at the side of a picture take, `most` at the most."""
    return min(most, max((wide(name, size) for name in names), default=0) + _BESIDE)


def ticks(most: float) -> list[float]:
    """Return the marks of an axis from zero to `most`, of which there are few."""
    step = next((step for step in _STEPS if most / step <= _TICKS), _STEPS[-1])
    return [round(step * place, 6) for place in range(int(most / step + 1e-9) + 1)]


def roof(most: float) -> float:
    """Return where an axis ends that is to hold `most`."""
    step = next((step for step in _STEPS if most / step <= _TICKS), _STEPS[-1])
    whole = int(most / step + 1e-9)
    return round(step * (whole if whole * step >= most - 1e-9 else whole + 1), 6) or 1.0


def legend(
    entries: Sequence[tuple[str, str]], y: int = -18, *, left: int = 0, room: int = 0
) -> tuple[list[Layer], int]:
    """Return what says what colours mean, and how many pixels it takes above its last line, at `y`.

    Entries are a key of PAINTS and a text. It begins `left` of the plot, and has several lines
    where it is wider than `room` pixels, unless that is zero.
    """
    keys, words = [], []
    rows, x = 0, -left
    for paint, text in entries:
        taken = 17 + wide(text, SMALL)
        if room and x > -left and x + taken > room - left:
            rows, x = rows + 1, -left
        colours = PAINTS[paint.removesuffix("?")]
        fill = colours.pale if paint.endswith("?") else colours.fill
        keys.append((x, rows, {"fill": fill, "stroke": colours.edge, "about": text}))
        words.append((x + 17, rows, text))
        x += taken + 16
    high = [y - _LINE * (rows - row) for row in range(rows + 1)]
    marks = [
        {"x": x, "x2": x + 12, "y": high[row] - 6, "y2": high[row] + 6, **key}
        for x, row, key in keys
    ]
    said = [{"x": x, "y": high[row], "text": text} for x, row, text in words]
    return [boxes(marks), texts(said, size=SMALL)], _LINE * rows


def grid(marks: Sequence[tuple[float, str]], scale: Scale, height: int) -> list[Layer]:
    """Return upright lines at the marks of an axis, and their texts below."""
    rules = [{"x": at, "x2": at, "y": 0, "y2": height, "stroke": GRID.light} for at, _ in marks]
    said = [{"x": at, "y": height + 12, "text": text} for at, text in marks]
    return [
        lines(rules, x=scale),
        texts(said, x=scale, align="center", size=SMALL, fill=MUTED.light),
    ]


def whiskers(rows: Sequence[Row], scale: Scale) -> list[Layer]:
    """Return the intervals of rows with `x`, `x2` and `y`, with a stop at either end."""
    bars: list[Row] = [{**row, "y2": row["y"]} for row in rows]
    bars += [
        {"x": at, "x2": at, "y": row["y"] - 3, "y2": row["y"] + 3}
        for row in rows
        for at in (row["x"], row["x2"])
    ]
    # On paper first, so that they are seen on a dark bar.
    return [
        lines([{**bar, "stroke": colour.light} for bar in bars], x=scale, width=width)
        for colour, width in ((PAPER, 3.6), (INK, 1.3))
    ]
