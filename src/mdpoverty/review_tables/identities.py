"""What must hold between the figures of the forms, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mdpoverty.language.messages import Message
from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.check_phrases import IDENTITIES
from mdpoverty.review_tables.children import CHILDREN, INDICATORS
from mdpoverty.review_tables.deprivations import COUNTS, RATES, keys_of
from mdpoverty.review_tables.entries import TOTAL
from mdpoverty.review_tables.ethnicity import UNKNOWN
from mdpoverty.review_tables.figures import CAUSES, FARMING, GROUPS, KINH, LISTED, MINORITY
from mdpoverty.review_tables.form import Form, Id, Rate
from mdpoverty.review_tables.formulas import Formula, Relation
from mdpoverty.review_tables.groups import RESIDENTS
from mdpoverty.review_tables.limits import limit_of
from mdpoverty.review_tables.movements import COUNTED_END
from mdpoverty.review_tables.movements import FORMS as MOVED
from mdpoverty.review_tables.phrases import WORDS
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Listing

_HOUSEHOLDS, _PERSONS = "households", "persons"


@dataclass(frozen=True)
class Check:
    """That two figures stand in a relation, in a line of a sheet.

    `unit` is whose figures they are; the cell of the sheet's form that is told so is `at` this
    line and key, None of a list.
    """

    identity: str
    sheet: str
    unit: str
    left: Formula
    relation: Relation
    right: Formula
    at: tuple[int, str] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> Message:
        """What must hold."""
        return IDENTITIES[self.identity](**self.values)

    @property
    def holds(self) -> bool:
        """Whether it does."""
        assert self.left.number is not None
        assert self.right.number is not None
        return formulas.holds(self.left.number, self.relation, self.right.number)


@dataclass(frozen=True)
class Skipped:
    """An identity that need not hold here, and why (`check_phrases.REASONS`)."""

    sheet: str
    said: Message
    reason: str


def checks_of(
    forms: Mapping[str, Form], lists: Mapping[str, Listing], review: Review
) -> list[Check | Skipped]:
    """Return every check of the forms and lists there are; an unknown figure has none."""
    found = [
        *(each for number in forms for each in _checks(number, forms, review)),
        *_lists(forms, lists),
    ]
    return [each for each in found if isinstance(each, Skipped) or _known(each)]


def _checks(number: str, forms: Mapping[str, Form], review: Review) -> Iterator[Check | Skipped]:
    form = forms[number]
    of_class = {n: of for numbers in (MOVED, COUNTS, RATES) for of, n in numbers.items()}
    match number:
        case "7.1" | "1":
            yield from _parts(form, review)
            yield from _rates(form)
        case "7.2" | "7.3":
            yield from _movement(form, of_class[number], forms)
        case "7.4" | "7.6":
            yield from _deprivations(form, of_class[number], forms, review)
        case "7.5" | "7.7":
            yield from _rates(form)
        case "7.8":
            yield from _groups(form, forms)
        case "7.9":
            yield from _ethnicity(form, forms)
        case "7.10":
            yield from _causes(form, forms)
        case "7.11":
            yield from _children(form, forms)


def _known(check: Check) -> bool:
    return check.left.number is not None and check.right.number is not None


def _check(  # noqa: PLR0913, PLR0917 -- what holds, where, and the two sides of a relation
    identity: str,
    form: Form,
    line: int,
    key: str,
    left: Formula,
    relation: Relation,
    right: Formula,
) -> Check:
    return Check(identity, form.name, form.name_of(line), left, relation, right, (line, key))


def _of_results(forms: Mapping[str, Form], id_: Id, key: str) -> Formula | None:
    """Return a figure of an entry from form 7.1, or from table 1 where that has it alone."""
    for form in (forms["7.1"], forms["1"]):
        line = form.line_of(id_)
        if line is not None and key in form.keys:
            return form.cell(line, key)
    return None


def _ids(form: Form) -> Iterator[tuple[int, int, Id]]:
    """Yield every line of a form, which of its entry's lines it is, and the entry's id."""
    for line, (place, label) in enumerate(form.lines):
        yield line, label, form.entries[place].id


def _parts(form: Form, review: Review) -> Iterator[Check | Skipped]:
    for whole in (_HOUSEHOLDS, _PERSONS):
        keys = [f"{name}.{whole}" for name in (*LISTED, FARMING) if f"{name}.{whole}" in form.keys]
        if not keys:
            continue
        identity = f"parts of {whole}"
        counted = _of_round(review, whole)
        lines = range(len(form.lines))
        if all(form.cell(line, whole).value is None for line in lines):
            yield Skipped(form.name, IDENTITIES[identity](), f"unknown {whole}")
            continue
        for line, _, id_ in _ids(form):
            told = form.cell(line, whole)
            parts = formulas.added([form.cell(line, key) for key in keys])
            yield _check(identity, form, line, whole, told, ">=", parts)
            number = counted.get(id_, 0)
            if number is not None and number not in (told.number, parts.number):
                listed = Formula(str(number), number)
                yield _check(f"listed {whole}", form, line, whole, told, ">=", listed)


def _of_round(review: Review, key: str) -> dict[Id, int | None]:
    """Return how many households or persons of each entry the round has, of every class."""
    found: dict[Id, int | None] = {}
    for (unit, area), figures in review.counts.parts.items():
        number = figures[key]
        for id_ in (TOTAL, (unit,), (area,), (area, unit)):
            before = found.get(id_, 0)
            found[id_] = None if number is None or before is None else before + number
    return found


def _rates(form: Form) -> Iterator[Check]:
    keys = [column.key for column in form.columns if isinstance(column.rule, Rate)]
    for line in range(len(form.lines)):
        cells = {key: form.cell(line, key) for key in keys}
        most, least = (formulas.extreme([*cells.values()], name) for name in ("MAX", "MIN"))
        at = {cell.value: key for key, cell in cells.items()}
        if most.value is not None:
            yield _check("rate", form, line, at[most.value], most, "<=", Formula("100", 100))
            yield _check("rate", form, line, at[least.value], least, ">=", Formula("0", 0))


def _movement(form: Form, of: str, forms: Mapping[str, Form]) -> Iterator[Check]:
    for line, label, id_ in _ids(form):
        end = form.cell(line, "end")
        counted = _counted(form, line, COUNTED_END)
        yield _check("balance", form, line, "end", end, "=", counted)
        what = (_HOUSEHOLDS, _PERSONS)[label]
        results = _of_results(forms, id_, f"{of}.{what}")
        if results is not None:
            yield _check(("end", "end of persons")[label], form, line, "end", end, "=", results)
    if of == "poor" and (other := forms.get(MOVED["near_poor"])):
        for mine, theirs in (("to_near_poor", "from_poor"), ("from_near_poor", "to_poor")):
            for line in range(len(form.lines)):
                pair = form.cell(line, mine), other.cell(line, theirs)
                yield _check(mine, form, line, mine, pair[0], "=", pair[1])


def _counted(form: Form, line: int, key: str) -> Formula:
    """Return a figure that no cell holds."""
    number = form.figure(line, key)
    return Formula("" if number is None else str(number), number)


def _wholes(form: Form, forms: Mapping[str, Form], of: str, key: str) -> Iterator[Check]:
    """Yield that the households of a class are those of the results."""
    for line, label, id_ in _ids(form):
        results = _of_results(forms, id_, f"{of}.{_HOUSEHOLDS}")
        if label == 0 and results is not None:
            yield _check("whole", form, line, key, form.cell(line, key), "=", results)


def _deprivations(
    form: Form, of: str, forms: Mapping[str, Form], review: Review
) -> Iterator[Check | Skipped]:
    whole = f"{of}.{_HOUSEHOLDS}"
    keys = keys_of(review, of)
    yield from _wholes(form, forms, of, whole)
    sums = []
    for line in range(len(form.lines)):
        first, *others = keys
        side = [form.cell(line, first), *(form.beside(line, key) for key in others)]
        sums.append(formulas.summed(side))
        if "deprivations" in review.columns:
            counted = _counted(form, line, f"{of}.deprivations")
            yield _check("deprivations", form, line, first, sums[line], "=", counted)
    yield from _at_most(form, "indicator", keys, whole)
    identity = {"poor": "least", "near_poor": "most"}[of]
    limit = limit_of(review.standard, of)
    if limit is None:
        yield Skipped(form.name, IDENTITIES[identity](limit="…"), "no limit")
    elif review.counts.sum(f"{of}.scored"):
        yield Skipped(form.name, IDENTITIES[identity](limit=limit[1]), "scored")
    else:
        relation, factor = limit
        for line, added in enumerate(sums):
            most = formulas.times(factor, form.cell(line, whole))
            at, unit = (line, keys[0]), form.name_of(line)
            values = {"limit": factor}
            yield Check(identity, form.name, unit, added, relation, most, at, values)


def _at_most(form: Form, identity: str, parts: Sequence[str], whole: str) -> Iterator[Check]:
    for line in range(len(form.lines)):
        most = formulas.extreme([form.cell(line, key) for key in parts], "MAX")
        yield _check(identity, form, line, whole, form.cell(line, whole), ">=", most)


def _groups(form: Form, forms: Mapping[str, Form]) -> Iterator[Check]:
    yield from _at_most(form, "minority", [MINORITY], RESIDENTS)
    for of in LISTED:
        yield from _wholes(form, forms, of, of)
        yield from _at_most(form, "group", [f"{of}.{name}" for name in GROUPS], of)
    for line, label, _ in _ids(form):
        if label == 0:
            for key in form.keys:
                households, persons = form.cell(line, key), form.cell(line + 1, key)
                yield _check("persons", form, line + 1, key, persons, ">=", households)


def _ethnicity(form: Form, forms: Mapping[str, Form]) -> Iterator[Check]:
    by_group = forms.get("7.8")
    for of in LISTED:
        whole = f"{of}.{_HOUSEHOLDS}"
        yield from _wholes(form, forms, of, whole)
        parts = [f"{of}.{name}" for name in (KINH, MINORITY, UNKNOWN)]
        parts = [key for key in parts if key in form.keys]
        for line, _, id_ in _ids(form):
            added = formulas.added([form.cell(line, key) for key in parts])
            yield _check("ethnicity", form, line, whole, form.cell(line, whole), "=", added)
            other = by_group.line_of(id_) if by_group else None
            if by_group and other is not None:
                both = by_group.cell(other, f"{of}.{MINORITY}")
                key = f"{of}.{MINORITY}"
                yield _check("minorities", form, line, key, form.cell(line, key), "<=", both)


def _causes(form: Form, forms: Mapping[str, Form]) -> Iterator[Check]:
    for line, label, id_ in _ids(form):
        if label:
            households = _of_results(forms, id_, f"{LISTED[label - 1]}.{_HOUSEHOLDS}")
            cells = {key: form.cell(line, key) for key in CAUSES}
            most = formulas.extreme([*cells.values()], "MAX")
            at = {cell.value: key for key, cell in cells.items()}
            if households is not None and most.value is not None:
                yield _check("cause", form, line, at[most.value], most, "<=", households)


def _children(form: Form, forms: Mapping[str, Form]) -> Iterator[Check]:
    for of in LISTED:
        whole = f"{of}.{CHILDREN}"
        yield from _at_most(form, "child", [f"{of}.{name}" for name in INDICATORS], whole)
        for line, _, id_ in _ids(form):
            persons = _of_results(forms, id_, f"{of}.{_PERSONS}")
            if persons is not None:
                told = form.cell(line, whole)
                yield _check("children", form, line, whole, told, "<=", persons)


def _lists(forms: Mapping[str, Form], lists: Mapping[str, Listing]) -> Iterator[Check]:
    """Yield that the lists have as many households as the forms, or at least."""
    if decided := lists.get("6.1"):
        for of, count in zip(LISTED, decided.counts, strict=True):
            results = _of_results(forms, TOTAL, f"{of}.{_HOUSEHOLDS}")
            if results is not None:
                yield Check("list", decided.sheet.name, WORDS["total"], count, "=", results)
    if gone := lists.get("6.2"):
        flows = (("to_near_poor", "to_non_poor"), ("to_non_poor",))
        for number, keys, count in zip(MOVED.values(), flows, gone.counts, strict=True):
            form = forms[number]
            line = form.line_of(TOTAL)
            assert line is not None
            went = formulas.added([form.cell(line, key) for key in keys])
            yield Check("left", gone.sheet.name, WORDS["total"], count, ">=", went)
