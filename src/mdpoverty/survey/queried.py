"""The rows of queries of a database, as surveys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from mdpoverty.codebook import Level
from mdpoverty.files.database import Database, Rows, connected
from mdpoverty.files.full import naming
from mdpoverty.files.layout import Layout
from mdpoverty.files.unpacking import refuse_layout
from mdpoverty.language.messages import Phrase
from mdpoverty.survey.opening import worded
from mdpoverty.survey.spelling import Spelling
from mdpoverty.survey.survey import Survey, survey_of
from mdpoverty.survey.values import floats_in

_DATABASE = Phrase("survey.database", "a database")


def queried(
    database: Database, layouts: Mapping[Level, Layout], scratch: Path
) -> dict[Level, Survey]:
    """Return the rows of each query of a database as a survey.

    They are copied into the folder `scratch`, a batch at a time, so that they can be read again.
    Raises as `connected` does.
    """
    with connected(database) as rows:
        return {
            level: _survey(rows, database, level, layouts[level], scratch)
            for level in database.queries
        }


def _survey(rows: Rows, database: Database, level: Level, layout: Layout, scratch: Path) -> Survey:
    name = database.source(level)
    refuse_layout(name, layout, "members" if level == "member" else "survey")
    spelling = Spelling(layout.decimal_sign, layout.thousands)

    def spelt(numbers: pl.Series) -> pl.Series:
        return numbers.to_frame().select(spelling.of_numbers(pl.col(numbers.name))).to_series()

    parts = []
    for place, batch in enumerate(rows(level, spelt)):
        part = scratch / f"{level}-{place}.parquet"
        with naming(part):
            batch.write_parquet(part)
        parts.append((part, batch.schema, batch.height))
    schemas = [schema for _, schema, _ in parts]
    types = {column: _type([schema[column] for schema in schemas]) for column in schemas[0]}
    frames = [
        pl.scan_parquet(part, glob=False).select(
            _as(column, dtype, types[column], spelling) for column, dtype in schema.items()
        )
        for part, schema, _ in parts
    ]
    survey = survey_of(pl.concat(frames), name)
    found = {column: {schema[column] for schema in schemas} for column in types}
    count = sum(height for *_, height in parts)
    query = database.hidden(database.queries[level])
    sources = (Path(database.file),) if database.file else ()
    survey = replace(
        survey,
        rows=count,
        spelling=spelling,
        query=query,
        sources=sources,
        floats=floats_in(found, types),
    )
    return worded(survey, layout.encoding, _DATABASE())


def _type(found: list[pl.DataType]) -> pl.DataType:
    """Return the type of a column whose batches have these types."""
    kinds = {*found} - {pl.Null()}
    if len(kinds) == 1:
        return kinds.pop()
    if pl.Binary() in kinds:
        return pl.Binary()
    return pl.String() if kinds else pl.Null()


def _as(name: str, dtype: pl.DataType, wanted: pl.DataType, spelling: Spelling) -> pl.Expr:
    cells = pl.col(name)
    if dtype in (wanted, pl.Null()):
        return cells.cast(wanted)
    return spelling.of_cells(cells, dtype).alias(name).cast(wanted)
