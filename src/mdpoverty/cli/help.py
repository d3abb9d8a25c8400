"""The help of the program and its commands, in the language of the run, as wide as the terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from mdpoverty.cli.colour import HEADING, styled
from mdpoverty.cli.parameters import choices_of, help_of, name_of, word_for
from mdpoverty.cli.spoken import said
from mdpoverty.language.messages import Phrase, message

PROGRAM = "mdpoverty"

_WIDEST, _NARROWEST = 100, 40  # columns of text that are read with ease
_LEFT = 28  # columns at most of names, before their help
_OPTIONS = Phrase("cli.help-options", "Other options")

# Of options that the parser adds by itself.
_OWN: Mapping[str, Phrase] = {
    "help": Phrase("cli.help-help", "Show this help."),
    "install_completion": Phrase(
        "cli.help-install-completion", "Install completion of commands and options for this shell."
    ),
    "show_completion": Phrase(
        "cli.help-show-completion", "Show the completion script for this shell."
    ),
}


class HelpfulCommand(TyperCommand):
    """A command whose help is ours."""

    def get_help(self, ctx: Any) -> str:
        """Return the help: usage, what the command does, examples, arguments and options."""
        return "\n".join(_lines(self, ctx, {}))

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 -- typer's signature
        """Return what the command does in one paragraph, which is not cut."""
        return _summary(self)


class HelpfulGroup(TyperGroup):
    """A group of commands whose help is ours."""

    def get_help(self, ctx: Any) -> str:
        """Return the help: usage, what the group is for, its options and its commands."""
        names = self.list_commands(ctx)
        return "\n".join(_lines(self, ctx, {name: self.get_command(ctx, name) for name in names}))

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 -- typer's signature
        """Return what the group is for in one paragraph, which is not cut."""
        return _summary(self)


def _lines(command: Any, context: Any, commands: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the help of a command, or of a group of `commands`."""
    columns = shutil.get_terminal_size().columns
    width = max(_NARROWEST, min(_WIDEST, columns))
    yield from _usage(command, context, commands, width)
    # The parser would tidy `help`, and make a plain text of a message: it is kept here.
    for paragraph in said(command.short_help or "").split("\n\n"):
        yield ""
        yield from _wrapped(paragraph, width, "  ")
    if command.epilog:
        yield from _section(said(message("cli.help-examples", "Examples")))
        yield from (f"  {line}" for line in command.epilog.splitlines())
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    rows = [(_argument(each), _about(each, command)) for each in arguments]
    yield from _table(message("cli.help-arguments", "Arguments"), rows, width)
    for heading, options in _groups(command, context).items():
        yield from _table(
            heading, [(_option(o, command), _about(o, command)) for o in options], width
        )
    rows = [(name, _summary(each)) for name, each in commands.items()]
    yield from _table(message("cli.help-commands", "Commands"), rows, width)


def _usage(command: Any, context: Any, commands: Mapping[str, Any], width: int) -> Iterator[str]:
    path = [PROGRAM]
    within = context
    while within.parent is not None:
        path.insert(1, within.info_name)
        within = within.parent
    arguments = [_argument(each) for each in command.params if each.param_type_name == "argument"]
    said_options = said(message("cli.help-usage-options", "[OPTIONS]"))
    said_command = said(message("cli.help-usage-command", "COMMAND [ARGUMENTS]"))
    parts = [*path, said_options, *arguments, *([said_command] if commands else [])]
    usage = said(message("cli.help-usage", "Usage: {command}", command=" ".join(parts)))
    yield from _wrapped(usage, width, "")


def _groups(command: Any, context: Any) -> dict[str, list[Any]]:
    """Return the options by the headings under which they are shown, the common ones last."""
    found: dict[str, list[Any]] = {}
    common: dict[str, list[Any]] = {}
    for option in command.get_params(context):
        if option.param_type_name == "argument" or getattr(option, "hidden", False):
            continue
        heading = getattr(option, "rich_help_panel", None)
        (found if heading else common).setdefault(heading or _OPTIONS(), []).append(option)
    return found | common


def _argument(parameter: Any) -> str:
    return _in_words(name_of(parameter).rstrip(".")) + ("..." if parameter.nargs != 1 else "")


def _in_words(value: str) -> str:
    """Return what stands for a value in a usage, such as ID|FILE, in the language of the run."""
    return said(word_for(value)) if value else value


def _option(option: Any, command: Any) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    if option.is_flag:
        return names
    choices = choices_of(option, command)
    return f"{names} {_in_words(option.metavar or '|'.join(choices))}".rstrip()


def _about(parameter: Any, command: Any) -> str:
    """Return what the help says of a parameter, with its default."""
    own = _OWN.get(parameter.name)
    text = said(own() if own else help_of(parameter, command))
    default = getattr(parameter.default, "value", parameter.default)
    if own or callable(default) or default in (None, False, True, "", 0):
        return text
    words = message(
        "cli.help-default", "{text} Default: {default}.", text=text, default=str(default)
    )
    return said(words)


def _summary(command: Any) -> str:
    """Return the first paragraph of a command's help."""
    return said(command.short_help or "").partition("\n\n")[0]


def _section(heading: str) -> Iterator[str]:
    yield ""
    yield styled(f"{said(heading)}:", HEADING).on(sys.stdout)


def _table(heading: str, rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Yield names and their help, side by side; a long name has a line of its own."""
    if not rows:
        return
    yield from _section(heading)
    left = min(_LEFT, width // 2 - 4, max(len(name) for name, _ in rows))
    for name, text in rows:
        indent = " " * (left + 4)
        lines = list(_wrapped(text, width, indent))
        if len(name) <= left and lines:
            lines[0] = f"  {name:<{left}}  {lines[0].lstrip()}"
        else:
            lines[:0] = _broken(name, width)
        yield from lines


def _broken(name: str, width: int) -> list[str]:
    """Return an option in lines: where its choices are too long for one, after a |."""
    lines = textwrap.wrap(
        name.replace("|", "| "),
        width,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("| ", "|") for line in lines]


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent or "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
