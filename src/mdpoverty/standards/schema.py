"""A JSON Schema of threshold files, made of the models that read them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from mdpoverty.standards.amendment import Differences
from mdpoverty.standards.exact_numbers import GROUPED
from mdpoverty.standards.model import Standard

_DESCRIPTION = (
    "One poverty standard. With `based_on` it is that standard but for what the file says; "
    "without, the file says all of it."
)


class _Generator(GenerateJsonSchema):
    """Leaves out what says nothing to an author: titles made of names, and inner defaults."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 -- as it is called
        return False

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {**super().int_schema(schema), "type": ["integer", "string"], "pattern": GROUPED}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        return {"additionalProperties": False, **super().dict_schema(schema)}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def schema_of(model: type[BaseModel], title: str, description: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the files that `model` reads, as plain data."""
    found = model.model_json_schema(schema_generator=_Generator)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        **found,
        "title": title,
        "description": description,
    }


def standard_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of threshold files, as plain data.

    It knows keys, types, ranges of words and limits, whatever a file says alone. What only reading
    finds (names of columns, codes and lines, ladders, a base) it does not.
    """
    _, found = models_json_schema(
        [(Standard, "validation"), (Differences, "validation")],
        schema_generator=_Generator,
    )
    definitions = found["$defs"]
    definitions["Standard"]["description"] = "A standard that is based on no other."
    del definitions["Standard"]["properties"]["based_on"]
    based_on = {
        "description": "The id of a shipped standard, or of a file ID.yaml in the same folder.",
        **definitions["Differences"]["properties"]["based_on"],
    }
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "Threshold file of mdpoverty",
        "description": _DESCRIPTION,
        "type": "object",
        "properties": {"based_on": based_on},
        "if": {"required": ["based_on"]},
        "then": {"$ref": "#/$defs/Differences"},
        "else": {"$ref": "#/$defs/Standard"},
        "$defs": definitions,
    }
