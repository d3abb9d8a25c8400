"""`mdpoverty explain`: why one household has its class, in words."""

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
    StandardOption,
    YearOption,
)


class Kind(StrEnum):
    """How an explanation is written."""

    text = "text"
    json = "json"


def explain(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    survey: Annotated[
        str, typer.Argument(metavar="SURVEY", help="The survey; a pattern may name several files.")
    ],
    household_id: Annotated[
        str, typer.Argument(metavar="HOUSEHOLD_ID", help="The household, as the survey calls it.")
    ],
    standard: StandardOption = None,
    year: YearOption = None,
    from_standard: Annotated[
        str | None,
        typer.Option("--from", metavar="ID|FILE", help="One standard, side by side with --to."),
    ] = None,
    to_standard: Annotated[
        str | None, typer.Option("--to", metavar="ID|FILE", help="The other standard.")
    ] = None,
    members: MembersOption = None,
    columns: ColumnsOption = None,
    decimal: DecimalOption = Decimal.point,
    encoding: EncodingOption = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE|-", help="Write the explanation here."),
    ] = None,
    output_format: Annotated[
        Kind | None, typer.Option("--format", help="Text, or one JSON object.")
    ] = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    quiet: QuietOption = False,
) -> None:
    """Explain the class of one household: income, indicators, rules, what is unknown.

    Income against the lines; each indicator with its cut-off, clause, values and verdict; the
    class rules to the one that decided; of an undetermined household, which answers would decide.
    With --from and --to, under two standards side by side. A FILE.json is written as JSON.
    """
    # These load the engine.
    from mdpoverty.cli.inputs import Given  # noqa: PLC0415
    from mdpoverty.cli.jobs.explain import Request, carry_out  # noqa: PLC0415

    by_name = (output or "").lower().endswith(".json")
    as_json = by_name if output_format is None else output_format == Kind.json
    carry_out(
        Request(
            given=Given([survey], members or [], columns, decimal, encoding, standard, year),
            household_id=household_id,
            both=(from_standard, to_standard),
            output=output,
            as_json=as_json,
            lang=lang,
            quiet=quiet,
        )
    )
