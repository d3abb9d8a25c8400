"""Carrying out `mdpoverty standards list`: a line for each shipped standard."""

from __future__ import annotations

from mdpoverty.cli.commands.standards import ListStandards
from mdpoverty.cli.console import write_data
from mdpoverty.language.messages import message
from mdpoverty.standards.library import shipped, standard_ids


def carry_out(asked: ListStandards) -> None:
    """List the standards."""
    write_data(
        message(
            "cli.listed-standard",
            "{id}  {first} to {last}  {digest}  {name}",
            id=standard.id,
            first=standard.applies.first,
            last=standard.applies.last,
            digest=standard.short_digest,
            name=getattr(standard.name, asked.lang),
        ).in_(asked.lang.value)
        for standard in map(shipped, standard_ids())
    )
