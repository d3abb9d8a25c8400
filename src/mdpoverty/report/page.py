"""The page of a report: its sections, put into one file of HTML that asks for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from mdpoverty.errors import plain
from mdpoverty.report import (
    account,
    change,
    classes,
    contributions,
    deprivations,
    distribution,
    ranking,
)
from mdpoverty.report.content import Section
from mdpoverty.report.drawing import drawn
from mdpoverty.report.figures import Figures, Run
from mdpoverty.report.palette import COLOURS
from mdpoverty.report.words import Words

_LONG = 100  # characters of the name of a file


def sections(found: Figures, words: Words) -> list[Section]:
    """Return the parts of a report, in order."""
    parts = [
        part.section(found, words)
        for part in (account, classes, ranking, deprivations, distribution, contributions)
    ]
    if found.change is None:
        return parts
    run = found.run
    years = (run.year_before, run.year) if isinstance(run.before, str) else (None, None)
    return [*parts, change.section(found.change, words, years)]


def page(found: Figures, parts: Sequence[Section], words: Words) -> str:
    """Return the page: the same for the same numbers, to the byte."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 -- an extra that few need
    from markupsafe import Markup  # noqa: PLC0415 -- as above

    source = files(__package__).joinpath("page.html.jinja").read_text(encoding="utf-8")
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    survey = plain(found.run.survey, _LONG)
    # Drawings are built from a closed list of elements, and their texts are escaped.
    pictures = {
        part.name: Markup(drawn(part.chart, "broad") + drawn(part.narrow, "narrow"))  # noqa: S704 -- see above
        for part in parts
        if part.chart and part.narrow
    }
    return environment.from_string(source).render(
        words=words,
        title=_title(found.run, words),
        foot=words("foot", survey=survey, standard=words.label(found.standard.name)),
        sections=parts,
        pictures=pictures,
        colours=COLOURS,
        style=Markup(style),  # noqa: S704 -- a file of ours
    )


def _title(run: Run, words: Words) -> str:
    """Return what the page is about: the place and the year of the survey, or else its name."""
    about = ", ".join(plain(name, _LONG) for name in run.places) or plain(run.survey, _LONG)
    if run.year is None:
        return words("title", survey=about)
    return words("title year", survey=about, year=run.year)
