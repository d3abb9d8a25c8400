"""`mdpoverty classify`: a deprivation profile of every household."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.cli.common import (
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
    StandardOption,
    SurveyArgument,
    ThreadsOption,
    YearOption,
    use_threads,
)

GATE_FAILED = 1


class Keep(StrEnum):
    """Which columns of the survey a profile carries through."""

    known = "known"
    all = "all"


def classify(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    survey: SurveyArgument,
    standard: StandardOption = None,
    year: YearOption = None,
    members: MembersOption = None,
    columns: ColumnsOption = None,
    decimal: DecimalOption = Decimal.point,
    encoding: EncodingOption = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE|-", help="Write the profile here.")
    ] = None,
    output_format: Annotated[
        OutputFormat | None, typer.Option("--format", help="Format of the profile.")
    ] = None,
    persons: Annotated[
        str | None,
        typer.Option(
            "--persons", metavar="FILE", help="Write each member with the household's class here."
        ),
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
    threads: ThreadsOption = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    bom: Annotated[
        bool, typer.Option("--bom", help="Mark CSV as UTF-8, so that Excel opens it right.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 when a household is undetermined.")
    ] = False,
    quiet: QuietOption = False,
) -> int:
    """Classify each household as poor, near-poor or non-poor, with its deprivations.

    Without -o the profile is shown on a terminal, and written as CSV to a pipe.
    """
    use_threads(threads)
    # These load the engine, which reads the number of threads then.
    from mdpoverty.cli.classifying import Request, carry_out  # noqa: PLC0415
    from mdpoverty.cli.given import Given  # noqa: PLC0415

    undetermined = carry_out(
        Request(
            given=Given(survey, members or [], columns, decimal, encoding, standard, year),
            output=output,
            output_format=output_format,
            persons=persons,
            rejects=rejects,
            keep_all=keep == Keep.all,
            bom=bom,
            lang=lang,
            quiet=quiet,
        )
    )
    return GATE_FAILED if strict and undetermined else 0
