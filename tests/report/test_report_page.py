"""The page of a report: text stays text, nothing is asked for, and who reads it finds their way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree as ET

import pytest
from diffs import write_rows
from files import rows_of
from reports import CHARTS, MEMBERS, OLD, SURVEY, Page, page_of

from mdpoverty.report import palette
from mdpoverty.report.figures import Rate
from mdpoverty.report.phrases import PHRASES
from mdpoverty.report.words import Words

REPORTING = Path(palette.__file__).parent
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "</text></svg><a href='javascript:alert(1)'>x</a>",
    "{{7*7}}{% raw %}${7*7}",
    "datum.x",
    "signal",
    "a[0].b",
    "\"quoted\" 'twice' & amp; &lt;",
    "<!-- ]]> -->",
    "very long " * 40,
    "مرحبا بالعالم",
    "\u202egnp.exe",
    "🏠 nhà 👩‍👩‍👧",
    "=1+1",
    "http://example.org/a?b=c",
    "url(http://example.org)",
)
COLUMN = "xã </th><script>alert(1)</script> datum['x'].y"


@pytest.fixture(scope="module")
def pages() -> Mapping[str, Page]:
    """Return the report of the example in both languages."""
    asked = (SURVEY, "--members", MEMBERS, "--from", OLD, "--lang")
    return {language: Page(page_of(*asked, language)) for language in ("en", "vi")}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """Return the report of a survey whose every name is hostile, under such a standard."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {**row, COLUMN: HOSTILE[place % len(HOSTILE)]}
        for place, row in enumerate(rows_of(SURVEY)[:60])
    ]
    survey = write_rows(folder / "<img src=x onerror=alert(1)>.csv", rows)
    label = {"en": f"{HOSTILE[0]}\u0007", "vi": HOSTILE[2]}
    standard = {
        "id": "hostile",
        "based_on": "vn-2022-2025",
        "name": {"en": HOSTILE[1], "vi": HOSTILE[1]},
        "applies": {"from": "2022-01-01", "to": "2026-12-31"},
        "compared_with_law_on": "2026-11-22",
        "legal_basis": [
            {"document": HOSTILE[0], "clause": HOSTILE[1], "about": label, "status": "recalled"}
        ],
        "dimensions": {"health": {"en": HOSTILE[1], "vi": HOSTILE[1]}},
        "indicators": {
            "water": {
                "label": label,
                "reference": {"document": "D", "clause": "C", "status": "recalled"},
            }
        },
    }
    (folder / "hostile.yaml").write_text(json.dumps(standard), encoding="utf-8")
    text = page_of(survey, "--standard", folder / "hostile.yaml", "--from", OLD, "--by", COLUMN)
    return Page(text)


def test_hostile_names_stay_text(hostile: Page) -> None:
    """Whatever a survey or a standard is called, it stands on the page as text."""
    assert not {"script", "img", "iframe", "object", "a href"} & {
        tag for tag, _ in hostile.elements
    }
    assert not [name for _, own in hostile.elements for name in own if name.startswith("on")]
    names = [row[0] for row in hostile.tables["Every unit, the highest rate first"][1:]]
    assert len(names) == len(HOSTILE)
    for name in HOSTILE:
        shown = name.strip().replace("\u202e", "\\u202e").replace("\u200d", "\\u200d")
        assert any(
            found == shown or (found.endswith("…") and shown.startswith(found[:-1]))
            for found in names
        ), name
    assert "xã </th><script>" in hostile.words
    assert f"{HOSTILE[0]}\\x07" in hostile.words


def test_hostile_names_stay_text_in_pictures(hostile: Page) -> None:
    """In a picture they are text too: nothing is a link, an element, or a field of the data."""
    texts = hostile.pictures["ranking"].texts
    for name in HOSTILE[2:6]:
        assert name[:30] in " ".join(texts) or name in texts
    assert any(text.startswith("</script><img") for text in texts)
    assert any("</script><img" in text for text in hostile.pictures["deprivations"].texts)
    for drawn in hostile.pictures.values():
        tags = {part.tag.rpartition("}")[2] for part in drawn.root.iter()}
        assert tags <= {"svg", "g", "path", "line", "rect", "text", "tspan", "title"}


def test_nothing_is_asked_for(hostile: Page) -> None:
    """No element can ask for anything, links stay on the page, and the policy forbids the rest."""
    allowed = re.compile(r"#[a-z-]+")
    for tag, attributes in hostile.elements:
        for name, value in attributes.items():
            if name in ("src", "srcset", "href", "xlink:href", "data", "action", "poster", "style"):
                assert (tag, name) == ("a", "href")
                assert allowed.fullmatch(value), value
            if tag not in ("html", "meta") and "aria" not in name:
                assert "url(" not in value
    policies = [own for own in hostile.of("meta") if "http-equiv" in own]
    assert [own["content"] for own in policies] == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    ]
    style = (REPORTING / "page.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_links_and_ids(hostile: Page) -> None:
    """Every id is there once, and everything that names one finds it."""
    ids = [own["id"] for _, own in hostile.elements if "id" in own]
    assert len(ids) == len(set(ids))
    names = [own["href"][1:] for own in hostile.of("a")]
    for _, own in hostile.elements:
        names += own.get("aria-labelledby", "").split() + own.get("aria-describedby", "").split()
    assert set(names) <= set(ids)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_structure(pages: Mapping[str, Page], language: str) -> None:
    """Language, landmarks, headings in order, heads of tables, and a text for each picture."""
    page = pages[language]
    assert page.of("html") == [{"lang": language}]
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("main", "h1", "nav", "header", "footer")] == [1] * 5
    assert [tag for tag in tags if re.fullmatch("h[1-6]", tag)] == ["h1"] + ["h2"] * 8
    assert all(own.get("scope") in ("col", "row", "colgroup") for own in page.of("th"))
    assert tags.count("caption") == tags.count("table") == len(page.tables)
    assert list(page.pictures) == list(CHARTS)
    assert tags.count("figure") == tags.count("figcaption") == len(CHARTS)
    roles = [own for own in page.of("div") if own.get("role") == "img"]
    assert [own["aria-describedby"] for own in roles] == [f"{name}-finding" for name in CHARTS]


def test_numbers_are_of_the_language() -> None:
    """English has 1,234.5 and per cent, Vietnamese 1.234,5."""
    english, vietnamese = Words("en"), Words("vi")
    assert (english.number(1234.5, 1), vietnamese.number(1234.5, 1)) == ("1,234.5", "1.234,5")
    assert (english.percent(0.31526), vietnamese.percent(0.31526)) == ("31.53%", "31,53%")
    assert english.points(-1.005e-3) == "0.00"
    assert (english.points(2.5), vietnamese.points(-1234.5)) == ("+2.50", "\u22121.234,50")


def test_a_figure_is_a_number_a_range_or_open() -> None:
    """What unknown answers leave open is a range, or said to be open; never zero."""

    def said(estimate: float | None, bounds: tuple[float, float] | None, *, opened: bool) -> str:
        return Words("en").rate(Rate(estimate, None, bounds, opened, 1, 1.0))

    assert said(0.5, (0.4, 0.6), opened=False) == "50.00%"
    assert said(None, (0.4, 0.6), opened=True) == "40.00% to 60.00%"
    assert said(None, (0.40001, 0.40002), opened=True) == "40.00%"
    assert said(None, None, opened=True) == "open"
    assert said(None, None, opened=False) == "\N{EN DASH}"


def test_phrases_are_in_both_languages() -> None:
    """Every phrase of a report is translated into words of its language."""
    empty = {name: "" for phrase in PHRASES.values() for name in _fields(phrase.english)}
    said = {key: phrase(**empty) for key, phrase in PHRASES.items()}
    assert {key for key, words in said.items() if words.in_("vi") == words} == set()


def test_every_phrase_is_said() -> None:
    """No phrase is there that no module says."""
    source = "".join(
        file.read_text(encoding="utf-8")
        for file in REPORTING.iterdir()
        if file.suffix in (".py", ".jinja") and file.name != "phrases.py"
    )
    statuses = {"text", "seen", "recalled"}  # words of a threshold file
    said = {key for key in PHRASES if f'"{key}"' in source or f"'{key}'" in source}
    assert set(PHRASES) - said - statuses == set()


def test_the_page_in_vietnamese_has_no_english(pages: Mapping[str, Page]) -> None:
    """Nothing of the English page is left in the Vietnamese one."""
    page = pages["vi"]
    english = {re.sub(r"\{.*?\}", "", phrase.english) for phrase in PHRASES.values()}
    texts = {text.strip() for text in page.texts}
    assert texts & english - {"Alkire"} <= {"", "M0"}
    # The name of a document stands as the threshold file has it.
    words = page.words.replace("1614/QĐ-TTg (2015)", "")
    assert not re.search(r"\b(the|of|households|poor|and|rate|deprived|unknown)\b", words)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_colours() -> None:
    """Text has a contrast of 4.5 with the paper in both schemes, and shapes one of 3 by an edge.

    The classes differ in lightness, so that they are told apart in grey.
    """
    for scheme in ("light", "dark"):
        paper = getattr(palette.PAPER, scheme)
        for colour in (palette.INK, palette.MUTED, palette.LINK):
            assert contrast(getattr(colour, scheme), paper) >= 4.5
        edges = (palette.POOR, palette.NEAR_EDGE, palette.NON_EDGE, palette.EDGE, palette.ONE)
        for colour in edges:
            assert contrast(getattr(colour, scheme), paper) >= 3
        classes = (palette.POOR, palette.NEAR, palette.NON)
        bright = sorted(luminance(getattr(colour, scheme)) for colour in classes)
        assert all((b + 0.05) / (a + 0.05) >= 1.35 for a, b in pairwise(bright))
    lights = [colour.light for colour in palette.COLOURS]
    assert len(set(lights)) == len(lights), "a picture's colour says which one it is in the dark"


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return sum(w * x for w, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_pictures_have_colours_of_the_palette(pages: Mapping[str, Page]) -> None:
    """Every colour of a picture is one of the palette: so each has its dark one."""
    page = pages["en"]
    known = {colour.light for colour in palette.COLOURS} | {"none"}
    for drawn in page.pictures.values():
        used = {part.get(side, "none") for part in drawn.root.iter() for side in ("fill", "stroke")}
        assert used <= known


@pytest.mark.parametrize("language", ["en", "vi"])
def test_text_stays_within_its_picture(pages: Mapping[str, Page], language: str) -> None:
    """Texts begin and end within the picture, by the width that letters about have."""
    for drawn in pages[language].pictures.values():
        width = float(drawn.root.get("width", ""))
        for left, right, text in spans(drawn.root, 0.0):
            assert left >= -2, text
            assert right <= width + 2, text


def spans(part: ET.Element, shift: float) -> Iterator[tuple[float, float, str]]:
    """Yield where each text of a picture begins and ends, and the text."""
    if place := re.fullmatch(r"translate\(([^,]+),[^)]+\)", part.get("transform", "")):
        shift += float(place[1])
    for child in part:
        yield from spans(child, shift)
    if part.tag.endswith("}text"):
        lines = [line.text or "" for line in part if line.text] or [part.text or ""]
        size = float(part.get("font-size", "").removesuffix("px"))
        wide = 0.56 * size * max(map(len, lines))
        before = {"start": 0.0, "middle": wide / 2, "end": wide}[part.get("text-anchor", "start")]
        yield shift - before, shift - before + wide, " ".join(lines)
