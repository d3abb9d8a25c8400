"""The beginning of delimited text, where it is not a heading: said for what it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from mdpoverty.errors import Place
from mdpoverty.files.heading import refuse_title
from mdpoverty.files.rows import Row, unreadable
from mdpoverty.files.spelling import SEPARATORS, unquoted
from mdpoverty.files.whole import whole_file
from mdpoverty.language.messages import message

_BAR = "|"
_NAMED = re.compile(r'"?sep=.?"?', re.IGNORECASE)
_BLANK = 1 << 16  # bytes of blank lines in a row: no honest file has as many
_PIECE = 1 << 24


def refuse_strange_beginning(start: bytes, name: str) -> None:
    """Raise SurveyError where a file begins with something else than its heading.

    `start` are its first bytes: they may be a title, comments, a line that names the separator, or
    a heading whose cells are separated by bars.
    """
    lines = [*enumerate(start.decode("utf-8", "replace").splitlines(), start=1)]
    held = [(number, line.strip()) for number, line in lines if line.strip(" \t,;\ufeff")]
    if not held:
        return
    number, first = held[0]
    if _NAMED.fullmatch(first.rstrip(" \t,;")):
        wrong = message(
            "files.separator-line",
            "begins with '{line}', a line that only Excel reads",
            line=first,
        )
        advice = message("files.separator-line-advice", "delete line {line:d}", line=number)
        raise unreadable(name, wrong, advice, Place(number, None))
    if first.startswith(("#", "//")):
        wrong = message("files.comment-line", "begins with a comment in line {line:d}", line=number)
        advice = message(
            "files.comment-line-advice", "delete comments: the first line is the heading"
        )
        raise unreadable(name, wrong, advice, Place(number, None))
    if _BAR in first and not any(separator in first for separator in SEPARATORS):
        wrong = message("files.bars", "has cells separated by '|'")
        advice = message(
            "files.bars-advice", "separate them by commas, semicolons or tabs, and quote cells"
        )
        raise unreadable(name, wrong, advice, Place(number, None))
    # A heading has the separator; a title has none, and then it is that of the lines under it.
    own = [sign for sign in SEPARATORS if sign in unquoted(first)]
    most = max(SEPARATORS, key=lambda sign: max(line.count(sign) for _, line in held[:20]))
    separator = own[0] if own else most
    refuse_title(_rows([line for _, line in lines[:-1] or lines], separator), name, 1)


def _rows(lines: list[str], separator: str) -> Iterator[Row]:
    """Yield the rows of lines, as far as these can be read."""
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(reader.line_num, cells)
    except csv.Error:  # said later, by its line
        return


def refuse_blank_lines(path: Path, name: str) -> None:
    """Raise SurveyError where blank lines fill a file."""
    ends = (b"\n", b"\r\n", b"\r")  # of blank lines, one too many, and of the line before them
    blank = [end * (_BLANK // len(end) + 2) for end in ends]
    if path.stat().st_size < _PIECE:
        return
    rest = b""
    with whole_file(path) as file:
        while piece := file.read(_PIECE):
            text, rest = rest + piece, piece[-max(map(len, blank)) :]
            if any(lines in text for lines in blank):
                wrong = message("files.blank-lines", "is filled with blank lines")
                advice = message("files.blank-lines-advice", "delete blank lines")
                raise unreadable(name, wrong, advice)
