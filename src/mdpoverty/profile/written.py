"""Profiles that were written: their classes are decided, and are taken as they stand."""

from __future__ import annotations

from mdpoverty.codebook import Variable
from mdpoverty.errors import Problem, SurveyError, UsageError, plain
from mdpoverty.standards.class_rules import CLASSES, UNDETERMINED, possible_classes
from mdpoverty.standards.library import load_standard, standard_ids
from mdpoverty.standards.model import Standard
from mdpoverty.survey.engine import collected, converted
from mdpoverty.survey.survey import Survey, require_cells

DECIDED = ("class", "basis", "possible_classes")
_COLUMNS = ("household_id", "standard", *DECIDED, "deprived_in")  # what tells a written profile


def is_written(survey: Survey) -> bool:
    """Return whether a survey is a profile that was written: its classes are decided."""
    return survey.origins is None and all(name in survey.schema for name in _COLUMNS)


def standard_of(survey: Survey, named: Standard | None) -> Standard:
    """Return the standard of a written profile.

    Raises SurveyError where it is of several, or of another than is `named`, UsageError where it
    is not shipped and not named.
    """
    variable = Variable("standard", "household", "text")
    require_cells(survey, ["standard"])
    found = converted(survey, {"standard": variable}).select("standard").unique()
    ids = collected(found)["standard"].sort()
    said = ["blank" if name is None else name for name in ids]
    if named is None and len(said) == 1:
        if said[0] in standard_ids():
            return load_standard(said[0])
        wrong = f"the profile is of '{plain(said[0])}', which is not shipped"
        problem = Problem("--standard", wrong, advice="name its threshold file")
        raise UsageError("the standard of the profile is not known", [problem])
    if named is not None and said in ([], [named.id]):
        return named
    problem = Problem(
        "standard",
        f"holds {', '.join(plain(name) for name in said) or 'no rows'}",
        named.id if named else "one standard",
        "summarise each standard's households by themselves; `classify` classifies them again",
    )
    raise SurveyError(f"{survey.name} is no profile of one standard", [problem], survey.name)


def decided_in(standard: Standard) -> dict[str, Variable]:
    """Return the variables of a profile of `standard` that say a household's class."""
    codes = {
        "class": (*CLASSES, UNDETERMINED),
        "basis": tuple(dict.fromkeys(rule.basis for rule in standard.every_rule)),
        "possible_classes": possible_classes(),
    }
    return {name: Variable(name, "household", "code", codes=of) for name, of in codes.items()}
