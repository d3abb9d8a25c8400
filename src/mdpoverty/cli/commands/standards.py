"""`mdpoverty standards`: the threshold files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    Lang,
    LangOption,
    StandardArgument,
    TableOptions,
    TextFormat,
    output_option,
)
from mdpoverty.cli.parsing import command, helps, program
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
        Path | None,
        typer.Option(
            "--cases",
            metavar="TABLE",
            help=message("cli.help-cases", "CSV: what must hold of whom."),
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
            metavar="B", help=message("cli.help-standard-b", "The standard to compare with it.")
        ),
    ]
    output: Annotated[
        str | None,
        output_option(message("cli.help-it", "Write it here.")),
    ] = None
    output_format: Annotated[
        TextFormat,
        typer.Option("--format", help=message("cli.help-it-format", "Words, or one object.")),
    ] = TextFormat.text
    lang: LangOption = Lang.en


@dataclass(frozen=True)
class ShowInputs:
    """What `standards inputs` is asked."""

    standard: StandardArgument
    table: Annotated[
        TableOptions,
        helps(
            output=message("cli.help-a-table", "Write a table here."),
            output_format=message("cli.help-table-format", "Format of the table."),
        ),
    ]


app = program(help=message("cli.help-standards", "The threshold files."))
app.command(
    "list",
    help=message(
        "cli.help-standards-list",
        "List the shipped standards: id, first and last day of use, digest, name.",
    ),
)(command(ListStandards, "standards_list"))
app.command(
    "show",
    help=message(
        "cli.help-standards-show",
        "Show a standard: dates, lines, cut-offs and class rules, each with reference and "
        "status.\n\nOf a standard that is based on another, all of it, with a mark at what is its "
        "own.",
    ),
)(command(ShowStandard, "standards_show"))
app.command(
    "schema",
    help=message(
        "cli.help-standards-schema",
        "Write a JSON Schema of threshold files, for editors that complete and check them.",
    ),
)(command(ShowSchema, "standards_schema"))
app.command(
    "check",
    help=message(
        "cli.help-standards-check",
        "Check a threshold file: every fault at its line, and each case of a table that fails.\n\n"
        "Exits 1 where there is any. --cases takes a table of households: a column `case` says in "
        "words what must hold, others are of a survey, and `expect_class`, `expect_basis` … are of "
        "its profile.",
    ),
)(command(CheckStandard, "standards_check"))
app.command(
    "diff",
    help=message(
        "cli.help-standards-diff",
        "Say what changed from standard A to standard B: dates, lines, indicators, class rules.\n\n"
        "Cut-offs and rules are in words, with the clause and how far it was confirmed.",
    ),
)(command(DiffStandards, "standards_diff"))
app.command(
    "inputs",
    help=message(
        "cli.help-standards-inputs",
        "List the variables that a standard reads: name, need, labels, indicators, type, codes.\n\n"
        "required: the column must be there, and no cell blank (household_size may come from a "
        "member file). income: one of these columns must be there. indicators: unknown where it "
        "is blank or not there. optional: read where it is there.",
    ),
)(command(ShowInputs, "standards_inputs"))
