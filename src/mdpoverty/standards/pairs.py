"""A part of a standard as it was, and as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from mdpoverty.standards.model import Standard

Change = Literal["added", "removed", "changed", "unchanged"]
Said = TypeVar("Said")
Part = TypeVar("Part")


@dataclass(frozen=True)
class Changed(Generic[Said]):
    """A part with its key, as it was and as it is; None where a standard has it not."""

    name: str
    change: Change
    before: Said | None
    after: Said | None


def pairs_of(
    standards: tuple[Standard, Standard],
    old: Mapping[str, Part],
    new: Mapping[str, Part],
    essence: Callable[[Part], object],
    say: Callable[[Part, Standard], Said],
) -> tuple[Changed[Said], ...]:
    """Return each part of two standards by its key, in the order of the first, added ones last.

    One that both have is changed where its `essence` is; `say` puts a part in words.
    """
    before, after = standards
    return tuple(
        Changed(
            name,
            _change(old.get(name), new.get(name), essence),
            say(old[name], before) if name in old else None,
            say(new[name], after) if name in new else None,
        )
        for name in {**old, **new}
    )


def _change(old: Part | None, new: Part | None, essence: Callable[[Part], object]) -> Change:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    return "unchanged" if essence(old) == essence(new) else "changed"
