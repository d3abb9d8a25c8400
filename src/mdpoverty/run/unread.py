"""Cells that the standard does not read, but other commands do: what no such variable can hold."""

from __future__ import annotations

from collections.abc import Mapping

from mdpoverty.codebook import Variable, review_variables, variables
from mdpoverty.reading.cell_checks import cell_checks
from mdpoverty.reading.checks import as_asked
from mdpoverty.reading.reading import Reading
from mdpoverty.run.refused import Failures, failing
from mdpoverty.survey.engine import converted
from mdpoverty.survey.survey import Survey


def unread_cells(reading: Reading, *, forms: bool) -> list[Failures]:
    """Return the rows with a cell that its variable cannot hold, of variables that are not read.

    They are warned of and not refused: the class of the household does not depend on them. With
    `forms` only those of filled-in forms are looked at, whose every answer is offered, else only
    those of other files.
    """
    of_households = {**variables("household"), **review_variables()}
    looked: list[tuple[Survey, Mapping[str, Variable], Mapping[str, Variable]]]
    looked = [(reading.survey, of_households, reading.variables)]
    if reading.roster is not None:
        looked.append((reading.roster.survey, variables("member"), reading.roster.variables))
    wanted = [each for each in looked if (each[0].form is not None) is forms]
    found = (_failures(survey, known, read) for survey, known, read in wanted)
    return [failures for failures in found if failures.checks]


def _failures(
    survey: Survey, known: Mapping[str, Variable], read: Mapping[str, Variable]
) -> Failures:
    others = {
        name: variable
        for name, variable in known.items()
        if name in survey.given and name not in read
    }
    checks = [as_asked(check, survey, known) for check in cell_checks(survey, others, ())]
    return failing(survey, converted(survey, others, list(survey.schema)), checks)
