"""Names and words of threshold files, in both languages."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from mdpoverty.language import Language
from mdpoverty.standards.conditions import Frozen

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[
    str,
    StringConstraints(min_length=1, strip_whitespace=True),
    WithJsonSchema({"type": "string", "pattern": r"\S"}),
]


class Label(Frozen):
    """A name in both languages."""

    en: Words
    vi: Words

    def in_(self, language: Language) -> str:
        """Return the name in one language."""
        return self.en if language == "en" else self.vi


def _in_both(value: Any) -> Any:
    return {"en": value, "vi": value} if isinstance(value, str) else value


# Words that are the same in both languages, or a text for each.
Said = Annotated[Label, BeforeValidator(_in_both, json_schema_input_type=Words | Label)]
