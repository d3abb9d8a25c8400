"""`mdpoverty explain`: why one household has its class, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    Lang,
    LangOption,
    RecordOption,
    SayingOptions,
    StandardOptions,
    TextFormat,
    output_option,
)
from mdpoverty.cli.parsing import add, program
from mdpoverty.cli.reading_options import ReadingOptions
from mdpoverty.language.messages import message


@dataclass(frozen=True, kw_only=True)
class Explain:
    """What `explain` is asked."""

    survey: Annotated[
        str,
        typer.Argument(
            metavar="SURVEY",
            help=message(
                "cli.help-explain-survey", "The survey; a pattern may name several files."
            ),
        ),
    ]
    household_id: Annotated[
        list[str],
        typer.Argument(
            metavar="HOUSEHOLD_ID",
            help=message(
                "cli.help-household",
                "The ids of households in the survey, or patterns of ids such as 'HN-*'.",
            ),
        ),
    ]
    which: StandardOptions
    before: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="ID|FILE",
            help=message("cli.help-explain-from", "The first standard, side by side with --to."),
        ),
    ] = None
    after: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="ID|FILE",
            help=message("cli.help-explain-to", "The second standard."),
        ),
    ] = None
    reading: ReadingOptions
    output: Annotated[
        str | None,
        output_option(message("cli.help-explanation", "Write the explanation to this file.")),
    ] = None
    output_format: Annotated[
        TextFormat | None,
        typer.Option(
            "--format", help=message("cli.help-explanation-format", "Text, or one JSON object.")
        ),
    ] = None
    lang: LangOption = Lang.en
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help=message(
                "cli.help-full", "On a terminal, show each indicator with its cut-off and cells."
            ),
        ),
    ] = False
    record: RecordOption = None
    saying: SayingOptions

    @property
    def as_json(self) -> bool:
        """Whether the explanation is written as JSON: as the format says, else the file's name."""
        if self.output_format is None:
            return (self.output or "").lower().endswith(".json")
        return self.output_format == TextFormat.json


app = program()
add(
    app,
    Explain,
    "explain",
    message(
        "cli.help-explain",
        "Explain the class of a household: income, indicators, rules, and what is "
        "unknown.\n\nCompares income with the lines; shows each indicator with its "
        "cut-off, clause, values and verdict, and the class rules down to the one "
        "that decided. For an undetermined household it says which answers would "
        "decide. With --from and --to it shows two standards side by side. A "
        "FILE.json is written as JSON.",
    ),
    ["mdpoverty explain survey.csv 0012"],
)
