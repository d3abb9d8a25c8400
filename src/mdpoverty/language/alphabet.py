"""The order of Vietnamese names: of their letters, tones and numbers, and of units by place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

Key = tuple[str | None, ...]  # the cells of the columns of places

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # in the dictionary's order
# The marks that make another letter, so that the plain letter comes first.
_LETTERS = str.maketrans(
    {"\u0306": "\ue000", "\u0302": "\ue001", "\u031b": "\ue002", "đ": "d\ue003"}
)
_DIGITS = 18


def order(name: str) -> tuple[str, str, str]:
    """Return what to sort Vietnamese words by: letters, then tones; numbers in them by size."""
    parts = normalize("NFD", name.lower())
    letters = "".join(char for char in parts if char not in _TONES).translate(_LETTERS)
    tones = "".join(str(_TONES.index(char) + 1) if char in _TONES else "0" for char in parts)
    return re.sub(r"\d+", lambda found: found[0].zfill(_DIGITS), letters), tones, name


def in_order(keys: Iterable[Key]) -> list[Key]:
    """Return units by province, district and commune; one without a name comes last."""
    return sorted(
        set(keys), key=lambda key: [(1, order("")) if n is None else (0, order(n)) for n in key]
    )
