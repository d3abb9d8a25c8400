"""Lines of a map that are still open: keys without a value, as a draft leaves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mdpoverty.language.messages import message
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.yaml_document import Path


def open_lines(data: Any, path: Path = ()) -> Iterator[Fault]:
    """Yield every key without a value in the data of a map, as a fault of it."""
    if data is None:
        wrong = message("column_map.open-line", "has no value")
        yield path, wrong, message("column_map.open-line-allowed", "a value; or delete the line")
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from open_lines(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from open_lines(value, (*path, index))
