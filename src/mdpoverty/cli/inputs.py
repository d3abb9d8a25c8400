"""The files that a command line names: which are read, and which cannot be written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from mdpoverty.cli.options import CsvOptions, ReadingOptions
from mdpoverty.errors import Problem, UsageError, no_column
from mdpoverty.files.paths import STANDARD_INPUT, matching
from mdpoverty.language.messages import Message, message
from mdpoverty.reading.sources import household_files
from mdpoverty.standards.library import threshold_file
from mdpoverty.survey.survey import Survey

_PACKED = (".gz", ".zst")

Named = tuple[str, str | None]  # an option or argument, and the file that it names


def read_files(survey: Sequence[str], reading: ReadingOptions) -> Iterator[Named]:
    """Yield the files of a survey that are read, after the option that names each."""
    yield from (("SURVEY", file) for file in household_files(survey, reading.columns))
    members = reading.members or ()
    yield from (("--members", file) for path in members for file in matching(path))
    yield "--columns", reading.columns


def standard_file(option: str, standard: str | None) -> Named:
    """Return the threshold file that an option names, after the option."""
    return option, threshold_file(standard) if standard else None


def round_files(rounds: Sequence[str], beside: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Return the files of rounds, and those beside them, after what names each.

    Raises UsageError where standard input would be several of them.
    """
    files = [("ROUND", file) for pattern in rounds for file in matching(pattern)]
    files += [(option, file) for option, file in beside.items() if file is not None]
    if [file for _, file in files].count(STANDARD_INPUT) > 1:
        raise UsageError(
            message("cli.one-of-the-files", "only one of the files can be standard input")
        )
    return files


def stem(file: str) -> str:
    """Return the name of a file without what says its format: data.csv.gz is data."""
    path = Path(Path(file).name)
    return (path.with_suffix("") if path.suffix.lower() in _PACKED else path).stem


def reject_files(rejects: str | None, *, members: bool = True) -> list[str]:
    """Return the files for refused rows: of the survey and, beside it, of its members."""
    if rejects is None:
        return []
    path = Path(rejects)
    if not path.name:
        return [rejects]  # is no file, which is said where it is to be written
    beside = str(path.with_name(f"{path.stem}-members{path.suffix}"))
    return [rejects, beside] if members else [rejects]


def rejects_written(rejects: str | None, output: Message) -> list[Named]:
    """Return the files for refused rows, after their option; standard output is for `output`."""
    require_file("--rejects", rejects, output)
    return [("--rejects", file) for file in reject_files(rejects)]


def require_file(option: str, file: str | None, output: Message) -> None:
    """Raise UsageError where an option names standard output, which is for `output`."""
    if file == STANDARD_INPUT:
        raise UsageError(
            message(
                "cli.takes-a-file",
                "{option} needs a file: standard output is for {output}",
                option=option,
                output=output,
            )
        )


def require_csv(kinds: Collection[str], *, csv: CsvOptions) -> None:
    """Raise UsageError where CSV cannot be written as is asked, or no output is CSV."""
    asked = [option for option, given in csv.given.items() if given]
    if asked and "csv" not in kinds:
        wrong = message("cli.only-csv", "is for CSV alone")
        advice = message("cli.leave-it-out", "remove the option")
        headline = message("cli.no-csv", "no output is CSV")
        raise UsageError(headline, [Problem(", ".join(asked), wrong, advice=advice)])
    if csv.form.separator == csv.form.decimal:
        wrong = message("cli.one-sign", "the sign that separates cells is the decimal sign")
        advice = message("cli.one-sign-advice", "separate cells by ; or tabs")
        headline = message("cli.csv-signs", "CSV cannot be written so")
        raise UsageError(headline, [Problem("--separator, --decimal-out", wrong, advice=advice)])


def require_profiles_alone(
    profiles: Sequence[str], reading: ReadingOptions, rejects: str | None
) -> None:
    """Raise UsageError where options are given that are not for two profiles."""
    given = {"--members": reading.members, "--columns": reading.columns, "--rejects": rejects}
    unused = [option for option, value in given.items() if value]
    if unused:
        problem = Problem(
            ", ".join(unused),
            message("cli.not-for-profiles", "is not for two profiles"),
            advice=message("cli.leave-it-out", "remove the option"),
        )
        raise UsageError(
            message("cli.profiles-as-written", "two profiles are compared as they were saved"),
            [problem],
        )
    if [*profiles].count(STANDARD_INPUT) > 1:
        raise UsageError(
            message("cli.one-of-two-profiles", "only one of the two profiles can be standard input")
        )


def require_groups(survey: Survey, by: Sequence[str]) -> None:
    """Raise UsageError where a survey has not the columns to group by."""
    problems = [
        no_column("--by", name, survey.columns) for name in by if name not in survey.columns
    ]
    if problems:
        headline = message("cli.cannot-group", "cannot group the households by these columns")
        raise UsageError(headline, problems)
