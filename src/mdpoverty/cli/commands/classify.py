"""`mdpoverty classify`: a deprivation profile of every household."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    EngineOptions,
    Lang,
    LangOption,
    RecordOption,
    RejectsOption,
    SayingOptions,
    StandardOptions,
    StrictOption,
    WhyOption,
)
from mdpoverty.cli.parsing import add, helps, program
from mdpoverty.cli.reading_options import DatabaseOptions, ReadingOptions, SurveyOrDatabase
from mdpoverty.cli.table_options import CsvOptions, LabelledOptions
from mdpoverty.language.messages import message


class Keep(StrEnum):
    """Which columns of the survey a profile carries through."""

    known = "known"
    all = "all"


@dataclass(frozen=True, kw_only=True)
class Classify:
    """What `classify` is asked."""

    survey: SurveyOrDatabase
    which: StandardOptions
    reading: ReadingOptions
    database: DatabaseOptions
    table: Annotated[
        LabelledOptions,
        helps(
            output=message("cli.help-profile", "Write the profile to this file."),
            output_format=message("cli.help-profile-format", "Format of the profile."),
        ),
    ]
    output_dir: Annotated[
        str | None,
        typer.Option(
            "--output-dir",
            metavar="FOLDER",
            help=message(
                "cli.help-output-dir",
                "Classify each file separately, and write its profile and a manifest of all "
                "files to this folder. --members and --rejects then name folders.",
            ),
        ),
    ] = None
    persons: Annotated[
        str | None,
        typer.Option(
            "--persons",
            metavar="FILE",
            help=message(
                "cli.help-persons",
                "Write each member with the class of the household to this file.",
            ),
        ),
    ] = None
    rejects: RejectsOption = None
    keep: Annotated[
        Keep,
        typer.Option(
            "--keep",
            help=message("cli.help-keep", "all: carry all columns of the survey into the profile."),
        ),
    ] = Keep.known
    engine: EngineOptions
    lang: LangOption = Lang.en
    csv: CsvOptions
    strict: StrictOption = False
    why: WhyOption = None
    record: RecordOption = None
    saying: SayingOptions


app = program()
add(
    app,
    Classify,
    "classify",
    message(
        "cli.help-classify",
        "Classify each household as poor, near-poor or non-poor, with its "
        "deprivations.\n\nWithout -o, a terminal shows a summary, and a pipe gets "
        "the profile as CSV.",
    ),
    [
        "mdpoverty classify survey.csv -o profile.csv",
        "mdpoverty classify survey.xlsx --columns map.yaml --year 2025 -o profile.xlsx",
    ],
)
