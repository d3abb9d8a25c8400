"""What a word or a path that is not known may mean: of what is known, what is called nearly so."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from mdpoverty.language.messages import message


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` seems to mean, None where none is near to it."""
    words = {each.lower(): each for each in known}
    near = difflib.get_close_matches(word.strip().lower(), list(words), n=1, cutoff=0.75)
    return words[near[0]] if near else None


def suggest(word: str, known: Iterable[str], used: Collection[str] = ()) -> str:
    """Return `; did you mean 'x'?` for the known word nearest to `word`, else nothing.

    Words that are `used` already are not meant.
    """
    near = nearest(word, (each for each in known if each not in used))
    return message("errors.suggestion", "; did you mean '{word}'?", word=near) if near else ""


def suggest_file(path: str | Path) -> str:
    """Return `; did you mean 'x'?` for what is called nearly as a path that is not there.

    That is a file, or the first folder of the path that is not there.
    """
    missing = Path(path)
    with suppress(OSError, ValueError):
        while not missing.parent.is_dir():
            missing = missing.parent
        word = re.sub(r"[*?\[\]]", "", missing.name)  # the path may be a pattern
        near = {file.name for file in missing.parent.iterdir()} - {
            missing.name
        }  # a link to nothing
        return suggest(word, sorted(near))
    return ""
