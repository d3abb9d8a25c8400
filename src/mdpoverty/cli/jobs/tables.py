"""Carrying out `mdpoverty tables`: open the rounds, count, write the workbook, say what fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from mdpoverty.cli.choice import Choice, by_option
from mdpoverty.cli.commands.tables import Tables
from mdpoverty.cli.inputs import round_files, standard_file, stem
from mdpoverty.cli.jobs.rounds import kept_in, opened_rounds
from mdpoverty.cli.notes import households_in, standard_notes
from mdpoverty.cli.session import apart, begun, settled_surveys
from mdpoverty.comparison.reasons import TO
from mdpoverty.comparison.transitions import ABSENT
from mdpoverty.errors import UsageError, lacking, plain
from mdpoverty.files.output import refuse_overwriting
from mdpoverty.files.unpacking import require_encoding
from mdpoverty.files.writing import format_of
from mdpoverty.language.messages import Message, message, plural
from mdpoverty.profile.written import standard_of
from mdpoverty.review_tables.check_phrases import IDENTITIES
from mdpoverty.review_tables.check_sheet import unit_of
from mdpoverty.review_tables.contents import Made, make
from mdpoverty.review_tables.identities import Check
from mdpoverty.review_tables.movements import Flows
from mdpoverty.review_tables.review import refuse_weights, review_columns, review_of
from mdpoverty.review_tables.totals import read_totals
from mdpoverty.review_tables.workbook import write_sheets
from mdpoverty.standards.library import load_standard
from mdpoverty.standards.model import Standard
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.result import PAIR, Tracked, track_rounds
from mdpoverty.tracking.rounds import PLACES, Round, read_rounds

_STANDARD = "standard"
_FIRST = 3  # failed checks that are named, of each identity in each table


def carry_out(asked: Tables) -> None:
    """Make and write the tables as asked."""
    beside = {
        "--links": asked.beside.links,
        "--places": asked.beside.places,
        "--totals": asked.totals,
    }
    files = round_files(asked.rounds, beside)
    _refuse(asked, files)
    with begun(asked.saying) as session:
        surveys = opened_rounds(session, files, asked.text)
        made, notes = apart(
            lambda: settled_surveys(lambda them: _made(asked, them, session.scratch), surveys)
        )
        target = session.file(asked.output)
        apart(lambda: write_sheets(made.sheets(), target, session.scratch))
        session.conclude(notes)
        session.conclude(_what_is_not(made))
        session.conclude(_failed(made), "warning")


def _refuse(asked: Tables, files: Sequence[tuple[str, str]]) -> None:
    require_encoding(asked.text.encoding)
    if asked.output != "-":
        format_of(asked.output, None, ("xlsx",))
    read = [*files, standard_file("--standard", asked.standard)]
    refuse_overwriting(read, [("--output", asked.output)])
    one = len([option for option, _ in files if option == "ROUND"]) == 1
    if one and (asked.beside.links or asked.beside.places):
        raise UsageError(
            message(
                "cli.one-round",
                "--links and --places say what came of households: give two rounds",
            )
        )


def _made(asked: Tables, surveys: Sequence[Survey], scratch: Path) -> tuple[Made, list[str]]:
    """Return the tables, and the notes of what was read."""
    tables = list(surveys)
    totals, places, links = (
        tables.pop() if path is not None else None
        for path in (asked.totals, asked.beside.places, asked.beside.links)
    )
    rounds = read_rounds([(each, stem(each.name)) for each in tables], review_columns())
    refuse_weights(rounds)
    last = rounds[-1]
    named = load_standard(asked.standard) if asked.standard else None
    standard = _standard(last.profile.survey, named)
    tracked = None
    if len(rounds) > 1:
        tracked = track_rounds(rounds, links, places, keep=kept_in(scratch))
    review = review_of(last, standard, tracked.by if tracked else _places(last))
    residents = read_totals(totals, review) if totals else None
    flows = movements = None
    if tracked:
        rows = _of_last(tracked, tracked.flows.lazy()).collect()
        movements = _of_last(tracked, tracked.households).filter(pl.col(TO) != ABSENT)
        flows = Flows(
            rows,
            tracked.by,
            tuple(each.label for each in rounds),
            all(each.complete for each in rounds),
            tuple("; ".join(each.standards) for each in rounds[-2:]),
            _unsure(movements),
        )
    found = make(review, last.label, residents, flows, movements)
    notes = [households_in(each.file, each.households) for each in rounds]
    last_round = message("cli.of-the-last-round", "the one of the last round")
    notes += standard_notes(Choice(standard, by_option("--standard") if named else last_round))
    return found, [*notes, *(tracked.notes if tracked else ())]


def _unsure(movements: pl.LazyFrame) -> dict[str, int]:
    """Return of how many newly arisen households it is not known whether they were so before."""
    arisen = {
        name: (pl.col("movement") == movement) & pl.col(f"{name}_before").is_null()
        for name, movement in (("poor", "newly_arisen"), ("near_poor", "newly_arisen_near_poor"))
    }
    sums = {name: unsure.sum() for name, unsure in arisen.items()}
    return movements.select(**sums).collect(engine="streaming").row(0, named=True)


def _places(last: Round) -> tuple[str, ...]:
    """Return the columns of places that tell the units of a single round."""
    return tuple(name for name in PLACES if name in last.filled)


def _of_last(tracked: Tracked, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows of the last two rounds."""
    return rows.filter(pl.col(PAIR[1]) == tracked.pairs[-1][1])


def _standard(survey: Survey, named: Standard | None) -> Standard:
    """Return the standard of the last round: the one `named`, or that of its rows, or both."""
    if _STANDARD in survey.schema:
        return standard_of(survey, named)
    if named is None:
        advice = message(
            "cli.standard-says-it", "--standard ID|FILE says it, and `classify` writes it"
        )
        raise lacking(survey.name, survey.schema, [_STANDARD], advice)
    return named


def _what_is_not(made: Made) -> Iterator[str]:
    """Yield which tables are not there, and what of the others a reader should know."""
    reasons: dict[str, list[int]] = {}
    for number, _, why in made.left_out:
        reasons.setdefault(why, []).append(number)
    for why, numbers in reasons.items():
        yield plural(
            "cli.left-out",
            "left out: table {numbers}: {why}",
            "left out: tables {numbers}: {why}",
            count=len(numbers),
            numbers=numbers,
            why=why,
        )
    for _, remark in made.remarks:
        yield remark


def _failed(made: Made) -> Iterator[Message]:
    """Yield the identities that do not hold, of each table with the first places."""
    wrong: dict[tuple[int, str], list[Check]] = {}
    for check in made.failed:
        wrong.setdefault((check.table.number, check.identity), []).append(check)
    for (number, identity), checks in wrong.items():
        places = [
            f"{plain(unit_of(each.table, each.line))}: {_told(each)}" for each in checks[:_FIRST]
        ]
        more = len(checks) - _FIRST
        yield message(
            "cli.identity-fails",
            "table {number:d}: {identity}: not so in {places}{more}",
            number=number,
            identity=IDENTITIES[identity][1],
            places="; ".join(places),
            more=message("cli.and-more", "; and {count} more", count=more) if more > 0 else "",
        )


def _told(check: Check) -> str:
    left, right = (f"{side.number:,.10g}" for side in (check.left, check.right))
    return f"{left} {check.relation} {right}"
