"""What can go wrong, and how it is said: every error class carries its exit code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from mdpoverty import exit_codes
from mdpoverty.language import Language
from mdpoverty.language.messages import (
    Message,
    Named,
    Phrase,
    code_of,
    in_language,
    in_line,
    message,
    plural,
)
from mdpoverty.suggestions import suggest

_ROWS = Phrase("errors.in-rows", " ({places})")

# Marks a note of what may be wrong, and refuses nothing.
WARNING = Phrase("errors.warning", "warning: {text}")

# What a command line calls its arguments, where something is wrong with them.
SURVEY = Phrase("errors.survey-argument", "SURVEY")
ROUND = Phrase("errors.round-argument", "ROUND")

MOST = 50  # problems that are said in full
LONGEST = 4000  # characters of a line


@dataclass(frozen=True)
class Place:
    """Where a value stands: a physical line of a file (or a row of a frame) and the value.

    `file` names the file where a survey is in several. On Spark a row has no line: `household` says
    whose it is. Of a workbook `cell` is what the spreadsheet calls the place: `Hộ!F17`.
    """

    line: int | None
    value: str | None
    column: int | None = None
    file: str | None = None
    household: str | None = None
    cell: str | None = None


@dataclass(frozen=True)
class Problem:
    """One kind of problem: what is wrong, where, what is allowed and what to do.

    `subject` names a column of a survey or a key of a threshold file; `count` says how many
    rows have the problem, of which `places` holds the first; `file`, and the `unit` of its places,
    where it is not the error's.
    """

    subject: str
    wrong: str
    allowed: str = ""
    advice: str = ""
    count: int = 1
    places: tuple[Place, ...] = ()
    file: str | None = None
    unit: Literal["line", "row"] | None = None

    @property
    def code(self) -> str:
        """The code of the kind of problem, which stays the same when its words change."""
        return code_of(self.wrong)


def in_one_line(problem: Problem, unit: Literal["line", "row"] = "line") -> Message:
    """Return a warning as one line: what, in which rows, what is allowed, and what to do."""
    allowed, advice = problem.allowed, problem.advice
    where = _ROWS(places=_places(problem, problem.unit or unit)) if problem.places else ""
    return message(
        "errors.problem",
        "{subject}: {wrong}{where}: {advice}",
        subject=problem.subject,
        wrong=problem.wrong,
        where=where,
        advice=both(_ALLOWED(said=allowed), advice) if allowed and advice else advice,
    )


class MdpovertyError(Exception):
    """The base of every error that mdpoverty expects; `problems` says each one."""

    exit_code: ClassVar[int] = exit_codes.DEFECT
    unit: Literal["line", "row"] = "line"

    def __init__(
        self, headline: str, problems: Sequence[Problem] = (), source: str | None = None
    ) -> None:
        """Keep the headline, its problems and the file that they are in."""
        super().__init__(headline)
        self.headline = headline
        self.problems = tuple(problems)
        self.source = source

    @property
    def code(self) -> str:
        """The code of the headline, which stays the same when its words change."""
        return code_of(self.headline)

    def __str__(self) -> str:
        """Return the headline and every problem as text, in English."""
        return self.text("en")

    def text(self, language: Language) -> str:
        """Return the headline and every problem as text."""
        shown = self.problems[:MOST]
        lines = [_short(line) for each in shown for line in self._lines(each, language)]
        if more := len(self.problems) - len(shown):
            lines.append(f"  {_MORE_PROBLEMS(count=more).in_(language)}")
        if self._says_it_all:
            lines = [line.removeprefix("  ") for line in lines[1:]]
        return "\n".join([in_language(self.headline, language), *lines])

    @property
    def _says_it_all(self) -> bool:
        """Whether the headline says what the one problem would: only its advice is left."""
        said = self.headline.values if isinstance(self.headline, Message) else {}
        wrong = [problem.wrong for problem in self.problems if not problem.places]
        return len(wrong) == len(self.problems) == 1 and wrong[0] in (
            self.headline,
            said.get("wrong", said.get("why")),
        )

    def _lines(self, problem: Problem, language: Language) -> list[str]:
        file = f"{problem.file}, " if problem.file not in (None, self.source) else ""
        subject, wrong = (in_language(text, language) for text in (problem.subject, problem.wrong))
        lines = [f"  {file}{subject}: {wrong}"]
        if problem.places:
            lines[0] += f" ({_places(problem, problem.unit or self.unit).in_(language)})"
        for phrase, said in ((_ALLOWED, problem.allowed), (_ADVICE, problem.advice)):
            if said:
                lines.append(f"    {phrase(said=said).in_(language)}")
        return lines

    def as_dict(self, language: Language = "en") -> dict[str, Any]:
        """Return the error as plain data, for `--errors json`."""
        return {
            "error": type(self).__name__,
            "code": self.code,
            "exit_code": self.exit_code,
            "message": in_language(self.headline, language),
            "file": self.source,
            "problems": [_as_dict(problem, language) for problem in self.problems[:MOST]],
            **({"more_problems": more} if (more := len(self.problems) - MOST) > 0 else {}),
        }


class UsageError(MdpovertyError):
    """The command line, or the arguments of a call, cannot be carried out."""

    exit_code = exit_codes.USAGE


class DocumentError(MdpovertyError):
    """A threshold file or a column map cannot be used."""

    exit_code = exit_codes.USAGE

    def _lines(self, problem: Problem, language: Language) -> list[str]:
        place = problem.places[0] if problem.places else Place(None, None)
        file = problem.file or self.source
        where = ":".join(str(part) for part in (file, place.line, place.column) if part)
        wrong = in_language(problem.wrong, language)
        allowed = f"; {_ALLOWED(said=problem.allowed).in_(language)}" if problem.allowed else ""
        subject = f"{problem.subject}: " if problem.subject else ""
        return [f"  {where}: {subject}{wrong}{allowed}"]


class StandardError(DocumentError):
    """A threshold file cannot be used."""


class CheckError(DocumentError):
    """A threshold file that was checked has faults, or a case of its table fails."""

    exit_code = exit_codes.GATE


class ColumnMapError(DocumentError):
    """A column map cannot be used, or not for this survey."""


class SurveyError(MdpovertyError):
    """A survey cannot be used as it is.

    `refused` holds every refused row of a frame, with its `row` and `problems`, as the same kind
    of frame; it is None for files, and where a survey as a whole cannot be read. `of_all_rows` says
    that all rows were read, and the error is about them. `warnings` are what looks wrong beside it.
    """

    exit_code = exit_codes.DATA

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
        self.of_all_rows = False
        self.warnings: tuple[Problem, ...] = ()

    def text(self, language: Language) -> str:
        """Return the headline, every problem and every warning as text."""
        warned = [WARNING(text=in_one_line(each, self.unit)) for each in self.warnings]
        return "\n".join([super().text(language), *(_short(each.in_(language)) for each in warned)])

    def as_dict(self, language: Language = "en") -> dict[str, Any]:
        """Return the error as plain data, for `--errors json`."""
        warned = [_as_dict(problem, language) for problem in self.warnings]
        return {**super().as_dict(language), **({"warnings": warned} if warned else {})}


def warning_too(error: SurveyError, warnings: Sequence[Problem]) -> SurveyError:
    """Return the error, which says what looks wrong too."""
    error.warnings = tuple(warnings)
    return error


class OutputError(MdpovertyError):
    """The output cannot be written."""

    exit_code = exit_codes.DATA


def no_column(
    option: str,
    name: str,
    have: Collection[str],
    used: Collection[str] = (),
    labels: Mapping[str, str] = MappingProxyType({}),
) -> Problem:
    """Return the problem that an option names a column that a survey has not.

    Columns that are `used` already are not suggested; `labels` are what Vietnamese calls some.
    """
    wrong = message(
        "errors.no-column",
        "the survey has no column '{name}'{suggestion}",
        name=plain(name),
        suggestion=suggest(name, have, used),
    )
    parts = [part.strip() for part in name.split(",")]
    advice = ""
    if len(parts) > 1 and {*parts} <= {*have}:
        each = " ".join(f"{option} {plain(part)}" for part in parts)
        advice = message("errors.option-each", "repeat the option: {options}", options=each)
    there = [
        Named(plain(x), f"{labels[x]} ({plain(x)})" if x in labels else plain(x)) for x in have
    ]
    return Problem(option, wrong, message("errors.columns", "{columns}", columns=there), advice)


def not_grouped(problems: Sequence[Problem]) -> UsageError:
    """Return the error that households cannot be grouped by the columns that are named."""
    headline = message("errors.not-grouped", "cannot group the households by these columns")
    return UsageError(headline, problems)


_MORE_PROBLEMS = Phrase("errors.more-problems", "and {count} more. Correct these first")
_ALLOWED = Phrase("errors.allowed", "allowed: {said}")
_ADVICE = Phrase("errors.what-to-do", "what to do: {said}")
MORE = Phrase("errors.more", " and {count} more")


def _short(line: str) -> str:
    """Return a line of an error as it is shown: what it quotes is data, and may be anything."""
    line = in_line(line)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def both(first: str, then: str) -> Message:
    """Return two sentences as one."""
    return message("errors.both", "{first}; {then}", first=first, then=then)


def _as_dict(problem: Problem, language: Language) -> dict[str, Any]:
    data = {"code": problem.code, **asdict(problem)}
    del data["unit"]
    for name in ("subject", "wrong", "allowed", "advice"):
        data[name] = in_language(getattr(problem, name), language)
    for place in data["places"]:
        place["value"] = place["value"] and in_language(place["value"], language)
        for name in ("household", "cell"):
            if place[name] is None:
                del place[name]
    return data


def _places(problem: Problem, unit: str) -> Message:
    """Return how many rows have a problem, and where the first of them are."""
    more = problem.count - len(problem.places)
    return plural(
        "errors.rows",
        "{count} row: {places}{more}",
        "{count} rows: {places}{more}",
        count=problem.count,
        places=[place_text(place, unit) for place in problem.places],
        more=MORE(count=more) if more else "",
    )


_LINES = {
    "line": Phrase("errors.line", "{file}line {number:d}{value}"),
    "row": Phrase("errors.row", "{file}row {number:d}{value}"),
}


def place_text(place: Place, unit: str) -> Message:
    """Return a place as a reader is told it: `line 4 'x'`, `household H-04 'x'`."""
    values = {
        "value": "" if place.value is None else _quoted(place.value),
        "file": f"{place.file} " if place.file else "",
    }
    if place.cell is not None:
        return message("errors.cell", "{file}{cell}{value}", cell=plain(place.cell), **values)
    if place.line is not None:
        return _LINES[unit](number=place.line, **values)
    if place.household is None:
        return message("errors.no-id", "{file}no id{value}", **values)
    household = plain(place.household)
    return message(
        "errors.household", "{file}household {household}{value}", household=household, **values
    )


def _quoted(value: str) -> str:
    if isinstance(value, Message):
        return message("errors.quoted", " '{value}'", value=value)
    return f" '{plain(value)}'"


def plain(value: str, limit: int = 40) -> str:
    """Return `value` with nothing in it that a terminal would act on, and not too long."""
    plain = "".join(c if c.isprintable() else repr(c)[1:-1] for c in value)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
