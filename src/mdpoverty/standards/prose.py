"""Conditions and class rules in plain words, made from labels, codes and the law's limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from mdpoverty.codebook import HOUSEHOLD_SIZE, Variable, variables
from mdpoverty.language import Language
from mdpoverty.standards.class_rules import (
    AllOfRules,
    AnyOfRules,
    ConditionHolds,
    Decision,
    DeprivationsAre,
    DeprivationScoreIs,
    IncomeIs,
    IncomeScoreIs,
    NoneOfRules,
    ScoreIs,
    WeightedScoreIs,
)
from mdpoverty.standards.conditions import (
    AllOf,
    Answer,
    Answered,
    AnyMember,
    AnyOf,
    CodeList,
    Condition,
    CountOf,
    FirstKnown,
    NoneOf,
    NumberLimit,
    Scope,
    ShareOfMembers,
    TableLimit,
)
from mdpoverty.standards.lines import Line
from mdpoverty.standards.model import Standard
from mdpoverty.standards.phrases import PHRASES, limits_text, quantity_text

_MONEY = "VND/person/month"
_AREAS: tuple[Literal["rural", "urban"], ...] = ("rural", "urban")


@dataclass(frozen=True)
class Measure:
    """What a number is of: its label, its unit, and whether it is a share of a whole."""

    label: str
    unit: str
    share: bool = False


def answer_text(code: str, variable: Variable, language: Language) -> str:
    """Return the code that a cell holds in the words of a language, as it is where it has none."""
    for answer in variable.answers if variable.codes else ():
        if answer.code == code:
            return _within_a_sentence(getattr(answer, f"label_{language}"))
    return code


def _within_a_sentence(label: str) -> str:
    """Return a label as it is written within a sentence: abbreviations and names keep capitals."""
    is_name = any(word[:1].isupper() and word[1:].islower() for word in label.split()[1:])
    return label if is_name or label[1:2].isupper() else label[:1].lower() + label[1:]


def label_of(variable: Variable, language: Language) -> str:
    """Return a variable's label, or its name where it has none."""
    return (variable.label_en if language == "en" else variable.label_vi) or variable.name


def condition_text(
    condition: Condition, standard: Standard, language: Language, scope: Scope = "household"
) -> str:
    """Return when `condition` of `standard` holds, in words.

    `scope` says whose columns it reads: of a condition within `any_member`, the member's.
    """
    return _Writer(standard, language).condition(condition, scope)


def decision_text(
    decision: Decision, standard: Standard, language: Language, area: str | None = None
) -> str:
    """Return when a class rule of `standard` holds, in words.

    Lines are said for both areas, or for `area` alone.
    """
    return _Writer(standard, language).decision(decision, area)


def measure(condition: NumberLimit, standard: Standard, language: Language) -> Measure:
    """Return what a condition on a household's number, or on a ratio, is about."""
    return _Writer(standard, language).measured(condition, "household")


@dataclass(frozen=True)
class _Writer:
    """Writes the conditions of one standard in one language."""

    standard: Standard
    language: Language

    def say(self, phrase: str, **values: object) -> str:
        return PHRASES[phrase](**values).in_(self.language)

    def condition(  # noqa: C901, PLR0911, PLR0912 -- one case for each kind of condition
        self, condition: Condition, scope: Scope
    ) -> str:
        match condition:
            case AllOf(all_of=parts):
                return self.joined("and", parts, scope)
            case AnyOf(any_of=parts):
                return self.joined("or", parts, scope)
            case FirstKnown(first_known=parts):
                return self.joined("else", parts, scope)
            case NoneOf(none_of=(part,)):
                return self.negated(part, scope)
            case NoneOf(none_of=parts):
                return self.say("none", conditions=self.listed(parts, scope))
            case CountOf(count_of=parts, at_least=least):
                return self.say("count", least=least, conditions=self.listed(parts, scope))
            case AnyMember(any_member=part):
                return self.say("member", condition=self.condition(part, "member"))
            case ShareOfMembers(share_of_members=part):
                share = self.say("share", condition=self.condition(part, "member"))
                return f"{share}: {limits_text(condition, '', self.language, share=True)}"
            case NumberLimit():
                return self.number(condition, scope)
            case CodeList(column=column, codes=codes):
                variable = self.variable(column, scope)
                shown = [answer_text(code, variable, self.language) for code in codes]
                return f"{self.label(column, scope)}: {_or(shown, self.say('or code'))}"
            case Answer(column=column, equals=equals):
                return self.answer(column, scope, equals=equals)
            case TableLimit(column=column, in_table=name):
                word, _ = condition.word_and_limit
                clause = self.standard.tables[name].reference.clause.in_(self.language)
                limit = self.say("in table", clause=clause)
                return f"{self.label(column, scope)}: {self.say(word, limit=limit)}"
            case Answered(answered=columns):
                labels = "; ".join(self.label(column, scope) for column in columns)
                return self.say("answered" if len(columns) == 1 else "some answered", labels=labels)

    def answer(self, column: str, scope: Scope, *, equals: bool) -> str:
        """Return a question and its answer, yes or no."""
        said = answer_text("yes" if equals else "no", self.variable(column, scope), self.language)
        return f"{self.label(column, scope)}: {said}"

    def negated(self, part: Condition, scope: Scope) -> str:
        """Return when `part` does not hold."""
        match part:
            case AnyMember(any_member=inner):
                return self.say("no member", condition=self.condition(inner, "member"))
            case CodeList(column=column, codes=codes):
                variable = self.variable(column, scope)
                shown = ", ".join(answer_text(code, variable, self.language) for code in codes)
                kind = "not code" if len(codes) == 1 else "none code"
                return f"{self.label(column, scope)}: {self.say(kind, codes=shown)}"
            case Answer(column=column, equals=equals):
                return self.answer(column, scope, equals=not equals)
            case _:
                return self.say("not", condition=self.condition(part, scope))

    def listed(self, parts: Sequence[Condition], scope: Scope) -> str:
        """Return parts, of which it is said elsewhere how many hold."""
        if all(isinstance(part, Answer) and part.equals for part in parts):
            return "; ".join(self.label(part.column, scope) for part in parts)  # type: ignore[union-attr]  # all are answers
        return "; ".join(self.part(part, scope) for part in parts)

    def joined(self, word: str, parts: Sequence[Condition], scope: Scope) -> str:
        if len(parts) == 1:
            return self.condition(parts[0], scope)
        return self.say(word).join(self.part(part, scope) for part in parts)

    def part(self, condition: Condition, scope: Scope) -> str:
        """Return a condition so that it can stand beside others."""
        text = self.condition(condition, scope)
        while isinstance(condition, (AllOf, AnyOf, FirstKnown)):
            (parts,) = condition.__dict__.values()
            if len(parts) > 1:
                return f"({text})"
            (condition,) = parts
        return text

    def number(self, condition: NumberLimit, scope: Scope) -> str:
        measured = self.measured(condition, scope)
        limits = limits_text(condition, measured.unit, self.language, share=measured.share)
        return f"{measured.label}: {limits}"

    def measured(self, condition: NumberLimit, scope: Scope) -> Measure:
        per = condition.per
        label = self.label(condition.column, scope)
        unit = self.variable(condition.column, scope).unit
        if per == HOUSEHOLD_SIZE and unit == "persons":
            return Measure(self.say("share of", number=label), "", share=True)
        if per == HOUSEHOLD_SIZE:
            return Measure(self.say("per head", number=label), unit)
        if per:
            return Measure(self.say("ratio", part=label, whole=self.label(per, scope)), "")
        return Measure(label, unit)

    def variable(self, column: str, scope: Scope) -> Variable:
        return self.standard.named(scope)[column]

    def label(self, column: str, scope: Scope) -> str:
        return label_of(self.variable(column, scope), self.language)

    def decision(  # noqa: C901, PLR0911 -- one case for each kind of rule
        self, decision: Decision, area: str | None
    ) -> str:
        match decision:
            case AllOfRules(all_of=parts):
                return self.decisions("and", parts, area)
            case AnyOfRules(any_of=parts):
                return self.decisions("or", parts, area)
            case NoneOfRules(none_of=(part,)):
                return self.say("not", condition=self.decision(part, area))
            case NoneOfRules(none_of=parts):
                return self.say("none", conditions="; ".join(self.rule(p, area) for p in parts))
            case IncomeIs(income=limit):
                word, name = limit.word_and_limit
                line = self.standard.income_lines[name]
                label = line.label.en if self.language == "en" else line.label.vi
                said = self.line(word, line, _MONEY, area)
                return f"{self.name('income_per_capita')}: {said} ({label})"
            case IncomeScoreIs(income_score=limit):
                assert self.standard.review_scores
                word, name = limit.word_and_limit
                line = self.standard.review_scores.lines[name]
                # The labels of these lines say the same points.
                return f"{self.name('income_score')}: {self.line(word, line, 'points', area)}"
            case DeprivationsAre(deprivations=limit):
                word, count = limit.word_and_limit
                every = len(self.standard.indicators)
                said = self.say("of", limit=self.say(word, limit=count), count=every)
                return f"{self.say('deprivations')}: {said}"
            case WeightedScoreIs(weighted_score=limit):
                word, share = limit.word_and_limit
                return f"{self.say('weighted_score')}: {self.say(word, limit=share)}"
            case ScoreIs(score=name):
                return self.score(name, decision, area)
            case ConditionHolds(condition=name):
                return self.standard.conditions[name].label.in_(self.language)
            case DeprivationScoreIs(deprivation_score=limit):
                word, points = limit.word_and_limit
                said = self.say(word, limit=quantity_text(points, "points", self.language))
                return f"{self.name('deprivation_score')}: {said}"

    def score(self, name: str, decision: ScoreIs, area: str | None) -> str:
        score = self.standard.scores[name]
        word, limit = decision.word_and_limit
        if isinstance(limit, str):
            said = self.line(word, score.lines[limit], "points", area)
        else:
            said = self.say(word, limit=quantity_text(limit, "points", self.language))
        return f"{score.label.in_(self.language)}: {said}"

    def decisions(self, word: str, parts: Sequence[Decision], area: str | None) -> str:
        if len(parts) == 1:
            return self.decision(parts[0], area)
        return self.say(word).join(self.rule(part, area) for part in parts)

    def rule(self, decision: Decision, area: str | None) -> str:
        """Return a rule so that it can stand beside others."""
        text = self.decision(decision, area)
        while isinstance(decision, (AllOfRules, AnyOfRules)):
            (parts,) = decision.__dict__.values()
            if len(parts) > 1:
                return f"({text})"
            (decision,) = parts
        return text

    def line(self, word: str, line: Line, unit: str, area: str | None) -> str:
        """Return a limit at a line: in both areas, or in one."""
        limits = {
            each: self.say(word, limit=quantity_text(getattr(line, each), unit, self.language))
            for each in _AREAS
        }
        if area is not None:
            return limits["rural" if area == "rural" else "urban"]
        where = {each: self.say("where", area=self.say(each)) for each in limits}
        return ", ".join(f"{limit} {where[each]}" for each, limit in limits.items())

    def name(self, column: str) -> str:
        return label_of(variables("household")[column], self.language)


def _or(codes: Iterable[str], word: str) -> str:
    *first, last = codes
    return f"{', '.join(first)}{word}{last}" if first else last
