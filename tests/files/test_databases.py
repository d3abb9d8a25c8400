"""Surveys in databases: queried, never written to, and no password shown."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from files import BY_INCOME, HEADER, Done, classify, refusal, run, write_csv
from servers import PASSWORD, address_of, programs, server

from mdpoverty.files import database

ROWS = [
    ("012", "rural", 4, "400000.00"),
    ("013", "urban", 3, "650000.50"),
    ("014", "đô thị", 1, None),
    ("015", "rural", 2, "1000000"),
]
ALL = "SELECT * FROM households ORDER BY household_id; "
PEOPLE = "SELECT * FROM people"
TABLES = (
    (
        "CREATE TABLE households (household_id VARCHAR(9), area VARCHAR(9), household_size INT, "
        "income_per_capita NUMERIC(12, 2))"
    ),
    "CREATE TABLE people (household_id VARCHAR(9), person_id VARCHAR(9), age INTEGER)",
    (
        "INSERT INTO households VALUES ('012', 'rural', 4, 400000.00), "
        "('013', 'urban', 3, 650000.50), ('014', 'đô thị', 1, NULL), ('015', 'rural', 2, 1000000)"
    ),
    (
        "INSERT INTO people VALUES ('012', '1', 30), ('012', '2', 5), ('013', '1', 70), "
        "('014', '1', 8), ('015', '1', 8)"
    ),
)
WRITING = (
    "DELETE FROM households",
    "DELETE FROM households RETURNING *",
    "CREATE TABLE other (a INTEGER)",
)

Address = Callable[[Path], str]


def sqlite(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "a.db")) as opened, opened:
        for statement in TABLES:
            opened.execute(statement)
    return f"sqlite:///{folder / 'a.db'}"


def duck(folder: Path) -> str:
    with duckdb.connect(str(folder / "a.duckdb")) as opened:
        for statement in TABLES:
            opened.execute(statement)
    return f"duckdb:///{folder / 'a.duckdb'}"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """Return the address of a database on a server of its own."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 -- loads a driver

    with server() as folder:
        url = address_of(folder)
        with dbapi.connect(url) as opened, opened.cursor() as cursor:
            for statement in (*TABLES, "CREATE SEQUENCE counter"):
                cursor.execute(statement)
            opened.commit()
        yield url


@pytest.fixture(params=["sqlite", "duckdb", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database of each kind, with the same tables."""
    made: dict[str, Address] = {"sqlite": sqlite, "duckdb": duck}
    kind: str = request.param
    found: str = made[kind](tmp_path) if kind in made else request.getfixturevalue(kind)
    return found


def queried(url: str, query: str, *more: str | Path) -> Done:
    return classify("--database", url, "--query", query, *BY_INCOME, *more)


def test_a_query_is_classified_as_the_same_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows, members, ids with zeros and numbers are those of a file, whatever the batches."""
    monkeypatch.setattr(database, "BATCH", 2)
    for kind in ("sqlite", "duckdb"):
        monkeypatch.setattr(f"mdpoverty.files.{kind}.BATCH", 2)
    file = write_csv(tmp_path / "same.csv", [HEADER, *ROWS])
    expected = classify(file, *BY_INCOME)
    done = queried(url, ALL)
    assert (done.code, done.out) == (0, expected.out), done.errors
    assert "--query): 4 rows read = 4 written + 0 refused" in done.errors
    no_size = "SELECT household_id, area, income_per_capita FROM households ORDER BY 1 -- by id"
    counted = queried(url, no_size, "--members-query", PEOPLE)
    assert counted.column("household_size") == ["2", "1", "1", "1"], counted.errors
    assert "--members-query): 5 rows read = 5 used + 0 refused" in counted.errors
    done = run("summarize", "--database", url, "--query", ALL, *BY_INCOME)
    assert (done.code, done.out) == (0, run("summarize", file, *BY_INCOME).out)
    assert run("validate", "--database", url, "--query", ALL, *BY_INCOME).code == 0


def test_numbers_keep_their_value_beside_a_decimal_comma(url: str) -> None:
    """What the database holds as a number is one, whatever sign numbers in text have."""
    done = queried(url, ALL, "--decimal", ",")
    assert done.column("income_per_capita") == ["400000", "650000.5", "", "1000000"], done.errors


@pytest.mark.parametrize("query", ["select '\udcff'", "select '\0'"])
@pytest.mark.parametrize("option", ["--query", "--members-query"])
def test_a_query_that_is_no_text(query: str, option: str) -> None:
    """A terminal of another encoding gives bytes that no database takes."""
    given = {"--query": "select 1", option: query}
    options = [each for pair in given.items() for each in pair]
    done = classify("--database", "sqlite:///none.db", *options, *BY_INCOME)
    assert done.code == 2
    assert f"{option}: has bytes that are not valid text" in done.errors


def test_a_query_is_in_the_record(url: str, tmp_path: Path) -> None:
    """A record names the query, without passwords, and the file where there is one."""
    record = tmp_path / "record.json"
    query = f"SELECT * FROM households -- {PASSWORD}"  # noqa: S608 -- is written here
    queried(url, query, "--record", record, "-q")
    [held] = json.loads(record.read_text())["inputs"]
    if url.startswith("postgresql"):
        assert (held["query"], held["sha256"]) == (query.replace(PASSWORD, "***"), [])
    else:
        file = Path(url.partition(":///")[2])
        assert held["query"] == query
        assert held["sha256"] == [hashlib.sha256(file.read_bytes()).hexdigest()]


@pytest.mark.parametrize(
    "end",
    ["; -- a comment", ";  ", "; /* it's; so */", "; -- it's; so\n", " -- ;", "; /* a */ -- '/*"],
)
def test_a_query_may_end_in_a_comment(url: str, end: str) -> None:
    """After its semicolon, or without one; what is in text is no end."""
    query = "SELECT * FROM households WHERE area <> '; -- ' AND area <> ';/*' AND 1 = 1"
    expected = queried(url, query)
    done = queried(url, query + end)
    assert (done.code, done.out) == (0, expected.out), done.errors
    several = f"{query}; DELETE FROM people{end}"  # noqa: S608 -- is written here
    assert queried(url, several).code in {2, 3}


def test_a_query_without_rows_and_one_with_a_faulty_row(url: str) -> None:
    """No rows are no households; a row that is refused is named by its number."""
    done = queried(url, "SELECT * FROM households WHERE household_size > 9")
    assert done.code == 0, done.errors
    assert "0 rows read" in done.errors
    one = "SELECT household_id, 'moon' AS area, household_size, income_per_capita FROM households"
    error = queried(url, f"{one} WHERE household_id = '013'")
    assert error.code == 3
    assert "row 1 'moon'" in error.errors


def test_nothing_is_written(url: str, tmp_path: Path) -> None:
    """Statements that write, and several statements, are refused; the tables stay as they were."""
    before = queried(url, ALL).out
    for statement in WRITING:
        error = queried(url, statement)
        assert error.code == 2, statement
        assert "error: databases are only read\n  --query: " in error.errors
    files = {"sqlite": "ATTACH 'new.db' AS new", "duckdb": "COPY households TO 'new.csv'"}
    for statement in (*files.values(), "COPY households TO PROGRAM 'touch new'"):
        assert queried(url, statement).code in {2, 3}
    several = queried(url, "SELECT * FROM households; DROP TABLE households")
    assert several.code in {2, 3}
    assert queried(url, ALL).out == before
    assert not [*tmp_path.glob("new*"), *Path.cwd().glob("new*")]


def test_what_a_database_says_is_said(url: str) -> None:
    """A query that cannot be understood is refused in the database's words, by its option."""
    error = queried(url, "SELECT nothing_of_this_name FROM households")
    assert error.code == 3
    assert "--query: the database says: " in error.errors
    assert "nothing_of_this_name" in error.errors
    twice = queried(url, "SELECT household_id AS a, area AS a FROM households")
    assert twice.code == 3, twice.errors
    assert "a: appears 2 times in the header" in twice.errors


def test_postgresql_writes_by_no_function_and_keeps_passwords(postgresql: str) -> None:
    """Functions that write are refused too; types of its own are read, or refused by name."""
    assert queried(postgresql, "SELECT nextval('counter') AS household_id").code == 3
    assert queried(postgresql, "SELECT set_config('transaction_read_only', 'off', true)").code == 3
    own = (
        "SELECT '9'::char(3) AS household_id, 'rural'::name AS area, 3::smallint AS "
        "household_size, 12345678901234567890123::numeric AS note, gen_random_uuid() AS other, "
        "900000.5::numeric AS income_per_capita"
    )
    done = queried(postgresql, own, "--keep", "known")
    assert done.column("income_per_capita") == ["900000.5"], done.errors
    money = queried(postgresql, own.replace("900000.5::numeric", "900000::money"))
    assert money.code == 3
    assert "income_per_capita: has the type money" in money.errors
    wrong = postgresql.replace(quote(PASSWORD), "wr%6Fng")
    error = queried(wrong, ALL)
    assert error.code == 3
    assert not [word for word in ("wrong", "wr%6Fng") if word in error.errors]


def test_a_password_is_never_shown() -> None:
    """Not where the address is wrong, nor where the server repeats what it was given."""
    for url in (
        "mysql://me:sesame@localhost/a",
        "postgresql://me:ses ame@localhost/a",
        "postgresql://me:sesame@b@localhost/a",
        "postgresql://me:ses%zzame@localhost/a",
        "postgresql:///a?password=ses ame",
        "sesame",
    ):
        error = queried(url, ALL)
        assert error.code == 2, url
        assert "ame" not in error.errors.replace("name", "")
    found = database.database_at("postgresql://me:op%65n@h/a?sslpassword=s3", {"household": ALL})
    assert found.said("FATAL: op%65n, open\nor s3") == "FATAL: ***, *** or ***"
    assert "open" not in repr(found).replace("op%65n", "open")


@pytest.mark.parametrize(
    ("name", "other"),
    [(b"noteXX", b"note\xdf\xdf"), (b"CREATE TABLE", b"CREATE \xdf\xdf\xdf\xdf\xdf")],
)
def test_names_in_sqlite_that_are_not_utf_8(tmp_path: Path, name: bytes, other: bytes) -> None:
    """Another program may have written a name in another encoding, or the file be damaged."""
    place = tmp_path / "a.db"
    with closing(sqlite3.connect(place)) as opened, opened:
        opened.execute("CREATE TABLE h (household_id, noteXX)")
    place.write_bytes(place.read_bytes().replace(name, other))
    done = queried(f"sqlite:///{place}", "SELECT * FROM h")
    assert done.code == 3
    assert "has names of tables or columns that are not UTF-8" in done.errors


def test_cells_of_several_types_in_sqlite(tmp_path: Path) -> None:
    """A column without a type may hold numbers beside text: each cell is what it is."""
    place = tmp_path / "a.db"
    with closing(sqlite3.connect(place)) as opened, opened:
        opened.execute("CREATE TABLE h (household_id, area, household_size, income_per_capita, b)")
        rows = [(7, "rural", 3, 900000, None), ("08", "rural", 3.0, 0.5, b"x"), (9, "rural", "2")]
        for row in rows:
            opened.execute("INSERT INTO h VALUES (?, ?, ?, ?, ?)", [*row, None, None][:5])
    done = queried(f"sqlite:///{place}", "SELECT * FROM h", "--decimal", ",")
    assert done.column("household_id") == ["7", "08", "9"], done.errors
    assert done.column("income_per_capita") == ["900000", "0.5", ""]
    assert queried(f"sqlite:///{place}", "SELECT * FROM h", "--keep", "all").code == 3
    error = queried(f"sqlite:///{tmp_path / 'none.db'}", "SELECT 1")
    assert (error.code, "none.db cannot be opened: there is no such file" in error.errors) == (
        3,
        True,
    )
    (tmp_path / "text.db").write_text("household_id\n1\n" * 999, encoding="utf-8")
    assert "cannot be read as SQLite" in queried(f"sqlite:///{tmp_path}/text.db", "SELECT 1").errors
    assert "cannot be read as DuckDB" in queried(f"duckdb:///{tmp_path}/text.db", "SELECT 1").errors


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_names_of_databases_are_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a file is called it is the one that is read, or it is said that it cannot be."""
    monkeypatch.chdir(tmp_path)
    for name in ("\udcff.db", ":memory:", "a b#%41.db"):
        with closing(sqlite3.connect(tmp_path / "plain")) as opened, opened:
            opened.execute("CREATE TABLE h AS SELECT 1 household_id, 'rural' area")
        (tmp_path / "plain").rename(name)
        found = queried(
            f"sqlite:///{name}", "SELECT *, 3 household_size, 9 income_per_capita FROM h"
        )
        assert found.column("household_id") == ["1"], found.errors
        duckdb.connect("plain").close()
        Path("plain").rename(name)
        found = queried(f"duckdb:///{name}", "SELECT 1 household_id")
        words = "has a path that is not UTF-8" if name == "\udcff.db" else "area: this column is"
        assert (found.code, words in found.errors) == (3, True), found.errors


VISITS = (
    "SELECT household_id, 'rural' AS area, 1 AS household_size, 'southeast' AS region, "
    "{moment} AS review_date FROM (VALUES ('1', TIMESTAMPTZ '2023-12-31 16:59:59+00'), "
    "('2', TIMESTAMPTZ '2023-12-31 17:00:00+00'), ('3', TIMESTAMPTZ '2024-01-01 16:59:59+00')) "
    "AS visits (household_id, moment) ORDER BY 1"
)
BORN = (
    "SELECT household_id, '1' AS person_id, DATE '2018-01-01' AS birth_date, false AS insured "
    "FROM (VALUES ('1'), ('2'), ('3')) AS births (household_id)"
)


@pytest.mark.parametrize("kind", ["duckdb", "postgresql"])
@pytest.mark.parametrize("moment", ["moment", "moment::date", "moment::timestamp"])
def test_the_day_of_a_moment_is_that_of_vietnam(
    kind: str, moment: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Whatever the zone of the machine: a child is six on its birthday in Vietnam, and not before.

    So it is where the query makes a date of it.
    """
    url = duck(tmp_path) if kind == "duckdb" else request.getfixturevalue(kind)
    query = VISITS.format(moment=moment)
    arguments = ("--database", url, "--query", query, "--members-query", BORN, "-q")
    for zone in ("UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati"):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "mdpoverty", "classify", *arguments),
                *("--standard", "vn-2022-2025-review"),
            ],
            env={**os.environ, "TZ": zone, "PGTZ": zone},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = [row["health_insurance"] for row in csv.DictReader(done.stdout.splitlines())]
        assert found == ["0", "1", "1"], zone


def test_files_and_databases_do_not_mix(tmp_path: Path) -> None:
    """A survey is in files or in a database, and each option has what it needs."""
    file, url = write_csv(tmp_path / "a.csv", [HEADER, *ROWS]), sqlite(tmp_path)
    of, query = ("--database", url), ("--query", ALL)
    assert "SURVEY: names a file" in refusal(file, *of, *query, code=2)
    assert "--members: names a file" in refusal(*of, *query, "--members", file, code=2)
    assert "--query: is missing" in refusal(*of, code=2)
    assert "--query: is for a database" in refusal(file, *query, code=2)
    assert "--database: is one survey" in refusal(*of, *query, "--output-dir", tmp_path, code=2)
    assert "SURVEY is missing" in refusal(code=2)
    assert "--database" in refusal(*of, *query, "-o", tmp_path / "a.db", code=2)
    linked = tmp_path / "b.db"
    linked.symlink_to(tmp_path / "a.db")
    for address in (url, f"sqlite:///{linked}"):
        for ending in ("-wal", "-shm", "-journal"):
            journal = (*query, "-o", f"{tmp_path / 'a.db'}{ending}", "--format", "csv")
            assert "overwrite" in refusal("--database", address, *journal, code=2)
    assert "is not a workbook" in refusal(*of, *query, "--sheet", "a")
    spark = refusal(*of, *query, "--engine", "spark", "-o", tmp_path / "new", code=2)
    assert "--database: does not work with --engine spark" in spark
