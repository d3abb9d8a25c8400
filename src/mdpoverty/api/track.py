"""Track the households of several frames, one a round: what became of each, stock and flow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import index
from typing import TYPE_CHECKING, Any

from mdpoverty.api.arguments import says_arguments
from mdpoverty.api.classify import several
from mdpoverty.api.frames import frame_of, is_spark, to_pandas, to_polars
from mdpoverty.errors import Problem, SurveyError, UsageError
from mdpoverty.language.messages import message
from mdpoverty.survey.survey import Survey, survey_of
from mdpoverty.tracking.result import track_rounds
from mdpoverty.tracking.rounds import Round, read_rounds

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Tracks:
    """What became of the households of rounds, as pandas tables.

    `households` has a row for each household and pair of rounds, `flows` the stock and flow of
    each pair, of all units and of each; `notes` say what was assumed, and what stays open.
    """

    households: pd.DataFrame
    flows: pd.DataFrame
    notes: tuple[str, ...]


@says_arguments
def track(
    rounds: Mapping[int, Any] | Mapping[str, Any] | Mapping[int | str, Any] | Sequence[Any],
    *,
    links: Any = None,
    places: Any = None,
    by: str | Sequence[str] = (),
) -> Tracks:
    """Return what became of households between each round and the next, and what that adds up to.

    `rounds` are profiles (frames of pandas, Polars or PyArrow as `classify` returns them), from
    the oldest to the newest; a mapping gives each its name, a whole number being its year. A round
    without a year of the mapping has that of its column `survey_year`; where no round has one they
    are taken as one year apart. `links` is a frame of households that were renumbered, split or
    merged (`round`, `before`, `after`), `places` one of units that were renamed or merged; `by`
    are the columns of units, else those of province, district and commune that every round has
    filled in.

    `households`: `round_before`, `round`, `household_id`, places, `household_size` (persons),
    `from_class`, `to_class`, `movement`, `poor_before` and `near_poor_before`
    (1, 0, null: unknown), `related` (ids, `;`-joined), `escaped_since` (a round) and
    `recently_escaped` (1, 0, null). `flows`: `round_before`, `round`, `scope` (total or unit), the
    units, `list`, `flow`, `detail`, `households`, `persons`: the end is the start less the exits
    and with the entries.

    Raises SurveyError where a frame is no profile, or links or places cannot be true of the
    rounds; UsageError where they are in no order, or for frames of Spark.
    """
    named = rounds if isinstance(rounds, Mapping) else dict(enumerate(rounds, start=1))
    surveys = [(_survey(frame, f"round {key}"), str(key)) for key, frame in named.items()]
    found = read_rounds(surveys)
    if isinstance(rounds, Mapping):
        found = tuple(_called(each, key) for each, key in zip(found, rounds, strict=True))
    tracked = track_rounds(
        found,
        None if links is None else _survey(links, "links"),
        None if places is None else _survey(places, "places"),
        several(by),
    )
    households = tracked.households.collect(engine="streaming")
    return Tracks(
        to_pandas(households), to_pandas(tracked.table), (*tracked.warnings, *tracked.notes)
    )


def _survey(frame: Any, name: str) -> Survey:
    native = frame_of(frame)
    if is_spark(native):
        raise UsageError(
            message(
                "api.spark-rounds",
                "track does not take Spark frames: fetch the rounds, or write them to files",
            )
        )
    return survey_of(to_polars(native, name), name)


def _called(each: Round, key: Any) -> Round:
    """Return a round by the name that it is given, and its year where that is one."""
    if isinstance(key, str):
        return replace(each, label=key)
    try:
        year = index(key)
    except TypeError:
        wrong = message("api.round-key", "'{key}' is not a name of a round", key=str(key))
        allowed = message("api.round-names", "text, or its year")
        headline = message("api.unnamed-rounds", "the rounds are not named")
        raise UsageError(headline, [Problem("rounds", wrong, allowed)]) from None
    if each.year not in (None, year):
        wrong = message("api.round-year", "holds {year:d}", year=each.year)
        advice = message("api.correct-year", "correct one of them")
        headline = message("api.other-year", "{round} has another year", round=each.file)
        problem = Problem("survey_year", wrong, str(year), advice)
        raise SurveyError(headline, [problem], each.file)
    return replace(each, label=str(year), year=year)
