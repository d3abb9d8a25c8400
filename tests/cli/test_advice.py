"""Advice names options that the command has: those of others come with the command's name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer
from catalogues import texts
from places import TESTS

from mdpoverty import cli
from mdpoverty.cli.app import _program

TRANSCRIPTS = TESTS / "transcripts"
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z](?![\w-])")


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Yield the commands of a group by their words, each with its options."""
    context = typer.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "list_commands"):
            yield from commands(command, (*path, name))
        else:
            params = command.get_params(typer.Context(command))
            yield (*path, name), {option for each in params for option in each.opts}


OPTIONS = dict(commands(_program))


def strange(words: list[str], said: str) -> set[str]:
    """Return the options in what a command says that it lacks, and that no named command has."""
    own = OPTIONS.get(tuple(words[:2])) or OPTIONS[words[0],]
    others: set[str] = set()
    for path, options in OPTIONS.items():
        if re.search(rf"\b{' '.join(path)}\b", said, re.IGNORECASE):
            others |= options
    return {*OPTION.findall(said)} - own - others - {*words}


@pytest.mark.parametrize(
    "file",
    [f for f in sorted(TRANSCRIPTS.glob("*.txt")) if "help" not in f.stem],
    ids=lambda f: f.stem,
)
def test_transcripts_advise_what_the_command_has(file: Path) -> None:
    """What the commands of the transcripts say on standard error names no option of another."""
    first, _, rest = file.read_text(encoding="utf-8").partition("\n")
    words = shlex.split(first.removeprefix("$ mdpoverty "))
    if tuple(words[:1]) in OPTIONS or tuple(words[:2]) in OPTIONS:
        _, _, said = rest.partition("--- stderr")
        assert [x for line in said.splitlines() for x in strange(words, line)] == []


def test_every_option_in_a_text_is_one_of_the_program() -> None:
    """No text names an option that no command has."""
    every = set().union(*OPTIONS.values()) | {"--version", "--lang"}
    named = {x for text in texts() for x in OPTION.findall(text.english)}
    assert named - every == set()


def workbook(file: Path, *sheets: str) -> None:
    """Write a workbook whose sheets have a title above a heading."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    for name in sheets:
        page = book.create_sheet(name)
        page.append(["A title"])
        page.append([])
        page.append(["household_id", "person_id", "age", "sex"])
        page.append(["1", "1", "30", "male"])
    book.save(file)


@pytest.mark.parametrize(
    "case",
    [
        ("tables profile.csv --members x.xlsx -o t.xlsx", "ab", "rename the sheet to read to 'mem"),
        ("tables profile.csv --members x.xlsx -o t.xlsx", "a", "delete the rows above it"),
        (
            "tables x.xlsx -o t.xlsx",
            "ab",
            "`mdpoverty classify x.xlsx --keep all -o x-profile.csv` (if the headings",
        ),
        ("tables x.xlsx -o t.xlsx", "a", "delete the rows above it"),
        ("track x.xlsx profile.csv", "ab", "`mdpoverty classify x.xlsx --keep all -o x-profile"),
        ("track x.xlsx profile.csv", "a", "delete the rows above it"),
        (
            "diff x.xlsx profile.csv",
            "ab",
            "`mdpoverty classify x.xlsx --keep all -o x-profile.csv` (if the headings",
        ),
        ("report profile.csv --before x.xlsx -o r.html", "a", "delete the rows above it"),
        ("classify x.xlsx", "ab", "--sheet"),
        ("classify x.xlsx", "a", "--range A3:"),
        ("classify profile.csv --members x.xlsx", "ab", "--members-sheet"),
    ],
)
def test_workbooks_are_placed_by_options_that_there_are(
    case: tuple[str, str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of a workbook that is not clear a command says what it can do, which differs by command."""
    command, sheets, words = case
    monkeypatch.chdir(tmp_path)
    workbook(tmp_path / "x.xlsx", *sheets)
    Path("profile.csv").write_text("household_id,class,basis\n1,poor,b\n", encoding="utf-8")
    assert cli.run(command.split()) in {2, 3}
    said = capsys.readouterr().err
    assert words in said
    assert strange(command.split(), said) == set()
