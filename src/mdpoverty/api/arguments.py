"""What is wrong, in the words of a Python program: arguments where the command line has options."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from os import PathLike
from typing import Any, ParamSpec, Self, TypeVar

from mdpoverty.api.frames import kind_of
from mdpoverty.errors import MdpovertyError, Problem, UsageError
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase, code_of, message
from mdpoverty.standards.model import Standard

P = ParamSpec("P")
T = TypeVar("T")

# An option, and what stands for its value; those of commands that are named keep theirs.
_OPTION = re.compile(r"--(?!keep|persons)([a-z][a-z-]*)(?: (?:FILE|FOLDER)\b)?")
_ARGUMENTS = {"cutoff": "cutoffs", "from": "from_standard", "to": "to_standard"}
# Advice that is another for frames, whose numbers have types.
_OF_FRAMES: Mapping[str, Phrase] = {
    "reading.write-number": Phrase(
        "api.write-number",
        "convert the column to numbers, or write digits and a decimal point, such as 1500000 or "
        "52.5. A column map can round longer numbers.",
    ),
    "reading.write-whole-number": Phrase(
        "api.write-whole-number", "convert the column to whole numbers, or write digits, such as 4"
    ),
}

_A_STANDARD = Phrase(
    "api.a-standard",
    "the id of a shipped standard, the path of a threshold file, or a standard that is loaded",
)
_A_MAP = Phrase("api.a-map", "the path of a column map")
_COLUMNS = Phrase("api.names-of-columns", "the name of a column, or a list of names")
_ROUNDS = Phrase("api.rounds", "a list of frames, or a mapping with a name or year for each")


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, PathLike))


def _is_standard(value: Any) -> bool:
    return _is_path(value) or isinstance(value, Standard)


def _are_names(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, (str, Iterable)) and not isinstance(value, bytes)


def _are_rounds(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes))


# What an argument may be, by its name, and how that is said.
_KINDS: Mapping[str, tuple[Callable[[Any], bool], Phrase]] = {
    "standard": (_is_standard, _A_STANDARD),
    "from_standard": (_is_standard, _A_STANDARD),
    "to_standard": (_is_standard, _A_STANDARD),
    "columns": (_is_path, _A_MAP),
    "by": (_are_names, _COLUMNS),
    "each": (_are_names, _COLUMNS),
    "by_member": (_are_names, _COLUMNS),
    "rounds": (_are_rounds, _ROUNDS),
}


class _Argued(Message):
    """A message that names arguments where its words name options, in every language."""

    __slots__ = ()

    def __new__(cls, phrase: Phrase, values: Mapping[str, Any]) -> Self:
        """Return `phrase` with its `values`, in English."""
        self = str.__new__(cls, _renamed(Message(phrase, values)))
        self.phrase, self.values = phrase, values
        return self

    def in_(self, language: Language) -> str:
        """Return the message in `language`."""
        return _renamed(Message(self.phrase, self.values).in_(language))


def in_arguments(text: str) -> str:
    """Return what is said to a user of the command line as it is said to a Python program."""
    if code_of(text) in _OF_FRAMES:
        return _OF_FRAMES[code_of(text)]()
    return _Argued(text.phrase, text.values) if isinstance(text, Message) else _renamed(text)


def says_arguments(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function whose errors name its arguments, also those that are of a wrong type."""
    signature = inspect.signature(function)

    @wraps(function)
    def said(*arguments: P.args, **named: P.kwargs) -> T:
        _require_kinds(signature, signature.bind(*arguments, **named).arguments)
        try:
            return function(*arguments, **named)
        except MdpovertyError as error:
            error.headline = in_arguments(error.headline)
            error.problems = tuple(map(_argued, error.problems))
            raise

    return said


def _require_kinds(signature: inspect.Signature, given: Mapping[str, Any]) -> None:
    """Raise UsageError for values that their arguments cannot be."""
    problems = []
    for name, value in given.items():
        is_kind, allowed = _KINDS.get(name, (None, None))
        is_default = value is signature.parameters[name].default
        if is_kind and allowed and not is_default and not is_kind(value):
            problems.append(Problem(name, kind_of(value), allowed()))
    if problems:
        headline = message("api.wrong-type", "an argument is of another type than it can be")
        raise UsageError(headline, problems)


def _argued(problem: Problem) -> Problem:
    return replace(
        problem,
        subject=in_arguments(problem.subject),
        wrong=in_arguments(problem.wrong),
        allowed=in_arguments(problem.allowed),
        advice=in_arguments(problem.advice),
    )


def _renamed(text: str) -> str:
    return _OPTION.sub(lambda found: _ARGUMENTS.get(found[1], found[1].replace("-", "_")), text)
