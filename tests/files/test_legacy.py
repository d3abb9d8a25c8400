"""Vietnamese text from before Unicode: read by its encoding, and recognised where none is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest
from files import (
    BY_INCOME,
    HEADER,
    Table,
    classify,
    refusal,
    stata,
    text_of,
    windows_1258,
    write_csv,
    write_parquet,
    write_spss,
    write_xlsx,
)

from mdpoverty.files.legacy import decoded
from mdpoverty.files.vietnamese import encoding_of, is_syllable

# What Vietnamese letters are in these encodings, by other tables than the program's: TCVN3 as the
# fonts .VnTime show it, VISCII as RFC 1456 lists it, VNI as its keyboard composes it.
LETTERS = "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
TCVN3 = (
    "A8 A9 AA AB AC AD AE B5 B6 B7 B8 B9 BB BC BD BE C6 C7 C8 C9 CA CB CC CE CF D0 D1 D2 D3 D4 D5 "
    "D6 D7 D8 DC DD DE DF E1 E2 E3 E4 E5 E6 E7 E8 E9 EA EB EC ED EE EF F1 F2 F3 F4 F5 F6 F7 F8 F9 "
    "FA FB FC FD FE"
)
VISCII = (
    "E5 E2 EA F4 BD DF F0 E0 E4 E3 E1 D5 A2 C6 C7 A1 A3 A5 A6 E7 A4 A7 E8 EB A8 E9 A9 AB AC AD AA "
    "AE EC EF EE ED B8 F2 F6 F5 F3 F7 B0 B1 B2 AF B5 B6 B7 DE BE FE F9 FC FB FA F8 D7 D8 E6 D1 F1 "
    "CF D6 DB FD DC"
)
CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", ["A1", "A2", "A3", "A4", "A5", "A6", "A7"], strict=True))
VNI_TONES = {"\u0300": "ø", "\u0301": "ù", "\u0303": "õ", "\u0309": "û", "\u0323": "ï", "": ""}
VNI_BREVE = {"": "ê", "\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
VNI_HAT = {"": "â", "\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
VNI_OWN = {"đ": "ñ", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


def tcvn3(text: str) -> bytes:
    codes = dict(zip(LETTERS, TCVN3.split(), strict=True)) | CAPITALS
    # The fonts have no capitals with tones: another font shows the small ones as capitals.
    letters = (c if c in codes or c.isascii() else c.lower() for c in normalize("NFC", text))
    return b"".join(bytes.fromhex(codes[c]) if c in codes else c.encode() for c in letters)


def viscii(text: str) -> bytes:
    codes = dict(zip(LETTERS, VISCII.split(), strict=True)) | {"Đ": "D0", "Ủ": "9C", "Ộ": "93"}
    return b"".join(
        bytes.fromhex(codes[c]) if c in codes else c.encode() for c in normalize("NFC", text)
    )


def vni(text: str) -> bytes:
    return "".join(map(_vni, normalize("NFC", text))).encode("cp1252")


def _vni(letter: str) -> str:
    if letter.lower() in VNI_OWN:
        found = VNI_OWN[letter.lower()]
    else:
        base, *marks = list(normalize("NFD", letter.lower()))
        tone = next((mark for mark in marks if mark in VNI_TONES), "")
        if "\u0306" in marks:
            found = base + VNI_BREVE[tone]
        elif "\u0302" in marks:
            found = base + VNI_HAT[tone]
        elif "\u031b" in marks:
            found = {"o": "ô", "u": "ö"}[base] + VNI_TONES[tone]
        else:
            found = base + VNI_TONES[tone]
    return found.upper() if letter.isupper() else found


ENCODERS: dict[str, Callable[[str], bytes]] = {
    "tcvn3": tcvn3,
    "vni": vni,
    "viscii": viscii,
    "windows-1258": windows_1258,
}
SURVEY: Table = [
    (*HEADER, "province", "commune"),
    ("Hộ 1", "nông thôn", 4, 400000, "Hà Giang", "xã Mèo Vạc"),
    ("Hộ 2", "đô thị", 3, 650000, "Thừa Thiên Huế", "phường Đúc"),
    ("Hộ 3", "đô thị", 3, 650000, "Đắk Nông", "thị trấn Đắk Mâm"),
]
every_encoding = pytest.mark.parametrize("name", ENCODERS)


def western(text: object, name: str) -> object:
    """Return text as a program shows it that takes each byte for a letter of western Europe."""
    if not isinstance(text, str):
        return text
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in ENCODERS[name](text))


def shown(name: str) -> Table:
    return [tuple(western(cell, name) for cell in row) for row in SURVEY]  # type: ignore[misc]


@every_encoding
@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter(name: str, letter: str) -> None:
    """Every letter is read as itself."""
    assert decoded(str(western(letter, name)), name) == letter


@every_encoding
def test_a_file_of_bytes(tmp_path: Path, name: str) -> None:
    """A file in an old encoding is read by its name, ids, codes and places alike."""
    file = tmp_path / "survey.csv"
    file.write_bytes(ENCODERS[name](text_of(SURVEY)))
    expected = classify(write_csv(tmp_path / "plain.csv", SURVEY), *BY_INCOME, "-q")
    assert classify(file, *BY_INCOME, "-q", "--encoding", name.upper()) == expected


@every_encoding
@pytest.mark.parametrize(
    "write",
    [write_csv, write_xlsx, write_parquet, stata(118), write_spss],
    ids=["CSV", "XLSX", "Parquet", "Stata", "SPSS"],
)
def test_letters_that_stand_for_bytes(
    tmp_path: Path, write: Callable[[Path, Table], Path], name: str
) -> None:
    """Letters that stand for bytes are recognised, refused with the option, and read with it."""
    file = write(tmp_path / "survey.sav", shown(name))
    errors = refusal(file, *BY_INCOME)
    assert f"has text in the encoding {name}" in errors
    assert f"use --encoding {name}" in errors
    expected = classify(write_csv(tmp_path / "plain.csv", SURVEY), *BY_INCOME, "-q")
    assert classify(file, *BY_INCOME, "-q", "--encoding", name) == expected


def test_the_words_of_the_refusal(tmp_path: Path) -> None:
    """The refusal shows a cell as it is, and as it is meant."""
    rows: Table = [(*HEADER, "province", "commune"), ("1", "rural", 1, 1, "Hµ Giang", "X· MÌo V¹c")]
    errors = refusal(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME)
    assert "'Hµ Giang' is 'Hà Giang'" in errors


@every_encoding
def test_bytes_that_are_not_named(tmp_path: Path, name: str) -> None:
    """A file of bytes of an old encoding is recognised as well."""
    file = tmp_path / "survey.csv"
    file.write_bytes(ENCODERS[name](text_of(SURVEY)))
    assert f"use --encoding {name}" in refusal(file, *BY_INCOME)


@every_encoding
def test_unicode_under_an_old_name(tmp_path: Path, name: str) -> None:
    """Text that is Unicode is not taken for another encoding's, whatever is named."""
    errors = refusal(write_csv(tmp_path / "survey.csv", SURVEY), *BY_INCOME, "--encoding", name)
    assert f"survey.csv is UTF-8 text, not {name}" in errors
    errors = refusal(write_xlsx(tmp_path / "s.xlsx", SURVEY), *BY_INCOME, "--encoding", name)
    assert "s.xlsx is a workbook, which states its own encoding" in errors


def test_cells_that_are_unicode_already(tmp_path: Path) -> None:
    """In a file that was partly converted, cells in Unicode stay."""
    rows: Table = [*shown("tcvn3"), ("5", "rural", 1, 1, "Lạng Sơn", "xã Hữu Lũng")]
    file = write_csv(tmp_path / "survey.csv", rows)
    found = classify(file, *BY_INCOME, "-q", "--encoding", "tcvn3")
    assert found.column("province") == ["Hà Giang", "Thừa Thiên Huế", "Đắk Nông", "Lạng Sơn"]


def test_utf_8_may_be_insisted_on(tmp_path: Path) -> None:
    """Who names UTF-8 has text taken as it is."""
    file = write_csv(tmp_path / "survey.csv", [SURVEY[0], ("1", "rural", 1, 1, "Hµ", "V¹c")])
    found = classify(file, *BY_INCOME, "-q", "--encoding", "utf-8")
    assert found.column("province") == ["Hµ"]


@pytest.mark.parametrize(
    "texts",
    [
        ["Hà Giang", "Đắk Lắk", "Krông Pắc", "Y Blơ̆ Niê", "H'Wiêm Êban", "Cư M'gar"],
        ["café", "Genève", "naïve", "São Tomé"],
        ["52 m²", "25 °C", "10 µg", "№ 5"],
        [],
    ],
)
def test_text_that_is_as_it_should_be(texts: list[str]) -> None:
    """Vietnamese, names of its peoples, other languages and signs are in no old encoding."""
    assert encoding_of(texts) is None


@pytest.mark.parametrize("word", ["Nghiêng", "khuỷu", "giếng", "quốc", "yên", "Đắk", "ươm", "oẳn"])
def test_syllables(word: str) -> None:
    """Vietnamese syllables are such, however they are composed."""
    assert is_syllable(word)
    assert is_syllable(normalize("NFD", word))


@pytest.mark.parametrize("word", ["Hµ", "naïve", "ááo", "ñaøo", "V¹c", ""])
def test_no_syllables(word: str) -> None:
    """Other words are none."""
    assert not is_syllable(word)


def test_lost_accents(tmp_path: Path) -> None:
    """Letters that a program wrote as question marks are warned of; a question is none."""
    rows: Table = [
        (*HEADER, "commune"),
        ("1", "rural", 1, 1, "X? ?ình C?"),
        ("2", "rural", 1, 1, "?"),
    ]
    errors = classify(write_csv(tmp_path / "survey.csv", rows), *BY_INCOME).errors
    assert "survey.csv: accented letters seem to be lost, as in 'X? ?ình C?'" in errors
