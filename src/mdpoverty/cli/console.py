"""What several commands share: options, notes, errors, and the choice of a standard."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from mdpoverty.errors import MdpovertyError, UsageError, plain
from mdpoverty.files.output import standard_output
from mdpoverty.standards.library import load_standard, standard_for
from mdpoverty.standards.model import Standard


class Lang(StrEnum):
    """The language of what is shown."""

    en = "en"
    vi = "vi"


class Errors(StrEnum):
    """How errors are said on standard error."""

    text = "text"
    json = "json"


class OutputFormat(StrEnum):
    """The formats of a table."""

    csv = "csv"
    parquet = "parquet"
    json = "json"
    xlsx = "xlsx"
    dta = "dta"


class Decimal(StrEnum):
    """The decimal sign of numbers in text."""

    point = "."
    comma = ","


SurveyArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="SURVEY",
        help="CSV, workbook, Stata, SPSS or Parquet; several files or a pattern are one survey; "
        "- is standard input.",
    ),
]
MembersOption = Annotated[
    list[str] | None,
    typer.Option("--members", metavar="FILE", help="Member file: one row a person."),
]
ColumnsOption = Annotated[
    str | None,
    typer.Option("--columns", metavar="MAP.yaml", help="Where the survey has which variable."),
]
StandardOption = Annotated[
    str | None, typer.Option("--standard", metavar="ID|FILE", help="The standard to apply.")
]
YearOption = Annotated[
    int | None, typer.Option("--year", metavar="YYYY", help="Apply the standard of this year.")
]
DecimalOption = Annotated[
    Decimal, typer.Option("--decimal", help="Decimal sign of the survey's numbers.")
]
EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Encoding of text: utf-16, windows-1258 …"),
]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="COLUMN", help="Group by this column of the survey, too."),
]
RejectsOption = Annotated[
    str | None,
    typer.Option(
        "--rejects", metavar="FILE", help="Write refused rows here, and go on with the rest."
    ),
]
BomOption = Annotated[
    bool, typer.Option("--bom", help="Mark CSV as UTF-8, so that Excel opens it right.")
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Exit 1 when a household is undetermined.")
]
ThreadsOption = Annotated[
    int | None, typer.Option("--threads", min=1, metavar="N", help="Use N threads.")
]
LinksOption = Annotated[
    str | None,
    typer.Option(
        "--links",
        metavar="FILE",
        help="Households that were renumbered, split or merged: round, before, after.",
    ),
]
PlacesOption = Annotated[
    str | None,
    typer.Option(
        "--places",
        metavar="FILE",
        help="Units that were renamed or merged: round, province, district, commune, "
        "new_province, new_district, new_commune.",
    ),
]
LangOption = Annotated[Lang, typer.Option("--lang", help="Language of what is shown.")]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="No notes on standard error.")]
ErrorsOption = Annotated[Errors, typer.Option("--errors", help="Errors as text or as JSON.")]


def use_threads(threads: int | None) -> None:
    """Set how many threads the engine uses; it reads that when it loads."""
    if threads is not None:
        os.environ["POLARS_MAX_THREADS"] = str(threads)


def say_error(error: MdpovertyError, *, as_json: bool) -> None:
    """Write an error to standard error."""
    write_words(json.dumps(error.as_dict(), ensure_ascii=False) if as_json else f"error: {error}")


def write_words(text: str) -> None:
    """Write words to standard error, whatever it can hold of them."""
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def aligned(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """Return rows of cells as lines of columns: the first `left` from the left, else from right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            f"{cell:<{width}}" if place < left else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def write_data(lines: Iterable[str]) -> None:
    """Write lines to standard output, with nothing in them that a terminal would act on."""
    with standard_output() as target:
        target.writelines(f"{plain(line, sys.maxsize)}\n".encode() for line in lines)


def choose_standard(
    wanted: str | None, year: int | None, survey_years: Callable[[], list[int]]
) -> tuple[Standard, str]:
    """Return the standard to apply, and why this one.

    It is the one named, else the one that applies in `year`, else in the one year that the survey
    holds, else the one in force today.
    """
    if wanted is not None and year is not None:
        raise UsageError("--standard and --year both say which standard applies: give one of them")
    if wanted is not None:
        return load_standard(wanted), "chosen by --standard"
    if year is not None:
        return standard_for([year], "--year"), f"chosen by --year {year}"
    if years := survey_years():
        return standard_for(years, "survey_year"), f"chosen by the column survey_year: {years[0]}"
    this_year = date.today().year  # noqa: DTZ011 -- the day where the user is
    return standard_for([this_year], "today"), f"the one in force in {this_year}"


def standard_note(standard: Standard, why: str) -> str:
    """Return the note that says which standard is applied and how far its cut-offs are known."""
    note = f"standard {standard.id} (sha256 {standard.digest[:12]}), {why}"
    if standard.recalled:
        cut_offs = f"{len(standard.recalled)} of {len(standard.indicators)} deprivation cut-offs"
        note += f"\n{cut_offs} are recalled only: {', '.join(standard.recalled)}"
    return note
