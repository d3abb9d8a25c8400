"""Several files of households as one survey: each row of the first, with its rows of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from mdpoverty.column_map.apply import Map
from mdpoverty.column_map.faults import KIND
from mdpoverty.errors import ColumnMapError, Place, Problem, SurveyError, plain
from mdpoverty.files.layout import Layout
from mdpoverty.files.paths import Name
from mdpoverty.files.rows import FAULT, LINE
from mdpoverty.language.messages import message, plural
from mdpoverty.standards.parsing import Fault, refuse
from mdpoverty.suggestions import suggest
from mdpoverty.survey.opening import open_survey
from mdpoverty.survey.survey import INNER, Survey
from mdpoverty.survey.values import as_text, tidied

_KEY = f"{INNER}key "
_PLACES = 3


def joined_files(using: Map, folder: Path, scratch: Path, layout: Layout) -> Survey:
    """Return the survey in the files of a column map, which are in `folder`, joined on their keys.

    The rows of the first file are the households, in their order. A column that several files have
    is called by its file: `muc7.ttnt`. Raises ColumnMapError where a file lacks one of its keys,
    SurveyError where a file cannot be read, or a row of one is lost or doubled.
    """
    surveys: dict[str, Survey] = {}
    for name, file in using.columns.files.items():
        place = scratch / name
        place.mkdir()
        own = Name(folder / file.path)  # a file, whatever its name holds
        surveys[name] = open_survey([own], place, layout=layout, wait=True)
    refuse(_key_faults(using, surveys), using.document, ColumnMapError, KIND())
    keys = {name: file.keys for name, file in using.columns.files.items()}
    rows = {name: _keyed(survey, keys[name]) for name, survey in surveys.items()}
    if problems := [*_problems(surveys, keys, rows)]:
        headline = message("column_map.not-joined", "cannot join the files of the map")
        raise SurveyError(headline, problems, using.name)
    return _joined(surveys, keys)


def _key_faults(using: Map, surveys: Mapping[str, Survey]) -> Iterator[Fault]:
    first, *_ = surveys.values()
    for name, file in using.columns.files.items():
        for index, key in enumerate(file.keys):
            for survey in dict.fromkeys((surveys[name].name, first.name)):
                have = (surveys[name] if survey == surveys[name].name else first).schema
                if key not in have:
                    wrong = message(
                        "column_map.no-key",
                        "{file} has no column '{key}'{suggestion}",
                        file=survey,
                        key=plain(key),
                        suggestion=suggest(key, have, file.keys),
                    )
                    yield ("files", name, "keys", index), wrong, ", ".join(map(plain, have))


def _keyed(survey: Survey, keys: Sequence[str]) -> pl.DataFrame:
    """Return the line of each row, and its keys as text."""
    found = {_KEY + k: tidied(as_text(pl.col(k), survey.schema[k])) for k in keys}
    return survey.frame.select(LINE, **found).collect(engine="streaming")


def _problems(
    surveys: Mapping[str, Survey],
    keys: Mapping[str, Sequence[str]],
    rows: Mapping[str, pl.DataFrame],
) -> Iterator[Problem]:
    """Yield what keeps files from being joined, row by row."""
    (first, households), *others = rows.items()
    for name, found in rows.items():
        own = [_KEY + key for key in keys[name]]
        blank = found.filter(pl.any_horizontal(pl.col(key).is_null() for key in own))
        wrong = message("column_map.key-blank", "has a blank key")
        advice = message("column_map.key-blank-advice", "fill in the keys")
        yield from _problem(surveys[name], keys[name], blank, wrong, advice)
        known = found.drop_nulls(own)
        double = known.filter(known.select(own).is_duplicated())
        wrong = message("column_map.key-doubled", "has several rows with the same keys")
        advice = message("column_map.key-doubled-advice", "keep one row for each, or add a key")
        yield from _problem(surveys[name], keys[name], double, wrong, advice)
        if FAULT in surveys[name].frame.collect_schema():
            faulty = surveys[name].frame.filter(pl.col(FAULT).is_not_null()).select(LINE).collect()
            wrong = message("column_map.row-faulty", "has incomplete rows")
            advice = message("column_map.row-faulty-advice", "correct them (see validate)")
            yield from _problem(surveys[name], (), faulty, wrong, advice)
    for name, found in others:
        own = [_KEY + key for key in keys[name]]
        lost = households.drop_nulls(own).join(found, on=own, how="anti", maintain_order="left")
        wrong = message("column_map.row-lost", "has rows without a match in {file}", file=name)
        advice = message("column_map.row-lost-advice", "add the missing rows, or remove these")
        yield from _problem(surveys[first], keys[name], lost, wrong, advice)
        if {*keys[name]} == {*keys[first]}:
            lost = found.drop_nulls(own).join(households, on=own, how="anti", maintain_order="left")
            wrong = message("column_map.row-lost", "has rows without a match in {file}", file=first)
            yield from _problem(surveys[name], keys[name], lost, wrong, advice)


def _problem(
    survey: Survey, keys: Sequence[str], rows: pl.DataFrame, wrong: str, advice: str
) -> Iterator[Problem]:
    if not rows.height:
        return
    places = []
    for row in rows.head(_PLACES).iter_rows(named=True):
        values = [row[_KEY + key] or "" for key in keys if _KEY + key in row]
        cell = survey.address(None, row[LINE], keys)
        places.append(Place(row[LINE], ", ".join(values) or None, cell=cell))
    subject = ", ".join(map(plain, keys)) or "row"
    yield Problem(subject, wrong, "", advice, rows.height, tuple(places), survey.name)


def _joined(surveys: Mapping[str, Survey], keys: Mapping[str, Sequence[str]]) -> Survey:
    """Return the rows of the first survey, each with those of the others beside it."""
    (name, first), *others = surveys.items()
    all_keys = {key for each in keys.values() for key in each}
    shared = Counter(all_keys)
    for each, survey in surveys.items():
        shared.update(column for column in survey.schema if column not in keys[each])

    def renamed(file: str) -> dict[str, str]:
        """Return the columns of a file, and what they are called among those of the others."""
        return {
            column: f"{file}.{column}" if shared[column] > 1 else column
            for column in surveys[file].schema
            if column not in keys[file]
        }

    made = {key: tidied(as_text(pl.col(key), first.schema[key])) for key in all_keys}
    frame = first.frame.with_columns(**{_KEY + key: cells for key, cells in made.items()})
    own = {c: new for c, new in renamed(name).items() if c not in all_keys}
    frame = frame.rename(own)
    schema = {own.get(column, column): dtype for column, dtype in first.schema.items()}
    for other, survey in others:
        columns = renamed(other)
        on = {_KEY + k: tidied(as_text(pl.col(k), survey.schema[k])) for k in keys[other]}
        right = survey.frame.select(*(pl.col(c).alias(new) for c, new in columns.items()), **on)
        frame = frame.join(right, on=list(on), how="left", maintain_order="left")
        schema |= {new: survey.schema[column] for column, new in columns.items()}
    rest = plural(
        "column_map.files-joined",
        "{first} and {count} more file",
        "{first} and {count} more files",
        count=len(others),
        first=first.name,
    )
    return replace(
        first,
        name=rest if others else first.name,
        frame=frame.drop([_KEY + key for key in all_keys]),
        schema=schema,
        quoted=True,
        grids={rest if others else first.name: grid for grid in first.grids.values()},
        notes=tuple(note for survey in surveys.values() for note in survey.notes),
        parquet={file: path for s in surveys.values() for file, path in s.parquet.items()},
        sources=tuple(file for survey in surveys.values() for file in survey.sources),
        stamps={file: stamp for s in surveys.values() for file, stamp in s.stamps.items()},
    )
