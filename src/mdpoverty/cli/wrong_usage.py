"""What is wrong with a command line, in our words: those of the parser change with its releases."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Sequence
from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin

import typer

from mdpoverty.errors import plain, suggest
from mdpoverty.language.messages import Message, message


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
        return message("cli.missing-argument", "{name} is missing", name=_name(parameter))
    if parameter is not None:
        return _wrong_value(parameter, context, arguments)
    return _wrong_command(context, arguments)


def _wrong_value(parameter: Any, context: Any, arguments: Sequence[str]) -> Message:
    values: dict[str, Any] = {"name": _name(parameter), "value": _given(parameter, arguments)}
    signature = inspect.signature(context.command.callback, eval_str=True)
    kinds, least = _kinds(signature.parameters[parameter.name].annotation)
    choices = [choice for kind in kinds for choice in _choices(kind)]
    if choices:
        return message(
            "cli.no-choice",
            "{name}: '{value}' is not allowed; allowed: {choices}",
            **values,
            choices=choices,
        )
    if int in kinds and least is None:
        return message("cli.no-whole-number", "{name}: '{value}' is not a whole number", **values)
    if int in kinds:
        return message(
            "cli.no-number-from",
            "{name}: '{value}' is not a whole number from {least} on",
            **values,
            least=least,
        )
    return message("cli.wrong-value", "{name}: '{value}' is not allowed", **values)


def _wrong_command(context: Any, arguments: Sequence[str]) -> Message:
    path: list[str] = []
    within = context
    while within.parent is not None:
        path.insert(0, within.info_name)
        within = within.parent
    commands: Collection[str] | None = getattr(context.command, "commands", None)
    words = [word for word in arguments if not word.startswith("-")][len(path) :]
    if commands is None:
        return message(
            "cli.too-many-arguments",
            "more arguments than '{command}' takes",
            command=" ".join(path),
        )
    if not words:
        return message(
            "cli.missing-command", "a command is missing; allowed: {choices}", choices=[*commands]
        )
    return message(
        "cli.no-command",
        "there is no command '{word}'{suggestion}",
        word=plain(words[0]),
        suggestion=suggest(words[0], commands),
    )


def _name(parameter: Any) -> str:
    """Return what an option or an argument is called."""
    longest: str = max(parameter.opts, key=len)
    return longest if longest.startswith("-") else parameter.metavar or longest.upper()


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


def _kinds(annotation: Any) -> tuple[list[Any], int | None]:
    """Return the types that an annotation allows, and the least number."""
    least = None
    if get_origin(annotation) is Annotated:
        annotation, *about = get_args(annotation)
        least = next((each.min for each in about if getattr(each, "min", None) is not None), None)
    return list(_members(annotation)), least


def _members(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal or not get_args(annotation):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _members(part)


def _choices(kind: Any) -> list[str]:
    if get_origin(kind) is Literal:
        return [str(choice) for choice in get_args(kind)]
    return (
        [str(choice.value) for choice in kind]
        if inspect.isclass(kind) and issubclass(kind, Enum)
        else []
    )
