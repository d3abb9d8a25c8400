"""The units of official tables: which they are and how they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from mdpoverty.language.alphabet import Key


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
