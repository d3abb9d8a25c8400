"""`mdpoverty standards`: the threshold files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import Lang, LangOption, StandardArgument, TextFormat, output_option
from mdpoverty.cli.parsing import add, helps, program
from mdpoverty.cli.table_options import TableOptions
from mdpoverty.language.messages import message


@dataclass(frozen=True)
class ListStandards:
    """What `standards list` is asked."""

    lang: LangOption = Lang.en


@dataclass(frozen=True)
class ShowStandard:
    """What `standards show` is asked."""

    standard: StandardArgument
    lang: LangOption = Lang.en


@dataclass(frozen=True)
class ShowSchema:
    """What `standards schema` is asked: nothing."""


@dataclass(frozen=True)
class CheckStandard:
    """What `standards check` is asked."""

    standard: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ID", help=message("cli.help-threshold-file", "A threshold file.")
        ),
    ]
    cases: Annotated[
        str | None,
        typer.Option(
            "--cases",
            metavar="TABLE",
            help=message("cli.help-cases", "CSV of households with the class that each must have."),
        ),
    ] = None


@dataclass(frozen=True)
class DiffStandards:
    """What `standards diff` is asked."""

    before: Annotated[
        str,
        typer.Argument(
            metavar="A", help=message("cli.help-standard-a", "A standard: an id or a file.")
        ),
    ]
    after: Annotated[
        str,
        typer.Argument(
            metavar="B", help=message("cli.help-standard-b", "The standard to compare it with.")
        ),
    ]
    output: Annotated[
        str | None,
        output_option(message("cli.help-it", "Write to this file.")),
    ] = None
    output_format: Annotated[
        TextFormat,
        typer.Option("--format", help=message("cli.help-it-format", "Text, or one JSON object.")),
    ] = TextFormat.text
    lang: LangOption = Lang.en


@dataclass(frozen=True)
class ShowInputs:
    """What `standards inputs` is asked."""

    standard: StandardArgument
    table: Annotated[
        TableOptions,
        helps(
            output=message("cli.help-a-table", "Write a table to this file."),
            output_format=message("cli.help-table-format", "Format of the table."),
        ),
    ]


app = program(
    "mdpoverty standards list",
    "mdpoverty standards show vn-2022-2025",
    short_help=message(
        "cli.help-standards", "List, show, check and compare the poverty standards."
    ),
)
add(
    app,
    ListStandards,
    "standards_list",
    message(
        "cli.help-standards-list",
        "List the standards of this program: id, first and last day of use, digest, name.",
    ),
    ["mdpoverty standards list"],
)
add(
    app,
    ShowStandard,
    "standards_show",
    message(
        "cli.help-standards-show",
        "Show a standard: dates, lines, cut-offs and class rules, each with its "
        "reference and status.\n\nA standard that is based on another is shown in "
        "full; a mark shows which parts are its own.",
    ),
    ["mdpoverty standards show vn-2022-2025"],
)
add(
    app,
    ShowSchema,
    "standards_schema",
    message(
        "cli.help-standards-schema",
        "Write a JSON Schema of threshold files, for editors that complete and check them.",
    ),
    ["mdpoverty standards schema > standards.schema.json"],
)
add(
    app,
    CheckStandard,
    "standards_check",
    message(
        "cli.help-standards-check",
        "Check a threshold file: show every fault with its line, and every failed "
        "case of a table.\n\nExits with code 1 if there are any. --cases takes a "
        "table of households: the column `case` says in words what must be true, "
        "`expect_class`, `expect_basis` … are columns of the profile, and all "
        "other columns are of the survey.",
    ),
    ["mdpoverty standards check my-standard.yaml --cases cases.csv"],
)
add(
    app,
    DiffStandards,
    "standards_diff",
    message(
        "cli.help-standards-diff",
        "Show what changes from standard A to standard B: dates, lines, "
        "indicators, class rules.\n\nCut-offs and rules are shown in words, with "
        "the clause and how far it was confirmed.",
    ),
    ["mdpoverty standards diff vn-2016-2020 vn-2022-2025"],
)
add(
    app,
    ShowInputs,
    "standards_inputs",
    message(
        "cli.help-standards-inputs",
        "List the variables that a standard reads: name, need, labels, "
        "indicators, type, codes.\n\nrequired: the column must be there, without "
        "blank cells (household_size may come from a member file). income: one of "
        "these columns must be there. indicators: the indicator is unknown where "
        "the cell is blank or the column is missing. optional: read if it is "
        "there.",
    ),
    ["mdpoverty standards inputs vn-2022-2025"],
)
