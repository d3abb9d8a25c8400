"""What can go wrong, and how it is said: every error class carries its exit code."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

_COLUMNS = 40  # columns that are named when others are missing


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the known word nearest to `word`, else nothing."""
    near = difflib.get_close_matches(word.strip().lower(), list(known), n=1, cutoff=0.75)
    return f"; did you mean '{near[0]}'?" if near else ""


@dataclass(frozen=True)
class Place:
    """Where a value stands: a physical line of a file (or a row of a frame) and the value.

    `file` names the file where a survey is in several. On Spark a row has no line: `household` says
    whose it is.
    """

    line: int | None
    value: str | None
    column: int | None = None
    file: str | None = None
    household: str | None = None


@dataclass(frozen=True)
class Problem:
    """One kind of problem: what is wrong, where, what is allowed and what to do.

    `subject` names a column of a survey or a key of a threshold file; `count` says how many
    rows have the problem, of which `places` holds the first; `file` where it is not the error's.
    """

    subject: str
    wrong: str
    allowed: str = ""
    advice: str = ""
    count: int = 1
    places: tuple[Place, ...] = ()
    file: str | None = None


class MdpovertyError(Exception):
    """The base of every error that mdpoverty expects; `problems` says each one."""

    exit_code: ClassVar[int] = 70
    unit: Literal["line", "row"] = "line"

    def __init__(
        self, headline: str, problems: Sequence[Problem] = (), source: str | None = None
    ) -> None:
        """Keep the headline, its problems and the file that they are in."""
        super().__init__(headline)
        self.headline = headline
        self.problems = tuple(problems)
        self.source = source

    def __str__(self) -> str:
        """Return the headline and every problem as text."""
        return "\n".join([self.headline, *(line for p in self.problems for line in self._lines(p))])

    def _lines(self, problem: Problem) -> list[str]:
        file = f"{problem.file}, " if problem.file not in (None, self.source) else ""
        lines = [f"  {file}{problem.subject}: {problem.wrong}"]
        if problem.places:
            more = problem.count - len(problem.places)
            places = ", ".join(place_text(p, self.unit) for p in problem.places)
            lines[0] += (
                f" ({_rows(problem.count)}: {places}{f' and {more:,} more' if more else ''})"
            )
        if problem.allowed:
            lines.append(f"    allowed: {problem.allowed}")
        if problem.advice:
            lines.append(f"    what to do: {problem.advice}")
        return lines

    def as_dict(self) -> dict[str, Any]:
        """Return the error as plain data, for `--errors json`."""
        return {
            "error": type(self).__name__,
            "exit_code": self.exit_code,
            "message": self.headline,
            "file": self.source,
            "problems": [_as_dict(problem) for problem in self.problems],
        }


class UsageError(MdpovertyError):
    """The command line, or the arguments of a call, cannot be carried out."""

    exit_code = 2


class DocumentError(MdpovertyError):
    """A threshold file or a column map cannot be used."""

    exit_code = 2

    def _lines(self, problem: Problem) -> list[str]:
        place = problem.places[0] if problem.places else Place(None, None)
        file = problem.file or self.source
        where = ":".join(str(part) for part in (file, place.line, place.column) if part)
        allowed = f"; allowed: {problem.allowed}" if problem.allowed else ""
        subject = f"{problem.subject}: " if problem.subject else ""
        return [f"  {where}: {subject}{problem.wrong}{allowed}"]


class StandardError(DocumentError):
    """A threshold file cannot be used."""


class CheckError(DocumentError):
    """A threshold file that was checked has faults, or a case of its table fails."""

    exit_code = 1


class ColumnMapError(DocumentError):
    """A column map cannot be used, or not for this survey."""


class SurveyError(MdpovertyError):
    """A survey cannot be used as it is.

    `refused` holds every refused row of a frame, with its `row` and `problems`, as the same kind
    of frame; it is None for files, and where a survey as a whole cannot be read.
    """

    exit_code = 3

    def __init__(
        self,
        headline: str,
        problems: Sequence[Problem] = (),
        source: str | None = None,
        unit: Literal["line", "row"] = "line",
    ) -> None:
        """Keep what places are counted in."""
        super().__init__(headline, problems, source)
        self.unit = unit
        self.refused: Any = None


class OutputError(MdpovertyError):
    """The output cannot be written."""

    exit_code = 3


def no_column(option: str, name: str, have: Collection[str]) -> Problem:
    """Return the problem that an option names a column that a survey has not."""
    wrong = f"the survey has no column '{plain(name)}'{suggest(name, have)}"
    return Problem(option, wrong, ", ".join(plain(column) for column in have))


def lacking(
    source: str, columns: Collection[str], missing: Iterable[str], advice: str
) -> SurveyError:
    """Return the error that a file lacks columns, of those that it has."""
    problems = [
        Problem(name, f"this column is not there{suggest(name, columns)}", advice=advice)
        for name in missing
    ]
    there = [plain(column) for column in list(columns)[:_COLUMNS]]
    more = f" and {len(columns) - _COLUMNS} more" if len(columns) > _COLUMNS else ""
    headline = f"{source} lacks columns; it has {', '.join(there) or 'none'}{more}"
    return SurveyError(headline, problems, source)


def _as_dict(problem: Problem) -> dict[str, Any]:
    data = asdict(problem)
    for place in data["places"]:
        if place["household"] is None:
            del place["household"]
    return data


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"


def place_text(place: Place, unit: str) -> str:
    """Return a place as a reader is told it: `line 4 'x'`, `household H-04 'x'`."""
    value = "" if place.value is None else f" '{plain(place.value)}'"
    file = f"{place.file} " if place.file else ""
    if place.line is None:
        whose = "no id" if place.household is None else f"household {plain(place.household)}"
        return f"{file}{whose}{value}"
    return f"{file}{unit} {place.line}{value}"


def plain(value: str, limit: int = 40) -> str:
    """Return `value` with nothing in it that a terminal would act on, and not too long."""
    plain = "".join(c if c.isprintable() else repr(c)[1:-1] for c in value)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
