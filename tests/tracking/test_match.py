"""Links that are proposed between households whose ids do not meet."""

from __future__ import annotations

from pathlib import Path

from diffs import write_rows
from files import rows_in
from registers import profile, refusal, track, write_rounds

POOR = "poor"
BEFORE = {"1": "Lò Văn Hòa", "2": "Vàng A Sử", "3": "Vàng A Sử", "4": "Giàng Mí", "5": "", "6": "X"}
NOW = {"6": "X", "4": "Tẩn Mẩy", "a": "lò  văn HOÀ", "b": "Vàng A Sử", "c": "Giàng Mí", "e": ""}


def rounds(folder: Path) -> list[Path]:
    rows = [
        profile(year, dict.fromkeys(names, POOR), head=list(names.values()))
        for year, names in ((2023, BEFORE), (2024, NOW))
    ]
    return write_rounds(folder, *rows)


def test_proposed_links_are_settled_by_the_user(tmp_path: Path) -> None:
    """One to one is proposed; of two that may be one, after is blank, which --links refuses."""
    files, links = rounds(tmp_path), tmp_path / "links.csv"
    done = track(*files, "--match", "head", "--links-out", links)
    assert done.code == 0, done.errors
    assert "proposed in links.csv: 1; households that may be one of several: 2" in done.errors
    assert done.out == track(*files).out
    found = rows_in(links.read_text(encoding="utf-8"))
    told = [(row["round"], row["before"], row["after"], row["candidates"]) for row in found]
    # Household 4 has another head, so that its number may be another household's: not proposed.
    assert told == [("2024", "1", "a", ""), ("2024", "2", "", "b"), ("2024", "3", "", "b")]
    assert "after" in refusal(*files, "--links", links)
    write_rows(links, [row | {"after": row["after"] or "b"} for row in found[:2]])
    followed = rows_in(track(*files, "--links", links, "-q").out)
    assert {row["household_id"]: row["related"] for row in followed}["a"] == "1"
    again = tmp_path / "more.csv"
    track(*files, "--links", links, "--match", "head", "--links-out", again)
    assert rows_in(again.read_text(encoding="utf-8")) == []


def test_what_cannot_be_matched(tmp_path: Path) -> None:
    """Both options go together, and every round has the columns."""
    files = rounds(tmp_path)
    assert "go together" in refusal(*files, "--match", "head", code=2)
    out = ("--links-out", tmp_path / "links.csv")
    assert "heed" in refusal(*files, "--match", "heed", *out, code=2)
    assert "'after'" in refusal(*files, "--match", "after", *out, code=2)
