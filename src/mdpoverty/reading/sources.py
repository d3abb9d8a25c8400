"""From the files that are named, and what a column map says of them, to opened surveys."""

from __future__ import annotations

import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mdpoverty.codebook import LEVELS, Level
from mdpoverty.column_map.apply import Map
from mdpoverty.column_map.joining import joined_files
from mdpoverty.errors import SURVEY, Problem, UsageError
from mdpoverty.files.database import Database
from mdpoverty.files.layout import Layout
from mdpoverty.files.paths import STANDARD_INPUT, matching
from mdpoverty.files.patterns import mode_of
from mdpoverty.files.unpacking import copied, require_encoding
from mdpoverty.language.messages import message
from mdpoverty.reading.assemble import Opened
from mdpoverty.survey.headings import with_headings
from mdpoverty.survey.opening import INPUT_NAME, open_survey, require_sound_forms
from mdpoverty.survey.queried import queried
from mdpoverty.survey.spelling import Spelling
from mdpoverty.survey.survey import Survey


def open_files(  # noqa: PLR0913 -- the files, and how they are read
    named: Mapping[Level, Sequence[str]],
    layouts: Mapping[Level, Layout],
    using: Map | None,
    scratch: Path,
    *,
    raw: bool = False,
    faulty: bool = False,
) -> Opened:
    """Return the files of both levels, opened.

    `named` are the files of each level; where members are in a sheet of their own, a workbook that
    is named once has both. `layouts` are what is said of the files beside the map, and count before
    what the map says. Without a map headings may name variables in their own way, unless columns
    are wanted `raw`. What has to be unpacked or tidied is put into `scratch`. Raises UsageError
    where files cannot be meant so, SurveyError where one cannot be read, or is a form with faults,
    unless it may be `faulty`.
    """
    layouts = {level: _layout(level, layouts, using) for level in LEVELS}
    named = dict(named)
    if not named["member"] and layouts["member"].of_workbook:
        named |= dict.fromkeys(LEVELS, _kept(named["household"], scratch))
    elif (*named["household"], *named["member"]).count(STANDARD_INPUT) > 1:
        wrong = message(
            "reading.input-twice", "standard input can be the survey or its members, not both"
        )
        raise UsageError(wrong)
    folders = {level: scratch / level for level in LEVELS}
    for folder in folders.values():
        folder.mkdir()
    if using is not None and using.columns.files:
        folder = _folder(named["household"], using)
        survey = joined_files(using, folder, folders["household"], layouts["household"])
    else:
        survey = open_survey(
            named["household"], folders["household"], "survey", layouts["household"], faulty=True
        )
    if survey.with_members and not named["member"]:
        named["member"] = [str(file) for file in survey.sources]
    members = None
    if named["member"]:
        members = open_survey(
            named["member"], folders["member"], "members", layouts["member"], faulty=True
        )
    if not faulty:
        require_sound_forms([survey, *([members] if members else [])])
    if survey.with_members and members is not None and members.rows == 0:
        members = None  # a form whose part for members nobody filled in
    return Opened(survey, members, using) if raw else _named(survey, members, using)


def _named(survey: Survey, members: Survey | None, using: Map | None) -> Opened:
    """Return surveys whose headings, where there is no map, may name variables in their own way."""
    if using is None:
        survey = with_headings(survey, "household")
        members = members and with_headings(members, "member")
    return Opened(survey, members, using)


def open_database(
    database: Database, layouts: Mapping[Level, Layout], using: Map | None, scratch: Path
) -> Opened:
    """Return the rows of queries in place of files; as `open_files`, and `connected`, say."""
    layouts = {level: _layout(level, layouts, using) for level in LEVELS}
    if using is not None and using.columns.files:
        wrong = message(
            "reading.files-of-no-database",
            "{map} joins files, but the survey is in a database",
            map=using.name,
        )
        advice = message("reading.join-in-the-query", "join tables in the query")
        problem = Problem("--columns", wrong, advice=advice)
        raise UsageError(message("reading.no-folder", "cannot find the files"), [problem])
    surveys = queried(database, layouts, scratch)
    return _named(surveys["household"], surveys.get("member"), using)


def spelled(survey: Survey, level: Level, using: Map | None) -> Survey:
    """Return the rows of a frame as a survey whose text has numbers as the map says.

    Raises UsageError where the map's signs cannot be.
    """
    layout = _layout(level, {level: Layout()}, using)
    return replace(survey, spelling=Spelling(layout.decimal_sign, layout.thousands))


def _layout(level: Level, layouts: Mapping[Level, Layout], using: Map | None) -> Layout:
    """Return how the files of a level hold their table; raises UsageError where it cannot be."""
    found = layouts[level]
    if using is not None:
        placed = using.placing.household if level == "household" else using.placing.member
        found = found.over(placed.layout)
    require_possible(found)
    return found


def require_possible(layout: Layout) -> None:
    """Raise UsageError where no text can be written as a layout says."""
    require_encoding(layout.encoding)
    if layout.thousands == layout.decimal_sign:
        wrong = message(
            "reading.one-sign",
            "'{sign}' cannot be both the decimal sign and the separator of thousands",
            sign=layout.decimal_sign,
        )
        problem = Problem("--decimal, --thousands", wrong)
        raise UsageError(
            message("reading.signs", "cannot read numbers with these signs"), [problem]
        )


def household_files(named: Sequence[str], using: Map | None) -> list[str]:
    """Return the files of households that are read: those named, or those that a map joins."""
    if using is None or not using.columns.files:
        return [file for path in named for file in matching(path)]
    folder = _folder(named, using)
    return [str(folder / file.path) for file in using.columns.files.values()]


def _kept(paths: Sequence[str], scratch: Path) -> list[str]:
    """Return files that can be read twice: a pipe is copied."""
    kept = []
    for index, path in enumerate(paths):
        folder = scratch / f"input-{index}"
        if path == STANDARD_INPUT:
            folder.mkdir()
            kept.append(str(copied(sys.stdin.buffer, folder / INPUT_NAME())))
        elif stat.S_ISFIFO(mode_of(path) or 0):
            folder.mkdir()
            with Path(path).open("rb") as pipe:
                kept.append(str(copied(pipe, folder / Path(path).name)))
        else:
            kept.append(path)
    return kept


def _folder(paths: Sequence[str], using: Map) -> Path:
    """Return the folder of the files that a map joins; it is named, or else one of the files is."""
    if len(paths) == 1 and mode_of(paths[0]) is not None:
        place = Path(paths[0])
        folder = place if place.is_dir() else place.parent
        files = [folder / file.path for file in using.columns.files.values()]
        there = [file for file in files if mode_of(str(file)) is not None]
        if place.is_dir() or any(file.samefile(place) for file in there):
            return folder
    wrong = message(
        "reading.not-the-folder",
        "is not the folder with the files that {map} joins",
        map=using.name,
    )
    advice = message("reading.not-the-folder-advice", "name the folder, or one of the files")
    problem = Problem(
        SURVEY(), wrong, ", ".join(f.path for f in using.columns.files.values()), advice
    )
    raise UsageError(message("reading.no-folder", "cannot find the files"), [problem])
