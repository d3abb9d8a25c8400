"""Headings of a survey that a column map means: whatever spaces and line breaks are in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from mdpoverty.codebook import Level
from mdpoverty.column_map.model import ColumnMap
from mdpoverty.column_map.sources import respelt


def meant(column: str, have: Collection[str]) -> list[str]:
    """Return the headings that a map means by a column: its own, else those that look the same.

    A line break in a heading is a space for who reads it, and so are several spaces.
    """
    if column in have:
        return [column]
    return [name for name in have if name.split() == column.split()]


def with_headings(columns: ColumnMap, have: Mapping[Level, Collection[str]]) -> ColumnMap:
    """Return a map that calls columns as the headings of each level do, where one alone is meant.

    `have` are the headings by level.
    """
    return columns.model_copy(
        update={
            level: {
                name: respelt(source, partial(_spelt, have=names))
                for name, source in columns.sources(level).items()
            }
            for level, names in have.items()
        }
    )


def _spelt(column: str, have: Collection[str]) -> str:
    found = meant(column, have)
    return found[0] if len(found) == 1 else column
