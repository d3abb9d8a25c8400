"""`mdpoverty diff`: whose class differs between two standards, or between two profiles, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mdpoverty.cli.options import (
    ByOption,
    EngineOptions,
    Lang,
    LangOption,
    RecordOption,
    RejectsOption,
    SayingOptions,
)
from mdpoverty.cli.parsing import add, helps, program
from mdpoverty.cli.reading_options import ReadingOptions
from mdpoverty.cli.table_options import CsvOptions, LabelledOptions
from mdpoverty.language.messages import message


@dataclass(frozen=True, kw_only=True)
class Diff:
    """What `diff` is asked."""

    survey: Annotated[
        list[str],
        typer.Argument(
            metavar="SURVEY|BEFORE AFTER",
            help=message(
                "cli.help-diff-files", "One survey with --from and --to, or two profiles."
            ),
        ),
    ]
    before: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="ID|FILE",
            help=message("cli.help-standard-before", "The standard before."),
        ),
    ] = None
    after: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="ID|FILE",
            help=message("cli.help-standard-after", "The standard after."),
        ),
    ] = None
    reading: ReadingOptions
    by: ByOption = None
    table: Annotated[
        LabelledOptions,
        helps(
            output=message(
                "cli.help-changed", "Write the households whose class changes to this file."
            ),
            output_format=message(
                "cli.help-changed-format",
                "Format of the households; json: one object with all counts.",
            ),
        ),
    ]
    rejects: RejectsOption = None
    engine: EngineOptions
    lang: LangOption = Lang.en
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help=message(
                "cli.help-all", "Write every household, not only those whose class changes."
            ),
        ),
    ] = False
    csv: CsvOptions
    exit_code: Annotated[
        bool,
        typer.Option(
            "--exit-code",
            help=message(
                "cli.help-exit-code", "Exit with code 1 if the class of a household changes."
            ),
        ),
    ] = False
    record: RecordOption = None
    saying: SayingOptions

    @property
    def standards(self) -> tuple[str, str] | None:
        """The two standards, None where two profiles are compared."""
        if self.before is None or self.after is None:
            return None
        return self.before, self.after

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns to group by, each once."""
        return tuple(dict.fromkeys(self.by or ()))


app = program()
add(
    app,
    Diff,
    "diff",
    message(
        "cli.help-diff",
        "Show which households change class between two standards or two saved "
        "profiles, and why.\n\nA terminal shows the movements between classes, the rates "
        "before and after, the reasons, and the first households whose class changes; a pipe gets "
        "all of these households as CSV. With -o FILE they are written to the file. Between two "
        "standards, the change of a rate has two parts, by lines and rules and by indicators: "
        "each is the average over both orders in which the two can be exchanged.",
    ),
    [
        "mdpoverty diff survey.csv --from vn-2016-2020 --to vn-2022-2025 -o changed.csv",
        "mdpoverty diff profile-2024.csv profile-2025.csv",
    ],
)
