"""`mdpoverty diff`: whose class differs between two standards, or between two profiles, and why."""

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
    ThreadsOption,
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


def diff(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="SURVEY|BEFORE AFTER", help="A survey, with --from and --to; or two profiles."
        ),
    ],
    before: Annotated[
        str | None, typer.Option("--from", metavar="ID|FILE", help="The standard before.")
    ] = None,
    after: Annotated[
        str | None, typer.Option("--to", metavar="ID|FILE", help="The standard after.")
    ] = None,
    members: MembersOption = None,
    columns: ColumnsOption = None,
    decimal: DecimalOption = Decimal.point,
    encoding: EncodingOption = None,
    by: ByOption = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE|-", help="Write the changed households here."),
    ] = None,
    output_format: Annotated[
        OutputFormat | None,
        typer.Option("--format", help="Format of the households; json: one object of all counts."),
    ] = None,
    rejects: RejectsOption = None,
    engine: EngineOption = Engine.embedded,
    master: MasterOption = None,
    threads: ThreadsOption = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Write every household, not only the changed.")
    ] = False,
    bom: BomOption = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 when the class of a household differs.")
    ] = False,
    quiet: QuietOption = False,
) -> int:
    """Say whose class differs between two standards, or between two written profiles, and why.

    Prints the transitions between classes, the rates before and after, the reasons, and the
    households whose class differs.
    """
    as_json = output_format == OutputFormat.json  # one object, which is no folder
    unfit = {
        "BEFORE AFTER": before is None and after is None,
        "SURVEY": STANDARD_INPUT in files,
        "--members": STANDARD_INPUT in (members or ()),
        "--columns": columns is not None,
        "--encoding": encoding is not None,
        "--output": output == STANDARD_INPUT and not as_json,
        "--format": output_format not in (None, *FOLDER_FORMATS) and not as_json,
        "--rejects": rejects == STANDARD_INPUT,
        "--bom": bom,
        "--threads": threads is not None,
    }
    spark = on_spark(engine, master, unfit)
    use_threads(threads)
    # These load the engine, which reads the number of threads then.
    from mdpoverty.cli.inputs import Given  # noqa: PLC0415
    from mdpoverty.cli.jobs.diff import Request, carry_out  # noqa: PLC0415

    request = Request(
        given=Given(files, members or [], columns, decimal, encoding, None, None),
        before=before,
        after=after,
        by=tuple(dict.fromkeys(by or ())),
        output=output,
        output_format=output_format,
        rejects=rejects,
        every=every,
        bom=bom,
        lang=lang,
        quiet=quiet,
    )
    if spark:
        from mdpoverty.cli.jobs.spark import diff_on_spark  # noqa: PLC0415 -- as above

        changed = diff_on_spark(request, master)
    else:
        changed = carry_out(request)
    return GATE_FAILED if exit_code and changed else 0
