"""Opening the files of a survey, whatever their format, as one survey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl

from mdpoverty.errors import MdpovertyError, Problem, SurveyError
from mdpoverty.files.arrow import times_of_no_day
from mdpoverty.files.batches import batches
from mdpoverty.files.column_names import refuse_reserved
from mdpoverty.files.delimited import read_delimited
from mdpoverty.files.documents import OLE, ZIP, may_be_table, refuse_documents
from mdpoverty.files.full import FULL
from mdpoverty.files.layout import Layout
from mdpoverty.files.legacy import is_legacy
from mdpoverty.files.long_texts import too_long
from mdpoverty.files.output import scratch_full
from mdpoverty.files.parquet import GrowsError, require_sound
from mdpoverty.files.paths import (
    STANDARD_INPUT,
    encodable,
    is_elsewhere,
    keys_of,
    local_file,
    matching,
    readable,
    scheme_of,
    unreachable,
)
from mdpoverty.files.regular import LONGEST
from mdpoverty.files.rows import damaged, grows, text_repeats, unreadable
from mdpoverty.files.statistical import STATA_UNICODE, is_spss, read_spss, read_stata, stata_release
from mdpoverty.files.unpacking import (
    as_utf8,
    beginning,
    refuse_encoding,
    refuse_layout,
    unpacked,
)
from mdpoverty.files.whole import unchanged
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.stamps import stamp_of
from mdpoverty.survey.several_files import one_survey
from mdpoverty.survey.spelling import Spelling
from mdpoverty.survey.survey import (
    NOT_AS_ASKED,
    Survey,
    form_problems,
    survey_of,
    survey_of_rows,
)
from mdpoverty.survey.text import in_unicode, lost_accents, refuse_legacy
from mdpoverty.survey.values import is_of_cells
from mdpoverty.system_faults import why_unread

_PARQUET = b"PAR1"
INPUT_NAME = Phrase("survey.standard-input", "standard input")
_PARQUET_FILE = Phrase("survey.parquet-file", "a Parquet file")
_WORKBOOK = Phrase("survey.workbook", "a workbook")
_STATA_FILE = Phrase("survey.stata-file", "a Stata file")
_SPSS_FILE = Phrase("survey.spss-file", "an SPSS file")
_WRITE_AGAIN = Phrase("survey.write-again", "write it again")


def open_survey(  # noqa: PLR0913 -- the files, how they are read, and what may be left for later
    paths: Sequence[str],
    scratch: Path,
    sheet: str = "survey",
    layout: Layout | None = None,
    *,
    wait: bool = False,
    faulty: bool = False,
) -> Survey:
    """Return the survey in one file, in several of the same columns, or in those of a pattern.

    A file is delimited text (plain, gzip or zstd), Parquet, a workbook (of several sheets the one
    called `sheet`, where `layout` names none), Stata or SPSS, told apart by their bytes; `-` is
    standard input. An official form that was filled in is read by its headings. Without `wait` what
    is said of a single large file may be assumed: what is read of it counts once it is `checked`.
    `scratch` is a folder for what has to be unpacked or tidied. Raises SurveyError when a file
    cannot be opened or read, files have not the same columns, or a form has faults, unless it may
    be `faulty`.
    """
    layout = layout or Layout()
    spelling = Spelling(layout.decimal_sign, layout.thousands)
    files = [(path, file) for path in paths for file in matching(path)]
    names = _names([file for _, file in files])
    surveys = []
    for index, ((path, file), name) in enumerate(zip(files, names, strict=True)):
        folder = scratch / f"file-{index}"
        folder.mkdir()
        settled = wait or len(files) > 1 or file != path
        stamps = {} if is_elsewhere(file) else {Path(file): stamp_of(Path(file))}
        with unchanged(stamps, name):
            survey = _open(file, name, folder, sheet, layout, wait=settled)
        survey = replace(survey, stamps=stamps)
        surveys.append(survey if file == path else _with_keys(survey, file))
    survey = surveys[0] if len(surveys) == 1 else one_survey(surveys, spelling)
    if not faulty:
        require_sound_forms([survey])
    return replace(survey, spelling=spelling)


def require_sound_forms(surveys: Sequence[Survey]) -> None:
    """Raise SurveyError, with all of them, where surveys are forms that have faults."""
    problems = [problem for survey in surveys for problem in form_problems(survey)]
    if problems:
        name = surveys[0].name
        raise SurveyError(NOT_AS_ASKED(file=name), problems, name)


def _names(files: Sequence[str]) -> list[str]:
    """Return what to call each file: its name, or its path where names are the same."""
    names = [
        INPUT_NAME() if file == STANDARD_INPUT else encodable(Path(file).name) for file in files
    ]
    return [
        name if names.count(name) == 1 else encodable(file)
        for file, name in zip(files, names, strict=True)
    ]


def _open(  # noqa: PLR0913 -- the file, how to read it, and where to put what that takes
    path: str, name: str, scratch: Path, sheet: str, layout: Layout, *, wait: bool
) -> Survey:
    encoding = layout.encoding
    if scheme_of(path):
        refuse_layout(name, layout, sheet)
        return replace(_worded_parquet(path, name, encoding), sources=(path,))
    try:
        file = local_file(path, name, scratch)
        survey = _open_local(file, name, scratch, sheet, layout, wait=wait)
    except OSError as error:
        if error.errno in FULL:
            raise scratch_full(error) from None
        wrong = message("survey.system", "cannot be read: {why}", why=why_unread(error, path))
        raise unreadable(name, wrong, "") from None
    return replace(survey, sources=(file,))


def _open_local(  # noqa: PLR0913 -- as above
    file: Path, name: str, scratch: Path, sheet: str, layout: Layout, *, wait: bool
) -> Survey:
    encoding = layout.encoding
    file = unpacked(readable(file, scratch), name, scratch)
    start = beginning(file)
    if start.startswith(_PARQUET) and not may_be_table(start):
        return _worded_parquet(file, name, encoding)
    if start.startswith((ZIP, OLE)):
        from mdpoverty.questionnaire.recognition import (  # noqa: PLC0415 -- of workbooks alone
            read_filled,
        )

        filled = read_filled(file, name, layout, sheet, scratch)
        survey = survey_of_rows(name, filled.rows)
        survey = replace(survey, with_members=filled.with_members)
        return worded(survey, encoding, _WORKBOOK())
    refuse_layout(name, layout, sheet)
    if stata_release(start) is not None or is_spss(start):
        return _open_statistical(file, name, start, encoding)
    refuse_documents(start, name)
    text = as_utf8(file, name, encoding, scratch)
    if text != file:
        refuse_documents(beginning(text), name)
    survey = survey_of_rows(name, read_delimited(text, name, scratch, wait=wait))
    return worded(survey, encoding if text == file else None, None)


def _open_statistical(file: Path, name: str, start: bytes, encoding: str | None) -> Survey:
    """Return the survey in a file of Stata or SPSS; `encoding` is that of an older one."""
    release = stata_release(start)
    bytewise = release is not None and release < STATA_UNICODE
    letters = encoding if encoding and is_legacy(encoding) and not bytewise else None
    read = read_spss if release is None else read_stata
    frame = read(file, name, None if letters else encoding)
    kind = _SPSS_FILE if release is None else _STATA_FILE
    return worded(survey_of(frame, name), letters, kind())


def worded(survey: Survey, encoding: str | None, kind: Message | None) -> Survey:
    """Return a survey that was read as Unicode with its text as it is meant.

    `kind` is what a file is that says its own encoding. Raises SurveyError where text is in another
    encoding than it should be.
    """
    if encoding is None:
        refuse_legacy(survey)
    elif is_legacy(encoding):
        found = in_unicode(survey, encoding)
        if found is None:
            refuse_encoding(survey.name, encoding, kind)
        else:
            survey = found
    elif kind is not None:
        refuse_encoding(survey.name, encoding, kind)
    warning = lost_accents(survey)
    return replace(survey, notes=(*survey.notes, warning)) if warning else survey


def _worded_parquet(file: Path | str, name: str, encoding: str | None) -> Survey:
    survey = _open_parquet(file, name)
    with damage_named([survey]):
        return worded(survey, encoding, _PARQUET_FILE())


def _open_parquet(file: Path | str, name: str) -> Survey:
    """Return the survey in a Parquet file, here or in a store on a network."""
    odd: dict[str, str] = {}
    with _damage(name, file):
        texts = require_sound(file) if isinstance(file, Path) else {}
        frame = pl.scan_parquet(file, glob=False, hive_partitioning=False)
        rows = int(frame.select(pl.len()).collect().item())
        schema = frame.collect_schema()
        times = [column for column, dtype in schema.items() if dtype == pl.Time]
        if times and isinstance(file, Path):
            odd = times_of_no_day(file, times)
    # Told once for many rows: read in a moment, and worked on for hours.
    if any(text.longest > LONGEST for text in texts.values()):
        wrong = message("survey.long-cells", "has cells of more than {limit} bytes", limit=LONGEST)
        advice = message("survey.long-cells-advice", "shorten them, or remove their column")
        raise unreadable(name, wrong, advice)
    with _damage(name, file):
        repeats = isinstance(file, Path) and too_long(file, texts, rows)
    if repeats:
        raise text_repeats(name)
    survey = survey_of(frame, name)
    kinds = {column: pl.Extension(kind, pl.Null()) for column, kind in odd.items()}
    survey = replace(survey, schema={**survey.schema, **kinds})
    # What holds no cells is refused where it is asked for; the engine may not be able to read it.
    no_cells = [column for column, dtype in survey.schema.items() if not is_of_cells(dtype)]
    frame = survey.frame.with_columns(pl.lit(None).alias(column) for column in no_cells)
    return replace(survey, frame=frame, rows=rows, parquet={name: file})


@contextmanager
def damage_named(surveys: Sequence[Survey]) -> Iterator[None]:
    """Raise SurveyError where a file proves to be damaged while its rows are read.

    An engine that meets a Parquet file that is may fail in any way, so these are looked through
    once it has failed. Where none is found, a panic of the engine is still about a file.
    """
    try:
        yield
    except (MdpovertyError, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:
        for name, file in (found for survey in surveys for found in survey.parquet.items()):
            with _damage(name, file):
                for _ in batches(pl.scan_parquet(file, glob=False)):
                    pass
        if surveys and isinstance(error, pl.exceptions.PanicException):
            raise _given_up([survey.name for survey in surveys]) from None
        raise


def _given_up(names: Sequence[str]) -> SurveyError:
    """Return the error that the engine cannot work on files, and does not say why."""
    headline = message(
        "survey.given-up", "{files} cannot be read to the end: the engine failed", files=names
    )
    wrong = message("survey.may-be-damaged", "may be damaged")
    advice = message(
        "survey.given-up-advice", "save it again, or save it as CSV. If that fails too, report it"
    )
    return SurveyError(headline, [Problem(name, wrong, advice=advice) for name in names])


@contextmanager
def _damage(name: str, file: Path | str) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, MemoryError):
        raise
    except GrowsError as error:
        raise grows(name, *error.args) from None
    except BaseException as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the system's
        if isinstance(file, str):
            raise unreachable(file) from None
        raise damaged(name, "Parquet", _WRITE_AGAIN()) from None


def _with_keys(survey: Survey, file: str) -> Survey:
    """Return the survey with the keys of the partition folders that its file is in, as columns.

    A column of the file's own counts before a key of the same name.
    """
    keys = {key: value for key, value in keys_of(file).items() if key not in survey.schema}
    if not keys:
        return survey
    refuse_reserved(keys, survey.name)
    cells = {key: pl.lit(value, dtype=pl.String) for key, value in keys.items()}
    schema = {**survey.schema, **dict.fromkeys(keys, pl.String())}
    return replace(survey, schema=schema, frame=survey.frame.with_columns(**cells), quoted=True)
