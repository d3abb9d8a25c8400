"""The program: its commands, and what becomes of their errors."""

from __future__ import annotations

import sys
import traceback
from itertools import pairwise
from typing import Annotated

import typer

from mdpoverty.cli.commands import (
    classify,
    diff,
    explain,
    report,
    standards,
    summarize,
    tables,
    template,
    track,
    validate,
)
from mdpoverty.cli.console import say_error
from mdpoverty.cli.interrupts import INTERRUPTED
from mdpoverty.cli.wrong_usage import wrong_usage
from mdpoverty.errors import MdpovertyError, UsageError

DEFECT = 70

app = typer.Typer(
    name="mdpoverty",
    help="Classify households under Vietnam's official multidimensional poverty standards.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("classify")(classify.classify)
app.command("diff")(diff.diff)
app.command("explain")(explain.explain)
app.command("summarize")(summarize.summarize)
app.command("track")(track.track)
app.command("tables")(tables.tables)
app.command("report")(report.report)
app.command("validate")(validate.validate)
app.command("template")(template.template)
app.add_typer(standards.app, name="standards")


def _version(wanted: bool) -> None:  # noqa: FBT001 -- typer hands an option's value by position
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 -- only this option needs it

        typer.echo(f"mdpoverty {version('mdpoverty')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


_program = typer.main.get_command(app)  # once: building the options takes longer than reading them


def carry_out(arguments: list[str]) -> int:
    """Carry out a command line and return its exit code; every failure is said, none raised."""
    as_json = "--errors=json" in arguments or ("--errors", "json") in pairwise(arguments)
    try:
        code = _program(arguments or ["--help"], standalone_mode=False)
    except MdpovertyError as error:
        say_error(error, as_json=as_json)
        return error.exit_code
    except typer.TyperException as error:
        say_error(UsageError(wrong_usage(error, arguments)), as_json=as_json)
        return UsageError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        return 0  # whoever read the output has had enough
    except Exception:  # noqa: BLE001 -- whatever else happens is a defect of ours, and says so
        traceback.print_exc()
        sys.stderr.write("this is a defect of mdpoverty: please report it with the lines above\n")
        return DEFECT
    if code == INTERRUPTED:
        sys.stderr.write("interrupted: nothing was written\n")
    return code if isinstance(code, int) else 0
