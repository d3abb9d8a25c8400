"""The text of a survey where it is not as it was meant: in an old encoding, or without accents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unicodedata import normalize

import polars as pl

from mdpoverty.errors import plain
from mdpoverty.files.column_names import refuse_doubled
from mdpoverty.files.legacy import decoded, decoded_cells
from mdpoverty.files.rows import unreadable
from mdpoverty.files.vietnamese import LOST_ACCENTS, encoding_of
from mdpoverty.language.messages import Message, message
from mdpoverty.survey.survey import Survey, first_rows

_BEYOND_ASCII = "[^\\x00-\\x7F]"


def in_unicode(survey: Survey, encoding: str) -> Survey | None:
    """Return a survey whose letters stand for the bytes of an old encoding as what it says.

    None where its text is not of that kind.
    """
    if encoding_of(_texts(survey)) is None:
        return None
    names = {name: normalize("NFC", decoded(name, encoding)) for name in survey.schema}
    refuse_doubled(list(names.values()), survey.name)
    texts = [name for name, dtype in survey.schema.items() if dtype == pl.String]
    frame = survey.frame.with_columns(decoded_cells(pl.col(name), encoding) for name in texts)
    return replace(
        survey,
        schema={names[name]: dtype for name, dtype in survey.schema.items()},
        frame=frame.rename(names),
        quoted=True,
        then=(*survey.then, lambda again: in_unicode(again, encoding) or again),
        grids={file: grid.renamed(names) for file, grid in survey.grids.items()},
    )


def refuse_legacy(survey: Survey) -> None:
    """Raise SurveyError where letters of a survey stand for the bytes of an old encoding."""
    if (encoding := encoding_of(_texts(survey))) is None:
        return
    shown = next(text for text in _texts(survey) if decoded(text, encoding) != text)
    wrong = message(
        "survey.legacy",
        "has text in the encoding {encoding}: '{shown}' is '{meant}'",
        encoding=encoding,
        shown=plain(shown),
        meant=plain(decoded(shown, encoding)),
    )
    advice = message("survey.legacy-advice", "use --encoding {encoding}", encoding=encoding)
    raise unreadable(survey.name, wrong, advice)


def lost_accents(survey: Survey) -> Message | None:
    """Return the warning that letters of a survey are question marks, None where none is."""
    shown = next((t for t in _texts(survey, LOST_ACCENTS)), None)
    if shown is None:
        return None
    return message(
        "survey.accents-lost",
        "warning: {file}: accented letters seem to be lost, as in '{shown}': "
        "export the file again as UTF-8",
        file=survey.name,
        shown=plain(shown),
    )


def _texts(survey: Survey, pattern: str = _BEYOND_ASCII) -> Iterator[str]:
    """Yield the names of columns, and cells of the first rows, that hold a pattern."""
    names = pl.Series(list(survey.schema), dtype=pl.String)
    yield from names.filter(names.str.contains(pattern))
    texts = [name for name, dtype in survey.schema.items() if dtype == pl.String]
    try:
        first = first_rows(survey).select(texts).collect()
    except pl.exceptions.PolarsError:  # a file that is not what it was taken for: said later
        return
    holds = first.select(pl.all().str.contains(pattern).any())  # at once: there may be many columns
    for column in (first[cells.name] for cells in holds if cells.any()):
        yield from column.filter(column.str.contains(pattern).fill_null(value=False))
