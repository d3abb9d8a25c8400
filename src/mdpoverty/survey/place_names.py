"""Names of places that a reader takes for one, though they are written in two ways."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from mdpoverty.codebook import GROUPS, subject_of, variables
from mdpoverty.errors import MORE, plain
from mdpoverty.language.messages import Message, message
from mdpoverty.standards.lookups import prefixes
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.engine import collected, converted
from mdpoverty.survey.survey import CELL, Survey
from mdpoverty.survey.values import folded, folded_name, without_accents

PLACES = GROUPS[:3]  # province, district, commune

_CITY = ("Thành phố", "TP.")
# What may be before the name of each place, and is often left out.
_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "province": ("Tỉnh", *_CITY),
        "district": ("Huyện", "Quận", "Thị xã", *_CITY),
        "commune": ("Xã", "Phường", "Thị trấn", "Đặc khu"),
    }
)
_FOLDED = "folded:"
_KIND, _OWN, _PLAIN = "kind:", "own:", "plain:"  # a name without its kind, and without accents
_NAMED = 5  # names that are listed


class _Name(NamedTuple):
    """A name as it is written, what kind of place it says, and the rest of it."""

    written: str
    kind: str
    own: str

    def may_be(self, other: _Name) -> bool:
        """Return whether another name may be of the same place: a kind may be left out."""
        return self.kind == other.kind or not (self.kind and other.kind)


def columns_of_places(columns: Collection[str]) -> dict[str, str]:
    """Return which of some columns tells each place: a copy of its cells, or else its values."""
    held = {name: [own for own in (CELL + name, name) if own in columns] for name in PLACES}
    return {name: own[0] for name, own in held.items() if own}


def places_in(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the places that rows name, each once: as copies of cells, or else as values."""
    held = columns_of_places(rows.columns)
    texts = {name: own for name, own in held.items() if rows.schema[own] == pl.String}
    named = (pl.col(own).str.normalize("NFC").alias(name) for name, own in texts.items())
    return rows.select(named).unique()


def alike_in(surveys: Sequence[Survey]) -> Iterator[Message]:
    """Yield the notes of `names_alike` on the places of surveys, whichever engine has their rows.

    One pass over the columns of places of each.
    """
    yield from names_alike([_places_of(survey) for survey in surveys])


def _places_of(survey: Survey) -> pl.DataFrame:
    every = variables("household")
    known = {name: every[name] for name in PLACES if name in survey.given}
    require_cells(survey, known)
    return collected(converted(survey, known).select(*known).unique()) if known else pl.DataFrame()


def names_alike(places: Sequence[pl.DataFrame]) -> Iterator[Message]:
    """Yield notes of names that are, or may be, of one place, for each column.

    `places` are those of all batches, or surveys. Names are compared within the same unit above:
    they are of one place where they differ only by what a reader does not see, and may be where
    the kind of the place or accents are left out in one of them.
    """
    every = pl.concat(places, how="diagonal").unique() if places else pl.DataFrame()
    columns = [name for name in PLACES if name in every.columns]
    read = every.select(columns)
    for column in columns:
        read = _read(read, column)
    for place, column in enumerate(columns):
        above = columns[:place]
        named = read.filter(pl.col(column).is_not_null())
        units = [_FOLDED + name for name in (*above, column)]
        found = named.group_by(units).agg(pl.col(column).unique().sort())
        alike = sorted(names for names in found[column].to_list() if len(names) > 1)
        if alike:
            yield message(
                "survey.places-alike",
                "{column}: names that differ only by spaces, case, invisible characters or the "
                "place of the tone count as different places: {names}{more}. To merge them, write "
                "each name in one way in the file",
                column=subject_of(column),
                **_listed(alike),
            )
        if perhaps := sorted(_perhaps_alike(named, above, column)):
            yield message(
                "survey.places-perhaps-alike",
                "{column}: names that may be of one place count as different places: "
                "{names}{more}. The kind of place, such as xã or huyện, or accents may be left out "
                "in one of them. If they are of one place, write its name in one way in the file",
                column=subject_of(column),
                **_listed(perhaps),
            )


def _read(places: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return places with what a reader may take each name for, worked out once for each name."""
    kind = folded(pl.col(column)).str.extract(f"({_before(column)})").fill_null("")
    own = folded_name(folded(pl.col(column)).str.replace(_before(column), ""))
    names = places.lazy().select(pl.col(column).unique())
    read = names.with_columns(
        folded_name(pl.col(column)).alias(_FOLDED + column),
        without_accents(kind)
        .str.replace_all(r"[.\s]", "")
        .replace(_short(column))
        .alias(_KIND + column),
        own.alias(_OWN + column),
        without_accents(own).alias(_PLAIN + column),
    )
    return places.join(read.collect(), on=column, how="left", nulls_equal=True)


def _perhaps_alike(named: pl.DataFrame, above: Sequence[str], column: str) -> Iterator[list[str]]:
    """Yield names that may be of one place, though a reader sees that they differ."""
    units = [_OWN + name for name in above]
    seen = named.sort(column).unique([*units, _FOLDED + column], keep="first")
    name = pl.struct(column, _KIND + column, _OWN + column)
    groups = seen.group_by(*units, _PLAIN + column).agg(name.sort())
    for rows in groups.filter(pl.col(column).list.len() > 1)[column]:
        yield from _confused([_Name(*row.values()) for row in rows])


def _confused(names: Sequence[_Name]) -> Iterator[list[str]]:
    """Yield which of some names, that have the same letters, may be of one place.

    A name without accents that could be either of two is neither.
    """
    accented = {name.own for name in names if not name.own.isascii()}
    together = [[n for n in names if n.own == own] for own in sorted(accented)]
    plain = [name for name in names if name.own.isascii()]
    if len(accented) == 1:
        together = [[*together[0], *plain]]
    else:
        together.append(plain)
    for some in together:
        found = [n for n in some if any(n is not other and n.may_be(other) for other in some)]
        if found:
            yield sorted(name.written for name in found)


def _before(column: str) -> str:
    """Return the regular expression of what kind of place a name says, with accents or without."""
    kinds = _KINDS[column]
    return prefixes((*kinds, *map(_unaccented, kinds)))


def _short(column: str) -> dict[str, str]:
    """Return the kinds of a place, without accents and spaces, by their first letters."""
    kinds = [_unaccented(kind).lower() for kind in _KINDS[column]]
    return {"".join(word[0] for word in kind.split()): kind.replace(" ", "") for kind in kinds}


def _unaccented(text: str) -> str:
    return str(pl.select(without_accents(pl.lit(text))).item())


def _listed(alike: Sequence[Sequence[str]]) -> dict[str, object]:
    return {
        "names": [_together(names) for names in alike[:_NAMED]],
        "more": MORE(count=len(alike) - _NAMED) if len(alike) > _NAMED else "",
    }


def _together(names: Sequence[str]) -> str:
    return " / ".join(f"'{plain(name)}'" for name in names)
