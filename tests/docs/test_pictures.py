"""The pictures of the report in the documentation are what the commands of its pages draw."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from places import ROOT

from mdpoverty import cli

EXAMPLES = ROOT / "examples"
UPDATE = "MDPOVERTY_UPDATE_DOCS" in os.environ


@pytest.mark.parametrize("language", ["en", "vi"])
def test_classes_in_the_report(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tutorial's profile gives the picture of its classes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MDPOVERTY_LANG", language)
    files = [EXAMPLES / "register-2024.xlsx", "--columns", EXAMPLES / "register-2024-map.yaml"]
    command = ["classify", *map(str, files), "--year", "2024", "--keep", "all", "-o", "2024.csv"]
    assert cli.run(command) == 0
    assert cli.run(["report", "2024.csv", "--plot", "a.svg", "--chart", "classes"]) == 0
    drawn = Path("a.svg").read_bytes()
    picture = ROOT / "docs" / language / "pictures" / "report.svg"
    if UPDATE:
        picture.write_bytes(drawn)
    assert picture.read_bytes() == drawn
