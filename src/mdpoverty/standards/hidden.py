"""What reading adds to a part of a standard: no key of a threshold file."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError

# The base and the digest of a standard, its file's name, and what is in a table beside it.
HIDDEN = ("base", "digest", "source", "content")


def _refuse(_: Any) -> str:
    raise PydanticKnownError("extra_forbidden")


NOT_IN_FILES = BeforeValidator(_refuse)
