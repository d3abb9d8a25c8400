"""What a command line gives: the files of a survey, how they are written, and their standard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from mdpoverty.cli.console import Decimal, choose_standard
from mdpoverty.column_map.apply import load_map
from mdpoverty.errors import UsageError
from mdpoverty.files.layout import Layout
from mdpoverty.files.paths import STANDARD_INPUT, matching
from mdpoverty.files.unpacking import require_encoding
from mdpoverty.profile.written import is_written, standard_of
from mdpoverty.reading.assemble import Opened, assemble, years_of
from mdpoverty.reading.reading import Reading
from mdpoverty.standards.library import threshold_file
from mdpoverty.standards.model import Standard
from mdpoverty.survey.opening import open_survey
from mdpoverty.survey.survey import Survey

T = TypeVar("T")


@dataclass(frozen=True)
class Given:
    """The survey's files, their member files, the column map, and which standard applies."""

    survey: list[str]
    members: list[str]
    columns: str | None
    decimal: Decimal
    encoding: str | None
    standard: str | None
    year: int | None

    @property
    def files(self) -> list[tuple[str, str | None]]:
        """Every file that is read, after the option that names it."""
        given = [("SURVEY", path) for path in self.survey]
        given += [("--members", path) for path in self.members]
        standard = threshold_file(self.standard) if self.standard else None
        return [
            *((option, file) for option, path in given for file in matching(path)),
            ("--columns", self.columns),
            ("--standard", standard),
        ]


def opened(given: Given, scratch: Path) -> Opened:
    """Return the files, opened; what has to be unpacked or tidied is put into `scratch`."""
    if (given.survey + given.members).count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be the survey or its members, not both")
    require_encoding(given.encoding)
    using = None if given.columns is None else load_map(given.columns)
    layout = Layout(given.encoding, given.decimal.value)
    folders = [scratch / "survey", scratch / "members"]
    for folder in folders:
        folder.mkdir()
    survey = open_survey(given.survey, folders[0], "survey", layout)
    if not given.members:
        return Opened(survey, using=using)
    return Opened(survey, open_survey(given.members, folders[1], "members", layout), using)


def chosen(given: Given, files: Opened) -> tuple[Standard, str]:
    """Return the standard that applies, and why this one."""
    return choose_standard(given.standard, given.year, lambda: years_of(files))


def applied(given: Given, files: Opened) -> tuple[Standard, str]:
    """Return the standard that applies, and why: of a written profile the one that it names."""
    if not is_written(files.survey):
        return chosen(given, files)
    named = chosen(given, files) if given.standard or given.year else None
    standard = standard_of(files.survey, named[0] if named else None)
    return standard, named[1] if named else "the one of the profile"


def reading_of(given: Given, files: Opened, standard: Standard) -> Reading:
    """Return what `standard` reads of the files."""
    by_survey = given.standard is None and given.year is None
    return assemble(files, standard, years=by_survey)


def settled(work: Callable[[Opened], T], files: Opened) -> T:
    """Return what `work` makes of the files as they are; as `settled_surveys` says."""
    return settled_surveys(lambda found: work(files.of(found)), files.surveys)


def settled_surveys(work: Callable[[Sequence[Survey]], T], surveys: Sequence[Survey]) -> T:
    """Return what `work` makes of surveys as they are.

    What was assumed of a large file is checked while it is read. Where that proves wrong, nothing
    that was made of it counts, not even an error, and it is read again with care.
    """
    while True:
        failure = result = None
        try:
            result = work(surveys)
        except Exception as error:  # noqa: BLE001 -- raised below, if it counts
            failure = error
        checked = [survey.checked() for survey in surveys]
        if all(one is other for one, other in zip(checked, surveys, strict=True)):
            break
        surveys = checked
    if failure is not None:
        raise failure
    return cast("T", result)
