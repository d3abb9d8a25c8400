"""What a well-formed threshold file may still get wrong: names, codes, lines and ladders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from mdpoverty import codebook
from mdpoverty.language.messages import message
from mdpoverty.standards.class_rules import Quantity, limits
from mdpoverty.standards.condition_faults import condition_faults
from mdpoverty.standards.faults import LESS, NOT_GREATER
from mdpoverty.standards.ladder import Counted, tabulate
from mdpoverty.standards.lines import Line, ascending
from mdpoverty.standards.model import ClassRule, Standard
from mdpoverty.standards.parsing import Fault
from mdpoverty.standards.score_faults import derived_faults, score_faults
from mdpoverty.standards.size import too_large
from mdpoverty.standards.weights import FINEST
from mdpoverty.standards.yaml_document import Path
from mdpoverty.suggestions import suggest


def contradictions(standard: Standard) -> Iterator[Fault]:
    """Yield every fault of a standard whose keys and types are right.

    What is too large is looked at no further.
    """
    if faults := [*too_large(standard)]:
        yield from faults
        return
    if standard.applies.first > standard.applies.last:
        wrong = message("standards.ends-before-begin", "ends before it begins")
        yield ("applies",), wrong, message("standards.from-before-to", "from no later than to")
    yield from contradictions_of_parts(standard)
    yield from derived_faults(standard)
    yield from score_faults(standard)
    for name, score in standard.scores.items():
        yield from _score_lines(score.lines, ("scores", name, "lines"))
    faulty = list(_weights(standard))
    yield from faulty
    counts = {} if faulty else standard.counts
    yield from _ladder(standard.classes, ("classes",), _quantities(standard, counts))
    if scores := standard.review_scores:
        at: Path = ("review_scores",)
        yield from _score_lines(scores.lines, (*at, "lines"))
        names = ("income_score", "deprivation_score")
        asked = _Quantities(names, {"income_score": scores.lines}, {})
        yield from _ladder(scores.classes, (*at, "classes"), asked)


def contradictions_of_parts(standard: Standard) -> Iterator[Fault]:
    """Yield the faults of inputs, lines and indicators, which hold whatever else a standard has."""
    yield from _inputs(standard)
    yield from _income_lines(standard.income_lines)
    yield from _indicators(standard)


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


def _income_lines(lines: Mapping[str, Line]) -> Iterator[Fault]:
    for name, line in lines.items():
        for area, limit in (("rural", line.rural), ("urban", line.urban)):
            if limit <= 0:  # points may be, money that somebody lives on is not
                yield ("income_lines", name, area), NOT_GREATER(limit=0), ""
    yield from _lines(lines, ("income_lines",))


def _score_lines(lines: Mapping[str, Line], at: Path) -> Iterator[Fault]:
    for name, line in lines.items():
        for area, limit in (("rural", line.rural), ("urban", line.urban)):
            if limit < 0:
                yield (*at, name, area), LESS(limit=0), ""
    yield from _lines(lines, at)


def _lines(lines: Mapping[str, Line], at: Path) -> Iterator[Fault]:
    for lower, upper in pairwise(ascending(lines)):
        if lines[lower].rural == lines[upper].rural or lines[lower].urban >= lines[upper].urban:
            wrong = message(
                "standards.lines-out-of-order",
                "is not above the line '{lower}' in both areas",
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
        yield from condition_faults(indicator.deprived_when, (*at, "deprived_when"), standard)


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


class _Quantities(NamedTuple):
    """What class rules may read: its lines, its values where it is a count, and what tells it.

    Those that are `counted` tell of the same deprivations.
    """

    names: tuple[Quantity, ...]
    lines: Mapping[Quantity, Mapping[str, Line]]
    counts: Mapping[Quantity, Counted]
    counted: frozenset[Quantity] = frozenset()


def _quantities(standard: Standard, counts: Mapping[Quantity, Counted]) -> _Quantities:
    names: tuple[Quantity, ...] = ("income", "deprivations")
    if standard.is_weighted:
        names = (*names, "weighted_score")
    of_deprivations = standard.scores.keys() - standard.scorecards.keys()
    return _Quantities(
        (*names, *standard.scores, *standard.conditions),
        {"income": standard.income_lines, **{n: x.lines for n, x in standard.scores.items()}},
        counts,
        frozenset({"deprivations", "weighted_score", *of_deprivations}),
    )


def _ladder(rules: tuple[ClassRule, ...], at: Path, asked: _Quantities) -> Iterator[Fault]:
    faults = [fault for index in range(len(rules)) for fault in _rule(rules, index, at, asked)]
    yield from faults
    read: dict[Quantity, set[bool]] = {}
    for rule in rules:
        for quantity, _, limit, _ in limits(rule.when) if rule.when else ():
            read.setdefault(quantity, set()).add(isinstance(limit, str))
    mixed = [quantity for quantity, kinds in read.items() if len(kinds) > 1]
    if mixed:
        wrong = message(
            "standards.lines-and-numbers",
            "'{quantity}' is compared with lines and with numbers",
            quantity=mixed[0],
        )
        yield at, wrong, message("standards.one-kind", "one kind of limit")
    if len(asked.counted & read.keys()) > 1:
        # A ladder takes its quantities as independent, and these are not.
        wrong = message(
            "standards.two-counts",
            "{quantities} both decide, and count the same deprivations",
            quantities=sorted(asked.counted & read.keys()),
        )
        yield at, wrong, message("standards.one-of-them", "one of them")
    ends = [index for index, rule in enumerate(rules) if rule.when is None]
    if not ends:
        wrong = message(
            "standards.ladder-without-end",
            "the class rules have no last rule for all other households",
        )
        yield at, wrong, message("standards.last-rule", "a last rule without 'when'")
    elif not mixed and not any(path[-1] != "basis" for path, *_ in faults):
        lines = {quantity: ascending(own) for quantity, own in asked.lines.items()}
        deciding = tabulate([rule.when for rule in rules], lines, asked.counts).table
        for index in sorted(set(range(len(rules))) - set(deciding.values())):
            wrong = message(
                "standards.rule-never-decides",
                "this rule never decides: the rules before it are always true first",
            )
            yield (*at, index), wrong, ""


def _rule(
    rules: tuple[ClassRule, ...], index: int, at: Path, asked: _Quantities
) -> Iterator[Fault]:
    """Yield the faults of one rule: a basis that its class has already, and what it cannot read."""
    rule, here = rules[index], (*at, index)
    if (rule.name, rule.basis) in [(other.name, other.basis) for other in rules[:index]]:
        wrong = message(
            "standards.basis-twice", "the basis '{basis}' appears twice", basis=rule.basis
        )
        yield (*here, "basis"), wrong, message("standards.one-for-each-rule", "one for each rule")
    for quantity, _, name, path in limits(rule.when, (*here, "when")) if rule.when else ():
        own = asked.lines.get(quantity, {})
        if quantity not in asked.names:
            wrong = message(
                "standards.cannot-decide", "'{quantity}' cannot decide here", quantity=quantity
            )
            yield path[:-1], wrong, ", ".join(asked.names)
        elif isinstance(name, str) and name not in own:
            wrong = message(
                "standards.unknown-line",
                "unknown line '{line}'{suggestion}",
                line=name,
                suggestion=suggest(name, own),
            )
            no_line = message("standards.a-line", "a line under income_lines")
            yield path, wrong, ", ".join(own) or no_line
