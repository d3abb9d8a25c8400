"""Lines of a map that are still open: keys without a value, as a draft leaves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mdpoverty.codebook import LEVELS, Variable, review_variables, variables
from mdpoverty.language.messages import message
from mdpoverty.standards.library import shipped, standard_ids
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.yaml_document import Path

_CELLS = ("others", "constant")  # keys whose values are cells of the variable


def open_lines(data: Any, path: Path = ()) -> Iterator[Fault]:
    """Yield every key without a value in the data of a map, as a fault of it."""
    if data is None:
        wrong = message("column_map.open-line", "has no value")
        allowed = message("column_map.open-line-allowed", "a value; or delete the line")
        if variable := _answered(path):
            allowed = message(
                "column_map.open-code-allowed",
                "{cells}; or delete the line",
                cells=variable.allowed,
            )
        yield path, wrong, allowed
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from open_lines(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from open_lines(value, (*path, index))


def _answered(path: Path) -> Variable | None:
    """Return the variable whose cell is to be filled in, None where it is no cell of one."""
    level, name, *parts = path if len(path) > 1 else (None, None)
    if level not in LEVELS or not parts:
        return None
    if parts[-1] not in _CELLS and "codes" not in parts[-2:-1]:
        return None
    known = {**review_variables(), **variables(level)}
    for standard in map(shipped, standard_ids()):
        known |= standard.variables(level)
    return known.get(str(name))
