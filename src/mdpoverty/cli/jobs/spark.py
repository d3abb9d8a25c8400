"""Carrying out commands with `--engine spark`: folders in, folders out, the same words."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from mdpoverty.api.classify import require_plain
from mdpoverty.cli.console import standard_note
from mdpoverty.cli.inputs import applied, chosen, reading_of
from mdpoverty.cli.jobs import classify as classifying
from mdpoverty.cli.jobs import diff as diffing
from mdpoverty.cli.jobs import summarize as summarizing
from mdpoverty.cli.jobs.accounts import reading_notes, require_csv, say_notes
from mdpoverty.cli.jobs.spark_session import work_on
from mdpoverty.comparison.result import Differing
from mdpoverty.files.output import destination
from mdpoverty.files.writing import format_of
from mdpoverty.reading.assemble import assemble_both
from mdpoverty.run.refused import SUMMARISED, WRITTEN
from mdpoverty.spark.folders import write
from mdpoverty.spark.plans import compared, counted_cells, write_profile
from mdpoverty.standards.library import load_standard
from mdpoverty.statistics.counts import counting, of_cells
from mdpoverty.statistics.estimates import summary
from mdpoverty.statistics.request import cutoffs_of, require_groups


def classify_on_spark(request: classifying.Request, master: str | None) -> int:
    """Classify as requested, and return how many households are undetermined."""
    assert request.output is not None
    output = (request.output, request.output_format)
    with work_on(request.given, master, output, request.rejects) as work:
        assert work.output is not None
        opened = work.opened()
        standard, why = chosen(request.given, opened)
        reading = reading_of(request.given, opened, standard)
        if not request.quiet:
            say_notes([standard_note(standard, why), *reading_notes(reading, None)], set())
        watch = work.watch()
        found = write_profile(watch.on(reading), *work.output, keep_all=request.keep_all)
        passed = watch.passed(None, found, reading, work.rejects, WRITTEN)
    if not request.quiet:
        work.say_accounts(reading, passed, "written")
    return passed.undetermined


def diff_on_spark(request: diffing.Request, master: str | None) -> int:
    """Compare as requested, and return how many households' class differs."""
    assert request.standards is not None
    one, other = (load_standard(named) for named in request.standards)
    as_json = request.output_format == "json"
    path = None if as_json else request.output
    output = (path, request.output_format) if path is not None else None
    require_plain(request.by)
    with work_on(request.given, master, output, request.rejects) as work, ExitStack() as stack:
        reading, second = assemble_both(work.opened(), one, other)
        diffing.require_groups_of(reading.survey, request.by)
        if not request.quiet:
            notes = [standard_note(one, "before"), standard_note(other, "after")]
            say_notes([*notes, *reading_notes(reading, None)], set())
        watch = work.watch()
        compared_rows, measured = stack.enter_context(
            compared(
                watch.on(reading), second, request.by, every=request.every, kept=output is not None
            )
        )
        passed = watch.passed(compared_rows, measured, reading, work.rejects, WRITTEN)
        if work.output is not None:
            write(passed.result.rows, *work.output)
        found = Differing(one.id, other.id, request.by, passed.result.cells)
        if as_json:
            file = stack.enter_context(destination(request.output, work.scratch))
            diffing.write_object(found, file)
    if not request.quiet:
        work.say_accounts(reading, passed, "compared")
    if not as_json or request.output not in (None, "-"):
        from mdpoverty.cli.views.diff import show_diff  # noqa: PLC0415 -- only for readers

        show_diff(found, None, request.lang)
    return found.changed


def summarize_on_spark(request: summarizing.Request, master: str | None) -> int:
    """Summarise as requested, and return how many households are undetermined."""
    require_csv([format_of(request.output or "-", request.output_format)], bom=request.bom)
    require_plain(request.asked.groups)
    with work_on(request.given, master, None, request.rejects) as work, ExitStack() as stack:
        opened = work.opened()
        standard, why = applied(request.given, opened)
        cutoffs = cutoffs_of(request.cutoffs, request.identify, standard)
        asked = replace(request.asked, cutoffs=cutoffs)
        reading = counting(reading_of(request.given, opened, standard), asked)
        require_groups(asked, reading.survey.schema)
        if not request.quiet:
            say_notes([standard_note(standard, why), *reading_notes(reading, None)], set())
        watch = work.watch()
        cells, measured = counted_cells(watch.on(reading), asked)
        passed = watch.passed(cells, measured, reading, work.rejects, SUMMARISED)
        counted = of_cells(passed, reading)
        found = summary(counted.result, standard, asked)
        summarizing.deliver(request, found, standard, stack, work.scratch)
    if not request.quiet:
        summarizing.say_after(reading, counted, found, work.reject_names)
    return counted.undetermined
