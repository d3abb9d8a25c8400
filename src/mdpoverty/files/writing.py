"""Writing tables: CSV, Parquet, JSON lines, XLSX and Stata; whole or not at all."""

from __future__ import annotations

import errno
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from math import ceil, isfinite
from pathlib import Path
from typing import Any, Literal, get_args

import polars as pl

from mdpoverty.errors import Problem, UsageError
from mdpoverty.files.batches import batches
from mdpoverty.files.calendar import has_days, in_the_calendar, or_far
from mdpoverty.files.full import FULL, NotHeldError, naming
from mdpoverty.files.labelled import KIND, OF_ROW, STYLES, Words, as_text, in_words, rounded
from mdpoverty.files.paper import pages_across, set_up
from mdpoverty.files.spelling import PLAIN_CSV, SEPARATORS, Csv
from mdpoverty.files.stata_notes import add_notes
from mdpoverty.language.messages import Phrase, message

Format = Literal["csv", "parquet", "json", "xlsx", "dta"]
FORMATS: tuple[Format, ...] = get_args(Format)
_SUFFIXES: Mapping[str, Format] = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".xlsx": "xlsx",
    ".dta": "dta",
}
Packing = Literal["gzip", "zstd"]
DESCRIBED: tuple[Format, ...] = ("parquet", "xlsx", "dta")  # that say what a table was made by
_PACKED: Mapping[str, Packing] = {".gz": "gzip", ".zst": "zstd"}
# A file that two parts of a plan read is read twice: read once for both, one part's rows would be
# held in memory until the other part is through.
_EACH_PART_READS = pl.QueryOptFlags(comm_subplan_elim=False)
_PIECE = 1_000_000  # bytes
_BATCH = 10_000  # rows after which an interrupt is heard
_XLSX_ROWS = 1_048_575  # under the header
_XLSX_CELL = 32_767  # characters
_WRITE_OTHER = Phrase("files.write-other", "write CSV or Parquet")
_WIDTH = 18  # characters of a column for people
_LETTERS = 21  # that stand on a line of it, on average
_FILLED = 0.9  # of a line that words fill, on average
_LINE, _HIGHEST = 15, 409  # points: a line, and the highest row
_WRAPPED: Mapping[str, object] = {"text_wrap": True, "valign": "top"}
_TOO_LONG = -2  # what XlsxWriter says of more
_NO_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 -- a fixed stamp: the same input gives the same bytes


def format_of(path: str, wanted: str | None, allowed: Sequence[Format] = FORMATS) -> Format:
    """Return the format to write: the one that is wanted, else that of the file's suffix, else CSV.

    Raises UsageError for a format that is not allowed, or a suffix that says nothing.
    """
    suffix = _suffix(path)
    found = wanted or _SUFFIXES.get(suffix) or ("" if suffix and path != "-" else "csv")
    for known in allowed:
        if found == known:
            return known
    wrong = message("files.no-format", "'{format}' is not a format", format=wanted or suffix)
    option = "--format" if wanted or len(allowed) > 1 else "--output"  # of which one is allowed
    problem = Problem(option, wrong, ", ".join(allowed))
    raise UsageError(message("files.unknown-format", "unknown output format"), [problem])


def packing_of(path: str, wanted: str | None) -> Packing | None:
    """Return what packs a file by its name, `.gz` or `.zst`.

    Raises UsageError for a format that is packed in its own way.
    """
    packing = _PACKED.get(Path(path).suffix.lower())
    kind = format_of(path, wanted)
    if packing and kind not in ("csv", "json"):
        wrong = message(
            "files.not-packed",
            "{kind} cannot be compressed by {packing}",
            kind=kind,
            packing=packing,
        )
        advice = message("files.not-packed-advice", "remove the last suffix, or write CSV")
        headline = message("files.packing", "cannot compress this output")
        raise UsageError(headline, [Problem("--output", wrong, advice=advice)])
    return packing


def _suffix(path: str) -> str:
    """Return the suffix that says the format, before one that says how it is packed."""
    file = Path(path)
    return (file.with_suffix("") if file.suffix.lower() in _PACKED else file).suffix.lower()


@dataclass(frozen=True)
class Form:
    """How a table is written.

    `scratch` is a folder for what a format needs on its way. In Stata `labels` name columns, and
    `answers` the values of columns of small whole numbers. CSV is written as `csv`
    says; without `quoted` no cell can need quotes between commas, and none is looked at for that.
    Text is packed by `packing`.
    With `words` it is a table for people: headings and codes are in words.
    `sheet` is the name of the only sheet of XLSX. Parquet, XLSX and Stata say what the table was
    made by as `about` has it, which is asked for when the rows are written.
    """

    kind: Format
    scratch: Path
    labels: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    csv: Csv = PLAIN_CSV
    packing: Packing | None = None
    quoted: bool = True
    words: Words | None = None
    shown: Sequence[str] = ()
    sheet: str = "profile"
    about: Callable[[], Mapping[str, str]] | None = None


def write(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    """Write a table to `file`, its rows in order.

    CSV, Parquet and JSON lines stream. In CSV a null is an empty cell and a whole number has no
    decimals.
    Raises OSError when the system cannot write, or the format cannot hold the table.
    """
    if (words := form.words) is not None:
        usual = "," if words.language == "vi" else "."
        form = replace(form, quoted=True)
        if form.kind == "csv":
            frame = as_text(in_words(rounded(frame, words), words, form.csv.decimal))
        else:
            form = replace(form, shown=[words.shown.get(n, "") for n in frame.collect_schema()])
            frame = in_words(frame, words, usual, kinds=True)
    with naming(file):
        _write(frame, file, form)


def _write(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    match form.kind:
        case "csv":
            _write_csv(frame, file, form)
        case "parquet":
            about = form.about
            noted = None if about is None else lambda _: dict(about())
            frame.sink_parquet(
                file, metadata=noted, engine="streaming", optimizations=_EACH_PART_READS
            )
        case "json":
            _days_as_text(frame, "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f%:z").sink_ndjson(
                file,
                compression=form.packing or "uncompressed",
                check_extension=False,
                engine="streaming",
                optimizations=_EACH_PART_READS,
            )
        case "xlsx":
            _write_xlsx(_plain(frame), file, form)
        case "dta":
            _write_stata(_plain(frame), file, form)


def _write_csv(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    frame = _days_as_text(frame, "%Y-%m-%dT%H:%M:%S{}", "%Y-%m-%dT%H:%M:%S{}%z")
    sink = partial(
        pl.LazyFrame.sink_csv,
        separator=form.csv.separator,
        compression=form.packing or "uncompressed",
        check_extension=False,
        engine="streaming",
        optimizations=_EACH_PART_READS,
    )
    rows = partial(
        sink,
        frame,
        quote_style="necessary" if form.quoted or not form.csv.is_usual else "never",
        float_scientific=False,
        decimal_comma=form.csv.decimal == ",",
    )
    names = frame.collect_schema().names()
    others = [sign for sign in SEPARATORS if sign != form.csv.separator]
    if not any(sign in name for name in names for sign in others):
        rows(file, include_bom=form.csv.bom)
        return
    # Who reads it takes any of the signs for the one between cells, unless they are quoted.
    with file.open("wb") as opened:
        heading = pl.LazyFrame(schema=dict.fromkeys(names, pl.String))
        sink(heading, opened, quote_style="always", include_bom=form.csv.bom)
        rows(opened, include_header=False)


def _plain(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return a table of numbers and text alone: dates and the like as text."""
    schema = frame.collect_schema()
    decimals = [name for name, dtype in schema.items() if dtype.is_decimal()]
    others = [name for name, dtype in schema.items() if not dtype.is_numeric()]
    frame = _days_as_text(frame)
    return frame.with_columns(pl.col(decimals).cast(pl.Float64), pl.col(others).cast(pl.String))


_PARTS = {"ms": "%.3f", "us": "%.6f", "ns": "%.9f"}  # of a second


def _days_as_text(frame: pl.LazyFrame, moment: str = "", zoned: str = "") -> pl.LazyFrame:
    """Return a table whose days and moments are text, as Polars would write them.

    `moment` is how it writes one, `zoned` one of a time zone, where that is not as it is text; the
    parts of a second are put in.
    """

    def text(name: str, dtype: pl.DataType) -> pl.Expr:
        cells = pl.col(name)
        near = in_the_calendar(cells, dtype)
        form = moment if getattr(dtype, "time_zone", None) is None else zoned
        if form and isinstance(dtype, pl.Datetime):
            near = near.dt.to_string(form.format(_PARTS[dtype.time_unit]))
        return or_far(near.cast(pl.String), cells, dtype).alias(name)

    schema = frame.collect_schema()
    return frame.with_columns(text(n, dtype) for n, dtype in schema.items() if has_days(dtype))


def _rows(frame: pl.LazyFrame) -> Iterator[tuple[Any, ...]]:
    for batch in batches(frame, _BATCH):
        yield from batch.iter_rows()


@contextmanager
def new_workbook(file: Path, scratch: Path) -> Iterator[Any]:
    """Yield a new XLSX workbook that becomes `file` when all goes well; it holds no clock.

    The rows of a sheet are written in order, and go to the folder `scratch` meanwhile. Raises
    UsageError where XlsxWriter is not installed, OSError when the system cannot write.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 -- an extra that few need
    except ModuleNotFoundError:
        wrong = message("files.needs-xlsxwriter", "xlsx needs XlsxWriter")
        advice = message("files.install-xlsx", "pip install 'mdpoverty[xlsx]'")
        problem = Problem("--format", wrong, advice=advice)
        raise UsageError(message("files.no-xlsx", "XLSX cannot be written"), [problem]) from None
    whole = scratch / "whole.xlsx"
    book = xlsxwriter.Workbook(str(whole), {"constant_memory": True, "tmpdir": str(scratch)})
    book.set_properties({"created": _NO_CLOCK})
    with _on_its_way(whole, file):
        try:
            yield book
        except BaseException:
            for sheet in book.worksheets():  # to close the book would write it all
                if sheet.row_data_fh:  # a sheet kept in memory has no file
                    with suppress(OSError):  # a disk that was full is full still
                        sheet.row_data_fh.close()
            raise
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            why = error.__context__
            raise why if isinstance(why, OSError) else OSError("no workbook") from None
    with naming(file), whole.open("rb") as source, file.open("wb") as target:
        shutil.copyfileobj(source, target, _PIECE)  # names none of both where it fails


@contextmanager
def _on_its_way(whole: Path, file: Path) -> Iterator[None]:
    """Name the temporary file where there is no room for it; `file` where that grows too large."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        named = file if error.errno == errno.EFBIG else whole
        raise OSError(error.errno, error.strerror, str(named)) from None


def _write_xlsx(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    with new_workbook(file, form.scratch) as book:
        sheet = book.add_worksheet(form.sheet)
        sheet.freeze_panes(1, 1)
        schema = frame.collect_schema()
        looks = _WRAPPED if form.words else {}
        bold = book.add_format({"bold": True, **looks})
        plain = book.add_format(looks)
        kinds = schema.names()[-1:] == [KIND]
        styles: dict[str, Any] = {
            name: book.add_format({"num_format": x.code, **looks}) for name, x in STYLES.items()
        }
        shown: list[Any] = [styles.get(name, plain) for name in form.shown] or [plain] * len(schema)
        of_row = [column for column, name in enumerate(form.shown) if kinds and name == OF_ROW]
        if form.words:
            _set_up(sheet, schema.names()[: len(schema) - kinds])
        # Text stays text, whatever it begins with: an id such as =1+1 is no formula.
        put: list[Callable[..., object]] = []
        for column, (name, dtype) in enumerate([*schema.items()][: len(schema) - kinds]):
            sheet.write_string(0, column, name, bold)
            put.append(sheet.write_number if dtype.is_integer() else sheet.write_string)
            if dtype.is_float():
                put[column] = partial(_put_float, sheet)
        for row, cells in _numbered(frame):
            if form.words:
                _make_room(sheet, row, cells[: len(put)])
            for column in of_row:
                shown[column] = styles[cells[-1]]
            for column, cell in enumerate(cells[: len(put)]):
                if cell is None:
                    continue
                if put[column](row, column, cell, shown[column]) == _TOO_LONG:
                    raise NotHeldError(
                        message(
                            "files.long-cell",
                            "a cell of a sheet holds at most {most} characters",
                            most=_XLSX_CELL,
                        ),
                        _WRITE_OTHER(),
                    )

        say_of(book, form.about)


def say_of(book: Any, about: Callable[[], Mapping[str, str]] | None) -> None:
    """Say in the properties of a workbook what it was made by."""
    for name, text in (about() if about else {}).items():
        book.set_custom_property(name, text)


def _numbered(frame: pl.LazyFrame) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet, which are limited, by their numbers."""
    for row, cells in enumerate(_rows(frame), start=1):
        if row > _XLSX_ROWS:
            raise NotHeldError(
                message("files.long-sheet", "a sheet holds at most {most} rows", most=_XLSX_ROWS),
                _WRITE_OTHER(),
            )
        yield row, cells


def _set_up(sheet: Any, headings: Sequence[str]) -> None:
    """Set up a table for people, on a screen and for print."""
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    across = pages_across(_WIDTH * len(headings))
    set_up(sheet, across, header=(0, 0), still=int(across > 1))
    _make_room(sheet, 0, headings)


def _make_room(sheet: Any, row: int, cells: Sequence[Any]) -> None:
    """Make a row as high as its words need: not every program does that by itself."""
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    if longest > _LETTERS:
        lines = ceil(longest / (_LETTERS * _FILLED))
        sheet.set_row(row, min(lines * _LINE, _HIGHEST))


def _put_float(sheet: Any, row: int, column: int, cell: float, shown: Any) -> object:
    if isfinite(cell):
        return sheet.write_number(row, column, cell, shown)
    return sheet.write_string(row, column, str(cell))  # a sheet has no such numbers


def _write_stata(frame: pl.LazyFrame, file: Path, form: Form) -> None:
    import pandas as pd  # noqa: PLC0415 -- loads slowly, and other formats do without

    table = frame.collect(engine="streaming")
    columns = {}
    for column in table.iter_columns():
        if column.dtype == pl.String:
            columns[column.name] = pd.Series(column.fill_null("").to_list(), dtype="object")
        elif column.name in form.answers:
            columns[column.name] = pd.Series(column.to_list(), dtype="Int8")
        else:  # Stata has no missing integers of Python's kind: doubles hold them all
            columns[column.name] = pd.Series(column.cast(pl.Float64).to_list(), dtype="float64")
    # `class` is a word of Stata's own.
    names = {name: "_class" if name == "class" else name for name in columns}
    if len({*names.values()}) < len(names):
        raise NotHeldError(
            message(
                "files.class-twice",
                "in Stata the class of a household is called _class, and the survey has a column "
                "of that name",
            ),
            message("files.class-twice-advice", "rename the column, or write CSV or Parquet"),
        )
    data = pd.DataFrame(columns).rename(columns=names)
    try:
        with warnings.catch_warnings():
            # Other names that Stata cannot have are changed too.
            warnings.simplefilter("ignore", pd.errors.InvalidColumnName)
            data.to_stata(
                file,
                write_index=False,
                version=118,
                time_stamp=_NO_CLOCK,
                variable_labels={
                    names[n]: text[:80] for n, text in form.labels.items() if n in names
                },
                value_labels={
                    n: {float(k): v for k, v in x.items()}
                    for n, x in form.answers.items()
                    if n in columns
                },
            )
        if form.about is not None:
            add_notes(file, [f"{name}: {text}" for name, text in form.about().items()])
    except ValueError:
        endless = [c.name for c in table.iter_columns() if c.dtype.is_float() and _endless(c)]
        if endless:
            wrong = message(
                "files.endless-stata",
                "Stata cannot hold the infinite numbers of {columns}",
                columns=endless,
            )
        else:
            wrong = message("files.no-stata", "Stata cannot hold it")
        raise NotHeldError(wrong, _WRITE_OTHER()) from None


def _endless(column: pl.Series) -> bool:
    return bool(column.is_infinite().any())
