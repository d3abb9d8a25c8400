"""Ids that do not meet between rounds, though the households may be the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from files import run
from registers import frame, profile

import mdpoverty

POOR = "poor"


def warnings(before: Sequence[str], now: Sequence[str]) -> list[str]:
    rounds = {
        year: frame(profile(None, dict.fromkeys(ids, POOR)))
        for year, ids in ((2023, before), (2024, now))
    }
    return [note for note in mdpoverty.track(rounds).notes if " ids " in note or " id of" in note]


@pytest.mark.parametrize("other", ["007", "7.0", "0 0 7", "7.00"])
def test_ids_that_meet_when_folded_are_named(other: str) -> None:
    """Leading zeros, `.0` and spaces make two ids of one: said with both, in either direction."""
    for before, now in (("7", other), (other, "7")):
        [said] = warnings(["1", "2", before], ["1", "2", now])
        assert f"'{before}' / '{now}'" in said
        assert said.startswith("warning: 1 id of 2023 matches one of 2024 only without")


def test_ids_that_are_others_are_not_named() -> None:
    """Nothing else is folded, and an id that is in both rounds as it stands is left alone."""
    assert not warnings(["1", "2", "7", "0"], ["1", "2", "70", "00.5"])
    assert not warnings(["1", "7", "007"], ["1", "7", "007"])


@pytest.mark.parametrize(("common", "few"), [(0, True), (1, True), (2, False), (3, False)])
def test_few_ids_in_common(common: int, few: int) -> None:
    """Less than half of the smaller round in common is few, half is not."""
    same = [f"s{number}" for number in range(common)]
    before = [*same, *(f"a{number}" for number in range(4 - common))]
    found = warnings(before, [*same, *(f"b{number}" for number in range(9))])
    assert bool(found) == few
    assert all(f"2023 and 2024 have {common} ids in common, of 4 and" in said for said in found)


def test_commands_warn_before_movements(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`track` and `diff` say it first."""
    files = []
    for name, ids in (("old", "12345"), ("new", ("01", "02", "03", "04", "5"))):
        rows = frame(profile(None, dict.fromkeys(ids, POOR)))
        rows.write_csv(tmp_path / f"{name}.csv")
        files.append(tmp_path / f"{name}.csv")
    for command in ("track", "diff"):
        done = run(command, *files)
        assert done.code in {0, 1}, done.errors
        first = done.errors.splitlines()[0]
        assert "4 ids of old" in first, done.errors
        assert "'1' / '01', '2' / '02', '3' / '03' and 1 more" in first
    assert capsys.readouterr().out == ""
