"""Carrying out `mdpoverty standards inputs`: the variables that a standard reads."""

from __future__ import annotations

from collections.abc import Sequence

from mdpoverty.cli.colour import HEADING, styled
from mdpoverty.cli.commands.standards import ShowInputs
from mdpoverty.cli.console import aligned, write_data
from mdpoverty.cli.inputs import standard_files
from mdpoverty.cli.parameters import word_for
from mdpoverty.cli.spoken import said, spoken
from mdpoverty.cli.views.needed import NEEDS, TYPES, needed_by, readers_of
from mdpoverty.files.delivery import destination
from mdpoverty.files.output import refuse_overwriting, scratch_folder
from mdpoverty.files.table_form import Form, format_of
from mdpoverty.files.writing import write
from mdpoverty.language.messages import Phrase
from mdpoverty.reading.inputs import Needed, inputs, table
from mdpoverty.standards.library import load_standard
from mdpoverty.standards.model import Standard

_TITLES = (
    Phrase("cli.household-file", "household file"),
    Phrase("cli.member-file", "member file (optional)"),
)

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
    refuse_overwriting(standard_files(word_for("ID|FILE"), asked.standard), [("--output", output)])
    with scratch_folder() as scratch, destination(output, scratch) as file:
        write(
            table([*households, *members], spoken()),
            file,
            Form(kind, scratch, sheet=said(_SHEET())),
        )


def _shown(
    households: Sequence[Needed], members: Sequence[Needed], standard: Standard
) -> list[str]:
    rows = [_cells(each, standard) for each in (*households, *members)]
    lines = [f"  {line}" for line in aligned(rows, left=len(rows[0]))]
    split = len(households)
    of_household, of_member = (styled(said(title()), HEADING) for title in _TITLES)
    return [of_household, *lines[:split], "", of_member, *lines[split:]]


def _cells(needed: Needed, standard: Standard) -> tuple[str, ...]:
    """Return a row of the list: in English with both labels, and indicators by their ids."""
    variable, english = needed.variable, spoken() == "en"
    unit = variable.unit if english else said(variable.unit_in_words)
    what = "|".join(variable.codes) if variable.type == "code" else unit
    kind = said(TYPES[variable.type]())
    readers = needed.indicators if english else readers_of(needed, standard, spoken())
    return (
        variable.name,
        said(NEEDS[needed_by(needed, standard)]()),
        *((variable.label_en,) if english else ()),
        variable.label_vi,
        (", " if english else "; ").join(readers),
        f"{kind}: {what}" if what else kind,
    )
