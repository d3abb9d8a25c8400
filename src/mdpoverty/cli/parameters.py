"""The parameters of a command: what each is called, which values it takes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import reduce
from typing import Annotated, Any, Literal, get_args, get_origin

from mdpoverty.language.messages import Phrase, message

# What stands for a value.
_WORDS: Mapping[str, Phrase] = {
    "AFTER": Phrase("cli.word-after", "AFTER"),
    "BEFORE": Phrase("cli.word-before", "BEFORE"),
    "COLUMN": Phrase("cli.word-column", "COLUMN"),
    "FILE": Phrase("cli.word-file", "FILE"),
    "FOLDER": Phrase("cli.word-folder", "FOLDER"),
    "HOUSEHOLD_ID": Phrase("cli.word-household", "HOUSEHOLD_ID"),
    "ID": Phrase("cli.word-id", "ID"),
    "MAP": Phrase("cli.word-map", "MAP"),
    "NAME": Phrase("cli.word-name", "NAME"),
    "PATTERN": Phrase("cli.word-pattern", "PATTERN"),
    "PROFILE": Phrase("cli.word-profile", "PROFILE"),
    "ROUND": Phrase("cli.word-round", "ROUND"),
    "SURVEY": Phrase("cli.word-survey", "SURVEY"),
    "TABLE": Phrase("cli.word-table", "TABLE"),
    "YYYY": Phrase("cli.word-year", "YYYY"),
}


def name_of(parameter: Any) -> str:
    """Return what an option or an argument is called."""
    longest: str = max(parameter.opts, key=len)
    return longest if longest.startswith("-") else parameter.metavar or longest.upper()


def word_for(name: str) -> str:
    """Return what stands for a value in a usage, such as ID|FILE: a message where it has words."""
    parts = [part for part in re.split("([A-Z_]{2,})", name) if part]
    words = [_WORDS[part]() if part in _WORDS else part for part in parts]
    return reduce(lambda x, y: message("cli.usage-words", "{first}{then}", first=x, then=y), words)


def choices_of(parameter: Any, command: Any) -> list[str]:
    """Return the values that a parameter of a command is chosen from, none where any will do."""
    kinds, _ = kinds_of(parameter, command)
    return [choice for kind in kinds for choice in _choices(kind)]


def help_of(parameter: Any, command: Any) -> str:
    """Return the help of a parameter as it was declared: the parser makes plain text of it."""
    _, about = _declared(parameter, command)
    return next((each.help for each in about if getattr(each, "help", None)), "")


def kinds_of(parameter: Any, command: Any) -> tuple[list[Any], int | None]:
    """Return the types that a parameter of a command may have, and the least number."""
    annotation, about = _declared(parameter, command)
    least = next((each.min for each in about if getattr(each, "min", None) is not None), None)
    return list(_members(annotation)), least


def most_of(parameter: Any, command: Any) -> int | None:
    """Return the largest number that a parameter of a command takes, None where any is taken."""
    _, about = _declared(parameter, command)
    return next((each.max for each in about if getattr(each, "max", None) is not None), None)


def _declared(parameter: Any, command: Any) -> tuple[Any, Sequence[Any]]:
    """Return the type of a parameter and what is said of it; nothing where the parser added it."""
    signature = inspect.signature(command.callback, eval_str=True)
    if parameter.name not in signature.parameters:
        return None, ()
    annotation = signature.parameters[parameter.name].annotation
    if get_origin(annotation) is not Annotated:
        return annotation, ()
    kind, *about = get_args(annotation)
    return kind, about


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
