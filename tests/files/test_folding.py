"""Codes are known whatever their case, spaces and invisible characters; ids and names stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import BY_INCOME, HEADER, Table, classify, write_csv


@pytest.mark.parametrize(
    "area",
    [
        "ĐÔ THỊ",
        "Đô  thị",
        "đô\N{NO-BREAK SPACE}thị",
        "đô\N{NARROW NO-BREAK SPACE}thị",
        "đô\N{ZERO WIDTH SPACE} thị",
        "\N{ZERO WIDTH NO-BREAK SPACE}đô thị",
        "\N{LATIN CAPITAL LETTER ETH}ô thị",
        "\N{LATIN CAPITAL LETTER AFRICAN D}Ô THỊ",
        "urb\N{SOFT HYPHEN}an",
    ],
)
def test_codes_are_folded(tmp_path: Path, area: str) -> None:
    """A code is known by what a reader sees of it."""
    rows: Table = [HEADER, ("A1", area, 1, 400000)]
    found = classify(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME, "-q")
    assert found.column("area") == ["urban"], found.errors


def test_names_are_not_folded(tmp_path: Path) -> None:
    """A name of a place stays as it is written."""
    rows: Table = [
        (*HEADER, "commune"),
        ("A1", "rural", 1, 1, "Mèo  Vạc"),
        ("A2", "rural", 1, 1, "MÈO VẠC"),
    ]
    found = classify(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME, "-q")
    assert found.column("commune") == ["Mèo  Vạc", "MÈO VẠC"]
