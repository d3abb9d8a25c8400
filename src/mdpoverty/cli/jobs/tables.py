"""Carrying out `mdpoverty tables`: open the rounds, count, write the workbook, say what fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mdpoverty.background import in_background
from mdpoverty.cli.console import Decimal, standard_note, write_words
from mdpoverty.cli.inputs import settled_surveys
from mdpoverty.cli.jobs.rounds import files_of, kept_in, opened_files, stem
from mdpoverty.comparison.reasons import TO
from mdpoverty.comparison.transitions import ABSENT
from mdpoverty.errors import UsageError, lacking, plain
from mdpoverty.files.layout import Layout
from mdpoverty.files.output import destination, refuse_overwriting, scratch_folder
from mdpoverty.files.paths import STANDARD_INPUT
from mdpoverty.files.unpacking import require_encoding
from mdpoverty.files.writing import format_of
from mdpoverty.profile.written import standard_of
from mdpoverty.review_tables.check_phrases import IDENTITIES
from mdpoverty.review_tables.check_sheet import unit_of
from mdpoverty.review_tables.contents import Made, make
from mdpoverty.review_tables.identities import Check
from mdpoverty.review_tables.movements import Flows
from mdpoverty.review_tables.review import refuse_weights, review_columns, review_of
from mdpoverty.review_tables.totals import read_totals
from mdpoverty.review_tables.workbook import write_sheets
from mdpoverty.standards.library import load_standard, threshold_file
from mdpoverty.standards.model import Standard
from mdpoverty.survey.opening import parquet_errors
from mdpoverty.survey.survey import Survey
from mdpoverty.tracking.result import PAIR, Tracked, track_rounds
from mdpoverty.tracking.rounds import PLACES, Round, read_rounds

_STANDARD = "standard"
_FIRST = 3  # failed checks that are named, of each identity in each table


@dataclass(frozen=True)
class Request:
    """What a command line asks for."""

    rounds: tuple[str, ...]
    output: str
    totals: str | None
    links: str | None
    places: str | None
    standard: str | None
    decimal: Decimal
    encoding: str | None
    quiet: bool

    @property
    def tables(self) -> dict[str, str | None]:
        """The files beside the rounds, by the options that name them."""
        return {"--links": self.links, "--places": self.places, "--totals": self.totals}


def carry_out(request: Request) -> None:
    """Make and write the tables as requested."""
    files = files_of(request.rounds, request.tables)
    _refuse(request, files)
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        layout = Layout(request.encoding, request.decimal.value)
        opened = opened_files(files, layout, scratch)
        # In a thread of its own, so that this one hears an interrupt meanwhile.
        made, notes = in_background(
            lambda: settled_surveys(lambda them: _made(request, them, scratch), opened)
        ).result()
        target = stack.enter_context(destination(request.output, scratch))
        in_background(lambda: write_sheets(made.sheets(), target, scratch)).result()
    if not request.quiet:
        for note in (*notes, *_said(made)):
            write_words(note)


def _refuse(request: Request, files: Sequence[tuple[str, str]]) -> None:
    require_encoding(request.encoding)
    if request.output != "-":
        format_of(request.output, None, ("xlsx",))
    if [path for _, path in files].count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be one of the files, not several")
    standard = threshold_file(request.standard) if request.standard else None
    refuse_overwriting([*files, ("--standard", standard)], [("--output", request.output)])
    one = len([option for option, _ in files if option == "ROUND"]) == 1
    if one and (request.links or request.places):
        raise UsageError("--links and --places say what came of households: give two rounds")


def _made(request: Request, surveys: Sequence[Survey], scratch: Path) -> tuple[Made, list[str]]:
    """Return the tables, and the notes of what was read."""
    tables = list(surveys)
    totals, places, links = (
        tables.pop() if path is not None else None
        for path in (request.totals, request.places, request.links)
    )
    rounds = read_rounds([(each, stem(each.name)) for each in tables], review_columns())
    refuse_weights(rounds)
    last = rounds[-1]
    named = load_standard(request.standard) if request.standard else None
    standard = _standard(last.profile.survey, named)
    with parquet_errors("one of the rounds"):
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
    notes = [f"{each.file}: {each.households:,} households" for each in rounds]
    why = "chosen by --standard" if named else "the one of the last round"
    notes.append(standard_note(standard, why))
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
        advice = "--standard ID|FILE says it, and `classify` writes it"
        raise lacking(survey.name, survey.schema, [_STANDARD], advice)
    return named


def _said(made: Made) -> Iterator[str]:
    """Yield what a reader should know of the tables: what is not there, and what is wrong."""
    reasons: dict[str, list[int]] = {}
    for number, _, why in made.left_out:
        reasons.setdefault(why, []).append(number)
    for why, numbers in reasons.items():
        many = "s" if len(numbers) > 1 else ""
        yield f"left out: table{many} {', '.join(map(str, numbers))}: {why}"
    for _, remark in made.remarks:
        yield remark
    wrong: dict[tuple[int, str], list[Check]] = {}
    for check in made.failed:
        wrong.setdefault((check.table.number, check.identity), []).append(check)
    for (number, identity), checks in wrong.items():
        places = [
            f"{plain(unit_of(each.table, each.line))}: {_told(each)}" for each in checks[:_FIRST]
        ]
        more = f"; and {len(checks) - _FIRST:,} more" if len(checks) > _FIRST else ""
        what = IDENTITIES[identity][1]
        yield f"warning: table {number}: {what}: not so in {'; '.join(places)}{more}"


def _told(check: Check) -> str:
    left, right = (f"{side.number:,.10g}" for side in (check.left, check.right))
    return f"{left} {check.relation} {right}"
