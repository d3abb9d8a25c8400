"""`mdpoverty standards`: the threshold files."""

from __future__ import annotations

from typing import Annotated

import typer

from mdpoverty.cli import inputs
from mdpoverty.cli.common import Errors, ErrorsOption, Lang, LangOption, write_data
from mdpoverty.library import load_standard, shipped, standard_ids
from mdpoverty.standard import Line, Reference, Standard

app = typer.Typer(help="The threshold files.", rich_markup_mode=None)


@app.command("list")
def list_standards(lang: LangOption = Lang.en, errors: ErrorsOption = Errors.text) -> None:  # noqa: ARG001 -- read from the arguments when an error is said
    """List the shipped standards: id, first and last day of use, digest, name."""
    write_data(
        f"{s.id}  {s.applies.first} to {s.applies.last}  {s.digest[:12]}  {getattr(s.name, lang)}"
        for s in map(shipped, standard_ids())
    )


@app.command("show")
def show_standard(
    standard: Annotated[str, typer.Argument(metavar="ID|FILE", help="A standard.")],
    lang: LangOption = Lang.en,
    errors: ErrorsOption = Errors.text,  # noqa: ARG001 -- read from the arguments when an error is said
) -> None:
    """Show a standard: dates, lines, cut-offs and class rules, each with reference and status."""
    write_data(_shown(load_standard(standard), lang))


app.command("inputs")(inputs.show_inputs)


def _shown(standard: Standard, lang: Lang) -> list[str]:
    lines = [
        f"{standard.id}: {getattr(standard.name, lang)}",
        f"in use from {standard.applies.first} to {standard.applies.last}",
        f"digest sha256 {standard.digest}",
        f"compared with the law on {standard.compared_with_law_on}",
        "",
        "legal basis",
    ]
    for basis in standard.legal_basis:
        clause = f", {basis.clause}" if basis.clause else ""
        lines.append(f"  {basis.document}{clause} [{basis.status}]: {getattr(basis.about, lang)}")
    lines += _lines("income lines (VND per person per month)", standard.income_lines, lang)
    if standard.indicators:
        lines += ["", "indicators"]
    for name, indicator in standard.indicators.items():
        dimension = getattr(standard.dimensions[indicator.dimension], lang)
        lines.append(f"  {name}: {getattr(indicator.label, lang)} ({dimension})")
        lines += _reference(indicator.reference)
    lines += ["", "classes (the first that holds)"]
    for rule in standard.classes:
        lines.append(f"  {rule.name}, basis {rule.basis}: {getattr(rule.label, lang)}")
        lines += _reference(rule.reference)
    if scores := standard.review_scores:
        lines += _lines("lines of the review's income score (points)", scores.lines, lang)
    return lines


def _lines(title: str, found: dict[str, Line], lang: Lang) -> list[str]:
    lines = ["", title] if found else []
    for name, line in found.items():
        label = getattr(line.label, lang)
        lines.append(f"  {name}: rural {line.rural:,}, urban {line.urban:,} ({label})")
        lines += _reference(line.reference)
    return lines


def _reference(reference: Reference) -> list[str]:
    note = [f"    note: {reference.note}"] if reference.note else []
    return [f"    {reference.document}, {reference.clause} [{reference.status}]", *note]
