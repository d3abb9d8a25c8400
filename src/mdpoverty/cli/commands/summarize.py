"""`mdpoverty summarize`: rates and Alkire-Foster measures of groups, with standard errors."""

from __future__ import annotations

from typing import Annotated

import typer

from mdpoverty.cli.commands.classify import GATE_FAILED
from mdpoverty.cli.console import (
    BomOption,
    ByOption,
    ColumnsOption,
    Decimal,
    DecimalOption,
    EncodingOption,
    Errors,
    ErrorsOption,
    Lang,
    LangOption,
    MembersOption,
    OutputFormat,
    QuietOption,
    RejectsOption,
    StandardOption,
    StrictOption,
    SurveyArgument,
    ThreadsOption,
    YearOption,
    use_threads,
)
from mdpoverty.cli.engine import (
    STANDARD_INPUT,
    Engine,
    EngineOption,
    MasterOption,
    on_spark,
)
from mdpoverty.statistics.request import Asked, Identify, SingleUnit, Unit


def summarize(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    survey: SurveyArgument,
    standard: StandardOption = None,
    year: YearOption = None,
    members: MembersOption = None,
    columns: ColumnsOption = None,
    decimal: DecimalOption = Decimal.point,
    encoding: EncodingOption = None,
    by: ByOption = None,
    change: Annotated[
        str | None,
        typer.Option(
            "--change", metavar="COLUMN", help="Group by the rounds in this column; say changes."
        ),
    ] = None,
    unit: Annotated[
        Unit, typer.Option("--unit", help="Count households, or the persons in them.")
    ] = "households",
    cutoff: Annotated[
        list[str] | None,
        typer.Option(
            "--cutoff",
            metavar="K",
            help="Alkire-Foster measures at this cut-off: 3 indicators, or a share, 1/3 or 0.33.",
        ),
    ] = None,
    identify: Annotated[
        Identify | None,
        typer.Option(
            "--identify",
            help="Who is poor in these: by deprivations alone (with --cutoff), else by class.",
        ),
    ] = None,
    single_unit: Annotated[
        SingleUnit | None,
        typer.Option(
            "--single-unit",
            help="What a stratum with a single sampling unit adds to variances: nothing, or its "
            "distance from the mean of all. Without it such standard errors are blank.",
        ),
    ] = None,
    suppress_below: Annotated[
        int,
        typer.Option(
            "--suppress-below",
            metavar="N",
            min=0,
            help="Leave out figures of fewer than N households.",
        ),
    ] = 0,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE|-", help="Write the table here.")
    ] = None,
    output_format: Annotated[
        OutputFormat | None, typer.Option("--format", help="Format of the table.")
    ] = None,
    rejects: RejectsOption = None,
    engine: EngineOption = Engine.embedded,
    master: MasterOption = None,
    threads: ThreadsOption = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    complete_cases: Annotated[
        bool,
        typer.Option("--complete-cases", help="Leave out households with an unknown indicator."),
    ] = False,
    bounds: Annotated[
        bool,
        typer.Option(
            "--bounds", help="The lowest and the highest figure that unknown answers allow."
        ),
    ] = False,
    bom: BomOption = False,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> int:
    """Summarise a survey, or a written profile: rates and Alkire-Foster measures of groups.

    Without -o the figures are shown on a terminal, and written as CSV to a pipe: a row for each
    group and measure, with its standard error and its number of households.
    """
    unfit = {
        "SURVEY": STANDARD_INPUT in survey,
        "--members": STANDARD_INPUT in (members or ()),
        "--columns": columns is not None,
        "--encoding": encoding is not None,
        "--rejects": rejects == STANDARD_INPUT,
        "--threads": threads is not None,
    }
    spark = on_spark(engine, master, unfit)
    use_threads(threads)
    # These load the engine, which reads the number of threads then.
    from mdpoverty.cli.inputs import Given  # noqa: PLC0415
    from mdpoverty.cli.jobs.summarize import Request, carry_out  # noqa: PLC0415

    request = Request(
        given=Given(survey, members or [], columns, decimal, encoding, standard, year),
        asked=Asked(
            by=tuple(by or ()),
            change=change,
            unit=unit,
            complete_cases=complete_cases,
            single_unit=single_unit,
            suppress_below=suppress_below,
            bounds=bounds,
        ),
        cutoffs=tuple(cutoff or ()),
        identify=identify,
        output=output,
        output_format=output_format,
        rejects=rejects,
        bom=bom,
        lang=lang,
        quiet=quiet,
    )
    if spark:
        from mdpoverty.cli.jobs.spark import summarize_on_spark  # noqa: PLC0415 -- as above

        undetermined = summarize_on_spark(request, master)
    else:
        undetermined = carry_out(request)
    return GATE_FAILED if strict and undetermined else 0
