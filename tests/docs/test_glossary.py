"""The glossary: complete, without doubles, and used by the program's own texts and labels."""

from __future__ import annotations

import csv
from collections import Counter

from catalogues import TRANSLATED, read, texts
from places import ROOT

from docs.reference import terms
from mdpoverty import load_standard

STANDARD = "vn-2022-2025"


def said(how: str) -> str:
    """Return what the program says in Vietnamese where a term of the glossary names it."""
    where, _, name = how.partition(":")
    if where == "codebook":
        with (ROOT / "src/mdpoverty/codebook.csv").open(encoding="utf-8", newline="") as file:
            return next(row["label_vi"] for row in csv.DictReader(file) if row["name"] == name)
    if where == "title":
        return load_standard(name).name.vi
    if where == "label":
        standard = load_standard(STANDARD)
        labels = [
            *(each.label for each in standard.indicators.values()),
            *(each.label for each in standard.income_lines.values()),
            *(each.label for each in standard.classes),
        ]
        return next(label.vi for label in labels if label.en == name)
    room = how.partition(".")[0]
    return next(str(text.string) for text in read("vi", room) if text.context == how)


def test_the_glossary_is_complete() -> None:
    """There are 60 terms or more, each with both languages, a meaning and a source, none twice."""
    rows = terms()
    assert len(rows) >= 60
    assert not [
        row["en"]
        for row in rows
        for key in row
        if key not in ("said", "avoid") and not row[key].strip()
    ]
    for language in ("en", "vi"):
        assert not [x for x, times in Counter(row[language] for row in rows).items() if times > 1]


def test_the_program_says_what_the_glossary_says() -> None:
    """Where a term names a text or a label of the program, this has the term in Vietnamese."""
    checked = [row for row in terms() if row["said"]]
    assert len(checked) >= 30
    wrong = {
        row["en"]: (row["vi"], said(row["said"]))
        for row in checked
        if row["vi"].lower() not in said(row["said"]).lower()
    }
    assert not wrong


def test_one_thing_has_one_word() -> None:
    """No text, page or label in Vietnamese has a word that the glossary gives another for."""
    avoided = [word for row in terms() for word in row["avoid"].split("|") if word]
    assert avoided
    said_so = [
        f"{room}: {word}"
        for language in TRANSLATED
        for room in sorted({text.room for text in texts()})
        for text in read(language, room)
        for word in avoided
        if word
        in " ".join([text.string] if isinstance(text.string, str) else text.string or ()).lower()
    ]
    pages = [
        *(ROOT / "docs" / "vi").glob("*.md"),
        *(ROOT / folder / "README.vi.md" for folder in (".", "thresholds", "examples/maps")),
    ]
    written = [
        f"{page.name}: {word}"
        for page in pages
        for word in avoided
        if word in " ".join(page.read_text(encoding="utf-8").lower().split())
    ]
    assert said_so + written == []
