"""`mdpoverty tables`: the official tables of a yearly review, as a workbook in Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    RecordOption,
    RoundOptions,
    SayingOptions,
    ThreadsOption,
    output_option,
)
from mdpoverty.cli.parsing import add, program
from mdpoverty.cli.reading_options import TextOptions
from mdpoverty.language.messages import message


@dataclass(frozen=True, kw_only=True)
class Tables:
    """What `tables` is asked."""

    rounds: Annotated[
        list[str],
        typer.Argument(
            metavar="ROUND...",
            help=message(
                "cli.help-review-rounds",
                "Profiles written by `classify --keep all`, from the oldest to the "
                "newest. The tables are of the last one.",
            ),
        ),
    ]
    output: Annotated[
        str,
        output_option(message("cli.help-workbook", "Write the workbook here."), "FILE.xlsx|-"),
    ]
    totals: Annotated[
        str | None,
        typer.Option(
            "--totals",
            metavar="FILE",
            help=message(
                "cli.help-totals",
                "Residents of each unit, where a round lists the poor alone: province, district, "
                "commune, area, households, persons.",
            ),
        ),
    ] = None
    members: Annotated[
        str | None,
        typer.Option(
            "--members",
            metavar="FILE",
            help=message(
                "cli.help-review-members",
                "The members of the last round, one row for each person: for the form of "
                "children, and the sex and birth of heads in lists.",
            ),
        ),
    ] = None
    beside: RoundOptions
    standard: Annotated[
        str | None,
        typer.Option(
            "--standard",
            metavar="ID|FILE",
            help=message(
                "cli.help-review-standard",
                "The standard of the last round: its threshold file, if it is not part of "
                "this program.",
            ),
        ),
    ] = None
    text: TextOptions
    threads: ThreadsOption = None
    record: RecordOption = None
    saying: SayingOptions


app = program()
add(
    app,
    Tables,
    "tables",
    message(
        "cli.help-tables",
        "Write the forms of a yearly review as the gazette has them, with formulas and checks.\n\n"
        "Appendix I, 6.1, 6.2 and 7.1 to 7.11 of Circular 07/2021/TT-BLĐTBXH, in Vietnamese. 6.2, "
        "7.2 and 7.3, the movement of poor and near-poor households, need two rounds or more. A "
        "form whose columns the round does not have is left out, and a note says so. A row is a "
        "commune, else a district, else a province: the finest that every round has, in "
        "Vietnamese order, by urban and rural area.",
    ),
    ["mdpoverty tables profile-2024.csv profile-2025.csv -o tables.xlsx"],
)
