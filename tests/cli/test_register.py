"""The example register: an office's workbook, as its script writes it, untouched itself."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from places import ROOT

EXAMPLES = ROOT / "examples"
REGISTER = EXAMPLES / "register-2024.xlsx"


def cells(path: Path) -> list[tuple[str, Any, Any]]:
    """Return the sheets of a workbook: names, cells, and which of them are merged."""
    book = openpyxl.load_workbook(path)
    return [
        (sheet.title, [*sheet.values], sorted(map(str, sheet.merged_cells.ranges)))
        for sheet in book.worksheets
    ]


def test_the_script_writes_the_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook that ships is what its script makes of the example survey."""
    spec = spec_from_file_location("make_register", EXAMPLES / "make_register.py")
    assert spec
    assert spec.loader
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "REGISTER", tmp_path / "register.xlsx")
    script.main()
    assert cells(tmp_path / "register.xlsx") == cells(REGISTER)
