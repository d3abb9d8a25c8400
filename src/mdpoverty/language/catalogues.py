"""Catalogues of translations: compiled by the build, or as their text where nothing was built.

A copy of the source has only the texts (`ROOM.po`). They are read in memory where the compiled file
is absent, or older than its text: nothing is written.
"""

from __future__ import annotations

import ast
import gettext
import io
import struct
from collections.abc import Iterator
from pathlib import Path

_MAGIC, _HEADER = 0x950412DE, struct.Struct("<7I")
_PAIR = struct.Struct("<2I")


def read_catalogue(text: Path) -> gettext.NullTranslations:
    """Return the translations of a catalogue, by the file of its text; none where it has no file.

    Raises OSError where a file cannot be read.
    """
    compiled = text.with_suffix(".mo")
    if _is_current(compiled, text):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if not text.exists():
        return gettext.NullTranslations()
    entries = _entries(text.read_text(encoding="utf-8"))
    return gettext.GNUTranslations(io.BytesIO(_compiled(dict(entries))))


def _is_current(compiled: Path, text: Path) -> bool:
    if not compiled.exists():
        return False
    return not text.exists() or compiled.stat().st_mtime_ns >= text.stat().st_mtime_ns


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """Yield each translated text as gettext keys it: CODE, EOT, English, NUL, plural."""
    for block in text.split("\n\n"):
        entry: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            name, quote, rest = line.partition('"')
            field = name.strip() or field
            entry[field] = entry.get(field, "") + ast.literal_eval(quote + rest)
        said = entry.get("msgstr", entry.get("msgstr[0]"))
        if said:
            context = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
            many = f"\0{entry['msgid_plural']}" if "msgid_plural" in entry else ""
            yield context + entry["msgid"] + many, said


def _compiled(entries: dict[str, str]) -> bytes:
    """Return the file that gettext reads: a header, two tables of places, and the texts."""
    keys = sorted(entries)
    texts = [part.encode() for part in (*keys, *(entries[key] for key in keys))]
    count, tables = len(keys), _HEADER.size + 2 * len(keys) * _PAIR.size
    places, end = [], tables
    for part in texts:
        places.append(_PAIR.pack(len(part), end))
        end += len(part) + 1
    translations = _HEADER.size + count * _PAIR.size
    header = _HEADER.pack(_MAGIC, 0, count, _HEADER.size, translations, 0, tables)
    return header + b"".join(places) + b"".join(part + b"\0" for part in texts)
