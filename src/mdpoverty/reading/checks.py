"""Why a row is refused: one list of checks, each an expression that says which rows fail it."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import narwhals as nw
import polars as pl

from mdpoverty.codebook import HOUSEHOLD_SIZE, MADE_BY, Variable
from mdpoverty.errors import Place, Problem, plain
from mdpoverty.files.rows import FAULT, FAULT_VALUE, FAULTS
from mdpoverty.language.messages import Message, Phrase, message
from mdpoverty.reading.identity import changed_ids, changed_where_repeated
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import Survey
from mdpoverty.survey.values import NO_DATE, UNREADABLE

OLDEST = 120  # years that anybody lives
REFUSED = "_refused"  # of a row: whether it fails a check

# Columns that a roster adds to its households.
MEMBERS = "_members"  # how many rows the household has
MEMBERS_REFUSED = "_members_refused"  # how many of them are refused
GIVEN_SIZE = "_given_size"  # household_size as the survey says it

_ROW = Phrase("reading.row", "row")
PLAIN_NUMBER = Phrase(
    "reading.write-number",
    "write digits and one decimal sign, such as 1500000 or 52.5 (52,5 with "
    "--decimal ,). For separators of thousands use --thousands. A column map "
    "can round longer numbers.",
)
PLAIN_WHOLE = Phrase(
    "reading.write-whole-number", "write digits, such as 4 (with --decimal , also 4,0)"
)
MADE_AGAIN = Phrase(
    "reading.classify-again",
    "name the threshold file that made the profile (--standard FILE), or classify the survey again",
)
CORRECT = Phrase("reading.correct", "correct it")
OR_BLANK = Phrase(
    "reading.correct-or-blank",
    "correct it, or leave the cell blank where the answer is unknown",
)


@dataclass(frozen=True)
class Check:
    """One way in which a row can be wrong: whose cell, what, and the rows that fail it.

    `failed` is true or false, never null; `shows` names the column whose cell is worth showing.
    """

    subject: str
    wrong: str
    failed: nw.Expr
    allowed: str = ""
    advice: str = ""
    shows: str | None = None

    @property
    def in_words(self) -> str:
        """Whose cell is wrong, and what, in one English sentence: the text of a table's cell."""
        return f"{self.subject} {self.wrong}"

    def problem(self, count: int, places: Sequence[Place], file: str) -> Problem:
        """Return the problem that `count` rows of a file have, of which `places` are the first."""
        allowed, advice = self.allowed, self.advice
        return Problem(self.subject, self.wrong, allowed, advice, count, tuple(places), file)


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
    changed = [(each, _certain(each.found)) for each in changed_ids(survey)]
    twice = None if repeated is None else _certain(repeated)
    if twice is not None:
        changed += [(each, twice & _certain(each.found)) for each in changed_where_repeated()]
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
    checks += cell_checks(survey, variables, required)
    return [_as_asked(check, survey) for check in checks]


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
    checks = []
    if repeated is not None:
        checks.append(
            Check(
                "person_id",
                message("reading.repeated-member", "appears on more than one row of its household"),
                _certain(repeated),
                message("reading.one-row-a-member", "one row for each member"),
                message("reading.remove-members", "keep one row for each member"),
                "person_id",
            )
        )
    checks += cell_checks(survey, variables, required)
    return [_as_asked(check, survey) for check in checks]


def age_checks(survey: Survey, birth: str, review: str) -> list[Check]:
    """Return the checks that a member was born before a day, and not impossibly long before it."""
    first, last = nw.col(birth), nw.col(review)
    sound = (first != NO_DATE) & (last != NO_DATE)
    late = _certain(sound & (first > last))
    old = _certain(sound & (last.dt.year() - first.dt.year() > OLDEST + 1))
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
    return [_as_asked(check, survey) for check in checks]


def roster_checks() -> list[Check]:
    """Return the checks of a household against its members.

    The household has `_given_size`, the size that the survey says, and the counts of `members`.
    """
    return [
        Check(
            HOUSEHOLD_SIZE,
            message("reading.other-size", "is not the number of member rows of the household"),
            _certain((nw.col(GIVEN_SIZE) >= 1) & (nw.col(GIVEN_SIZE) != nw.col(MEMBERS)))
            & ~_certain(nw.col(GIVEN_SIZE).is_nan()),
            message("reading.as-many-members", "as many member rows as household_size says"),
            message("reading.correct-size", "correct household_size, or add or remove member rows"),
            HOUSEHOLD_SIZE,
        ),
        Check(
            "household_id",
            message("reading.refused-member", "has a member with a refused row"),
            _certain(nw.col(MEMBERS_REFUSED) > 0),
            advice=message("reading.correct-member", "correct the member's row"),
            shows="household_id",
        ),
    ]


def cell_checks(
    survey: Survey, variables: Mapping[str, Variable], required: Sequence[str]
) -> list[Check]:
    """Return the checks of a row by itself: whether it is whole, and what its cells hold.

    `variables` are those that are read, `required` those of them that may not be blank.
    """
    checks = [
        Check(
            name,
            message("reading.missing", "is missing"),
            nw.col(name).is_null(),
            variables[name].allowed,
            _filling(given=name in survey.given),
            name,
        )
        for name in required
    ]
    origins = survey.origins or {}
    for variable in variables.values():
        advice = (CORRECT if variable.name in required else OR_BLANK)()
        checks += _number_checks(variable, variables, advice) if variable.is_number else ()
        if variable.name in origins and (codes := origins[variable.name].codes):
            checks.append(_map_check(variable, codes))
        elif variable.codes:
            checks.append(_code_check(variable, advice))
        elif variable.type == "date":
            checks.append(_date_check(variable, advice))
    if not survey.has_faults:
        return checks
    # The cells of a faulty row are not where they should be: its fault is all there is to say.
    whole = nw.col(FAULT).is_null()
    return [
        *(
            Check(_ROW(), wrong, _certain(nw.col(FAULT) == fault), advice=advice, shows=FAULT_VALUE)
            for fault, (wrong, advice) in FAULTS.items()
        ),
        *(replace(check, failed=check.failed & whole) for check in checks),
    ]


def _filling(*, given: bool) -> Message:
    if given:
        return message("reading.fill-in", "fill it in")
    return message("reading.add-members", "add the rows of the household's members")


def _as_asked(check: Check, survey: Survey) -> Check:
    """Return the check, its subject with the columns that a column map takes it from.

    Of a form, and where a heading is called by another name, the subject has the heading; of a form
    what is allowed are the answers that it offers.
    """
    name, origins = check.subject, survey.origins or {}
    if name in origins and (columns := origins[name].columns):
        subject = message(
            "reading.taken-from", "{name} (from {columns})", name=name, columns=columns
        )
        return replace(check, subject=subject)
    if asked := survey.questions.get(name):
        allowed = ", ".join(asked.answers) if check.allowed and asked.answers else check.allowed
        return replace(check, subject=f"{plain(asked.heading, 80)} ({name})", allowed=allowed)
    if heading := survey.headings.get(name):
        return replace(check, subject=f"{plain(heading, 80)} ({name})")
    return check


def refused(checks: Sequence[Check]) -> nw.Expr:
    """Return whether a row fails any check.

    Halves are put together, since each of many columns may have checks of its own: an expression
    that is nested so deeply could not be evaluated.
    """
    failed = [check.failed for check in checks] or [nw.lit(value=False)]
    while len(failed) > 1:
        pairs = zip(failed[::2], failed[1::2], strict=False)
        odd = failed[-1:] if len(failed) % 2 else []
        failed = [*(one | other for one, other in pairs), *odd]
    return failed[0]


def marked(frame: Any, checks: Sequence[Check]) -> pl.LazyFrame:
    """Return the rows of a Narwhals frame with a column `_0`, … that says which check fails."""
    marks = {f"_{i}": check.failed for i, check in enumerate(checks)}
    native: pl.LazyFrame = (frame.with_columns(**marks) if marks else frame).to_native()
    return native


def fails(checks: Sequence[Check]) -> pl.Expr:
    """Return whether a row that is `marked` fails any check."""
    marks = [pl.col(f"_{i}") for i in range(len(checks))]
    return pl.any_horizontal(marks) if marks else pl.lit(value=False)


def _number_checks(
    variable: Variable, variables: Mapping[str, Variable], advice: str
) -> Iterator[Check]:
    value = nw.col(variable.name)
    unreadable = _certain(value.is_nan())

    def check(wrong: Message, failed: nw.Expr, advice: str = advice) -> Check:
        return Check(variable.name, wrong, failed, variable.allowed, advice, variable.name)

    if variable.type == "integer":
        whole = message("reading.no-whole-number", "is not a whole number")
        yield check(whole, unreadable, PLAIN_WHOLE())
    else:
        yield check(message("reading.no-number", "is not a number"), unreadable, PLAIN_NUMBER())
    if (least := variable.minimum) is not None:
        wrong = message("reading.below", "is below {limit:d}", limit=least)
        yield check(wrong, ~unreadable & _certain(value < least))
    most = variable.maximum
    if most == HOUSEHOLD_SIZE:
        if HOUSEHOLD_SIZE in variables:
            wrong = message("reading.above-size", "is above household_size")
            high = ~unreadable & _certain(value > nw.col(HOUSEHOLD_SIZE))
            advice = message("reading.correct-count", "correct the count or household_size")
            yield check(wrong, high, advice)
    elif most is not None:
        wrong = message("reading.above", "is above {limit:d}", limit=most)
        yield check(wrong, ~unreadable & _certain(value > most))


def _code_check(variable: Variable, advice: str) -> Check:
    return Check(
        variable.name,
        message("reading.unknown-answer", "is not a known answer")
        if variable.type == "boolean"
        else message("reading.unknown-code", "is not a known code"),
        _certain(nw.col(variable.name) == UNREADABLE),
        variable.allowed,
        advice,
        variable.name,
    )


def _date_check(variable: Variable, advice: str) -> Check:
    return Check(
        variable.name,
        message("reading.no-date", "is not a date"),
        _certain(nw.col(variable.name) == NO_DATE),
        variable.allowed,
        advice,
        variable.name,
    )


def _map_check(variable: Variable, codes: Sequence[str]) -> Check:
    return Check(
        variable.name,
        message("reading.code-not-mapped", "code is not in the column map"),
        _certain(nw.col(variable.name) == UNREADABLE),
        ", ".join(codes),
        message("reading.add-code", "add it to the map, under codes or missing, or correct it"),
        variable.name,
    )


def _certain(condition: nw.Expr) -> nw.Expr:
    return condition.fill_null(value=False)
