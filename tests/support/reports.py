"""Runs of `mdpoverty report`, and what its page and its pictures hold, for its tests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from diffs import run
from files import Done, rows_of
from places import ROOT
from second_reading import Row, read

EXAMPLES = ROOT / "examples"
SURVEY, MEMBERS = EXAMPLES / "survey.csv", EXAMPLES / "members.csv"
OLD, NEW = "vn-2016-2020", "vn-2022-2025"
CHARTS = ("classes", "ranking", "deprivations", "distribution", "contributions", "change")
_SVG = "{http://www.w3.org/2000/svg}"
_VOID = {"meta", "br", "hr", "img", "input", "link"}


def report(*arguments: str | Path) -> Done:
    """Carry out `mdpoverty report`."""
    return run("report", *arguments)


def page_of(*arguments: str | Path) -> str:
    """Return the page that `mdpoverty report` writes, without a word."""
    done = report(*arguments, "-o", "-", "-q")
    assert (done.code, done.errors) == (0, ""), done.errors
    return done.out


class Box(NamedTuple):
    """A box of a picture, with what it says of itself."""

    about: str
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass
class Picture:
    """A picture: its boxes, dots, bands and texts."""

    root: ET.Element
    boxes: list[Box] = field(default_factory=list)
    dots: dict[str, tuple[float, float]] = field(default_factory=dict)
    bands: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def widths(self) -> dict[str, list[float]]:
        """Return the widths of the boxes that say the same, from left to right."""
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for box in self.boxes:
            found[box.about].append((box.x, box.width))
        return {about: [width for _, width in sorted(own)] for about, own in found.items()}


def picture(svg: str) -> Picture:
    """Return what an SVG draws."""
    found = Picture(ET.fromstring(svg))  # noqa: S314 -- what the program under test wrote
    for part in found.root.iter():
        about = part.findtext(f"{_SVG}title")
        path = part.get("d", "")
        if part.tag == f"{_SVG}text":
            found.texts.append("".join(part.itertext()))
        elif about is None or part is found.root:
            continue
        elif box := re.fullmatch(r"M([^,]+),([^h]+)h([^v]+)v([^h]+)h[^Z]+Z", path):
            x, y, width, height = map(float, box.groups())
            found.boxes.append(Box(about, x, y, width, height, part.get("fill", "")))
        elif place := re.fullmatch(r"translate\(([^,]+),([^)]+)\)", part.get("transform", "")):
            found.dots[about] = (float(place[1]), float(place[2]))
        else:
            points = re.findall(r"([-0-9.e]+),([-0-9.e]+)", path)
            found.bands[about] = [(float(x), float(y)) for x, y in points]
    return found


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, its texts and its tables."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self._rows: list[list[str]] = []
        self._caption = ""
        svgs = re.findall(r'<svg [^>]*class="broad".*?</svg>', text, re.DOTALL)
        names = re.findall(r'aria-describedby="([a-z]+)-finding"><svg', text)
        self.pictures = {name: picture(svg) for name, svg in zip(names, svgs, strict=True)}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("th", "td"):
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Note the end of an element; everything ends where it should."""
        assert self.open.pop() == tag, tag
        if tag == "table":
            self.tables[self._caption] = self._rows

    def handle_data(self, data: str) -> None:
        """Note text, that of a cell in its table."""
        if "style" not in self.open:
            self.texts.append(data)
        if "caption" in self.open:
            self._caption += data
        elif {"th", "td"} & set(self.open):
            self._rows[-1][-1] += data

    def of(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def row(self, caption: str, name: str) -> dict[str, str]:
        """Return a row of a table by its name, its cells by the heads of their columns."""
        heads, *rows = self.tables[caption]
        [found] = [row for row in rows if row[0] == name and len(row) == len(heads)]
        return dict(zip(heads, found, strict=True))

    @property
    def words(self) -> str:
        """All text of the page."""
        return " ".join("".join(self.texts).split())


class Household(NamedTuple):
    """A household of the example: its row, what the law says of it, and its weight."""

    row: Row
    now: Row
    before: Row
    weight: float


@cache
def example() -> tuple[Household, ...]:
    """Return the households of the example, by the second reading of the law."""
    return tuple(
        Household(row, read(row, NEW), read(row, OLD), float(row["weight"]))
        for row in rows_of(SURVEY)
    )


def weight(households: Iterable[Household]) -> float:
    """Return what households weigh together."""
    return sum(household.weight for household in households)


def percent(share: float, decimals: int = 2) -> str:
    """Return a share as the page says it."""
    return f"{100 * share:,.{decimals}f}%"
