"""A JSON Schema of column maps, made of the models that read them."""

from __future__ import annotations

from typing import Any

from mdpoverty.codebook import LEVELS, review_variables, variables
from mdpoverty.column_map.model import PLACED, ColumnMap, Placed
from mdpoverty.standards.schema import schema_of

_DESCRIPTION = "Where one round of a survey has the variables of the codebook."


def map_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of column maps, as plain data.

    It knows keys, sources and the variables of the codebook, whatever a file says alone. What only
    reading finds (columns, codes, inputs of a standard's own) it does not.
    """
    found: dict[str, Any] = _any_of(schema_of(ColumnMap, "Column map of mdpoverty", _DESCRIPTION))
    for level in LEVELS:
        known = {**variables(level), **(review_variables() if level == "household" else {})}
        section = found["properties"][level]
        section["properties"] = {
            name: {"description": f"{v.label_en} / {v.label_vi}"} for name, v in known.items()
        } | _placed()
        [(names, source)] = section["patternProperties"].items()
        others = f"^(?!(?:{'|'.join(sorted(PLACED))})$){names.removeprefix('^')}"
        section["patternProperties"] = {others: source}
    return found


def _placed() -> dict[str, Any]:
    """Return the schema of what a section says of its file; without a value it is open."""
    keys = schema_of(Placed, "", "")["properties"]
    return {key: found["anyOf"][0] for key, found in keys.items()}


def _any_of(schema: Any) -> Any:
    """Return a schema in which one kind of source may do as well as another.

    The keys of a plain column are also those of one with codes that gives none.
    """
    if isinstance(schema, dict):
        return {("anyOf" if k == "oneOf" else k): _any_of(v) for k, v in schema.items()}
    return [_any_of(part) for part in schema] if isinstance(schema, list) else schema
