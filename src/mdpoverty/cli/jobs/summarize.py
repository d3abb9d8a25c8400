"""Carrying out `mdpoverty summarize`: open, choose the standard, count, estimate, deliver, say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from mdpoverty import exit_codes
from mdpoverty.cli.choice import applied
from mdpoverty.cli.commands.summarize import Summarize
from mdpoverty.cli.engine import on_spark
from mdpoverty.cli.inputs import (
    database_given,
    read_files,
    rejects_written,
    require_csv,
    standard_files,
)
from mdpoverty.cli.labelled import for_people, require_for_people
from mdpoverty.cli.notes import reading_notes
from mdpoverty.cli.session import Session, begun
from mdpoverty.cli.why import WHY_SHEET, say_why, words_of_why
from mdpoverty.errors import Problem, UsageError
from mdpoverty.files.labelled import Words
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.table_form import format_of
from mdpoverty.files.writing import write
from mdpoverty.language.messages import Message, Phrase, message, plural
from mdpoverty.profile.persons import assembled, has_person_rows
from mdpoverty.profile.written import is_decided
from mdpoverty.reading.assemble import Opened
from mdpoverty.reading.reading import Reading
from mdpoverty.run.passes import Passed
from mdpoverty.run.refused import SUMMARISED
from mdpoverty.run.rejects import write_refused
from mdpoverty.statistics.cell_weights import DESIGN
from mdpoverty.statistics.counts import Counted, count, counting, of_cells
from mdpoverty.statistics.cutoffs import cutoffs_of
from mdpoverty.statistics.estimates import Summary, summary
from mdpoverty.statistics.mpitb import mpitb_of
from mdpoverty.statistics.named_columns import with_columns_named
from mdpoverty.statistics.request import (
    Asked,
    ages_of,
    flags_of,
    level_of,
    member_groups_of,
    require_groups,
)

if TYPE_CHECKING:  # which loads Spark
    from mdpoverty.cli.spark import Work


_SHEET = Phrase("cli.summary-sheet", "summary")  # of a workbook


def carry_out(asked: Summarize) -> int:
    """Summarise as asked, and return the exit code."""
    unfit = {
        "--database": asked.database.database is not None,
        "--by-member": bool(asked.figures.by_member),
        "--replicates": asked.figures.replicates is not None,
        "--labelled": asked.table.labelled,
    }
    spark = on_spark(asked, unfit)
    kinds = [format_of(asked.table.output or "-", asked.table.output_format)]
    require_csv(kinds, csv=asked.csv)
    kinds += [format_of(asked.why, None)] if asked.why else []
    require_for_people(asked.table, kinds)
    if not spark:
        _refuse(asked)
    with begun(asked.saying, asked.record) as session:
        work = _work_on_spark(asked, session) if spark else None
        if work:
            reading, request, passed = _count_on_spark(asked, session, work)
        else:
            reading, request, passed = _count(asked, session)
        found = summary(passed.result, reading.standard, request)
        _deliver(asked, found, reading, session)
        session.account(reading, passed, SUMMARISED())
        if work:
            work.say_why(session, passed, complete_cases=request.complete_cases)
        else:
            why = None
            if asked.why:
                words = partial(words_of_why, asked.lang.value, reading.standard)
                target = session.table(asked.why, csv=asked.csv, sheet=WHY_SHEET())
                why = for_people(target, asked.table, words, asked.csv)
            say_why(session, passed, why, complete_cases=request.complete_cases)
        session.conclude(_notes(found, passed, reading))
    return exit_codes.GATE if asked.strict and passed.undetermined else exit_codes.SUCCESS


def _refuse(asked: Summarize) -> None:
    rejects = rejects_written(asked.rejects, message("cli.the-figures", "the figures"))
    database = database_given(asked.survey, asked.database, asked.reading)
    read = [
        *read_files(asked.survey, asked.reading, database),
        *standard_files("--standard", asked.which.standard),
    ]
    refuse_overwriting(
        read,
        [
            ("--output", asked.table.output),
            ("--why", asked.why),
            ("--record", asked.record),
            *rejects,
        ],
    )


def _count(asked: Summarize, session: Session) -> tuple[Reading, Asked, Passed[Counted]]:
    """Count the households of a survey, and write those that are refused."""
    database = database_given(asked.survey, asked.database, asked.reading)
    files = session.opened(asked.survey, asked.reading, database=database)
    rejects = session.rejects(asked.rejects, files, csv=asked.csv)

    def work(found: Opened) -> tuple[Reading, Asked, Passed[Counted]]:
        reading, request = _prepared(asked, found, session)
        passed = session.watched(
            reading.survey,
            lambda advance: count(reading, request, refuse=bool(rejects), progress=advance),
        )
        return reading, request, passed

    reading, request, passed = session.settled(work, files, by_first_rows=True)
    write_refused(rejects, passed, asked.lang.value)
    return reading, request, passed


def _work_on_spark(asked: Summarize, session: Session) -> Work:
    from mdpoverty.api.classify import require_plain  # noqa: PLC0415 -- loads Spark
    from mdpoverty.cli.spark import work_on  # noqa: PLC0415 -- as above

    figures = asked.figures
    named = [*(asked.by or ()), *(figures.each or ()), figures.change, figures.contrast]
    require_plain([*filter(None, named)])
    return session.enter(work_on(session, asked, why=asked.why))


def _count_on_spark(
    asked: Summarize, session: Session, work: Work
) -> tuple[Reading, Asked, Passed[Counted]]:
    from mdpoverty.spark.plans import counted_cells  # noqa: PLC0415 -- loads Spark

    reading, request = _prepared(asked, work.opened(), session)
    cells = work.watched(reading, lambda rows: counted_cells(rows, request), SUMMARISED)
    return reading, request, of_cells(cells, reading, request)


def _prepared(asked: Summarize, files: Opened, session: Session) -> tuple[Reading, Asked]:
    """Return what is read of the files, and which figures are asked for."""
    choice, figures = applied(asked.which, files), asked.figures
    persons = bool(figures.by_member) or has_person_rows(files.survey)
    request = Asked(
        by=tuple(asked.by or ()),
        change=figures.change,
        pairs=figures.pairs,
        contrast=figures.contrast,
        each=tuple(figures.each or ()),
        totals=figures.totals or figures.robustness,
        income=figures.income,
        fpc=figures.fpc,
        replicates=figures.replicates,
        method=figures.method,
        robustness=figures.robustness,
        by_member=member_groups_of(figures.by_member or ()),
        ages=ages_of(figures.ages),
        unit="persons" if persons else figures.unit,
        cutoffs=cutoffs_of(figures.cutoff or (), figures.identify, choice.standard),
        complete_cases=figures.complete_cases,
        single_unit=figures.single_unit,
        interval=figures.ci,
        level=level_of(figures.level),
        flag_cv=flags_of(figures.flag_cv),
        suppress_below=figures.suppress_below,
        bounds=figures.bounds,
    )
    if asked.why and has_person_rows(files.survey):
        wrong = message(
            "cli.persons-without-why",
            "the rows of {survey} are persons, and --why is about households",
            survey=files.survey.name,
        )
        advice = message("cli.why-of-households", "use --why with classify")
        headline = message("cli.no-why-of-persons", "cannot say why households are undetermined")
        raise UsageError(headline, [Problem("--why", wrong, advice=advice)])
    reading = assembled(files, choice.standard, years=choice.years)
    request = with_columns_named(request, reading.survey)
    reading = counting(reading, request)
    require_groups(request, reading.survey.columns)
    session.apply(choice)
    session.note(reading_notes(reading, files.using))
    return reading, request


def _deliver(asked: Summarize, found: Summary, reading: Reading, session: Session) -> None:
    """Show the figures on a terminal, or write them."""
    if asked.table.is_shown:
        from mdpoverty.cli.views.summarize import show_summary  # noqa: PLC0415 -- only on a terminal

        show_summary(found, reading.standard, asked.lang.value)
        return
    target = session.table(
        asked.table.output, asked.table.output_format, csv=asked.csv, sheet=_SHEET()
    )
    own = found.table.select(found.asked.columns)
    table = mpitb_of(found, reading.standard) if asked.figures.layout == "mpitb" else own
    words = partial(_words, asked, found, reading)
    write(table.lazy(), *for_people(target, asked.table, words, asked.csv))


def _words(asked: Summarize, found: Summary, reading: Reading) -> Words:
    from mdpoverty.cli.words_for_people import mpitb_words, summary_words  # noqa: PLC0415 -- slow

    if asked.figures.layout == "mpitb":
        groups = [name for name in found.asked.groups if name != found.asked.change]
        return mpitb_words(asked.lang.value, reading.standard, groups)
    persons = reading.has_person_rows
    return summary_words(asked.lang.value, reading.standard, of_persons=persons)


def _notes(found: Summary, passed: Passed[Counted], reading: Reading) -> Iterator[Message]:
    """Yield what a reader of the figures should know."""
    counted = passed.result
    if reading.has_person_rows and passed.undetermined:
        any_class = message(
            "cli.persons-of-any-class",
            " The file does not say of which classes each may be (classify --persons FILE --keep "
            "all writes that): each counts as one of any",
        )
        yield plural(
            "cli.persons-undetermined",
            "{count} household is undetermined: classify says why.{any_class}",
            "{count} households are undetermined: classify says why.{any_class}",
            count=passed.undetermined,
            any_class="" if "possible_classes" in reading.variables else any_class,
        )
    if found.asked.complete_cases:
        yield plural(
            "cli.complete-cases",
            "--complete-cases: {count} household with an unknown indicator is left out",
            "--complete-cases: {count} households with an unknown indicator are left out",
            count=counted.left_out,
        )
    if found.opened:
        told = found.asked.complete_cases or reading.has_person_rows
        leaving_out = message(
            "cli.leave-out-open",
            "; --complete-cases leaves out households with an unknown indicator",
        )
        yield plural(
            "cli.figures-open",
            "{count} figure is blank because answers are unknown. --bounds shows its "
            "range{leaving_out}",
            "{count} figures are blank because answers are unknown. --bounds shows "
            "the ranges of most{leaving_out}",
            count=found.opened,
            leaving_out="" if told else leaving_out,
        )
    if not counted.designed and reading.has_person_rows:
        yield message(
            "cli.persons-of-register",
            "no weight, stratum or psu: this counts as a register of every person, without "
            "standard errors. Of a sample, add these columns of the households (classify --persons "
            "FILE --keep all carries them)",
        )
    elif not counted.designed:
        yield message(
            "cli.taken-as-register",
            "no weight, stratum or psu: this counts as a register of every household, "
            "without standard errors",
        )
    elif found.asked.replicates is None and not any(name in reading.variables for name in DESIGN):
        kept = message("cli.keep-all-carries", " (classify --keep all carries them)")
        yield message(
            "cli.taken-as-drawn",
            "no stratum or psu{kept}: each household counts as one sampling unit",
            kept=kept if is_decided(reading) else "",
        )
    if found.unrepeated:
        yield plural(
            "cli.figures-unrepeated",
            "{count} figure has no standard error: it cannot be computed with every replicate "
            "weight, for example because one is 0 for all its households",
            "{count} figures have no standard error: they cannot be computed with every "
            "replicate weight, for example because one is 0 for all their households",
            count=found.unrepeated,
        )
    if found.singles:
        yield plural(
            "cli.single-units",
            "{count} stratum has only one sampling unit: its figures have no standard "
            "error unless you use --single-unit",
            "{count} strata have only one sampling unit: their figures have no "
            "standard error unless you use --single-unit",
            count=found.singles,
        )
