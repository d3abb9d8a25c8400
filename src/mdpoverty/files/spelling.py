"""How delimited text is written."""

from __future__ import annotations

from dataclasses import dataclass

SEPARATORS = (",", ";", "\t")  # that a heading which is read may have between its cells


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
