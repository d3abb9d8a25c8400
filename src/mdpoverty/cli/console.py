"""What is written: data on standard output, errors, warnings and notes on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from mdpoverty.cli.colour import ERROR, Painted, console_of, joined
from mdpoverty.cli.colour import WARNING as WARNING_STYLE
from mdpoverty.cli.options import Errors, SayingOptions
from mdpoverty.cli.spoken import said, spoken
from mdpoverty.errors import WARNING, MdpovertyError, Problem, in_one_line, plain
from mdpoverty.files.output import standard_output
from mdpoverty.language.messages import Lines, Message, Phrase, code_of, in_lines, message

Kind = Literal["error", "warning", "note"]

LONG = 500_000  # rows from which the work is long enough to watch

_MARKS: Mapping[Kind, Phrase] = {"error": Phrase("cli.error", "error: {text}"), "warning": WARNING}
_STYLES: Mapping[Kind, str] = {"error": ERROR, "warning": WARNING_STYLE}


def say_error(error: MdpovertyError, *, as_json: bool) -> None:
    """Write the error that ended a command."""
    if as_json:
        _write_object({"kind": "error", **error.as_dict(spoken())})
    else:
        write_words(_MARKS["error"](text=Lines(error.text(spoken()))), ERROR)


def say_interrupted(what: str = "") -> None:
    """Write that a command was interrupted; `what` says what of it was done, if anything was."""
    write_words(what or message("cli.interrupted", "interrupted: nothing was written"))


def say(
    kind: Kind,
    what: str | Problem,
    saying: SayingOptions,
    details: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write a note, a warning, or the error of a part of the work, unless only errors are wanted.

    Of a problem it is one line, and a note that is marked so is a warning. As JSON each is an
    object in a line of its own, with `details`, which count before what it would say itself.
    """
    if saying.quiet and kind != "error":
        return
    if isinstance(what, Message) and what.code == WARNING.code:
        kind, what = "warning", what.values["text"]
    text = in_one_line(what) if isinstance(what, Problem) else what
    if saying.errors == Errors.json:
        code = what.code if isinstance(what, Problem) else code_of(what)
        _write_object({"kind": kind, "code": code, "message": said(text), **details})
    else:
        write_words(_MARKS[kind](text=text) if kind in _MARKS else text, _STYLES.get(kind))


def marked_warning(warning: Problem) -> Message:
    """Return a warning as it is written: as one line, with its mark."""
    return WARNING(text=in_one_line(warning))


def _write_object(found: Mapping[str, Any]) -> None:
    text = json.dumps(found, ensure_ascii=False)
    write_words("".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text))


def write_words(text: str, style: str | None = None) -> None:
    """Write words to standard error in the language of the run, whatever it can hold of them.

    `style` is that of the mark that they begin with, up to a colon.
    """
    encoding = sys.stderr.encoding or "utf-8"
    line = in_lines(said(text)).encode(encoding, "backslashreplace").decode(encoding)
    if style is not None:
        line = Painted(line, [(0, line.find(":") + 1, style)]).on(sys.stderr)
    sys.stderr.write(f"{line}\n")


@contextmanager
def progress(
    rows: int | None, saying: SayingOptions, long: int = LONG
) -> Iterator[Callable[[int], object]]:
    """Yield what to call with the number of rows done; a bar shows it where work is `long`."""
    unseen = saying.quiet or saying.errors == Errors.json or not sys.stderr.isatty()
    if unseen or (rows is not None and rows < long):
        yield lambda _: None
        return
    from rich.progress import Progress  # noqa: PLC0415 -- only on a terminal

    with Progress(console=console_of(sys.stderr), transient=True) as bar:
        task = bar.add_task(said(message("cli.reading", "reading")), total=rows)
        yield lambda done: bar.advance(task, done)


def aligned(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """Return rows of cells as lines of columns: the first `left` from the left, else from right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_line(row, widths, left) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int], left: int) -> str:
    parts: list[str] = []
    for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
        blanks = " " * (width - len(cell))
        parts += [cell, blanks, "  "] if place < left else [blanks, cell, "  "]
    line = joined(parts)
    return Painted(line.rstrip(), line.spans)


def write_data(lines: Iterable[str]) -> None:
    """Write lines to standard output, with nothing in them that a terminal would act on."""
    with standard_output() as target:
        target.writelines(f"{_shown(line)}\n".encode() for line in lines)


def _shown(line: str) -> str:
    text = plain(said(line), sys.maxsize)
    return line.on(sys.stdout) if isinstance(line, Painted) and text == line else text


def write_lines(lines: Iterable[str], file: Path) -> None:
    """Write lines to a file."""
    text = "".join(f"{said(line)}\n" for line in lines)
    file.write_text(text, encoding="utf-8", newline="\n")
