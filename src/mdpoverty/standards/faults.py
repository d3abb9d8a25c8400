"""What pydantic found wrong in a threshold file, in the words of the file and by its lines."""

from __future__ import annotations

from collections.abc import Collection
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from mdpoverty.errors import Problem, suggest
from mdpoverty.standards.yaml_document import Document, Path, dotted

_WORDS = {
    "bool_type": ("not true or false", "true, false"),
    "dict_type": ("not a mapping of keys to values", ""),
    "int_type": ("not a whole number", ""),
    "model_type": ("not a mapping of keys to values", ""),
    "string_type": ("not text", ""),
    "string_too_short": ("empty", ""),
    "tuple_type": ("not a list", ""),
}
_THEIRS = frozenset(get_args(ErrorType))  # kinds whose words are pydantic's; the others are ours
_NAME = "lower-case letters, digits and _ (in an id also -), a letter first"


class _Here(NamedTuple):
    """A place in the file: its path, the value there, and the type that it should have."""

    path: Path
    value: Any
    kind: Any


def fault(
    document: Document, error: ErrorDetails, model: type[BaseModel], hidden: Collection[str]
) -> Problem:
    """Return one of pydantic's errors as a problem; `hidden` are fields that no file may have."""
    *within, last = error["loc"] or ("",)
    around = _walk(document.data, model, within)
    here = _walk(document.data, model, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    wrong, allowed = _WORDS.get(kind, ("not allowed here" if kind in _THEIRS else error["msg"], ""))
    if kind == "extra_forbidden":
        known = [key for key in _keys(around.kind) if key not in hidden]
        wrong, allowed = f"unknown key{suggest(str(last), known)}", ", ".join(known)
    elif kind == "missing":
        wrong = f"the key '{last}' is missing"
    elif kind == "literal_error":
        wrong, allowed = f"'{error['input']}' is not allowed", ", ".join(get_args(here.kind))
    elif kind == "too_short":
        least = context["min_length"]
        wrong = "empty" if least == 1 else f"fewer than {least}"
    elif kind == "greater_than":
        wrong = f"not greater than {context['gt']}"
    elif kind == "greater_than_equal":
        wrong = f"less than {context['ge']}"
    elif kind == "less_than_equal":
        wrong = f"greater than {context['le']}"
    elif kind == "string_pattern_mismatch":
        wrong, allowed = f"'{error['input']}' is not a name", _NAME
    return Problem(dotted(here.path), wrong, allowed, places=(document.place(here.path),))


def is_echo(error: ErrorDetails, others: Collection[ErrorDetails]) -> bool:
    """Whether an error only repeats others.

    A list is not short whose items are all faulty, nor is a key missing that is misspelt.
    """
    if error["type"] == "too_short":
        return bool(len(error["input"]) >= error["ctx"]["min_length"])
    if error["type"] != "missing":
        return False
    *within, key = error["loc"]
    return any(
        other["type"] == "extra_forbidden"
        and [*other["loc"][:-1]] == within
        and suggest(str(other["loc"][-1]), [str(key)])
        for other in others
    )


def _walk(data: Any, model: type[BaseModel], location: Collection[str | int]) -> _Here:
    """Return the place of a pydantic location, in which alternatives count as steps."""
    here = _Here((), data, model)
    for part in location:
        kind = _bare(here.kind)
        if get_origin(kind) is Union:  # the step says which alternative was taken
            chosen = (arg for arg in get_args(kind) if Tag(str(part)) in get_args(arg))
            here = here._replace(kind=next(chosen, kind))
        elif _has(here.value, part):
            here = _Here((*here.path, part), here.value[part], _part(kind, part))
        else:
            here = here._replace(kind=_part(kind, part))
    return here._replace(kind=_bare(here.kind))


def _bare(kind: Any) -> Any:
    """Return a type without its annotations and without "or nothing"."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind):
            (kind,) = (arg for arg in get_args(kind) if arg is not NoneType)
        else:
            return kind


def _has(value: Any, part: str | int) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)


def _part(kind: Any, part: str | int) -> Any:
    """Return the type of a field of a model, or of an item of a collection."""
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    return _fields(kind).get(str(part))


def _keys(kind: Any) -> list[str]:
    return list(_fields(kind))


def _fields(kind: Any) -> dict[str, Any]:
    """Return the keys of a model's mapping and their types; nothing for another type."""
    if not isinstance(kind, type) or not issubclass(kind, BaseModel):
        return {}
    kind.model_rebuild()  # names of types that were not yet known when it was written
    fields = kind.model_fields.items()
    return {field.alias or name: field.annotation for name, field in fields}
