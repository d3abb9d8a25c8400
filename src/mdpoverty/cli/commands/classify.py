"""`mdpoverty classify`: a deprivation profile of every household."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.cli.console import (
    BomOption,
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
    FOLDER_FORMATS,
    STANDARD_INPUT,
    Engine,
    EngineOption,
    MasterOption,
    on_spark,
)
from mdpoverty.errors import SurveyError

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
    output_dir: Annotated[
        str | None,
        typer.Option(
            "--output-dir",
            metavar="FOLDER",
            help="Classify every file by itself: write a profile of each, and a manifest, here. "
            "--members and --rejects are folders then.",
        ),
    ] = None,
    persons: Annotated[
        str | None,
        typer.Option(
            "--persons", metavar="FILE", help="Write each member with the household's class here."
        ),
    ] = None,
    rejects: RejectsOption = None,
    keep: Annotated[
        Keep, typer.Option("--keep", help="Carry all columns of the survey through.")
    ] = Keep.known,
    engine: EngineOption = Engine.embedded,
    master: MasterOption = None,
    threads: ThreadsOption = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    bom: BomOption = False,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> int:
    """Classify each household as poor, near-poor or non-poor, with its deprivations.

    Without -o the profile is shown on a terminal, and written as CSV to a pipe.
    """
    unfit = {
        "SURVEY": STANDARD_INPUT in survey,
        "--members": STANDARD_INPUT in (members or ()),
        "--columns": columns is not None,
        "--encoding": encoding is not None,
        "--output": output in (None, STANDARD_INPUT),
        "--format": output_format not in (None, *FOLDER_FORMATS),
        "--output-dir": output_dir is not None,
        "--persons": persons is not None,
        "--rejects": rejects == STANDARD_INPUT,
        "--bom": bom,
        "--threads": threads is not None,
    }
    spark = on_spark(engine, master, unfit)
    use_threads(threads)
    # These load the engine, which reads the number of threads then.
    from mdpoverty.cli.inputs import Given  # noqa: PLC0415
    from mdpoverty.cli.jobs.classify import Request, carry_out  # noqa: PLC0415

    request = Request(
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
    if spark:
        from mdpoverty.cli.jobs.spark import classify_on_spark  # noqa: PLC0415 -- as above

        undetermined = classify_on_spark(request, master)
    elif output_dir is None:
        undetermined = carry_out(request)
    else:
        from mdpoverty.cli.jobs.batch import carry_out_each  # noqa: PLC0415 -- as above

        failed, undetermined = carry_out_each(request, output_dir, threads)
        if failed:
            return SurveyError.exit_code
    return GATE_FAILED if strict and undetermined else 0
