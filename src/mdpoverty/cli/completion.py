"""`--install-completion` and `--show-completion`: what typer does, in our words."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import typer

from mdpoverty.cli.spoken import said
from mdpoverty.errors import OutputError, UsageError
from mdpoverty.language.messages import Message, message
from mdpoverty.system_faults import why_not

Callback = Callable[[Any, Any, Any], Any]


def reword_completion(program: Any) -> None:
    """Let the two options of a program say in our words what they do, and why they cannot."""
    for option in program.params:
        if option.name == "install_completion":
            option.callback = _reworded(option.callback, _installed)
        elif option.name == "show_completion":
            option.callback = _reworded(option.callback, lambda script: script)


def _installed(_: str) -> Message:
    return message(
        "cli.completion-installed",
        "completion is installed for this shell: open a new terminal to use it",
    )


def _reworded(own: Callback, words: Callable[[str], str]) -> Callback:
    def callback(context: Any, option: Any, value: Any) -> Any:
        if not value or context.resilient_parsing:
            return value
        text = io.StringIO()
        try:
            with redirect_stdout(text), redirect_stderr(text):
                own(context, option, value)
        except typer.Exit:
            raise UsageError(
                message(
                    "cli.no-completion",
                    "completion works only for bash, zsh, fish and PowerShell",
                )
            ) from None
        except OSError as error:
            raise OutputError(
                message(
                    "cli.completion-unwritten",
                    "completion cannot be installed: {why}",
                    why=why_not(error),
                )
            ) from None
        except SystemExit:  # how it ends when all went well
            typer.echo(said(words(text.getvalue().rstrip("\n"))))
        raise typer.Exit

    return callback
