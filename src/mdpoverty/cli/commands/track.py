"""`mdpoverty track`: households over yearly rounds, and the stock and flow of the poor."""

from __future__ import annotations

from typing import Annotated

import typer

from mdpoverty.cli.console import (
    BomOption,
    Decimal,
    DecimalOption,
    EncodingOption,
    Errors,
    ErrorsOption,
    Lang,
    LangOption,
    LinksOption,
    OutputFormat,
    PlacesOption,
    QuietOption,
    ThreadsOption,
    use_threads,
)


def track(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    rounds: Annotated[
        list[str],
        typer.Argument(
            metavar="ROUND",
            help="Profiles as `classify` writes them, two or more, from the oldest to the newest.",
        ),
    ],
    links: LinksOption = None,
    places: PlacesOption = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="COLUMN",
            help="Count by this column of the rounds, in place of province, district, commune.",
        ),
    ] = None,
    decimal: DecimalOption = Decimal.point,
    encoding: EncodingOption = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE|-", help="Write the households here."),
    ] = None,
    output_format: Annotated[
        OutputFormat | None, typer.Option("--format", help="Format of the households.")
    ] = None,
    flows: Annotated[
        str | None,
        typer.Option("--flows", metavar="FILE", help="Write stock and flow of every unit here."),
    ] = None,
    threads: ThreadsOption = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    bom: BomOption = False,
    quiet: QuietOption = False,
) -> None:
    """Follow households over rounds: who left poverty, fell back, is newly poor, came or is gone.

    Stock and flow of the poor and of the near-poor are shown on a terminal, and where households
    go to a file. To a pipe goes a row for each household and pair of rounds.
    """
    use_threads(threads)
    # This loads the engine, which reads the number of threads then.
    from mdpoverty.cli.jobs.track import Request, carry_out  # noqa: PLC0415

    carry_out(
        Request(
            rounds=tuple(rounds),
            links=links,
            places=places,
            by=tuple(dict.fromkeys(by or ())),
            decimal=decimal,
            encoding=encoding,
            output=output,
            output_format=output_format,
            flows=flows,
            bom=bom,
            lang=lang,
            quiet=quiet,
        )
    )
