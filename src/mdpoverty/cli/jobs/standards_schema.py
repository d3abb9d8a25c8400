"""Carrying out `mdpoverty standards schema`: the schema of threshold files."""

from __future__ import annotations

import json

from mdpoverty.cli.commands.standards import ShowSchema
from mdpoverty.cli.console import write_data
from mdpoverty.standards.schema import standard_schema


def carry_out(_: ShowSchema) -> None:
    """Write the schema."""
    write_data(json.dumps(standard_schema(), ensure_ascii=False, indent=2).splitlines())
