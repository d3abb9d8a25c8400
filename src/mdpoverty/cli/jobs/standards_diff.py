"""Carrying out `mdpoverty standards diff`: what the law changed from one standard to another."""

from __future__ import annotations

import json
import sys

from mdpoverty.cli.commands.standards import DiffStandards
from mdpoverty.cli.console import write_data, write_lines
from mdpoverty.cli.inputs import standard_files
from mdpoverty.cli.options import TextFormat
from mdpoverty.cli.views.standards_diff import shown
from mdpoverty.errors import plain
from mdpoverty.files.delivery import destination
from mdpoverty.files.output import refuse_overwriting, scratch_folder
from mdpoverty.language import Language
from mdpoverty.standards.changes import amendments, as_dict
from mdpoverty.standards.library import load_standard


def carry_out(asked: DiffStandards) -> None:
    """Write what changed from one standard to another."""
    files = [*standard_files("A", asked.before), *standard_files("B", asked.after)]
    refuse_overwriting(files, [("--output", asked.output)])
    lang: Language = asked.lang.value
    found = amendments(load_standard(asked.before), load_standard(asked.after), lang)
    if asked.output_format == TextFormat.json:
        lines = [json.dumps(as_dict(found), ensure_ascii=False)]
    elif asked.output in {None, "-"}:
        write_data(shown(found, lang))
        return
    else:
        lines = [plain(line, sys.maxsize) for line in shown(found, lang)]
    with scratch_folder() as scratch, destination(asked.output, scratch) as file:
        write_lines(lines, file)
