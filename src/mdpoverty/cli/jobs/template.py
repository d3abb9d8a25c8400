"""Carrying out `mdpoverty template`: write the empty file, and the codebook beside it."""

from __future__ import annotations

from pathlib import Path

from mdpoverty.cli.commands.template import Template
from mdpoverty.cli.inputs import standard_files
from mdpoverty.cli.parameters import word_for
from mdpoverty.cli.session import begun
from mdpoverty.cli.spoken import asked_language
from mdpoverty.cli.views.needed import codebook as words_of
from mdpoverty.codebook import LEVELS
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.table_form import format_of
from mdpoverty.files.writing import write
from mdpoverty.language import Language
from mdpoverty.language.messages import message
from mdpoverty.questionnaire.workbook import write_form
from mdpoverty.reading.inputs import COLUMNS, table
from mdpoverty.standards.library import load_standard
from mdpoverty.validation.template import columns_of, form_of, write_header, write_workbook


def carry_out(asked: Template) -> None:
    """Write a template as asked."""
    standard = load_standard(asked.standard)
    levels = {level: columns_of(standard, level) for level in LEVELS}
    columns = levels["member" if asked.members else "household"]
    kind = format_of(asked.output or "-", asked.output_format, ("csv", "xlsx"))
    language: Language = asked.lang.value
    codebook = _beside(asked.output) if kind == "csv" else None
    refuse_overwriting(
        standard_files(word_for("ID|FILE"), asked.standard),
        [("--output", asked.output), (message("cli.its-codebook", "its codebook"), codebook)],
    )
    with begun(asked.saying) as session:
        file = session.file(asked.output)
        if kind == "xlsx" and asked.members and (form := form_of(standard)):
            write_form(form, file, session.scratch, asked_language() or "vi")
        elif kind == "xlsx":
            sheets = [*levels.values()] if asked.members else [columns]
            every = [each for some in sheets for each in some]
            rows = [COLUMNS, *(each.row() for each in every)]
            rows = rows if language == "en" else words_of(every, standard, language)
            write_workbook(sheets, rows, file, session.scratch, language)
        else:
            write_header(columns, file)
        if codebook:
            write(table(columns, language), *session.table(codebook, "csv"))
            session.conclude(
                [message("cli.codebook-beside", "the codebook is in {file}", file=codebook)]
            )


def _beside(output: str | None) -> str | None:
    """Return where the codebook of a CSV file goes: nowhere from standard output."""
    if output in (None, "-"):
        return None
    path = Path(output)
    if not path.name:
        return None
    return str(path.with_name(f"{path.stem}-codebook{path.suffix}"))
