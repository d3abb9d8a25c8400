"""Classifying one survey: open, choose the standard, classify, deliver, say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from mdpoverty.cli.choice import Choice, chosen
from mdpoverty.cli.commands.classify import Classify, Keep
from mdpoverty.cli.inputs import (
    database_given,
    read_files,
    rejects_written,
    require_csv,
    require_file,
    standard_files,
)
from mdpoverty.cli.labelled import for_people, require_for_people
from mdpoverty.cli.notes import reading_notes
from mdpoverty.cli.session import Session, Target, begun
from mdpoverty.cli.why import WHY_SHEET, say_why, words_of_why
from mdpoverty.errors import UsageError
from mdpoverty.files.database import Database
from mdpoverty.files.labelled import Words
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.table_form import Form, format_of
from mdpoverty.language import Language
from mdpoverty.language.messages import message
from mdpoverty.profile.labels import answer_labels, persons_labels, profile_labels
from mdpoverty.profile.undetermined import Hinge, Undetermined
from mdpoverty.reading.assemble import Opened
from mdpoverty.reading.reading import Reading
from mdpoverty.run.classify import write_profile
from mdpoverty.run.passes import Passed
from mdpoverty.run.record import Input
from mdpoverty.run.refused import WRITTEN
from mdpoverty.standards.model import Standard


def refuse(asked: Classify) -> None:
    """Raise UsageError where a file would be overwritten, or cannot be written."""
    profile = message("cli.the-profile", "the profile")
    rejects = rejects_written(asked.rejects, profile)
    require_file("--persons", asked.persons, profile)
    read = [
        *read_files(asked.survey, asked.reading, _database(asked)),
        *standard_files("--standard", asked.which.standard),
    ]
    written = [
        ("--output", asked.table.output),
        ("--persons", asked.persons),
        ("--why", asked.why),
        ("--record", asked.record),
        *rejects,
    ]
    refuse_overwriting(read, written)
    refuse_formats(asked)


def refuse_formats(asked: Classify) -> None:
    """Raise UsageError where a file cannot be written as is asked."""
    kinds = [format_of(asked.table.output or "-", asked.table.output_format)]
    kinds += [format_of(file, None) for file in (asked.persons, asked.rejects) if file]
    require_csv(kinds, csv=asked.csv)
    why = [format_of(asked.why, None)] if asked.why else []
    require_for_people(asked.table, [*kinds, *why])


@dataclass(frozen=True)
class Classified:
    """What became of a survey: by which standard, how it was read, and the account of its rows.

    `outputs` are where the profile went, and refused rows. `inputs` are what was read, and `hinges`
    what undetermined households hang on, where that is asked for.
    """

    choice: Choice
    reading: Reading
    passed: Passed[None]
    outputs: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    hinges: tuple[Hinge, ...] = ()


def _database(asked: Classify) -> Database | None:
    return database_given(asked.survey, asked.database, asked.reading)


def classify_one(
    asked: Classify, *, explaining: bool = False, recording: bool = False
) -> Classified:
    """Classify the survey that is asked for, and return what became of it."""
    with begun(asked.saying, asked.record) as session:
        if recording:
            session.made_by.wanted()
        database = _database(asked)
        found = session.opened(asked.survey, asked.reading, faulty=True, database=database)
        if asked.persons and not found.has_members:
            raise UsageError(
                message(
                    "cli.persons-need-members", "--persons needs members: give them with --members"
                )
            )
        rejects = session.rejects(asked.rejects, found, csv=asked.csv)
        why = session.table(asked.why, csv=asked.csv, sheet=WHY_SHEET()) if asked.why else None
        persons = session.table(asked.persons, csv=asked.csv) if asked.persons else None
        # Last, so that of what goes to pipes it is sent first: a full one ends the rest.
        target = session.scratch / "shown", Form("parquet", session.scratch)
        if not asked.table.is_shown:
            target = session.table(asked.table.output, asked.table.output_format, csv=asked.csv)

        def work(found: Opened) -> Classified:
            return _classified(asked, found, session, target, persons, rejects)

        done = session.settled(work, found, by_first_rows=True)
        if asked.table.is_shown:
            from mdpoverty.cli.views.classify import show_profile  # noqa: PLC0415 -- only on a terminal

            show_profile(target[0], done.reading.standard, asked.lang.value)
        session.account(done.reading, done.passed, WRITTEN())
        if why is not None:
            words = partial(words_of_why, asked.lang.value, done.choice.standard)
            why = for_people(why, asked.table, words, asked.csv)
        say_why(session, done.passed, why)
        if explaining and done.passed.undetermined and done.passed.read:
            done = replace(done, hinges=Undetermined(*done.passed.read()).ranked())
        if recording:  # before the files are looked at again: of what was read, nothing else
            done = replace(done, inputs=session.made_by.record().inputs)
        return replace(done, outputs=(str(asked.table.output), *session.rejected))


def _classified(  # noqa: PLR0913, PLR0917 -- what is asked of which files, and where it goes
    asked: Classify,
    found: Opened,
    session: Session,
    target: Target,
    persons: Target | None,
    rejects: list[Target],
) -> Classified:
    choice = chosen(asked.which, found)
    reading = choice.reading(found)
    session.apply(choice)
    session.note(reading_notes(reading, found.using))
    words = partial(_profile_words, asked.lang.value, choice.standard)
    file, form = for_people(target, asked.table, words, asked.csv)
    form = replace(
        form,
        labels=profile_labels(reading, asked.lang.value),
        answers=dict.fromkeys(choice.standard.indicators, answer_labels(asked.lang.value)),
    )
    if persons is not None:
        of_persons = partial(_persons_words, asked.lang.value, choice.standard)
        place, how = for_people(persons, asked.table, of_persons, asked.csv)
        persons = place, replace(how, labels=persons_labels(reading, asked.lang.value))
    passed = session.watched(
        reading.survey,
        lambda advance: write_profile(
            reading,
            file,
            form,
            rejects=rejects,
            persons=persons,
            keep_all=asked.keep == Keep.all,
            language=asked.lang.value,
            progress=advance,
            begin=session.made_by.passes,
        ),
    )
    return Classified(choice, reading, passed)


def _profile_words(language: Language, standard: Standard) -> Words:
    from mdpoverty.cli.words_for_people import profile_words  # noqa: PLC0415 -- words of every table

    return profile_words(language, standard)


def _persons_words(language: Language, standard: Standard) -> Words:
    from mdpoverty.cli.words_for_people import persons_words  # noqa: PLC0415 -- words of every table

    return persons_words(language, standard)
