"""PostgreSQL: queries of a database on a server, by its driver for Arrow (ADBC)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl

from mdpoverty.codebook import Level
from mdpoverty.errors import Problem, SurveyError, plain
from mdpoverty.files.arrow import MOST_PRECISE, held
from mdpoverty.files.calendar import has_days
from mdpoverty.files.column_names import refuse_doubled
from mdpoverty.files.database import (
    ZONE,
    Database,
    Rows,
    Spelt,
    option_of,
    quoted,
    refuse_writing,
    require_driver,
)
from mdpoverty.files.statement import without_end
from mdpoverty.language.messages import message

if TYPE_CHECKING:
    import pyarrow as pa

_READ_ONLY = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_IN_ZONE = f"SET LOCAL TIME ZONE '{ZONE}'"  # whatever that of the machine or the server is
# The query and the rows are UTF-8, whatever was asked for. A server that knows no encoding would
# refuse other bytes without the name of their column, so that it has to send them as they are.
_IN_UNICODE = (
    "SELECT set_config('client_encoding', CASE current_setting('server_encoding') "
    "WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END, true)"
)
_WRITES = "25006"  # the code of SQL for writing in a transaction that only reads
_PRIMARY = b"PG_DIAG_MESSAGE_PRIMARY"
_TYPE, _MODIFIER = b"POSTGRESQL:type", b"POSTGRESQL:typmod"
# What the driver makes of infinity, which it counts from 1970 as any other day: days and moments
# that the server cannot have. They are what DuckDB has them be: the first and the last.
_INFINITE = {
    unit: {later - most - 2: most, later - most - 1: -most}
    for unit, most, later in (  # from 1970 to 2000, from which the server counts
        ("d", 2**31 - 1, 10_957),
        ("us", 2**63 - 1, 946_684_800_000_000),
    )
}
_CONVERTED = "convert_from(convert(convert_to({}, 'SQL_ASCII'), 'WIN1258', 'UTF8'), 'UTF8')"
_NOT_FINITE = "nan|inf"
_DIGITS = 15  # that a double keeps
_ENDLESS, _LONG = "endless", "long"


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
        cursor.execute(_IN_UNICODE)
        yield lambda level, spelt: _rows(cursor, database, level, spelt)


def _rows(cursor: Any, database: Database, level: Level, spelt: Spelt) -> Iterator[pl.DataFrame]:
    import pyarrow as pa  # noqa: PLC0415 -- loads slowly
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 -- an extra that few need

    query = without_end(database.queries[level]) + "\n"  # after a comment, the driver's bracket
    before = 0
    seen: dict[str, set[str]] = {}
    try:
        schema = cursor.adbc_execute_schema(query)
        if not schema.names:
            refuse_writing(level)
        refuse_doubled(schema.names, database.source(level))
        _refuse_money(schema, database)
        cursor.execute(query)
        batches = cursor.fetch_record_batch()
        yield _frame(pa.Table.from_batches([], batches.schema), spelt, seen)
        for batch in batches:
            _refuse_odd_text(batch, before, database, level)
            frame = _frame(pa.table(batch), spelt, seen)
            _refuse_mixed(seen, database, level)
            yield frame
            before += batch.num_rows
    except UnicodeDecodeError:
        raise _odd_names(database, level) from None
    except dbapi.Error as error:
        if error.sqlstate == _WRITES:
            refuse_writing(level)
        words = dict(error.details).get(_PRIMARY, b"").decode(errors="replace")
        raise database.refused(level, words or str(error)) from None
    except (pa.ArrowException, OSError) as error:  # what goes wrong while rows are read
        raise database.refused(level, str(error)) from None


def _odd_names(database: Database, level: Level) -> SurveyError:
    wrong = message("files.names-not-utf-8", "finds columns whose names are not UTF-8")
    advice = message(
        "files.name-columns",
        "name them in the query, after the table: FROM households AS h (household_id, area)",
    )
    return _unread(database, level, [Problem(option_of(level), wrong, advice=advice)])


def _unread(database: Database, level: Level, problems: list[Problem]) -> SurveyError:
    name = database.source(level)
    headline = message("files.unread-rows", "cannot read the rows of {name}", name=name)
    return SurveyError(headline, problems, name)


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


def _refuse_odd_text(batch: pa.RecordBatch, before: int, database: Database, level: Level) -> None:
    """Raise SurveyError where text is not UTF-8, as a server may have it that knows no encoding.

    There are so many rows `before`.
    """
    problems = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if (found := _odd_text(column)) is not None:
            place, text = found
            wrong = message(
                "files.text-not-utf-8",
                "has text that is not UTF-8, first in row {row}: '{text}'",
                row=before + place + 1,
                text=plain(text),
            )
            advice = message(
                "files.convert-text",
                "convert it in the query, from WIN1258 for example: {convert}",
                convert=_CONVERTED.format(quoted(name)),
            )
            problems.append(Problem(name, wrong, advice=advice))
    if problems:
        raise _unread(database, level, problems)


def _odd_text(column: pa.Array) -> tuple[int, str] | None:
    """Return the first cell of text that is not UTF-8, and its place, None where all is."""
    import pyarrow as pa  # noqa: PLC0415 -- as above

    if not pa.types.is_string(column.type):
        return None
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        cells = (cell.as_py() or b"" for cell in column.view(pa.binary()))
        shown = ((cell, cell.decode(errors="backslashreplace")) for cell in cells)
        return next((n, text) for n, (cell, text) in enumerate(shown) if text.encode() != cell)
    return None


def _frame(table: pa.Table, spelt: Spelt, seen: dict[str, set[str]]) -> pl.DataFrame:
    """Return rows as a frame; what is of a type of the server's own is as it is stored.

    What may not be in one column of numbers is noted as `seen` there.
    """
    import pyarrow as pa  # noqa: PLC0415 -- as above

    numbers: dict[str, pl.Decimal | None] = {}
    for place, kind in enumerate(table.schema):
        column = table.column(place)
        if isinstance(kind.type, pa.BaseExtensionType):
            stored = [chunk.storage for chunk in column.chunks]
            column = pa.chunked_array(stored, kind.type.storage_type)
            if (kind.metadata or {}).get(_TYPE) == b"numeric":
                numbers[kind.name] = _declared(int(kind.metadata[_MODIFIER]))
        elif (kind.metadata or {}).get(_TYPE) == b"oid":  # has no sign
            column = pa.chunked_array([x.view(pa.uint32()) for x in column.chunks], pa.uint32())
        table = table.set_column(place, kind.name, column)
    frame = held(table)
    for name in numbers:
        seen.setdefault(name, set()).update(_seen(frame[name]))
    return frame.with_columns(
        *(_numbers(frame[name], kind, spelt) for name, kind in numbers.items()),
        *(_days(cells) for cells in frame if has_days(cells.dtype)),
    )


def _seen(text: pl.Series) -> Iterator[str]:
    """Yield _ENDLESS where a number is not finite, and _LONG where a double would not keep one."""
    if text.str.contains(_NOT_FINITE).any():
        yield _ENDLESS
    digits = _plain(text).str.replace_all("[-.]", "").str.strip_chars_start("0").str.len_bytes()
    if (digits > _DIGITS).any():
        yield _LONG


def _refuse_mixed(seen: Mapping[str, set[str]], database: Database, level: Level) -> None:
    """Raise SurveyError for columns that no type has: only doubles may be NaN."""
    names = [name for name, kinds in seen.items() if len(kinds) > 1]
    if names:
        wrong = message(
            "files.endless-and-long",
            "has NaN or Infinity, and also numbers of more than {count} digits",
            count=_DIGITS,
        )
        advice = message("files.as-double", "select it with ::float8, or without NaN and Infinity")
        raise _unread(database, level, [Problem(name, wrong, advice=advice) for name in names])


def _plain(text: pl.Series) -> pl.Series:
    """Return numbers without zeros at the end that say nothing."""
    part = text.str.contains(".", literal=True)
    return (
        text.str.strip_chars_end("0")
        .str.strip_chars_end(".")
        .zip_with(part.fill_null(value=False), text)
    )


def _declared(modifier: int) -> pl.Decimal | None:
    """Return the type of numbers that are declared to be of so many digits, else None."""
    if modifier < 0:
        return None
    digits, part = (modifier - 4) >> 16, ((modifier - 4 & 0x7FF) ^ 0x400) - 0x400
    kind = (max(digits - min(part, 0), part), max(part, 0))
    return pl.Decimal(*kind) if kind[0] <= MOST_PRECISE else None


def _numbers(text: pl.Series, kind: pl.Decimal | None, spelt: Spelt) -> pl.Series:
    """Return numbers as decimals, of the `kind` that is declared or of the digits that they need.

    They are doubles where one is not finite, and text where one has more digits than any decimal.
    """
    if text.str.contains(_NOT_FINITE).any():
        return text.cast(pl.Float64)
    if kind is not None:
        return text.cast(kind)
    text = _plain(text)
    whole, part = (_longest(text, some) for some in ("^-?0*([0-9]*)", "[.]([0-9]*)$"))
    digits = max(whole, 1) + part
    return spelt(text) if digits > MOST_PRECISE else text.cast(pl.Decimal(digits, part))


def _longest(text: pl.Series, some: str) -> int:
    found = text.str.extract(some).str.len_bytes().max()
    return found if isinstance(found, int) else 0


def _days(cells: pl.Series) -> pl.Series:
    """Return days or moments of which infinite ones are not wrapped around."""
    unit = cells.dtype.time_unit if isinstance(cells.dtype, pl.Datetime) else "d"
    return cells.to_physical().replace(_INFINITE[unit]).cast(cells.dtype)
