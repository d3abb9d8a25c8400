"""Carrying out `mdpoverty tables`: open the rounds, count, write the workbook, say what fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdpoverty.background import apart
from mdpoverty.cli.choice import Choice, by_option
from mdpoverty.cli.commands.tables import Tables
from mdpoverty.cli.inputs import each_file, round_files, standard_files, stem
from mdpoverty.cli.jobs.rounds import kept_in, opened_rounds, read_once
from mdpoverty.cli.notes import households_in, standard_notes
from mdpoverty.cli.session import Session, begun
from mdpoverty.cli.why import why
from mdpoverty.errors import UsageError, plain
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.table_form import format_of
from mdpoverty.files.unpacking import require_encoding
from mdpoverty.language.messages import Message, message
from mdpoverty.profile.undetermined import Undetermined
from mdpoverty.profile.written import is_written, standard_of
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.reading.inputs import inputs
from mdpoverty.review_tables.checks import Check
from mdpoverty.review_tables.contents import Made
from mdpoverty.review_tables.phrases import NAMES
from mdpoverty.review_tables.review import review_columns
from mdpoverty.review_tables.rounds import Beside, forms_of
from mdpoverty.review_tables.workbook import write_sheets
from mdpoverty.run.account import Account
from mdpoverty.run.unlisted import misspelt_names
from mdpoverty.standards.library import load_standard
from mdpoverty.standards.model import Standard
from mdpoverty.statistics.counts import counting
from mdpoverty.statistics.request import Asked
from mdpoverty.survey.missing_columns import lacking
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.rounds import read_rounds

_STANDARD = "standard"
_FIRST = 3  # failed checks that are named, of each identity in each form


def carry_out(asked: Tables) -> None:
    """Make and write the forms as asked."""
    beside = {
        "--links": asked.beside.links,
        "--places": asked.beside.places,
        "--totals": asked.totals,
        "--members": asked.members,
    }
    files = round_files(asked.rounds, beside)
    _refuse(asked, files)
    with begun(asked.saying, asked.record) as session:
        surveys = opened_rounds(session, files, asked.text)
        made, notes = apart(
            lambda: session.settled_all(lambda them: _made(asked, them, session), surveys)
        )
        target = session.file(asked.output)
        session.made_by.wanted()
        about = session.made_by.as_text
        apart(lambda: write_sheets(made.sheets(), target, session.scratch, about))
        session.conclude(notes)
        session.conclude(_what_is_not(made))
        session.conclude(_in_doubt(made), "warning")


def _refuse(asked: Tables, files: Sequence[tuple[str, str]]) -> None:
    require_encoding(asked.text.encoding)
    if asked.output != "-":
        format_of(asked.output, None, ("xlsx",))
    read = [*each_file(files), *standard_files("--standard", asked.standard)]
    refuse_overwriting(read, [("--output", asked.output), ("--record", asked.record)])
    one = len([option for option, _ in files if option == "ROUND"]) == 1
    if one and (asked.beside.links or asked.beside.places):
        raise UsageError(
            message(
                "cli.one-round",
                "--links and --places need two rounds or more",
            )
        )


def _made(asked: Tables, surveys: Sequence[Survey], session: Session) -> tuple[Made, list[str]]:
    """Return the forms, and the notes of what was read."""
    keep = kept_in(session.scratch)
    tables = read_once(surveys, keep)
    members, totals, places, links = (
        tables.pop() if path is not None else None
        for path in (asked.members, asked.totals, asked.beside.places, asked.beside.links)
    )
    rounds = read_rounds([(each, stem(each.name)) for each in tables], review_columns())
    named = load_standard(asked.standard) if asked.standard is not None else None
    standard = _standard(rounds[-1].profile.survey, named)
    beside = Beside(links, places, totals, members)
    session.made_by.applies(standard)
    session.made_by.counted([Account(each.households, 0) for each in rounds])
    found, tracking = forms_of(rounds, standard, beside, keep)
    notes: list[str] = [households_in(each.file, each.households) for each in rounds]
    last_round = message("cli.of-the-last-round", "the one of the last round")
    notes += standard_notes(Choice(standard, by_option("--standard") if named else last_round))
    notes += misspelt_names(rounds[-1].profile.survey, standard)
    return found, [*notes, *tracking, *_why(rounds[-1].profile.survey, standard)]


def _why(survey: Survey, standard: Standard) -> Iterator[Message]:
    """Yield why households of the last round are undetermined, where it is a whole profile."""
    needed = {
        each.variable.name for each in inputs(standard, "household") if each.need == "required"
    }
    if is_written(survey) and needed <= set(survey.schema):
        reading = counting(assemble(Opened(survey), standard), Asked())
        hinges = Undetermined(reading)
        if households := hinges.households():
            yield why(households, hinges.ranked(), scored=hinges.scored)


def _standard(survey: Survey, named: Standard | None) -> Standard:
    """Return the standard of the last round: the one `named`, or that of its rows, or both."""
    if _STANDARD in survey.schema:
        return standard_of(survey, named)
    if named is None:
        advice = message(
            "cli.standard-says-it", "use --standard ID|FILE, or a profile written by `classify`"
        )
        raise lacking(survey.name, survey.schema, [_STANDARD], advice)
    return named


def _what_is_not(made: Made) -> Iterator[Message]:
    """Yield which forms are not there, and what of the others a reader should know."""
    reasons: dict[Message, list[str]] = {}
    for number, reason in made.left_out:
        reasons.setdefault(reason, []).append(NAMES[number])
    for reason, names in reasons.items():
        yield message("cli.left-out", "left out: {names}: {why}", names=names, why=reason)
    yield from made.remarks


def _in_doubt(made: Made) -> Iterator[Message]:
    """Yield what looks wrong: figures given, and identities that fail, with the first places."""
    yield from made.doubts
    wrong: dict[tuple[str, Message], list[Check]] = {}
    for check in made.checks.failed():
        wrong.setdefault((check.sheet, check.said), []).append(check)
    for (sheet, identity), checks in wrong.items():
        places = [f"{plain(each.unit)}: {_told(each)}" for each in checks[:_FIRST]]
        more = len(checks) - _FIRST
        yield message(
            "cli.identity-fails",
            "{form}: {identity}: not true in {places}{more}",
            form=sheet,
            identity=identity,
            places="; ".join(places),
            more=message("cli.and-more", "; and {count} more", count=more) if more > 0 else "",
        )


def _told(check: Check) -> str:
    left, right = (f"{side:,.10g}" for side in (check.left, check.right))
    return f"{left} {check.relation} {right}"
