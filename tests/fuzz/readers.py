"""Mutated survey files: each is refused in words, or read as another library reads it.

The suite tries a few (`test_readers.py`). For long: `python tests/fuzz/readers.py --minutes 60`,
from the root of the repository; a file that fails is kept, and its seed said.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pyreadstat
from files import BY_INCOME, HEADER, WRITERS, Table, classify

ROWS: Table = [
    (*HEADER, "note"),
    *(
        (f"H-{n:03}", "rural" if n % 2 else "urban", n % 7 + 1, 1e5 * n + 0.5, "Đà")
        for n in range(40)
    ),
]
_ID, _INCOME = HEADER[0], HEADER[3]
_SLOW = 20  # seconds of computing
_BYTES = b'\0\xff\n\r",;\x1b-09.'

Found = list[tuple[str, float | None]]  # the id and the income of each row


def mutated(data: bytes, rng: Random) -> bytes:
    """Return bytes with one to four changes: of bits and bytes, cut out, doubled or put in."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(found) or 1)
        end = min(len(found), start + rng.choice((1, 2, 8, 64)))
        match rng.randrange(6):
            case 0:
                found[start:end] = bytes(byte ^ 1 << rng.randrange(8) for byte in found[start:end])
            case 1:
                found[start:end] = bytes(rng.choice(_BYTES) for _ in range(end - start))
            case 2:
                del found[start:end]
            case 3:
                found[end:end] = found[start:end]
            case 4:
                found[start:start] = rng.randbytes(end - start)
            case _:
                if rng.random() < 0.2:
                    del found[start:]
    return bytes(found)


def mutant(kind: str, seed: int, folder: Path) -> Path:
    """Return a mutated file of a kind: mutated as it is packed, or within."""
    rng = Random(f"{kind} {seed}")  # noqa: S311 -- the same file for the same seed
    file = WRITERS[kind](folder / f"survey.{kind}", ROWS)
    data = file.read_bytes()
    if kind.endswith(".gz") and rng.random() < 0.8:
        data = gzip.compress(mutated(gzip.decompress(data), rng))
    elif kind.endswith(".zst") and rng.random() < 0.8:
        text = gzip.decompress(WRITERS["csv.gz"](folder / "text.gz", ROWS).read_bytes())
        data = pa.compress(mutated(text, rng), codec="zstd", asbytes=True)
    else:
        data = mutated_file(file, rng)
    file.write_bytes(data)
    return file


def mutated_file(file: Path, rng: Random) -> bytes:
    """Return the bytes of a file with changes; of a workbook they may be within what is packed."""
    if zipfile.is_zipfile(file) and rng.random() < 0.8:
        return _mutated_within(file, rng)
    return mutated(file.read_bytes(), rng)


def _mutated_within(file: Path, rng: Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = rng.choice([name for name in old.namelist() if old.getinfo(name).file_size])
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, mutated(data, rng) if name == chosen else data)
    return packed.getvalue()


def fault_of(file: Path) -> str:
    """Return what is wrong with how a file is treated, nothing where nothing is."""
    begun = time.process_time()
    done = classify(file, *BY_INCOME)
    if time.process_time() - begun > _SLOW:
        return "slow"
    if "Traceback" in done.errors or done.code not in (0, 3):
        return f"exit {done.code}: {done.errors[-2000:]}"
    if done.code == 3:
        said = [line for line in done.errors.splitlines() if line.startswith("error: ")]
        return "" if said and not done.out else "refused without words"
    found = [(row[_ID], _number(row[_INCOME])) for row in done.rows]
    if file.suffix == ".parquet" and _rows_in_workbook(file) != len(found):
        return f"{len(found)} rows are not as many in a workbook"
    for suffix, read in READERS.items():
        if file.name.endswith(suffix):
            expected: Found | None = None
            with suppress(Exception):  # which then says nothing
                expected = read(file)
            if expected is not None and expected != found:
                return f"{len(found)} rows are not those of another reader: {found} {expected}"
    return ""


def _rows_in_workbook(file: Path) -> int:
    """Return how many rows a workbook has of a file: it is written by other means."""
    written = file.with_name("profile.xlsx")
    done = classify(file, *BY_INCOME, "-o", written)
    assert done.code == 0, done.errors
    return int(openpyxl.load_workbook(written).worksheets[0].max_row) - 1


def _number(cell: Any) -> float | None:
    return None if cell is None or cell == "" or pd.isna(cell) else float(cell)


def _rows(header: Sequence[Any], rows: Sequence[Sequence[Any]]) -> Found:
    names = [str(name).strip() for name in header]
    places = names.index(_ID), names.index(_INCOME)
    whole = [row for row in rows if any(str(cell or "").strip() for cell in row)]
    return [(str(row[places[0]]).strip(), _number(row[places[1]])) for row in whole]


def _in_text(data: bytes) -> Found:
    text = data.decode("utf-8-sig")
    header = text.split("\n", 1)[0]
    sign = next((sign for sign in ",;\t" if sign in header), ",")
    names, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    return _rows(names, [row for row in rows if row])


def _in_sheet(file: Path) -> Found:
    names, *rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
    return _rows(names, rows)


def _in_frame(frame: pd.DataFrame) -> Found:
    return _rows(list(frame.columns), frame.to_numpy().tolist())


READERS: dict[str, Callable[[Path], Found]] = {
    "csv": lambda file: _in_text(file.read_bytes()),
    "tsv": lambda file: _in_text(file.read_bytes()),
    "csv.gz": lambda file: _in_text(gzip.decompress(file.read_bytes())),
    "xlsx": _in_sheet,
    "parquet": lambda file: _in_frame(pa.parquet.read_table(file).to_pandas()),
    "dta": lambda file: _in_frame(pyreadstat.read_dta(str(file))[0]),
}
