"""Carrying out `mdpoverty diff`: open, compare, deliver the households and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from mdpoverty import exit_codes
from mdpoverty.background import apart
from mdpoverty.cli.choice import Choice, years_apart
from mdpoverty.cli.commands.diff import Diff
from mdpoverty.cli.engine import FOLDER_FORMATS, on_spark
from mdpoverty.cli.inputs import (
    groups_in,
    read_files,
    rejects_written,
    require_csv,
    require_profiles_alone,
    standard_files,
)
from mdpoverty.cli.labelled import for_people, require_for_people
from mdpoverty.cli.notes import (
    AFTER,
    BEFORE,
    COMPARED,
    households_in,
    reading_notes,
)
from mdpoverty.cli.session import Session, begun
from mdpoverty.cli.views.diff import show_diff, write_object
from mdpoverty.cli.words_for_people import diff_words
from mdpoverty.comparison.alike import unmet_ids
from mdpoverty.comparison.profiles import compare_profiles, missing_columns, read_both
from mdpoverty.comparison.rate_errors import SamplingErrors
from mdpoverty.comparison.result import Differing, differing
from mdpoverty.comparison.surveys import compare_rows
from mdpoverty.comparison.transitions import Compared
from mdpoverty.errors import Problem, UsageError
from mdpoverty.files.labelled import Words
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.paths import STANDARD_INPUT, matching
from mdpoverty.files.table_form import Form, format_of
from mdpoverty.files.writing import write
from mdpoverty.language.messages import Message, Phrase, message, plural
from mdpoverty.profile.written import values_of
from mdpoverty.reading.assemble import Opened, assemble_both
from mdpoverty.reading.reading import Reading
from mdpoverty.run.account import Account
from mdpoverty.run.passes import Passed
from mdpoverty.run.rejects import write_refused
from mdpoverty.standards.library import load_standard
from mdpoverty.survey.place_names import alike_in
from mdpoverty.survey.survey import Survey

_TWO = 2


_ARGUMENTS = Phrase("cli.before-after-argument", "BEFORE AFTER")
_SHEET = Phrase("cli.diff-sheet", "diff")  # of a workbook


def carry_out(asked: Diff) -> int:
    """Compare as asked, and return the exit code."""
    table = asked.table
    as_json = table.output_format == "json"  # one object, which is no folder
    unfit = {
        "BEFORE AFTER": asked.before is None and asked.after is None,
        "--output": table.output == STANDARD_INPUT and not as_json,
        "--format": table.output_format not in (None, *FOLDER_FORMATS) and not as_json,
        "--labelled": table.labelled,
        **asked.csv.given,
    }
    if on_spark(asked, unfit):
        found = _differing_on_spark(asked, as_json=as_json)
    else:
        _refuse(asked)
        found = _differing(asked)
    return exit_codes.GATE if asked.exit_code and found.changed else exit_codes.SUCCESS


def _refuse(asked: Diff) -> None:
    paths = [path for path in asked.survey for path in matching(path)]
    if (asked.before is None) != (asked.after is None):
        raise UsageError(
            message(
                "cli.from-and-to", "--from and --to go together: the standards before and after"
            )
        )
    if not asked.standards:
        _require_two(paths)
        require_profiles_alone(paths, asked.reading, asked.rejects)
    kinds = [format_of(asked.table.output or "-", asked.table.output_format)]
    require_csv(kinds, csv=asked.csv)
    require_for_people(asked.table, kinds)
    rejects = rejects_written(asked.rejects, message("cli.what-differs", "what differs"))
    read = [
        *read_files(asked.survey, asked.reading),
        *standard_files("--from", asked.before),
        *standard_files("--to", asked.after),
    ]
    refuse_overwriting(
        read, [("--output", asked.table.output), ("--record", asked.record), *rejects]
    )


def _require_two(paths: list[str]) -> None:
    if len(paths) != _TWO:
        problem = Problem(
            _ARGUMENTS(),
            plural("cli.files", "{count} file", "{count} files", count=len(paths)),
            message("cli.survey-or-profiles", "a survey with --from and --to, or two profiles"),
        )
        raise UsageError(message("cli.what-to-compare", "cannot tell what to compare"), [problem])


def _words(asked: Diff) -> Words:
    return diff_words(asked.lang.value, *map(load_standard, asked.standards or ()))


def _differing(asked: Diff) -> Differing:
    """Compare, and deliver what differs."""
    kind = format_of(asked.table.output or "-", asked.table.output_format)
    with begun(asked.saying, asked.record) as session:
        file = None if asked.table.is_shown else session.file(asked.table.output)
        rows, form = session.scratch / "rows.parquet", Form("parquet", session.scratch)
        if file and kind != "json":
            rows, form = file, session.form(kind, csv=asked.csv, sheet=_SHEET())
            rows, form = for_people((rows, form), asked.table, lambda: _words(asked), asked.csv)

        def deliver(plan: pl.LazyFrame) -> None:
            write(plan, rows, form)

        if asked.standards:
            found = _of_survey(asked, asked.standards, deliver, session)
        else:
            found = _of_profiles(asked, deliver, session)
        if file and kind == "json":
            write_object(found, file)
        if not file or asked.table.output not in (None, "-"):
            shown = None if file else pl.scan_parquet(rows, glob=False)
            show_diff(found, shown, asked.lang.value)
    return found


def _of_survey(
    asked: Diff,
    standards: tuple[str, str],
    deliver: Callable[[pl.LazyFrame], None],
    session: Session,
) -> Differing:
    one, other = (load_standard(named) for named in standards)
    files = session.opened(asked.survey, asked.reading)
    if (form := files.survey.form) not in (None, one.id, other.id):
        raise UsageError(
            message(
                "cli.form-of-one-standard",
                "{file} is the filled-in form of {form}, which no other standard reads: classify "
                "each round with that standard, and compare the two profiles",
                file=files.survey.name,
                form=form,
            )
        )
    rejects = session.rejects(asked.rejects, files, csv=asked.csv)

    def compare(found: Opened) -> tuple[Reading, tuple[str, ...], Passed[Compared[None]]]:
        first, second = assemble_both(found, one, other)
        groups = groups_in(first.survey, asked.groups)
        _note(session, first, second, found)
        passed = session.watched(
            first.survey,
            lambda advance: compare_rows(
                first,
                second,
                deliver,
                by=groups,
                every=asked.every,
                refuse=bool(rejects),
                progress=advance,
                begin=session.made_by.passes,
            ),
        )
        return first, groups, passed

    first, groups, passed = session.settled(compare, files, by_first_rows=True)
    write_refused(rejects, passed, asked.lang.value)
    session.account(first, passed, COMPARED())
    compared = differing(one.id, other.id, groups, passed.result)
    session.conclude(_open_errors(compared.errors))
    return compared


def _open_errors(errors: SamplingErrors | None) -> Iterator[Message]:
    """Yield why rates have no standard error, though the survey has a design."""
    if errors is None:
        return
    if errors.undrawn:
        yield plural(
            "cli.rates-undrawn",
            "{count} household has no stratum or psu: rates have no standard error. Fill in the "
            "blank cells",
            "{count} households have no stratum or psu: rates have no standard error. Fill in the "
            "blank cells",
            count=errors.undrawn,
        )
    if errors.singles:
        yield plural(
            "cli.rates-single-units",
            "{count} stratum has only one sampling unit: rates have no standard error. Merge it "
            "with a similar stratum",
            "{count} strata have only one sampling unit: rates have no standard error. Merge them "
            "with similar strata",
            count=errors.singles,
        )


def _note(session: Session, first: Reading, second: Reading, files: Opened | None) -> None:
    """Say what is compared."""
    apart = years_apart(files) if files else None
    choice = Choice(second.standard, AFTER(), apart=apart)
    session.apply(Choice(first.standard, BEFORE()), choice)
    session.note(reading_notes(first, files.using if files else None))


def _of_profiles(
    asked: Diff, deliver: Callable[[pl.LazyFrame], None], session: Session
) -> Differing:
    paths = [path for pattern in asked.survey for path in matching(pattern)]
    surveys = [session.survey([path], asked.reading.text, "profile") for path in paths]
    names = (surveys[0].name, surveys[1].name)

    def compare(found: Sequence[Survey]) -> tuple[tuple[str, ...], Compared[None]]:
        before, after = read_both(*found)
        groups = groups_in(after.survey, groups_in(before.survey, asked.groups))
        both = [
            (each.survey.name, values_of(each, names=["household_id"])) for each in (before, after)
        ]
        session.note(unmet_ids(both[0], both[1]), alike_in(found))
        session.note(missing_columns(before, after))
        done = compare_profiles(before, after, deliver, by=groups, every=asked.every)
        return groups, done

    groups, done = apart(lambda: session.settled_all(compare, surveys))
    session.made_by.counted([Account(done.before, 0), Account(done.after, 0)])
    session.conclude(map(households_in, names, (done.before, done.after)))
    return differing(*names, groups, done)


def _differing_on_spark(asked: Diff, *, as_json: bool) -> Differing:
    """Compare on Spark, and deliver what differs: the households as a folder."""
    from mdpoverty.api.classify import require_plain  # noqa: PLC0415 -- loads Spark
    from mdpoverty.cli.spark import work_on  # noqa: PLC0415 -- as above
    from mdpoverty.spark.folders import write as write_folder  # noqa: PLC0415 -- as above
    from mdpoverty.spark.plans import compared  # noqa: PLC0415 -- as above

    assert asked.standards is not None
    one, other = (load_standard(named) for named in asked.standards)
    path = None if as_json else asked.table.output
    output = (path, asked.table.output_format) if path is not None else None
    require_plain(asked.groups)
    with begun(asked.saying, asked.record) as session:
        work = session.enter(work_on(session, asked, output))
        first, second = assemble_both(work.opened(), one, other)
        groups = groups_in(first.survey, asked.groups)
        _note(session, first, second, None)
        passed = work.watched(
            first,
            lambda rows: session.enter(
                compared(rows, second, groups, every=asked.every, kept=work.output is not None)
            ),
        )
        if work.output is not None:
            write_folder(passed.result.rows, *work.output)
        found = differing(one.id, other.id, groups, passed.result)
        if as_json:
            write_object(found, session.file(asked.table.output))
        session.account(first, passed, COMPARED())
        session.conclude(_open_errors(found.errors))
        if not as_json or asked.table.output not in (None, "-"):
            show_diff(found, None, asked.lang.value)
    return found
