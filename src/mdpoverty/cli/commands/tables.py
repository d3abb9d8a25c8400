"""`mdpoverty tables`: the official tables of a yearly review, as a workbook in Vietnamese."""

from __future__ import annotations

from typing import Annotated

import typer

from mdpoverty.cli.console import (
    Decimal,
    DecimalOption,
    EncodingOption,
    Errors,
    ErrorsOption,
    LinksOption,
    PlacesOption,
    QuietOption,
    ThreadsOption,
    use_threads,
)


def tables(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    rounds: Annotated[
        list[str],
        typer.Argument(
            metavar="ROUND...",
            help="Profiles as `classify --keep all` writes them, from the oldest to the newest: "
            "the tables are of the last.",
        ),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE.xlsx|-", help="Write the workbook here.")
    ],
    totals: Annotated[
        str | None,
        typer.Option(
            "--totals",
            metavar="FILE",
            help="Residents of each unit, where a round lists the poor alone: province, district, "
            "commune, households, persons.",
        ),
    ] = None,
    links: LinksOption = None,
    places: PlacesOption = None,
    standard: Annotated[
        str | None,
        typer.Option(
            "--standard",
            metavar="ID|FILE",
            help="The standard of the last round: its threshold file, where it is not shipped.",
        ),
    ] = None,
    decimal: DecimalOption = Decimal.point,
    encoding: EncodingOption = None,
    threads: ThreadsOption = None,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    quiet: QuietOption = False,
) -> None:
    """Write the official tables of a yearly review, in Vietnamese, with formulas and checks.

    Tables 2 and 3, the movement of poor and near-poor households, need two rounds or more. A table
    whose columns the round has not is left out, and a note says so. A row is a commune, else a
    district, else a province: the finest that every round has, in Vietnamese order.
    """
    use_threads(threads)
    # This loads the engine, which reads the number of threads then.
    from mdpoverty.cli.jobs.tables import Request, carry_out  # noqa: PLC0415

    carry_out(
        Request(
            rounds=tuple(rounds),
            output=output,
            totals=totals,
            links=links,
            places=places,
            standard=standard,
            decimal=decimal,
            encoding=encoding,
            quiet=quiet,
        )
    )
