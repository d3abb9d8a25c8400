"""Standards that ask little: no indicators, nothing of members, one rule for everybody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from diffs import run
from little import LITTLE
from places import ROOT

from mdpoverty.standards.library import standard_ids

COMMANDS = (
    "classify SURVEY --standard {standard} -o o.csv --why w.csv --persons p.csv",
    "diff SURVEY --from {standard} --to vn-2022-2025 -o o.csv",
    "diff SURVEY --from little.yaml --to {standard} -o o.csv",
    "explain SURVEY 0001 --standard {standard}",
    "explain SURVEY 0001 --from little.yaml --to {standard}",
    "summarize SURVEY --standard {standard} -o o.csv",
    "summarize SURVEY --standard {standard} -o o.csv --robustness",
    "report SURVEY --standard {standard} -o o.html",
    "validate SURVEY --standard {standard} -o o.csv",
)


@pytest.mark.parametrize("members", [True, False])
@pytest.mark.parametrize("standard", ["little.yaml", *standard_ids()])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, standard: str, *, members: bool
) -> None:
    """A command does what it can, or says why it cannot, with members beside the survey or not."""
    monkeypatch.chdir(tmp_path)
    Path("little.yaml").write_text(LITTLE, encoding="utf-8")
    for name in ("survey.csv", "members.csv"):
        shutil.copy(ROOT / "examples" / name, tmp_path)
    asked = command.format(standard=standard).replace("SURVEY", "survey.csv").split()
    if members:
        asked += ["--members", "members.csv"]
    done = run(*asked)
    explained = asked[0] in ("explain", "validate") and "--from" not in asked
    assert done.code in ((0,) if explained else (0, 2, 3)), done.errors
