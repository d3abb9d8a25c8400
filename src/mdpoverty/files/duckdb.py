"""DuckDB: queries of a database in a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from mdpoverty.codebook import Level
from mdpoverty.files.arrow import held
from mdpoverty.files.column_names import refuse_doubled
from mdpoverty.files.database import (
    BATCH,
    ZONE,
    Database,
    Rows,
    quoted,
    refuse_writing,
    require_driver,
)
from mdpoverty.language.messages import message

_CONFIGURATION = {"autoinstall_known_extensions": False, "python_enable_replacements": False}
# Whole numbers of more digits than Arrow has, and times whose offset it has not.
_NO_ROOM = {"uhugeint", "bignum", "time with time zone"}
# Moments are those of one zone, whatever that of the machine is. Then a query reads the database
# alone: no other file, no extension, no variable of this program.
_SETTINGS = (
    f"SET TimeZone = '{ZONE}'",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


@contextmanager
def connection(database: Database) -> Iterator[Rows]:
    """Yield what reads queries of a database of DuckDB within one transaction."""
    require_driver(database, "duckdb")
    import duckdb  # noqa: PLC0415 -- an extra that few need

    file = str(Path(database.address).absolute())  # else a name may be one of DuckDB's own
    try:
        file.encode()
        opened = duckdb.connect(file, read_only=True, config={**_CONFIGURATION})
        for setting in _SETTINGS:
            opened.execute(setting)
    except UnicodeEncodeError:
        wrong = message("files.duckdb-name", "has a path that is not UTF-8")
        advice = message("files.duckdb-rename", "rename it, or its folder")
        raise database.unreachable(wrong, advice) from None
    except duckdb.Error as error:
        wrong = message("files.not-duckdb", "cannot be read as DuckDB: {words}", words=str(error))
        advice = message(
            "files.duckdb-open",
            "correct the path, or close the program that writes to the database",
        )
        raise database.unreachable(wrong, advice) from None
    with opened:
        opened.begin()
        yield lambda level, _: _rows(opened, database, level)


def _rows(opened: Any, database: Database, level: Level) -> Iterator[pl.DataFrame]:
    import duckdb  # noqa: PLC0415 -- as above
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly

    query = database.queries[level]
    try:
        statements = opened.extract_statements(query)
        if [each.type for each in statements] != [duckdb.StatementType.SELECT]:
            refuse_writing(level)
        found = opened.sql(query)
        refuse_doubled(found.columns, database.source(level))
        batches = with_room(found).to_arrow_reader(BATCH)
        yield held(pa.Table.from_batches([], batches.schema))
        for batch in batches:
            yield held(pa.table(batch))
    except duckdb.Error as error:
        raise database.refused(level, str(error)) from None


def with_room(found: Any) -> Any:
    """Return a relation whose cells are text where Arrow has no room for all of one."""
    if not any(kind.id in _NO_ROOM for kind in found.types):
        return found
    cells = [
        f"#{place}{'::VARCHAR' if kind.id in _NO_ROOM else ''} AS {quoted(name)}"
        for place, (name, kind) in enumerate(zip(found.columns, found.types, strict=True), 1)
    ]
    return found.project(", ".join(cells))
