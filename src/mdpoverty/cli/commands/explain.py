"""`mdpoverty explain`: why one household has its class, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    Lang,
    LangOption,
    ReadingOptions,
    SayingOptions,
    StandardOptions,
    TextFormat,
    output_option,
)
from mdpoverty.cli.parsing import command, program
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
        str,
        typer.Argument(
            metavar="HOUSEHOLD_ID",
            help=message("cli.help-household", "The household, as the survey calls it."),
        ),
    ]
    which: StandardOptions
    before: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="ID|FILE",
            help=message("cli.help-explain-from", "One standard, side by side with --to."),
        ),
    ] = None
    after: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="ID|FILE",
            help=message("cli.help-explain-to", "The other standard."),
        ),
    ] = None
    reading: ReadingOptions
    output: Annotated[
        str | None,
        output_option(message("cli.help-explanation", "Write the explanation here.")),
    ] = None
    output_format: Annotated[
        TextFormat | None,
        typer.Option(
            "--format", help=message("cli.help-explanation-format", "Text, or one JSON object.")
        ),
    ] = None
    lang: LangOption = Lang.en
    saying: SayingOptions

    @property
    def as_json(self) -> bool:
        """Whether the explanation is written as JSON: as the format says, else the file's name."""
        if self.output_format is None:
            return (self.output or "").lower().endswith(".json")
        return self.output_format == TextFormat.json


app = program()
app.command(
    "explain",
    help=message(
        "cli.help-explain",
        "Explain the class of one household: income, indicators, rules, what is unknown.\n\n"
        "Income against the lines; each indicator with its cut-off, clause, values and verdict; "
        "the class rules to the one that decided; of an undetermined household, which answers "
        "would decide. With --from and --to, under two standards side by side. A FILE.json is "
        "written as JSON.",
    ),
)(command(Explain, "explain"))
