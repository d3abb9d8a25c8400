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
                "newest. The forms are of the last one.",
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
                "How many households and persons live in each unit, if a round lists only poor and "
                "near-poor households. Columns: province, district, commune, area, households, "
                "persons.",
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
                "Member file of the last round, one row for each person. Form 7.11 (children) "
                "needs it; the lists take the sex and date of birth of heads from it.",
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
                "The threshold file of the last round's standard, if this program does not have "
                "the standard.",
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
        "Write the official forms of a yearly review to a workbook, with formulas and checks.\n\n"
        "The workbook is in Vietnamese. It has Appendix I and Forms 6.1, 6.2 and 7.1 to 7.11 of "
        "Circular 07/2021/TT-BLĐTBXH, each on a sheet. Forms 6.2, 7.2 and 7.3 compare two rounds "
        "or more. If the last profile does not have a column that a form needs, this form is left "
        "out, and a note names the column. A form has one row for each commune; if a profile does "
        "not name communes, for each district or province. Urban and rural rows are separate.",
    ),
    ["mdpoverty tables profile-2024.csv profile-2025.csv -o tables.xlsx"],
)
