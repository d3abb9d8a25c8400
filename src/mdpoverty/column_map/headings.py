"""Which variable of the codebook a heading names, by its words in either language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz

from mdpoverty.codebook import Variable
from mdpoverty.column_map.bare_text import Words, words_of

_NAMED = 101.0  # the heading is the variable's own name
_SURE = 92.0  # from this likeness on, of 100, two texts say the same
_LEAST = 76.0  # below it they say different things
_APART = 5.0  # what the second best must be behind the best
_SUBSET = (70.0, 30.0)  # all words of one in the other: this, and the share of the words they share
_SLIP = 5.0  # what a slip in an accent may cost
_FEW = 2  # words in a part of a label that stands for itself: tỉnh/thành phố
_LONG = 200  # characters of a heading that are looked at
_CALLED = 91.0  # the heading is a common name of the variable, which is always to be checked
# Common headings that the labels do not have; the cells tell two variables of one name apart.
_COMMON: Mapping[str, tuple[str, ...]] = {
    "area": ("nông thôn thành thị", "thành thị nông thôn"),
    "wall": ("tường",),
    "column": ("cột",),
    "roof": ("mái",),
    "wall_material": ("tường",),
    "column_material": ("cột",),
    "roof_material": ("mái",),
    "water_source": ("nước ăn", "nguồn nước ăn"),
    "toilet": ("nhà vệ sinh",),
    "house_type": ("loại nhà ở", "kết cấu nhà", "kết cấu nhà ở"),
    "has_tv": ("có tivi", "có ti vi", "ti vi", "có tv"),
    "insured": ("thẻ bhyt", "có thẻ bhyt", "thẻ bảo hiểm y tế"),
    "has_radio": ("đài",),
    "has_desktop": ("máy tính",),
}


@dataclass(frozen=True)
class Match:
    """The column that seems to hold a variable; `sure` where nothing else comes near."""

    variable: Variable
    column: str
    sure: bool


def matches(
    columns: Mapping[str, str],
    variables: Collection[Variable],
    ruled_out: Collection[tuple[str, str]] = (),
) -> list[Match]:
    """Return the variables that columns seem to hold, in the order of `variables`.

    `columns` are the headings of a file, each with the label that the file gives the column, or
    nothing. Case, accents, spaces and the order of words do not count. A column is matched once,
    and so is a variable: the pair that is most alike comes first. Pairs of a column and the name
    of a variable that are `ruled_out` do not count.
    """
    headings = {column: list(_heading(column, label)) for column, label in columns.items()}
    labels = {variable.name: list(_labels(variable)) for variable in variables}
    scored: list[tuple[float, str, str]] = []
    for column, texts in headings.items():
        for name, said in labels.items():
            best = _NAMED if column.strip() == name else _likeness(texts, said)
            if any(text.accented in _COMMON.get(name, ()) for text in texts):
                best = max(best, _CALLED)
            if best >= _LEAST and (column, name) not in ruled_out:
                scored.append((best, column, name))
    scored.sort(key=lambda found: -found[0])
    taken: dict[str, Match] = {}
    used: set[str] = set()
    known = {variable.name: variable for variable in variables}
    for score, column, name in scored:
        if name in taken or column in used:
            continue
        rivals = (s for s, c, n in scored if (c == column) != (n == name) and not _over(s, c, n))
        clear = score == _NAMED or all(score - rival >= _APART for rival in rivals)
        taken[name] = Match(known[name], column, score >= _SURE and clear)
        used.add(column)
    return [taken[name] for name in labels if name in taken]


def _over(score: float, column: str, name: str) -> bool:
    """Whether a pair is settled by the name itself, and no rival of another."""
    return score == _NAMED and column.strip() == name


def _likeness(texts: Collection[Words], labels: Collection[Words]) -> float:
    return max((_alike(one, other) for one in texts for other in labels), default=0.0)


def _alike(one: Words, other: Words) -> float:
    """Return how alike two texts are, from 0 to 100."""
    found = _ratio(one.bare, other.bare)
    if found >= _LEAST and one.accented != one.bare and other.accented != other.bare:
        # Both are typed with their accents: mái (a roof) is not mai (tomorrow).
        found = min(found, (found + _ratio(one.accented, other.accented)) / 2 + _SLIP)
    return found


def _ratio(one: str, other: str) -> float:
    found = fuzz.token_sort_ratio(one, other)
    fewer, more = sorted((one.split(), other.split()), key=len)
    if len(fewer) >= _FEW and {*fewer} <= {*more}:
        base, share = _SUBSET
        found = max(found, base + share * len(fewer) / len(more))
    return found


def _heading(column: str, label: str) -> Iterator[Words]:
    """Yield what a column may be called: its heading, the end of one in several rows, its label."""
    parts = re.split(r"\s+/\s+", column[:_LONG])
    texts = [column[:_LONG], parts[-1], " ".join(parts[-2:]), label[:_LONG]]
    unbracketed = [re.sub(r"[(\[].*?[)\]]", " ", text) for text in texts]
    unnumbered = [re.sub(r"^\W*\w?[0-9]{0,3}[.):]\s", " ", text) for text in unbracketed]
    yield from _apart(chain(texts, unbracketed, unnumbered))


def _labels(variable: Variable) -> Iterator[Words]:
    """Yield what a variable is called, in either language; `tỉnh/thành phố` is also `tỉnh`."""
    texts = [variable.name.replace("_", " "), variable.label_en, variable.label_vi]
    parts = variable.label_vi.split("/")
    if len(parts) > 1 and all(len(part.split()) <= _FEW for part in parts):
        texts += parts
    texts.append(re.sub(r"[(\[].*?[)\]]", " ", variable.label_vi))
    yield from _apart(texts)


def _apart(texts: Iterator[str] | Collection[str]) -> Iterator[Words]:
    found = dict.fromkeys(words_of(text) for text in texts)
    return (words for words in found if words.count)
