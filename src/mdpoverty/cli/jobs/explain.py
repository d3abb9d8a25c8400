"""Carrying out `mdpoverty explain`: open, choose the standards, explain, write."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mdpoverty.background import apart
from mdpoverty.cli.choice import Choice, by_option, chosen
from mdpoverty.cli.colour import Painted, class_style
from mdpoverty.cli.commands.explain import Explain
from mdpoverty.cli.console import write_lines
from mdpoverty.cli.inputs import read_files, standard_files
from mdpoverty.cli.options import StandardOptions
from mdpoverty.cli.session import begun
from mdpoverty.errors import Problem, UsageError
from mdpoverty.explanation.explanation import Explanation, explain
from mdpoverty.explanation.json_form import explanation_data
from mdpoverty.explanation.outlook_text import outcome_text
from mdpoverty.explanation.short_form import fuller, short_lines
from mdpoverty.explanation.text_form import explanation_lines
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, message
from mdpoverty.reading.assemble import Opened
from mdpoverty.run.unlisted import unlisted
from mdpoverty.survey.place_names import alike_in

Explained = list[Explanation]  # one household, under each standard

_NARROW = 40  # columns below which nothing is wrapped


def carry_out(asked: Explain) -> None:
    """Explain as asked."""
    standards = _standards(asked)
    for option, which in standards.items():
        read = [*read_files([asked.survey], asked.reading), *standard_files(option, which.standard)]
        refuse_overwriting(read, [("--output", asked.output), ("--record", asked.record)])
    with begun(asked.saying, asked.record) as session:

        def look(found: Opened) -> tuple[list[Choice], list[Explained], list[Message]]:
            choices = [_chosen(option, which, found) for option, which in standards.items()]
            readings = [choice.reading(found) for choice in choices]
            each = [explain(reading, asked.household_id) for reading in readings]
            explained = [list(sides) for sides in zip(*each, strict=True)]
            names = [note for reading in readings for note in unlisted(reading)]
            return choices, explained, [*alike_in([found.survey]), *names]

        files = session.opened([asked.survey], asked.reading)
        choices, households, alike = apart(lambda: session.settled(look, files))
        session.apply(*choices)
        session.note(alike)
        write_lines(_lines(households, asked), session.file(asked.output))


def _standards(asked: Explain) -> dict[str, StandardOptions]:
    """Return which standards to explain under, one or two, each by the option that names it."""
    if asked.before is None and asked.after is None:
        return {"--standard": asked.which}
    if asked.before is None or asked.after is None:
        problem = Problem(
            "--from" if asked.before is None else "--to",
            message("cli.not-given", "is missing"),
            advice=message("cli.give-both-or-standard", "give both, or give --standard"),
        )
        raise UsageError(
            message("cli.two-standards", "--from and --to go together: give both"),
            [problem],
        )
    if asked.which != StandardOptions():
        raise UsageError(
            message(
                "cli.three-standards",
                "--from and --to choose the standards: remove --standard and --year",
            )
        )
    return {"--from": StandardOptions(asked.before), "--to": StandardOptions(asked.after)}


def _chosen(option: str, which: StandardOptions, found: Opened) -> Choice:
    choice = chosen(which, found)
    return choice if option == "--standard" else replace(choice, why=by_option(option))


def _lines(households: Sequence[Explained], asked: Explain) -> Iterator[str]:
    language: Language = asked.lang.value
    if asked.as_json:
        data = [explanation_data(each, language) for each in households]
        several = len(asked.household_id) > 1 or len(data) > 1
        yield json.dumps(data if several else data[0], ensure_ascii=False, indent=2)
        return
    on_a_terminal = asked.output in (None, "-") and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns
    short = on_a_terminal and not asked.full
    for index, each in enumerate(households):
        if index:
            yield ""
        for line in (short_lines if short else explanation_lines)(each, language):
            if not on_a_terminal:
                yield line
                continue
            for piece in _wrapped(line, width) if width >= _NARROW else [line]:
                yield _painted(piece, each, language).on(sys.stdout)
    if short:
        yield ""
        yield fuller(language)


def _painted(line: str, explained: Explained, language: Language) -> Painted:
    """Return a line in which the class of the household is coloured, where it says that."""
    for each in explained:
        text = outcome_text(each.outcome, language)
        at = line.find(text, line.find(each.standard.id) + 1)
        if each.standard.id in line and at > 0:
            [*_, name] = each.outcome.classes
            style = class_style("undetermined" if each.outcome.possible else name)
            return Painted(line, [(at, at + len(text), style)])
    return Painted(line, [])


def _wrapped(line: str, width: int) -> list[str]:
    """Return a line in pieces that a terminal shows whole, the others further to the right."""
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    wrap = textwrap.TextWrapper(
        width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return wrap.wrap(line) or [line]
