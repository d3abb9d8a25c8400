"""`mdpoverty template`: an empty survey file for a standard, and its codebook."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mdpoverty.cli.console import Errors, ErrorsOption, Lang, LangOption, QuietOption, write_words
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.standards.library import load_standard, threshold_file


class TemplateFormat(StrEnum):
    """The formats of an empty survey file."""

    csv = "csv"
    xlsx = "xlsx"


def template(  # noqa: PLR0913 -- one parameter for each option
    standard: Annotated[str, typer.Argument(metavar="ID|FILE", help="A standard.")],
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE|-", help="Write the file here.")
    ] = None,
    output_format: Annotated[
        TemplateFormat | None, typer.Option("--format", help="Format of the file.")
    ] = None,
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
    *,
    members: Annotated[
        bool, typer.Option("--members", help="The member file: one row a person.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Write an empty survey file with the columns that a standard reads, and its codebook.

    CSV is a header, with the codebook in a file beside it; XLSX has drop-down codes, and the
    codebook on a sheet.
    """
    from mdpoverty.files.writing import Form, format_of, write  # noqa: PLC0415 -- as above
    from mdpoverty.reading.inputs import table  # noqa: PLC0415 -- loads the engine
    from mdpoverty.validation.template import (  # noqa: PLC0415 -- as above
        columns_of,
        write_header,
        write_workbook,
    )

    columns = columns_of(load_standard(standard), "member" if members else "household")
    kind = format_of(output or "-", output_format, ("csv", "xlsx"))
    codebook = _beside(output) if kind == "csv" else None
    refuse_overwriting(
        [("ID|FILE", threshold_file(standard))], [("--output", output), ("its codebook", codebook)]
    )
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        file = stack.enter_context(destination(output, scratch))
        if kind == "xlsx":
            write_workbook(columns, file, scratch, lang)
        else:
            write_header(columns, file)
        if codebook:
            file = stack.enter_context(destination(codebook, scratch))
            write(table(columns), file, Form("csv", scratch))
    if codebook and not quiet:
        write_words(f"the codebook is in {codebook}")


def _beside(output: str | None) -> str | None:
    """Return where the codebook of a CSV file goes: nowhere from standard output."""
    if output in (None, "-"):
        return None
    path = Path(output)
    return str(path.with_name(f"{path.stem}-codebook{path.suffix}"))
