"""What a word in a cell, or the label of a code, seems to mean in the codes of the codebook."""

from __future__ import annotations

from rapidfuzz import fuzz

from mdpoverty.codebook import TICKS, Variable
from mdpoverty.column_map.bare_text import bare

_SURE, _LEAST = 92.0, 80.0  # likeness, of 100
_SHORT = 4  # letters of a text that is a word whole or not at all: Cháu (grandchild), Cha (father)
# A text that denies is not one that does not, however alike they are.
_DENYING = frozenset(
    {"khong", "ko", "chua", "thieu", "ban", "not", "no", "non", "un", "unprotected", "less", "semi"}
)


def meaning(variable: Variable, said: str) -> tuple[str | None, bool]:
    """Return the code that a text seems to mean, None for none, and whether that is sure.

    Sure are the codes, the spellings that cells may have, and what is all but one of them; the
    words of forms are not, since whoever filled a form in may have meant another code by them.
    """
    own = {**{code: code for code in variable.codes}, **variable.spellings}
    if (exact := own.get(said.lower())) is not None:
        return exact, True
    if variable.type == "boolean" and said.lower() in TICKS:
        return "yes", False
    seen = {word.lower(): answer.code for answer in variable.answers for word in answer.seen}
    if said.lower() in seen:
        return seen[said.lower()], False
    text = bare(said)
    likeness = [(_likeness(text, bare(word)), code, True) for word, code in own.items()]
    likeness += [(_likeness(text, bare(word)), code, False) for word, code in seen.items()]
    best, code, known = max(likeness, key=lambda found: found[0])
    rival = max((score for score, other, _ in likeness if other != code), default=0.0)
    if best < _LEAST or best == rival:
        return None, False
    return code, known and best >= _SURE


def _likeness(text: str, word: str) -> float:
    if (_DENYING & {*text.split()}) != (_DENYING & {*word.split()}):
        return 0.0
    if text != word and min(len(text), len(word)) <= _SHORT:
        return 0.0
    return fuzz.token_sort_ratio(text, word)
