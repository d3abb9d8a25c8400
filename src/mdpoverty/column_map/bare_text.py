"""Words of headings, cells and labels, as they are compared: without case, accents and signs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SILENT = frozenset({"của", "và", "các", "trong", "thông", "tin", "the", "of", "a", "an", "and"})


@dataclass(frozen=True)
class Words:
    """The words of a text in lower case, with accents and without, and how many there are."""

    accented: str
    bare: str
    count: int


def bare(text: str) -> str:
    """Return a text in lower case, without accents and signs, its words apart by one space."""
    return words_of(text).bare


def words_of(text: str) -> Words:
    """Return the words of a text; those that say nothing are left out, unless all are such."""
    lower = unicodedata.normalize("NFC", text).casefold().replace("ð", "đ").replace("_", " ")
    every = re.findall(r"\w+", lower)
    words = [word for word in every if word not in _SILENT] or every
    plain = unicodedata.normalize("NFD", " ".join(words)).replace("đ", "d")
    without = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return Words(" ".join(words), without, len(words))
