"""Carrying out `mdpoverty classify`: of one survey, of each file by itself, or on Spark."""

from __future__ import annotations

from mdpoverty import exit_codes
from mdpoverty.cli.choice import chosen
from mdpoverty.cli.commands.classify import Classify, Keep
from mdpoverty.cli.engine import FOLDER_FORMATS, on_spark
from mdpoverty.cli.jobs.classify_one import classify_one, refuse
from mdpoverty.cli.notes import reading_notes
from mdpoverty.cli.session import begun
from mdpoverty.files.paths import STANDARD_INPUT
from mdpoverty.run.refused import WRITTEN


def carry_out(asked: Classify) -> int:
    """Classify as asked, and return the exit code."""
    table = asked.table
    unfit = {
        "--output": table.output in (None, STANDARD_INPUT),
        "--format": table.output_format not in (None, *FOLDER_FORMATS),
        "--output-dir": asked.output_dir is not None,
        "--persons": asked.persons is not None,
        "--database": asked.database.database is not None,
        "--labelled": table.labelled,
        **asked.csv.given,
    }
    if on_spark(asked, unfit):
        undetermined = _classify_on_spark(asked)
    elif asked.output_dir is None:
        refuse(asked)
        undetermined = classify_one(asked).passed.undetermined
    else:
        from mdpoverty.cli.jobs.classify_each import classify_each  # noqa: PLC0415 -- seldom asked

        written, failed, undetermined = classify_each(asked, asked.output_dir)
        if failed:
            return exit_codes.PARTIAL if written else exit_codes.DATA
    return exit_codes.GATE if asked.strict and undetermined else exit_codes.SUCCESS


def _classify_on_spark(asked: Classify) -> int:
    """Classify on Spark, and return how many households are undetermined."""
    from mdpoverty.cli.spark import work_on  # noqa: PLC0415 -- loads Spark
    from mdpoverty.spark.plans import write_profile  # noqa: PLC0415 -- as above

    assert asked.table.output is not None
    output = (asked.table.output, asked.table.output_format)
    with begun(asked.saying, asked.record) as session:
        work = session.enter(work_on(session, asked, output, asked.why))
        assert work.output is not None
        part, kind = work.output
        found = work.opened()
        choice = chosen(asked.which, found)
        reading = choice.reading(found)
        session.apply(choice)
        session.note(reading_notes(reading, None))
        keep_all = asked.keep == Keep.all
        passed = work.watched(
            reading, lambda rows: (None, write_profile(rows, part, kind, keep_all=keep_all))
        )
        session.account(reading, passed, WRITTEN())
        work.say_why(session, passed)
    return passed.undetermined
