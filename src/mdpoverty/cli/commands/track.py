"""`mdpoverty track`: households over yearly rounds, and the stock and flow of the poor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    CsvOptions,
    Lang,
    LangOption,
    RoundOptions,
    SayingOptions,
    TableOptions,
    TextOptions,
    ThreadsOption,
)
from mdpoverty.cli.parsing import command, helps, program
from mdpoverty.language.messages import message


@dataclass(frozen=True, kw_only=True)
class Track:
    """What `track` is asked."""

    rounds: Annotated[
        list[str],
        typer.Argument(
            metavar="ROUND",
            help=message(
                "cli.help-rounds",
                "Profiles as `classify` writes them, two or more, from the oldest to the newest.",
            ),
        ),
    ]
    beside: RoundOptions
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="COLUMN",
            help=message(
                "cli.help-track-by",
                "Count by this column of the rounds, in place of province, district, commune.",
            ),
        ),
    ] = None
    text: TextOptions
    table: Annotated[
        TableOptions,
        helps(
            output=message("cli.help-tracked", "Write the households here."),
            output_format=message("cli.help-tracked-format", "Format of the households."),
        ),
    ]
    flows: Annotated[
        str | None,
        typer.Option(
            "--flows",
            metavar="FILE",
            help=message("cli.help-flows", "Write stock and flow of every unit here."),
        ),
    ] = None
    threads: ThreadsOption = None
    lang: LangOption = Lang.en
    csv: CsvOptions
    saying: SayingOptions


app = program()
app.command(
    "track",
    help=message(
        "cli.help-track",
        "Follow households over rounds: who left poverty, fell back, is newly poor, came or is "
        "gone.\n\nStock and flow of the poor and of the near-poor are shown on a terminal, and "
        "where households go to a file. To a pipe goes a row for each household and pair of "
        "rounds.",
    ),
)(command(Track, "track"))
