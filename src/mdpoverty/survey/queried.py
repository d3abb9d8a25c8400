"""The rows of queries of a database, as surveys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from mdpoverty.codebook import Level
from mdpoverty.files.arrow import MOST_PRECISE
from mdpoverty.files.database import Database, Rows, connected
from mdpoverty.files.full import naming
from mdpoverty.files.layout import Layout
from mdpoverty.files.unpacking import refuse_layout
from mdpoverty.language.messages import Phrase
from mdpoverty.survey.opening import worded
from mdpoverty.survey.precision import floats_in
from mdpoverty.survey.spelling import Spelling
from mdpoverty.survey.survey import Survey, survey_of
from mdpoverty.survey.values import as_text

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
    decimals = [kind for kind in kinds if isinstance(kind, pl.Decimal)]
    if len(decimals) == len(kinds) > 0:
        part = max(kind.scale for kind in decimals)
        digits = max(kind.precision - kind.scale for kind in decimals) + part
        return pl.Decimal(digits, part) if digits <= MOST_PRECISE else pl.String()
    if kinds == {*decimals, pl.Float64()}:  # which keeps the digits of these
        return pl.Float64()
    if pl.Binary() in kinds:
        return pl.Binary()
    return pl.String() if kinds else pl.Null()


def _as(name: str, dtype: pl.DataType, wanted: pl.DataType, spelling: Spelling) -> pl.Expr:
    cells = pl.col(name)
    if dtype in (wanted, pl.Null()) or wanted.is_decimal():
        return cells.cast(wanted)
    if dtype.is_decimal() and wanted.is_float():
        return as_text(cells, dtype).cast(wanted)  # the nearest double
    return spelling.of_cells(cells, dtype).alias(name).cast(wanted)
