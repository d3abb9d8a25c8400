"""Colour: on a terminal, unless NO_COLOR is set; never in pipes and files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, Self, TextIO

if TYPE_CHECKING:
    from rich.console import Console

ERROR, WARNING, HEADING = "bold red", "bold yellow", "bold"
_CLASSES: Mapping[str, str] = {
    "poor": "red",
    "near_poor": "yellow",
    "non_poor": "green",
    "undetermined": "magenta",
}
_WITHOUT = ("dumb", "unknown")  # terminals

Span = tuple[int, int, str]  # from which character to which, in which style


class Painted(str):
    """A text that knows what of it is coloured where there is colour."""

    __slots__ = ("spans",)

    spans: tuple[Span, ...]

    def __new__(cls, text: str, spans: Iterable[Span]) -> Self:
        """Return a text with its spans, in order."""
        painted = super().__new__(cls, text)
        painted.spans = tuple(spans)
        return painted

    def on(self, stream: TextIO) -> str:
        """Return the text as a stream shows it."""
        return "".join(self._parts()) if has_colours(stream) else str(self)

    def _parts(self) -> Iterator[str]:
        from rich.color import ColorSystem  # noqa: PLC0415 -- only on a terminal
        from rich.style import Style  # noqa: PLC0415 -- as above

        at = 0
        for start, end, style in self.spans:
            yield self[at:start]
            yield Style.parse(style).render(self[start:end], color_system=ColorSystem.STANDARD)
            at = end
        yield self[at:]


def has_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours, and nobody objects to them."""
    if not stream.isatty() or os.environ.get("NO_COLOR"):
        return False
    if os.name == "nt":
        return not console_of(stream).legacy_windows
    return os.environ.get("TERM", "").lower() not in _WITHOUT


def class_style(name: str) -> str:
    """Return the style of a class; nothing for what is not one."""
    return _CLASSES.get(name, "")


def styled(text: str, style: str) -> Painted:
    """Return a text that is coloured as a whole."""
    return Painted(text, [(0, len(text), style)] if style else [])


def joined(parts: Iterable[str]) -> Painted:
    """Return texts as one, coloured as they are."""
    text, spans = "", list[Span]()
    for part in parts:
        at = len(text)
        if isinstance(part, Painted):
            spans += [(at + start, at + end, style) for start, end, style in part.spans]
        text += part
    return Painted(text, spans)


def console_of(stream: TextIO) -> Console:
    """Return what draws tables and bars on a stream."""
    from rich.console import Console  # noqa: PLC0415 -- only on a terminal

    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(file=stream, highlight=False, color_system=colours)
