"""Numbers that may have separators of thousands: 1.200 is read as 1.2, and may mean 1200.

Amounts of money are refused where that is likely (`mdpoverty.run.grouped`); an area may have three
decimals, so that it is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import polars as pl

from mdpoverty.language.messages import message
from mdpoverty.reading.checks import as_asked
from mdpoverty.reading.failing import Check
from mdpoverty.reading.reading import Reading
from mdpoverty.survey.spelling import one_group
from mdpoverty.survey.survey import CELL

_UNITS = ("m2", "kWh")
_READ = 1.2  # what 1.200 is, in the words of whoever reads it
_FIRST = 100_000  # rows that are looked at once more for a warning, of a survey of any size


def thousands(reading: Reading) -> list[Check]:
    """Return the checks that numbers fail whose digits may be grouped, a check for each column.

    A column has such numbers where one of the first rows has.
    """
    survey = reading.survey
    if survey.spelling.thousands is not None or survey.elsewhere is not None:
        return []
    columns = dict(_columns(reading))
    if not columns:
        return []
    sign = survey.spelling.decimal
    found = {name: nw.col(name).str.contains(one_group(sign)).any() for name in columns}
    plan: pl.LazyFrame = nw.from_native(survey.frame.head(_FIRST)).select(**found).to_native()
    [row] = plan.collect(engine="streaming").rows(named=True)
    checks = [
        Check(
            variable,
            message(
                "reading.may-be-thousands",
                "the sign '{sign}' may separate thousands, but is read as the decimal sign: "
                "1{sign}200 is {read:.1f}",
                sign=sign,
                read=_READ,
            ),
            nw.col(CELL + name).str.contains(one_group(sign)).fill_null(value=False),
            advice=message(
                "reading.may-be-thousands-advice",
                "if it does, write the number without it, such as 1200; if not, leave it as it is",
            ),
            shows=variable,
        )
        for name, variable in columns.items()
        if row[name]
    ]
    return [as_asked(check, survey) for check in checks]


def _columns(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the columns of text that hold areas, electricity or counts, each with its variable."""
    survey = reading.survey
    for name, variable in reading.variables.items():
        counts_things = variable.type == "integer" and not variable.unit
        if counts_things or variable.unit in _UNITS:
            for column in survey.columns_of(name):
                if survey.schema[column] == pl.String:
                    yield column, name
