"""The before-and-afters of the style page are about texts that the program says today."""

from __future__ import annotations

import re

from catalogues import texts
from places import ROOT

_PAIR = re.compile(r"^\| (.+) \| (.+) \|$", re.MULTILINE)
_VALUE = re.compile(r"\{[^}]*\}|[.:]\s|\n")  # where the literal words of a text end
_ENOUGH = 0.35  # of a sentence that the program's words are


def test_what_the_style_page_recommends_is_said() -> None:
    """Each sentence of its right column is in the program's words, no text is of the left one."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    pairs = [(bad, good) for bad, good in _PAIR.findall(page) if "---" not in bad][1:]
    assert len(pairs) >= 10
    ids = [[text.id] if isinstance(text.id, str) else text.id for text in texts()]
    words = {part.strip(" .,") for one in ids for text in one for part in _VALUE.split(text)}
    sentences = [each.strip(" .") for _, good in pairs for each in re.split(r"[.:]\s", good)]
    assert not [each for each in sentences if not _said(each, words)]
    assert not [bad for bad, _ in pairs if bad.strip(" .") in words]


def _said(sentence: str, words: set[str]) -> bool:
    least = _ENOUGH * len(sentence)
    return any(part in sentence for part in words if len(part) >= least)
