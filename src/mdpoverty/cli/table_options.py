"""The options of a table that is written: where, in which format, and how CSV is spelled."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, ClassVar

import typer

from mdpoverty.cli.options import Decimal
from mdpoverty.files.spelling import Csv
from mdpoverty.language import Language
from mdpoverty.language.messages import Message, message


class OutputFormat(StrEnum):
    """The formats of a table."""

    csv = "csv"
    parquet = "parquet"
    json = "json"
    xlsx = "xlsx"
    dta = "dta"


@dataclass(frozen=True)
class TableOptions:
    """Where a table is written, and as what; a command says of both what it writes."""

    HEADING: ClassVar[Message] = message("cli.heading-output", "Output")

    output: Annotated[str | None, typer.Option("-o", "--output", metavar="FILE|-")] = None
    output_format: Annotated[OutputFormat | None, typer.Option("--format")] = None

    @property
    def is_free(self) -> bool:
        """Whether no place and no format is asked for, so that a terminal shows the table."""
        return self.output is None and self.output_format is None

    @property
    def is_shown(self) -> bool:
        """Whether standard output is a terminal that shows the table."""
        return self.is_free and sys.stdout.isatty()


@dataclass(frozen=True)
class LabelledOptions(TableOptions):
    """The same of a table that can be written for people too."""

    labelled: Annotated[
        bool,
        typer.Option(
            "--labelled",
            help=message(
                "cli.help-labelled",
                "Write tables for people, as XLSX or CSV: headings and codes in words. "
                "mdpoverty does not read them back.",
            ),
        ),
    ] = False

    @property
    def is_free(self) -> bool:
        """Whether no place, format or words are asked for, so that a terminal shows the table."""
        return super().is_free and not self.labelled


class Separator(StrEnum):
    """What separates cells in CSV that is written."""

    comma = ","
    semicolon = ";"
    tab = "tab"


@dataclass(frozen=True)
class CsvOptions:
    """How CSV is written."""

    HEADING: ClassVar[Message] = message("cli.heading-csv", "CSV output")

    bom: Annotated[
        bool,
        typer.Option(
            "--bom",
            help=message("cli.help-bom", "Mark CSV as UTF-8, so that Excel opens it correctly."),
        ),
    ] = False
    separator: Annotated[
        Separator | None,
        typer.Option(
            "--separator", help=message("cli.help-separator", "What separates cells in CSV.")
        ),
    ] = None
    decimal_out: Annotated[
        Decimal | None,
        typer.Option(
            "--decimal-out",
            help=message("cli.help-decimal-out", "Decimal sign of numbers in CSV."),
        ),
    ] = None

    @property
    def given(self) -> Mapping[str, bool]:
        """Whether each of the options is given."""
        return {
            "--bom": self.bom,
            "--separator": self.separator is not None,
            "--decimal-out": self.decimal_out is not None,
        }

    @property
    def form(self) -> Csv:
        """The same, for whoever writes; after a decimal comma cells are separated by `;`."""
        decimal = (self.decimal_out or Decimal.point).value
        default = ";" if decimal == "," else ","
        separator = self.separator.value if self.separator else default
        return Csv(self.bom, "\t" if separator == "tab" else separator, decimal)

    def for_people(self, language: Language) -> Csv:
        """Return the same for people: marked as UTF-8, with the decimal sign of `language`."""
        usual = Decimal.comma if language == "vi" else Decimal.point
        return replace(self, bom=True, decimal_out=self.decimal_out or usual).form
