"""Conditions and numbers combined two by two, however many they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Part = TypeVar("Part")


def in_halves(combine: Callable[[Part, Part], Part], parts: Iterable[Part]) -> Part:
    """Return one or more parts combined by `and`, `or` or `+`, in their order.

    Halves are combined with halves: a chain of hundreds, one within the other, takes engines a time
    that grows with its square.
    """
    held = list(parts)
    while len(held) > 1:
        pairs = zip(held[::2], held[1::2], strict=False)
        last = held[-1:] if len(held) % 2 else []
        held = [*(combine(one, other) for one, other in pairs), *last]
    return held[0]
