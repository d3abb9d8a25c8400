"""`mdpoverty classify`: a deprivation profile of every household."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.cli.common import Errors, ErrorsOption, Lang, LangOption, QuietOption

GATE_FAILED = 1


class OutputFormat(StrEnum):
    """The formats of a profile."""

    csv = "csv"
    parquet = "parquet"
    json = "json"
    xlsx = "xlsx"
    dta = "dta"


class Keep(StrEnum):
    """Which columns of the survey a profile carries through."""

    known = "known"
    all = "all"


def classify(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    survey: Annotated[
        str, typer.Argument(metavar="SURVEY", help="CSV or Parquet file, - for stdin.")
    ],
    standard: Annotated[
        str | None, typer.Option("--standard", metavar="ID|FILE", help="The standard to apply.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="YYYY", help="Apply the standard of this year.")
    ] = None,
    members: Annotated[
        str | None, typer.Option("--members", metavar="FILE", help="Member file: one row a person.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE|-", help="Write the profile here.")
    ] = None,
    output_format: Annotated[
        OutputFormat | None, typer.Option("--format", help="Format of the profile.")
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects", metavar="FILE", help="Write refused rows here, classify the rest."
        ),
    ] = None,
    keep: Annotated[
        Keep, typer.Option("--keep", help="Carry all columns of the survey through.")
    ] = Keep.known,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, metavar="N", help="Use N threads.")
    ] = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 when a household is undetermined.")
    ] = False,
    quiet: QuietOption = False,
) -> int:
    """Classify each household as poor, near-poor or non-poor, with its deprivations.

    Without -o the profile is shown on a terminal, and written as CSV to a pipe.
    """
    if threads is not None:  # read by the engine when it loads
        os.environ["POLARS_MAX_THREADS"] = str(threads)
    from mdpoverty.cli.classifying import Request, carry_out  # noqa: PLC0415 -- loads the engine

    undetermined = carry_out(
        Request(
            survey=survey,
            members=members,
            standard=standard,
            year=year,
            output=output,
            output_format=output_format,
            rejects=rejects,
            keep_all=keep == Keep.all,
            lang=lang,
            quiet=quiet,
        )
    )
    return GATE_FAILED if strict and undetermined else 0
