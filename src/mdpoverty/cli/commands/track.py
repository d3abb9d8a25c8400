"""`mdpoverty track`: households over yearly rounds, and the stock and flow of the poor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    Lang,
    LangOption,
    RecordOption,
    RoundOptions,
    SayingOptions,
    ThreadsOption,
)
from mdpoverty.cli.parsing import add, helps, program
from mdpoverty.cli.reading_options import TextOptions
from mdpoverty.cli.table_options import CsvOptions, LabelledOptions
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
                "Two or more profiles written by `classify`, from the oldest to the newest.",
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
                "Count by this column of the rounds instead of province, district and commune.",
            ),
        ),
    ] = None
    text: TextOptions
    table: Annotated[
        LabelledOptions,
        helps(
            output=message("cli.help-tracked", "Write the households to this file."),
            output_format=message("cli.help-tracked-format", "Format of the households."),
        ),
    ]
    flows: Annotated[
        str | None,
        typer.Option(
            "--flows",
            metavar="FILE",
            help=message("cli.help-flows", "Write the stock and flow of every unit to this file."),
        ),
    ] = None
    match: Annotated[
        str | None,
        typer.Option(
            "--match",
            metavar="COLUMN,...",
            help=message(
                "cli.help-match",
                "Propose links between households that are the same by these columns, but not by "
                "their id: needs --links-out.",
            ),
        ),
    ] = None
    links_out: Annotated[
        str | None,
        typer.Option(
            "--links-out",
            metavar="FILE",
            help=message(
                "cli.help-links-out",
                "Write the links that --match proposes to this file: check it, then give it to "
                "--links.",
            ),
        ),
    ] = None
    threads: ThreadsOption = None
    lang: LangOption = Lang.en
    csv: CsvOptions
    record: RecordOption = None
    saying: SayingOptions


app = program()
add(
    app,
    Track,
    "track",
    message(
        "cli.help-track",
        "Follow households over rounds: who left poverty, fell back, is newly "
        "poor, came or is gone.\n\nA terminal shows the stock and flow of poor and "
        "near-poor households; -o writes the households. A pipe gets one row for "
        "each household and pair of rounds.",
    ),
    ["mdpoverty track profile-2023.csv profile-2024.csv profile-2025.csv -o households.csv"],
)
