"""The catalogues have exactly the texts of the source, and translate them with the same values."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest
from catalogues import TRANSLATED, Found, file_of, read, renewed, texts
from places import ROOT

from mdpoverty.language.catalogues import read_catalogue
from mdpoverty.language.messages import LOCALE

# What may have texts; the source is read when a test asks for them, not in every worker.
SOURCE = ROOT / "src" / "mdpoverty"
ROOMS = sorted({path.stem for path in (*SOURCE.glob("*.py"), *SOURCE.glob("*/"))} - {"__pycache__"})


@cache
def rooms() -> dict[str, list[Found]]:
    """Return the texts of each room that has some."""
    found = defaultdict(list)
    for text in texts():
        found[text.room].append(text)
    return dict(found)


def test_a_code_means_one_text() -> None:
    """No code stands for two texts, and every code names its room and is plain."""
    words = defaultdict(set)
    for text in chain.from_iterable(rooms().values()):
        words[text.code].add(text.id)
        assert text.code.replace("-", "").replace(".", "").replace("_", "").isalnum(), text
        assert text.code.count(".") == 1, text
        assert text.code == text.code.lower(), text
    assert {code: sorted(map(str, ids)) for code, ids in words.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("room", ROOMS)
def test_catalogue_has_the_texts_of_the_source(language: str, room: str) -> None:
    """A catalogue lacks no text of its room and has none that the source does not have."""
    if room not in rooms():
        return
    file, expected = file_of(language, room), renewed(language, room, rooms()[room])
    if os.environ.get("MDPOVERTY_UPDATE_CATALOGUES"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(expected)
    assert file.read_bytes().decode() == expected.decode(), (
        "make it anew: MDPOVERTY_UPDATE_CATALOGUES=1 pytest tests/language/test_catalogues.py"
    )


def test_every_catalogue_is_of_a_room_that_has_texts() -> None:
    """No catalogue is left of a room without texts."""
    assert {file.stem for file in LOCALE.rglob("*.po")} == set(rooms())


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("room", ROOMS)
def test_translations_have_the_same_values(language: str, room: str) -> None:
    """A translation has the fields of its English text, each by its name."""
    for entry in read(language, room):
        if not entry.id or not entry.string:
            continue
        one = entry.id if isinstance(entry.id, str) else entry.id[-1]
        strings = [entry.string] if isinstance(entry.string, str) else entry.string
        for string in strings:
            assert not string or _fields(string) == _fields(one), entry.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_copy_of_the_source_without_a_build_is_translated(language: str, tmp_path: Path) -> None:
    """The text of a catalogue says the same as what is compiled of it, and writes nothing."""
    assert rooms()
    for room, found in rooms().items():
        text = Path(shutil.copy(file_of(language, room), tmp_path))
        compiled, as_text = map(read_catalogue, (file_of(language, room), text))
        for one in found:
            said = compiled.pgettext(one.code, one.english)
            assert as_text.pgettext(one.code, one.english) == said
            given = (one.code, one.english, one.plural)
            for count in (1, 2) if one.plural else ():
                assert as_text.npgettext(*given, count) == compiled.npgettext(*given, count)
    assert {file.suffix for file in tmp_path.iterdir()} == {".po"}


def test_a_compiled_catalogue_that_is_older_than_its_text_is_not_read(tmp_path: Path) -> None:
    """A catalogue compiled before its text was changed has the old words."""
    text = tmp_path / "room.po"
    assert read_catalogue(text).pgettext("room.yes", "yes") == "yes"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    entry = 'msgctxt "room.yes"\nmsgid "yes"\nmsgstr ""\n"c\\"ó\\n"\n'
    text.write_text(f"{header}\n{entry}", encoding="utf-8")
    text.with_suffix(".mo").write_bytes(b"compiled long ago")
    os.utime(text.with_suffix(".mo"), (0, 0))
    assert read_catalogue(text).pgettext("room.yes", "yes") == 'c"ó\n'


def _fields(text: str) -> set[str]:
    names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    assert all(name.isidentifier() for name in names), text
    return names
