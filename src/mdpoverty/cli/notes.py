"""What a reader should know of a survey: its standard, how it is read, what became of its rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from mdpoverty.cli.choice import Choice
from mdpoverty.codebook import subject_of
from mdpoverty.column_map.apply import Map
from mdpoverty.errors import WARNING, plain
from mdpoverty.language.messages import Message, Named, Phrase, message, plural
from mdpoverty.reading.answered import is_list
from mdpoverty.reading.reading import Reading, misspelt
from mdpoverty.run.account import Account

# What became of the rows that were not refused, beside what `run/refused` says.
COMPARED = Phrase("cli.compared", "compared")
REPORTED = Phrase("cli.reported", "reported")
USED = Phrase("cli.used", "used")
# Why two standards are applied.
BEFORE = Phrase("cli.standard-before", "before")
AFTER = Phrase("cli.standard-after", "after")
NO_HOUSEHOLD = Phrase("cli.no-household", "{file}: no household is filled in")


def standard_notes(choice: Choice) -> Iterator[Message]:
    """Yield which standard is applied, and how far its cut-offs are known."""
    standard = choice.standard
    yield from clock_notes(choice)
    yield message(
        "cli.standard",
        "standard {id} (sha256 {digest}), {why}",
        id=standard.id,
        digest=standard.short_digest,
        why=choice.why,
    )
    if standard.recalled:
        yield message(
            "cli.recalled",
            "{recalled:d} of {all:d} deprivation cut-offs are recalled, not read in "
            "the legal text: {names}. Check them against the text before you publish.",
            recalled=len(standard.recalled),
            all=len(standard.indicators),
            names=[Named(n, standard.indicators[n].label.vi) for n in standard.recalled],
        )
    if choice.apart is not None:
        yield WARNING(text=choice.apart)


def clock_notes(choice: Choice) -> Iterator[Message]:
    """Yield a warning where the day alone chose the standard, and nobody is at a terminal."""
    standard = choice.standard
    if choice.by_clock and not sys.stderr.isatty():
        chosen_today = message(
            "cli.chosen-by-clock",
            "today's date alone chose {id}: add --standard {id} or --year, so that this command "
            "gives the same result on another day",
            id=standard.id,
        )
        yield WARNING(text=chosen_today)


def reading_notes(reading: Reading, using: Map | None) -> Iterator[Message]:
    """Yield whose column map is used and what that survey cannot answer, and columns not read."""
    if using is not None:
        columns = using.columns
        yield message(
            "cli.column-map",
            "columns by {map}: {survey}, {round}",
            map=using.name,
            survey=plain(columns.survey, 100),
            round=plain(columns.round),
        )
        names = [name for name in reading.standard.indicators if name in columns.unanswered]
        if names:
            yield message(
                "cli.unanswered",
                "the column map says that this survey does not ask: {names}",
                names=names,
            )
    if is_list(reading.survey, reading.standard):
        yield message(
            "cli.list-of-classes",
            "{file} is a list of classes without answers: its classes are used as they are, rates "
            "are of the households in the list, and deprivations are unknown",
            file=reading.survey.name,
        )
    yield from reading.survey.notes
    yield from reading.roster.survey.notes if reading.roster else ()
    for file, column, variable in misspelt(reading):
        of = Phrase("cli.of-file", " of {file}")(file=file)
        yield message(
            "cli.misspelt",
            "column '{column}'{of} is not used: did you mean '{variable}'?",
            column=plain(column),
            of="" if file == reading.survey.name else of,
            variable=subject_of(variable),
        )


def told_apart(reading: Reading) -> tuple[str, str]:
    """Return the names of the survey and its members, with the sheets if both are in one file."""
    survey, roster = reading.survey, reading.roster
    if roster is None or roster.survey.name != survey.name:
        return survey.name, roster.survey.name if roster else ""
    return survey.placed, roster.survey.placed


def account(name: str, rows: Account, became: Message, rejects: str) -> Message:
    """Return how many rows of a file were read and what became of them; refused ones: `rejects`."""
    return plural(
        "cli.account",
        "{name}: {count} row read = {written} {became} + {refused} refused{where}",
        "{name}: {count} rows read = {written} {became} + {refused} refused{where}",
        name=name,
        count=rows.rows,
        written=rows.written,
        became=became,
        refused=rows.refused,
        where=message("cli.rejects-hold", " (in {file}: copies of people's data)", file=rejects)
        if rows.refused
        else "",
    )


def households_in(file: str, count: int) -> Message:
    """Return how many households a profile has."""
    return message("cli.households-in", "{file}: {count} households", file=file, count=count)
