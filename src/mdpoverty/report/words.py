"""How a report says things: its numbers and its phrases in English or Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mdpoverty.errors import Problem, in_one_line, plain
from mdpoverty.language import Language, numbers
from mdpoverty.profile.labels import class_labels
from mdpoverty.report.figures import Rate
from mdpoverty.report.phrases import PHRASES
from mdpoverty.standards.labels import Label
from mdpoverty.statistics.quality import FEW
from mdpoverty.statistics.shares import ALL, Share

PICTURED = 1  # decimals of a percentage on a picture, where there is little room

_LONG = 300  # characters of a label


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Words:
    """The phrases and the numbers of one language."""

    language: Language

    def __call__(self, phrase: str, **values: object) -> str:
        """Return a phrase, with its values."""
        return PHRASES[phrase](**values).in_(self.language)

    def warning(self, problem: Problem) -> str:
        """Return what looks wrong in the survey, and what to do."""
        return f"{capital(in_one_line(problem).in_(self.language))}."

    def label(self, label: Label) -> str:
        """Return a label of a standard."""
        return plain(label.en if self.language == "en" else label.vi, _LONG)

    def group(self, name: str) -> str:
        """Return the households of a class, or ALL, as a column is headed."""
        return self("all") if name == ALL else capital(class_labels(self.language)[name])

    def number(self, number: float, decimals: int = 0) -> str:
        """Return a number: 1,234.5, in Vietnamese 1.234,5."""
        return numbers.number(number, self.language, decimals)

    def percent(self, share: float, decimals: int = 2) -> str:
        """Return a share in per cent: 31.53%."""
        return numbers.percent(share, self.language, decimals)

    def points(self, points: float) -> str:
        """Return a change in points with its sign: +1.25."""
        return numbers.signed(points, self.language)

    def percents(self, least: float, most: float, decimals: int = 2) -> str:
        """Return a range of shares in per cent: 24.40% to 37.72%; one where both read the same."""
        ends = [self.percent(end, decimals) for end in (least, most)]
        return ends[0] if ends[0] == ends[1] else self("range", least=ends[0], most=ends[1])

    def rate(self, rate: Rate, decimals: int = 2) -> str:
        """Return a rate, the range that unknown answers leave of it, or that there is none."""
        if rate.estimate is not None:
            return self.percent(rate.estimate, decimals)
        if rate.opened and rate.bounds is not None:
            return self.percents(*rate.bounds, decimals)
        return self("open") if rate.opened else self("nobody")

    def share(self, share: Share, decimals: int = 2) -> str:
        """Return a share, or that there is nobody."""
        return self("nobody") if share.share is None else self.percent(share.share, decimals)

    def most(self, share: Share, decimals: int = 2) -> str:
        """Return between what a share is, with those of whom it may hold, or that is nobody."""
        if share.share is None or share.most is None:
            return self("nobody")
        return self.percents(share.share, share.most, decimals)

    def index(self, rate: Rate) -> str:
        """Return a number such as M0, which is not in per cent."""
        if rate.estimate is not None:
            return self.number(rate.estimate, 4)
        if rate.opened and rate.bounds is not None:
            least, most = (self.number(end, 4) for end in rate.bounds)
            return self("range", least=least, most=most)
        return self("open") if rate.opened else self("nobody")

    def interval(self, rate: Rate, decimals: int = 2) -> str:
        """Return the interval of a rate in per cent, nothing where it has none."""
        return "" if rate.interval is None else self.percents(*rate.interval, decimals)

    def with_interval(self, rate: Rate) -> str:
        """Return a rate with its interval in brackets, where it has one."""
        brackets = f" ({self.interval(rate)})" if rate.interval else ""
        return self.rate(rate) + brackets

    def listed(self, parts: Sequence[str]) -> str:
        """Return parts as a list within a sentence."""
        return numbers.listed(parts, self.language)

    def day(self, day: date) -> str:
        """Return a day as it is written."""
        return numbers.day(day, self.language)

    def few(self) -> str:
        """Return what marks a unit of few households."""
        return self("few", few=FEW)
