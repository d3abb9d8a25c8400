"""Messages: every text for users, in English where it is used, in Vietnamese by its catalogue.

A text has a code, such as `survey.row-doubled`, that stays the same when its words change. What
stands before the point names the room of the program that says it, and the catalogue
(`locale/vi/LC_MESSAGES/ROOM.po`) that has it in Vietnamese, by its code: one English word may need
two in another language. Values have names: `{rows}`. A whole
number is written with separators of thousands, unless its field says `{line:d}`; other fields take
the formats of Python (`{rate:.2%}`), in the signs of the language. Messages within messages are put
into the same language, parts of a list are joined by commas. All else is data: it stays as it is,
but for what would break the line or be acted on by a terminal, which is shown as codes.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Self

from mdpoverty.language import Language
from mdpoverty.language.catalogues import read_catalogue
from mdpoverty.language.numbers import day, formatted, number

# Controls, marks of direction, and what is not seen at all.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
LOCALE = Path(__file__).with_name("locale")


class Message(str):
    """A text with its values: a `str` in English, that can be put into another language."""

    __slots__ = ("phrase", "values")

    phrase: Phrase
    values: Mapping[str, Any]

    def __new__(cls, phrase: Phrase, values: Mapping[str, Any]) -> Self:
        """Return `phrase` with its `values`, in English."""
        self = super().__new__(cls, _in_words(phrase, values, "en"))
        self.phrase, self.values = phrase, values
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make the message again, in another process too."""
        return type(self), (self.phrase, dict(self.values))

    @property
    def code(self) -> str:
        """The code of the text, which stays the same when its words change."""
        return self.phrase.code

    def in_(self, language: Language) -> str:
        """Return the message in `language`; in English where it is not translated."""
        return str(self) if language == "en" else _in_words(self.phrase, self.values, language)


@dataclass(frozen=True)
class Phrase:
    """A text without its values: its code, its English, and its plural where a `count` decides."""

    code: str
    english: str
    plural: str = ""

    def __call__(self, **values: Any) -> Message:
        """Return the message that it is with these values."""
        return Message(self, values)

    def in_(self, language: Language) -> str:
        """Return a phrase that has no values in `language`."""
        return self().in_(language)


def message(code: str, english: str, /, **values: Any) -> Message:
    """Return a message in one sentence: its code, its English text, its values by name."""
    return Message(Phrase(code, english), values)


def plural(code: str, one: str, many: str, /, *, count: int, **values: Any) -> Message:
    """Return a message whose words depend on the value `count`."""
    return Message(Phrase(code, one, many), {"count": count, **values})


@dataclass(frozen=True)
class Named:
    """A name that stays as it is in English, and is `said` in another language."""

    name: str
    said: str

    def in_(self, language: Language) -> str:
        """Return the name in `language`."""
        return in_line(self.name if language == "en" else self.said)


def code_of(text: str) -> str:
    """Return the code of a message, nothing where a text has none."""
    return text.code if isinstance(text, Message) else ""


def in_language(text: str, language: Language) -> str:
    """Return a message in `language`, and any other text as it is."""
    return text.in_(language) if isinstance(text, Message) else text


@cache
def catalogue(language: Language, room: str) -> gettext.NullTranslations:
    """Return the translations of the texts of a room; none where it has no catalogue."""
    return read_catalogue(LOCALE / language / "LC_MESSAGES" / f"{room}.po")


def _in_words(phrase: Phrase, values: Mapping[str, Any], language: Language) -> str:
    words = _words(phrase, values, language)
    return _FORMATTERS[language].vformat(words, (), values)


def _words(phrase: Phrase, values: Mapping[str, Any], language: Language) -> str:
    if language == "en":
        return phrase.plural if phrase.plural and values["count"] != 1 else phrase.english
    found = catalogue(language, phrase.code.partition(".")[0])
    if phrase.plural:
        return found.npgettext(phrase.code, phrase.english, phrase.plural, values["count"])
    return found.pgettext(phrase.code, phrase.english)


class Lines(str):
    """Text that may hold line breaks within a message."""

    __slots__ = ()


def in_line(text: str) -> str:
    """Return text with codes for what breaks a line, or what a terminal acts on."""
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)


def in_lines(text: str) -> str:
    """Return text of several lines, each as `in_line` returns it."""
    return "\n".join(map(in_line, text.split("\n")))


class _Formatter(Formatter):
    """Puts values into texts as one language writes them."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return a value as the language writes it."""
        if isinstance(value, str):
            kept = isinstance(value, (Message, Lines))
            return in_language(value, self.language) if kept else in_line(value)
        if isinstance(value, (list, tuple)):
            return ", ".join(self.format_field(part, format_spec) for part in value)
        if isinstance(value, date):
            return day(value, self.language)
        if format_spec:
            return formatted(value, format_spec, self.language)
        if isinstance(value, (Phrase, Named)):
            return value.in_(self.language)
        return number(value, self.language) if isinstance(value, int) else str(value)


_FORMATTERS: Mapping[Language, _Formatter] = {"en": _Formatter("en"), "vi": _Formatter("vi")}
