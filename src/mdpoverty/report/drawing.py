"""Drawing: from a chart to SVG and PNG, by Vega-Lite, without a network and without a clock.

What Vega gives is taken apart and put together again from a closed list of elements and
attributes, so that a drawing holds shapes and text and nothing that a browser would act upon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from mdpoverty.errors import Problem, UsageError
from mdpoverty.language.messages import message
from mdpoverty.report.marks import SIZE, Chart, Layer, folded, texts
from mdpoverty.report.palette import PAPER

_VEGA_LITE = "5.21"
# Each has all letters of Vietnamese, which the drawing library's own fonts do not have.
FONTS = "Noto Sans, Segoe UI, Roboto, DejaVu Sans, Helvetica Neue, Arial, sans-serif"
_SVG = "http://www.w3.org/2000/svg"
_SHAPES = ("path", "line", "rect", "text", "tspan")
_KEPT = (
    *("d", "x", "y", "x2", "y2", "width", "height", "transform", "opacity", "fill", "fill-opacity"),
    *("stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "text-anchor", "dy"),
    *("font-size", "font-weight", "viewBox", "stroke-miterlimit"),
)
_SAID = "aria-label"  # where Vega puts what a mark is about
_BOTTOM = 22  # below the plot: the texts of an axis
_TITLE, _WIDTH = 30, 96  # pixels above a picture that stands alone; characters of its title
_SCALE = 2  # pixels of PNG for each of SVG


def require() -> None:
    """Raise UsageError where what draws, or what makes the page, is not installed."""
    try:
        import jinja2  # noqa: F401, PLC0415 -- an extra that few need
        import vl_convert  # noqa: F401, PLC0415 -- as above
    except ModuleNotFoundError as error:
        wrong = message("report.needs", "a report needs {library}", library=error.name or "")
        advice = message("report.install", "pip install 'mdpoverty[report]'")
        problem = Problem("report", wrong, advice=advice)
        said = message("report.not-drawn", "cannot draw the report")
        raise UsageError(said, [problem]) from None


def drawn(chart: Chart, room: str) -> str:
    """Return a chart as SVG to stand within a page, which says what it shows and where: `room`."""
    tree = _tree(chart)
    tree.set("class", room)
    return ET.tostring(tree, encoding="unicode")


def alone(chart: Chart, title: str, finding: str) -> str:
    """Return a chart as SVG to stand alone, with its title, and with its finding as description."""
    head = folded(title, _WIDTH, 1)
    rows = [{"x": 12 - chart.left, "y": 18 - chart.top - _TITLE, "text": head}]
    above = texts(rows, size=SIZE + 2, bold=True)
    titled = Chart(
        chart.width,
        chart.height,
        chart.left,
        chart.right,
        chart.top + _TITLE,
        (above, *chart.layers),
    )
    tree = _tree(titled)
    paper = {"width": "100%", "height": "100%", "fill": PAPER.light}
    tree.insert(0, ET.Element(f"{{{_SVG}}}rect", paper))
    for place, (name, text) in enumerate({"title": title, "desc": finding}.items()):
        said = ET.Element(f"{{{_SVG}}}{name}")
        said.text = text
        tree.insert(place, said)
    tree.set("role", "img")
    return ET.tostring(tree, encoding="unicode")


def png(svg: str) -> bytes:
    """Return an SVG that stands alone as PNG."""
    import vl_convert  # noqa: PLC0415 -- an extra that few need

    found: bytes = vl_convert.svg_to_png(svg, scale=_SCALE)
    return found


def specification(chart: Chart) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart."""
    margins = {"left": chart.left, "right": chart.right, "top": chart.top, "bottom": _BOTTOM}
    layers: list[Layer] = [layer for layer in chart.layers if layer["data"]["values"]]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": chart.width,
        "height": chart.height,
        "padding": margins,
        "autosize": {"type": "none"},
        "background": None,
        "config": {"view": {"stroke": None}},
        "layer": layers,
    }


def _tree(chart: Chart) -> ET.Element:
    import vl_convert  # noqa: PLC0415 -- an extra that few need

    svg = vl_convert.vegalite_to_svg(
        specification(chart), vl_version=_VEGA_LITE, allowed_base_urls=[]
    )
    ET.register_namespace("", _SVG)
    found = ET.fromstring(svg)  # noqa: S314 -- Vega's own text, in which values are escaped
    width, height = found.get("width", ""), found.get("height", "")
    tree = ET.Element(f"{{{_SVG}}}svg", {"viewBox": f"0 0 {width} {height}"})
    tree.attrib |= {"width": width, "height": height, "font-family": FONTS}
    tree.extend(part for child in found for part in _kept(child))
    return tree


def _kept(part: ET.Element) -> Iterator[ET.Element]:
    """Yield an element with what it may have of attributes and of parts; nothing that is empty."""
    name = part.tag.removeprefix(f"{{{_SVG}}}")
    inner = [kept for child in part for kept in _kept(child)]
    attributes = {key: value for key, value in part.items() if key in _KEPT}
    drawing = name in _SHAPES and part.get("class") not in ("background", "foreground")
    if not inner and not drawing:
        return
    if name == "g" and not attributes:
        yield from inner
        return
    assert name == "g" or drawing, name
    found = ET.Element(part.tag, attributes)
    found.text = part.text if name in ("text", "tspan") else None
    if said := part.get(_SAID):
        title = ET.SubElement(found, f"{{{_SVG}}}title")
        title.text = said
    found.extend(inner)
    yield found
