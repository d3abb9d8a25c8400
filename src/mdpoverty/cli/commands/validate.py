"""`mdpoverty validate`: every problem and warning of a survey, nothing classified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from mdpoverty.cli.options import (
    Lang,
    LangOption,
    RecordOption,
    SayingOptions,
    StandardOptions,
    ThreadsOption,
    WhyOption,
)
from mdpoverty.cli.parsing import add, helps, program
from mdpoverty.cli.reading_options import DatabaseOptions, ReadingOptions, SurveyOrDatabase
from mdpoverty.cli.table_options import LabelledOptions
from mdpoverty.language.messages import message


@dataclass(frozen=True, kw_only=True)
class Validate:
    """What `validate` is asked."""

    survey: SurveyOrDatabase
    which: StandardOptions
    reading: ReadingOptions
    database: DatabaseOptions
    table: Annotated[
        LabelledOptions,
        helps(
            output=message("cli.help-findings", "Write the findings to this file."),
            output_format=message("cli.help-findings-format", "Format of the findings."),
        ),
    ]
    threads: ThreadsOption = None
    lang: LangOption = Lang.en
    why: WhyOption = None
    record: RecordOption = None
    saying: SayingOptions


app = program()
add(
    app,
    Validate,
    "validate",
    message(
        "cli.help-validate",
        "Check a survey: every problem and warning, what is blank, and which "
        "indicators can be answered.\n\nWithout -o, a terminal shows the findings, "
        "and a pipe gets CSV: one row for each place of a problem (kind refusal "
        "or warning), each variable (blank), and each indicator of each standard "
        "(answer). Exits with code 3 if a row would be refused.",
    ),
    ["mdpoverty validate survey.csv"],
)
