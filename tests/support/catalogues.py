"""The texts that the source has for users, and the catalogues that translate them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from places import ROOT

from mdpoverty.language import LANGUAGES
from mdpoverty.language.messages import LOCALE

SOURCE = ROOT / "src" / "mdpoverty"
_MAKERS = ("Phrase", "message", "plural")
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
TRANSLATED = [language for language in LANGUAGES if language != "en"]


@dataclass(frozen=True)
class Found:
    """A text that the source has: its code, its English, its plural, and where it is."""

    code: str
    english: str
    plural: str
    where: str

    @property
    def room(self) -> str:
        """The room whose catalogue translates it."""
        return self.code.partition(".")[0]

    @property
    def id(self) -> str | tuple[str, str]:
        """What a catalogue knows it by."""
        return (self.english, self.plural) if self.plural else self.english


def texts() -> list[Found]:
    """Return every text of the source, in the order of files and lines."""
    return [found for file in sorted(SOURCE.rglob("*.py")) for found in _texts_of(file)]


def _texts_of(file: Path) -> Iterator[Found]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or _name(node.func) not in _MAKERS:
            continue
        where = f"{file.relative_to(ROOT)}:{node.lineno}"
        given = [part.value if isinstance(part, ast.Constant) else None for part in node.args]
        words = [part for part in given if isinstance(part, str)]
        if file.name == "messages.py" and not words:
            continue  # the mechanism itself
        plural = _name(node.func) == "plural" or len(words) > 2
        assert len(words) == len(given) == 2 + plural, f"{where}: code and words are literal texts"
        yield Found(words[0], words[1], words[2] if plural else "", where)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def file_of(language: str, room: str) -> Path:
    """Return the catalogue of a room."""
    return LOCALE / language / "LC_MESSAGES" / f"{room}.po"


def read(language: str, room: str) -> Catalog:
    """Return the catalogue of a room as it is; empty where there is no file."""
    file = file_of(language, room)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as text:
        return read_po(text, locale=language)


def renewed(language: str, room: str, found: list[Found]) -> bytes:
    """Return the file of a room's catalogue with exactly the texts of the source, by code.

    A text stands there under its code: one English word may need two in another language.
    """
    old, new = read(language, room), Catalog(locale=language)
    for text in sorted(found, key=lambda text: text.code):
        known = old.get(text.id, text.code)
        string = known.string if known is not None and known.id == text.id else None
        new.add(text.id, string, context=text.code).flags.clear()
    target = BytesIO()
    write_po(target, new, width=100, omit_header=True)
    return _HEADER.format(language=language).encode() + target.getvalue()
