"""The files of a survey wherever Spark reads them: Parquet or CSV, as one survey."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as sf

from mdpoverty.errors import Place, Problem, SurveyError
from mdpoverty.files.column_names import bad_header, header
from mdpoverty.files.delimited import separator_of
from mdpoverty.files.paths import keys_of
from mdpoverty.files.regular import BYTE_ORDER_MARK
from mdpoverty.files.rows import Row, unreadable
from mdpoverty.language.messages import message
from mdpoverty.run.refused import changed
from mdpoverty.spark import lines
from mdpoverty.spark.places import File, Kind, beginnings, files_at, kind_of, parquet_columns
from mdpoverty.spark.surveys import survey_of
from mdpoverty.survey.several_files import require_same_columns
from mdpoverty.survey.survey import Survey

_SHOWN = 3  # lines, or files


@dataclass(frozen=True)
class Source:
    """The files of a survey: `frame` has their lines where there is a `header`, else their rows."""

    name: str
    kind: Kind
    files: Sequence[File]
    frame: DataFrame
    header: lines.Header | None = None

    def survey(self, seen: Observation | None = None) -> Survey:
        """Return the survey; `seen` hears how many rows there are, once they are read."""
        if self.header is None:
            rows = (
                self.frame.observe(seen, sf.count(sf.lit(1)).alias("rows")) if seen else self.frame
            )
            return survey_of(rows, self.name)
        told = lines.told(self.frame, self.header)
        told = told.observe(seen, *lines.counts()) if seen else told
        return survey_of(lines.cells(told, self.header), self.name, lines=True)

    def heard(self, seen: Observation) -> Mapping[str, int]:
        """Return what was `seen`: how many rows there are and, of lines, how many are what else."""
        found: Mapping[str, int] = seen.get
        if found:
            return found
        # Spark left out what could not matter to the result: an account needs it.
        if self.header is None:
            return {"rows": self.frame.count()}
        told = lines.told(self.frame, self.header)
        again: Mapping[str, int] = told.agg(*lines.counts()).collect()[0].asDict()
        return again

    def require_unchanged(self, spark: SparkSession) -> None:
        """Raise SurveyError where a file has changed since it was opened."""
        if [file for each in self.files for file in files_at(spark, each.path)] != self.files:
            raise changed(self.name)

    def require_lines(self, seen: Mapping[str, int]) -> None:
        """Raise SurveyError where `seen` says that a line is not what it was taken for.

        A stage that Spark ran twice was seen twice: so lines are looked at again before.
        """
        if self.header is None or (seen[lines.HEADER] == len(self.files) and not seen[lines.OPEN]):
            return
        told = lines.told(self.frame, self.header)
        if seen[lines.OPEN]:
            self._refuse_open(lines.lines_that_are(told, lines.OPEN))
        self._refuse_headers(lines.lines_that_are(told, lines.HEADER))

    def _refuse_open(self, found: DataFrame) -> None:
        shown = found.orderBy(lines.FILE, lines.LINE).limit(_SHOWN).collect()
        if not shown:
            return
        places = tuple(Place(None, row[lines.LINE], file=row[lines.FILE]) for row in shown)
        wrong = message(
            "spark.open-quotes", "has a quoted cell that is not closed at the end of its line"
        )
        advice = message(
            "spark.close-quotes",
            "close the quotes; with --engine spark a cell cannot contain a line "
            "break: remove it, or use Parquet",
        )
        problem = Problem("file", wrong, advice=advice, count=found.count(), places=places)
        headline = message("spark.unusable", "{name} {wrong}", name=self.name, wrong=wrong)
        raise SurveyError(headline, [problem], self.name)

    def _refuse_headers(self, found: DataFrame) -> None:
        by_file = found.groupBy(lines.PATH, lines.FILE).count().where("count > 1")
        shown = [
            str(row[lines.FILE]) for row in by_file.orderBy(lines.PATH).limit(_SHOWN).collect()
        ]
        if shown:
            wrong = message("spark.headers", "repeats its header in {files}", files=shown)
            advice = message("spark.remove-headers", "remove the other headers: they are not rows")
            raise unreadable(self.name, wrong, advice)


class Sources(NamedTuple):
    """The survey's files, and those of its members where they are given."""

    survey: Source
    members: Source | None


def source(spark: SparkSession, paths: Sequence[str]) -> Source:
    """Return the files at paths, folders or patterns as one survey.

    Raises SurveyError where there are none, they are of several kinds, cannot be read, or have not
    all the same columns.
    """
    last = paths[0].rstrip("/").rpartition("/")[2]
    name = last if len(paths) == 1 else f"{last} and {len(paths) - 1} more"
    named = {file: path for path in paths for file in files_at(spark, path)}
    found = [*named]
    files = [file.path for file in found]
    literal = [file.literal for file in found]
    kind = kind_of(files, name)
    called = [file.rpartition("/")[2] for file in files]
    if kind == "parquet":
        columns = parquet_columns(spark, files)
        placed = [_keyed(each, own, named[each]) for each, own in zip(found, columns, strict=True)]
        every = [[*own, *keys] for own, (_, keys) in zip(columns, placed, strict=True)]
        require_same_columns(list(zip(called, every, strict=True)))
        by_base: dict[str, list[str]] = {}
        for each, (base, _) in zip(literal, placed, strict=True):
            by_base.setdefault(base, []).append(each)
        parts = [
            (spark.read.option("basePath", base) if base else spark.read).parquet(*held)
            for base, held in by_base.items()
        ]
        return Source(name, kind, found, reduce(DataFrame.unionByName, parts))
    written = _header(called, beginnings(spark, files))
    return Source(name, kind, found, lines.read(spark, literal), written)


def _keyed(file: File, columns: Sequence[str], path: str) -> tuple[str, list[str]]:
    """Return the folder whose partition folders a file is in, and their keys; none of its own.

    A file that is named itself is read by itself.
    """
    keys = [key for key in keys_of(file.path) if key not in columns]
    if not keys or file.path.rpartition("/")[2] == path.rpartition("/")[2]:
        return "", []
    parts = file.path.split("/")
    first = next(place for place, part in enumerate(parts) if keys_of(f"{part}/file"))
    return "/".join(parts[:first]) or "/", keys


def _header(names: Sequence[str], starts: Sequence[bytes]) -> lines.Header:
    """Return the header that all files share, from their first bytes."""
    headers = [_own_header(*each) for each in zip(names, starts, strict=True)]
    require_same_columns([(n, h.columns) for n, h in zip(names, headers, strict=True)])
    first, *others = headers
    for name, other in zip(names[1:], others, strict=True):
        if other.columns != first.columns or other.separator != first.separator:
            wrong = message(
                "spark.other-header",
                "has its columns in another order than {file}, or another separator",
                file=names[0],
            )
            advice = message("spark.headers-alike", "write the same header in every file")
            raise unreadable(name, wrong, advice)
    return first._replace(written=frozenset().union(*(h.written for h in headers)))


def _own_header(name: str, start: bytes) -> lines.Header:
    text = start.removeprefix(BYTE_ORDER_MARK)
    first = next((line for line in text.splitlines(keepends=True) if line.strip()), None)
    if first is None:
        raise unreadable(name, "is empty", "a header and the rows under it are needed")
    line = first.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
    separator = separator_of(text, name)
    try:
        cells = next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error:
        raise bad_header(name, "quote", Place(1, line)) from None
    columns = header(Row(1, cells), name)
    marked = BYTE_ORDER_MARK.decode() + line
    return lines.Header(columns, separator, frozenset({line, marked}))
