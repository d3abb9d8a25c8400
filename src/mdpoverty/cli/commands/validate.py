"""`mdpoverty validate`: every problem and warning of a survey, nothing classified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from mdpoverty.cli.options import (
    Lang,
    LangOption,
    ReadingOptions,
    SayingOptions,
    StandardOptions,
    SurveyArgument,
    TableOptions,
    ThreadsOption,
)
from mdpoverty.cli.parsing import command, helps, program
from mdpoverty.language.messages import message


@dataclass(frozen=True, kw_only=True)
class Validate:
    """What `validate` is asked."""

    survey: SurveyArgument
    which: StandardOptions
    reading: ReadingOptions
    table: Annotated[
        TableOptions,
        helps(
            output=message("cli.help-findings", "Write the findings here."),
            output_format=message("cli.help-findings-format", "Format of the findings."),
        ),
    ]
    threads: ThreadsOption = None
    lang: LangOption = Lang.en
    saying: SayingOptions


app = program()
app.command(
    "validate",
    help=message(
        "cli.help-validate",
        "Say every problem and warning of a survey, what is blank, and what can be answered.\n\n"
        "Without -o the findings are shown on a terminal, and written as CSV to a pipe: one row "
        "for each place of a problem (kind refusal or warning), each variable (blank), and each "
        "indicator of each standard (answer). Exits 3 when a row would be refused.",
    ),
)(command(Validate, "validate"))
