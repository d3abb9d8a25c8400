"""What keeps a text from being YAML, in our words: parsers change theirs.

The parser says where it could not go on; what is wrong there is read off the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mdpoverty.errors import Place, Problem
from mdpoverty.language.messages import Message, message

MAX_DEPTH = 40

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
# Quoted text and comments are passed over; what is left are brackets, and quotes that never end.
_MARKS = re.compile(
    r"""(?<![^\s\[\]{},:?-])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|["'])|(?<!\S)\#[^\r\n]*|[\[\]{}]""",
    re.DOTALL,
)
_NEVER_FIRST = "@`%&*!|>"  # no plain text begins with these


class Opened(NamedTuple):
    """A bracket or a quote that is not closed, and where it is in the text."""

    sign: str
    start: int


def forbidden(words: str) -> Problem | None:
    """Return the problem that a text holds a character that YAML does not allow."""
    if not (found := _FORBIDDEN.search(words)):
        return None
    code = f"U+{ord(found[0]):04X}"
    wrong = message(
        "standards.yaml-character", "not YAML: the character {code}; delete it", code=code
    )
    return Problem("", wrong, places=(_place(words, found.start()),))


def fault(words: str, line: int, column: int) -> Problem:
    """Return what is wrong where a parser gave up: at a line and a column of `words`, from 0."""
    at = _offset(words, line, column)
    opened = _opened(words, at)
    if len(opened) > MAX_DEPTH + 1:
        return Problem("", too_deep(), places=(_place(words, opened[MAX_DEPTH + 1].start),))
    return Problem("", _wrong(words, at, opened), places=(_place(words, at),))


def too_deep() -> Message:
    """Return that values are nested deeper than any standard or column map needs."""
    return message("standards.yaml-depth", "nested more than {most} deep", most=MAX_DEPTH)


def _wrong(words: str, at: int, opened: list[Opened]) -> Message:
    sign = words[at : at + 1]
    if sign == "\t":
        return message("standards.yaml-tab", "not YAML: a tab; indent with spaces")
    if sign and sign in _NEVER_FIRST:
        return message(
            "standards.yaml-sign",
            "not YAML: a value cannot begin with {sign}; put it in quotes",
            sign=sign,
        )
    if opened and opened[-1].sign == '"' and words[at:].strip():
        return message(
            "standards.yaml-escape",
            "not YAML: in double quotes a backslash has a special meaning; use single quotes",
        )
    if opened:
        return message(
            "standards.yaml-open",
            "not YAML: the {sign} of line {line:d} is not closed, or a comma is missing",
            sign=opened[-1].sign,
            line=_place(words, opened[-1].start).line,
        )
    if sign == ":":
        return message(
            "standards.yaml-colon",
            "not YAML: a colon too many; put a value that holds one in quotes, or check how "
            "the line is indented",
        )
    return message(
        "standards.yaml-unexpected",
        "not YAML: check how this line is indented, and the quotes, brackets and colons of it "
        "and of the line before",
    )


def _opened(words: str, end: int) -> list[Opened]:
    """Return the brackets, and the quote, that are open at `end`, the outermost first."""
    found: list[Opened] = []
    for mark in _MARKS.finditer(words, 0, end):
        sign = mark[0]
        if sign in {"[", "{", '"', "'"}:
            found.append(Opened(sign, mark.start()))
        elif sign in {"]", "}"} and found:
            found.pop()
    return found


def _offset(words: str, line: int, column: int) -> int:
    starts = [0, *(end.end() for end in _BREAK.finditer(words))]
    return min(starts[line] + column, len(words)) if line < len(starts) else len(words)


def _place(words: str, at: int) -> Place:
    before = [end.end() for end in _BREAK.finditer(words, 0, at)]
    return Place(len(before) + 1, None, at - (before[-1] if before else 0) + 1)
