"""Files of statistical packages (Stata, SPSS), with the codes and not the labels of values."""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from mdpoverty.errors import SurveyError
from mdpoverty.files.column_names import refuse_many
from mdpoverty.files.documents import may_be_table
from mdpoverty.files.legacy import decoded, is_legacy
from mdpoverty.files.rows import MOST_COLUMNS, damaged, grows, text_repeats, unreadable
from mdpoverty.files.stata_dates import as_shown
from mdpoverty.files.stata_sections import TAGGED, Order, formats_of, require_rows
from mdpoverty.files.unpacking import beginning
from mdpoverty.language.messages import Message, message

if TYPE_CHECKING:
    import pandas as pd

_STATA = re.compile(rb"<stata_dta>.*<release>([0-9]+)<|([\x66-\x73])[\x01\x02]", re.DOTALL)
# What it says at its beginning: the order of bytes, and how many columns it has.
_SAID = re.compile(rb"<stata_dta>.{0,99}<byteorder>(..).{0,99}<K>(.{2,4})</K>", re.DOTALL)
_SPSS = (b"$FL2", b"$FL3")
STATA_UNICODE = 118  # from this release on Stata writes UTF-8
_MOST_CELLS = 10_000_000  # of whichever SPSS file
_RATIO = 100  # cells for each byte of a larger one; a survey has at most 10
_FEW = 1_000  # rows that show how long the texts of all are
# Of SPSS: the bytes before variables, and of each; how one begins, and the rest of a longer text.
_HEAD, _VARIABLE, _ORDER = 176, 32, 64
_IS_VARIABLE, _CONTINUES = 2, -1
_TEXT_FORMATS = (1, 2)  # of SPSS: A and AHEX
_OF_TEXT = re.compile("%[-~]?[0-9]*s")  # of Stata: as text is shown
_NO_TEXT = "biufM"  # kinds of columns
_BEFORE = "latin-1"  # what older files are taken for, byte by byte


def stata_release(start: bytes) -> int | None:
    """Return the release of the Stata file that begins so, None where it is none."""
    found = _STATA.match(start)
    if not found:
        return None
    return int(found[1]) if found[1] else found[2][0]


def is_spss(start: bytes) -> bool:
    """Return whether an SPSS file begins so."""
    return start.startswith(_SPSS) and not may_be_table(start)


def read_stata(path: Path, name: str, encoding: str | None) -> pl.DataFrame:
    """Return the data of a Stata file; `encoding` is that of a file older than Stata 14.

    Missing values, also the extended ones, are null. Raises SurveyError for a damaged file.
    """
    import pandas as pd  # noqa: PLC0415 -- loads slowly, and most files do without

    from mdpoverty.files.repeated import repeats_too_much  # noqa: PLC0415 -- as above

    old = message(
        "files.stata-old",
        "was written by Stata 13 or earlier: its text is not {encoding}",
        encoding=encoding or "UTF-8",
    )
    release = stata_release(beginning(path)) or 0
    if release >= STATA_UNICODE and encoding is not None:
        wrong = message("files.stata-new", "was written by Stata 14 or later: its text is UTF-8")
        advice = message("files.no-encoding", "remove --encoding")
        raise unreadable(name, wrong, advice, subject="--encoding")
    try:
        order, columns = _said_by_stata(beginning(path))
        refuse_many(columns, name)
        formats = formats_of(path, release, order, columns)
        if release >= TAGGED:
            require_rows(path, order, columns)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it warns of is not the user's to change
            warnings.simplefilter("error", UnicodeWarning)  # of text that is not UTF-8
            # It would make moments of years, and of days.
            data = pd.read_stata(path, convert_categoricals=False, convert_dates=False)
        if "class" not in data.columns:
            data = data.rename(columns={"_class": "class"})  # as a profile in Stata calls it
        if not repeats_too_much(_length(data), path.stat().st_size):
            said = _frame(data, None if release >= STATA_UNICODE else encoding or "ascii")
            _require_formats(said, formats)
            return as_shown(said, formats)
    except UnicodeDecodeError:
        advice = message("files.name-encoding", "name its encoding with --encoding")
        raise unreadable(name, old, advice) from None
    except SurveyError:
        raise
    except Exception:  # noqa: BLE001 -- bytes of strangers can fail the reader in any way
        raise damaged(name, "Stata", _save_again()) from None
    raise text_repeats(name)


def _length(data: pd.DataFrame) -> int:
    """Return how long all texts are together: a file may hold one once, for many cells."""
    columns = (data[column] for column in data.columns if data[column].dtype.kind not in _NO_TEXT)
    return sum(len(cell) for cells in columns for cell in cells if isinstance(cell, str))


def read_spss(path: Path, name: str, encoding: str | None) -> pl.DataFrame:
    """Return the data of an SPSS file; values that it declares missing are null.

    Raises SurveyError for a damaged file, or where the reader is not installed.
    """
    try:
        import pyreadstat  # noqa: PLC0415 -- an extra that few need
    except ModuleNotFoundError:
        wrong = message("files.spss-library", "is an SPSS file: reading it needs pyreadstat")
        advice = message(
            "files.spss-library-advice",
            "pip install 'mdpoverty[spss]', or save the file as CSV (UTF-8)",
        )
        raise unreadable(name, wrong, advice) from None
    from mdpoverty.files.repeated import repeats_too_much  # noqa: PLC0415 -- as above

    size = path.stat().st_size
    try:
        if (parts := _parts_of_spss(path)) > 2 * MOST_COLUMNS:
            refuse_many(parts, name)
        # What it says of its rows may not be so: no more are read than there may be.
        _, about = pyreadstat.read_sav(str(path), encoding=encoding, metadataonly=True)
        refuse_many(about.number_columns or 0, name)
        most = max(_MOST_CELLS, _RATIO * size) // (about.number_columns or 1)
        for rows in sorted({min(_FEW, most), most}):  # few first: these take no memory
            data, _ = pyreadstat.read_sav(str(path), encoding=encoding, row_limit=rows + 1)
            every = min(about.number_rows or 0, most) if len(data) > rows else len(data)
            length = _length(data) * max(every, len(data)) // max(1, len(data))
            if (repeats := repeats_too_much(length, size)) or len(data) <= rows:
                break
    except SurveyError:
        raise
    except Exception:  # noqa: BLE001 -- as above
        raise damaged(name, "SPSS", _save_again()) from None
    if repeats:
        raise text_repeats(name)
    if len(data) > most:
        raise grows(name, most, size)
    return _frame(data, None)


def _said_by_stata(start: bytes) -> tuple[Order, int]:
    """Return the order of bytes of the Stata file that begins so, and how many columns it has."""
    if said := _SAID.match(start):
        little, columns = said[1] == b"LS", said[2]
    else:
        little, columns = start[1] != 1, start[4:6]
    return "<" if little else ">", int.from_bytes(columns, "little" if little else "big")


def _require_formats(data: pl.DataFrame, formats: Sequence[str]) -> None:
    """Raise ValueError where a column of numbers has the format of texts, or the other way."""
    for cells, told in zip(data, formats, strict=True):
        if bool(_OF_TEXT.fullmatch(told)) is not (cells.dtype == pl.String):
            raise ValueError(told)


def _parts_of_spss(path: Path) -> int:
    """Return how many columns an SPSS file has, or parts of these: a long text has several.

    The library takes ever longer for more. Raises ValueError where a column of numbers has formats
    of texts, or the other way: the numbers would all be blank.
    """
    found = 0
    with path.open("rb") as file:
        head = file.read(_HEAD)
        order = "<" if head[_ORDER + 1 : _ORDER + 4] == bytes(3) else ">"
        variable = struct.Struct(f"{order}6i8x")
        while len(held := file.read(_VARIABLE)) == _VARIABLE:
            begins, width, labelled, missing, *formats = variable.unpack(held)
            if begins != _IS_VARIABLE:
                break
            of_texts = {(told >> 16) in _TEXT_FORMATS for told in formats}
            if width != _CONTINUES and of_texts == {width == 0}:
                raise ValueError(width)
            found += width != _CONTINUES
            if labelled:
                [length] = struct.unpack(f"{order}i", file.read(4))
                file.seek(-(-length // 4) * 4, 1)
            file.seek(8 * abs(missing), 1)
    return found


def _frame(data: pd.DataFrame, encoding: str | None) -> pl.DataFrame:
    columns: dict[str, Any] = {}
    for column in data.columns:
        cells = data[column]
        if encoding is not None and cells.dtype.kind not in _NO_TEXT:
            cells = cells.map(lambda cell: _decoded(cell, encoding), "ignore")
        columns[str(column)] = pl.from_pandas(cells)
    return pl.DataFrame(columns)


def _decoded(cell: str, encoding: str) -> str:
    """Return text of which each letter is a byte as what it says in an encoding."""
    if is_legacy(encoding):
        return decoded(cell, encoding)
    return cell.encode(_BEFORE).decode(encoding)


def _save_again() -> Message:
    return message("files.again", "save it again, or as CSV (UTF-8)")
