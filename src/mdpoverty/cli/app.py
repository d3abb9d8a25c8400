"""The program: its commands, each loaded when it is asked for, and how a command line ends."""

from __future__ import annotations

import traceback
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from mdpoverty import exit_codes
from mdpoverty.cli.completion import reword_completion
from mdpoverty.cli.console import say, say_error, say_interrupted, write_words
from mdpoverty.cli.help import HelpfulGroup
from mdpoverty.cli.interrupts import interrupts_first
from mdpoverty.cli.options import Errors, Lang, LangOption, SayingOptions
from mdpoverty.cli.parsing import manner_asked, program
from mdpoverty.cli.spoken import speak, wrongly_preferred
from mdpoverty.cli.stages import start_clock
from mdpoverty.cli.system_limits import require_system_limits
from mdpoverty.cli.wrong_usage import wrong_usage
from mdpoverty.errors import MdpovertyError, OutputError, Problem, UsageError
from mdpoverty.files.output import standard_output
from mdpoverty.files.private import remove_private_folders
from mdpoverty.files.signals import forget_interrupts
from mdpoverty.language import LANGUAGES
from mdpoverty.language.messages import message
from mdpoverty.version import version

COMMANDS = (
    "classify",
    "diff",
    "explain",
    "summarize",
    "track",
    "tables",
    "report",
    "validate",
    "template",
    "map",
    "standards",
)


class _Commands(HelpfulGroup):
    """The commands by their names; the modules of their options are loaded one by one."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": [TyperCommand(name) for name in COMMANDS]})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 -- typer's signature
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"mdpoverty.cli.commands.{cmd_name}")
        return typer.main.get_command(module.app)


def _version(wanted: bool) -> None:  # noqa: FBT001 -- typer hands an option's value by position
    if wanted:
        typer.echo(f"mdpoverty {version()}")
        raise typer.Exit


_app = program(
    "mdpoverty classify survey.csv -o profile.csv",
    "mdpoverty report profile.csv -o report.html",
    name="mdpoverty",
    cls=_Commands,
    add_completion=True,
    short_help=message(
        "cli.help",
        "Classify households under Vietnam's official multidimensional poverty standards.",
    ),
)


@_app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_version,
            is_eager=True,
            help=message("cli.help-version", "Show the version."),
        ),
    ] = False,
    lang: LangOption = Lang.en,
) -> None:
    """Take the options that stand before a command."""


_program = typer.main.get_command(_app)
reword_completion(_program)


def carry_out(arguments: list[str]) -> int:
    """Carry out a command line and return its exit code; every failure is said, none raised."""
    forget_interrupts()
    language, errors = manner_asked(arguments)
    speak(language)
    if language is None:
        _warn_of_language(errors, quiet=not {"-q", "--quiet"}.isdisjoint(arguments))
    start_clock()
    try:
        require_system_limits()
        with interrupts_first():
            code = _done(arguments or ["--help"])
    except MdpovertyError as error:
        say_error(error, as_json=errors == Errors.json)
        return error.exit_code
    except typer.TyperException as error:
        wrong = wrong_usage(error, arguments)
        say_error(UsageError(wrong), as_json=errors == Errors.json)
        return exit_codes.USAGE
    except (KeyboardInterrupt, typer.Abort):
        remove_private_folders()
        say_interrupted()
        return exit_codes.INTERRUPTED
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            return exit_codes.SUCCESS  # whoever read the output has had enough
        raise
    except BaseException:  # noqa: BLE001 -- whatever else happens is a defect of ours, and says so
        traceback.print_exc()
        write_words(
            message(
                "cli.defect",
                "this is a defect of mdpoverty: please report it, with the lines above",
            )
        )
        return exit_codes.DEFECT
    return code if isinstance(code, int) else exit_codes.SUCCESS


def _no_memory() -> OutputError:
    """Return the error that what was asked for takes more memory than there is."""
    advice = message("cli.no-memory-advice", "close other programs, or use --threads 1")
    wrong = message("cli.no-memory", "there is not enough")
    problem = Problem(message("cli.memory", "memory"), wrong, advice=advice)
    return OutputError(message("cli.nothing-more-written", "cannot go on"), [problem])


def _warn_of_language(errors: Errors, *, quiet: bool) -> None:
    """Warn where the environment names no known language: in every one, as it is not known which.

    JSON is for programs: there the warning is one object.
    """
    wrong = wrongly_preferred()
    if wrong is None or quiet:
        return
    said_in = LANGUAGES if errors == Errors.text else LANGUAGES[:1]
    for language in said_in:
        speak(language)
        say("warning", wrong, SayingOptions(errors))
    speak(None)


def _done(arguments: list[str]) -> object:
    """Return what a command returns, once standard output has taken all; else raise OutputError."""
    try:
        code = _program(arguments, standalone_mode=False)
    except MemoryError:
        raise _no_memory() from None
    with standard_output():  # which still has to take what it was given last
        return code
