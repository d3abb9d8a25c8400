"""Carrying out `mdpoverty map`: open the files, draft the map, write it, say what is left to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from mdpoverty.cli.commands.map import DraftMap
from mdpoverty.cli.console import write_data, write_lines
from mdpoverty.cli.inputs import each_file
from mdpoverty.cli.reading_options import ReadingOptions
from mdpoverty.cli.session import Session, begun
from mdpoverty.codebook import Level
from mdpoverty.column_map.draft import Draft, Table, draft
from mdpoverty.column_map.schema import map_schema
from mdpoverty.errors import UsageError
from mdpoverty.files.full import naming
from mdpoverty.files.labels import Labels, labels_of
from mdpoverty.files.layout import Layout
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.paths import matching
from mdpoverty.language.messages import Message, message, plural
from mdpoverty.reading.assemble import Opened
from mdpoverty.survey.survey import Survey


def carry_out(asked: DraftMap) -> None:
    """Draft a map as asked, or write the schema of maps."""
    if asked.schema:
        write_data(json.dumps(map_schema(), ensure_ascii=False, indent=2).splitlines())
        return
    survey, members = asked.survey or [], asked.members or []
    if not survey:
        raise UsageError(message("cli.map-of-what", "name the SURVEY to draft a map for"))
    read = [("SURVEY", path) for path in survey] + [("--members", path) for path in members]
    refuse_overwriting(each_file(read), [("--output", asked.output)])
    with begun(asked.saying) as session:
        target = session.file(asked.output)
        found = _drafted(asked, session, survey, members)
        write_lines(found.text.splitlines(), target)
        session.conclude(_left(found))


def _drafted(
    asked: DraftMap, session: Session, survey: Sequence[str], members: Sequence[str]
) -> Draft:
    options = ReadingOptions([*members] or None, None, asked.text, asked.sheets)
    opened = session.opened(survey, options, raw=True)
    labels = [_labels(paths, asked.text.encoding) for paths in (survey, members)]
    if any(each.unread for each in labels):
        session.note(
            [
                message(
                    "cli.map-labels",
                    "labels of columns and codes are not used, since reading them needs "
                    "pyreadstat: pip install 'mdpoverty[spss]'",
                )
            ]
        )

    def work(files: Opened) -> Draft:
        levels: list[Level] = ["household", "member"]

        def drafted() -> Draft:
            tables = {
                level: Table(
                    _by_column(found, session.scratch / f"{level}.parquet"),
                    said,
                    _reading(options.layouts[level]),
                )
                for level, found, said in zip(levels, files.surveys, labels, strict=False)
            }
            return draft(tables, asked.lang.value)

        return session.watched(files.survey, lambda _: drafted())

    return session.settled(work, opened)


def _by_column(survey: Survey, place: Path) -> Survey:
    """Return a survey whose cells are in a file at `place` that is quick to read by column.

    A draft looks at each column by itself, and at some of them again.
    """
    with naming(place):
        survey.frame.sink_parquet(place)
    return replace(survey, frame=pl.scan_parquet(place, glob=False))


def _labels(paths: Sequence[str], encoding: str | None) -> Labels:
    """Return the labels of the first of several files of one survey."""
    files = [file for path in paths for file in matching(path)]
    return labels_of(files[0], encoding) if files else Labels()


def _reading(layout: Layout) -> dict[str, str | int]:
    """Return the options of reading that were given, as keys of a map."""
    given = {
        "sheet": layout.sheet,
        "range": str(layout.area) if layout.area else None,
        "heading_rows": layout.heading_rows,
        "thousands": layout.thousands,
        "decimal": layout.decimal,
        "encoding": layout.encoding,
    }
    return {key: value for key, value in given.items() if value is not None}


def _left(found: Draft) -> list[Message]:
    """Return what was found, and what is left to do."""
    notes = [
        message(
            "cli.map-matched",
            "{matched} of {columns} columns have a variable",
            matched=found.matched,
            columns=found.columns,
        )
    ]
    if found.checks:
        notes.append(
            plural(
                "cli.map-checks",
                "{count} line is marked to be checked",
                "{count} lines are marked to be checked",
                count=found.checks,
            )
        )
    if found.open:
        notes.append(
            plural(
                "cli.map-open",
                "{count} line is empty. Fill it in, then the map can be used: {keys}",
                "{count} lines are empty. Fill them in, then the map can be used: {keys}",
                count=len(found.open),
                keys=found.open,
            )
        )
    return notes
