"""Databases: their addresses, in which a password is never shown, and the rows of a query.

A query is read within one transaction that cannot write, a batch of rows at a time; those of
several queries see the database at one moment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote

import polars as pl
import polars.selectors as cs

from mdpoverty.codebook import Level
from mdpoverty.errors import Problem, SurveyError, UsageError, plain
from mdpoverty.language.messages import Message, message
from mdpoverty.system_faults import why_unread

BATCH = 50_000  # rows that are held at a time
ZONE = "Asia/Ho_Chi_Minh"  # of moments: the standards are Vietnam's, and so are their days

# Numbers as text, with a decimal point and without groups, as the text of a survey spells numbers.
Spelt = Callable[[pl.Series], pl.Series]
# The rows of the query of a level, in one batch at least.
Rows = Callable[[Level, Spelt], Iterator[pl.DataFrame]]

_ALLOWED = "sqlite:///PATH, duckdb:///PATH, postgresql://USER@HOST/DATABASE"
_FILE = re.compile(r"(sqlite|duckdb):///(.+)", re.DOTALL)
_SERVER = re.compile(
    r"postgresql://(?:[^:@/?]*(?::(?P<password>[^@/?]*))?@)?[^@/?]*(?:/(?P<database>[^/?@]*))?"
    r"(?:\?(?P<settings>.*))?"
)
_SIGNS = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?\[\]-]|%[0-9A-Fa-f]{2})*")
# What the files are called, after the database's own name, that hold what is not yet in it.
_JOURNALS = {"sqlite": ("-wal", "-shm", "-journal"), "duckdb": (".wal",)}
_SHOWN = 200  # characters of what a database says


@dataclass(frozen=True)
class Database:
    """A database: of which `kind`, at which `address`, and what to call it.

    The address of SQLite and of DuckDB is a path; `secrets` are passwords in that of a server. A
    query goes by its level.
    """

    kind: str
    address: str = field(repr=False)
    name: str
    queries: Mapping[Level, str]
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def file(self) -> str | None:
        """The path of a database that is a file."""
        return None if self.kind == "postgresql" else self.address

    @property
    def files(self) -> list[str]:
        """The paths that hold the rows of a database that is a file: some may be in a journal."""
        if self.file is None:
            return []
        found = os.path.realpath(self.file)
        return [self.file, *(found + ending for ending in _JOURNALS[self.kind])]

    def source(self, level: Level) -> str:
        """Return what the rows of a query are called in messages."""
        return f"{self.name} ({option_of(level)})"

    def said(self, words: str) -> str:
        """Return what a database says, in one line, without passwords."""
        return plain(" ".join(self.hidden(words).split()), _SHOWN)

    def hidden(self, words: str) -> str:
        """Return words without the passwords that are in them."""
        for secret in self.secrets:
            words = words.replace(secret, "***")
        return words

    def refused(self, level: Level, words: str) -> SurveyError:
        """Return the error that a database refuses a query, in its own `words`."""
        wrong = message("files.database-says", "the database says: {words}", words=self.said(words))
        advice = message("files.correct-query", "correct it")
        problem = Problem(option_of(level), wrong, advice=advice)
        headline = message("files.query-refused", "cannot run this query on {name}", name=self.name)
        return SurveyError(headline, [problem], self.name)

    def unreachable(self, wrong: Message, advice: Message) -> SurveyError:
        """Return the error that a database cannot be opened."""
        headline = message("files.database-closed", "{name} cannot be opened", name=self.name)
        return SurveyError(headline, [Problem("--database", wrong, advice=advice)], self.name)


def database_at(url: str, queries: Mapping[Level, str]) -> Database:
    """Return the database at an address; raises UsageError, without the address, for another."""
    if found := _FILE.fullmatch(url):
        kind, path = found.groups()
        return Database(kind, path, Path(path).name, queries)
    found = _SERVER.fullmatch(url)
    if found is None or not _SIGNS.fullmatch(url):
        wrong = message("files.no-database", "is not the address of a database")
        advice = message(
            "files.database-signs",
            "write other signs in a name or password by their numbers: @ as %40, / as %2F, a "
            "space as %20",
        )
        headline = message("files.database-address", "the database cannot be found")
        raise UsageError(headline, [Problem("--database", wrong, _ALLOWED, advice)])
    settings = [pair.partition("=") for pair in (found["settings"] or "").split("&")]
    secrets = [value for key, _, value in settings if "password" in key.lower()]
    secrets += [found["password"] or ""]
    every = {form for secret in secrets if secret for form in (secret, unquote(secret))}
    name = unquote(found["database"] or "") or "postgresql"
    longest_first = tuple(sorted(every, key=len, reverse=True))
    return Database("postgresql", url, plain(name), queries, longest_first)


@contextmanager
def connected(database: Database) -> Iterator[Rows]:
    """Yield what reads queries of a database, which cannot write.

    Raises SurveyError where it cannot be opened or refuses a query, UsageError where a query
    writes, or what reads such a database is not installed.
    """
    if database.file is not None:
        _require_file(database.file, database.name)
    kinds = import_module(f"mdpoverty.files.{database.kind}")
    opened: AbstractContextManager[Rows] = kinds.connection(database)
    with opened as rows:
        yield lambda level, spelt: map(_in_zone, rows(level, spelt))


def _in_zone(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows whose moments are in our zone, whichever one a driver gives them in."""
    return frame.with_columns(cs.datetime(time_zone="*").dt.convert_time_zone(ZONE))


def _require_file(path: str, name: str) -> None:
    try:
        with Path(path).open("rb"):
            return
    except (OSError, ValueError) as error:
        headline = message(
            "files.no-database-file",
            "{name} cannot be opened: {why}",
            name=name,
            why=why_unread(error, path),
        )
        raise SurveyError(headline, source=name) from None


def quoted(name: str) -> str:
    """Return the name of a column as a query has it."""
    return '"' + name.replace('"', '""') + '"'


def option_of(level: Level) -> str:
    """Return the option that has the query of a level."""
    return "--query" if level == "household" else "--members-query"


def refuse_writing(level: Level) -> NoReturn:
    """Raise UsageError: a query does more than read."""
    wrong = message("files.query-writes", "is not a query that only reads rows")
    advice = message("files.query-select", "write one SELECT: a database is only read here")
    headline = message("files.only-read", "databases are only read")
    raise UsageError(headline, [Problem(option_of(level), wrong, advice=advice)])


def require_driver(database: Database, module: str) -> None:
    """Raise UsageError where what reads a kind of database is not installed."""
    try:
        import_module(module)
    except ModuleNotFoundError:
        wrong = message(
            "files.database-driver",
            "reading {kind} needs {module}, which is not installed",
            kind=database.kind,
            module=module.partition(".")[0],
        )
        advice = message("files.install-database", "pip install 'mdpoverty[database]'")
        headline = message("files.database-address", "the database cannot be found")
        raise UsageError(headline, [Problem("--database", wrong, advice=advice)]) from None
