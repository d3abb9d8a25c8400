"""What a result was made by: the program, the standards, and the files that were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mdpoverty.standards.model import Standard
from mdpoverty.version import version

_PREFIX = "mdpoverty_"  # of the names of what a file says of itself


@dataclass(frozen=True)
class Input:
    """One table that was read, in one file or several.

    `digests` are the SHA-256 of its files in order (None: of a file that is not on this machine),
    `rows` how many rows it has, `refused` how many of them were refused; None is not known. `query`
    is that of a database, where one was read.
    """

    role: str
    digests: tuple[str | None, ...] = ()
    rows: int | None = None
    refused: int | None = None
    query: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the input as plain data."""
        said = {"input": self.role, "sha256": list(self.digests)}
        said |= {} if self.query is None else {"query": self.query}
        return {**said, "rows": self.rows, "refused": self.refused}


@dataclass(frozen=True)
class Record:
    """What a result was made by. It holds no clock and no path: the same work has the same record.

    `column_map` is the SHA-256 of the column map, where there is one.
    """

    standards: tuple[Standard, ...]
    inputs: tuple[Input, ...]
    column_map: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return {
            "program": "mdpoverty",
            "version": version(),
            "standards": [{"standard": each.id, "sha256": each.digest} for each in self.standards],
            "column_map": None if self.column_map is None else {"sha256": self.column_map},
            "inputs": [each.as_dict() for each in self.inputs],
        }

    def as_text(self) -> dict[str, str]:
        """Return the record as names and short texts, as formats hold them beside a table."""
        found: dict[str, object] = {"version": version()}
        for end, standard in _numbered(self.standards):
            found |= {f"standard{end}": standard.id, f"standard_digest{end}": standard.digest}
        if self.column_map is not None:
            found["column_map_digest"] = self.column_map
        for end, each in _numbered(self.inputs):
            found |= {f"input{end}": each.role, f"input{end}_rows": each.rows}
            found[f"input{end}_query"] = each.query
            found |= {f"input{end}_digest{of}": digest for of, digest in _numbered(each.digests)}
        return {_PREFIX + name: str(text) for name, text in found.items() if text is not None}


def _numbered(some: Sequence[Any]) -> list[tuple[str, Any]]:
    """Return things with what ends their names: nothing where there is one alone."""
    return [("" if len(some) == 1 else f"_{n}", each) for n, each in enumerate(some, start=1)]
