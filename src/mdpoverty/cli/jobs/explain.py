"""Carrying out `mdpoverty explain`: open, choose the standards, explain, write."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mdpoverty.background import in_background
from mdpoverty.cli.console import Lang, standard_note, write_words
from mdpoverty.cli.inputs import Given, chosen, opened, reading_of, settled
from mdpoverty.errors import Problem, UsageError
from mdpoverty.explanation.explanation import Explanation, explain
from mdpoverty.explanation.json_form import explanation_data
from mdpoverty.explanation.text_form import explanation_lines
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.language import Language
from mdpoverty.reading.assemble import Opened

_NARROW = 40  # columns below which nothing is wrapped


@dataclass(frozen=True)
class Request:
    """What a command line asks for; `both` are the standards to show side by side."""

    given: Given
    household_id: str
    both: tuple[str | None, str | None]
    output: str | None
    as_json: bool
    lang: Lang
    quiet: bool


def carry_out(request: Request) -> None:
    """Explain as requested."""
    asked = _asked(request)
    for given in asked:
        refuse_overwriting(given.files, [("--output", request.output)])
    with scratch_folder() as scratch:
        files = opened(request.given, scratch)

        def look(found: Opened) -> tuple[list[Explanation], list[str]]:
            explanations, notes = [], []
            for option, given in zip(("--from", "--to"), asked, strict=False):
                standard, why = chosen(given, found)
                why = f"chosen by {option}" if len(asked) > 1 else why
                notes.append(standard_note(standard, why))
                reading = reading_of(given, found, standard)
                explanations.append(explain(reading, request.household_id))
            return explanations, notes

        # In a thread of its own, so that this one hears an interrupt meanwhile.
        explanations, notes = in_background(lambda: settled(look, files)).result()
        if not request.quiet:
            for note in notes:
                write_words(note)
        with destination(request.output, scratch) as file:
            lines = _lines(explanations, request)
            file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _asked(request: Request) -> list[Given]:
    """Return what is given, once for each standard to explain under."""
    given = request.given
    first, second = request.both
    if first is None and second is None:
        return [given]
    if first is None or second is None:
        missing = "--from" if first is None else "--to"
        problem = Problem(missing, "is not given", advice="give both, or --standard")
        raise UsageError("--from and --to name two standards: give both of them", [problem])
    if given.standard is not None or given.year is not None:
        raise UsageError("--from and --to say which standards apply: leave --standard and --year")
    return [replace(given, standard=first), replace(given, standard=second)]


def _lines(explanations: Sequence[Explanation], request: Request) -> Iterator[str]:
    language: Language = request.lang.value
    if request.as_json:
        data = explanation_data(explanations, language)
        yield json.dumps(data, ensure_ascii=False, indent=2)
        return
    on_a_terminal = request.output in (None, "-") and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns
    for line in explanation_lines(explanations, language):
        if not on_a_terminal or width < _NARROW:
            yield line
        else:
            yield from _wrapped(line, width)


def _wrapped(line: str, width: int) -> list[str]:
    """Return a line in pieces that a terminal shows whole, the others further to the right."""
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    wrap = textwrap.TextWrapper(
        width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return wrap.wrap(line) or [line]
