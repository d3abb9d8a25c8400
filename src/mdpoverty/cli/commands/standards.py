"""`mdpoverty standards`: the threshold files."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mdpoverty.cli.commands import standards_check as check
from mdpoverty.cli.commands import standards_diff
from mdpoverty.cli.commands import standards_inputs as inputs
from mdpoverty.cli.console import Errors, ErrorsOption, Lang, LangOption, write_data
from mdpoverty.standards.library import load_standard, shipped, standard_ids

app = typer.Typer(help="The threshold files.", rich_markup_mode=None)


@app.command("list")
def list_standards(lang: LangOption = Lang.en, errors: ErrorsOption = Errors.text) -> None:  # noqa: ARG001 -- read from the arguments when an error is said
    """List the shipped standards: id, first and last day of use, digest, name."""
    write_data(
        f"{s.id}  {s.applies.first} to {s.applies.last}  {s.digest[:12]}  {getattr(s.name, lang)}"
        for s in map(shipped, standard_ids())
    )


@app.command("show")
def show_standard(
    standard: Annotated[str, typer.Argument(metavar="ID|FILE", help="A standard.")],
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
) -> None:
    """Show a standard: dates, lines, cut-offs and class rules, each with reference and status.

    Of a standard that is based on another, all of it, with a mark at what is its own.
    """
    from mdpoverty.cli.views.standards_show import shown  # noqa: PLC0415 -- loads the engine

    write_data(shown(load_standard(standard), lang))


@app.command("schema")
def show_schema(errors: ErrorsOption = Errors.text) -> None:  # noqa: ARG001 -- as above
    """Write a JSON Schema of threshold files, for editors that complete and check them."""
    from mdpoverty.standards.schema import standard_schema  # noqa: PLC0415 -- only this command needs it

    write_data(json.dumps(standard_schema(), ensure_ascii=False, indent=2).splitlines())


app.command("check")(check.check_standard)
app.command("diff")(standards_diff.diff_standards)
app.command("inputs")(inputs.show_inputs)
