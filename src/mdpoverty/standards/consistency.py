"""What a well-formed threshold file may still get wrong: names, codes, lines and ladders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from mdpoverty import codebook
from mdpoverty.codebook import Variable
from mdpoverty.errors import suggest
from mdpoverty.language.messages import Phrase, message
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

_NO_COLUMN: Mapping[Scope, Phrase] = {
    "household": Phrase(
        "standards.unknown-column", "the household file has no column '{column}'{suggestion}"
    ),
    "member": Phrase(
        "standards.unknown-member-column", "the member file has no column '{column}'{suggestion}"
    ),
}


def contradictions(standard: Standard) -> Iterator[Fault]:
    """Yield every fault of a standard whose keys and types are right."""
    if standard.applies.first > standard.applies.last:
        wrong = message("standards.ends-before-begin", "ends before it begins")
        yield ("applies",), wrong, message("standards.from-before-to", "from no later than to")
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
            wrong = message(
                "standards.input-name", "the codebook or the profile has a column of this name"
            )
            yield ("inputs", name), wrong, ""
        if given.type == "code" and not given.codes:
            wrong = message("standards.code-without-codes", "a code without codes")
            yield ("inputs", name), wrong, "codes: [first, second]"
        if given.type != "code" and given.codes:
            wrong = message(
                "standards.needless-codes", "codes on a variable of type {type}", type=given.type
            )
            yield ("inputs", name, "codes"), wrong, "type: code"
        for index, code in enumerate(given.codes):
            if code != code.lower():
                # Cells are compared in any case, so a code has one spelling here.
                wrong = message("standards.code-with-capitals", "'{code}' has capitals", code=code)
                yield ("inputs", name, "codes", index), wrong, code.lower()
        least, most = given.minimum, given.maximum
        if given.type not in ("integer", "number") and (least, most) != (None, None):
            wrong = message(
                "standards.needless-range", "a range on a variable of type {type}", type=given.type
            )
            yield ("inputs", name), wrong, "type: number"
        if least is not None and most is not None and least > most:
            wrong = message("standards.empty-range", "the minimum is above the maximum")
            yield ("inputs", name), wrong, ""


def _lines(lines: Mapping[str, Line], at: Path) -> Iterator[Fault]:
    for lower, upper in pairwise(ascending(lines)):
        if lines[lower].rural == lines[upper].rural or lines[lower].urban >= lines[upper].urban:
            wrong = message(
                "standards.lines-out-of-order",
                "does not lie above the line '{lower}' in both areas",
                lower=lower,
            )
            yield (*at, upper), wrong, ""


def _indicators(standard: Standard) -> Iterator[Fault]:
    household = standard.variables("household")
    for name, indicator in standard.indicators.items():
        at: Path = ("indicators", name)
        if name in household or name in codebook.RESERVED:
            wrong = message(
                "standards.indicator-name-taken", "a column of this name has another meaning"
            )
            yield at, wrong, message("standards.name-of-its-own", "a name of its own")
        if indicator.dimension not in standard.dimensions:
            known = standard.dimensions
            wrong = message(
                "standards.unknown-dimension",
                "unknown dimension '{dimension}'{suggestion}",
                dimension=indicator.dimension,
                suggestion=suggest(indicator.dimension, known),
            )
            yield (*at, "dimension"), wrong, ", ".join(known)
        for part, path, scope in walk(indicator.deprived_when, (*at, "deprived_when")):
            yield from _condition(part, path, scope, standard)


def _weights(standard: Standard) -> Iterator[Fault]:
    given = {n: x.weight for n, x in standard.indicators.items() if x.weight is not None}
    if not given:
        return
    for name in standard.indicators.keys() - given.keys():
        wrong = message("standards.no-weight", "has no weight, but others have")
        yield ("indicators", name), wrong, message("standards.a-weight", "a weight such as 1/18")
    total = sum(given.values())
    if total != 1:
        wrong = message(
            "standards.weights-not-one", "the weights add up to {total}, not 1", total=total
        )
        yield ("indicators",), wrong, message("standards.exact-fractions", "exact fractions: 1/18")
    elif standard.weights.whole > FINEST:
        wrong = message(
            "standards.weights-too-fine",
            "the weights have no common denominator up to {finest}",
            finest=FINEST,
        )
        yield ("indicators",), wrong, message("standards.fractions", "fractions such as 1/18")


def _condition(part: Condition, path: Path, scope: Scope, standard: Standard) -> Iterator[Fault]:
    if isinstance(part, (AnyMember, ShareOfMembers)) and scope == "member":
        wrong = message("standards.members-of-member", "asks about the members of a member")
        yield (
            path,
            wrong,
            message("standards.own-columns", "a condition on the member's own columns"),
        )
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
            wrong = _NO_COLUMN[scope](column=column, suggestion=suggest(column, known))
            allowed = message(
                "standards.variables", "a variable of the codebook, or one declared under inputs"
            )
            yield (*path, key), wrong, allowed


def _use(part: NumberLimit | CodeList | Answer, variable: Variable, path: Path) -> Iterator[Fault]:
    """Yield what a variable cannot do where it stands."""
    *within, key = path
    if not _fits(variable, _wanted(part)):
        wrong = message(
            "standards.wrong-type",
            "'{variable}' is of type {type}",
            variable=variable.name,
            type=variable.type,
        )
        allowed = message("standards.wanted-type", "a variable of type {type}", type=_wanted(part))
        yield path, wrong, allowed
    elif key == "per" and variable.type != "integer":
        wrong = message(
            "standards.ratio-not-exact",
            "'{variable}' is not a whole number: limits on a ratio to it are not exact",
            variable=variable.name,
        )
        allowed = message(
            "standards.whole-variable", "a variable of type integer, such as household_size"
        )
        yield path, wrong, allowed
    elif isinstance(part, CodeList):
        for index, code in enumerate(part.codes):
            if code not in variable.codes:
                wrong = message(
                    "standards.unknown-code",
                    "'{variable}' has no code '{code}'{suggestion}",
                    variable=variable.name,
                    code=code,
                    suggestion=suggest(code, variable.codes),
                )
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
            wrong = message(
                "standards.basis-twice", "the basis '{basis}' stands twice", basis=rule.basis
            )
            yield (
                (*here, "basis"),
                wrong,
                message("standards.one-for-each-rule", "one for each rule"),
            )
        for quantity, _, name, path in limits(rule.when, (*here, "when")) if rule.when else ():
            if quantity not in quantities:
                sound = False
                wrong = message(
                    "standards.cannot-decide", "'{quantity}' cannot decide here", quantity=quantity
                )
                yield path[:-1], wrong, ", ".join(quantities)
            elif isinstance(name, str) and name not in lines:
                sound = False
                wrong = message(
                    "standards.unknown-line",
                    "unknown line '{line}'{suggestion}",
                    line=name,
                    suggestion=suggest(name, lines),
                )
                no_line = message("standards.a-line", "a line under income_lines")
                yield path, wrong, ", ".join(lines) or no_line
    asked = {quantity for rule in rules if rule.when for quantity, *_ in limits(rule.when)}
    if asked >= {"deprivations", "weighted_score"}:
        # A ladder takes its quantities as independent, and these are not.
        wrong = message(
            "standards.two-counts", "the number of deprivations and the weighted score both decide"
        )
        yield at, wrong, message("standards.one-of-them", "one of them")
    ends = [index for index, rule in enumerate(rules) if rule.when is None]
    if not ends:
        wrong = message("standards.ladder-without-end", "the ladder of classes has no end")
        yield at, wrong, message("standards.last-rule", "a last rule without 'when'")
    elif sound:
        deciding = tabulate([rule.when for rule in rules], ascending(lines), counts).table
        for index in sorted(set(range(len(rules))) - set(deciding.values())):
            wrong = message(
                "standards.rule-never-decides",
                "this rule never decides: those before it hold first",
            )
            yield (*at, index), wrong, ""
