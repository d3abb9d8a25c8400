"""How a table is written: in which format, packed or not, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from mdpoverty.errors import Problem, UsageError
from mdpoverty.files.labelled import Words
from mdpoverty.files.spelling import PLAIN_CSV, Csv
from mdpoverty.language.messages import Phrase, message

Format = Literal["csv", "parquet", "json", "xlsx", "dta"]
FORMATS: tuple[Format, ...] = get_args(Format)
_SUFFIXES: Mapping[str, Format] = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".xlsx": "xlsx",
    ".dta": "dta",
}
Packing = Literal["gzip", "zstd"]
DESCRIBED: tuple[Format, ...] = ("parquet", "xlsx", "dta")  # that say what a table was made by
_PACKED: Mapping[str, Packing] = {".gz": "gzip", ".zst": "zstd"}
NO_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 -- a fixed stamp: the same input gives the same bytes
WRITE_OTHER = Phrase("files.write-other", "write CSV or Parquet")


def format_of(path: str, wanted: str | None, allowed: Sequence[Format] = FORMATS) -> Format:
    """Return the format to write: the one that is wanted, else that of the file's suffix, else CSV.

    Raises UsageError for a format that is not allowed, or a suffix that says nothing.
    """
    suffix = _suffix(path)
    found = wanted or _SUFFIXES.get(suffix) or ("" if suffix and path != "-" else "csv")
    for known in allowed:
        if found == known:
            return known
    wrong = message("files.no-format", "'{format}' is not a format", format=wanted or suffix)
    option = "--format" if wanted or len(allowed) > 1 else "--output"  # of which one is allowed
    problem = Problem(option, wrong, ", ".join(allowed))
    raise UsageError(message("files.unknown-format", "unknown output format"), [problem])


def packing_of(path: str, wanted: str | None) -> Packing | None:
    """Return what packs a file by its name, `.gz` or `.zst`.

    Raises UsageError for a format that is packed in its own way.
    """
    packing = _PACKED.get(Path(path).suffix.lower())
    kind = format_of(path, wanted)
    if packing and kind not in ("csv", "json"):
        wrong = message(
            "files.not-packed",
            "{kind} cannot be compressed by {packing}",
            kind=kind,
            packing=packing,
        )
        advice = message("files.not-packed-advice", "remove the last suffix, or write CSV")
        headline = message("files.packing", "cannot compress this output")
        raise UsageError(headline, [Problem("--output", wrong, advice=advice)])
    return packing


def _suffix(path: str) -> str:
    """Return the suffix that says the format, before one that says how it is packed."""
    file = Path(path)
    return (file.with_suffix("") if file.suffix.lower() in _PACKED else file).suffix.lower()


@dataclass(frozen=True)
class Form:
    """How a table is written.

    `scratch` is a folder for what a format needs on its way. In Stata `labels` name columns, and
    `answers` the values of columns of small whole numbers. CSV is written as `csv`
    says; without `quoted` no cell can need quotes between commas, and none is looked at for that.
    Text is packed by `packing`.
    With `words` it is a table for people: headings and codes are in words.
    `sheet` is the name of the only sheet of XLSX. Parquet, XLSX and Stata say what the table was
    made by as `about` has it, which is asked for when the rows are written.
    """

    kind: Format
    scratch: Path
    labels: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    csv: Csv = PLAIN_CSV
    packing: Packing | None = None
    quoted: bool = True
    words: Words | None = None
    shown: Sequence[str] = ()
    sheet: str = "profile"
    about: Callable[[], Mapping[str, str]] | None = None
