"""`mdpoverty report`: one page of a survey, with tables and pictures."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.cli.console import (
    ColumnsOption,
    Decimal,
    DecimalOption,
    EncodingOption,
    Errors,
    ErrorsOption,
    Lang,
    LangOption,
    MembersOption,
    QuietOption,
    RejectsOption,
    StandardOption,
    SurveyArgument,
    ThreadsOption,
    YearOption,
    use_threads,
)


class Picture(StrEnum):
    """The pictures of a report."""

    classes = "classes"
    ranking = "ranking"
    deprivations = "deprivations"
    distribution = "distribution"
    contributions = "contributions"
    change = "change"


def report(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    survey: SurveyArgument,
    standard: StandardOption = None,
    year: YearOption = None,
    members: MembersOption = None,
    columns: ColumnsOption = None,
    decimal: DecimalOption = Decimal.point,
    encoding: EncodingOption = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="COLUMN", help="Rank by this column, not by places."),
    ] = None,
    cutoff: Annotated[
        str | None,
        typer.Option(
            "--cutoff",
            metavar="K",
            help="Contributions to M0 at this cut-off (3 indicators, or a share: 1/3), not of the "
            "poor by class.",
        ),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option("--from", metavar="ID|FILE", help="Say the change from this standard."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--before",
            metavar="PROFILE",
            help="Say the change from this profile of an earlier round; SURVEY is a profile too.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE.html|-", help="Write the page here."),
    ] = None,
    plot: Annotated[
        str | None,
        typer.Option("--plot", metavar="FILE.svg|png", help="Write one picture here."),
    ] = None,
    chart: Annotated[
        Picture | None,
        typer.Option("--chart", help="Which picture: deprivations where none is named."),
    ] = None,
    rejects: RejectsOption = None,
    threads: ThreadsOption = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    quiet: QuietOption = False,
) -> None:
    """Write a report of a survey, or of a written profile: one page, with pictures and tables.

    The page needs nothing beside itself, and can be printed. Places are ranked by the finest of
    the columns province, district and commune, or by --by.
    """
    use_threads(threads)
    # These load the engine, which reads the number of threads then.
    from mdpoverty.cli.inputs import Given  # noqa: PLC0415
    from mdpoverty.cli.jobs.report import carry_out  # noqa: PLC0415
    from mdpoverty.cli.jobs.report_figures import Request  # noqa: PLC0415

    carry_out(
        Request(
            given=Given(survey, members or [], columns, decimal, encoding, standard, year),
            before=before,
            profile=profile,
            by=tuple(dict.fromkeys(by or ())),
            cutoff=cutoff,
            output=output,
            plot=plot,
            chart=chart,
            rejects=rejects,
            lang=lang,
            quiet=quiet,
        )
    )
