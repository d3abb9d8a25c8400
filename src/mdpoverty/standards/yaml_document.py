"""Read a YAML file strictly, and remember where every value stands.

YAML 1.1 reads `no`, `on` and dates as other types and takes the last of two equal keys. Here
only numbers, `true`, `false` and `null` are anything but text, a number is exact, a key may stand
once, and there are no anchors, aliases or tags: threshold files and column maps come from
strangers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import yaml

from mdpoverty.errors import DocumentError, Place, Problem
from mdpoverty.language.messages import Phrase, message
from mdpoverty.standards import yaml_syntax

Path = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_VALUES = 40_000

# A number that begins with a needless zero is a code, such as 09, and one that no double could
# hold is none: they stay text.
_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9_]{0,40})")
_DECIMAL = re.compile(r"[+-]?(0|[1-9][0-9_]{0,40})\.[0-9]{1,40}")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TEXTS = (".md", ".markdown", ".rst")  # names of documents that may be given by mistake
_AS_YAML = Phrase("standards.save-as-utf-8", "a text file in YAML, saved as UTF-8")
_UNREAD = Phrase("standards.unreadable", "{source} cannot be read")


@dataclass(frozen=True)
class Document:
    """The data of a YAML file, with the place (line and column from 1) of every value."""

    source: str
    data: Any
    places: dict[Path, Place]

    def place(self, path: Path) -> Place:
        """Return where `path` stands, or the nearest part of it that exists."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, None, 1))


def read_document(text: bytes, source: str) -> Document:
    """Return the document in `text`.

    Its words are in Unicode's composed form (NFC), so that one typed in two ways is one. Raises
    DocumentError, with every fault and its line, when the text is not a YAML mapping of plain
    values.
    """
    try:
        return _read(text, source)
    except DocumentError:
        if not source.lower().endswith(_TEXTS):
            raise
    wrong = message("standards.text-document", "a text document, not YAML")
    raise _fault(source, Place(1, None, 1), wrong, _AS_YAML())


def _read(text: bytes, source: str) -> Document:
    if len(text) > MAX_BYTES:
        wrong = message("standards.too-large", "more than {most} bytes", most=MAX_BYTES)
        raise _fault(source, Place(1, None, 1), wrong)
    try:
        words = unicodedata.normalize("NFC", text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        wrong = message("standards.not-utf-8", "not UTF-8")
        raise _fault(source, Place(line, None), wrong, _AS_YAML()) from None
    if problem := yaml_syntax.forbidden(words):
        raise _unread(source, problem)
    composer = _Composer(source, yaml.parse(words, Loader=_LOADER))
    try:
        document = composer.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line, mark.column) if mark else (0, 0)
        raise _unread(source, yaml_syntax.fault(words, *where)) from None
    if composer.faults:
        raise DocumentError(_UNREAD(source=source), composer.faults, source)
    return document


class _Composer:
    """Builds plain data out of YAML events; an object because the events are one stream."""

    def __init__(self, source: str, events: Iterator[Any]) -> None:
        self.source = source
        self.events = events
        self.places: dict[Path, Place] = {}
        self.faults: list[Problem] = []

    def document(self) -> Document:
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            wrong = message("standards.empty-file", "the file is empty")
            raise _fault(self.source, Place(1, None, 1), wrong)
        data = self._value(next(self.events), ())
        next(self.events)  # the end of the document
        extra = next(self.events)
        if not isinstance(extra, yaml.StreamEndEvent):
            wrong = message("standards.second-document", "a second document in the file")
            self._refuse(extra, (), wrong)
        if not isinstance(data, dict):
            wrong = message("standards.not-a-mapping", "not a mapping of keys to values")
            raise _fault(self.source, Place(1, None, 1), wrong)
        return Document(self.source, data, self.places)

    def _value(self, event: Any, path: Path) -> Any:
        self.places.setdefault(path, _place(event))
        if len(self.places) > MAX_VALUES:
            wrong = message("standards.many-values", "more than {most} values", most=MAX_VALUES)
            raise _fault(self.source, _place(event), wrong)
        if len(path) > yaml_syntax.MAX_DEPTH:
            raise _fault(self.source, _place(event), yaml_syntax.too_deep())
        if isinstance(event, yaml.AliasEvent):
            wrong = message("standards.alias", "an alias; write the value out")
            return self._refuse(event, path, wrong)
        self._refuse_marks(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event.value) if event.implicit[0] else event.value

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                wrong = message("standards.key-not-a-word", "a key that is not a word")
                raise _fault(self.source, _place(event), wrong)
            key, here = event.value, (*path, event.value)
            self._refuse_marks(event, here)
            if key in found:
                wrong = message(
                    "standards.key-twice",
                    "the key appears twice, first on line {line:d}",
                    line=self.places[here].line,
                )
                self._refuse(event, here, wrong)
            self.places.setdefault(here, _place(event))
            found[key] = self._value(next(self.events), here)
        return found

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _refuse_marks(self, event: Any, path: Path) -> None:
        if event.anchor is not None:
            wrong = message("standards.anchor", "an anchor; write the value out where it is needed")
            self._refuse(event, path, wrong)
        if event.tag is not None:
            wrong = message("standards.tag", "a tag ({tag}); write a plain value", tag=event.tag)
            self._refuse(event, path, wrong)

    def _refuse(self, event: Any, path: Path, wrong: str) -> None:
        self.faults.append(Problem(dotted(path), wrong, places=(_place(event),)))


def dotted(path: Path) -> str:
    """Return a path as a reader writes it: `classes[0].when`."""
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return words.removeprefix(".")


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if _DECIMAL.fullmatch(text):
        return Fraction(text.replace("_", ""))
    return text


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, None, event.start_mark.column + 1)


def _fault(source: str, place: Place, wrong: str, allowed: str = "") -> DocumentError:
    return _unread(source, Problem("", wrong, allowed, places=(place,)))


def _unread(source: str, problem: Problem) -> DocumentError:
    return DocumentError(_UNREAD(source=source), [problem], source)
