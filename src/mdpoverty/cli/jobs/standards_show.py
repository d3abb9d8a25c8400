"""Carrying out `mdpoverty standards show`: a standard in words."""

from __future__ import annotations

from mdpoverty.cli.commands.standards import ShowStandard
from mdpoverty.cli.console import write_data
from mdpoverty.cli.inputs import standard_files
from mdpoverty.cli.parameters import word_for
from mdpoverty.cli.views.standards_show import shown
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.standards.library import load_standard


def carry_out(asked: ShowStandard) -> None:
    """Show the standard that is asked for."""
    refuse_overwriting(standard_files(word_for("ID|FILE"), asked.standard), [])
    write_data(shown(load_standard(asked.standard), asked.lang.value))
