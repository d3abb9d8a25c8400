"""The households of a round as lists have them: in what order, and what is said of each."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mdpoverty.errors import ROUND, Problem, SurveyError
from mdpoverty.files.rows import ROW
from mdpoverty.language.messages import message
from mdpoverty.review_tables.bodies import ROWS
from mdpoverty.review_tables.members import Members
from mdpoverty.review_tables.review import Review
from mdpoverty.review_tables.sheets import Body, Line

# What is said of a household, beside the columns that it has.
UNIT, NAME, SEX, BIRTH, YEAR, ADDRESS = (
    "_unit",
    "_name",
    "_sex",
    "_birth",
    "_year",
    "_address",
)
NUMBER = "_number"  # of a household in a list, from 1

_PLACE, _VILLAGE = "_place", "_village"  # of a unit among all, of a village among all
_HEAD = {"sex": "head_sex", "birth": "head_birth_date"}  # what a round says of heads
_SEXES = {"male": 1, "female": 2}  # as the forms number them
_ISO = r"^([0-9]{4})-([0-9]{2})-([0-9]{2})$"
_IN_VIETNAM = "$3/$2/$1"


def listed(review: Review, members: Members | None) -> pl.LazyFrame:
    """Return the households of a round with what lists say of them, in no order."""
    found = _with_units(review)
    absent = [n for n in ("head", "village", *_HEAD.values()) if n not in review.columns]
    found = found.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    ranks = pl.LazyFrame(
        {"village": review.villages, _VILLAGE: range(len(review.villages))},
        schema={"village": pl.String, _VILLAGE: pl.Int64},
    )
    found = found.join(ranks, on="village", how="left")
    sex, birth = pl.col(_HEAD["sex"]), pl.col(_HEAD["birth"])
    if members is not None and (heads := _heads(members)) is not None:
        found = found.join(heads, on="household_id", how="left")
        sex, birth = pl.coalesce("sex", sex), pl.coalesce("birth", birth)
    several = len(review.names) > 1
    address = ["village", UNIT] if several else [pl.coalesce("village", UNIT)]
    return found.with_columns(
        pl.coalesce("head", pl.format("(mã hộ {})", "household_id")).alias(NAME),
        sex.replace_strict(_SEXES, default=None, return_dtype=pl.Int64).alias(SEX),
        birth.str.replace(_ISO, _IN_VIETNAM).alias(BIRTH),
        birth.str.extract(r"([0-9]{4})").cast(pl.Int64).alias(YEAR),
        pl.concat_str(address, separator=", ", ignore_nulls=True).alias(ADDRESS),
    )


def numbered(rows: pl.LazyFrame, *, by_village: bool) -> pl.LazyFrame:
    """Return the households of a list by unit, by village if wished, and as the round has them."""
    keys = [_PLACE, _VILLAGE, ROW] if by_village else [_PLACE, ROW]
    found = rows.sort(*keys, nulls_last=True)
    return found.with_columns(pl.int_range(1, pl.len() + 1).alias(NUMBER))


def require_room(name: str, lines: Sequence[Line | Body]) -> None:
    """Raise SurveyError where a sheet cannot hold its lines."""
    households = sum(len(block.rows) for block in lines if isinstance(block, Body))
    if length(lines) > ROWS:
        wrong = message(
            "review_tables.list-too-long",
            "{name} has {households} households, and a sheet {lines} lines",
            name=name,
            households=households,
            lines=ROWS,
        )
        advice = message(
            "review_tables.make-smaller-lists",
            "make the tables for each province or commune separately",
        )
        said = message("review_tables.no-room", "a sheet cannot hold the list")
        raise SurveyError(said, [Problem(ROUND(), wrong, advice=advice)])


def length(lines: Sequence[Line | Body]) -> int:
    """Return how many lines of a sheet there are."""
    return sum(len(block.rows) if isinstance(block, Body) else 1 for block in lines)


def _with_units(review: Review) -> pl.LazyFrame:
    units = pl.LazyFrame(
        [(*key, place, name) for place, (key, name) in enumerate(review.names.items())],
        schema={**dict.fromkeys(review.places, pl.String), _PLACE: pl.Int64, UNIT: pl.String},
        orient="row",
    )
    if review.places:
        return review.households.join(units, on=list(review.places), how="left", nulls_equal=True)
    return review.households.join(units, how="cross")


def _heads(members: Members) -> pl.LazyFrame | None:
    """Return the sex and the date or year of birth of each household's head, where there is one."""
    if "relation" not in members.variables:
        return None
    nothing = pl.lit(None, dtype=pl.String)
    written = {
        "birth_date": pl.col("birth_date").dt.strftime("%d/%m/%Y"),
        "birth_year": pl.col("birth_year").cast(pl.Int64).cast(pl.String),
    }
    births = [birth for name, birth in written.items() if name in members.variables]
    heads = members.rows.filter(pl.col("relation") == "head")
    said = heads.select(
        "household_id",
        (pl.col("sex") if "sex" in members.variables else nothing).alias("sex"),
        (pl.coalesce(births) if births else nothing).alias("birth"),
    )
    # Of several heads none is known to be the one.
    return said.group_by("household_id").agg(
        pl.when(pl.len() == 1).then(pl.col(name).first()).alias(name) for name in ("sex", "birth")
    )
