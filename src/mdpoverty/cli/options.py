"""The options of the commands, each declared once: alone, or in a group of those that go together.

A command takes a group as one parameter: `cli/parsing` makes options of its fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar

import typer

from mdpoverty.cli.threads import MOST_THREADS, use_threads
from mdpoverty.errors import UsageError
from mdpoverty.language.messages import Message, message


class Lang(StrEnum):
    """The language of what is shown."""

    en = "en"
    vi = "vi"


class Errors(StrEnum):
    """How errors and notes are written on standard error."""

    text = "text"
    json = "json"


class Decimal(StrEnum):
    """The decimal sign of numbers in text."""

    point = "."
    comma = ","


class TextFormat(StrEnum):
    """The formats of what is written in words."""

    text = "text"
    json = "json"


class Engine(StrEnum):
    """What does the work: this program itself, or Spark."""

    embedded = "embedded"
    spark = "spark"


def output_option(text: str, metavar: str = "FILE|-") -> Any:
    """Return the option of a file to write, with the help that says what is written."""
    return typer.Option("-o", "--output", metavar=metavar, help=text)


SURVEY = message(
    "cli.help-survey",
    "CSV, workbook, Stata, SPSS or Parquet. Several files, or a pattern, are "
    "one survey; - is standard input.",
)
SurveyArgument = Annotated[list[str], typer.Argument(metavar="SURVEY", help=SURVEY)]
MembersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--members",
        metavar="FILE",
        help=message("cli.help-members", "Member file: one row for each person."),
    ),
]
StandardArgument = Annotated[
    str,
    typer.Argument(
        metavar="ID|FILE",
        help=message(
            "cli.help-a-standard", "A standard: an id, such as vn-2022-2025, or a threshold file."
        ),
    ),
]
ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COLUMN",
        help=message("cli.help-by", "Also group by this column of the survey."),
    ),
]
RejectsOption = Annotated[
    str | None,
    typer.Option(
        "--rejects",
        metavar="FILE",
        help=message(
            "cli.help-rejects", "Write refused rows to this file, and go on with the other rows."
        ),
    ),
]
RecordOption = Annotated[
    str | None,
    typer.Option(
        "--record",
        metavar="FILE.json",
        help=message(
            "cli.help-record",
            "Write to this file how the result was made: version, standard, and the "
            "digests (SHA-256) and row counts of what was read.",
        ),
    ),
]
WhyOption = Annotated[
    str | None,
    typer.Option(
        "--why",
        metavar="FILE",
        help=message(
            "cli.help-why",
            "Write to this file which cells would decide each undetermined household.",
        ),
    ),
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict",
        help=message("cli.help-strict", "Exit with code 1 if a household is undetermined."),
    ),
]
ThreadsOption = Annotated[
    int | None,
    typer.Option(
        "--threads",
        min=1,
        max=MOST_THREADS,
        metavar="N",
        callback=use_threads,
        help=message("cli.help-threads", "Use N threads."),
    ),
]
LANG = typer.Option(
    "--lang",
    help=message(
        "cli.help-lang",
        "Language of everything that is shown. Set MDPOVERTY_LANG=vi to choose "
        "Vietnamese for good.",
    ),
    case_sensitive=False,
)
LangOption = Annotated[Lang, LANG]
ERRORS = typer.Option(
    "--errors",
    help=message("cli.help-errors", "Write errors and notes as text or as JSON, one a line."),
)
ErrorsOption = Annotated[Errors, ERRORS]


@dataclass(frozen=True)
class StandardOptions:
    """Which standard applies."""

    HEADING: ClassVar[Message] = message("cli.heading-standard", "Standard")

    standard: Annotated[
        str | None,
        typer.Option(
            "--standard",
            metavar="ID|FILE",
            help=message(
                "cli.help-standard",
                "Apply this standard: an id, such as vn-2022-2025, or a threshold file.",
            ),
        ),
    ] = None
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="YYYY",
            help=message("cli.help-year", "Apply the standard of this year."),
        ),
    ] = None


@dataclass(frozen=True)
class RoundOptions:
    """What is read beside rounds."""

    HEADING: ClassVar[Message] = message("cli.heading-rounds", "Other files about the rounds")

    links: Annotated[
        str | None,
        typer.Option(
            "--links",
            metavar="FILE",
            help=message(
                "cli.help-links",
                "Households that were renumbered, split or merged; columns: round, before, after.",
            ),
        ),
    ] = None
    places: Annotated[
        str | None,
        typer.Option(
            "--places",
            metavar="FILE",
            help=message(
                "cli.help-places",
                "Units that were renamed or merged; columns: round, province, district, "
                "commune, new_province, new_district, new_commune.",
            ),
        ),
    ] = None


@dataclass(frozen=True)
class EngineOptions:
    """What does the work, and where."""

    HEADING: ClassVar[Message] = message("cli.heading-engine", "Speed and Spark")

    engine: Annotated[
        Engine,
        typer.Option(
            "--engine",
            help=message(
                "cli.help-engine", "spark: work on Spark, with folders of Parquet or CSV."
            ),
        ),
    ] = Engine.embedded
    master: Annotated[
        str | None,
        typer.Option(
            "--master",
            metavar="URL",
            help=message(
                "cli.help-master",
                "Where Spark works: local[2], spark://HOST:PORT, yarn … Without it, "
                "Spark's own configuration decides.",
            ),
        ),
    ] = None
    threads: ThreadsOption = None


@dataclass(frozen=True)
class SayingOptions:
    """What is said on standard error, and how."""

    errors: ErrorsOption = Errors.text
    quiet: Annotated[
        bool,
        typer.Option(
            "-q",
            "--quiet",
            help=message("cli.help-quiet", "Show errors only: no notes and no warnings."),
        ),
    ] = False
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            help=message("cli.help-verbose", "Show how long each stage of the run takes."),
        ),
    ] = False

    def __post_init__(self) -> None:
        """Raise UsageError where both less and more than usual is asked for."""
        if self.quiet and self.verbose:
            raise UsageError(
                message(
                    "cli.quiet-and-verbose", "--quiet and --verbose exclude each other: give one"
                )
            )
