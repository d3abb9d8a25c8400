"""Where a cut-off stands in the law, and how far that was confirmed, in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.standards.conditions import Frozen
from mdpoverty.standards.labels import Said

Status = Literal["text", "seen", "recalled"]

# The words between brackets, from the most to the least confirmed: in English those of the files.
STATUSES: Mapping[Status, Phrase] = {
    "text": Phrase("standards.text", "text"),
    "seen": Phrase("standards.seen", "seen"),
    "recalled": Phrase("standards.recalled", "recalled"),
}
# What they mean.
_MEANINGS: Mapping[Status, Phrase] = {
    "text": Phrase(
        "standards.status-text",
        "[text] read in the legal text, or in a verbatim quotation of it",
    ),
    "seen": Phrase(
        "standards.status-seen",
        "[seen] read as a paraphrase by an authority, the press or a third party",
    ),
    "recalled": Phrase(
        "standards.status-recalled",
        "[recalled] known, but its official wording was not read",
    ),
}


class Reference(Frozen):
    """Where a cut-off stands in the law, and how far that was confirmed.

    `text`: read in the legal text or a verbatim quotation; `seen`: read as a paraphrase;
    `recalled`: known, but its wording was not read. Where parts differ the weakest is said.
    """

    document: Said
    clause: Said
    status: Status
    note: Said | None = None


@dataclass(frozen=True)
class Cited:
    """A reference in the words of one language."""

    document: str
    clause: str
    status: Status
    note: str | None


def cited(reference: Reference, language: Language) -> Cited:
    """Return a reference in the words of a language."""
    note = reference.note.in_(language) if reference.note else None
    document = reference.document.in_(language)
    return Cited(document, reference.clause.in_(language), reference.status, note)


def citation(reference: Reference | Cited, language: Language) -> str:
    """Return where something stands in the law, with how far that was confirmed in brackets."""
    said = cited(reference, language) if isinstance(reference, Reference) else reference
    return f"{said.document}, {said.clause} {in_brackets(said.status, language)}"


def in_brackets(status: Status, language: Language) -> str:
    """Return how far something was confirmed as it is written behind it: [text]."""
    return f"[{STATUSES[status].in_(language)}]"


def explained(lines: Iterable[str], language: Language) -> Iterator[str]:
    """Yield lines of text, and after them what those words between brackets mean that they have."""
    found: set[Status] = set()
    for line in lines:
        found |= {status for status in STATUSES if in_brackets(status, language) in line}
        yield line
    if found:
        yield ""
    for status, means in _MEANINGS.items():
        if status in found:
            yield means.in_(language)
