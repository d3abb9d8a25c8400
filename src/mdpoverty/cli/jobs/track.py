"""Carrying out `mdpoverty track`: open the rounds, follow the households, deliver, say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mdpoverty.cli.commands.track import Track
from mdpoverty.cli.inputs import require_csv, require_file, round_files, stem
from mdpoverty.cli.jobs.rounds import kept_in, opened_rounds
from mdpoverty.cli.notes import households_in
from mdpoverty.cli.session import apart, begun, settled_surveys
from mdpoverty.cli.views.track import show_tracking
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.unpacking import require_encoding
from mdpoverty.files.writing import format_of, write
from mdpoverty.language.messages import message
from mdpoverty.run.account import Account
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.result import Tracked, track_rounds
from mdpoverty.tracking.rounds import Round, read_rounds


def carry_out(asked: Track) -> None:
    """Track as asked."""
    beside = {"--links": asked.beside.links, "--places": asked.beside.places}
    files = round_files(asked.rounds, beside)
    _refuse(asked, files)
    table = asked.table
    with begun(asked.saying, asked.record) as session:
        surveys = opened_rounds(session, files, asked.text)
        flows = session.table(asked.flows, csv=asked.csv) if asked.flows else None
        rounds, found = apart(
            lambda: settled_surveys(lambda them: _tracked(asked, them, session.scratch), surveys)
        )
        session.note(found.warnings)
        session.made_by.counted([Account(each.households, 0) for each in rounds])
        if flows is not None:
            write(found.table.lazy(), *flows)
        if not table.is_shown:
            write(
                found.households,
                *session.table(table.output, table.output_format, csv=asked.csv, sheet="track"),
            )
        if table.is_shown or table.output not in (None, "-"):
            show_tracking(found, asked.lang.value)
        session.conclude(households_in(each.file, each.households) for each in rounds)
        session.conclude(found.notes)


def _refuse(asked: Track, files: Sequence[tuple[str, str]]) -> None:
    require_encoding(asked.text.encoding)
    require_file("--flows", asked.flows, message("cli.the-households", "the households"))
    written = [
        ("--output", asked.table.output),
        ("--flows", asked.flows),
        ("--record", asked.record),
    ]
    refuse_overwriting(files, written)
    kinds = [format_of(asked.table.output or "-", asked.table.output_format)]
    kinds += [format_of(asked.flows, None)] if asked.flows else []
    require_csv(kinds, csv=asked.csv)


def _tracked(
    asked: Track, surveys: Sequence[Survey], scratch: Path
) -> tuple[Sequence[Round], Tracked]:
    tables = list(surveys)
    places = tables.pop() if asked.beside.places is not None else None
    links = tables.pop() if asked.beside.links is not None else None
    rounds = read_rounds([(survey, stem(survey.name)) for survey in tables])
    by = tuple(dict.fromkeys(asked.by or ()))
    return rounds, track_rounds(rounds, links, places, by, kept_in(scratch))
