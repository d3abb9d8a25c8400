"""Why a row is refused: one list of checks, each an expression that says which rows fail it."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from types import MappingProxyType

import narwhals as nw

from mdpoverty.codebook import (
    GROUPS,
    HOUSEHOLD_SIZE,
    MADE_BY,
    Variable,
    all_variables,
    column_called,
    in_line,
)
from mdpoverty.errors import plain
from mdpoverty.language.messages import Named, Phrase, message
from mdpoverty.questionnaire.form import folded
from mdpoverty.reading.cell_checks import cell_checks
from mdpoverty.reading.failing import REFUSED_MEMBER, Check, certain
from mdpoverty.reading.identity import (
    UNITS,
    changed_codes,
    changed_ids,
    changed_where_repeated,
    lost_digits,
    senseless_in,
)
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import NO_DATE

OLDEST = 120  # years that anybody lives
_NOTHING_KNOWN: Mapping[str, Variable] = MappingProxyType({})

# Columns that a roster adds to its households.
MEMBERS = "_members"  # how many rows the household has
MEMBERS_REFUSED = "_members_refused"  # how many of them are refused
GIVEN_SIZE = "_given_size"  # household_size as the survey says it

OTHER_SIZE = Phrase("reading.other-size", "is not the number of member rows of the household")
MADE_AGAIN = Phrase(
    "reading.classify-again",
    "name the threshold file that made the profile (--standard FILE), or classify the survey again",
)


def household_checks(
    survey: Survey,
    variables: Mapping[str, Variable],
    required: Sequence[str],
    repeated: nw.Expr | None,
) -> list[Check]:
    """Return the checks of a household's row.

    `variables` are those that are read, `required` those of them that may not be blank;
    `repeated` says which ids are on several rows, None for none.
    """
    changed = [(each, certain(each.found)) for each in changed_ids(survey)]
    twice = None if repeated is None else certain(repeated)
    if twice is not None:
        changed += [(each, twice & certain(each.found)) for each in changed_where_repeated()]
    checks = [
        Check("household_id", each.wrong, found, "", each.advice, "household_id")
        for each, found in changed
    ]
    if twice is not None:
        unchanged = ~reduce(operator.or_, (found for _, found in changed))
        checks.append(
            Check(
                "household_id",
                message("reading.repeated-household", "appears on more than one row"),
                twice & unchanged,
                message("reading.one-row-a-household", "one row for each household"),
                message(
                    "reading.remove-households",
                    "keep one row for each household: all rows with the same id are refused, "
                    "because it is not clear which is right",
                ),
                "household_id",
            )
        )
    checks += [
        Check(name, each.wrong, certain(each.found), "", each.advice, name)
        for name in (*GROUPS, *UNITS)
        if name in variables and variables[name].type == "text"
        for each in changed_codes(survey, name)
    ]
    checks += cell_checks(survey, variables, required)
    return [as_asked(check, survey, variables) for check in checks]


def made_by_checks(variables: Mapping[str, Variable], standards: Sequence[Standard]) -> list[Check]:
    """Return the checks of what made a row: a standard's id stands for one content alone."""
    if not {*MADE_BY} <= variables.keys():
        return []
    named, made_by = (nw.col(name) for name in MADE_BY)
    here: dict[str, list[str]] = {}
    for standard in standards:
        here.setdefault(standard.id, []).append(standard.short_digest)
    return [
        Check(
            MADE_BY[1],
            message(
                "reading.another-content",
                "is not the digest of the {standard} that is used here",
                standard=name,
            ),
            (
                (named == name) & reduce(operator.and_, (made_by != each for each in digests))
            ).fill_null(value=False),
            message("reading.these-digests", "{digests}", digests=digests),
            MADE_AGAIN(),
            MADE_BY[1],
        )
        for name, digests in here.items()
    ]


def member_checks(
    survey: Survey,
    variables: Mapping[str, Variable],
    required: Sequence[str],
    repeated: nw.Expr | None,
) -> list[Check]:
    """Return the checks of a member's row.

    `variables` are those that are read, `required` those of them that may not be blank;
    `repeated` says which persons are on several rows, None for none.
    """
    checks = [
        Check("person_id", each.wrong, certain(each.found), "", each.advice, "person_id")
        for each in (*lost_digits(survey, "person_id"), *senseless_in("person_id"))
    ]
    if repeated is not None:
        checks.append(
            Check(
                "person_id",
                message("reading.repeated-member", "appears on more than one row of its household"),
                certain(repeated),
                message("reading.one-row-a-member", "one row for each member"),
                message("reading.remove-members", "keep one row for each member"),
                "person_id",
            )
        )
    checks += cell_checks(survey, variables, required)
    return [as_asked(check, survey, variables) for check in checks]


def age_checks(survey: Survey, birth: str, review: str) -> list[Check]:
    """Return the checks that a member was born before a day, and not impossibly long before it."""
    first, last = nw.col(birth), nw.col(review)
    sound = (first != NO_DATE) & (last != NO_DATE)
    late = certain(sound & (first > last))
    old = certain(sound & (last.dt.year() - first.dt.year() > OLDEST + 1))
    advice = message("reading.correct-dates", "correct it, or the day of the review")
    checks = [
        Check(
            birth,
            message("reading.born-later", "is later than the review"),
            late,
            "",
            advice,
            birth,
        ),
        Check(
            birth,
            message("reading.born-long-ago", "is more than {years:d} years ago", years=OLDEST),
            old,
            "",
            advice,
            birth,
        ),
    ]
    return [as_asked(check, survey) for check in checks]


def roster_checks(survey: Survey) -> list[Check]:
    """Return the checks of a household against its members.

    The household has `_given_size`, the size that the survey says, and the counts of `members`.
    """
    checks = [
        Check(
            HOUSEHOLD_SIZE,
            OTHER_SIZE(),
            certain((nw.col(GIVEN_SIZE) >= 1) & (nw.col(GIVEN_SIZE) != nw.col(MEMBERS)))
            & ~certain(nw.col(GIVEN_SIZE).is_nan()),
            message("reading.as-many-members", "as many member rows as household_size says"),
            message("reading.correct-size", "correct household_size, or add or remove member rows"),
            HOUSEHOLD_SIZE,
        ),
        Check(
            "household_id",
            REFUSED_MEMBER(),
            certain(nw.col(MEMBERS_REFUSED) > 0),
            advice=message("reading.correct-member", "correct the member's row"),
            shows="household_id",
        ),
    ]
    return [as_asked(check, survey) for check in checks]


def as_asked(
    check: Check, survey: Survey, variables: Mapping[str, Variable] = _NOTHING_KNOWN
) -> Check:
    """Return the check, its subject as the reader of the survey calls it (`subject_in`).

    Of a form what is allowed are the answers that it offers.
    """
    name = check.subject
    asked = None if name in (survey.origins or {}) else survey.questions.get(name)
    answers = asked.answers if asked and check.allowed else ()
    subject = subject_in(survey, name, variables)
    allowed = in_line(answers) or check.allowed
    return replace(check, subject=subject, allowed=allowed, answers=answers)


def subject_in(
    survey: Survey, name: str, variables: Mapping[str, Variable] = _NOTHING_KNOWN
) -> str:
    """Return a variable as the subject of a sentence: as the reader of the survey calls it.

    It has the columns that a column map takes it from; of a form, and where a heading is called by
    another name, the heading. In Vietnamese it is called by its label, which `variables` have where
    those of the codebook do not say it.
    """
    known = {**all_variables(), **variables}
    label = known[name].label_vi if name in known else ""
    origin = (survey.origins or {}).get(name)
    if origin and origin.columns:
        return message(
            "reading.taken-from",
            "{name} (from {columns})",
            name=Named(name, origin.variable.label_vi or label or name),
            columns=[plain(survey.called(column), 80) for column in origin.columns],
        )
    if name in survey.questions:
        return f"{plain(survey.called(name), 80)} ({name})"
    if name in survey.headings:
        heading = plain(survey.called(name), 80)
        said = heading if folded(heading) == folded(label) else f"{label or name} ({heading})"
        return column_called(f"{heading} ({name})", said)
    if name not in known:
        return name
    return column_called(name, f"{label} ({name})" if label else name)
