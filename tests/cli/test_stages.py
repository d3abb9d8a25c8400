"""`--verbose`: how long each stage of a run takes, on standard error alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from diffs import NEW, OLD, run
from places import TESTS

FOLDER = TESTS / "transcripts"
SURVEY = FOLDER / "survey.csv"
ROUNDS = (FOLDER / "round-2023.csv", FOLDER / "round-2024.csv")
SECONDS = re.compile(r"(.+): \d+\.\d\d seconds")


def stages(errors: str) -> list[str]:
    """Return the stages that are said, in order."""
    return [found[1] for line in errors.splitlines() if (found := SECONDS.fullmatch(line))]


@pytest.mark.parametrize(
    ("arguments", "opened"),
    [
        (("classify", SURVEY, "--standard", NEW), ["survey.csv"]),
        (("diff", SURVEY, "--from", OLD, "--to", NEW), ["survey.csv"]),
        (("summarize", SURVEY, "--standard", NEW), ["survey.csv"]),
        (("explain", SURVEY, "HB-002", "--standard", NEW), ["survey.csv"]),
        (("validate", SURVEY, "--standard", NEW), ["survey.csv"]),
        (("map", SURVEY), ["survey.csv"]),
        (("track", *ROUNDS), ["round-2023.csv", "round-2024.csv"]),
    ],
    ids=lambda value: str(value[0]),
)
def test_every_stage_is_said(
    arguments: tuple[str | Path, ...], opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stages come in order and the whole run last; data, and the other words, stay the same."""
    monkeypatch.setattr("mdpoverty.cli.stages._SHORTEST", 0)
    verbose, usual = run(*arguments, "--verbose"), run(*arguments)
    assert (verbose.code, verbose.out) == (usual.code, usual.out)
    found = stages(verbose.errors)
    assert found[: len(opened) + 2] == [
        "starting",
        *(f"opening {file}" for file in opened),
        "reading and computing",
    ]
    assert found[-3:] == ["writing", "putting files in place", "in all"]
    others = [line for line in verbose.errors.splitlines() if not SECONDS.fullmatch(line)]
    assert others == usual.errors.splitlines()
    assert stages(usual.errors) == []


def test_by_language_and_as_json() -> None:
    """Seconds are written by the language; in JSON they are a number beside the message."""
    asked = ("classify", SURVEY, "--standard", NEW, "--verbose")
    assert re.search(
        r"^tổng cộng: \d+,\d\d giây$", run(*asked, "--lang", "vi").errors, re.MULTILINE
    )
    objects = [json.loads(line) for line in run(*asked, "--errors", "json").errors.splitlines()]
    timed = {each["code"]: each["seconds"] for each in objects if "seconds" in each}
    assert {"cli.stage-started", "cli.stage-worked", "cli.stage-whole"} <= timed.keys()
    assert all(isinstance(seconds, float) and seconds >= 0 for seconds in timed.values())
    assert timed["cli.stage-whole"] >= timed["cli.stage-worked"]


def test_quiet_and_verbose_exclude_each_other() -> None:
    """Nobody can be told less and more at once."""
    done = run("classify", SURVEY, "-q", "--verbose")
    assert (done.code, done.out) == (2, "")
    assert "--quiet and --verbose" in done.errors
