"""The words of a draft: comments in the reader's language, and a stranger's text as YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from mdpoverty.codebook import Variable
from mdpoverty.errors import plain
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, in_language, message

_UNQUOTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|0|[1-9][0-9]{0,14}")
_WORDS = frozenset({"true", "false", "null"})  # that are no text without quotes
_WIDE = 60  # characters of a stranger's word in a comment


def check() -> Message:
    """Return the word that marks a line to be checked."""
    return message("column_map.draft-check", "check")


def checked(reasons: Sequence[Message], language: Language) -> str:
    """Return the comment of a line that is to be checked, for these reasons."""
    said = "; ".join(reason.in_(language) for reason in reasons)
    return f"{check().in_(language)}: {said}"


def label(variable: Variable, language: Language) -> str:
    """Return what a variable is called."""
    return variable.label_vi if language == "vi" else variable.label_en


def codes(variable: Variable, language: Language) -> str:
    """Return the codes of a variable; for who does not read English with what they mean."""
    words = {each.code: each.label_vi for each in variable.answers}
    if language == "en" or not words:
        return ", ".join(variable.codes)
    return "; ".join(f"{code} = {words.get(code, code)}" for code in variable.codes)


def described(variable: Variable, language: Language) -> str:
    """Return what a variable is called, with its codes or its unit."""
    allowed = codes(variable, language) or in_language(variable.unit_in_words, language)
    called = label(variable, language)
    return f"{called} ({allowed})" if allowed else called


def shown(word: str) -> str:
    """Return a stranger's word for a comment: in one line, not too long."""
    return plain(word, _WIDE)


def as_written(name: str) -> str:
    """Return a column's name to be copied into a map.

    It is in double quotes where it has signs, as a line break, that YAML reads only within these.
    """
    return shown(name) if name.isprintable() else scalar(name)


def scalar(text: str) -> str:
    """Return a text as a YAML scalar: in quotes, with signs that cannot be seen as their codes."""
    if _UNQUOTED.fullmatch(text) and text not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else _escaped(sign) for sign in quoted)


def _escaped(sign: str) -> str:
    number = ord(sign)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004 -- YAML's
