"""Parquet files that say of themselves what cannot be: refused before an engine believes them."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest
from files import BY_INCOME, HEADER, WRITERS, classify, refusal, run

from mdpoverty.files import parquet
from mdpoverty.files.batches import batches
from mdpoverty.files.parquet import _GZIP, _require_whole, _Structure, require_sound

ROWS = 20
FRAME = pl.DataFrame(
    [(f"H{n}", "rural", 4, 1e6 + n) for n in range(ROWS)], schema=HEADER, orient="row"
)
NUMBERS = (b"\x15\x28", b"\x16\x28")  # ROWS in a field of 32 bits, and of 64
LARGE = bytes([0x80, 0x80, 0x80, 0x80, 0x10])  # 1 << 31, half of it below zero


def parts(file: Path) -> tuple[bytes, bytes]:
    """Return the pages of a Parquet file, and what it says of itself."""
    data = file.read_bytes()
    [size] = struct.unpack("<I", data[-8:-4])
    return data[: -8 - size], data[-8 - size : -8]


def whole(pages: bytes, said: bytes) -> bytes:
    return pages + said + struct.pack("<I", len(said)) + b"PAR1"


def lies(file: Path) -> Iterator[bytes]:
    """Yield a file with each of the numbers of its rows and values made large."""
    pages, said = parts(file)
    for number in NUMBERS:
        for part in (pages, said):
            begin = -1
            while (begin := part.find(number, begin + 1)) >= 0:
                changed = part[: begin + 1] + LARGE + part[begin + 2 :]
                yield whole(changed, said) if part is pages else whole(pages, changed)


def test_numbers_that_lie(tmp_path: Path) -> None:
    """Wherever a number of rows or values is made large: refused, or the rows are right."""
    file = tmp_path / "survey.parquet"
    FRAME.write_parquet(file)
    right = classify(file, *BY_INCOME, "-q").out
    codes = []
    for data in [*lies(file)]:
        file.write_bytes(data)
        done = classify(file, *BY_INCOME, "-q")
        codes.append(done.code)
        assert done.out == (right if done.code == 0 else "")
        assert done.code == 0 or "is a damaged Parquet file" in done.errors
    assert {0, 3} == set(codes)


_READ = """
import sys
from pathlib import Path
import polars as pl
from mdpoverty.files.parquet import _GZIP, _require_whole, _Structure, require_sound
file, other = map(Path, sys.argv[1:])
data = file.read_bytes()
refused = 0
for place in range(4, len(data) - 8):
    for bit in (1, 128):
        other.write_bytes(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
        try:
            require_sound(other)
        except Exception:
            refused += 1
            continue
        try:
            pl.scan_parquet(other).collect(engine="streaming")
        except BaseException:
            pass
print(refused)
"""


@pytest.mark.parametrize("packing", ["none", "lz4"])
def test_numbers_that_end_the_engine(tmp_path: Path, packing: str) -> None:
    """Whichever byte is another, the engine is not handed what ends the program."""
    file = tmp_path / "survey.parquet"
    pyarrow.parquet.write_table(FRAME.to_arrow(), file, compression=packing)
    done = subprocess.run(
        [sys.executable, "-c", _READ, file, tmp_path / "other.parquet"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > file.stat().st_size / 4


@pytest.mark.parametrize("release", ["1.0", "2.0"])
@pytest.mark.parametrize(("packing", "checked"), [("gzip", False), ("none", True), ("lz4", True)])
def test_pages_that_are_not_what_was_written(
    tmp_path: Path, packing: str, release: str, *, checked: bool
) -> None:
    """Where a page says what its bytes add up to, no other bit gives other values."""
    file = tmp_path / "survey.parquet"
    table = FRAME.to_arrow()
    pyarrow.parquet.write_table(
        table,
        file,
        compression=packing,
        data_page_version=release,
        write_page_checksum=checked,
        use_dictionary=["area"],
    )
    pages, said = parts(file)
    refused = 0
    for place in range(4, len(pages)):
        file.write_bytes(
            whole(pages[:place] + bytes([pages[place] ^ 16]) + pages[place + 1 :], said)
        )
        try:
            require_sound(file)
            found = pl.read_parquet(file)
        except BaseException:  # noqa: BLE001 -- the engine panics over some
            refused += 1
        else:
            assert found.equals(FRAME), place
    assert refused > len(pages) / 3


def test_pages_that_say_they_are_large(tmp_path: Path) -> None:
    """A page of few bytes does not unpack to two thousand million, and is not tried."""
    file = tmp_path / "survey.parquet"
    pyarrow.parquet.write_table(FRAME.to_arrow(), file, compression="lz4", use_dictionary=False)
    require_sound(file)
    pages, said = parts(file)
    place = pages.index(b"\x15\0\x15", 4) + 2  # a page of data, and in how many bytes
    end = next(n for n in range(place + 1, place + 6) if pages[n] < 128) + 1
    longer = pages[: place + 1] + bytes([0xFE, 0xFF, 0xFF, 0xFF, 0x0F]) + pages[end:]
    file.write_bytes(whole(longer, said))
    with pytest.raises(ValueError):  # noqa: PT011 -- which has no words
        require_sound(file)
    assert "is a damaged Parquet file" in refusal(file, *BY_INCOME)


@pytest.mark.parametrize(
    "said",
    [
        b"\x15\x02\x19\xfc\xff\xff\xff\xff\x07" + bytes(20),  # a list of two thousand million
        b"\x15\x02" + b"\x1c" * 100_000,  # structures within each other
        b"\x15" + b"\xff" * 100,  # a number without end
        b"\x15\x02\x18\xff\xff\xff\xff\x07",  # a text beyond the end
        b"\x1b\x00",
        b"",
    ],
)
def test_structures_that_lie(tmp_path: Path, said: bytes) -> None:
    """A structure is no larger than its bytes."""
    file = tmp_path / "survey.parquet"
    file.write_bytes(whole(b"PAR1", said))
    assert "is a damaged Parquet file" in refusal(file, *BY_INCOME)


def test_rows_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file of a great many rows is no survey: its ids would take more."""
    file = tmp_path / "survey.parquet"
    pl.DataFrame({name: pl.repeat(None, 500_000, eager=True) for name in HEADER}).write_parquet(
        file
    )
    require_sound(file)
    monkeypatch.setattr(parquet, "_LARGE", 500_000 * len(HEADER))
    require_sound(file)
    monkeypatch.setattr(parquet, "_LARGE", 500_000 * len(HEADER) - 1)
    assert "has more than 499,999 rows in " in refusal(file, *BY_INCOME)


def test_a_page_of_many_parts() -> None:
    """A page that is packed in many parts, which hold nothing, is looked at once."""
    rest, page = gzip.compress(b"abc"), {2: 3, 3: 0}
    _require_whole(gzip.compress(b"") * 200_000 + rest, page, _GZIP)
    for packed in (rest[:-1], rest + b"x", rest * 2, b""):
        with pytest.raises(ValueError):  # noqa: PT011 -- which has no words
            _require_whole(packed, page, _GZIP)
    _require_whole(b"", {2: 0, 3: 0}, _GZIP)


def test_columns_that_share_their_pages(tmp_path: Path) -> None:
    """No page is looked at for one column after the other: an honest one is of one alone."""
    file = tmp_path / "survey.parquet"
    table = pa.table({"a": ["y" * 15], "b": ["x"]})
    pyarrow.parquet.write_table(
        table, file, compression="none", use_dictionary=False, write_statistics=False
    )
    require_sound(file)
    pages, said = parts(file)
    [group] = _Structure(said).read()[4]
    first, second = (b"\x26" + bytes([2 * column[3][9]]) for column in group[1])
    assert said.count(second) == 1
    file.write_bytes(whole(pages, said.replace(second, first)))
    with pytest.raises(ValueError):  # noqa: PT011 -- which has no words
        require_sound(file)


def test_sound_files(tmp_path: Path) -> None:
    """Whatever writes a file, it is sound: with lists and structures, statistics, and no rows."""
    file = tmp_path / "survey.parquet"
    table = pa.table(
        {
            "list": [[1, 2], [3], None],
            "structure": [{"x": 1}, {"x": 2}, None],
            "text": ["a", "x" * 200_000, None],
            "number": [1.5, 2, None],
            "answer": [True, False, None],
            "nothing": pa.nulls(3),
            "words": pa.array(["a", "b", "a"]).dictionary_encode(),
        }
    )
    for rows in (table, table.slice(0, 0)):
        for release in ("1.0", "2.0"):
            for packing in ("none", "snappy", "zstd", "gzip"):
                for page, checked in ((1, True), (1 << 20, False)):
                    pyarrow.parquet.write_table(
                        rows,
                        file,
                        compression=packing,
                        data_page_version=release,
                        row_group_size=2,
                        data_page_size=page,
                        write_page_checksum=checked,
                    )
                    require_sound(file)
    FRAME.write_parquet(file, statistics="full", row_group_size=3)
    require_sound(file)


@pytest.mark.parametrize("suffix", ["parquet", "csv", "xlsx", "dta"])
@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("cli.jobs.classify_one.write_profile", ("classify", "-o", "o.csv")),
        ("cli.session.Session.account", ("classify", "-o", "o.csv", "--rejects", "r.csv")),
        ("cli.jobs.validate.validate", ("validate",)),
        ("cli.jobs.summarize.summary", ("summarize",)),
        ("cli.jobs.report.gather", ("report", "-o", "o.html")),
    ],
)
def test_an_engine_that_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    place: str,
    command: tuple[str, ...],
) -> None:
    """Where it panics, and its files seem whole, it is still a fault of a file, by its name."""

    def panic(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException

    monkeypatch.chdir(tmp_path)
    file = WRITERS[suffix if suffix != "dta" else "stata-118.dta"](
        tmp_path / f"survey.{suffix}", [HEADER, *FRAME.rows()]
    )
    monkeypatch.setattr(f"mdpoverty.{place}", panic)
    done = run(command[0], file, *BY_INCOME, *command[1:])
    assert done.code == 3, done.errors
    assert f"survey.{suffix} cannot be read to the end: the engine failed" in done.errors
    assert "Traceback" not in done.errors
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are all rows in order; nobody need take them all.

    Where the engine fails that is raised, and rows that came before it are no result.
    """
    frame = pl.LazyFrame({"n": range(1000)})
    found = [*batches(frame, 30)]
    assert pl.concat(found)["n"].to_list() == [*range(1000)]
    assert max(batch.height for batch in found) <= 30
    assert next(batches(frame, 30)).height == 30

    def panic(frame: pl.LazyFrame, give: Callable[[pl.DataFrame], bool], **__: object) -> None:
        give(frame.head(3).collect())
        raise pl.exceptions.PanicException

    monkeypatch.setattr(pl.LazyFrame, "sink_batches", panic)
    with pytest.raises(pl.exceptions.PanicException):
        [*batches(frame)]
    monkeypatch.chdir(tmp_path)
    FRAME.write_csv("survey.csv")
    assert "survey.csv cannot be read to the end" in refusal(
        "survey.csv", *BY_INCOME, "-o", "part.xlsx"
    )
    assert not Path("part.xlsx").exists()


def test_one_long_text_of_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that a file tells once may be that of all rows: a longer one than others have is none.

    One of just as many bytes as may be is read.
    """
    file, most = tmp_path / "survey.parquet", 1000
    monkeypatch.setattr("mdpoverty.survey.opening.LONGEST", most)
    for size, code in ((most, 0), (most + 1, 3)):
        texts = pa.array(["x" * size] * ROWS).dictionary_encode()
        pyarrow.parquet.write_table(FRAME.to_arrow().append_column("note", texts), file)
        done = classify(file, *BY_INCOME, "-q")
        assert done.code == code, done.errors
        assert code == 0 or "has cells of more than 1,000 bytes" in done.errors
