"""What is wrong with a command line, in our words: those of the parser change with its releases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import typer

from mdpoverty.cli.parameters import choices_of, kinds_of, most_of, name_of, word_for
from mdpoverty.errors import plain
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.suggestions import suggest

_BEFORE_COMMANDS = ("--lang",)  # options with a value that may come before a command
# Choices that are hard to see in a list, or stand for a sign.
_SIGNS = {
    ".": Phrase("cli.sign-dot", "'.' (dot)"),
    ",": Phrase("cli.sign-comma", "',' (comma)"),
    ";": Phrase("cli.sign-semicolon", "';' (semicolon)"),
    "space": Phrase("cli.sign-space", "space"),
    "tab": Phrase("cli.sign-tab", "tab"),
}


def wrong_usage(error: typer.TyperException, arguments: Sequence[str]) -> Message:
    """Return what the parser found wrong with the arguments of a command line."""
    context: Any = getattr(error, "ctx", None)
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        return message(
            "cli.no-option",
            "there is no option {option}{suggestion}",
            option=plain(option),
            suggestion=suggest(option, _options(context)),
        )
    if option is not None and option in arguments:
        return message("cli.option-needs-value", "{option} needs a value", option=option)
    if option is not None:
        return message("cli.option-takes-no-value", "{option} takes no value", option=option)
    parameter = getattr(error, "param", None)
    if parameter is not None and hasattr(error, "param_type"):
        name = word_for(name_of(parameter).rstrip("."))
        return message(
            "cli.missing-argument",
            "{name} is missing; for example: {example}",
            name=name,
            example=(context.command.epilog or "").partition("\n")[0],
        )
    if parameter is not None:
        return _wrong_value(error, parameter, context, arguments)
    return _wrong_command(context, arguments)


def _wrong_value(error: Any, parameter: Any, context: Any, arguments: Sequence[str]) -> Message:
    values: dict[str, Any] = {"name": name_of(parameter), "value": _given(parameter, arguments)}
    kinds, least = kinds_of(parameter, context.command)
    choices = choices_of(parameter, context.command)
    if choices:
        return message(
            "cli.no-choice",
            "{name}: '{value}' is not allowed; allowed: {choices}",
            **values,
            choices=[_SIGNS[choice]() if choice in _SIGNS else choice for choice in choices],
        )
    if int in kinds and least is None:
        return message("cli.no-whole-number", "{name}: '{value}' is not a whole number", **values)
    most = most_of(parameter, context.command)
    if int in kinds and most is not None:
        return message(
            "cli.no-number-between",
            "{name}: '{value}' is not a whole number from {least} to {most}",
            **values,
            least=least,
            most=most,
        )
    if int in kinds:
        return message(
            "cli.no-number-from",
            "{name}: '{value}' is not a whole number of {least} or more",
            **values,
            least=least,
        )
    if isinstance(error.message, Message):  # which says what is allowed
        return message(
            "cli.wrong-part", "{name}: {wrong}", name=values["name"], wrong=error.message
        )
    return message("cli.wrong-value", "{name}: '{value}' is not allowed", **values)


def _wrong_command(context: Any, arguments: Sequence[str]) -> Message:
    path: list[str] = []
    within = context
    while within.parent is not None:
        path.insert(0, within.info_name)
        within = within.parent
    commands: Collection[str] | None = getattr(context.command, "commands", None)
    before = ["", *arguments]
    words = [
        word
        for word, option in zip(arguments, before, strict=False)
        if not word.startswith("-") and option not in _BEFORE_COMMANDS
    ][len(path) :]
    if commands is None:
        return message(
            "cli.too-many-arguments",
            "too many arguments for '{command}'",
            command=" ".join(path),
        )
    if not words:
        return message(
            "cli.missing-command", "name a command; allowed: {choices}", choices=[*commands]
        )
    return message(
        "cli.no-command",
        "there is no command '{word}'{suggestion}",
        word=plain(words[0]),
        suggestion=suggest(words[0], commands),
    )


def _options(context: Any) -> list[str]:
    return [word for parameter in context.command.params for word in parameter.opts]


def _given(parameter: Any, arguments: Sequence[str]) -> str:
    """Return the value that a command line gives to a parameter; of several the last."""
    found = ""
    for word, after in zip(arguments, [*arguments[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name in parameter.opts:
            found = value if equals else after
    return plain(found)
