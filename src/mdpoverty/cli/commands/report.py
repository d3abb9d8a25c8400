"""`mdpoverty report`: one page of a survey, with tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    Lang,
    LangOption,
    RecordOption,
    RejectsOption,
    SayingOptions,
    StandardOptions,
    SurveyArgument,
    ThreadsOption,
    WhyOption,
    output_option,
)
from mdpoverty.cli.parsing import add, program
from mdpoverty.cli.reading_options import ReadingOptions
from mdpoverty.language.messages import message


class Picture(StrEnum):
    """The pictures of a report."""

    classes = "classes"
    ranking = "ranking"
    deprivations = "deprivations"
    distribution = "distribution"
    contributions = "contributions"
    change = "change"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What `report` is asked."""

    survey: SurveyArgument
    which: StandardOptions
    reading: ReadingOptions
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="COLUMN",
            help=message("cli.help-rank-by", "Rank by this column instead of places."),
        ),
    ] = None
    cutoff: Annotated[
        str | None,
        typer.Option(
            "--cutoff",
            metavar="K",
            help=message(
                "cli.help-report-cutoff",
                "Show contributions to M0 at this cut-off (3 indicators, or a share: 1/3) "
                "instead of among the poor by class.",
            ),
        ),
    ] = None
    before: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="ID|FILE",
            help=message("cli.help-report-from", "Show the change from this standard."),
        ),
    ] = None
    earlier: Annotated[
        str | None,
        typer.Option(
            "--before",
            metavar="PROFILE",
            help=message(
                "cli.help-report-before",
                "Show the change since this profile of an earlier round; SURVEY must be a "
                "profile too.",
            ),
        ),
    ] = None
    output: Annotated[
        str | None,
        output_option(message("cli.help-page", "Write the page to this file."), "FILE.html|-"),
    ] = None
    plot: Annotated[
        str | None,
        typer.Option(
            "--plot",
            metavar="FILE.svg|png",
            help=message("cli.help-plot", "Write one picture to this file."),
        ),
    ] = None
    chart: Annotated[
        Picture | None,
        typer.Option(
            "--chart",
            help=message(
                "cli.help-chart",
                "Which picture --plot draws: deprivations, unless you name another.",
            ),
        ),
    ] = None
    rejects: RejectsOption = None
    threads: ThreadsOption = None
    lang: LangOption = Lang.en
    why: WhyOption = None
    record: RecordOption = None
    saying: SayingOptions

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns to rank by, each once; none are those of places."""
        return tuple(dict.fromkeys(self.by or ()))


app = program()
add(
    app,
    Report,
    "report",
    message(
        "cli.help-report",
        "Write a report of a survey or a saved profile: one page with pictures "
        "and tables.\n\nThe page needs no other files, and can be printed. It ranks "
        "places by the finest of the columns province, district and commune, or "
        "by --by.",
    ),
    ["mdpoverty report survey.csv -o report.html"],
)
