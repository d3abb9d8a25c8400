"""Colour is for terminals: errors, warnings, headings and classes; never for pipes and files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from diffs import NEW, OLD, run
from places import TESTS
from terminals import Screen

from mdpoverty.cli.colour import class_style, has_colours, joined, styled

FOLDER = TESTS / "transcripts"
PROFILES = (FOLDER / "profile-2024.csv", FOLDER / "profile-2025.csv")
RED, YELLOW, GREEN, MAGENTA = ("\x1b[31m{}", "\x1b[33m{}", "\x1b[32m{}", "\x1b[35m{}")
ESCAPE = "\x1b"


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize(
    ("stream", "set_to", "shown"),
    [
        (Screen, {}, True),
        (Screen, {"NO_COLOR": ""}, True),  # as no-color.org has it
        (Screen, {"NO_COLOR": "0"}, False),
        (Screen, {"TERM": "dumb"}, False),
        (io.TextIOWrapper, {}, False),
        (io.TextIOWrapper, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_where_there_is_colour(
    stream: type[io.TextIOWrapper],
    set_to: dict[str, str],
    shown: bool,  # noqa: FBT001 -- a case
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A terminal has colour unless NO_COLOR says something, or the terminal has none."""
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    screen = stream(io.BytesIO())
    assert has_colours(screen) == shown
    assert (ESCAPE in styled("poor", "red").on(screen)) == shown


def test_parts_keep_their_colours() -> None:
    """A text that is joined has each part coloured as it was; what has no style is as it is."""
    line = joined(["a ", styled("poor", class_style("poor")), " b ", styled("x", "")])
    assert line == "a poor b x"
    assert line.on(Screen(io.BytesIO())) == "a \x1b[31mpoor\x1b[0m b x"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ("classify", FOLDER / "survey.csv", "--standard", NEW),
            (RED.format("poor "), YELLOW.format("near-poor"), "\x1b[1mclass"),
        ),
        (
            ("diff", FOLDER / "both-standards.csv", "--from", OLD, "--to", NEW),
            (RED.format("poor"), GREEN.format("non-poor"), MAGENTA.format("undetermined")),
        ),
        (
            ("diff", *PROFILES, "--lang", "vi"),
            (RED.format("hộ nghèo"), GREEN.format("hộ không nghèo"), "\x1b[1mtrước"),
        ),
        (
            ("track", FOLDER / "round-2023.csv", FOLDER / "round-2024.csv"),
            ("\x1b[1;31mpoor", "\x1b[1;33mnear-poor", "\x1b[1mfell back"),
        ),
        (("summarize", *PROFILES[:1]), (RED.format("poor "), YELLOW.format("near-poor "))),
        (("validate", FOLDER / "faulty.csv"), ("\x1b[1;31mproblems",)),
        (
            ("explain", FOLDER / "survey.csv", "HB-002", "--standard", NEW),
            (RED.format("poor\x1b[0m"),),
        ),
        (("standards", "inputs", NEW), ("\x1b[1mhousehold file",)),
        (("standards", "show", NEW), ("\x1b[1mlegal basis", "\x1b[1mindicators")),
        (("standards", "diff", OLD, NEW), ("\x1b[1mincome lines", "\x1b[1mclass rules")),
        (("classify", "-h"), ("\x1b[1mExamples:",)),
    ],
    ids=lambda value: str(value[0]),
)
def test_tables_and_headings(
    arguments: tuple[str | Path, ...], expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Classes have a colour each and headings are bold; with NO_COLOR the same text has none."""
    shown = run(*arguments, on=Screen)
    for part in expected:
        assert part in shown.out
    monkeypatch.setenv("NO_COLOR", "1")
    plain = run(*arguments, on=Screen)
    assert ESCAPE not in plain.out + plain.errors


@pytest.mark.parametrize(
    ("language", "error", "warning"),
    [("en", "error:", "warning:"), ("vi", "lỗi:", "cảnh báo:")],
)
def test_marks_of_errors_and_warnings(
    language: str, error: str, warning: str, tmp_path: Path
) -> None:
    """The word that says how grave it is has a colour; what follows has none."""
    missing = run("classify", tmp_path / "no.csv", "--lang", language, on=Screen)
    assert missing.errors.startswith(f"\x1b[1;31m{error}\x1b[0m no.csv ")
    usage = run("--lang", language, "clasify", on=Screen)
    assert usage.errors.startswith(f"\x1b[1;31m{error}\x1b[0m ")
    survey = tmp_path / "low.csv"
    survey.write_text("household_id,area,household_size,income_per_capita\na,rural,1,700\n")
    low = run("classify", survey, "--standard", OLD, "--lang", language, on=Screen)
    assert f"\x1b[1;33m{warning}\x1b[0m " in low.errors
    assert low.errors.count(ESCAPE) == 2
    assert ESCAPE not in run("classify", tmp_path / "no.csv").errors


def test_files_have_none(tmp_path: Path) -> None:
    """What is written to a file from a terminal is as it is elsewhere."""
    file = tmp_path / "explained.txt"
    asked = ("explain", FOLDER / "survey.csv", "HB-002", "--standard", NEW, "-o", file)
    assert run(*asked, on=Screen).code == 0
    assert ESCAPE not in file.read_text(encoding="utf-8")
