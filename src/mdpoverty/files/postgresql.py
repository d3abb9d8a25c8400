"""PostgreSQL: queries of a database on a server, by its driver for Arrow (ADBC)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl

from mdpoverty.codebook import Level
from mdpoverty.errors import Problem, SurveyError
from mdpoverty.files.arrow import held
from mdpoverty.files.column_names import refuse_doubled
from mdpoverty.files.database import ZONE, Database, Rows, Spelt, refuse_writing, require_driver
from mdpoverty.language.messages import message

if TYPE_CHECKING:
    import pyarrow as pa

_READ_ONLY = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_IN_ZONE = f"SET LOCAL TIME ZONE '{ZONE}'"  # whatever that of the machine or the server is
_WRITES = "25006"  # the code of SQL for writing in a transaction that only reads
_PRIMARY = b"PG_DIAG_MESSAGE_PRIMARY"
_TYPE = b"POSTGRESQL:type"
_DIGITS = 15  # that a double keeps


@contextmanager
def connection(database: Database) -> Iterator[Rows]:
    """Yield what reads queries of a database of PostgreSQL within one transaction."""
    require_driver(database, "adbc_driver_postgresql.dbapi")
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 -- an extra that few need

    try:
        opened = dbapi.connect(database.address)
    except dbapi.Error as error:
        wrong = message("files.no-server", "{words}", words=database.said(str(error)))
        advice = message(
            "files.server-advice",
            "check the address, and the user and password (also PGPASSWORD or ~/.pgpass)",
        )
        raise database.unreachable(wrong, advice) from None
    with closing(opened), closing(opened.cursor()) as cursor:
        cursor.execute(_READ_ONLY)
        cursor.execute(_IN_ZONE)
        yield lambda level, spelt: _rows(cursor, database, level, spelt)


def _rows(cursor: Any, database: Database, level: Level, spelt: Spelt) -> Iterator[pl.DataFrame]:
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 -- an extra that few need

    query = (
        database.queries[level].strip().rstrip(";") + "\n"
    )  # after a comment, the driver's bracket
    try:
        schema = cursor.adbc_execute_schema(query)
        if not schema.names:
            refuse_writing(level)
        refuse_doubled(schema.names, database.source(level))
        _refuse_money(schema, database)
        cursor.execute(query)
        batches = cursor.fetch_record_batch()
        yield _frame(pa.Table.from_batches([], batches.schema), spelt)
        for batch in batches:
            yield _frame(pa.table(batch), spelt)
    except dbapi.Error as error:
        if error.sqlstate == _WRITES:
            refuse_writing(level)
        words = dict(error.details).get(_PRIMARY, b"").decode(errors="replace")
        raise database.refused(level, words or str(error)) from None
    except (pa.ArrowException, OSError) as error:  # what goes wrong while rows are read
        raise database.refused(level, str(error)) from None


def _refuse_money(schema: pa.Schema, database: Database) -> None:
    """Raise SurveyError for the type money: its unit is the server's affair."""
    names = [each.name for each in schema if (each.metadata or {}).get(_TYPE) == b"money"]
    if names:
        wrong = message("files.money-type", "has the type money: its unit depends on settings")
        advice = message("files.money-cast", "select it as a number, with ::numeric")
        problems = [Problem(name, wrong, advice=advice) for name in names]
        headline = message(
            "files.query-refused", "cannot run this query on {name}", name=database.name
        )
        raise SurveyError(headline, problems, database.name)


def _frame(table: pa.Table, spelt: Spelt) -> pl.DataFrame:
    """Return rows as a frame; what is of a type of the server's own is as it is stored."""
    import pyarrow as pa  # noqa: PLC0415 -- as above

    numbers = []
    for place, kind in enumerate(table.schema):
        if isinstance(kind.type, pa.BaseExtensionType):
            stored = [chunk.storage for chunk in table.column(place).chunks]
            column = pa.chunked_array(stored, kind.type.storage_type)
            table = table.set_column(place, kind.name, column)
            if (kind.metadata or {}).get(_TYPE) == b"numeric":
                numbers.append(kind.name)
    frame = held(table)
    return frame.with_columns(_numbers(frame[name], spelt) for name in numbers)


def _numbers(text: pl.Series, spelt: Spelt) -> pl.Series:
    """Return numbers of any length as numbers, as long as none loses a digit; else as text."""
    if text.str.contains(r"^-?[0-9]{1,18}$").all():
        return text.cast(pl.Int64)
    digits = text.str.replace_all("[-.]", "").str.strip_chars_start("0").str.len_bytes()
    if text.str.contains(r"^-?[0-9.]+$").all() and (digits <= _DIGITS).all():
        return text.cast(pl.Float64)
    return spelt(text)
