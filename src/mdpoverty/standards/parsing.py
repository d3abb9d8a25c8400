"""From the text of a YAML file to a checked model, or to every fault with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from mdpoverty.errors import DocumentError, Problem
from mdpoverty.language.messages import plural
from mdpoverty.standards.faults import fault, is_echo, unknown_keys
from mdpoverty.standards.yaml_document import Document, Path, dotted, read_document

Model = TypeVar("Model", bound=BaseModel)
Refusal = TypeVar("Refusal", bound=DocumentError)

# A fault: where it stands, what is wrong, what is allowed.
Fault = tuple[Path, str, str]


def parse(  # noqa: PLR0913, PLR0917 -- the text, what it should be, and how to say that it is not
    text: bytes,
    source: str,
    model: type[Model],
    error: type[DocumentError],
    kind: str,
    hidden: Collection[str] = (),
) -> tuple[Model, Document]:
    """Return the model that `text` says, and the document with the places of its values.

    Raises `error` with every fault: the file, the line, what is wrong, what is allowed. `kind`
    names what the file should be; `hidden` are fields that no file may have.
    """
    document = read(text, source, error)
    found, problems = model_of(document, model, hidden)
    if found is None:
        raise refusal(problems, source, error, kind)
    return found, document


def read(text: bytes, source: str, error: type[DocumentError]) -> Document:
    """Return the document in `text`; raises `error` with every fault of its YAML."""
    try:
        return read_document(text, source)
    except DocumentError as unread:
        raise error(unread.headline, unread.problems, source) from None


def model_of(
    document: Document, model: type[Model], hidden: Collection[str] = ()
) -> tuple[Model | None, list[Problem]]:
    """Return the model that a document says, or None and every fault of its keys and types."""
    try:
        return model(**document.data), []
    except ValidationError as invalid:
        found = invalid.errors(include_url=False)
        unknown = unknown_keys(found)
        faults = [e for e in found if not is_echo(e, unknown)]
        return None, [fault(document, e, model, hidden, unknown) for e in faults]


def refuse(
    faults: Iterable[Fault], document: Document, error: type[DocumentError], kind: str
) -> None:
    """Raise `error` with all `faults`, each at its place in `document`, where there are any."""
    if problems := problems_of(faults, document):
        raise refusal(problems, document.source, error, kind)


def problems_of(faults: Iterable[Fault], document: Document) -> list[Problem]:
    """Return faults as problems, each at its place in `document`."""
    return [
        Problem(dotted(path), wrong, allowed, places=(document.place(path),))
        for path, wrong, allowed in faults
    ]


def refusal(problems: Collection[Problem], source: str, error: type[Refusal], kind: str) -> Refusal:
    """Return the error that a file is not what it should be: its own faults first, by line."""
    headline = plural(
        "standards.faulty-file",
        "{source} is not {kind}: {count:d} fault",
        "{source} is not {kind}: {count:d} faults",
        count=len(problems),
        source=source,
        kind=kind,
    )
    order = sorted(
        problems,
        key=lambda p: (p.file or "", p.places[0].line or 0, p.places[0].column or 0),
    )
    return error(headline, order, source)
