"""Lines of delimited text as rows of cells, and every row that is not whole.

Spark's own reader says too little of a bad line: so lines are read as text, and taken apart here
as Python's `csv` does for the embedded engine. A line is one row: a cell that is quoted and not
closed where its line ends leaves open which of the following lines are rows, so that no row of
the survey can be trusted. Every expression is one of Spark's own: nothing runs in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sf

from mdpoverty.files.rows import FAULT, FAULT_VALUE, SURPLUS
from mdpoverty.spark.cells import WHITE, col

LINE, FILE, PATH = "value", "file", "path"  # a line, the name of its file, and where that is

HEADER, BLANK, OPEN = "header", "blank", "open"  # what a line may be that is no row of cells

_CELLS, _MISPLACED = "mdpoverty cells", "mdpoverty misplaced"
_IS = "mdpoverty is"


class Header(NamedTuple):
    """The first line of every file: its columns, their separator, and each way it is written."""

    columns: tuple[str, ...]
    separator: str
    written: frozenset[str]


def read(spark: SparkSession, files: Sequence[str]) -> DataFrame:
    """Return the lines of files, with the file that each is in."""
    text = spark.read.text(list(files))
    return text.select(
        LINE,
        sf.col("_metadata.file_name").alias(FILE),
        sf.col("_metadata.file_path").alias(PATH),
    )


def told(lines: DataFrame, header: Header) -> DataFrame:
    """Return lines with what each is, as `mdpoverty is`: null for a row of cells."""
    line = sf.col(LINE)
    blank = ~line.contains(header.separator) & (sf.btrim(line, sf.lit(WHITE)) == "")
    quoted = line.contains('"')
    within = _text(header.separator)
    return lines.withColumn(
        _IS,
        sf.when(line.isin(*sorted(header.written)), HEADER)
        .when(blank, BLANK)
        .when(quoted & within.rlike(_opened(header.separator)), OPEN),
    )


def counts() -> list[Column]:
    """Return how many lines that are `told` are rows, and how many are what else."""
    kinds = {name: col(_IS) == name for name in (HEADER, BLANK, OPEN)}
    return [
        sf.count_if(col(_IS).isNull()).alias("rows"),
        *(sf.count_if(kind).alias(name) for name, kind in kinds.items()),
    ]


def lines_that_are(lines: DataFrame, kind: str) -> DataFrame:
    """Return the lines that are `told` to be of one kind."""
    return lines.where(col(_IS) == kind)


def cells(lines: DataFrame, header: Header) -> DataFrame:
    """Return the rows among lines that are `told`: the header's columns, and what is wrong.

    A row that is not whole has a FAULT, its FAULT_VALUE and its SURPLUS, and as many cells as the
    header, as `files.rows` gives them. A blank cell is null.
    """
    separator, many = header.separator, len(header.columns)
    line, found = sf.col(LINE), col(_CELLS)
    rows = lines.where(col(_IS).isNull())
    sound = sf.is_valid_utf8(line)
    nul = line.contains("\0")
    misplaced = line.contains('"') & ~_text(separator).rlike(_whole(separator))
    rows = rows.select(
        sf.when(nul, "nul").when(~sound, "encoding").when(misplaced, "quote").alias(FAULT),
        misplaced.alias(_MISPLACED),
        sf.when(sound, line).otherwise(sf.make_valid_utf8(line)).alias(LINE),
    )
    rows = rows.withColumn(LINE, sf.replace(LINE, sf.lit("\0"), sf.lit("\N{SYMBOL FOR NULL}")))
    # Each step is a projection of its own: an expression within itself would be worked out twice.
    fault, misplaced = col(FAULT), col(_MISPLACED)
    rows = rows.select(fault, misplaced, _taken_apart(misplaced, separator).alias(_CELLS))
    have = sf.size(found)
    wrong = have != many
    quote = sf.lit(f"'{separator}' expected after '\"'")
    some = sf.when(have == 1, " cell").otherwise(" cells")
    value = sf.when(misplaced, quote).when(
        wrong, sf.concat(have.cast("string"), some, sf.lit(f", not {many}"))
    )
    beyond = sf.array_join(
        sf.slice(found, many + 1, sf.greatest(have - many, sf.lit(0))), separator
    )
    return rows.select(
        sf.coalesce(fault, sf.when(wrong, sf.lit("fields"))).alias(FAULT),
        value.alias(FAULT_VALUE),
        sf.when(have > many, sf.nullif(beyond, sf.lit(""))).alias(SURPLUS),
        *(
            sf.nullif(sf.get(found, sf.lit(place)), sf.lit("")).alias(name)
            for place, name in enumerate(header.columns)
        ),
    )


def _text(separator: str) -> Column:
    """Return a line with a separator before its first cell, as before every other."""
    return sf.concat(sf.lit(separator), sf.col(LINE))


def _taken_apart(misplaced: Column, separator: str) -> Column:
    """Return the cells of a line; one whose quotes are misplaced is a single cell."""
    line = sf.col(LINE)
    quoted = sf.regexp_extract_all(_text(separator), sf.lit(f"{separator}{_cell(separator)}"), 1)
    return (
        sf.when(misplaced, sf.array(line))
        .when(line.contains('"'), sf.transform(quoted, _unquoted))
        .otherwise(sf.split(line, separator, -1))
    )


def _unquoted(cell: Column) -> Column:
    inner = sf.substring(cell, sf.lit(2), sf.length(cell) - 2)
    plain = sf.replace(inner, sf.lit('""'), sf.lit('"'))
    return sf.when(cell.startswith('"'), plain).otherwise(cell)


# Every quantifier is possessive: nothing is tried twice, and long lines take no stack.
def _cell(separator: str) -> str:
    """Return the pattern of a cell, quoted or not, as its first group."""
    return rf'("[^"]*+(?:""[^"]*+)*+"(?![^{separator}])|[^"{separator}][^{separator}]*+|(?!"))'


def _cells(separator: str) -> str:
    cell = _cell(separator).replace("(", "(?:", 1)
    return f"(?:{separator}{cell})*+"


def _whole(separator: str) -> str:
    """Return the pattern of a line of cells, each of them closed."""
    return rf"\A{_cells(separator)}\z"


def _opened(separator: str) -> str:
    """Return the pattern of a line whose last cell is quoted and not closed."""
    return rf'\A{_cells(separator)}{separator}"[^"]*+(?:""[^"]*+)*+\z'
