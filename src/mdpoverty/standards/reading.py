"""From the text of a threshold file to its standard, through all that it is based on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from pydantic import ValidationError

from mdpoverty.errors import Problem, StandardError
from mdpoverty.language.messages import Phrase, message
from mdpoverty.standards.amendment import Differences
from mdpoverty.standards.beside import FindTable, Tables, with_tables
from mdpoverty.standards.consistency import contradictions, contradictions_of_parts
from mdpoverty.standards.hidden import HIDDEN
from mdpoverty.standards.inheritance import merged, misfits
from mdpoverty.standards.model import Standard
from mdpoverty.standards.parsing import Fault, model_of, read, refusal
from mdpoverty.standards.yaml_document import Document, dotted


@dataclass(frozen=True)
class File:
    """A threshold file: its text, its name, and how a table beside it is found."""

    text: bytes
    name: str
    beside: FindTable = field(compare=False)


# The threshold file that has an id; None where there is none.
Find = Callable[[str], File | None]

# The files of a chain, that of the standard itself first.
_Files = tuple[File, ...]

MAX_CHAIN = 10
_KIND = Phrase("standards.threshold-file", "a threshold file")
_BASED_ON = Phrase("standards.based-on", "{one} on {on}")


def read_standard(file: File, find: Find) -> Standard:
    """Return the standard that a threshold file says; `find` finds what it is based on.

    Raises StandardError with every fault: the file, the line, what is wrong, what is allowed.
    """
    return _read(find, (file,))


def _read(find: Find, files: _Files) -> Standard:
    file, source = files[-1], files[-1].name
    document = read(file.text, source, StandardError)
    digest = hashlib.sha256(file.text.replace(b"\r\n", b"\n"))
    if "based_on" in document.data:
        own, base = _parts(document, find, files)
        _refuse([_said(fault, document) for fault in misfits(own, base)], source)
        digest.update(base.digest.encode())
        standard = merged(own, base)
    else:
        plain, problems = model_of(document, Standard, HIDDEN)
        if plain is None:
            raise _refusal([*problems, *_of_sound_parts(document, file)], source)
        standard = plain
    tables = Tables(file.beside)
    standard = with_tables(standard, document.data, tables)
    said = [_said(fault, document) for fault in tables.faults]
    _refuse([*said, *tables.problems], source)
    digest.update(tables.digest())
    faults = contradictions(standard)
    _refuse([_said(fault, document, standard.base) for fault in faults], source)
    return standard.model_copy(update={"digest": digest.hexdigest(), "source": source})


def _of_sound_parts(document: Document, file: File) -> list[Problem]:
    """Return what is wrong in the sound parts, and in the tables, of a document with faulty ones.

    So that one look finds every fault. Where anything else is faulty, nothing is known to be sound.
    """
    data = dict(document.data)
    try:
        Standard(**data)
    except ValidationError as invalid:
        faulty = {each["loc"][:2] for each in invalid.errors()}
        if any(not at[1:] or at[0] not in {"indicators", "classes"} for at in faulty):
            return []
        for top in {at[0] for at in faulty}:
            parts = data[str(top)]
            if isinstance(parts, Mapping):
                sound: Any = {n: part for n, part in parts.items() if (top, n) not in faulty}
            else:
                sound = [part for n, part in enumerate(parts) if (top, n) not in faulty]
            data[str(top)] = sound
    try:
        standard = Standard(**data)
    except ValidationError:
        return []
    tables = Tables(file.beside)
    standard = with_tables(standard, data, tables)
    if tables.faults or tables.problems:
        return [*(_said(fault, document) for fault in tables.faults), *tables.problems]
    return [_said(fault, document) for fault in contradictions_of_parts(standard)]


def _parts(document: Document, find: Find, files: _Files) -> tuple[Differences, Standard]:
    """Return what differs and what it differs from; the faults of both are raised together."""
    own, problems = model_of(document, Differences)
    base = None
    if not any(problem.subject == "based_on" for problem in problems):
        try:
            base = _base(document, find, files)
        except StandardError as faulty:
            problems += _of_base(faulty, document)
    _refuse(problems, document.source)
    assert own is not None
    assert base is not None
    return own, base


def _base(document: Document, find: Find, files: _Files) -> Standard:
    """Return the standard that `based_on` names."""
    wanted = document.data["based_on"]
    found = find(wanted)
    allowed: str
    if found is None:
        wrong = message("standards.no-base", "there is no standard '{id}'", id=wanted)
        allowed = message(
            "standards.bases",
            "the id of a shipped standard, or of a file ID.yaml in the same folder",
        )
    elif found in files:
        names = [file.name for file in files]
        loop = [*names[names.index(found.name) :], found.name]
        wrong = message(
            "standards.based-on-itself",
            "a standard cannot be based on itself: {loop}",
            loop=reduce(lambda one, on: _BASED_ON(one=one, on=on), loop),
        )
        allowed = ""
    elif len(files) == MAX_CHAIN:
        wrong = message("standards.chain-too-long", "the chain is too long")
        allowed = message("standards.longest-chain", "at most {most} standards", most=MAX_CHAIN)
    else:
        base = _read(find, (*files, found))
        if base.id == wanted:
            return base
        wrong = message(
            "standards.base-of-another-id", "{file} has the id '{id}'", file=found.name, id=base.id
        )
        allowed = message("standards.file-of-its-own", "a file {id}.yaml of its own", id=base.id)
    raise _refusal([_said((("based_on",), wrong, allowed), document)], document.source)


def _of_base(faulty: StandardError, document: Document) -> list[Problem]:
    """Return what was found on the way to the base, with the file that each problem is in."""
    if not faulty.problems:
        return [_said((("based_on",), faulty.headline, ""), document)]
    files = [problem.file or faulty.source for problem in faulty.problems]
    return [
        problem if file == document.source else replace(problem, file=file)
        for problem, file in zip(faulty.problems, files, strict=True)
    ]


def _said(fault: Fault, document: Document, base: Standard | None = None) -> Problem:
    """Return a fault at its place: what the file took from its base is where it names the base."""
    path, wrong, allowed = fault
    if base and path[:2] not in document.places:
        wrong = message(
            "standards.inherited-fault",
            "{wrong} (this is as in '{base}': something here does not fit it)",
            wrong=wrong,
            base=base.id,
        )
    if path[:1] not in document.places:
        return Problem(dotted(path), wrong, allowed, places=(document.place(("based_on",)),))
    return Problem(dotted(path), wrong, allowed, places=(document.place(path),))


def _refuse(problems: Collection[Problem], source: str) -> None:
    if problems:
        raise _refusal(problems, source)


def _refusal(problems: Collection[Problem], source: str) -> StandardError:
    return refusal(problems, source, StandardError, _KIND())
