"""The parts of an XLSX package, and what its relationships say of them.

The library that reads workbooks takes the parts that are loaded by their usual names. Where a
package names others, what is loaded may be left over from a workbook that was there before.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from posixpath import join, normpath
from urllib.parse import unquote

from mdpoverty.errors import plain
from mdpoverty.files.elements import elements, local
from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import Phrase, message

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHARED, STYLES = "xl/sharedstrings.xml", "xl/styles.xml"  # in small letters
SAVE_OTHERWISE = Phrase(
    "files.other-part-advice",
    "open it in Excel or LibreOffice, and save it again as XLSX or CSV (UTF-8)",
)

OF_PACKAGE = "_rels/.rels"
# What is loaded, by the ends of the types of relationships, in small letters.
_RELATED = {"officedocument": WORKBOOK, "sharedstrings": SHARED, "styles": STYLES}
# The parts that are loaded, whichever sheet is read, in small letters.
LOADED = frozenset(("[content_types].xml", OF_PACKAGE, RELATIONS, *_RELATED.values()))


def refuse_other_parts(packed: zipfile.ZipFile, name: str) -> None:
    """Raise SurveyError where other parts are meant than those that are loaded.

    Raises ValueError where two relationships have one id.
    """
    for part, folder in ((OF_PACKAGE, "/"), (RELATIONS, "/xl")):
        if part not in packed.namelist():
            continue
        for kind, target in _targets(packed, part, folder):
            usual = _RELATED.get(kind.rpartition("/")[2].lower())
            if usual is not None and target.casefold() != usual:
                wrong = message(
                    "files.other-part",
                    "has its parts under other names than a workbook has: {part}",
                    part=plain(target),
                )
                raise unreadable(name, wrong, SAVE_OTHERWISE())


def _targets(packed: zipfile.ZipFile, part: str, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the type of each relationship, and the name of the part that it leads to."""
    found = [each for each in elements(packed.read(part)) if local(each.tag) == "Relationship"]
    ids = Counter(each.get("Id") for each in found)
    if len(ids) < len(found):
        raise ValueError(part)
    for each in found:
        if each.get("TargetMode", "").lower() != "external":
            yield each.get("Type", ""), target_of(each.get("Target", ""), folder)


def target_of(target: str, folder: str) -> str:
    """Return the name of the part that a relationship of a folder leads to."""
    return normpath(join(folder, unquote(target).replace("\\", "/"))).lstrip("/")
