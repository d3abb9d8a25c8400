"""The container of a workbook: what kind it is, and whether it can be unpacked within reason."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from posixpath import normpath

from mdpoverty.errors import SurveyError, plain
from mdpoverty.files.documents import OLE, TABLES, UNPACK
from mdpoverty.files.loaded import refuse_odd_parts
from mdpoverty.files.package import LOADED, OF_PACKAGE, refuse_other_parts
from mdpoverty.files.rows import unreadable
from mdpoverty.files.whole import whole_file
from mdpoverty.language.messages import Phrase, message, plural

XLSX, OLD, ODS = "xlsx", "xls", "ods"

_MOST = 4_000_000_000  # bytes that a workbook may unpack to
_SMALL = 50_000_000  # bytes up to which nothing is said of how much smaller they were
_RATIO = 100  # times that a workbook may grow when it is unpacked; sheets grow up to 25 times
_PART = b"PK\x01\x02"  # begins the entry of a part in the directory of an archive
_TYPES = "[content_types].xml"  # is in what Office writes
_MOST_PARTS = 20_000  # of a workbook, of which each sheet and picture is one
_PIECE = 1 << 20
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")  # names the text in a file of old Word
_SLIDES = "PowerPoint Document".encode("utf-16-le")  # and the slides in one of old PowerPoint
_COPY_TABLE = Phrase("files.word-document-advice", "copy its table into a workbook, and save that")
AS_CSV = Phrase("files.sheet-as-csv", "save the sheet as CSV (UTF-8)")
SAVE_AGAIN = Phrase("files.again", "save it again, or as CSV (UTF-8)")


def require_sound(path: Path, name: str) -> str:
    """Return what kind of workbook a file is: XLSX, OLD or ODS.

    Raises SurveyError where it is none, needs a password, or would fill the memory.
    """
    with whole_file(path) as file:
        if file.read(len(OLE)) == OLE:
            if _ENCRYPTED in path.read_bytes():
                raise locked(name)
            if _WORD in path.read_bytes():
                raise _document(name)
            if _SLIDES in path.read_bytes():
                raise _presentation(name)
            return OLD
    if _parts(path) > _MOST_PARTS:
        wrong = message("files.many-parts", "has more than {count} parts", count=_MOST_PARTS)
        raise unreadable(name, wrong, AS_CSV())
    with reading_strangers(name), zipfile.ZipFile(path) as packed:
        _refuse_again(packed, name)
        kind = _kind(packed, name)
        _refuse_bomb(packed, path.stat().st_size, name)
        if kind == XLSX:
            refuse_other_parts(packed, name)
            refuse_odd_parts(packed, name)
        return kind


@contextmanager
def reading_strangers(name: str) -> Iterator[None]:
    """Raise SurveyError for whatever bytes of strangers make of the libraries that read them."""
    try:
        yield
    except (SurveyError, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the system's
        if type(error).__name__ == "PasswordError":
            raise locked(name) from None
        raise damaged_workbook(name) from None


def _parts(path: Path) -> int:
    """Return how many parts an archive has at most: each has an entry in its directory."""
    count, rest = 0, b""
    with whole_file(path) as file:
        while piece := file.read(_PIECE):
            count += (rest + piece).count(_PART)
            rest = piece[1 - len(_PART) :]
    return count


def locked(name: str) -> SurveyError:
    """Return the error that a workbook needs a password."""
    wrong = message("files.workbook-password", "is protected by a password")
    advice = message(
        "files.workbook-password-advice", "remove the password in Excel, and save it again"
    )
    return unreadable(name, wrong, advice)


def damaged_workbook(name: str) -> SurveyError:
    """Return the error that a workbook cannot be read as one."""
    wrong = message("files.damaged-workbook", "cannot be read as a workbook")
    return unreadable(name, wrong, SAVE_AGAIN())


def _refuse_again(packed: zipfile.ZipFile, name: str) -> None:
    """Raise SurveyError where parts have one name: what is read might be any of them.

    The name of a part has no case, and folders may be apart by either slash.
    """
    names = (each.casefold().replace("\\", "/").lstrip("/") for each in packed.namelist())
    counts = Counter(map(normpath, names))
    part, count = counts.most_common(1)[0] if counts else ("", 0)
    if count > 1:
        wrong = plural(
            "files.part-twice",
            "has {count} part with the name {part}",
            "has {count} parts with the name {part}",
            count=count,
            part=plain(part),
        )
        raise unreadable(name, wrong, SAVE_AGAIN())


def _kind(packed: zipfile.ZipFile, name: str) -> str:
    held = {entry.casefold().replace("\\", "/").lstrip("/") for entry in packed.namelist()}
    if "xl/workbook.xml" in held:
        return XLSX
    if "xl/workbook.bin" in held:
        wrong = message("files.workbook-binary", "is a binary workbook (XLSB)")
        raise unreadable(name, wrong, message("files.save-as-xlsx", "save it as XLSX"))
    if "content.xml" in held and _of_open_document(packed):
        if b"encryption-data" in packed.read("META-INF/manifest.xml"):
            raise locked(name)
        return ODS
    _refuse_others(held, _kind_said(packed), name)
    if OF_PACKAGE in packed.namelist():
        refuse_other_parts(packed, name)
    wrong = message("files.archive", "is a ZIP archive, not a workbook")
    raise unreadable(name, wrong, UNPACK(), allowed=TABLES())


def _refuse_others(held: set[str], said: bytes, name: str) -> None:
    """Raise SurveyError for what other programs keep in an archive, by its parts or what it says.

    The parts are in small letters.
    """
    folders = {part.partition("/")[0] for part in held} if _TYPES in held else set()
    if "word" in folders or "word/document.xml" in held or b"opendocument.text" in said:
        raise _document(name)
    if "ppt" in folders or b"opendocument.presentation" in said:
        raise _presentation(name)
    if "index.zip" in {part.rpartition("/")[2] for part in held} or any(
        part.endswith(".iwa") for part in held
    ):
        wrong = message(
            "files.numbers", "is a document of Apple Numbers, Pages or Keynote, which is not read"
        )
        advice = message("files.numbers-advice", "in Numbers, export the table as XLSX or CSV")
        raise unreadable(name, wrong, advice, allowed=TABLES())


def _presentation(name: str) -> SurveyError:
    """Return the error that a file is a presentation."""
    wrong = message("files.presentation", "is a presentation of PowerPoint or Impress, not a table")
    return unreadable(name, wrong, _COPY_TABLE(), allowed=TABLES())


def _document(name: str) -> SurveyError:
    """Return the error that a file is the text of a word processor."""
    wrong = message("files.word-document", "is a document of Word or Writer, not a table")
    return unreadable(name, wrong, _COPY_TABLE(), allowed=TABLES())


def _of_open_document(packed: zipfile.ZipFile) -> bool:
    return _kind_said(packed).startswith(b"application/vnd.oasis.opendocument.spreadsheet")


def _kind_said(packed: zipfile.ZipFile) -> bytes:
    """Return what an OpenDocument file says it is; nothing where a file is none."""
    return packed.read("mimetype") if "mimetype" in packed.namelist() else b""


def _refuse_bomb(packed: zipfile.ZipFile, size: int, name: str) -> None:
    """Raise SurveyError for a workbook that would fill the memory.

    What the archive says of sizes is looked up where a part is loaded whole: a part that is larger
    than it says is damaged.
    """
    unpacks = sum(entry.file_size for entry in packed.infolist())
    if unpacks > _MOST or (unpacks > _SMALL and unpacks > _RATIO * size):
        wrong = message(
            "files.workbook-unpacks",
            "unpacks to {bytes} bytes, from {size}",
            bytes=unpacks,
            size=size,
        )
        raise unreadable(name, wrong, AS_CSV())
    for entry in packed.infolist():
        if entry.filename.casefold() in LOADED:
            with packed.open(entry) as part:
                while part.read(_PIECE):
                    pass
