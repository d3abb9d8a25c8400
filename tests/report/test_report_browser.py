"""The page of a report in headless Chromium: one start shows all that a reader may meet.

MDPOVERTY_UPDATE_TRANSCRIPTS=1 writes README's picture anew: look at it before it is committed.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, opened
from places import ROOT
from reports import CHARTS, OLD, SURVEY, page_of

PICTURE = ROOT / "docs" / "report.png"
UPDATE = "MDPOVERTY_UPDATE_TRANSCRIPTS"
WHITE, DARK = "rgb(255, 255, 255)", "rgb(18, 23, 29)"
POOR = {"light": "rgb(156, 47, 19)", "dark": "rgb(240, 120, 79)"}

PAPER = "getComputedStyle(document.documentElement).backgroundColor"
BAR = "getComputedStyle(document.querySelector('svg [fill=\"#9c2f13\"]')).fill"
WIDE = "document.documentElement.scrollWidth <= window.innerWidth"
HEIGHTS = """
[...document.querySelectorAll('svg')].map(e => e.getBoundingClientRect().height).filter(Boolean)
"""
ROLLED = "[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth).length"
# Texts of a picture that stand over each other, or beyond it.
CROWDED = """
[...document.querySelectorAll('svg')].flatMap(svg => {
  const whole = svg.getBoundingClientRect();
  if (!whole.height) return [];
  const texts = [...svg.querySelectorAll('text')]
    .map(e => [e.textContent, e.getBoundingClientRect()]);
  const out = texts.filter(([, r]) => r.left < whole.left - 1 || r.right > whole.right + 1
    || r.top < whole.top - 1 || r.bottom > whole.bottom + 1);
  const over = texts.filter(([, a], i) => texts.some(([, b], j) => i < j
    && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > a.height * 0.5));
  return [...out, ...over].map(([text]) => text);
})
"""


@pytest.fixture(scope="module")
def shown(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Yield a browser that shows the report of the example in Vietnamese."""
    folder = tmp_path_factory.mktemp("browser")
    page = folder / "report.html"
    page.write_text(page_of(SURVEY, "--from", OLD, "--lang", "vi"), encoding="utf-8")
    with opened(chromium, folder / "profile") as browser:
        browser.show(page)
        yield browser


def test_it_is_shown_without_error_or_request(shown: Browser) -> None:
    """Every picture is drawn, the console is silent, and nothing but the file is fetched."""
    shown.size(1200)
    shown.media("light")
    heights = shown.evaluate(HEIGHTS)
    assert len(heights) == len(CHARTS)
    assert min(heights) > 100
    assert shown.told("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown") == []
    asked = [request["request"]["url"] for request in shown.told("Network.requestWillBeSent")]
    assert len(asked) == 1
    assert asked[0].startswith("file:///")
    assert asked[0].endswith("/report.html")


def test_text_is_not_crowded(shown: Browser) -> None:
    """No text of a picture stands over another or beyond the picture."""
    shown.size(1200)
    assert shown.evaluate(CROWDED) == []


def test_light_dark_and_paper(shown: Browser) -> None:
    """In the dark the page is dark and its pictures too; on paper it is white all the same."""
    for scheme, paper in {"light": WHITE, "dark": DARK}.items():
        shown.media(scheme)
        assert (shown.evaluate(PAPER), shown.evaluate(BAR)) == (paper, POOR[scheme])
    shown.media("dark", "print")
    assert (shown.evaluate(PAPER), shown.evaluate(BAR)) == (WHITE, POOR["light"])


def test_it_is_as_narrow_as_a_telephone(shown: Browser) -> None:
    """On a narrow screen nothing is cut, moved aside or crowded: all pictures and tables fit."""
    shown.media("light")
    shown.size(400)
    assert shown.evaluate(WIDE)
    assert shown.evaluate(ROLLED) == 0
    assert len(shown.evaluate(HEIGHTS)) == len(CHARTS)
    assert shown.evaluate(CROWDED) == []
    shown.size(1200)


def test_it_is_printed(shown: Browser) -> None:
    """It prints on a handful of pages, none of which ends within a picture or a row."""
    shown.media("light", "print")
    for part in (".finding", "figure", "tr"):
        assert shown.evaluate(
            f"getComputedStyle(document.querySelector('{part}')).breakInside"
        ) == ("avoid")
    printed = base64.b64decode(shown("Page.printToPDF", preferCSSPageSize=True)["data"])
    assert printed.startswith(b"%PDF")
    assert 5 <= printed.count(b"/Type /Page\n") <= 9


def test_pictures_have_names(shown: Browser) -> None:
    """Whoever hears the page is told each picture's name and what it shows, with numbers."""
    nodes = shown("Accessibility.getFullAXTree")["nodes"]
    images = [node for node in nodes if node.get("role", {}).get("value") in ("img", "image")]
    said = [(node["name"]["value"], node["description"]["value"]) for node in images]
    assert len(said) == len(CHARTS)
    assert all(name and any(map(str.isdigit, description)) for name, description in said)


def test_the_picture_of_the_readme(shown: Browser, tmp_path: Path) -> None:
    """README's picture is there, and is made by the example when it is asked for."""
    if os.environ.get(UPDATE) == "1":
        page = tmp_path / "report.html"
        page.write_text(page_of(SURVEY, "--from", OLD), encoding="utf-8")
        shown.show(page)
        shown.size(1200)
        shown.media("light")
        left, top, width, bottom = shown.evaluate(
            "(() => { const a = document.querySelector('#classes').getBoundingClientRect(),"
            " b = document.querySelector('#ranking-caption').getBoundingClientRect();"
            " return [a.left, a.top + scrollY, a.width, b.bottom + scrollY]; })()"
        )
        clip = {"x": left - 18, "y": top - 18, "width": width + 36, "height": bottom - top + 36}
        scale = {"scale": 1200 / (width + 36)}
        taken = shown("Page.captureScreenshot", clip=clip | scale, captureBeyondViewport=True)
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_bytes(base64.b64decode(taken["data"]))
    assert 20_000 < PICTURE.stat().st_size < 400_000
