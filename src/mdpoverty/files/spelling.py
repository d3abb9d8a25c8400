"""How delimited text is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t")  # that a heading which is read may have between its cells
_QUOTED = re.compile(r'"[^"]*("|$)')


def unquoted(text: str) -> str:
    """Return text with an x in place of each quoted part, which may have any sign in it."""
    return _QUOTED.sub("x", text)


@dataclass(frozen=True)
class Csv:
    """How CSV is written: marked as UTF-8 or not, and its signs between cells and in numbers."""

    bom: bool = False
    separator: str = ","
    decimal: str = "."

    @property
    def is_usual(self) -> bool:
        """Whether cells are separated by commas."""
        return self.separator == ","


PLAIN_CSV = Csv()
