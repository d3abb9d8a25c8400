"""What earlier batches wrote: of a file that fails it is removed, and nothing else is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import polars as pl

from mdpoverty.cli.commands.classify import Classify
from mdpoverty.cli.inputs import reject_files
from mdpoverty.cli.jobs.manifest import COLUMNS, MANIFEST, Entry
from mdpoverty.cli.spoken import said
from mdpoverty.language.messages import Phrase
from mdpoverty.stamps import Stamp, is_left, stamp_of

_MOST = 100_000_000  # bytes of a manifest
_BOM = b"\xef\xbb\xbf"
_REMOVED = Phrase("cli.batch-removed", "files that a batch wrote for it were removed")
_KEPT = Phrase(
    "cli.batch-kept",
    "the file in its place was kept, because the manifest of the last batch does not name it",
)
_ANOTHER = Phrase(
    "cli.another-kept", "the file in its place was kept, because another program put it there"
)

Kept = Mapping[str, Stamp | None]  # files in place of outputs that no batch wrote, as they were


def outputs_of(asked: Classify) -> list[str]:
    """Return where the profile of a file goes, and its refused rows: its members' too, if any."""
    return [str(asked.table.output), *reject_files(asked.rejects)]


def not_of_batches(each: Iterable[Classify], folder: str) -> Kept:
    """Return the files in place of outputs that the manifest in `folder` does not name.

    What is in such a place and is no file, as a pipe, was written by no batch either.
    """
    named = _named_in(Path(folder, MANIFEST))
    found: dict[str, Stamp | None] = {}
    for place in (place for asked in each for place in outputs_of(asked)):
        stamp = stamp_of(Path(place))
        if os.path.lexists(place) and (stamp is None or _name(place, folder) not in named):
            found[place] = stamp
    return found


def with_outputs(entry: Entry, places: Iterable[str], folder: str) -> Entry:
    """Return the entry of a file with the names of its outputs, which are in some places."""
    return replace(entry, outputs=tuple(_name(place, folder) for place in places))


def denied(entry: Entry, asked: Classify, folder: str, kept: Kept) -> Entry:
    """Remove what batches wrote of a file that failed, and return its entry, which says so.

    A kept file that is another one by now was written by this batch; what this batch wrote and is
    another one by now was written by somebody else, and stays.
    """
    others = lost(entry)
    notes = [entry.notes] if entry.notes else []
    left = []
    removed = entry.removed
    for place in outputs_of(asked):
        if place in kept and stamp_of(Path(place)) == kept[place]:
            notes.append(said(_KEPT()))
            continue
        if place in others:
            if os.path.lexists(place):
                notes.append(said(_ANOTHER()))
            continue
        with suppress(OSError):
            Path(place).unlink()
            removed = True
            notes.append(said(_REMOVED()))
        if os.path.lexists(place):
            left.append(_name(place, folder))
    text = "; ".join(dict.fromkeys(notes)) or None
    return replace(entry, outputs=tuple(left), notes=text, removed=removed)


def lost(entry: Entry) -> list[str]:
    """Return what this batch wrote of a file and is not there any more, or is another file."""
    return [place for place, then in entry.delivered.items() if not is_left(Path(place), then)]


def _name(place: str, folder: str) -> str:
    """Return what the manifest in `folder` calls an output: its path from there."""
    file = Path(place)
    above = os.path.realpath(file.parent)
    with suppress(ValueError):  # on another drive
        above = os.path.relpath(above, os.path.realpath(folder))
    return Path(above, file.name).as_posix()


def _named_in(manifest: Path) -> frozenset[str]:
    """Return the outputs that a manifest names: none, where it is damaged or no manifest of ours.

    Only what is an output of this batch too is asked for: other paths in it mean nothing.
    """
    stamp = stamp_of(manifest)
    if stamp is None or stamp.size > _MOST:
        return frozenset()
    try:
        text = manifest.read_bytes().removeprefix(_BOM)
        separator = text[len(COLUMNS[0]) : len(COLUMNS[0]) + 1].decode()
        rows = pl.read_csv(BytesIO(text), separator=separator, infer_schema=False)
        if rows.columns != COLUMNS:
            return frozenset()
        outputs = [json.loads(cell) for cell in rows["outputs"].drop_nulls()]
    except (OSError, ValueError, RecursionError, pl.exceptions.PolarsError):
        return frozenset()
    if not all(isinstance(names, list) for names in outputs):
        return frozenset()
    return frozenset(name for names in outputs for name in names if isinstance(name, str))
