"""A file that is not there is said in one line, with what may be meant, by whatever reads it."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from diffs import run
from places import ROOT, TESTS

NEW = "--standard vn-2022-2025"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with surveys, profiles, rounds, a standard, a map and a database."""
    for file in (TESTS / "transcripts").glob("*.csv"):
        shutil.copy(file, tmp_path)
    shutil.copy(ROOT / "examples" / "standards" / "example-province.yaml", tmp_path)
    (tmp_path / "map.yaml").touch()
    (tmp_path / "cases.csv").touch()
    (tmp_path / "members").mkdir()
    sqlite3.connect(tmp_path / "register.db").close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("command", "near", "code"),
    [
        (f"classify survy.csv {NEW}", "survey.csv", 3),
        (f"classify 'surv*yy.csv' {NEW}", "survey.csv", 3),
        (f"classify survey.csv --members rostr.csv {NEW}", "roster.csv", 3),
        (f"classify survey.csv --columns mapp.yaml {NEW}", "map.yaml", 2),
        ("classify survey.csv --standard exampl-province.yaml", "example-province.yaml", 2),
        ("classify --database sqlite:///registr.db --query 'SELECT 1'", "register.db", 3),
        ("diff survy.csv --from vn-2016-2020 --to vn-2022-2025", "survey.csv", 3),
        ("diff profile-2024.csv profil-2025.csv", "profile-2025.csv", 3),
        (
            "diff survey.csv --from exampl-province.yaml --to vn-2022-2025",
            "example-province.yaml",
            2,
        ),
        (f"explain survy.csv HB-002 {NEW}", "survey.csv", 3),
        (f"summarize survy.csv {NEW}", "survey.csv", 3),
        ("track round-2023.csv roun-2024.csv", "round-2024.csv", 3),
        ("track round-2023.csv round-2024.csv --links link.csv", "links.csv", 3),
        ("track round-2023.csv round-2024.csv --places place.csv", "places.csv", 3),
        ("tables revie-2025.csv -o t.xlsx", "review-2025.csv", 3),
        ("tables review-2025.csv -o t.xlsx --members resident.csv", "residents.csv", 3),
        ("tables review-2025.csv -o t.xlsx --totals lst-2025.csv", "list-2025.csv", 3),
        (f"report survy.csv -o r.html {NEW}", "survey.csv", 3),
        ("report profile-2025.csv --before profil-2024.csv -o r.html", "profile-2024.csv", 3),
        (f"validate survy.csv {NEW}", "survey.csv", 3),
        ("map survy.csv", "survey.csv", 3),
        ("template exampl-province.yaml", "example-province.yaml", 2),
        ("standards show exampl-province.yaml", "example-province.yaml", 2),
        ("standards check example-province.yaml --cases case.csv", "cases.csv", 3),
        ("standards diff vn-2022-2025 exampl-province.yaml", "example-province.yaml", 2),
        ("standards inputs exampl-province.yaml", "example-province.yaml", 2),
    ],
)
@pytest.mark.usefixtures("folder")
def test_in_one_line(command: str, near: str, code: int) -> None:
    """Every command and option that takes a file names the one that is called nearly so."""
    done = run(*shlex.split(command))
    *_, said = (line for line in done.errors.splitlines() if not line.startswith("  "))
    assert said.startswith("error: ")
    assert said.endswith(f"; did you mean '{near}'?")
    assert done.code == code


@pytest.mark.usefixtures("folder")
def test_names_that_are_empty_and_cases_without_end() -> None:
    """An empty name is not taken for none, and what never ends is not read for ever."""
    done = run("tables", "review-2025.csv", "-o", "t.xlsx", "--standard", "")
    assert done.code == 2
    assert "no standard ''" in done.errors
    with Path("cases.csv").open("wb") as endless:
        endless.truncate(1 << 40)  # bytes that take no room
    done = run("standards", "check", "example-province.yaml", "--cases", "cases.csv")
    assert done.code == 3
    assert "is larger than 10,000,000 bytes" in done.errors


COMMANDS = {
    "classify": f"survey.csv -o o.csv {NEW}",
    "diff": "survey.csv -o o.csv --from vn-2016-2020 --to vn-2022-2025",
    "explain": f"survey.csv A1 {NEW}",
    "summarize": f"survey.csv -o o.csv {NEW}",
    "track": "profile-2024.csv profile-2025.csv -o o.csv",
    "tables": "review-2025.csv -o o.xlsx",
    "report": f"survey.csv -o o.html {NEW}",
    "validate": f"survey.csv -o o.csv {NEW}",
    "template": "vn-2022-2025 -o o.csv",
    "map": "survey.csv -o o.yaml",
    "standards check": "example-province.yaml",
}
NO_NAME = "is empty: it does not name a file"
WITH = "--method: is missing"  # of what goes together with another option


def options(command: str) -> Iterator[str]:
    """Yield the options of a command that take a value."""
    name, _, within = command.partition(" ")
    found: Any = typer.main.get_command(import_module(f"mdpoverty.cli.commands.{name}").app)
    if within:
        found = found.get_command(None, within)
    for option in found.params:
        if option.param_type_name == "option" and not option.is_flag:
            yield max(option.opts, key=len)


@pytest.mark.parametrize(
    ("command", "option"),
    [(command, option) for command in COMMANDS for option in options(command)],
)
@pytest.mark.usefixtures("folder")
def test_options_that_are_empty(command: str, option: str) -> None:
    """An option that is given and empty, as by a variable of a shell that is not set, is refused.

    It is said of this option, or of the file, the standard or the kind of input that it names.
    """
    given = shlex.split(COMMANDS[command])
    for name in (option, "-o" if option == "--output" else option):
        if name in given:
            place = given.index(name)
            del given[place : place + 2]
    done = run(*command.split(), *given, option, "")
    assert done.code in (2, 3)
    assert not Path("o.csv").exists()
    others = ("no standard ''", "is not a workbook", NO_NAME, "unknown encoding", "database", WITH)
    assert option in done.errors or any(words in done.errors for words in others)


@pytest.mark.usefixtures("folder")
def test_of_a_batch() -> None:
    """A folder of member files that is not there is suggested too."""
    done = run("classify", "survey.csv", "--output-dir", "o", "--members", "membrs")
    assert done.code == 2
    assert "--members: is not a folder; did you mean 'members'?" in done.errors
