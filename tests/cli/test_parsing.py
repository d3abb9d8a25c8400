"""Options are declared once, in groups: each command has all of its own, and its job takes them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, get_type_hints

import pytest
import typer

from mdpoverty.cli.app import COMMANDS
from mdpoverty.cli.options import Errors, ErrorsOption
from mdpoverty.cli.parsing import command, helps, manner_asked


@dataclass(frozen=True)
class Place:
    """Two options whose help a command gives."""

    place: Annotated[str | None, typer.Option("--place")] = None
    kind: Annotated[str | None, typer.Option("--kind")] = None


@dataclass(frozen=True)
class Saying:
    """An option that every command has, and a flag."""

    errors: ErrorsOption = Errors.text
    quiet: Annotated[bool, typer.Option("--quiet", help="Quietly.")] = False


@dataclass(frozen=True, kw_only=True)
class Inner:
    """An option, and a group of two more."""

    colour: Annotated[str, typer.Option("--colour", help="A colour.")] = "red"
    place: Annotated[Place, helps(place="Where to.", kind="As what.")]


@dataclass(frozen=True, kw_only=True)
class Outer:
    """An argument, a flag, and two groups."""

    name: Annotated[str, typer.Argument(help="A name.")]
    loud: Annotated[bool, typer.Option("--loud", help="Loudly.")] = False
    inner: Inner
    saying: Saying


def options(made: Any) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(made).parameters


def every_command() -> dict[str, Any]:
    """Return every command of the program by its words, as typer has it."""
    found = {}
    for name in COMMANDS:
        app = import_module(f"mdpoverty.cli.commands.{name}").app
        for each in app.registered_commands:
            found[name if each.name == name else f"{name} {each.name}"] = each
    return found


def test_groups_become_options_in_order_and_flags_come_last() -> None:
    """A group stands for its options where it is named, those of groups within it too."""
    found = options(command(Outer, "nothing"))
    assert [*found] == ["name", "colour", "place", "kind", "errors", "lang", "loud", "quiet"]
    assert found["place"].annotation.__metadata__[0].help == "Where to."


def test_help_of_one_command_is_not_that_of_another() -> None:
    """What a command says of an option of a group is said by that command alone."""
    command(Outer, "nothing")
    other = options(command(Place, "nothing"))
    assert other["place"].annotation.__metadata__[0].help is None


def test_every_command_has_errors_and_lang() -> None:
    """A command whose groups do not have --errors and --lang has them all the same."""
    assert [*options(command(Place, "nothing"))] == ["place", "kind", "lang", "errors"]


def test_the_job_is_given_the_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values of a command line come to the job in the groups that they were declared in."""
    given: list[Outer] = []
    job = import_module("mdpoverty.cli.jobs.template")

    def carry_out(asked: Outer) -> int:
        given.append(asked)
        return 7

    monkeypatch.setattr(job, "carry_out", carry_out)
    values = {"name": "x", "loud": True, "colour": "blue", "place": "here", "kind": None}
    assert command(Outer, "template")(**values, errors=Errors.json, quiet=False) == 7
    inner = Inner(colour="blue", place=Place("here"))
    assert given == [Outer(name="x", loud=True, inner=inner, saying=Saying(Errors.json))]


@pytest.mark.parametrize("words", every_command())
def test_every_command_has_its_job_and_help(words: str) -> None:
    """A command says its errors as asked, has help throughout, and a job of its own name."""
    made = every_command()[words]
    assert made.short_help
    assert made.epilog.startswith("mdpoverty ")
    found = options(made.callback)
    assert found["errors"].default == Errors.text
    for option in found.values():
        assert option.annotation.__metadata__[0].help, option
    job = import_module(f"mdpoverty.cli.jobs.{words.replace(' ', '_')}")
    (asked,) = [kind for name, kind in get_type_hints(job.carry_out).items() if name != "return"]
    assert set(options(command(asked, ""))) == set(found)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("classify s.csv --errors json --wrong", "json"),
        ("classify s.csv --wrong --errors=json", "json"),
        ("--wrong --errors json", "json"),
        ("clasify --errors json", "json"),
        ("classify s.csv -o --errors json -q --year", "json"),
        ("classify s.csv --errors text --errors json", "json"),
        ("classify s.csv --errors json --errors text", "text"),
        ("classify s.csv --wrong -- --errors json", "text"),
        ("classify s.csv --errors yaml", "text"),
        ("classify s.csv --wrong --errors", "text"),
        ("classify s.csv json --wrong", "text"),
        ("--help --errors json", "json"),
        ("", "text"),
    ],
)
def test_how_a_wrong_line_wants_its_errors(line: str, asked: str) -> None:
    """Of a line that cannot be read, --errors is parsed, whatever else is in it."""
    assert manner_asked(line.split()) == (None, asked)
