"""Households that were renumbered, split or merged between rounds, and links that cannot be."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from diffs import write_rows
from registers import frame, households, profile, quietly, refusal, write_rounds
from second_reading import Row

import mdpoverty

POOR, ABOVE = "poor", "non_poor"


def links(*rows: tuple[str, str], year: str = "2024") -> list[Row]:
    return [{"round": year, "before": before, "after": after} for before, after in rows]


def outcomes(before: str, after: str, *rows: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """Return the movement of each household, and which others it is related to."""
    rounds = {
        year: frame(profile(None, dict.fromkeys(ids, POOR)))
        for year, ids in ((2023, before), (2024, after))
    }
    found = mdpoverty.track(rounds, links=frame(links(*rows))).households
    related = found["related"].fillna("")
    return dict(
        zip(found["household_id"], zip(found["movement"], related, strict=True), strict=True)
    )


def test_one_to_one_is_the_same_household() -> None:
    """A household that was renumbered stays; numbers may be exchanged."""
    assert outcomes("a", "b", ("a", "b")) == {"b": ("stayed_poor", "a")}
    exchanged = {"b": ("stayed_poor", "a"), "a": ("stayed_poor", "b")}
    assert outcomes("ab", "ab", ("a", "b"), ("b", "a")) == exchanged
    passed_on = {"b": ("stayed_poor", "a"), "c": ("stayed_poor", "b")}
    assert outcomes("ab", "bc", ("a", "b"), ("b", "c")) == passed_on


def test_of_a_split_household_the_one_that_keeps_its_number_goes_on() -> None:
    """The others are split off; where none keeps the number, the household is split."""
    kept = {"a": ("stayed_poor", "b"), "b": ("split_off", "a")}
    assert outcomes("a", "ab", ("a", "b"), ("a", "a")) == kept
    none = {"a": ("split", "b;c"), "b": ("split_off", "a"), "c": ("split_off", "a")}
    assert outcomes("a", "bc", ("a", "c"), ("a", "b")) == none


def test_of_merged_households_the_one_whose_number_is_kept_goes_on() -> None:
    """The others are merged into it; where none is kept, a new one is formed."""
    kept = {"a": ("stayed_poor", "b"), "b": ("merged", "a")}
    assert outcomes("ab", "a", ("a", "a"), ("b", "a")) == kept
    none = {"a": ("merged", "c"), "b": ("merged", "c"), "c": ("formed_by_merger", "a;b")}
    assert outcomes("ab", "c", ("a", "c"), ("b", "c")) == none


def test_a_household_that_is_still_there_goes_on_without_a_row() -> None:
    """Where one side alone of a number that is in both rounds is linked, it goes on as well."""
    assert outcomes("a", "ab", ("a", "b")) == {"a": ("stayed_poor", "b"), "b": ("split_off", "a")}
    assert outcomes("ab", "a", ("b", "a")) == {"a": ("stayed_poor", "b"), "b": ("merged", "a")}


def test_tangled_links_go_by_the_same_rule() -> None:
    """Several to several: who keeps the number goes on, others are split, merged or formed."""
    found = outcomes("abc", "bde", ("a", "b"), ("b", "b"), ("a", "d"), ("c", "d"), ("b", "e"))
    assert found == {
        "a": ("split", "b;d"),
        "b": ("stayed_poor", "a;e"),
        "c": ("merged", "d"),
        "d": ("formed_by_merger", "a;c"),
        "e": ("split_off", "b"),
    }


def test_history_goes_with_the_household() -> None:
    """A renumbered household fell back; what came of others was poor where one of them was."""
    rounds = {
        2022: {"a": POOR, "b": POOR, "c": ABOVE, "d": "undetermined"},
        2023: {"a": ABOVE, "b": ABOVE, "c": ABOVE, "d": ABOVE},
        2024: {"a2": ABOVE, "b1": ABOVE, "b2": ABOVE, "cd": ABOVE},
        2025: {"a2": POOR, "b1": POOR, "b2": POOR, "cd": POOR},
    }
    linked = links(("a", "a2"), ("b", "b1"), ("b", "b2"), ("c", "cd"), ("d", "cd"))
    frames = {year: frame(profile(None, classes)) for year, classes in rounds.items()}
    found = mdpoverty.track(frames, links=frame(linked)).households
    rows = {
        (row["household_id"], row["round"]): row for row in pl.from_pandas(found).rows(named=True)
    }
    last = {name: row for (name, year), row in rows.items() if year == "2025"}
    assert {name: (row["movement"], row["poor_before"]) for name, row in last.items()} == {
        "a2": ("fell_back", 1),
        "b1": ("fell_back", 1),
        "b2": ("fell_back", 1),
        "cd": ("newly_arisen", None),
    }
    assert rows["a2", "2024"]["escaped_since"] == "2023", "so does the run above the line"
    assert rows["b1", "2024"]["escaped_since"] is None, "but not to what split off"


def test_a_number_that_another_household_took_is_not_the_one_that_is_gone() -> None:
    """Of a household that is gone nothing is told of another that has its number since."""
    rounds = {
        2022: {"x": POOR, "a": ABOVE},
        2023: {"a": ABOVE},
        2024: {"x": ABOVE},
        2025: {"x": POOR},
    }
    frames = {year: frame(profile(None, classes)) for year, classes in rounds.items()}
    found = mdpoverty.track(frames, links=frame(links(("a", "x")))).households
    [row] = found[found["round"] == "2025"].to_dict("records")
    assert (row["movement"], row["poor_before"]) == ("newly_arisen", 0)


FAULTS = {
    "2024,,b": "before: is missing (1 row: line 2)",
    ",a,b": "round: is missing (1 row: line 2)",
    "2024,a,": "after: is missing (1 row: line 2)",
    "2023,a,b": "round: is not the name of a round that follows another (1 row: line 2 '2023')",
    "2025,a,b": "round: is not the name of a round that follows another (1 row: line 2 '2025')",
    "2024,a,b\n2024,a,b": "row: appears more than once (2 rows: line 2 'b', line 3 'b')",
    "2024,b,b": "before: is not a household of the round before (1 row: line 2 'b')",
    "2024,a,a": "after: is not a household of the round (1 row: line 2 'a')",
    "2024,a,c\n2024,c,b": "after: is linked again, but is not a household of the round (1 row: "
    "line 2 'c')",
    "2024,a": "row: not as many cells as the header has (1 row: line 2 '2 cells, not 3')",
}


@pytest.mark.parametrize(("rows", "said"), FAULTS.items())
def test_links_that_cannot_be_are_refused(rows: str, said: str, tmp_path: Path) -> None:
    """A row that cannot be true of the rounds is refused by its line, and nothing is written."""
    files = write_rounds(tmp_path, profile(2023, {"a": POOR}), profile(2024, {"b": POOR}))
    table = tmp_path / "links.csv"
    table.write_text(f"round,before,after\n{rows}\n", encoding="utf-8")
    target = tmp_path / "out.csv"
    assert f"\n  {said}\n" in refusal(*files, "--links", table, "-o", target)
    assert not target.exists()


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    """All that is wrong with a table of links is said in one error."""
    files = write_rounds(tmp_path, profile(2023, {"a": POOR}), profile(2024, {"b": POOR}))
    table = tmp_path / "links.csv"
    table.write_text(
        "round,before,after\n2024,,b\n2022,a,b\n2024,z,b\n2024,a,z\n", encoding="utf-8"
    )
    said = refusal(*files, "--links", table)
    assert said.startswith("error: links.csv: 4 rows refused. Nothing was written.\n")
    assert said.count("what to do: ") == 4


def test_links_need_their_columns(tmp_path: Path) -> None:
    """A table of links without one of its columns says which."""
    files = write_rounds(tmp_path, profile(2023, {"a": POOR}), profile(2024, {"b": POOR}))
    table = write_rows(tmp_path / "links.csv", [{"round": "2024", "befor": "a", "after": "b"}])
    assert "  before: this column is missing; did you mean 'befor'?\n" in refusal(
        *files, "--links", table
    )


def test_links_are_of_any_format(tmp_path: Path) -> None:
    """Links are read as surveys are, from a frame or a file: numbers are text."""
    files = write_rounds(tmp_path, profile(2023, {"1": POOR}), profile(2024, {"2": POOR}))
    rows = links(("1", "2"))
    table = tmp_path / "links.parquet"
    frame(rows).cast(pl.Int64).write_parquet(table)
    assert households(*files, "--links", table) == households(
        *files, "--links", write_rows(tmp_path / "links.csv", rows)
    )
    assert "stayed_poor" in quietly(*files, "--links", table)
