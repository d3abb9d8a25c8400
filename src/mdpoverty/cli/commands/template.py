"""`mdpoverty template`: an empty survey file for a standard, and its codebook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    Lang,
    LangOption,
    SayingOptions,
    StandardArgument,
    output_option,
)
from mdpoverty.cli.parsing import add, program
from mdpoverty.language.messages import message


class TemplateFormat(StrEnum):
    """The formats of an empty survey file."""

    csv = "csv"
    xlsx = "xlsx"


@dataclass(frozen=True, kw_only=True)
class Template:
    """What `template` is asked."""

    standard: StandardArgument
    output: Annotated[
        str | None,
        output_option(message("cli.help-file", "Write to this file.")),
    ] = None
    output_format: Annotated[
        TemplateFormat | None,
        typer.Option("--format", help=message("cli.help-file-format", "Format of the file.")),
    ] = None
    lang: LangOption = Lang.en
    members: Annotated[
        bool,
        typer.Option(
            "--members",
            help=message(
                "cli.help-member-file",
                "Make the member file: one row for each person. A workbook has a sheet of "
                "households and one of members.",
            ),
        ),
    ] = False
    saying: SayingOptions


app = program()
add(
    app,
    Template,
    "template",
    message(
        "cli.help-template",
        "Write an empty survey file with the columns that a standard reads, and "
        "its codebook.\n\nCSV is one row of headings, with the codebook in a file "
        "beside it; XLSX has drop-down codes, and the codebook on a sheet.",
    ),
    ["mdpoverty template vn-2022-2025 -o survey.xlsx"],
)
