"""The options that say what is read, and how: files, their text, sheets of workbooks, databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, ClassVar

import typer

from mdpoverty.cli.options import SURVEY, Decimal, MembersOption
from mdpoverty.codebook import Level
from mdpoverty.files.layout import Area, Layout, area_of
from mdpoverty.language.messages import Message, message


class Thousands(StrEnum):
    """What separates groups of three digits of numbers in text."""

    point = "."
    comma = ","
    space = "space"


SurveyOrDatabase = Annotated[
    list[str], typer.Argument(metavar="SURVEY", help=SURVEY, default_factory=list)
]


@dataclass(frozen=True)
class TextOptions:
    """How files of text are written."""

    HEADING: ClassVar[Message] = message("cli.heading-text", "Numbers and text")

    decimal: Annotated[
        Decimal | None,
        typer.Option(
            "--decimal",
            help=message("cli.help-decimal", "Decimal sign of the numbers in the survey."),
        ),
    ] = None
    thousands: Annotated[
        Thousands | None,
        typer.Option(
            "--thousands",
            help=message(
                "cli.help-thousands",
                "What separates thousands in the survey's numbers: dot, comma or space.",
            ),
        ),
    ] = None
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help=message("cli.help-encoding", "Encoding of text: tcvn3, vni, utf-16 …"),
        ),
    ] = None

    @property
    def layout(self) -> Layout:
        """The same, for whoever reads the files."""
        return Layout(
            self.encoding,
            self.decimal.value if self.decimal else None,
            self.thousands.value if self.thousands else None,
        )


def _area(value: str) -> Area:
    """Return the part of a sheet that an option names."""
    if (area := area_of(value)) is None:
        raise typer.BadParameter(
            message(
                "cli.not-an-area",
                "'{value}' is not a part of a sheet. Write the first and the last cell of the "
                "table, such as B4:AE3003, without totals and signatures below; or B4: to the "
                "sheet's end",
                value=value,
            )
        )
    return area


def _headings(help_: Message, *names: str) -> Any:
    return typer.Option(*names, min=1, max=9, metavar="N", help=help_)


@dataclass(frozen=True)
class SheetOptions:
    """Where a workbook has its tables."""

    HEADING: ClassVar[Message] = message("cli.heading-workbooks", "Workbooks")

    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet",
            metavar="NAME",
            help=message("cli.help-sheet", "The sheet of a workbook that has the households."),
        ),
    ] = None
    range: Annotated[
        Area | None,
        typer.Option(
            "--range",
            metavar="B4:AE3003",
            parser=_area,
            help=message(
                "cli.help-range",
                "The part of the sheet to read: from the heading to the last household, without "
                "the rows of totals and signatures below.",
            ),
        ),
    ] = None
    heading_rows: Annotated[
        int | None,
        _headings(
            message("cli.help-heading-rows", "How many rows the heading has."), "--heading-rows"
        ),
    ] = None
    members_sheet: Annotated[
        str | None,
        typer.Option(
            "--members-sheet",
            metavar="NAME",
            help=message("cli.help-members-sheet", "The sheet of a workbook that has the members."),
        ),
    ] = None
    members_range: Annotated[
        Area | None,
        typer.Option(
            "--members-range",
            metavar="A1:F900",
            parser=_area,
            help=message(
                "cli.help-members-range",
                "The part of the members' sheet to read: from the heading to the last member.",
            ),
        ),
    ] = None
    members_heading_rows: Annotated[
        int | None,
        _headings(
            message("cli.help-members-heading-rows", "How many rows the members' heading has."),
            "--members-heading-rows",
        ),
    ] = None


@dataclass(frozen=True)
class ReadingOptions:
    """What is read beside a survey, and how."""

    HEADING: ClassVar[Message] = message("cli.heading-reading", "Reading the survey")

    members: MembersOption = None
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="MAP.yaml",
            help=message(
                "cli.help-columns", "Column map (YAML): which column holds which variable."
            ),
        ),
    ] = None
    text: TextOptions = TextOptions()
    sheets: SheetOptions = SheetOptions()

    @property
    def layouts(self) -> Mapping[Level, Layout]:
        """How the files of each level hold their table, as far as the options say."""
        text, sheets = self.text.layout, self.sheets
        return {
            "household": replace(
                text, sheet=sheets.sheet, area=sheets.range, heading_rows=sheets.heading_rows
            ),
            "member": replace(
                text,
                sheet=sheets.members_sheet,
                area=sheets.members_range,
                heading_rows=sheets.members_heading_rows,
            ),
        }


@dataclass(frozen=True)
class DatabaseOptions:
    """A database in place of the files of a survey."""

    HEADING: ClassVar[Message] = message("cli.heading-reading", "Reading the survey")

    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            help=message(
                "cli.help-database",
                "A database in place of SURVEY: sqlite:///PATH, duckdb:///PATH or "
                "postgresql://USER@HOST/DATABASE. It is only read.",
            ),
        ),
    ] = None
    query: Annotated[
        str | None,
        typer.Option(
            "--query",
            metavar="SQL",
            help=message(
                "cli.help-query",
                "Query that reads the households from the database: one row for each.",
            ),
        ),
    ] = None
    members_query: Annotated[
        str | None,
        typer.Option(
            "--members-query",
            metavar="SQL",
            help=message(
                "cli.help-members-query",
                "Query that reads the members from the database: one row for each.",
            ),
        ),
    ] = None
