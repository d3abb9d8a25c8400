"""Carrying out `mdpoverty track`: open the rounds, follow the households, deliver, say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import polars as pl

from mdpoverty.background import apart
from mdpoverty.cli.commands.track import Track
from mdpoverty.cli.inputs import each_file, require_csv, require_file, round_files, stem
from mdpoverty.cli.jobs.rounds import kept_in, opened_rounds, read_once
from mdpoverty.cli.labelled import for_people, require_for_people
from mdpoverty.cli.notes import households_in
from mdpoverty.cli.session import begun
from mdpoverty.cli.views.track import show_tracking
from mdpoverty.cli.words_for_people import track_words
from mdpoverty.errors import UsageError, plain
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.table_form import format_of
from mdpoverty.files.unpacking import require_encoding
from mdpoverty.files.writing import write
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.run.account import Account
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.links import AFTER
from mdpoverty.tracking.proposals import proposed_links
from mdpoverty.tracking.result import Tracked, track_rounds
from mdpoverty.tracking.rounds import Round, read_rounds

_SHEET = Phrase("cli.track-sheet", "track")  # of a workbook


def carry_out(asked: Track) -> None:
    """Track as asked."""
    beside = {"--links": asked.beside.links, "--places": asked.beside.places}
    files = round_files(asked.rounds, beside)
    _refuse(asked, files)
    table = asked.table
    words = partial(track_words, asked.lang.value)
    with begun(asked.saying, asked.record) as session:
        surveys = opened_rounds(session, files, asked.text)
        flows = session.table(asked.flows, csv=asked.csv) if asked.flows else None
        proposal = session.table(asked.links_out, csv=asked.csv) if asked.links_out else None
        rounds, found, links = apart(
            lambda: session.settled_all(
                lambda them: _tracked(asked, them, session.scratch), surveys
            )
        )
        session.note(found.warnings)
        session.made_by.counted([Account(each.households, 0) for each in rounds])
        if flows is not None:
            write(found.table.lazy(), *for_people(flows, table, words, asked.csv))
        if proposal is not None and links is not None:
            write(links.lazy(), *proposal)
            session.conclude([_proposed(asked.links_out or "", links)])
        if not table.is_shown:
            target = session.table(table.output, table.output_format, csv=asked.csv, sheet=_SHEET())
            write(found.households, *for_people(target, table, words, asked.csv))
        if table.is_shown or table.output not in (None, "-"):
            show_tracking(found, asked.lang.value)
        session.conclude(households_in(each.file, each.households) for each in rounds)
        session.conclude(found.notes)


def _refuse(asked: Track, files: Sequence[tuple[str, str]]) -> None:
    require_encoding(asked.text.encoding)
    require_file("--flows", asked.flows, message("cli.the-households", "the households"))
    require_file("--links-out", asked.links_out, message("cli.the-households", "the households"))
    if (asked.match is None) != (asked.links_out is None):
        raise UsageError(
            message("cli.match-and-links-out", "--match and --links-out go together: give both")
        )
    written = [
        ("--links-out", asked.links_out),
        ("--output", asked.table.output),
        ("--flows", asked.flows),
        ("--record", asked.record),
    ]
    refuse_overwriting(each_file(files), written)
    kinds = [format_of(asked.table.output or "-", asked.table.output_format)]
    kinds += [format_of(asked.flows, None)] if asked.flows else []
    require_for_people(asked.table, kinds)
    kinds += [format_of(asked.links_out, None)] if asked.links_out else []  # which --links reads
    require_csv(kinds, csv=asked.csv)


def _tracked(
    asked: Track, surveys: Sequence[Survey], scratch: Path
) -> tuple[Sequence[Round], Tracked, pl.DataFrame | None]:
    keep = kept_in(scratch)
    tables = read_once(surveys, keep)
    places = tables.pop() if asked.beside.places is not None else None
    links = tables.pop() if asked.beside.links is not None else None
    rounds = read_rounds([(survey, stem(survey.name)) for survey in tables])
    by = tuple(dict.fromkeys(asked.by or ()))
    found = track_rounds(rounds, links, places, by, keep)
    if asked.match is None:
        return rounds, found, None
    columns = tuple(dict.fromkeys(filter(None, map(str.strip, asked.match.split(",")))))
    return rounds, found, proposed_links(rounds, columns, links, places)


def _proposed(file: str, links: pl.DataFrame) -> Message:
    """Return what a file of proposed links holds, and what to do with it."""
    several = links[AFTER].null_count()
    return message(
        "cli.links-proposed",
        "links proposed in {file}: {sure}; households that may be one of several: {several} (fill "
        "in their column after, or remove their rows). Check every row, then use --links",
        file=plain(Path(file).name),
        sure=links.height - several,
        several=several,
    )
