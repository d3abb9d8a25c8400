"""What a page is made of: sections with their finding, picture and tables."""

from __future__ import annotations

from dataclasses import dataclass

from mdpoverty.report.marks import Chart


@dataclass(frozen=True)
class Line:
    """A row of a table: what it is about, its cells, and how far it stands in."""

    name: str
    cells: tuple[str, ...]
    inner: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its caption, the heads of its columns (the first of the names), and its rows.

    Its cells are numbers, or `text`.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Line, ...]
    text: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the report.

    `finding` says in words what is found, with its numbers: it is the text in place of the picture
    for who does not see it. A `chart` has a `caption`, which says how it is read; `narrow` is the
    same for a narrow screen. `words` are paragraphs, `notes` are set small below the tables.
    """

    name: str
    title: str
    finding: str = ""
    words: tuple[str, ...] = ()
    chart: Chart | None = None
    narrow: Chart | None = None
    caption: str = ""
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
