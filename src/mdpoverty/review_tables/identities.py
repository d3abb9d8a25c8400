"""What must hold between the figures of the forms, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from mdpoverty.review_tables import formulas
from mdpoverty.review_tables.check_phrases import IDENTITIES
from mdpoverty.review_tables.checks import Checks, Skipped, checked, in_turn, of_list
from mdpoverty.review_tables.children import CHILDREN, INDICATORS
from mdpoverty.review_tables.columns import Rate
from mdpoverty.review_tables.deprivations import COUNTS, RATES, keys_of
from mdpoverty.review_tables.entries import TOTAL
from mdpoverty.review_tables.ethnicity import UNKNOWN
from mdpoverty.review_tables.figures import CAUSES, FARMING, GROUPS, KINH, LISTED, MINORITY
from mdpoverty.review_tables.form import Form, Id
from mdpoverty.review_tables.formulas import Formula, Formulas
from mdpoverty.review_tables.groups import RESIDENTS
from mdpoverty.review_tables.limits import limit_of
from mdpoverty.review_tables.movements import COUNTED_END
from mdpoverty.review_tables.movements import FORMS as MOVED
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Listing

_HOUSEHOLDS, _PERSONS = "households", "persons"


def checks_of(forms: Mapping[str, Form], lists: Mapping[str, Listing], review: Review) -> Checks:
    """Return every check of the forms and lists there are; an unknown figure has none."""
    found = [
        *(each for number in forms for each in _checks(number, forms, review)),
        *_lists(forms, lists),
    ]
    return Checks(
        pl.concat([each for each in found if isinstance(each, pl.DataFrame)]),
        tuple(each for each in found if isinstance(each, Skipped)),
    )


def _checks(
    number: str, forms: Mapping[str, Form], review: Review
) -> Iterator[pl.DataFrame | Skipped]:
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


def _of_results(forms: Mapping[str, Form], form: Form, key: str) -> Formulas:
    """Return a figure of each line's entry from form 7.1, or from table 1 where that has it alone.

    There is none on the lines of entries that neither has.
    """
    sources = [source for source in (forms["7.1"], forms["1"]) if key in source.keys]
    return _first([each.cells(key).gather(_lines_in(each, form)) for each in sources])


def _lines_in(other: Form, form: Form) -> pl.Series:
    """Return on which line of another form the entry of each line is."""
    return pl.Series([other.line_of(id_) for id_ in form.ids], dtype=pl.Int64)


def _first(found: Sequence[Formulas]) -> Formulas:
    """Return, line by line, the first formula that there is."""
    texts, values = found[0]
    for other in found[1:]:
        mine = texts.is_not_null()
        texts, values = texts.zip_with(mine, other.texts), values.zip_with(mine, other.values)
    return Formulas(texts, values)


def _by_label(form: Form, found: Sequence[Formulas], first: int = 0) -> Formulas:
    """Return of each line the formula of its label, which are counted from `first`."""
    texts, values = found[0]
    for label, other in enumerate(found[1:], start=first + 1):
        others = form.labels == label
        texts, values = other.texts.zip_with(others, texts), other.values.zip_with(others, values)
    return Formulas(texts, values)


def _parts(form: Form, review: Review) -> Iterator[pl.DataFrame | Skipped]:
    for whole in (_HOUSEHOLDS, _PERSONS):
        keys = [f"{name}.{whole}" for name in (*LISTED, FARMING) if f"{name}.{whole}" in form.keys]
        if not keys:
            continue
        identity = f"parts of {whole}"
        told, parts = form.cells(whole), formulas.added([form.cells(key) for key in keys])
        if told.values.null_count() == len(form.lines):
            yield Skipped(form.name, IDENTITIES[identity](), f"unknown {whole}")
            continue
        counted = _of_round(review, whole)
        numbers = pl.Series([counted.get(id_, 0) for id_ in form.ids], dtype=pl.Int64)
        others = numbers.ne_missing(told.values) & numbers.ne_missing(parts.values)
        yield in_turn(
            checked(identity, form, whole, told, ">=", parts),
            checked(f"listed {whole}", form, whole, told, ">=", _numbers(numbers), where=others),
        )


def _of_round(review: Review, key: str) -> dict[Id, int | None]:
    """Return how many households or persons of each entry the round has, of every class."""
    found: dict[Id, int | None] = {}
    for (unit, area), figures in review.counts.parts.items():
        number = figures[key]
        for id_ in (TOTAL, (unit,), (area,), (area, unit)):
            before = found.get(id_, 0)
            found[id_] = None if number is None or before is None else before + number
    return found


def _numbers(values: pl.Series) -> Formulas:
    """Return figures that no cell holds."""
    return Formulas(values.cast(pl.String), values)


def _rates(form: Form) -> Iterator[pl.DataFrame]:
    keys = [column.key for column in form.columns if isinstance(column.rule, Rate)]
    if not keys:
        return
    cells = {key: form.cells(key) for key in keys}
    most, least = (formulas.extreme([*cells.values()], name) for name in ("MAX", "MIN"))
    highest, lowest = (
        _numbers(pl.repeat(end, len(form.lines), dtype=pl.Int64, eager=True)) for end in (100, 0)
    )
    yield in_turn(
        checked("rate", form, _where_is(most, cells), most, "<=", highest),
        checked("rate", form, _where_is(least, cells), least, ">=", lowest),
    )


def _where_is(found: Formulas, cells: Mapping[str, Formulas]) -> pl.Series:
    """Return in which column the value of each line is, the last of several."""
    those = [
        pl.when(pl.lit(each.values) == pl.lit(found.values)).then(pl.lit(key))
        for key, each in reversed([*cells.items()])
    ]
    return pl.select(pl.coalesce(those)).to_series()


def _movement(form: Form, of: str, forms: Mapping[str, Form]) -> Iterator[pl.DataFrame]:
    end = form.cells("end")
    results = [_of_results(forms, form, f"{of}.{what}") for what in (_HOUSEHOLDS, _PERSONS)]
    yield in_turn(
        checked("balance", form, "end", end, "=", _numbers(form.figure(COUNTED_END))),
        *(
            checked(identity, form, "end", end, "=", found, where=form.labels == label)
            for label, (identity, found) in enumerate(
                zip(("end", "end of persons"), results, strict=True)
            )
        ),
    )
    if of == "poor" and (other := forms.get(MOVED["near_poor"])):
        for mine, theirs in (("to_near_poor", "from_poor"), ("from_near_poor", "to_poor")):
            yield checked(mine, form, mine, form.cells(mine), "=", other.cells(theirs))


def _wholes(form: Form, forms: Mapping[str, Form], of: str, key: str) -> Iterator[pl.DataFrame]:
    """Yield that the households of a class are those of the results."""
    results = _of_results(forms, form, f"{of}.{_HOUSEHOLDS}")
    first = form.labels == 0
    yield checked("whole", form, key, form.cells(key), "=", results, where=first)


def _deprivations(
    form: Form, of: str, forms: Mapping[str, Form], review: Review
) -> Iterator[pl.DataFrame | Skipped]:
    whole = f"{of}.{_HOUSEHOLDS}"
    keys = keys_of(review, of)
    yield from _wholes(form, forms, of, whole)
    first, *others = keys
    added = formulas.summed([form.cells(first), *(form.beside(key) for key in others)])
    if "deprivations" in review.columns:
        counted = _numbers(form.figure(f"{of}.deprivations"))
        yield checked("deprivations", form, first, added, "=", counted)
    yield _at_most(form, "indicator", keys, whole)
    identity = {"poor": "least", "near_poor": "most"}[of]
    limit = limit_of(review.standard, of)
    if limit is None:
        yield Skipped(form.name, IDENTITIES[identity](limit="…"), "no limit")
    elif review.counts.sum(f"{of}.scored"):
        yield Skipped(form.name, IDENTITIES[identity](limit=limit[1]), "scored")
    else:
        relation, factor = limit
        most = formulas.times(factor, form.cells(whole))
        yield checked(identity, form, first, added, relation, most, limit=factor)


def _at_most(form: Form, identity: str, parts: Sequence[str], whole: str) -> pl.DataFrame:
    most = formulas.extreme([form.cells(key) for key in parts], "MAX")
    return checked(identity, form, whole, form.cells(whole), ">=", most)


def _groups(form: Form, forms: Mapping[str, Form]) -> Iterator[pl.DataFrame]:
    yield _at_most(form, "minority", [MINORITY], RESIDENTS)
    for of in LISTED:
        yield from _wholes(form, forms, of, of)
        yield _at_most(form, "group", [f"{of}.{name}" for name in GROUPS], of)
    cells = {key: form.cells(key) for key in form.keys}
    under = form.labels == 1
    yield in_turn(
        *(
            checked(
                "persons",
                form,
                key,
                persons,
                ">=",
                Formulas(persons.texts.shift(1), persons.values.shift(1)),
                where=under,
            )
            for key, persons in cells.items()
        )
    )


def _ethnicity(form: Form, forms: Mapping[str, Form]) -> Iterator[pl.DataFrame]:
    by_group = forms.get("7.8")
    for of in LISTED:
        whole, key = f"{of}.{_HOUSEHOLDS}", f"{of}.{MINORITY}"
        yield from _wholes(form, forms, of, whole)
        parts = [f"{of}.{name}" for name in (KINH, MINORITY, UNKNOWN)]
        added = formulas.added([form.cells(part) for part in parts if part in form.keys])
        found = [checked("ethnicity", form, whole, form.cells(whole), "=", added)]
        if by_group:
            both = by_group.cells(key).gather(_lines_in(by_group, form))
            found.append(checked("minorities", form, key, form.cells(key), "<=", both))
        yield in_turn(*found)


def _causes(form: Form, forms: Mapping[str, Form]) -> Iterator[pl.DataFrame]:
    results = [_of_results(forms, form, f"{of}.{_HOUSEHOLDS}") for of in LISTED]
    households = _by_label(form, results, first=1)
    cells = {key: form.cells(key) for key in CAUSES}
    most = formulas.extreme([*cells.values()], "MAX")
    at, under = _where_is(most, cells), form.labels > 0
    yield checked("cause", form, at, most, "<=", households, where=under)


def _children(form: Form, forms: Mapping[str, Form]) -> Iterator[pl.DataFrame]:
    for of in LISTED:
        whole = f"{of}.{CHILDREN}"
        yield _at_most(form, "child", [f"{of}.{name}" for name in INDICATORS], whole)
        persons = _of_results(forms, form, f"{of}.{_PERSONS}")
        yield checked("children", form, whole, form.cells(whole), "<=", persons)


def _lists(forms: Mapping[str, Form], lists: Mapping[str, Listing]) -> Iterator[pl.DataFrame]:
    """Yield that the lists have as many households as the forms, or at least."""
    if decided := lists.get("6.1"):
        for of, count in zip(LISTED, decided.counts, strict=True):
            results = forms["7.1"].cells(f"{of}.{_HOUSEHOLDS}")
            yield of_list("list", decided, count, "=", _total(forms["7.1"], results))
    if gone := lists.get("6.2"):
        flows = (("to_near_poor", "to_non_poor"), ("to_non_poor",))
        for number, keys, count in zip(MOVED.values(), flows, gone.counts, strict=True):
            form = forms[number]
            went = formulas.added([form.cells(key) for key in keys])
            yield of_list("left", gone, count, ">=", _total(form, went))


def _total(form: Form, found: Formulas) -> Formula:
    line = form.line_of(TOTAL)
    assert line is not None
    return found.at(line)
