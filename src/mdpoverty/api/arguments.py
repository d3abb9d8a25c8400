"""What is wrong, in the words of a Python program: arguments where the command line has options."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import wraps
from numbers import Integral, Rational, Real
from os import PathLike
from typing import Any, ParamSpec, Self, TypeVar, get_args

from mdpoverty.api.frames import kind_of
from mdpoverty.errors import MdpovertyError, Problem, UsageError, plain
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Phrase, code_of, message
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.cutoffs import Identify
from mdpoverty.statistics.request import Interval, Layout, Method, Pairs, SingleUnit, Unit

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
_COLUMN = Phrase("api.name-of-a-column", "the name of a column")
_COLUMNS = Phrase("api.names-of-columns", "the name of a column, or a list of names")
_ROUNDS = Phrase("api.rounds", "a list of frames, or a mapping with a name or year for each")
_PATTERN = Phrase("api.pattern", "a pattern of names of columns, such as rep_*")
_YES_OR_NO = Phrase("api.yes-or-no", "True or False")
_AGES = Phrase("api.ages", "a list of whole numbers, such as [0, 16, 60]")
_CUTOFFS = Phrase("api.cutoffs", "a list of numbers, such as [3], or text such as 1/3")
_FLAGS = Phrase("api.flags", "a list of two numbers, such as [0.2, 0.3]")
_LEVEL = Phrase("api.level", "a number, such as 0.95")
_HOUSEHOLDS = Phrase("api.households", "a whole number of households, from 0")
_MOST = 10**15  # of numbers that are given: the engine counts no higher than 64 bits hold


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, PathLike))


def _is_standard(value: Any) -> bool:
    return _is_path(value) or isinstance(value, Standard)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool) or type(value).__name__ in ("bool", "bool_")  # NumPy's


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, Rational):
        parts = (value.numerator, value.denominator)
        return all(-_MOST < int(part) < _MOST for part in parts)
    return isinstance(value, (Real, Decimal))


def _is_count(value: Any) -> bool:
    return isinstance(value, Integral) and _is_number(value) and int(value) >= 0


def _is_number_or_text(value: Any) -> bool:
    return _is_text(value) or _is_number(value)


def _is_age(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, Integral) and _is_number(value))


def _text_or_list_of(is_one: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return what tells text and lists of such values; columns of pandas and NumPy are lists."""

    def are(value: Any) -> bool:
        if isinstance(value, (str, bytes)):
            return isinstance(value, str)
        is_list = isinstance(value, Sequence) or hasattr(type(value), "tolist")
        return is_list and getattr(value, "ndim", 1) == 1 and all(map(is_one, value))

    return are


def _are_rounds(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes))


def _word(words: Any) -> tuple[Callable[[Any], bool], Callable[[], str]]:
    """Return what tells the words of a literal type, and what says them."""
    known = get_args(words)
    return (lambda value: isinstance(value, str) and value in known), lambda: ", ".join(known)


_are_names = _text_or_list_of(_is_text)

# What an argument may be, by its name, and how that is said. Frames are told where they are read.
_KINDS: Mapping[str, tuple[Callable[[Any], bool], Callable[[], str]]] = {
    **dict.fromkeys(("standard", "from_standard", "to_standard"), (_is_standard, _A_STANDARD)),
    "columns": (_is_path, _A_MAP),
    **dict.fromkeys(("by", "each", "by_member"), (_are_names, _COLUMNS)),
    **dict.fromkeys(("change", "contrast", "fpc"), (_is_text, _COLUMN)),
    "replicates": (_is_text, _PATTERN),
    "rounds": (_are_rounds, _ROUNDS),
    **dict.fromkeys(
        ("rejects", "totals", "income", "robustness", "complete_cases", "bounds"),
        (_is_yes_or_no, _YES_OR_NO),
    ),
    "ages": (_text_or_list_of(_is_age), _AGES),
    "cutoffs": (_text_or_list_of(_is_number_or_text), _CUTOFFS),
    "flag_cv": (_text_or_list_of(_is_number_or_text), _FLAGS),
    "level": (_is_number_or_text, _LEVEL),
    "suppress_below": (_is_count, _HOUSEHOLDS),
    "unit": _word(Unit),
    "layout": _word(Layout),
    "pairs": _word(Pairs),
    "identify": _word(Identify),
    "single_unit": _word(SingleUnit),
    "method": _word(Method),
    "ci": _word(Interval),
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
            problems.append(Problem(name, _what_is(value), allowed()))
    if problems:
        headline = message("api.wrong-value", "an argument has a value that it cannot have")
        raise UsageError(headline, problems)


def _what_is(value: Any) -> Message:
    """Return what a wrong value is: a word or number as it is, else its kind."""
    if isinstance(value, str) or _is_number(value):
        return message("api.unknown-word", "'{word}' is not allowed", word=plain(str(value)))
    return kind_of(value)


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
