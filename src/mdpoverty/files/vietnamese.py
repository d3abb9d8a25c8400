"""Vietnamese words: whether text is of them, and in which encoding it would be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from unicodedata import normalize

from mdpoverty.files.legacy import ENCODINGS, decoded

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?"
    "(a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui"
    "|uô|uơ|uy|ưa|ươ|ưi|ưu|yê|iêu|uôi|ươi|ươu|uya|uyê|oai|oay|oao|oeo|uây|uyu|yêu)"
    "(c|ch|k|m|n|ng|nh|p|t)?"
)
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~]+")
_LEAST = 2  # words by which an encoding is recognised
_MOST = 2_000  # words that are looked at
_SHARE = 0.8  # of the words that are not Vietnamese as they are

# A question mark in the place of a letter: `X? ?ình C?`.
LOST_ACCENTS = r"\?\p{L}"


def is_syllable(word: str) -> bool:
    """Return whether a word may be a Vietnamese syllable, with at most one tone."""
    letters, tones = _TONES.subn("", normalize("NFD", word.lower()))
    return tones <= 1 and _SYLLABLE.fullmatch(normalize("NFC", letters)) is not None


def encoding_of(texts: Iterable[str]) -> str | None:
    """Return the encoding that text was in before each byte was taken for a letter, else None.

    Most words that are no Vietnamese as they are must be Vietnamese in that encoding.
    """
    strange = _strange(texts)
    if len(strange) < _LEAST:
        return None
    counts = {name: _sound(strange, name) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: counts[name])
    return best if counts[best] >= max(_LEAST, _SHARE * len(strange)) else None


def _strange(texts: Iterable[str]) -> set[str]:
    """Return the words beyond ASCII that are no Vietnamese syllables."""
    found: set[str] = set()
    for text in texts:
        if not text.isascii():
            words = _WORD.findall(normalize("NFC", text))
            found.update(word for word in words if not word.isascii() and not is_syllable(word))
        if len(found) >= _MOST:
            break
    return found


def _sound(words: Collection[str], encoding: str) -> int:
    return sum(is_syllable(decoded(word, encoding)) for word in words)
