"""What an indicator was told from, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from mdpoverty.codebook import subject_of
from mdpoverty.errors import plain
from mdpoverty.explanation.evidence import Asked, Source, Value
from mdpoverty.explanation.phrases import say
from mdpoverty.language import Language
from mdpoverty.standards.conditions import AnyMember, NumberLimit, ShareOfMembers
from mdpoverty.standards.model import Standard
from mdpoverty.standards.phrases import quantity_text, share_text
from mdpoverty.standards.prose import answer_text, condition_text, label_of, measure

LONGEST = 100  # characters of a cell that are shown
_DECIMALS = 4  # of a ratio


def indented(lines: Iterator[str], by: int = 2) -> Iterator[str]:
    """Yield lines further to the right."""
    for line in lines:
        yield " " * by + line


def answer_word(answer: bool | None, language: Language) -> str:  # noqa: FBT001 -- yes, no, unknown
    """Return what the answer of an indicator is called."""
    words = {True: "deprived", False: "not deprived", None: "unknown"}
    return say(words[answer], language)


def value_text(value: Value, language: Language) -> str:
    """Return a variable's label and its value; where a map gives it, the column and its cell."""
    variable = value.variable
    what = said(value, language)
    if value.columns and (value.columns != (variable.name,) or _is_another(value)):
        columns = ", ".join(
            plain(subject_of(column).in_(language), LONGEST) for column in value.columns
        )
        if value.cell is None:
            what = say("of no cell", language, value=what, columns=columns)
        else:
            cell = f"'{plain(value.cell, LONGEST)}'"
            what = say("of column", language, value=what, columns=columns, cell=cell)
    return f"{label_of(variable, language)}: {what}"


def said(value: Value, language: Language) -> str:
    """Return the value of a variable in words."""
    if value.value is None:
        if value.cell and value.cell.strip():
            return say("unknown", language)  # what a map says means missing
        return say("blank" if value.columns else "no column", language)
    if isinstance(value.value, str):
        return answer_text(plain(value.value, LONGEST), value.variable, language)
    return quantity_text(value.value, value.variable.unit, language)


def _is_another(value: Value) -> bool:
    """Whether the value is another than its cell spells: a rule has changed it."""
    if not value.variable.codes or value.value is None or value.cell is None:
        return False
    cell = value.cell.strip().casefold()
    return value.variable.spellings.get(cell, cell) != value.value


def source_lines(
    source: Source, standard: Standard, language: Language, *, decides: bool
) -> Iterator[str]:
    """Yield what a source answers, its values, and the members who meet what it asks of them."""
    kinds = {"members": "members", "household": "household columns", "decided": "decided"}
    answer = answer_word(source.answer, language)
    shown, values = {"answer": answer}, source.values
    if source.kind == "decided":
        shown, values = {"column": values[0].variable.name, "answer": answer}, values[1:]
    head = say(kinds[source.kind], language, **shown)
    yield say("decides", language, source=head) if decides else head
    for value in values:
        yield f"  {value_text(value, language)}"
    if isinstance(source.condition, NumberLimit) and source.condition.per:
        yield from indented(_ratio(source, source.condition, standard, language))
    for asked in source.asked:
        # What is asked of members stands in the cut-off, where that is all that it says.
        plainly = isinstance(source.condition, (AnyMember, ShareOfMembers))
        yield from indented(_asked_lines(asked, None if plainly else standard, language))


def _ratio(
    source: Source, condition: NumberLimit, standard: Standard, language: Language
) -> Iterator[str]:
    """Yield a ratio as it is, or nearly so where it has many decimals."""
    numbers = {value.variable.name: value.value for value in source.values}
    part, whole = numbers[condition.column], numbers[str(condition.per)]
    if not isinstance(part, float) or not isinstance(whole, float) or not whole:
        return
    exact = Fraction(repr(part)) / Fraction(repr(whole))
    found = measure(condition, standard, language)
    shown = round(exact, _DECIMALS)
    about = "" if shown == exact else "≈ "
    text = (
        share_text(shown, language) if found.share else quantity_text(shown, found.unit, language)
    )
    yield f"{found.label}: {about}{text}"


def _asked_lines(asked: Asked, standard: Standard | None, language: Language) -> Iterator[str]:
    """Yield who meets a condition, and which that is where the standard to say it by is given."""
    sure = sum(member.surely for member in asked.meeting)
    possible = len(asked.meeting) - sure
    counts = say("meeting", language, surely=sure, members=asked.members, possibly=possible)
    if standard is None:
        yield counts
    else:
        condition = condition_text(asked.condition, standard, language, "member")
        yield f"{counts}: {condition}"
    for member in asked.meeting:
        values = "; ".join(value_text(value, language) for value in member.values)
        how, person = "surely" if member.surely else "possibly", plain(member.person_id, LONGEST)
        yield f"  {say(how, language, person=person, values=values)}"
