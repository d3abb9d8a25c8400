"""The units of official tables: which they are, how they are called, in what order they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
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


def names_of(keys: Sequence[Key], nameless: str, every: str) -> list[str]:
    """Return what to call each unit: as the finest place, and the wider ones where that repeats.

    A place without a name is `nameless`, but a wider one is passed over where another has a name:
    from July 2025 there are no districts. The only unit, where there are no places, is `every`.
    """
    if not keys or not keys[0]:
        return [every for _ in keys]
    own = [nameless if key[-1] is None else key[-1] for key in keys]
    names = own
    for depth in range(2, len(keys[0]) + 1):
        shared = _repeated(names)
        names = [
            f"{first} {_within(key, depth, nameless)}" if name in shared else name
            for name, first, key in zip(names, own, keys, strict=True)
        ]
    return names


def _within(key: Key, depth: int, nameless: str) -> str:
    """Return in what a unit is, so many places wide, or as wide as there is a name."""
    wider = list(reversed(key))[1:]
    named = [name for name in wider[: depth - 1] if name] or list(filter(None, wider))[:1]
    return f"({', '.join(named)})" if named else nameless


def _repeated(names: Sequence[str]) -> Collection[str]:
    return {name for name, count in Counter(names).items() if count > 1}


def wider(keys: Sequence[Key]) -> list[str]:
    """Return the names of the places that all units lie in, the finest first."""
    if not keys:
        return []
    columns = list(zip(*keys, strict=True))[:-1]
    return [column[0] for column in reversed(columns) if column[0] and len(set(column)) == 1]
