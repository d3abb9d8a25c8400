"""The colours of a report, in a light and in a dark scheme.

Pictures are drawn in the light ones, as attributes; the page's style gives each its dark one. They
differ in lightness, so they are told apart in grey and by the colour-blind, and text has a contrast
of at least 4.5 with the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Colour:
    """A colour by its use, in either scheme."""

    name: str
    light: str
    dark: str


PAPER = Colour("paper", "#ffffff", "#12171d")
INK = Colour("ink", "#1f2933", "#e6ebf0")
MUTED = Colour("muted", "#56616d", "#a9b4c0")
GRID = Colour("grid", "#dce1e6", "#333d47")
LINK = Colour("link", "#1a5490", "#8fc1f0")
POOR = Colour("poor", "#9c2f13", "#f0784f")
POOR_PALE = Colour("poor-pale", "#efd3ca", "#5a2a1c")
NEAR = Colour("near", "#e0892b", "#f9d08a")
NEAR_EDGE = Colour("near-edge", "#a85d0c", "#ffe3b0")
NEAR_PALE = Colour("near-pale", "#fae6cd", "#574425")
NON = Colour("non", "#b5d3e7", "#40698a")
NON_EDGE = Colour("non-edge", "#4f7f9f", "#86b3d3")
EVERY = Colour("every", "#c3ccd5", "#7d8b99")
EVERY_PALE = Colour("every-pale", "#eef1f4", "#2a323b")
EDGE = Colour("edge", "#6a7683", "#97a3af")
UNSURE = Colour("unsure", "#f7f7f5", "#1d242c")
ONE = Colour("one", "#1d5b8c", "#6fb0e3")
ONE_PALE = Colour("one-pale", "#cfe0ee", "#23405a")

COLOURS = (
    *(PAPER, INK, MUTED, GRID, LINK, POOR, POOR_PALE, NEAR, NEAR_EDGE, NEAR_PALE, NON, NON_EDGE),
    *(EVERY, EVERY_PALE, EDGE, UNSURE, ONE, ONE_PALE),
)


@dataclass(frozen=True)
class Paint:
    """How an area is painted: its colour, its pale one for what is not sure, and its edge."""

    fill: str
    pale: str
    edge: str


PAINTS: Mapping[str, Paint] = MappingProxyType(
    {
        "poor": Paint(POOR.light, POOR_PALE.light, POOR.light),
        "near_poor": Paint(NEAR.light, NEAR_PALE.light, NEAR_EDGE.light),
        "non_poor": Paint(NON.light, NON.light, NON_EDGE.light),
        "undetermined": Paint(UNSURE.light, UNSURE.light, EDGE.light),
        "absent": Paint(EVERY_PALE.light, EVERY_PALE.light, EDGE.light),
        "all": Paint(EVERY.light, EVERY_PALE.light, EDGE.light),
        "one": Paint(ONE.light, ONE_PALE.light, ONE.light),
    }
)
