"""`mdpoverty map`: a draft of a column map, from what the files of a survey say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import Lang, LangOption, MembersOption, SayingOptions, output_option
from mdpoverty.cli.parsing import add, program
from mdpoverty.cli.reading_options import SheetOptions, TextOptions
from mdpoverty.language.messages import message


@dataclass(frozen=True, kw_only=True)
class DraftMap:
    """What `map` is asked."""

    survey: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SURVEY",
            help=message(
                "cli.help-map-survey",
                "The survey to draft a map for. Do not give it with --schema.",
            ),
        ),
    ] = None
    members: MembersOption = None
    text: TextOptions
    sheets: SheetOptions
    output: Annotated[
        str | None,
        output_option(message("cli.help-map", "Write the map here.")),
    ] = None
    schema: Annotated[
        bool,
        typer.Option(
            "--schema",
            help=message(
                "cli.help-map-schema",
                "Write a JSON Schema of column maps, for editors that complete and check them.",
            ),
        ),
    ] = False
    lang: LangOption = Lang.en
    saying: SayingOptions


app = program()
add(
    app,
    DraftMap,
    "map",
    message(
        "cli.help-map-command",
        "Draft a column map: which column of a survey holds which variable, in "
        "which codes.\n\nHeadings are matched to the codebook in English and "
        "Vietnamese; codes are listed with how often they occur. Uncertain lines "
        "are marked `check`. Fill in every key without a value: a map that has "
        "one is not used.",
    ),
    ["mdpoverty map survey.xlsx -o map.yaml"],
)
