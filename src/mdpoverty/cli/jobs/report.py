"""Carrying out `mdpoverty report`: open, gather the numbers, draw, and deliver the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mdpoverty.cli.commands.report import Report
from mdpoverty.cli.inputs import (
    Named,
    each_file,
    read_files,
    rejects_written,
    require_profiles_alone,
    standard_files,
)
from mdpoverty.cli.jobs.report_figures import gather
from mdpoverty.cli.notes import REPORTED
from mdpoverty.cli.session import begun
from mdpoverty.cli.system_limits import require_addresses_to_draw
from mdpoverty.cli.why import WHY_SHEET, say_why
from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.paths import STANDARD_INPUT
from mdpoverty.language.messages import message
from mdpoverty.report.content import Section
from mdpoverty.report.drawing import alone, png, require
from mdpoverty.report.page import page, sections
from mdpoverty.report.words import Words
from mdpoverty.run.rejects import write_refused

DEFAULT = "deprivations"  # the section whose picture is drawn where none is named
_PICTURES = (".svg", ".png")
_PAGES = (".html", ".htm", "")


def carry_out(asked: Report) -> None:
    """Write the report, or one of its pictures, as asked."""
    _refuse(asked)
    require()
    require_addresses_to_draw()
    words = Words(asked.lang.value)
    with begun(asked.saying, asked.record) as session:
        files = session.opened(asked.survey, asked.reading)
        rejects = session.rejects(asked.rejects, files)
        if asked.earlier is not None:
            earlier = session.survey([asked.earlier], asked.reading.text, "before")
            files = replace(files, earlier=earlier)
        done = session.settled(lambda files: gather(asked, files, session), files)
        write_refused(rejects, done.passed, asked.lang.value)
        parts = sections(done.figures, words)
        if asked.plot is not None:
            picture = _picture(asked, parts)
            whole = _suffix(asked.plot) == ".png"
            session.file(asked.plot).write_bytes(png(picture) if whole else picture.encode())
        if asked.output is not None:
            session.file(asked.output).write_bytes(page(done.figures, parts, words).encode())
        session.account(done.reading, done.passed, REPORTED())
        why = session.table(asked.why, sheet=WHY_SHEET()) if asked.why else None
        say_why(session, done.passed, why)


def _picture(asked: Report, parts: Sequence[Section]) -> str:
    """Return the picture that is asked for; raises UsageError where there is none."""
    part = next(part for part in parts if part.name == (asked.chart or DEFAULT))
    if part.chart is None:
        headline = message("cli.nothing-to-draw", "there is nothing to draw")
        wrong = message("cli.no-picture", "{part}: {why}", part=part.name, why=part.finding)
        raise UsageError(headline, [Problem("--chart", wrong)])
    return alone(part.chart, part.title, part.finding)


def _suffix(path: str) -> str:
    return Path(path).suffix.lower()


def _refuse(asked: Report) -> None:
    _refuse_contradictions(asked)
    rejects = rejects_written(asked.rejects, message("cli.the-page", "the page"))
    if asked.earlier is not None:
        require_profiles_alone([*asked.survey, asked.earlier], asked.reading, asked.rejects)
    written = [
        ("--output", asked.output),
        ("--plot", asked.plot),
        ("--why", asked.why),
        ("--record", asked.record),
        *rejects,
    ]
    refuse_overwriting(_read(asked), written)
    if asked.output is not None and _suffix(asked.output) not in _PAGES:
        problem = Problem(
            "--output",
            message("cli.quoted", "'{text}'", text=plain(asked.output)),
            message("cli.html-file", "a file with .html, or -"),
        )
        raise UsageError(message("cli.page-is-html", "the page is HTML"), [problem])


def _read(asked: Report) -> Iterator[Named]:
    yield from read_files(asked.survey, asked.reading)
    yield from standard_files("--standard", asked.which.standard)
    yield from standard_files("--from", asked.before)
    yield from each_file([("--before", asked.earlier or STANDARD_INPUT)])


def _refuse_contradictions(asked: Report) -> None:
    """Raise UsageError where options contradict each other, or nothing is asked to be written."""
    if asked.output is None and asked.plot is None:
        problem = Problem(
            "-o, --plot",
            message("cli.neither-given", "neither is given"),
            message("cli.page-or-picture", "-o FILE.html, --plot FILE.svg|png"),
        )
        headline = message("cli.nothing-to-write", "name an output")
        raise UsageError(headline, [problem])
    if asked.plot is not None and _suffix(asked.plot) not in _PICTURES:
        problem = Problem(
            "--plot",
            message("cli.quoted", "'{text}'", text=plain(asked.plot)),
            message("cli.picture-file", "a file with .svg or .png"),
        )
        raise UsageError(message("cli.picture-format", "unknown picture format"), [problem])
    if asked.chart is not None and asked.plot is None:
        raise UsageError(message("cli.chart-without-plot", "--chart needs --plot FILE: give both"))
    if asked.before is not None and asked.earlier is not None:
        raise UsageError(
            message("cli.two-changes", "--from and --before exclude each other: give one")
        )
    if asked.chart == "change" and asked.before is None and asked.earlier is None:
        raise UsageError(
            message(
                "cli.no-change",
                "--chart change needs --from, the standard before, or --before, a profile",
            )
        )
