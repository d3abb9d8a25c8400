"""What to do about a cell that cannot be read, by what stands there: a near answer, a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from mdpoverty.codebook import Variable
from mdpoverty.column_map.bare_text import bare
from mdpoverty.column_map.wording import scalar
from mdpoverty.errors import both, plain
from mdpoverty.language.messages import Phrase, code_of
from mdpoverty.reading.dates import exampled
from mdpoverty.reading.failing import Check
from mdpoverty.suggestions import nearest

NO_NUMBER = Phrase("reading.no-number", "is not a number")
NO_WHOLE_NUMBER = Phrase("reading.no-whole-number", "is not a whole number")
NO_ANSWER = Phrase("reading.unknown-answer", "is not a known answer")
NO_CODE = Phrase("reading.unknown-code", "is not a known code")
BELOW = Phrase("reading.below", "is below {limit:d}")

_NEAR = Phrase("reading.near-answers", "'{cell}' may mean {answers}")
_TRANSLATE = Phrase(
    "reading.translate",
    "a column map can translate such answers (codes: {codes}); otherwise {usual}",
)
_DIGITS = Phrase("reading.digits-alone", "'{cell}': write the digits alone: {number}")
_IN_UNIT = Phrase(
    "reading.digits-in-unit", "'{cell}': write the number in {unit}, in digits without the unit"
)
_CENTIMETRES = Phrase("reading.write-centimetres", "'{cell}': write cm: {number}")

_CELLS = 3  # cells that something is said of
_ANSWERS = 3  # equally near answers that are suggested for one; none of more
_WITH_UNIT = re.compile(r"([0-9]{1,15})\s*([^\W\d_][^\W_]*)(?:\s+[^\W\d_]+)*")
_METRES = re.compile(r"([0-2])(?:\s*m\s*|[.,])([0-9]{1,2})\s*m?")
_CM = "cm"
_OWN = {  # what stands for a unit, in lower case
    "m2": ("m2", "m²"),
    "kWh": ("kwh", "kw", "số"),
    "cm": ("cm",),
    "kg": ("kg", "ký", "kí", "cân"),
    "persons": ("người", "khẩu", "nhân", "persons", "people", "person"),
    "years": ("tuổi", "years", "year"),
    "months": ("tháng", "months", "month"),
    "points": ("điểm", "points"),
    "VND/person/month": ("đồng", "đ", "vnd"),
    "VND/household/month": ("đồng", "đ", "vnd"),
    "": ("con", "cái", "chiếc", "head"),
}
_MEASURED = ("m2", "kWh", "cm", "kg", "VND/person/month", "VND/household/month")
_OTHERS = re.compile(  # units of all kinds, and what counts money
    "m2|m²|sào|mẫu|công|ha|hecta|m|km|cm|mm|dm|g|kg|yến|tạ|tấn|lạng|wh|kwh|mwh"
    "|triệu|tr|nghìn|ngàn|k|tỷ|tỉ|đồng|vnd|usd|million|thousand"
)
_KINDS = {each.code for each in (NO_NUMBER, NO_WHOLE_NUMBER, NO_ANSWER, NO_CODE, BELOW)}


def is_by_cell(check: Check) -> bool:
    """Return whether what to do about a failed check depends on what the cell holds."""
    return code_of(check.advice) == "reading.write-date" or (
        check.variable is not None and code_of(check.wrong) in _KINDS
    )


def advised(check: Check, values: Iterable[str | None]) -> str:
    """Return what to do about a failed check, by what some cells hold."""
    variable = check.variable
    if variable is None or not is_by_cell(check):
        return exampled(check.advice, values)
    cells = list(dict.fromkeys(value.strip() for value in values if value and value.strip()))
    if not variable.is_number:
        return _of_answers(check, variable, cells)
    said = [found for cell in cells if (found := _of_number(cell, variable))][:_CELLS]
    if len(said) == len(cells) and said:
        return reduce(both, said)
    for found in reversed(said):
        check = replace(check, advice=both(found, check.advice))
    return check.advice


def _of_answers(check: Check, variable: Variable, cells: list[str]) -> str:
    from mdpoverty.column_map.meanings import meaning  # noqa: PLC0415 -- loads slowly, few runs ask

    advice = check.advice
    known = {cell: code for cell in cells if (code := meaning(variable, cell)[0])}
    if known and not check.answers:  # a form has no map
        codes = ", ".join(f"{scalar(c)}: {known[c]}" for c in [*known][:_CELLS])
        advice = _TRANSLATE(codes=f"{{{codes}}}", usual=advice)
    listed = check.answers or tuple(
        label for answer in variable.answers for label in (answer.label_vi, answer.label_en)
    )
    for cell in reversed(cells[:_CELLS]):
        if near := near_answers(cell, listed):
            advice = both(_NEAR(cell=plain(cell), answers=[f"'{x}'" for x in near]), advice)
    return advice


def near_answers(cell: str, listed: Iterable[str]) -> list[str]:
    """Return the answers of those listed which a cell is nearest to, none where these are many.

    Near is an answer that begins with the words of the cell, else one that has them in it, else one
    that is written nearly so.
    """
    said = bare(cell)
    words = {answer: bare(answer) for answer in listed}
    found = [x for x, text in words.items() if said and f" {said} " in f" {text} "]
    found = [x for x in found if words[x].startswith(f"{said} ")] or found
    if not found:
        near = nearest(said, words.values())
        found = [x for x, text in words.items() if text == near]
    return sorted(found, key=lambda x: len(words[x])) if len(found) <= _ANSWERS else []


def _of_number(cell: str, variable: Variable) -> str:
    """Return what to write in place of a number with its unit, nothing where none is clear."""
    shown = plain(cell)
    if variable.unit == _CM and (found := _METRES.fullmatch(cell.lower())):
        number = found[1] + found[2].ljust(2, "0")
        return _CENTIMETRES(cell=shown, number=str(int(number)))
    if not (found := _WITH_UNIT.fullmatch(cell.lower())):
        return ""
    if found[2] in _OWN.get(variable.unit, ()):
        return _DIGITS(cell=shown, number=found[1])
    if variable.unit in _MEASURED and _OTHERS.fullmatch(found[2]):
        return _IN_UNIT(cell=shown, unit=variable.unit_in_words)
    return ""
