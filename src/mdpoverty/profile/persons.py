"""Files of persons that were written: a row is a person, with the class of the household."""

from __future__ import annotations

from collections.abc import Sequence

from mdpoverty.codebook import BOOLEANS, CHOOSING, KEYS, Variable, variables
from mdpoverty.errors import Problem, UsageError
from mdpoverty.language.messages import message
from mdpoverty.profile.written import CLASS
from mdpoverty.reading.assemble import Opened, assemble
from mdpoverty.reading.reading import Reading
from mdpoverty.standards.model import Standard
from mdpoverty.survey.cells import require_cells
from mdpoverty.survey.survey import Survey

_TELLING = (*KEYS, "standard", "class", "basis")  # what tells such a file


def has_person_rows(survey: Survey) -> bool:
    """Return whether a survey is a file of persons that was written, whose classes are decided."""
    return survey.origins is None and all(name in survey.schema for name in _TELLING)


def assembled(opened: Opened, standard: Standard, *, years: Sequence[int] | None = None) -> Reading:
    """Return what `standard` reads of a survey, a profile, a list, or a file of persons.

    Raises as `assemble` does, and UsageError where the members of a file of persons are given.
    """
    survey = opened.survey
    if opened.using is not None or not has_person_rows(survey):
        return assemble(opened, standard, years=years, lists=True)
    if opened.members is not None:
        wrong = message(
            "profile.rows-are-persons", "the rows of {survey} are persons", survey=survey.name
        )
        advice = message("profile.leave-members-out", "remove --members")
        headline = message("profile.members-twice", "the members are given twice")
        raise UsageError(headline, [Problem("--members", wrong, advice=advice)])
    household, member = variables("household"), variables("member")
    found = {name: member[name] for name in KEYS} | {"class": CLASS}
    weight = ("weight",) if "weight" in survey.given else ()
    found |= {name: household[name] for name in weight}
    found |= {n: each for n, each in CHOOSING.items() if n in survey.given}
    answers = [name for name in standard.indicators if name in survey.given]
    found |= {n: Variable(n, "household", "boolean", codes=BOOLEANS) for n in answers}
    require_cells(survey, found)
    required = (*KEYS, "class", *weight)
    return Reading(survey, standard, found, required, None, (standard,), keys=KEYS)
