"""`mdpoverty validate`: every problem and warning of a survey, nothing classified."""

from __future__ import annotations

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
    OutputFormat,
    QuietOption,
    StandardOption,
    SurveyArgument,
    ThreadsOption,
    YearOption,
    use_threads,
)


def validate(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    survey: SurveyArgument,
    standard: StandardOption = None,
    year: YearOption = None,
    members: MembersOption = None,
    columns: ColumnsOption = None,
    decimal: DecimalOption = Decimal.point,
    encoding: EncodingOption = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE|-", help="Write the findings here."),
    ] = None,
    output_format: Annotated[
        OutputFormat | None, typer.Option("--format", help="Format of the findings.")
    ] = None,
    threads: ThreadsOption = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    quiet: QuietOption = False,
) -> int:
    """Say every problem and warning of a survey, what is blank, and what can be answered.

    Without -o the findings are shown on a terminal, and written as CSV to a pipe: one row for
    each place of a problem (kind refusal or warning), each variable (blank), and each indicator
    of each standard (answer). Exits 3 when a row would be refused.
    """
    use_threads(threads)
    # These load the engine, which reads the number of threads then.
    from mdpoverty.cli.inputs import Given  # noqa: PLC0415
    from mdpoverty.cli.jobs.validate import Request, carry_out  # noqa: PLC0415

    given = Given(survey, members or [], columns, decimal, encoding, standard, year)
    return carry_out(Request(given, output, output_format, lang, quiet))
