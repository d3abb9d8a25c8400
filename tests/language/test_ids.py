"""Vietnamese texts call variables by their labels; ids are in brackets, for those who type them."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po

from mdpoverty.codebook import all_variables
from mdpoverty.language.messages import LOCALE

# What is typed as it stands: keys of maps, values of a cell, and code in backticks.
_TYPED = re.compile(r"`[^`]*`|\([^()]*\)|\{[^{}]*\}")
_ALLOWED = {
    "column_map": {"household_id", "survey_year"},  # the keys of a map
    "standards": {"household_size"},  # a name in a threshold file
}


def test_variables_are_called_by_their_labels() -> None:
    """No id stands for a label but where it is to be typed."""
    ids = {name for name in all_variables() if "_" in name} | {"weight", "stratum", "psu"}
    found = []
    for file in sorted((LOCALE / "vi" / "LC_MESSAGES").glob("*.po")):
        with file.open("rb") as opened:
            texts = [each for each in read_po(opened) if each.id and each.context]
        for each in texts:
            said = each.string if isinstance(each.string, str) else " ".join(each.string or ())
            words = set(re.findall(r"[a-z0-9_]+", _TYPED.sub(" ", said)))
            if bare := (words & ids) - _ALLOWED.get(file.stem, set()):
                found.append((each.context, bare))
    assert not found
