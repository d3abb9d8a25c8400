"""Commands that advice names, as they are typed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from mdpoverty.errors import plain
from mdpoverty.language.messages import Message, message

_LONGEST_PATH = 4_096  # that a system takes: a command with a part of one would not run


def classifying_any(path: Path | str) -> Message:
    """Return the same of a file whose headings may be its own, and what it takes then."""
    return message(
        "files.classify-by-map",
        "{command} (if the headings are your own, add --columns map.yaml; `mdpoverty map` drafts "
        "the map)",
        command=classifying(path),
    )


def classifying(path: Path | str, options: str = "") -> Message:
    """Return the command that makes a profile of a file, as it is typed in the run's folder."""
    file = Path(path)
    with suppress(ValueError):  # elsewhere it has its whole path
        file = file.relative_to(Path.cwd())
    stem = file.stem.partition(".")[0]
    return message(
        "files.classify",
        "`mdpoverty classify {file}{options} --keep all -o {profile}`",
        file=_typed(str(file)),
        options=options,
        profile=_typed(f"{stem}-profile.csv"),
    )


def _typed(file: str) -> str:
    """Return a file's path as one word of a command line, in whichever shell."""
    word = plain(file, _LONGEST_PATH)
    return f'"{word}"' if " " in word else word
