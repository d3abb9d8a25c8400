"""Names of places that a reader takes for one, though they are written in two ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from unicodedata import normalize

import polars as pl

from mdpoverty.codebook import GROUPS
from mdpoverty.errors import MORE, plain
from mdpoverty.language.messages import Message, message
from mdpoverty.survey.survey import CELL
from mdpoverty.survey.values import INVISIBLE

PLACES = GROUPS[:3]  # province, district, commune

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_NAMED = 5  # names that are listed


def places_in(batch: pl.DataFrame) -> pl.DataFrame:
    """Return the places that rows name, each once."""
    return batch.select(placed(batch)).unique()


def placed(batch: pl.DataFrame) -> list[pl.Expr]:
    """Return the places that rows name: as values, or as cells as they stand."""
    held = {name: own for name in PLACES for own in (CELL + name, name) if own in batch.columns}
    return [pl.col(o).alias(name) for name, o in held.items() if batch.schema[o] == pl.String]


def names_alike(places: Sequence[pl.DataFrame]) -> Iterator[Message]:
    """Yield a note of names that differ only by what a reader does not see, for each column.

    `places` are those of all batches. Names are compared within the same unit above.
    """
    every = pl.concat(places).unique() if places else pl.DataFrame()
    for place, column in enumerate(every.columns):
        found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for row in every.select(every.columns[: place + 1]).iter_rows():
            if row[-1] is not None:
                found[tuple(_folded(name or "") for name in row)].add(row[-1])
        alike = sorted(sorted(names) for names in found.values() if len(names) > 1)
        if alike:
            yield message(
                "survey.places-alike",
                "{column}: names that differ only by spaces, case, invisible characters or the "
                "place of the tone count as different places: {names}{more}. To merge them, write "
                "each name in one way in the file",
                column=column,
                names=[_together(names) for names in alike[:_NAMED]],
                more=MORE(count=len(alike) - _NAMED) if len(alike) > _NAMED else "",
            )


def _together(names: Sequence[str]) -> str:
    return " / ".join(f"'{plain(name)}'" for name in names)


def _folded(name: str) -> str:
    """Return a name without case, invisible characters and doubled spaces, its tones at the end."""
    words = re.sub(INVISIBLE, "", name).casefold().replace("ð", "đ").split()
    return " ".join(_toneless(word) for word in words)


def _toneless(word: str) -> str:
    """Return a word with its tone after it: hòa and hoà are one."""
    letters = normalize("NFD", word)
    return normalize("NFC", _TONES.sub("", letters)) + "".join(_TONES.findall(letters))
