"""Why households are undetermined: one note, ranked, and for `--why` a table of every cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import polars as pl

from mdpoverty.cli.session import Session, Target
from mdpoverty.cli.stages import EXPLAINED, WRITTEN
from mdpoverty.codebook import subject_of
from mdpoverty.errors import plain
from mdpoverty.files.labelled import Words
from mdpoverty.files.writing import write
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, Named, Phrase, message, plural
from mdpoverty.profile.undetermined import COLUMNS, Hinge, Missing, Undetermined
from mdpoverty.run.passes import Passed
from mdpoverty.standards.model import Standard

WHY_SHEET = Phrase("cli.why-sheet", "why")  # of a workbook
_KINDS = 5  # answers that are named
_LABELS = {
    "income": Phrase("cli.hinge-income", "income"),
    "income_score": Phrase("cli.hinge-score", "income_score"),
}
_CELLS = 3  # columns that are named for each
_BLANK = Phrase("cli.cell-blank", "{column} blank")
_NO_COLUMN = Phrase("cli.cell-no-column", "no column for {column}")
_UNLISTED = Phrase("cli.cell-unlisted", "{column} not in the table of the standard")
_RANGE = Phrase("cli.cell-range", "{column} is higher")
LISTS_THEM = Phrase("cli.lists-them", ": --why FILE lists them")
LISTS_THEM_ELSEWHERE = Phrase(
    "cli.lists-them-elsewhere", ": `mdpoverty validate SURVEY --why FILE` lists them"
)
_ADD_TO_HOUSEHOLDS = Phrase(
    "cli.add-to-form",
    ". Add the columns that the sheet of the households does not have, with these headings: "
    "{columns}",
)
_ADD_TO_MEMBERS = Phrase(
    "cli.add-to-members",
    ". Add the columns that the sheet of the members does not have, with these headings: {columns}",
)
_NO_MORE: dict[str, pl.DataType] = dict.fromkeys(COLUMNS, pl.String())


def say_why(
    session: Session,
    passed: Passed[Any],
    table: Target | None = None,
    *,
    complete_cases: bool = False,
) -> None:
    """Say, when all is delivered, why households are undetermined; write which cells to `table`."""
    found = None
    if passed.undetermined and passed.read and (table is not None or not session.is_quiet):
        found = Undetermined(*passed.read(), complete_cases=complete_cases)
    conclude_why(session, passed.undetermined, found, table)


def conclude_why(
    session: Session,
    households: int,
    found: Undetermined | None,
    table: Target | None,
    *,
    listed: bool = False,
) -> None:
    """Say, when all is delivered, what so many households hang on; write which cells to `table`.

    They may be `listed` elsewhere.
    """
    session.stages.done(WRITTEN)
    if found and not session.is_quiet:
        listing = None if listed or table is not None else LISTS_THEM
        session.conclude([why(households, found.ranked(), scored=found.scored, listing=listing)])
    if table is not None:
        write(found.table() if found else pl.LazyFrame(schema=_NO_MORE), *table)
    session.stages.done(EXPLAINED)


def words_of_why(language: Language, standard: Standard) -> Words:
    """Return the words of the table of cells, for people."""
    from mdpoverty.cli.words_for_people import why_words  # noqa: PLC0415 -- words of every table

    return why_words(language, [standard])


def why(
    households: int,
    hinges: Sequence[Hinge],
    *,
    scored: bool = False,
    listing: Phrase | None = LISTS_THEM_ELSEWHERE,
) -> Message:
    """Return how many households are undetermined, what they hang on, and what would settle it.

    A profile that is `scored` does not say which answers a score lacks. The `listing` says what
    lists blank cells, None where they are listed already.
    """
    if scored and not hinges:
        return plural(
            "cli.undetermined-by-score",
            "{count} household is undetermined. Classify the survey with --why FILE to list the "
            "cells to fill in",
            "{count} households are undetermined. Classify the survey with --why FILE to list the "
            "cells to fill in",
            count=households,
        )
    if not hinges:
        return plural(
            "cli.undetermined-by-hand",
            "{count} household is undetermined although its answers decide the class: "
            "the class was edited",
            "{count} households are undetermined although their answers decide the "
            "class: the class was edited",
            count=households,
        )
    kinds = [_kind(each) for each in hinges[:_KINDS]]
    return plural(
        "cli.why-undetermined",
        "{count} household is undetermined: {kinds}{more}{remedies}",
        "{count} households are undetermined: {kinds}{more}{remedies}",
        count=households,
        kinds=kinds,
        more=message("cli.more-answers", "; and {count} more answers", count=len(hinges) - _KINDS)
        if len(hinges) > _KINDS
        else "",
        remedies=_together(["", *_remedies(hinges, listing)]),
    )


def of_all(files: Sequence[Sequence[Hinge]]) -> list[Hinge]:
    """Return what the households of several files hang on, together."""
    every = [hinge for some in files for hinge in some]
    found = []
    for name in dict.fromkeys(hinge.name for hinge in every):
        own = [hinge for hinge in every if hinge.name == name]
        counts = Counter[Missing]()
        for cell in (cell for hinge in own for cell in hinge.columns):
            counts[replace(cell, households=0)] += cell.households
        cells = tuple(replace(cell, households=n) for cell, n in counts.most_common())
        found.append(Hinge(name, sum(hinge.households for hinge in own), cells, own[0].label))
    return sorted(found, key=lambda hinge: -hinge.households)


def called(hinge: Hinge) -> Named:
    """Return what an answer is called: by its id in English, else by its label."""
    label = _LABELS[hinge.name].in_("vi") if hinge.name in _LABELS else hinge.name
    return Named(hinge.name, hinge.label.vi if hinge.label else label)


def _kind(hinge: Hinge) -> Message:
    name, count = called(hinge), hinge.households
    if not hinge.columns:
        return plural(
            "cli.hangs-on",
            "{count} depends on {indicator}",
            "{count} depend on {indicator}",
            count=count,
            indicator=name,
        )
    cells = [_cell(each) for each in hinge.columns[:_CELLS]]
    return plural(
        "cli.hangs-on-cells",
        "{count} depends on {indicator} ({cells}{more})",
        "{count} depend on {indicator} ({cells}{more})",
        count=count,
        indicator=name,
        cells=cells,
        more=", …" if len(hinge.columns) > _CELLS else "",
    )


def _cell(missing: Missing) -> Message:
    phrase = _BLANK if missing.has_column else _NO_COLUMN
    phrase = _UNLISTED if missing.unlisted else _RANGE if missing.is_range else phrase
    return phrase(column=column_name(missing))


def column_name(missing: Missing) -> str:
    """Return what a column is called; of a form with its code, and in Vietnamese by its label."""
    name = plain(missing.column)
    return f"{name} ({missing.code})" if missing.code else subject_of(name)


def _remedies(hinges: Sequence[Hinge], listing: Phrase | None) -> Iterator[Message]:
    """Yield what would settle each kind of cell."""
    cells = [each for hinge in hinges for each in hinge.columns]
    if any(each.has_column and not (each.unlisted or each.is_range) for each in cells):
        yield message("cli.fill-in", ". Fill in the blank cells")
        if listing is not None:
            yield listing()
    if any(each.is_range for each in cells):
        yield message(
            "cli.settle-ranges",
            ". Where the highest points are above the lowest, enter the true points in both "
            "columns",
        )
    lacking = [each for each in cells if not each.has_column]
    if any(each.unlisted for each in cells):
        yield message(
            "cli.correct-names",
            ". Where a name is not in the table of the standard, correct it or fill in the blanks",
        )
    if lacking and any(each.code for each in cells):
        for phrase, of_members in ((_ADD_TO_HOUSEHOLDS, False), (_ADD_TO_MEMBERS, True)):
            if some := [each for each in lacking if each.of_members == of_members]:
                yield phrase(columns=_names(some))
    elif lacking:
        yield message(
            "cli.add-columns",
            ". Add these columns, or give them a constant in a column map: {columns}",
            columns=_names(lacking),
        )


def _names(cells: Sequence[Missing]) -> list[str]:
    names = list(dict.fromkeys(map(column_name, cells)))
    return [*names[:_KINDS], "…"] if len(names) > _KINDS else names


def _together(remedies: Sequence[str]) -> str:
    return reduce(lambda x, y: message("cli.remedies", "{first}{then}", first=x, then=y), remedies)
