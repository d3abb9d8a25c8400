"""PostgreSQL: numbers, days, text and types of its own, as a server of a test's own has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from files import BY_INCOME, Done, classify
from servers import address_of, programs, server

REST = "'rural' AS area, 4 AS household_size"
BASE = f"{REST}, 900000 AS income_per_capita"
ASCII = "no_encoding"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Return the folder of the socket of a server with a database that knows no encoding."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 -- loads a driver

    made = f"CREATE DATABASE {ASCII} ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'"
    with server() as found:
        _run(dbapi.connect(address_of(found), autocommit=True), made, *OWN_TYPES)
        _run(dbapi.connect(address_of(found, ASCII), autocommit=True), *NO_ENCODING)
        yield found


def _run(opened: Any, *statements: str) -> None:
    with opened, opened.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


OWN_TYPES = (
    "CREATE DOMAIN amount AS numeric(20, 6)",
    "CREATE TYPE pair AS (a numeric, b text)",
    (
        "CREATE TABLE communes AS SELECT household_id, commune, 'rural' AS area, "
        "4 AS household_size, 900000 AS income_per_capita FROM "
        "(VALUES ('a', 'Hà'), ('b', 'Huế'), ('c', 'Cà')) AS c (household_id, commune)"
    ),
)
NO_ENCODING = (
    "SET client_encoding TO 'SQL_ASCII'",
    r"CREATE TABLE tcvn3 AS SELECT 'a' AS household_id, E'H\xb5 N\xe9i' AS commune, " + BASE,
    r"CREATE TABLE viet AS SELECT 'a' AS household_id, E'H\xe0 \\ N\xf4' AS commune, " + BASE,
    r"""DO $$ BEGIN EXECUTE convert_from('CREATE TABLE odd ("H\340" text)', 'SQL_ASCII'); END $$""",
)


@pytest.fixture
def url(folder: Path) -> str:
    """Return the address of a database in UTF-8."""
    return address_of(folder)


def queried(url: str, query: str, *more: str | Path) -> Done:
    return classify("--database", url, "--query", query, *BY_INCOME, *more)


def _rows(column: str, kind: str, values: Sequence[str]) -> str:
    """Return a query for a household for each value of a column, which is called so."""
    ids = "" if column == "household_id" else "place::text AS household_id, "
    listed = ", ".join(f"({place}, '{value}'::{kind})" for place, value in enumerate(values))
    income = "" if column == "income_per_capita" else ", 900000 AS income_per_capita"
    cells = f"{ids}value AS {column}, {REST}{income}"
    return f"SELECT {cells} FROM (VALUES {listed}) AS v (place, value) ORDER BY place"  # noqa: S608 -- is written here


def _in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the driver give each row on its own."""
    from adbc_driver_manager import dbapi  # noqa: PLC0415 -- loads a driver

    plain = dbapi.Connection.cursor
    small = {"adbc.postgresql.batch_size_hint_bytes": "1"}
    monkeypatch.setattr(
        dbapi.Connection, "cursor", lambda opened: plain(opened, adbc_stmt_kwargs=small)
    )


NUMBERS = {
    "numeric(38, 10)": ("1", "2.5", "100", "0.000001", "-0.0", "123456.5"),
    "numeric(12, 2)": ("1", "1000000", "-0.05", "9999999999.99"),
    "numeric(38, 0)": ("12345678901234567890123456789012345678", "100"),
    "numeric(38, 38)": ("0.00000000000000000000000000000000000001", "0"),
    "numeric(3, -2)": ("100", "12300"),
    "numeric(2, 4)": ("0.0012", "0.0001"),
    "numeric(20, 18)": ("1.5", "0.000000000000000001"),
}


@pytest.mark.parametrize("column", ["household_id", "income_per_capita", "note"])
@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_are_what_they_are_in_duckdb(
    url: str, kind: str, column: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ids, values and columns that are kept; whatever the batches, and the signs in text."""
    duckdb.connect(str(tmp_path / "a.duckdb")).close()
    query = _rows(column, kind, NUMBERS[kind])
    same = query.replace("(3, -2)", "(5, 0)").replace("(2, 4)", "(4, 4)")  # as it has none such
    expected = queried(f"duckdb:///{tmp_path / 'a.duckdb'}", same, "--keep", "all")
    for more in ((), ("--decimal", ","), ("--thousands", ",")):
        done = queried(url, query, "--keep", "all", *more)
        assert (done.code, done.out) == (expected.code, expected.out), done.errors
        if kind == "numeric(38, 38)":  # which has no room for a digit before the point
            continue
        loose = queried(url, query.replace(kind, "numeric"), "--keep", "all", *more)
        if column == "note":  # of the digits that it needs
            found, meant = (map(Decimal, each.column("note")) for each in (loose, expected))
            assert [*found] == [*meant]
        else:
            assert (loose.code, loose.out) == (expected.code, expected.out), loose.errors
    _in_small_batches(monkeypatch)
    done = queried(url, query, "--keep", "all")
    assert (done.code, done.out) == (expected.code, expected.out), done.errors


def test_a_number_is_one_household_in_every_batch(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zeros after the point, which the type adds, make no other household."""
    _in_small_batches(monkeypatch)
    for values in (("1", "2", "1"), ("1", "2.5", "1.0"), ("1.50", "0.000001", "1.5")):
        for kind in ("numeric", "numeric(38, 10)", "amount"):
            done = queried(url, _rows("household_id", kind, values))
            assert done.code == 3, done.out
            assert "household_id: appears on more than one row (2 rows: row 1" in done.errors
            assert ", row 3 '" in done.errors


@pytest.mark.parametrize(
    "number", ["0.000001", "123456.5::numeric(38, 10)", "(SELECT avg(x) FROM (VALUES (7)) v (x))"]
)
def test_zeros_are_no_digits(url: str, number: str) -> None:
    """Of the 15 digits that a number may have those after its value are none."""
    query = f"SELECT 'a' AS household_id, {REST}, ({number}) AS income_per_capita"
    done = queried(url, query)
    assert done.code == 0, done.errors
    assert float(done.column("income_per_capita")[0]) in {0.000001, 123456.5, 7}


@pytest.mark.parametrize("batches", ["one", "many"])
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_finite_number_is_refused(
    url: str, value: str, batches: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a double that is none is: it is no id, and no income. A column that is kept has it."""
    if batches == "many":
        _in_small_batches(monkeypatch)
    values = ("1", value, "2.5")
    for column in ("household_id", "income_per_capita", "note"):
        found = [
            queried(url, _rows(column, kind, values), "--keep", "all")
            for kind in ("numeric", "float8")
        ]
        assert found[0] == found[1]
        assert (found[0].code == 3) == (column != "note"), found[0].errors
        assert column == "note" or "row 2 '" in found[0].errors


@pytest.mark.parametrize("batches", ["one", "many"])
def test_numbers_of_more_digits_than_a_decimal(
    url: str, batches: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are text in which each has its digits; as an income such a number is refused."""
    if batches == "many":
        _in_small_batches(monkeypatch)
    long = "123456789012345678901234567890123456789"
    values = (long, "0.5", "7.00", "0.000000000000000000001")
    plain = [long, "0.5", "7", values[-1]]
    for name in ("household_id", "note"):
        for some in (slice(0, 3), slice(0, 4)):
            query = _rows(name, "numeric", values[some])
            for more in ((), ("--thousands", ",")):
                done = queried(url, query, "--keep", "all", *more)
                assert done.column(name) == plain[some], done.errors
    doubled = queried(url, _rows("household_id", "numeric", (long, "7", "7.0")))
    assert (doubled.code, "(2 rows: row 2 '7', row 3 '7')" in doubled.errors) == (3, True)
    done = queried(url, _rows("income_per_capita", "numeric", values))
    assert done.code == 3, done.out
    assert "income_per_capita: is not a number (1 row: row 1" in done.errors


@pytest.mark.parametrize("batches", ["one", "many"])
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_column_that_no_type_has(
    url: str, value: str, batches: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only doubles may be NaN, and they keep 15 digits: no digit is lost without a word."""
    if batches == "many":
        _in_small_batches(monkeypatch)
    for number in (
        "999999999999999",
        "0.00000123456789012345",
        "1000000000000000",
        "0." + "1" * 16,
    ):
        for values in ((value, "1", number), (number, "1", value)):
            done = queried(url, _rows("note", "numeric", values), "--keep", "all")
            sound = number[:3] in {"999", "0.0"}
            assert (done.code == 0) == sound, done.errors
            wrong = "note: has NaN or Infinity, and also numbers of more than 15 digits"
            assert (wrong in done.errors) != sound


def test_infinite_days_are_no_others(url: str, tmp_path: Path) -> None:
    """They are told as those of DuckDB are, and as a date of birth or review they are refused."""
    duckdb.connect(str(tmp_path / "a.duckdb")).close()
    cells = ", ".join(
        f"'{sign}infinity'::{kind} AS {kind}_{place}"
        for kind in ("date", "timestamp", "timestamptz")
        for place, sign in enumerate(("", "-"))
    )
    query = (
        f"SELECT 'a' AS household_id, {BASE}, {cells}, NULL::date AS none, "
        "'2024-02-29'::date AS day, '1999-12-31 23:59:59.5'::timestamp AS moment"
    )
    expected = queried(f"duckdb:///{tmp_path / 'a.duckdb'}", query, "--keep", "all")
    done = queried(url, query, "--keep", "all")
    assert (done.code, done.out) == (0, expected.out), done.errors
    assert "1970-01-01+2147483647d,1970-01-01-2147483647d" in done.out
    assert "2024-02-29,1999-12-31T23:59:59.5" in done.out
    home = (
        "SELECT 'a' AS household_id, 'southeast' AS region, '2024-01-01'::date AS review_date, "
        f"{REST}"
    )
    born = (
        "SELECT 'a' AS household_id, '1' AS person_id, 'infinity'::date AS birth_date, "
        "false AS insured"
    )
    asked = ("--query", home, "--members-query", born, "--standard", "vn-2022-2025-review")
    refused = classify("--database", url, *asked)
    assert "birth_date: is not a date" in refused.errors
    assert "'1970-01-01+2147483647d'" in refused.errors


@pytest.mark.parametrize(
    "value",
    [
        "ARRAY[1.5, 2]",
        "ARRAY[1.5::amount]",
        "ARRAY['1'::jsonb]",
        "ARRAY['x'::text]",
        "ARRAY['12:00+07'::timetz]",
        "ROW(1.5, 'x')::pair",
        "ARRAY[1::money]",
        "ARRAY['infinity'::date]",
        "interval '1 day'",
        "'12:00+07'::timetz",
        "B'101'",
        "B'101'::varbit",
    ],
)
def test_types_that_are_not_read(url: str, value: str) -> None:
    """Such a column is no reason to refuse the others, and is named where it is asked for."""
    for end in ("", " WHERE false"):
        query = f"SELECT 'a' AS household_id, {value} AS note, {BASE}{end}"
        done = queried(url, query)
        assert done.code == 0, done.errors
        done = queried(url, query, "--keep", "all")
        assert done.code == 3, done.out
        assert "\n  note: " in done.errors


def test_numbers_of_objects_have_no_sign(url: str) -> None:
    """The driver has them as whole numbers that have one."""
    query = f"SELECT 4294967295::oid AS household_id, {BASE} UNION SELECT 2::oid, {BASE} ORDER BY 1"
    assert queried(url, query).column("household_id") == ["2", "4294967295"]


@pytest.mark.parametrize("encoding", ["UTF8", "LATIN1", "WIN1258", "SQL_ASCII"])
@pytest.mark.parametrize("way", ["environment", "address", "options"])
def test_text_is_unicode_whatever_is_asked_for(
    url: str, way: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of the rows, and that of the query."""
    if way == "environment":
        monkeypatch.setenv("PGCLIENTENCODING", encoding)
    elif way == "address":
        url += f"&client_encoding={encoding}"
    else:
        url += f"&options=-c%20client_encoding%3D{encoding}"
    query = "SELECT * FROM communes WHERE commune = 'Hà' OR commune = 'Huế' ORDER BY 1"
    done = queried(url, query, "--keep", "all")
    assert done.column("commune") == ["Hà", "Huế"], done.errors


def test_text_of_a_server_that_knows_no_encoding(folder: Path) -> None:
    """It is refused by the name of its column, and what is advised reads it."""
    url = address_of(folder, ASCII)
    for table, encoding, more in (("viet", "WIN1258", ()), ("tcvn3", "WIN1252", ("tcvn3",))):
        done = queried(url, f"SELECT * FROM {table}")  # noqa: S608 -- is written here
        assert done.code == 3, done.out
        assert "commune: has text that is not UTF-8, first in row 1: 'H\\x" in done.errors
        advised = done.errors.partition("example: ")[2].splitlines()[0]
        converted = advised.replace("WIN1258", encoding)
        query = f"SELECT household_id, {converted} AS commune, {BASE} FROM {table}"  # noqa: S608 -- as above
        options = [option for name in more for option in ("--encoding", name)]
        done = queried(url, query, "--keep", "all", *options)
        assert done.column("commune") == ["Hà Nội" if more else "Hà \\ Nô"], done.errors
        unused = f"SELECT household_id, ARRAY[commune] AS note, {BASE} FROM {table}"  # noqa: S608 -- as above
        assert queried(url, unused).code == 0
    done = queried(url, "SELECT * FROM odd")
    assert done.code == 3, done.out
    assert "--query: finds columns whose names are not UTF-8" in done.errors


@pytest.mark.parametrize(
    "text", ["$$;--$$", "$a$ $$;'$a$", r"E'\'; --'", "U&'; --'", "'''; --'", "';' || '--'"]
)
def test_a_semicolon_in_text_is_no_end(url: str, text: str) -> None:
    """However the text is quoted; comments may hold others."""
    query = f'SELECT {text} AS household_id, 1 AS "; --", {BASE}'
    found = [queried(url, query + end) for end in ("", ";", " ; /* a /* b */ '; */ --", ";;")]
    assert [done.code for done in found] == [0] * 4, found
    assert {done.out for done in found} == {found[0].out}
