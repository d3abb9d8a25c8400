"""Tables for people (`--labelled`): where that is asked for, in their own words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from mdpoverty.cli.session import Target
from mdpoverty.cli.spoken import said
from mdpoverty.cli.table_options import CsvOptions, LabelledOptions
from mdpoverty.errors import Problem, UsageError
from mdpoverty.files.labelled import Words
from mdpoverty.files.named_sheets import PROFILE
from mdpoverty.language.messages import Phrase, message

_FORMATS = ("csv", "xlsx")
_PLAIN_CSV = CsvOptions()
_SHEET = Phrase("cli.profile-sheet", "profile")  # of a workbook


def require_for_people(table: LabelledOptions, kinds: Collection[str]) -> None:
    """Raise UsageError where a table for people would have a format that only programs read."""
    if table.labelled and (other := [kind for kind in kinds if kind not in _FORMATS]):
        wrong = message("cli.not-labelled", "writes tables for people, not {kinds}", kinds=other)
        headline = message("cli.cannot-label", "cannot write this table for people")
        problem = Problem("--labelled", wrong, ", ".join(_FORMATS))
        raise UsageError(headline, [problem])


def for_people(
    target: Target,
    table: LabelledOptions,
    words: Callable[[], Words],
    csv: CsvOptions = _PLAIN_CSV,
) -> Target:
    """Return where and how to write a table: in `words`, made only where that is asked for."""
    file, form = target
    if not table.labelled:
        return target
    found = words()
    sheet = _SHEET() if form.sheet == PROFILE else form.sheet
    form = replace(form, words=found, csv=csv.for_people(found.language), sheet=said(sheet))
    return file, form
