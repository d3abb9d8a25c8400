"""What pydantic found wrong in a threshold file, in the words of the file and by its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic_core import ErrorDetails, PydanticCustomError

from mdpoverty.errors import MOST, Problem
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.standards.yaml_document import Document, Path, dotted
from mdpoverty.suggestions import suggest

_NO_MAPPING = Phrase("standards.not-a-mapping", "not a mapping of keys to values")
_EMPTY = Phrase("standards.empty", "empty")
_WORDS: dict[str, tuple[Phrase, Phrase | str]] = {
    "bool_type": (Phrase("standards.not-a-boolean", "not true or false"), "true, false"),
    "dict_type": (_NO_MAPPING, ""),
    "int_type": (Phrase("standards.not-whole", "not a whole number"), ""),
    "model_type": (_NO_MAPPING, ""),
    "string_type": (
        Phrase("standards.not-text", "not text"),
        Phrase("standards.text-expected", "text; put a number in quotes"),
    ),
    "string_too_short": (_EMPTY, ""),
    "tuple_type": (Phrase("standards.not-a-list", "not a list"), ""),
}
_OTHER = Phrase("standards.not-here", "not allowed here")
NOT_GREATER = Phrase("standards.not-greater", "not greater than {limit}")
LESS = Phrase("standards.less", "less than {limit}")
GREATER = Phrase("standards.greater", "greater than {limit}")
TOO_MANY = Phrase("standards.too-many", "more than {limit}")
_LIMITS = {
    "greater_than": ("gt", NOT_GREATER),
    "greater_than_equal": ("ge", LESS),
    "less_than_equal": ("le", GREATER),
    "too_long": ("max_length", TOO_MANY),
    "string_too_long": ("max_length", Phrase("standards.too-long", "more than {limit} characters")),
}
_NAME = Phrase(
    "standards.names", "lower-case letters, digits and _ (in an id also -), a letter first"
)


class _Here(NamedTuple):
    """A place in the file: its path, the value there, and the type that it should have."""

    path: Path
    value: Any
    kind: Any


class Wrong(dict[str, Any]):
    """What an error of a model's own check knows: its message. Types that hold it are hashed."""

    def __init__(self, wrong: Message) -> None:
        """Keep the message."""
        super().__init__(wrong=wrong)

    def __hash__(self) -> int:  # type: ignore[override]  # a dict of Python has none
        """Return the hash of the message."""
        return hash(self["wrong"])


def refused(wrong: Message) -> PydanticCustomError:
    """Return the error that a model's own check raises: it keeps its message."""
    return PydanticCustomError("refused", "{wrong}", Wrong(wrong))


def fault(
    document: Document,
    error: ErrorDetails,
    model: type[BaseModel],
    hidden: Collection[str],
    unknown: Mapping[Path, Collection[str]],
) -> Problem:
    """Return one of pydantic's errors as a problem; `hidden` are fields that no file may have.

    Of keys that are `unknown` it is said what may be meant: of thousands nobody would read that.
    """
    *within, last = error["loc"] or ("",)
    around = _walk(document.data, model, within)
    here = _walk(document.data, model, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    wrong, allowed = context.get("wrong", _OTHER()), ""  # never in pydantic's own words
    if kind in _WORDS:
        phrase, may_be = _WORDS[kind]
        wrong, allowed = phrase(), may_be() if isinstance(may_be, Phrase) else may_be
    elif kind == "extra_forbidden":
        known = [key for key in _keys(around.kind) if key not in hidden]
        near = str(last) in unknown.get(tuple(within), ())
        suggestion = suggest(str(last), known) if near else ""
        wrong = message("standards.unknown-key", "unknown key{suggestion}", suggestion=suggestion)
        allowed = ", ".join(known)
    elif kind == "missing":
        wrong = message("standards.missing-key", "the key '{key}' is missing", key=last)
    elif kind == "literal_error":
        wrong = message(
            "standards.not-allowed", "'{value}' is not allowed", value=str(error["input"])
        )
        allowed = ", ".join(get_args(here.kind))
    elif kind == "too_short":
        least = context["min_length"]
        wrong = _EMPTY()
        if least > 1:
            wrong = message("standards.too-few", "fewer than {least}", least=least)
    elif kind in _LIMITS:
        key, phrase = _LIMITS[kind]
        wrong = phrase(limit=context[key])
    elif kind == "string_pattern_mismatch":
        wrong = message(
            "standards.not-a-name", "'{value}' is not a name", value=str(error["input"])
        )
        allowed = _NAME()
    return Problem(dotted(here.path), wrong, allowed, places=(document.place(here.path),))


def unknown_keys(errors: Iterable[ErrorDetails]) -> dict[Path, list[str]]:
    """Return the keys that are unknown, by where they are: the first ones, which may be meant."""
    found = defaultdict[Path, list[str]](list)
    for error in errors:
        if error["type"] == "extra_forbidden":
            *within, key = error["loc"]
            if len(keys := found[tuple(within)]) < MOST:
                keys.append(str(key))
    return found


def is_echo(error: ErrorDetails, unknown: Mapping[Path, Collection[str]]) -> bool:
    """Whether an error only repeats others, of which some are of keys that are `unknown`.

    A list is not short whose items are all faulty, nor is a key missing that is misspelt.
    """
    if error["type"] == "too_short":
        return bool(len(error["input"]) >= error["ctx"]["min_length"])
    if error["type"] != "missing":
        return False
    *within, key = error["loc"]
    return any(suggest(other, [str(key)]) for other in unknown.get(tuple(within), ()))


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
    return _fields_of(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else {}


@cache
def _fields_of(kind: type[BaseModel]) -> dict[str, Any]:
    kind.model_rebuild()  # names of types that were not yet known when it was written
    fields = kind.model_fields.items()
    return {field.alias or name: field.annotation for name, field in fields}
