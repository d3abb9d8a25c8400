"""`mdpoverty summarize`: rates and Alkire-Foster measures of groups, with standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    ByOption,
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
from mdpoverty.statistics.cutoffs import Identify
from mdpoverty.statistics.request import Interval, Layout, Method, Pairs, SingleUnit, Unit


@dataclass(frozen=True)
class FigureOptions:
    """Which figures are made."""

    change: Annotated[
        str | None,
        typer.Option(
            "--change",
            metavar="COLUMN",
            help=message(
                "cli.help-change",
                "Compare the rounds in this column, and add the change of each figure.",
            ),
        ),
    ] = None
    pairs: Annotated[
        Pairs,
        typer.Option(
            "--pairs",
            help=message(
                "cli.help-pairs", "Compare each round with the next, or every pair of rounds."
            ),
        ),
    ] = "consecutive"
    contrast: Annotated[
        str | None,
        typer.Option(
            "--contrast",
            metavar="COLUMN",
            help=message(
                "cli.help-contrast",
                "Group by this column, and show how each pair of groups differs.",
            ),
        ),
    ] = None
    each: Annotated[
        list[str] | None,
        typer.Option(
            "--each",
            metavar="COLUMN",
            help=message("cli.help-each", "Also group by this column, separately from --by."),
        ),
    ] = None
    totals: Annotated[
        bool,
        typer.Option(
            "--totals",
            help=message(
                "cli.help-all-totals",
                "Add totals: all households, and each margin; and the share of each group in them.",
            ),
        ),
    ] = False
    income: Annotated[
        bool,
        typer.Option(
            "--income",
            help=message(
                "cli.help-income",
                "Add measures of incomes: poverty gaps at the standard's lines, mean and median, "
                "Gini coefficient, shares of fifths.",
            ),
        ),
    ] = False
    by_member: Annotated[
        list[str] | None,
        typer.Option(
            "--by-member",
            metavar="sex|age_group",
            help=message(
                "cli.help-by-member", "Count persons, and also group them by this characteristic."
            ),
        ),
    ] = None
    ages: Annotated[
        str,
        typer.Option(
            "--ages",
            metavar="A,B,…",
            help=message("cli.help-ages", "The ages at which the groups of --by-member begin."),
        ),
    ] = "0,16,60"
    layout: Annotated[
        Layout,
        typer.Option(
            "--layout",
            help=message(
                "cli.help-layout", "Columns of the table: those of mdpoverty, or those of mpitb."
            ),
        ),
    ] = "tidy"
    robustness: Annotated[
        bool,
        typer.Option(
            "--robustness",
            help=message(
                "cli.help-robustness",
                "Add how far figures depend on cut-offs (with --cutoff all) and weights, on "
                "indicators that say the same, and on missing answers.",
            ),
        ),
    ] = False
    fpc: Annotated[
        str | None,
        typer.Option(
            "--fpc",
            metavar="COLUMN",
            help=message(
                "cli.help-fpc",
                "Correct variances by this column: the number of sampling units in the "
                "population of each stratum, or the share drawn.",
            ),
        ),
    ] = None
    replicates: Annotated[
        str | None,
        typer.Option(
            "--replicates",
            metavar="PATTERN",
            help=message(
                "cli.help-replicates",
                "Compute errors by the replicate weights in these columns, such as 'rep_*', in "
                "place of strata and sampling units. Needs --method.",
            ),
        ),
    ] = None
    method: Annotated[
        Method | None,
        typer.Option(
            "--method",
            help=message("cli.help-method", "How the replicate weights were made."),
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
                "Add Alkire-Foster measures at this cut-off: 3 indicators, or a share such as "
                "1/3 or 0.33; all: at every cut-off.",
            ),
        ),
    ] = None
    identify: Annotated[
        Identify | None,
        typer.Option(
            "--identify",
            help=message(
                "cli.help-identify",
                "Who counts as poor in these measures: by deprivations alone (with "
                "--cutoff), or by class.",
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
                "Mark figures whose coefficient of variation is at least this: use with "
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
                "Leave out figures of fewer than N households, and figures that fewer than N "
                "households contribute to.",
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
                "Add the lowest and the highest figure that unknown answers allow.",
            ),
        ),
    ] = False


@dataclass(frozen=True, kw_only=True)
class Summarize:
    """What `summarize` is asked."""

    survey: SurveyOrDatabase
    which: StandardOptions
    reading: ReadingOptions
    database: DatabaseOptions
    by: ByOption = None
    figures: FigureOptions
    table: Annotated[
        LabelledOptions,
        helps(
            output=message("cli.help-table", "Write the table to this file."),
            output_format=message("cli.help-table-format", "Format of the table."),
        ),
    ]
    rejects: RejectsOption = None
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
    Summarize,
    "summarize",
    message(
        "cli.help-summarize",
        "Compute rates and Alkire-Foster measures of a survey or a saved profile, "
        "by group.\n\nWithout -o, a terminal shows the figures, and a pipe gets "
        "CSV: one row for each group and measure, with its standard error and "
        "number of households.",
    ),
    [
        "mdpoverty summarize survey.csv --by province",
        "mdpoverty summarize survey.csv --cutoff 3 --unit persons -o figures.csv",
    ],
)
