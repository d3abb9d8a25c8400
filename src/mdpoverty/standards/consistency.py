"""What a well-formed threshold file may still get wrong: names, codes, lines and ladders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from mdpoverty import codebook
from mdpoverty.codebook import Variable
from mdpoverty.errors import suggest
from mdpoverty.standards.class_rules import Quantity, limits
from mdpoverty.standards.conditions import (
    Answer,
    AnyMember,
    CodeList,
    Condition,
    NumberLimit,
    Scope,
    ShareOfMembers,
    walk,
)
from mdpoverty.standards.ladder import Counted, tabulate
from mdpoverty.standards.model import ClassRule, Line, Standard, ascending
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.weights import FINEST
from mdpoverty.standards.yaml_document import Path


def contradictions(standard: Standard) -> Iterator[Fault]:
    """Yield every fault of a standard whose keys and types are right."""
    if standard.applies.first > standard.applies.last:
        yield ("applies",), "ends before it begins", "from no later than to"
    yield from _inputs(standard)
    yield from _lines(standard.income_lines, ("income_lines",))
    yield from _indicators(standard)
    faulty = list(_weights(standard))
    yield from faulty
    quantities: tuple[Quantity, ...] = ("income", "deprivations")
    if standard.is_weighted:
        quantities = (*quantities, "weighted_score")
    counts = {} if faulty else standard.counts
    yield from _ladder(standard.classes, standard.income_lines, ("classes",), quantities, counts)
    if scores := standard.review_scores:
        at: Path = ("review_scores",)
        yield from _lines(scores.lines, (*at, "lines"))
        quantities = ("income_score", "deprivation_score")
        yield from _ladder(scores.classes, scores.lines, (*at, "classes"), quantities, {})


def _inputs(standard: Standard) -> Iterator[Fault]:
    for name, given in standard.inputs.items():
        if name in {*codebook.variables(given.level), *codebook.RESERVED}:
            yield ("inputs", name), "the codebook or the profile has a column of this name", ""
        if given.type == "code" and not given.codes:
            yield ("inputs", name), "a code without codes", "codes: [first, second]"
        if given.type != "code" and given.codes:
            yield (
                ("inputs", name, "codes"),
                f"codes on a variable of type {given.type}",
                "type: code",
            )
        for index, code in enumerate(given.codes):
            if code != code.lower():
                # Cells are compared in any case, so a code has one spelling here.
                yield ("inputs", name, "codes", index), f"'{code}' has capitals", code.lower()
        least, most = given.minimum, given.maximum
        if given.type not in ("integer", "number") and (least, most) != (None, None):
            yield ("inputs", name), f"a range on a variable of type {given.type}", "type: number"
        if least is not None and most is not None and least > most:
            yield ("inputs", name), "the minimum is above the maximum", ""


def _lines(lines: Mapping[str, Line], at: Path) -> Iterator[Fault]:
    for lower, upper in pairwise(ascending(lines)):
        if lines[lower].rural == lines[upper].rural or lines[lower].urban >= lines[upper].urban:
            yield (*at, upper), f"does not lie above the line '{lower}' in both areas", ""


def _indicators(standard: Standard) -> Iterator[Fault]:
    household = standard.variables("household")
    for name, indicator in standard.indicators.items():
        at: Path = ("indicators", name)
        if name in household or name in codebook.RESERVED:
            yield at, "a column of this name has another meaning", "a name of its own"
        if indicator.dimension not in standard.dimensions:
            known = standard.dimensions
            wrong = f"unknown dimension '{indicator.dimension}'"
            yield (*at, "dimension"), wrong + suggest(indicator.dimension, known), ", ".join(known)
        for part, path, scope in walk(indicator.deprived_when, (*at, "deprived_when")):
            yield from _condition(part, path, scope, standard)


def _weights(standard: Standard) -> Iterator[Fault]:
    given = {n: x.weight for n, x in standard.indicators.items() if x.weight is not None}
    if not given:
        return
    for name in standard.indicators.keys() - given.keys():
        yield ("indicators", name), "has no weight, but others have", "a weight such as 1/18"
    total = sum(given.values())
    if total != 1:
        yield ("indicators",), f"the weights add up to {total}, not 1", "exact fractions: 1/18"
    elif standard.weights.whole > FINEST:
        wrong = f"the weights have no common denominator up to {FINEST:,}"
        yield ("indicators",), wrong, "fractions such as 1/18"


def _condition(part: Condition, path: Path, scope: Scope, standard: Standard) -> Iterator[Fault]:
    if isinstance(part, (AnyMember, ShareOfMembers)) and scope == "member":
        yield path, "asks about the members of a member", "a condition on the member's own columns"
    if not isinstance(part, (NumberLimit, CodeList, Answer)):
        return
    known = standard.variables(scope)
    columns = {"column": part.column}
    if isinstance(part, NumberLimit) and part.per:
        columns["per"] = part.per
    for key, column in columns.items():
        if variable := known.get(column):
            yield from _use(part, variable, (*path, key))
        else:
            wrong = f"the {scope} file has no column '{column}'" + suggest(column, known)
            yield (*path, key), wrong, "a variable of the codebook, or one declared under inputs"


def _use(part: NumberLimit | CodeList | Answer, variable: Variable, path: Path) -> Iterator[Fault]:
    """Yield what a variable cannot do where it stands."""
    *within, key = path
    if not _fits(variable, _wanted(part)):
        wrong = f"'{variable.name}' is of type {variable.type}"
        yield path, wrong, f"a variable of type {_wanted(part)}"
    elif key == "per" and variable.type != "integer":
        wrong = f"'{variable.name}' is not a whole number: limits on a ratio to it are not exact"
        yield path, wrong, "a variable of type integer, such as household_size"
    elif isinstance(part, CodeList):
        for index, code in enumerate(part.codes):
            if code not in variable.codes:
                wrong = f"'{variable.name}' has no code '{code}'" + suggest(code, variable.codes)
                yield (*within, "in", index), wrong, ", ".join(variable.codes)


def _fits(variable: Variable, wanted: str) -> bool:
    return variable.type == wanted or (variable.is_number and wanted == "number")


def _wanted(part: NumberLimit | CodeList | Answer) -> str:
    match part:
        case NumberLimit():
            return "number"
        case CodeList():
            return "code"
        case Answer():
            return "boolean"


def _ladder(
    rules: tuple[ClassRule, ...],
    lines: Mapping[str, Line],
    at: Path,
    quantities: tuple[Quantity, ...],
    counts: Mapping[Quantity, Counted],
) -> Iterator[Fault]:
    sound = True
    for index, rule in enumerate(rules):
        here = (*at, index)
        if rule.basis in [other.basis for other in rules[:index]]:
            yield (*here, "basis"), f"the basis '{rule.basis}' stands twice", "one for each rule"
        for quantity, _, name, path in limits(rule.when, (*here, "when")) if rule.when else ():
            if quantity not in quantities:
                sound = False
                yield path[:-1], f"'{quantity}' cannot decide here", ", ".join(quantities)
            elif isinstance(name, str) and name not in lines:
                sound = False
                wrong = f"unknown line '{name}'" + suggest(name, lines)
                yield path, wrong, ", ".join(lines) or "a line under income_lines"
    asked = {quantity for rule in rules if rule.when for quantity, *_ in limits(rule.when)}
    if asked >= {"deprivations", "weighted_score"}:
        # A ladder takes its quantities as independent, and these are not.
        yield at, "the number of deprivations and the weighted score both decide", "one of them"
    ends = [index for index, rule in enumerate(rules) if rule.when is None]
    if not ends:
        yield at, "the ladder of classes has no end", "a last rule without 'when'"
    elif sound:
        deciding = tabulate([rule.when for rule in rules], ascending(lines), counts).table
        for index in sorted(set(range(len(rules))) - set(deciding.values())):
            yield (*at, index), "this rule never decides: those before it hold first", ""
