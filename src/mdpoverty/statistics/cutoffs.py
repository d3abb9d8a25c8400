"""Poverty cut-offs: the least score from which a household is poor, and what may be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Literal

from mdpoverty.errors import Problem, UsageError, plain
from mdpoverty.language.messages import Message, Phrase, message

if TYPE_CHECKING:
    from mdpoverty.standards.model import Standard

Identify = Literal["deprivations", "class"]
ALL = "all"  # in place of cut-offs: each that there is

_COUNT = re.compile(r"[0-9]{1,4}")
_SHARE = re.compile(r"[0-9]{1,9}/0*[1-9][0-9]{0,8}|[0-9]?\.[0-9]{1,15}")


@dataclass(frozen=True)
class Cutoff:
    """A poverty cut-off k: as it was given, the least score that is poor, in units, and its share.

    That is of all weights.
    """

    text: str
    least: int
    share: Fraction


def cutoffs_of(
    texts: Sequence[str], identify: Identify | None, standard: Standard
) -> tuple[Cutoff, ...]:
    """Return the poverty cut-offs that are given as text, each once.

    A whole number counts indicators, a fraction (1/3, 0.33) is of the sum of all weights, and ALL
    is every number of indicators, as a share where their weights differ. Raises
    UsageError, with every fault, where one cannot be a cut-off under `standard`, or `identify`
    does not fit.
    """
    if identify == "class" and texts:
        wrong = message("statistics.class-decides", "the class decides who is poor")
        advice = message("statistics.leave-one-out", "remove one of them")
        problem = Problem("--cutoff", wrong, advice=advice)
        headline = message("statistics.identified-twice", "two options say who is poor")
        raise UsageError(headline, [problem])
    if identify == "deprivations" and not texts:
        missing = message("statistics.cutoff-missing", "is missing")
        advice = message(
            "statistics.say-from-where",
            "set the number of deprivations from which a household is poor",
        )
        problem = Problem("--cutoff", missing, "3, 1/3, 0.33", advice)
        headline = message("statistics.not-identified", "cannot identify poverty by deprivations")
        raise UsageError(headline, [problem])
    found, problems = [], []
    if ALL in texts and standard.indicators:
        number = len(standard.indicators)
        every = [
            str(n) if standard.weights.equal else f"{n}/{number}" for n in range(1, 1 + number)
        ]
        texts = [*(text for text in texts if text != ALL), *every]
    for text in dict.fromkeys(texts):
        share, phrase = _share(text, standard)
        found.append(Cutoff(text, ceil(share * standard.weights.whole), share))
        if phrase is not None:
            said = phrase(cutoff=plain(text), standard=standard.id)
            problems.append(Problem("--cutoff", said, _allowed(standard)))
    if problems:
        headline = message("statistics.no-cutoff", "invalid poverty cut-off")
        raise UsageError(headline, problems)
    return tuple(found)


_NO_INDICATORS = Phrase(
    "statistics.cutoff-no-indicators",
    "'{cutoff}' counts indicators, but {standard} does not have any",
)
_WEIGHTED = Phrase(
    "statistics.cutoff-weighted",
    "'{cutoff}' counts indicators, but those of {standard} weigh differently",
)
_NOT_A_COUNT = Phrase(
    "statistics.cutoff-not-a-count", "'{cutoff}' is not a number of indicators of {standard}"
)
_NOT_A_NUMBER = Phrase("statistics.cutoff-not-a-number", "'{cutoff}' is not a number")
_NOT_A_SHARE = Phrase("statistics.cutoff-not-a-share", "'{cutoff}' is not a share of all weights")


def _share(text: str, standard: Standard) -> tuple[Fraction, Phrase | None]:
    """Return the share of all weights from which one is poor, and what is wrong with it."""
    weights, count = standard.weights, len(standard.indicators)
    wrong = None
    share = Fraction(0)
    if not count:
        wrong = _NO_INDICATORS
    elif _COUNT.fullmatch(text):
        share = Fraction(int(text), count)
        if not weights.equal:
            wrong = _WEIGHTED
        elif not 1 <= int(text) <= count:
            wrong = _NOT_A_COUNT
    elif not _SHARE.fullmatch(text):
        wrong = _NOT_A_NUMBER
    else:
        share = Fraction(text)
        if not 0 < share <= 1:
            wrong = _NOT_A_SHARE
    return share, wrong


def _allowed(standard: Standard) -> Message:
    if not standard.indicators:
        return message("statistics.allowed-no-cutoff", "remove --cutoff")
    if standard.weights.equal:
        return message(
            "statistics.allowed-count-or-share",
            "a number of indicators from 1 to {count}, or a fraction above 0 and up to 1, such as "
            "1/3 or 0.33",
            count=len(standard.indicators),
        )
    return message(
        "statistics.allowed-share", "a fraction above 0 and up to 1, such as 1/3 or 0.33"
    )
