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
from mdpoverty.cli.options import Decimal, Errors, SayingOptions, TableOptions, TextOptions
from mdpoverty.cli.parsing import command, errors_asked, helps

HELP = helps(output="Write it here.", output_format="Its format.")


@dataclass(frozen=True, kw_only=True)
class Inner:
    """Two options, and a group of two more."""

    colour: Annotated[str, typer.Option("--colour", help="A colour.")] = "red"
    text: TextOptions


@dataclass(frozen=True, kw_only=True)
class Outer:
    """An argument, a flag, and three groups."""

    name: Annotated[str, typer.Argument(help="A name.")]
    loud: Annotated[bool, typer.Option("--loud", help="Loudly.")] = False
    inner: Inner
    table: Annotated[TableOptions, HELP]
    saying: SayingOptions


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
    flags = ["loud", "quiet"]
    assert [*found] == [
        *("name", "colour", "decimal", "encoding", "output", "output_format", "errors"),
        *flags,
    ]
    assert [name for name, option in found.items() if option.default is False] == flags
    assert found["output"].annotation.__metadata__[0].help == "Write it here."


def test_help_of_one_command_is_not_that_of_another() -> None:
    """What a command says of an option of a group is said by that command alone."""
    command(Outer, "nothing")
    other = options(command(TableOptions, "nothing"))
    assert other["output"].annotation.__metadata__[0].help is None


def test_the_job_is_given_the_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values of a command line come to the job in the groups that they were declared in."""
    given: list[Outer] = []
    job = import_module("mdpoverty.cli.jobs.template")

    def carry_out(asked: Outer) -> int:
        given.append(asked)
        return 7

    monkeypatch.setattr(job, "carry_out", carry_out)
    run = command(Outer, "template")
    values = {"name": "x", "loud": True, "colour": "blue", "decimal": Decimal.comma}
    values |= {"encoding": None, "output": "o.csv", "output_format": None, "quiet": False}
    assert run(**values, errors=Errors.json) == 7
    assert given == [
        Outer(
            name="x",
            loud=True,
            inner=Inner(colour="blue", text=TextOptions(Decimal.comma)),
            table=TableOptions("o.csv"),
            saying=SayingOptions(Errors.json),
        )
    ]


@pytest.mark.parametrize("words", every_command())
def test_every_command_has_its_job_and_help(words: str) -> None:
    """A command says its errors as asked, has help throughout, and a job of its own name."""
    made = every_command()[words]
    assert made.help
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
    assert errors_asked(line.split()) == asked
