"""Carrying out `mdpoverty standards inputs`: the variables that a standard reads."""

from __future__ import annotations

from collections.abc import Sequence

from mdpoverty.cli.colour import HEADING, styled
from mdpoverty.cli.commands.standards import ShowInputs
from mdpoverty.cli.console import aligned, write_data
from mdpoverty.cli.inputs import standard_files
from mdpoverty.cli.spoken import said
from mdpoverty.files.delivery import destination
from mdpoverty.files.output import refuse_overwriting, scratch_folder
from mdpoverty.files.writing import Form, format_of, write
from mdpoverty.language.messages import Phrase
from mdpoverty.reading.inputs import Needed, inputs, table
from mdpoverty.standards.library import load_standard
from mdpoverty.standards.model import Standard

_TITLES = (
    Phrase("cli.household-file", "household file"),
    Phrase("cli.member-file", "member file (optional)"),
)

# How much a standard needs a variable, and what its cells hold, as words of the list.
_NEEDS: dict[str, Phrase] = {
    "required": Phrase("cli.need-required", "required"),
    "income": Phrase("cli.need-income", "income"),
    "indicators": Phrase("cli.need-indicators", "indicators"),
    "scores": Phrase("cli.need-scores", "points"),
    "conditions": Phrase("cli.need-conditions", "rules"),
    "optional": Phrase("cli.need-optional", "optional"),
}
_TYPES: dict[str, Phrase] = {
    "text": Phrase("cli.type-text", "text"),
    "code": Phrase("cli.type-code", "code"),
    "boolean": Phrase("cli.type-boolean", "yes or no"),
    "integer": Phrase("cli.type-integer", "whole number"),
    "number": Phrase("cli.type-number", "number"),
    "date": Phrase("cli.type-date", "date"),
}


_SHEET = Phrase("cli.inputs-sheet", "inputs")  # of a workbook


def carry_out(asked: ShowInputs) -> None:
    """Write the variables that a standard reads: as a list, or as a table where one is wanted."""
    found = load_standard(asked.standard)
    households, members = inputs(found, "household"), inputs(found, "member")
    if asked.table.is_free:
        write_data(_shown(households, members, found))
        return
    output = asked.table.output
    kind = format_of(output or "-", asked.table.output_format)
    refuse_overwriting(standard_files("ID|FILE", asked.standard), [("--output", output)])
    with scratch_folder() as scratch, destination(output, scratch) as file:
        write(table([*households, *members]), file, Form(kind, scratch, sheet=said(_SHEET())))


def _shown(
    households: Sequence[Needed], members: Sequence[Needed], standard: Standard
) -> list[str]:
    rows = [_cells(each, standard) for each in (*households, *members)]
    lines = [f"  {line}" for line in aligned(rows, left=len(rows[0]))]
    split = len(households)
    of_household, of_member = (styled(said(title()), HEADING) for title in _TITLES)
    return [of_household, *lines[:split], "", of_member, *lines[split:]]


def _cells(needed: Needed, standard: Standard) -> tuple[str, ...]:
    variable, readers = needed.variable, needed.indicators
    what = "|".join(variable.codes) if variable.type == "code" else variable.unit
    kind = said(_TYPES[variable.type]())
    return (
        variable.name,
        said(_NEEDS[_need(needed, standard)]()),
        variable.label_en,
        variable.label_vi,
        ", ".join(readers),
        f"{kind}: {what}" if what else kind,
    )


def _need(needed: Needed, standard: Standard) -> str:
    """Return what needs a variable: where no indicator does, a score, or a rule's condition."""
    readers = set(needed.indicators)
    if needed.need != "indicators" or readers & standard.indicators.keys():
        return needed.need
    return "scores" if readers & standard.scores.keys() else "conditions"
