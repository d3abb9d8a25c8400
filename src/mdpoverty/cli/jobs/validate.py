"""Carrying out `mdpoverty validate`: open, look at everything, write or show it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from mdpoverty import exit_codes
from mdpoverty.background import apart
from mdpoverty.cli.choice import Choice, chosen
from mdpoverty.cli.commands.validate import Validate
from mdpoverty.cli.inputs import database_given, read_files, standard_files
from mdpoverty.cli.labelled import for_people, require_for_people
from mdpoverty.cli.notes import NO_HOUSEHOLD
from mdpoverty.cli.session import begun
from mdpoverty.cli.table_options import LabelledOptions
from mdpoverty.cli.views.validate import show, summary
from mdpoverty.cli.why import WHY_SHEET, conclude_why, words_of_why
from mdpoverty.cli.words_for_people import finding_words
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.table_form import format_of
from mdpoverty.files.writing import write
from mdpoverty.language import Language
from mdpoverty.language.messages import Phrase
from mdpoverty.reading.assemble import Opened
from mdpoverty.validation.validate import Validation, validate

_FINDINGS = Phrase("cli.findings-sheet", "findings")
_LISTED = Phrase("cli.findings-listed", "{file} lists every problem and warning")


def carry_out(asked: Validate) -> int:
    """Validate as asked, and return the exit code."""
    table = asked.table
    database = database_given(asked.survey, asked.database, asked.reading)
    read = [
        *read_files(asked.survey, asked.reading, database),
        *standard_files("--standard", asked.which.standard),
    ]
    refuse_overwriting(
        read, [("--output", table.output), ("--why", asked.why), ("--record", asked.record)]
    )
    kinds = [format_of(table.output or "-", table.output_format)]  # said before the work
    kinds += [format_of(asked.why, None)] if asked.why else []
    require_for_people(table, kinds)
    lang: Language = asked.lang.value
    findings, why_table = (_for_readers(table, kind, lang) for kind in (kinds[0], kinds[-1]))
    with begun(asked.saying, asked.record) as session:

        def look(found: Opened) -> tuple[Choice, Validation]:
            choice = chosen(asked.which, found)
            return choice, validate(
                found,
                choice.standard,
                session.scratch,
                years=choice.years,
                language=lang,
                labelled=findings.labelled,
            )

        files = session.opened(asked.survey, asked.reading, faulty=True, database=database)
        choice, found = apart(lambda: session.settled(look, files))
        session.apply(choice)
        session.made_by.counted((found.households, found.members))
        if table.is_shown:
            show(found, lang)
        else:
            target = session.table(table.output, table.output_format, sheet=_FINDINGS())
            words = partial(finding_words, lang, found.standard)
            # The code is for programs; to people the message says the same.
            shown = found.findings.drop("code") if findings.labelled else found.findings
            write(shown, *for_people(target, findings, words))
        session.conclude([*found.notes, summary(found)])
        if table.output not in {None, "-"} and (found.problems or found.warnings):
            session.conclude([_LISTED(file=table.output)])
        if found.households and not found.households.rows:
            session.conclude([NO_HOUSEHOLD(file=files.survey.name)], "warning")
        why = None
        if asked.why:
            target = session.table(asked.why, sheet=WHY_SHEET())
            why = for_people(target, why_table, partial(words_of_why, lang, found.standard))
        conclude_why(session, found.open, found.undetermined, why)
    return exit_codes.DATA if found.problems else exit_codes.SUCCESS


def _for_readers(table: LabelledOptions, kind: str, language: Language) -> LabelledOptions:
    """Return the options of a file: a workbook in Vietnamese is a report that is only read."""
    return replace(table, labelled=table.labelled or (kind == "xlsx" and language != "en"))
