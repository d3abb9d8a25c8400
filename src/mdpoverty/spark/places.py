"""Folders and files wherever Spark can reach them, through Hadoop's file systems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path as LocalPath
from typing import Any, Literal, NamedTuple

from pyspark.sql import SparkSession

from mdpoverty.errors import Problem, SurveyError
from mdpoverty.files.rows import unreadable
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.spark.failures import FAILURES, reason
from mdpoverty.suggestions import suggest_file

Kind = Literal["csv", "parquet"]

_SUFFIXES: dict[str, Kind] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".csv.gz": "csv",
    ".csv.bz2": "csv",
    ".csv.zst": "csv",
}
_PERMISSION = "org.apache.hadoop.fs.permission.FsPermission"
_HIDDEN = ("_", ".")  # begin the names of files that are none of the data, as _SUCCESS
_SIGNS = re.compile(r"([\\\[\]{}*?])")  # of patterns
_BEGINNING = 1 << 16  # bytes
_AT_ONCE = 16  # files that are opened: a store may take its time for each
ALLOWED = Phrase(
    "spark.kinds-of-files",
    "a folder, a file or a pattern of Parquet (.parquet) or of CSV (.csv, .csv.gz …)",
)


_NO_FILE = Phrase("spark.no-file", "does not contain files")
_NOT_THERE = Phrase("spark.not-there", "does not exist{near}")


class Place(NamedTuple):
    """A path as Hadoop has it, and its file system."""

    path: Any
    system: Any

    @property
    def name(self) -> str:
        """The last part of the path."""
        name: str = self.path.getName()
        return name


def place(spark: SparkSession, path: str) -> Place:
    """Return a path and its file system.

    Raises SurveyError where its scheme is none that Spark knows here.
    """
    try:
        found = _java(spark, "org.apache.hadoop.fs.Path")(path)
        system = found.getFileSystem(_configuration(spark))
        if system.getScheme() == "file" and not found.isAbsolute():
            # Java may have been begun in another folder.
            found = _java(spark, "org.apache.hadoop.fs.Path")(str(LocalPath(path).absolute()))
        return Place(found, system)
    except FAILURES as error:
        wrong = message("spark.no-place", "Spark cannot reach it: {why}", why=reason(error))
        raise unreadable(path, wrong, "") from None


def allow_owner(spark: SparkSession, found: Place) -> None:
    """Let a folder be used by its owner alone."""
    _allow(found, _java(spark, _PERMISSION)("700"))


def allow_everybody(spark: SparkSession, found: Place) -> None:
    """Let a folder be used by whom Spark's own mask lets use what it makes."""
    permission = _java(spark, _PERMISSION)
    mask = permission.getUMask(_configuration(spark))
    _allow(found, permission.getDirDefault().applyUMask(mask))


def _allow(found: Place, permission: Any) -> None:
    with suppress(*FAILURES):  # a store, or another file system that knows no modes
        found.system.setPermission(found.path, permission)


class File(NamedTuple):
    """A file: where it is, how large (bytes), and when it was written (ms)."""

    path: str
    size: int
    written: int

    @property
    def literal(self) -> str:
        """The path as Spark's readers take it, to which every path is a pattern."""
        return _literal(self.path)


def files_at(spark: SparkSession, path: str) -> list[File]:
    """Return the files at a path: itself, those of a folder, or those that a pattern matches.

    What is there is meant by its name, whatever that holds. They come in the order of their names.
    Raises SurveyError where there is none, a folder holds folders of other files than Parquet, or a
    file is one that Spark leaves out.
    """
    found = place(spark, path)
    if found.system.exists(found.path):
        matching = [found.system.getFileStatus(found.path)]
        if not matching[0].isDirectory() and found.name.startswith(_HIDDEN):
            wrong = message(
                "spark.hidden", "has a name that Spark leaves out: it begins with _ or ."
            )
            raise unreadable(found.name, wrong, message("spark.rename", "rename it"))
    else:
        pattern = place(spark, _pattern(path)).path
        matching = [each for each in found.system.globStatus(pattern) or () if _is_data(each)]
    files = sorted(file for status in matching for file in _files_of(found.system, status))
    if not files:
        near = "" if ":" in path else suggest_file(path)
        raise _unusable(path, _NO_FILE() if matching else _NOT_THERE(near=near))
    return files


def _pattern(path: str) -> str:
    """Return a pattern from the root of the file system: the folder that it begins in is a name."""
    if ":" in path or path.startswith("/"):
        return path
    return f"{_literal(str(LocalPath.cwd()))}/{path}"


def _literal(path: str) -> str:
    return _SIGNS.sub(r"\\\1", path)


def _is_data(status: Any) -> bool:
    name: str = status.getPath().getName()
    return not name.startswith(_HIDDEN)


def _files_of(system: Any, status: Any) -> Iterator[File]:
    """Yield a file, or those of a folder; folders within it are of Parquet files."""
    if not status.isDirectory():
        yield _file(status)
        return
    folder = status.getPath()
    for each in filter(_is_data, system.listStatus(folder)):
        if not each.isDirectory():
            yield _file(each)
            continue
        for file in _files_of(system, each):
            if not file.path.lower().endswith(".parquet"):
                within = each.getPath().getName()
                wrong = message("spark.folder-within", "holds a folder: {name}", name=within)
                advice = message(
                    "spark.read-folders",
                    "read the files of all folders by a pattern: {name}/*/*.csv",
                    name=folder.getName(),
                )
                raise unreadable(folder.getName(), wrong, advice)
            yield file


def _file(status: Any) -> File:
    return File(status.getPath().toString(), status.getLen(), status.getModificationTime())


def kind_of(files: list[str], name: str) -> Kind:
    """Return what files are, by their names; raises SurveyError where these do not say one kind."""
    kinds = {file: _kind(file) for file in files}
    if len(found := set(kinds.values())) == 1 and (kind := next(iter(found))) is not None:
        return kind
    if None in found:
        odd = next(file for file, kind in kinds.items() if kind is None)
        file = odd.rpartition("/")[2]
        wrong = message(
            "spark.neither", "contains '{file}', which is neither Parquet nor CSV", file=file
        )
    else:
        wrong = message("spark.two-kinds", "holds Parquet and CSV files")
    raise _unusable(name, wrong)


def _unusable(name: str, wrong: Message) -> SurveyError:
    headline = message("spark.unusable", "{name} {wrong}", name=name, wrong=wrong)
    return SurveyError(headline, [Problem("file", wrong, ALLOWED())], name)


def _kind(file: str) -> Kind | None:
    return next((k for suffix, k in _SUFFIXES.items() if file.lower().endswith(suffix)), None)


def beginnings(spark: SparkSession, files: list[str]) -> list[bytes]:
    """Return the first bytes of each file, unpacked."""
    factory = _java(spark, "org.apache.hadoop.io.compress.CompressionCodecFactory")
    codecs = factory(_configuration(spark))

    def begin(file: str) -> bytes:
        found = place(spark, file)
        stream = found.system.open(found.path)
        codec = codecs.getCodec(found.path)
        with closing(codec.createInputStream(stream) if codec else stream) as opened:
            return bytes(opened.readNBytes(_BEGINNING))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(begin, files))


def parquet_columns(spark: SparkSession, files: list[str]) -> list[list[str]]:
    """Return the columns of each Parquet file; raises SurveyError where one is damaged."""
    reader = _java(spark, "org.apache.parquet.hadoop.ParquetFileReader")
    input_file = _java(spark, "org.apache.parquet.hadoop.util.HadoopInputFile")
    configuration = _configuration(spark)

    def columns(file: str) -> list[str]:
        try:
            with closing(
                reader.open(input_file.fromPath(place(spark, file).path, configuration))
            ) as opened:
                schema = opened.getFooter().getFileMetaData().getSchema()
                return [schema.getFieldName(i) for i in range(schema.getFieldCount())]
        except FAILURES as error:
            wrong = message("spark.damaged", "is a damaged Parquet file: {why}", why=reason(error))
            advice = message("spark.write-again", "write it again")
            raise unreadable(file.rpartition("/")[2], wrong, advice) from None

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(columns, files))


def _java(spark: SparkSession, name: str) -> Any:
    return getattr(spark._jvm, name)  # noqa: SLF001 -- Spark has no other way to Hadoop's files


def _configuration(spark: SparkSession) -> Any:
    return spark._jsparkSession.sessionState().newHadoopConf()  # noqa: SLF001 -- as above
