"""Which sheet of a workbook is meant, by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from unicodedata import normalize

from mdpoverty.errors import plain
from mdpoverty.files.commands import classifying_any
from mdpoverty.files.layout import Layout, option_of
from mdpoverty.files.rows import unreadable
from mdpoverty.language import LANGUAGES
from mdpoverty.language.messages import Message, Phrase, message, plural

PROFILE = "profile"  # the sheet of households that are classified
# The sheets of an empty survey, which are called so in any language.
SHEETS = {
    "survey": Phrase("files.survey-sheet", "survey"),
    "members": Phrase("files.members-sheet", "members"),
}
CODEBOOK = Phrase("files.codebook-sheet", "codebook")
CODES = Phrase("files.codes-sheet", "codes")  # holds what drop-down lists offer
# What the tables hold that options place.
_TABLES = {
    "survey": Phrase("files.of-households", "households"),
    "members": Phrase("files.of-members", "members"),
}


def chosen_sheet(  # noqa: PLR0913, PLR0917 -- the sheets, and what is said of them
    held: list[tuple[str, bool]],
    layout: Layout,
    fallback: str,
    name: str,
    path: Path,
    likeliest: Callable[[Sequence[str]], str | None],
) -> str:
    """Return the sheet to read: the one that is named, else the one that is meant."""
    visible = [sheet for sheet, shown in held if shown]
    option = option_of("sheet", fallback) if layout.places(fallback) else None
    meant = {folded(fallback)}
    meant |= {folded(SHEETS[fallback].in_(x)) for x in LANGUAGES if fallback in SHEETS}
    called = [sheet for sheet in visible if folded(sheet) in meant]
    if layout.sheet is not None:
        wanted = folded(layout.sheet)
        for sheet, _ in held:
            if folded(sheet) == wanted:
                return sheet
        wrong = message("files.sheet-absent", "has no sheet '{sheet}'", sheet=plain(layout.sheet))
        advice = message("files.sheet-absent-advice", "use the name of one of its sheets")
    elif len(visible) == 1:
        return visible[0]
    elif called:
        return called[0]
    else:
        wrong = plural(
            "files.sheets",
            "has {count} visible sheet, and its name is not '{sheet}'",
            "has {count} sheets, and none has the name '{sheet}'",
            count=len(visible),
            sheet=SHEETS[fallback]() if fallback in SHEETS else fallback,
        )
        advice = (
            message(
                "files.sheets-option",
                "name the sheet that has the {table}, such as {option} '{sheet}'",
                table=_TABLES[fallback](),
                option=option,
                sheet=plain(likeliest(visible) or visible[0]),
            )
            if option
            else _renaming(fallback, path)
        )
    there = ", ".join(plain(sheet) for sheet in visible)
    raise unreadable(name, wrong, advice, allowed=there, subject=option)


def _renaming(wanted: str, path: Path) -> Message:
    """Return how a workbook shows which of its sheets is the one that is wanted."""
    if wanted != PROFILE:
        return message("files.sheets-rename", "rename the sheet to read to '{sheet}'", sheet=wanted)
    return message(
        "files.sheets-profile",
        "if it is not classified yet, do so first: {command}. If a sheet has the classes, rename "
        "it to '{sheet}'",
        command=classifying_any(path),
        sheet=wanted,
    )


def refuse_empty(sheet: str, meant: str | None, table: str, name: str) -> None:
    """Raise SurveyError where the sheet to read is empty, and another is `meant`."""
    if meant is None:
        return
    wrong = message("files.sheet-empty", "has nothing on its sheet '{sheet}'", sheet=plain(sheet))
    option = option_of("sheet", table)
    advice = message(
        "files.sheet-empty-advice",
        "if the {table} are on the sheet '{sheet}', use {option} '{sheet}'",
        table=_TABLES[table](),
        sheet=plain(meant),
        option=option,
    )
    raise unreadable(name, wrong, advice, subject=option)


def folded(sheet: str) -> str:
    """Return the name of a sheet without its case."""
    return normalize("NFC", sheet.strip()).casefold()
