"""Vietnamese text from before Unicode: TCVN3 (the .VnTime fonts), VNI, VISCII, Windows-1258.

In these a letter is one byte, or one for the letter and one for its marks. Files hold such bytes;
or, where a program took each byte for a letter of western Europe, that letter: a workbook written
with .VnTime has `Hµ Giang` for `Hà Giang`. Both are read by the same tables.

TCVN3 is the upper half of the standard TCVN 5712:1993, VISCII is RFC 1456, and VNI writes every
mark as a letter after its own.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from unicodedata import normalize

import polars as pl

from mdpoverty.files.whole import whole_file

ENCODINGS = ("tcvn3", "vni", "viscii", "windows-1258")

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_BREVE, _CIRCUMFLEX = "\u0306", "\u0302"
_PIECE = 1 << 20
_FIRST = 0x80  # byte that is not ASCII

# From byte 0xA1 on; the five marks alone are 0xB0 to 0xB4.
_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđẶ"
    f"{_GRAVE}{_HOOK}{_TILDE}{_ACUTE}{_DOT}"
    "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
# From byte 0x80 on.
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_CONTROLS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
# Letters as Windows-1252 shows the bytes. A mark is of the letter before it.
_VNI_MARKS = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
    "â": _CIRCUMFLEX,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
}
_VNI_LETTERS = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "ì": "ì",
    "í": "í",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}


def is_legacy(encoding: str) -> bool:
    """Return whether an encoding is one of those that are read here."""
    return encoding.lower() in ENCODINGS


@cache
def table(encoding: str) -> Mapping[int, str]:
    """Return what each byte of an encoding is that is not ASCII; marks stand by themselves."""
    encoding = encoding.lower()
    if encoding == "tcvn3":
        found = {**_windows("cp1252"), **dict(enumerate(_TCVN3, start=0xA1))}
    elif encoding == "viscii":
        found = {**dict(enumerate(_VISCII, start=_FIRST)), **_VISCII_CONTROLS}
    elif encoding == "vni":
        found = _windows("cp1252")
        for shown, letter in {**_VNI_MARKS, **_VNI_LETTERS}.items():
            found[ord(shown)] = letter
            found[ord(shown.upper())] = letter.upper()
    else:
        found = _windows("cp1258", last=0xFF)
    return MappingProxyType(found)


def _windows(codec: str, last: int = 0xA0) -> dict[int, str]:
    """Return the bytes up to `last` as a code page of Windows has them."""
    found = {}
    for byte in range(_FIRST, last + 1):
        if text := bytes([byte]).decode(codec, "ignore"):
            found[byte] = text
    return found


@cache
def _shown(encoding: str) -> Mapping[str, str]:
    """Return the same by the letters that stand for the bytes in text of western Europe."""
    found = {}
    for byte, text in table(encoding).items():
        found[chr(byte)] = text
        if western := bytes([byte]).decode("cp1252", "ignore"):
            found[western] = text
    return found


def decoded(text: str, encoding: str) -> str:
    """Return text whose letters stand for the bytes of an encoding as what it says."""
    letters = _shown(encoding)
    return normalize("NFC", "".join(letters.get(letter, letter) for letter in text))


def decoded_cells(cells: pl.Expr, encoding: str) -> pl.Expr:
    """Return cells whose letters stand for the bytes of an encoding as what they say.

    A cell with letters that no byte stands for is in Unicode already, and stays.
    """
    letters = _shown(encoding)
    western = "".join(letters)
    other = f"[^\\x00-\\x7F{western}]"
    found = cells.str.replace_many(list(letters), list(letters.values())).str.normalize("NFC")
    return pl.when(cells.str.contains(other)).then(cells).otherwise(found)


def converted(file: Path, encoding: str, target: Path) -> Path:
    """Return `target` with the text of a file in an encoding, as UTF-8.

    Bytes that the encoding does not have stay as they are.
    """
    letters = {**{byte: chr(byte) for byte in range(_FIRST)}, **table(encoding)}
    with (
        whole_file(file) as source,
        target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as copy,
    ):
        while piece := source.read(_PIECE):
            copy.write(codecs.charmap_decode(piece, "surrogateescape", letters)[0])
    return target
