"""The class rules that a household met or not, and what would decide, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce

from mdpoverty.codebook import subject_of, variables
from mdpoverty.errors import plain
from mdpoverty.explanation.explanation import Explanation
from mdpoverty.explanation.open_cells import OpenCell
from mdpoverty.explanation.outlook import Case, Further, Undecided
from mdpoverty.explanation.phrases import say
from mdpoverty.explanation.standing import Outcome, RuleAnswer
from mdpoverty.language import Language
from mdpoverty.profile.labels import class_labels
from mdpoverty.standards.citation import citation
from mdpoverty.standards.class_rules import AnyOfRules, Decision, NoneOfRules, Quantity
from mdpoverty.standards.conditions import Limits
from mdpoverty.standards.model import Standard
from mdpoverty.standards.phrases import limits_text
from mdpoverty.standards.prose import decision_text, label_of
from mdpoverty.survey.survey import SHEET_OF

_CELLS = 5  # that are shown of a household
_LONGEST = 100  # characters of an id or a name that are shown


def quantity_name(quantity: Quantity) -> str:
    """Return the variable that a quantity is, or would be, read from."""
    return "income_per_capita" if quantity == "income" else quantity


def quantity_label(quantity: Quantity, standard: Standard, language: Language) -> str:
    """Return what a quantity, a score or a condition of the standard is called."""
    if named := standard.scores.get(quantity) or standard.conditions.get(quantity):
        return named.label.in_(language)
    return label_of(variables("household")[quantity_name(quantity)], language)


def quantity_unit(quantity: Quantity) -> str:
    """Return the unit of a quantity, as the codebook names it."""
    known = variables("household").get(quantity_name(quantity))
    return known.unit if known else "points"  # of a score


def outcome_text(outcome: Outcome, language: Language) -> str:
    """Return a class, or that it is undetermined and which are possible."""
    classes = _classes(outcome.classes, language)
    return say("undetermined", language, classes=classes) if outcome.possible else classes


def _classes(classes: Sequence[str], language: Language) -> str:
    labels = class_labels(language)
    names = [labels[name] for name in classes]
    return reduce(lambda one, other: say("possible", language, one=one, other=other), names)


def rule_lines(explanation: Explanation, language: Language) -> Iterator[str]:
    """Yield the class rules to the first that surely holds, each with its limits."""
    yield say("rules", language, standard=explanation.standard.id)
    unsure = False
    for number, found in enumerate(explanation.rules, 1):
        how = {True: "may be last" if unsure else "holds", False: "fails", None: "may"}
        unsure = unsure or found.holds is None
        name = class_labels(language)[found.rule.name]
        label = getattr(found.rule.label, language)
        yield f"  {number}. {name} ({label}): {say(how[found.holds], language)}"
        yield from _rule_parts(found, explanation, language)


def _rule_parts(found: RuleAnswer, explanation: Explanation, language: Language) -> Iterator[str]:
    when = found.rule.when
    if when is None:
        yield f"    {say('otherwise', language)}"
    elif isinstance(when, (AnyOfRules, NoneOfRules)):
        area = explanation.standing.area
        yield f"    {decision_text(when, explanation.standard, language, area)}"
    for answer in found.limits:
        yield f"    {limit_text(answer, explanation, language)}"
    reference = citation(found.rule.reference, language)
    yield f"    {say('reference', language, reference=reference)}"
    if found.rule.reference.note:
        yield f"    {say('note', language, note=found.rule.reference.note.in_(language))}"


def limit_text(
    answer: tuple[Decision, bool | None], explanation: Explanation, language: Language
) -> str:
    """Return a limit of a class rule, and whether it holds of the household."""
    limit, holds = answer
    answers = {True: "yes", False: "no", None: "not known"}
    text = decision_text(limit, explanation.standard, language, explanation.standing.area)
    return say(answers[holds], language, limit=text)


def undecided_lines(
    explanation: Explanation, undecided: Undecided, language: Language
) -> Iterator[str]:
    """Yield what would decide the class: each answer alone, and all of them together."""
    standard = explanation.standard
    yield say("what decides", language, standard=explanation.standard.id)
    unknown = [v for v in explanation.verdicts if v.answer is None]
    labels = {verdict.name: getattr(verdict.indicator.label, language) for verdict in unknown}
    if undecided.deprived and undecided.not_deprived:
        names = ", ".join(labels.values())
        how = "the unknown" if len(labels) == 1 else "any unknown"
        yield f"  {say(how, language, count=len(labels), names=names)}"
        yield from _answers(undecided.deprived, undecided.not_deprived, language)
    for each in undecided.weighed:
        names = ", ".join(labels[name] for name in each.names)
        weight = Fraction(each.units, explanation.standard.weights.whole)
        count = len(each.names)
        how = "the unknown of weight" if count == 1 else "any unknown of weight"
        yield f"  {say(how, language, count=count, weight=weight, names=names)}"
        yield from _answers(each.deprived, each.not_deprived, language)
    for quantity, cases in undecided.quantities:
        yield f"  {say('alone', language, what=quantity_label(quantity, standard, language))}"
        for case in cases:
            yield f"    {_case(quantity, case, standard, language)}"
    yield f"  {say('together', language)}"
    for together in undecided.together:
        where = ""
        if undecided.quantity and together.limits:
            limits = limit_words(undecided.quantity, together.limits, standard, language)
            where = f"{quantity_label(undecided.quantity, standard, language)}: {limits}"
        for further in together.further:
            how = _how_many(further, explanation, undecided, language)
            both = where and how
            condition = say("and", language, one=where, other=how) if both else where or how
            then = outcome_text(further.outcome, language)
            yield f"    {condition}: {then}"
    if unreached := _unreached(explanation, undecided):
        yield f"    {say('unreached', language, classes=_classes(unreached, language))}"


def cell_lines(explanation: Explanation, language: Language) -> Iterator[str]:
    """Yield the first cells that would decide the class, and of which members they are."""
    if not explanation.open_cells:
        return
    yield say("cells", language, standard=explanation.standard.id)
    for cell in explanation.open_cells[:_CELLS]:
        yield f"  {_cell(cell, explanation.standard, language)}"
    if (more := len(explanation.open_cells) - _CELLS) > 0:
        yield f"  {say('more cells', language, count=more)}"


def _cell(cell: OpenCell, standard: Standard, language: Language) -> str:
    indicator = standard.indicators.get(cell.indicator)
    shown = {
        "indicator": indicator.label.in_(language)
        if indicator
        else quantity_label(cell.indicator, standard, language),
        "column": _column(cell, language),
    }
    if cell.person_id is None or cell.file is None or cell.line is None:
        return say("cell", language, **shown)
    file = plain(cell.file, _LONGEST)
    file = SHEET_OF(file=file, sheet=plain(cell.sheet)).in_(language) if cell.sheet else file
    place = {"file": file, "unit": say(cell.unit, language), "number": cell.line}
    person = plain(cell.person_id, _LONGEST)
    return say("cell of member", language, person=person, **place, **shown)


def _column(cell: OpenCell, language: Language) -> str:
    """Return what a column is called: a member's by the label that it has of members."""
    name = plain(cell.column, _LONGEST)
    known = variables("member").get(name) if cell.person_id is not None else None
    if known and language != "en":
        return f"{label_of(known, language)} ({name})"
    return subject_of(name).in_(language)


def _answers(deprived: Outcome, not_deprived: Outcome, language: Language) -> Iterator[str]:
    for answer, outcome in (("deprived", deprived), ("not deprived", not_deprived)):
        yield f"    {say(answer, language)}: {_alone(outcome, language)}"


def _unreached(explanation: Explanation, undecided: Undecided) -> list[str]:
    """Return the possible classes to which no answers lead.

    Between two sums of weights that answers add up to may lie a score of another class.
    """
    reached = {
        name
        for together in undecided.together
        for further in together.further
        for name in further.outcome.classes
    }
    return [name for name in explanation.outcome.possible if name not in reached]


def limit_words(quantity: Quantity, limits: Limits, standard: Standard, language: Language) -> str:
    """Return limits on a quantity in words, with its unit; of a condition whether it holds."""
    if quantity in standard.conditions:
        return say("condition holds" if limits.at_least else "condition fails", language)
    return limits_text(limits, quantity_unit(quantity), language)


def _alone(outcome: Outcome, language: Language) -> str:
    classes = _classes(outcome.classes, language)
    return say("still", language, classes=classes) if outcome.possible else classes


def _case(quantity: Quantity, case: Case, standard: Standard, language: Language) -> str:
    where = say("anything", language)
    if case.limits:
        where = limit_words(quantity, case.limits, standard, language)
    return f"{where}: {_alone(case.outcome, language)}"


def _how_many(
    further: Further, explanation: Explanation, undecided: Undecided, language: Language
) -> str:
    """Return how many of the unknown indicators are deprived, or what these weigh, in words."""
    least, most = further.least, further.most
    standing = explanation.standing
    count = every = standing.possible - standing.deprivations
    if undecided.weighed:
        every = standing.possible_score - standing.score
    elif not undecided.deprived:
        return ""
    if (least, most) == (0, every):
        return say("whatever it is" if count == 1 else "whatever", language, count=count)
    if count == 1:
        return say("it is" if least else "it is not", language)
    if least == most and least in (0, every):
        return say("all" if least else "none", language, count=count)
    if least == most:
        kind = "exactly"
    elif most == every:
        kind = "at least"
    else:
        kind = "between" if least else "at most"
    if not undecided.weighed:
        return say(kind, language, least=least, most=most, count=count)
    whole = explanation.standard.weights.whole
    weights = {"least": Fraction(least, whole), "most": Fraction(most, whole)}
    return say(f"{kind} of weight", language, **weights, count=count)
