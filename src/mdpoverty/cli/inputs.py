"""The files that a command line names: which are read, and which cannot be written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mdpoverty.cli.parameters import word_for
from mdpoverty.cli.reading_options import DatabaseOptions, ReadingOptions
from mdpoverty.cli.table_options import CsvOptions
from mdpoverty.codebook import Level, labels_of_columns
from mdpoverty.column_map.apply import map_given
from mdpoverty.errors import Problem, UsageError, no_column, not_grouped
from mdpoverty.files.database import Database, database_at
from mdpoverty.files.paths import STANDARD_INPUT, matching
from mdpoverty.language.messages import Message, message
from mdpoverty.reading.sources import household_files
from mdpoverty.standards.library import shipped_files, threshold_files
from mdpoverty.survey.headings import columns_named
from mdpoverty.survey.survey import Survey

_PACKED = (".gz", ".zst")

Named = tuple[str, str | None]  # an option or argument, and the file that it names


def database_given(
    survey: Sequence[str], asked: DatabaseOptions, reading: ReadingOptions
) -> Database | None:
    """Return the database that takes the place of a survey, None where files are named.

    Raises UsageError where neither is named, or both are.
    """
    if asked.database is None:
        if given := [o for o, query in _queries(asked).items() if query is not None]:
            wrong = message("cli.query-of-what", "is for a database")
            advice = message("cli.name-database", "name it with --database URL")
            headline = message("cli.no-database", "there is no database to query")
            raise UsageError(headline, [Problem(", ".join(given), wrong, advice=advice)])
        if not survey:
            raise UsageError(
                message(
                    "cli.no-survey",
                    "{name} is missing: name the file of the survey, or use --database",
                    name=word_for("SURVEY"),
                )
            )
        return None
    twice = {"SURVEY": bool(survey), "--members": bool(reading.members)}
    if given := [option for option, value in twice.items() if value]:
        wrong = message("cli.beside-database", "names a file, but the survey is in a database")
        advice = message("cli.leave-file-out", "remove it, or remove --database")
        problems = [Problem(word_for(option), wrong, advice=advice) for option in given]
        headline = message("cli.files-or-database", "the survey is in files or in a database")
        raise UsageError(headline, problems)
    if asked.query is None:
        wrong = message("cli.no-query", "is missing")
        advice = message(
            "cli.write-query", "write what to read: --query 'SELECT * FROM households'"
        )
        headline = message("cli.what-of-database", "there is no query for the database")
        raise UsageError(headline, [Problem("--query", wrong, advice=advice)])
    unread = [o for o, query in _queries(asked).items() if query and not _is_text(query)]
    if unread:
        wrong = message("cli.query-not-text", "has bytes that are not valid text")
        advice = message("cli.query-not-text-advice", "write it in UTF-8, as the terminal should")
        problems = [Problem(option, wrong, advice=advice) for option in unread]
        raise UsageError(message("cli.query-unread", "a query cannot be read"), problems)
    queries: dict[Level, str] = {"household": asked.query}
    if asked.members_query is not None:
        queries["member"] = asked.members_query
    return database_at(asked.database, queries)


def _is_text(given: str) -> bool:
    try:
        given.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in given


def _queries(asked: DatabaseOptions) -> Mapping[str, str | None]:
    return {"--query": asked.query, "--members-query": asked.members_query}


def read_files(
    survey: Sequence[str], reading: ReadingOptions, database: Database | None = None
) -> Iterator[Named]:
    """Yield the files of a survey that are read, after the option that names each."""
    if database is not None:
        yield from (("--database", file) for file in database.files)
        yield "--columns", reading.columns
        return
    using = map_given(reading.columns)
    yield from (("SURVEY", file) for file in household_files(survey, using))
    yield from each_file(("--members", path) for path in reading.members or ())
    yield "--columns", reading.columns


def each_file(named: Iterable[tuple[str, str]]) -> list[Named]:
    """Return files that are read, each of those that a name is a pattern or a folder of."""
    return [(option, file) for option, path in named for file in matching(path)]


def standard_files(option: str, standard: str | None) -> list[Named]:
    """Return the files of the standard that an option names, after the option.

    Those of the shipped standards come with them, after their names: the survey may choose one.
    """
    own = threshold_files(standard) if standard is not None else []
    shipped = [(file.name, str(file)) for file in shipped_files()]
    return [*((option, file) for file in own), *shipped]


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
        wrong = message("cli.only-csv", "works with CSV only")
        advice = message("cli.leave-it-out", "remove the option")
        headline = message("cli.no-csv", "no output is CSV")
        raise UsageError(headline, [Problem(", ".join(asked), wrong, advice=advice)])
    if csv.form.separator == csv.form.decimal:
        wrong = message("cli.one-sign", "the separator of cells cannot also be the decimal sign")
        advice = message("cli.one-sign-advice", "separate cells by ; or tabs")
        headline = message("cli.csv-signs", "cannot write CSV with these signs")
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
            message("cli.not-for-profiles", "does not work with two profiles"),
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


def groups_in(survey: Survey, by: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a survey to group by, which a reader may call by heading or label.

    Raises UsageError where it does not have them.
    """
    found = columns_named(survey, by)
    problems = [
        no_column("--by", name, survey.columns, found, labels_of_columns(survey.columns))
        for name in found
        if name not in survey.columns
    ]
    if problems:
        raise not_grouped(problems)
    return found
