"""What is wrong, in the words of a Python program: arguments where the command line has options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, Self, TypeVar

from mdpoverty.errors import MdpovertyError, Problem
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase, code_of

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
    """Return a function whose errors name its arguments."""

    @wraps(function)
    def said(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return function(*arguments, **named)
        except MdpovertyError as error:
            error.headline = in_arguments(error.headline)
            error.problems = tuple(map(_argued, error.problems))
            raise

    return said


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
