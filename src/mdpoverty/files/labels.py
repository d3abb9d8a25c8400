"""What files of statistical packages call their columns and the codes in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unicodedata import normalize

from mdpoverty.files.statistical import is_spss, stata_release
from mdpoverty.files.unpacking import beginning


@dataclass(frozen=True)
class Labels:
    """The labels of columns, and those of the codes of each column, by the code as text.

    `unread` says that the file may have some, and what reads them is not installed.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unread: bool = False


def labels_of(path: str, encoding: str | None) -> Labels:
    """Return the labels in a Stata or SPSS file; any other file has none."""
    file = Path(path)
    try:
        if not file.is_file():
            return Labels()
        start = beginning(file)
    except OSError:  # as a survey it says why it cannot be read
        return Labels()
    if not is_spss(start) and stata_release(start) is None:
        return Labels()
    try:
        import pyreadstat  # noqa: PLC0415 -- an extra that few need
    except ModuleNotFoundError:
        return Labels(unread=True)
    read = pyreadstat.read_sav if is_spss(start) else pyreadstat.read_dta
    try:
        _, found = read(str(file), metadataonly=True, encoding=encoding)
    except Exception:  # noqa: BLE001 -- bytes of strangers can fail the reader in any way
        return Labels()
    return Labels(
        {_text(name): _text(said) for name, said in found.column_names_to_labels.items() if said},
        {
            _text(name): {_code(code): _text(said) for code, said in codes.items()}
            for name, codes in found.variable_value_labels.items()
        },
    )


def _text(value: Any) -> str:
    return normalize("NFC", str(value)).strip()


def _code(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else _text(value)
