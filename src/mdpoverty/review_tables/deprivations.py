"""Tables 4 to 7: in what poor and near-poor households are deprived, as counts and as rates."""

from __future__ import annotations

from mdpoverty.review_tables.figures import key_of
from mdpoverty.review_tables.layout import About, Column, Rate, Rule, Sum, Table, Taken
from mdpoverty.review_tables.phrases import NOTES, TITLES, many
from mdpoverty.review_tables.review import Review

COUNTS = {"poor": 4, "near_poor": 6}  # the number of the table of a class
RATES = {"poor": 5, "near_poor": 7}
DEPRIVATIONS = "deprivations"  # of all indicators together


def deprivation_counts(review: Review, about: About, of: str) -> Table:
    """Return table 4 (of poor households) or 6 (of near-poor ones)."""
    names = list(review.standard.indicators)
    keys = [f"{of}.{key_of(name)}" for name in names]
    last = len(names) + 2
    columns = [
        Column(f"{of}.households", ("Tổng số hộ",), "1"),
        Column(DEPRIVATIONS, ("Tổng số thiếu hụt",), f"2=3+...+{last}", Sum(keys[0], keys[-1])),
        *_indicators(review, of, 3, "Số hộ thiếu hụt, theo chỉ số", {}),
    ]
    figures = tuple(review.figures(unit) for unit in review.units)
    number = COUNTS[of]
    return Table(number, TITLES[number], about, tuple(columns), figures, notes=_notes(review, of))


def deprivation_rates(counts: Table, review: Review, of: str) -> Table:
    """Return table 5 or 7: the counts of table 4 or 6 in per cent of the households."""
    whole = f"{of}.households"
    keys = [f"{of}.{key_of(name)}" for name in review.standard.indicators]
    rules: dict[str, Rule] = {key: Rate(key, whole, counts) for key in keys}
    columns = [
        Column(whole, ("Tổng số hộ",), "1", Taken(whole, counts)),
        *_indicators(review, of, 2, "Tỷ lệ hộ thiếu hụt (%), theo chỉ số", rules),
    ]
    number = RATES[of]
    about, notes = counts.about, _notes(review, of)
    return Table(number, TITLES[number], about, tuple(columns), counts.figures, notes=notes)


def _indicators(
    review: Review, of: str, first: int, heading: str, rules: dict[str, Rule]
) -> list[Column]:
    standard = review.standard
    found = []
    for number, (name, indicator) in enumerate(standard.indicators.items(), start=first):
        key = f"{of}.{key_of(name)}"
        dimension = standard.dimensions[indicator.dimension].vi
        path = (heading, dimension, indicator.label.vi)
        column = Column(key, path, str(number))
        found.append(Column(key, path, str(number), rules[key]) if rules else column)
    return found


def _notes(review: Review, of: str) -> tuple[str, ...]:
    found = []
    unknown = sum(review.counts.sum(f"{of}.{key_of(name)}?") for name in review.indicators)
    if unknown:
        found.append(NOTES["unknown answers"].format(many(unknown)))
    absent = [name for name in review.standard.indicators if name not in review.indicators]
    if absent:
        labels = (review.standard.indicators[name].label.vi for name in absent)
        found.append(NOTES["absent columns"].format("; ".join(labels)))
    if undetermined := review.counts.sum("undetermined.households"):
        found.append(NOTES["undetermined"].format(many(undetermined)))
    return tuple(found)
