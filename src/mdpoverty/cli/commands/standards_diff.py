"""`mdpoverty standards diff`: what the law changed from one standard to another."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.cli.console import Errors, ErrorsOption, Lang, LangOption
from mdpoverty.errors import plain
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.standards.library import load_standard, threshold_file


class DiffFormat(StrEnum):
    """How a comparison of standards is written."""

    text = "text"
    json = "json"


def diff_standards(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    before: Annotated[str, typer.Argument(metavar="A", help="A standard: an id or a file.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The standard to compare with it.")],
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE|-", help="Write it here.")
    ] = None,
    output_format: Annotated[
        DiffFormat, typer.Option("--format", help="Words, or one object.")
    ] = DiffFormat.text,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
) -> None:
    """Say what changed from standard A to standard B: dates, lines, indicators, class rules.

    Cut-offs and rules are in words, with the clause and how far it was confirmed.
    """
    from mdpoverty.cli.views.standards_diff import shown  # noqa: PLC0415 -- as above
    from mdpoverty.standards.changes import amendments, as_dict  # noqa: PLC0415 -- loads the engine

    files = [("A", threshold_file(before)), ("B", threshold_file(after))]
    refuse_overwriting(files, [("--output", output)])
    found = amendments(load_standard(before), load_standard(after), lang.value)
    if output_format == DiffFormat.json:
        lines = [json.dumps(as_dict(found), ensure_ascii=False)]
    else:
        lines = [plain(line, sys.maxsize) for line in shown(found, lang)]
    with scratch_folder() as scratch, destination(output, scratch) as file:
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
