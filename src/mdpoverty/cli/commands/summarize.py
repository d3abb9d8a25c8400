"""`mdpoverty summarize`: rates and Alkire-Foster measures of groups, with standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    ByOption,
    CsvOptions,
    EngineOptions,
    Lang,
    LangOption,
    ReadingOptions,
    RejectsOption,
    SayingOptions,
    StandardOptions,
    StrictOption,
    SurveyArgument,
    TableOptions,
)
from mdpoverty.cli.parsing import command, helps, program
from mdpoverty.language.messages import message
from mdpoverty.statistics.request import Identify, Interval, SingleUnit, Unit


@dataclass(frozen=True)
class FigureOptions:
    """Which figures are made."""

    change: Annotated[
        str | None,
        typer.Option(
            "--change",
            metavar="COLUMN",
            help=message("cli.help-change", "Group by the rounds in this column; say changes."),
        ),
    ] = None
    unit: Annotated[
        Unit,
        typer.Option(
            "--unit", help=message("cli.help-unit", "Count households, or the persons in them.")
        ),
    ] = "households"
    cutoff: Annotated[
        list[str] | None,
        typer.Option(
            "--cutoff",
            metavar="K",
            help=message(
                "cli.help-cutoff",
                "Alkire-Foster measures at this cut-off: 3 indicators, or a share, 1/3 or 0.33.",
            ),
        ),
    ] = None
    identify: Annotated[
        Identify | None,
        typer.Option(
            "--identify",
            help=message(
                "cli.help-identify",
                "Who is poor in these: by deprivations alone (with --cutoff), else by class.",
            ),
        ),
    ] = None
    single_unit: Annotated[
        SingleUnit | None,
        typer.Option(
            "--single-unit",
            help=message(
                "cli.help-single-unit",
                "What a stratum with a single sampling unit adds to variances: nothing, its "
                "distance from the mean of all, or as much as others on average (in R average, in "
                "Stata scaled). Without it such standard errors are blank.",
            ),
        ),
    ] = None
    ci: Annotated[
        Interval,
        typer.Option(
            "--ci", help=message("cli.help-ci", "How confidence intervals of shares are made.")
        ),
    ] = "logit"
    level: Annotated[
        str,
        typer.Option(
            "--level",
            metavar="L",
            help=message("cli.help-level", "Confidence level of intervals: 0.95, or 95."),
        ),
    ] = "0.95"
    flag_cv: Annotated[
        str,
        typer.Option(
            "--flag-cv",
            metavar="A,B",
            help=message(
                "cli.help-flag-cv",
                "From these coefficients of variation on a figure is marked: to be taken with "
                "caution, and unreliable.",
            ),
        ),
    ] = "0.2,0.3"
    suppress_below: Annotated[
        int,
        typer.Option(
            "--suppress-below",
            metavar="N",
            min=0,
            help=message(
                "cli.help-suppress-below",
                "Leave out figures of fewer than N households, or to which fewer add.",
            ),
        ),
    ] = 0
    complete_cases: Annotated[
        bool,
        typer.Option(
            "--complete-cases",
            help=message(
                "cli.help-complete-cases", "Leave out households with an unknown indicator."
            ),
        ),
    ] = False
    bounds: Annotated[
        bool,
        typer.Option(
            "--bounds",
            help=message(
                "cli.help-bounds",
                "The lowest and the highest figure that unknown answers allow.",
            ),
        ),
    ] = False


@dataclass(frozen=True, kw_only=True)
class Summarize:
    """What `summarize` is asked."""

    survey: SurveyArgument
    which: StandardOptions
    reading: ReadingOptions
    by: ByOption = None
    figures: FigureOptions
    table: Annotated[
        TableOptions,
        helps(
            output=message("cli.help-table", "Write the table here."),
            output_format=message("cli.help-table-format", "Format of the table."),
        ),
    ]
    rejects: RejectsOption = None
    engine: EngineOptions
    lang: LangOption = Lang.en
    csv: CsvOptions
    strict: StrictOption = False
    saying: SayingOptions


app = program()
app.command(
    "summarize",
    help=message(
        "cli.help-summarize",
        "Summarise a survey, or a written profile: rates and Alkire-Foster measures of groups.\n\n"
        "Without -o the figures are shown on a terminal, and written as CSV to a pipe: a row for "
        "each group and measure, with its standard error and its number of households.",
    ),
)(command(Summarize, "summarize"))
