"""`mdpoverty standards inputs`: the variables that a standard reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mdpoverty.cli.console import Errors, ErrorsOption, OutputFormat, aligned, write_data
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.standards.library import load_standard, threshold_file

if TYPE_CHECKING:
    from mdpoverty.reading.inputs import Needed


def show_inputs(
    standard: Annotated[str, typer.Argument(metavar="ID|FILE", help="A standard.")],
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE|-", help="Write a table here.")
    ] = None,
    output_format: Annotated[
        OutputFormat | None, typer.Option("--format", help="Format of the table.")
    ] = None,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
) -> None:
    """List the variables that a standard reads: name, need, labels, indicators, type, codes.

    required: the column must be there, and no cell blank (household_size may come from a member
    file). income: one of these columns must be there. indicators: unknown where it is blank or
    not there. optional: read where it is there.
    """
    from mdpoverty.files.writing import Form, format_of, write  # noqa: PLC0415 -- as above
    from mdpoverty.reading.inputs import inputs, table  # noqa: PLC0415 -- loads the engine

    found = load_standard(standard)
    households, members = inputs(found, "household"), inputs(found, "member")
    if output is None and output_format is None:
        write_data(_shown(households, members))
        return
    kind = format_of(output or "-", output_format)
    refuse_overwriting([("ID|FILE", threshold_file(standard))], [("--output", output)])
    with scratch_folder() as scratch, destination(output, scratch) as file:
        write(table([*households, *members]), file, Form(kind, scratch, sheet="inputs"))


def _shown(households: Sequence[Needed], members: Sequence[Needed]) -> list[str]:
    rows = [_cells(each) for each in (*households, *members)]
    lines = [f"  {line}" for line in aligned(rows, left=len(rows[0]))]
    split = len(households)
    return ["household file", *lines[:split], "", "member file (optional)", *lines[split:]]


def _cells(needed: Needed) -> tuple[str, ...]:
    variable = needed.variable
    what = "|".join(variable.codes) or variable.unit
    return (
        variable.name,
        needed.need,
        variable.label_en,
        variable.label_vi,
        ", ".join(needed.indicators),
        f"{variable.type}: {what}" if what else variable.type,
    )
