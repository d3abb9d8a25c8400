"""What looks wrong in a survey but may be right: warnings that name the option to use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import narwhals as nw
import polars as pl

from mdpoverty.errors import MORE, WARNING, Problem, plain
from mdpoverty.language.messages import Message, message, plural
from mdpoverty.reading.checks import Check
from mdpoverty.reading.reading import Reading, misspelt
from mdpoverty.run.refused import Failures, failing
from mdpoverty.survey.place_names import placed

# What UTF-8 looks like that was read as another encoding: no Vietnamese word holds any of it.
_GARBLED = "\N{REPLACEMENT CHARACTER}|[\u0080-\u009f]|á[º»]|Ã[\u00a0-\u00bf]|Ä[\u2018\u0090]|Æ[°¡]"
TINY = 1_000  # VND a month: an income below may have grouped digits that are read as decimals
_ENOUGH = 3  # incomes of a place from which on their median says something
_NAMED = 5  # places that are named
LEAST = 50_000  # VND a month: a median income below is no survey's in any year since 2006


class Incomes(NamedTuple):
    """How many incomes of a batch are above zero, below LEAST, and below TINY."""

    known: int
    low: int
    tiny: int = 0


def incomes_in(incomes: pl.Series) -> Incomes:
    """Return the count of incomes (VND per person per month), and of those too low to be VND."""
    some = incomes > 0
    low, tiny = (int((some & (incomes < limit)).sum()) for limit in (LEAST, TINY))
    return Incomes(int(some.sum()), low, tiny)


def are_low(incomes: Sequence[Incomes]) -> bool:
    """Return whether the median of all incomes above zero is below LEAST."""
    known, low, _ = (sum(counts) for counts in zip(*incomes, strict=True)) if incomes else (0, 0, 0)
    return 2 * low > known


def incomes_by_place(batch: pl.DataFrame, income: str) -> pl.DataFrame:
    """Return how many incomes above zero each place of a batch has, and how many below LEAST."""
    some = batch.select(pl.col(income).alias("income"), *placed(batch.schema)).filter(
        pl.col("income") > 0
    )
    places = [name for name in some.columns if name != "income"]
    counts = (pl.len().alias("known"), (pl.col("income") < LEAST).sum().alias("low"))
    return some.group_by(places).agg(counts) if places else pl.DataFrame()


def low_places(batches: Sequence[pl.DataFrame]) -> Iterator[Message]:
    """Yield a warning of the places, the finest that are told, whose incomes are too low to be VND.

    There is none where those of most households are: then all of the survey is said to be low.
    """
    told = [batch for batch in batches if batch.width]
    if not told:
        return
    every = pl.concat(told)
    places = every.columns[:-2]
    every = every.group_by(places).agg(pl.col("known", "low").sum()).sort(places)
    low = every.filter((pl.col("known") >= _ENOUGH) & (2 * pl.col("low") > pl.col("known")))
    if 2 * every["low"].sum() > every["known"].sum() or low.is_empty():
        return
    names = [", ".join(plain(str(name)) for name in row if name) for row in low[places].rows()]
    text = plural(
        "run.low-places",
        "{count} place has a median under {least} VND per person per month, and others do not: "
        "{places}{more}. If its incomes are in thousands of VND, multiply them by 1000 in the file",
        "{count} places have a median under {least} VND per person per month, and others do not: "
        "{places}{more}. If their incomes are in thousands of VND, multiply them by 1000 in the "
        "file",
        count=low.height,
        least=LEAST,
        places=[f"'{name}'" for name in names[:_NAMED]],
        more=MORE(count=low.height - _NAMED) if low.height > _NAMED else "",
    )
    yield WARNING(text=text)


def low_income() -> Problem:
    """Return the warning that the survey's money seems to be in thousands."""
    return Problem(
        "income_per_capita",
        message(
            "run.low-incomes",
            "the median is under {least} VND per person per month",
            least=LEAST,
        ),
        advice=message(
            "run.scale-incomes",
            "if it is in thousands of VND, a column map scales it (--columns, times: 1000)",
        ),
    )


def misspelt_columns(reading: Reading) -> list[Problem]:
    """Return the warnings that a column is not read, though it looks like a variable."""
    return [
        Problem(
            column,
            message("run.not-read", "is not used"),
            advice=message("run.rename", "if it is '{variable}', rename it", variable=variable),
            file=file,
        )
        for file, column, variable in misspelt(reading)
    ]


def garbled(reading: Reading) -> Failures:
    """Return the households with text that seems to be read in a wrong encoding."""
    texts = [name for name, variable in reading.variables.items() if variable.type == "text"]
    checks = [
        Check(
            name,
            message("run.garbled", "looks like text read in the wrong encoding"),
            nw.col(name).str.contains(_GARBLED).fill_null(value=False),
            advice=message(
                "run.name-encoding",
                "name the encoding that it has with --encoding, or save it again as UTF-8",
            ),
            shows=name,
        )
        for name in texts
        if name in reading.survey.given
    ]
    return failing(reading.survey, reading.values(list(reading.survey.schema)), checks)
