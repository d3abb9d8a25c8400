"""What earlier batches wrote, and what no batch did: the first goes when it is denied."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from mdpoverty.cli import run
from mdpoverty.cli.commands.classify import Classify
from mdpoverty.cli.jobs.manifest import COLUMNS

HEADER = "household_id,area,household_size,income_per_capita,survey_year"
GOOD = f"{HEADER}\n1,rural,4,9000000,2024\n"
DAMAGED = "PAR1 and no more PAR1"
KEPT = "the file in its place was kept, because the manifest of the last batch does not name it"
REMOVED = "files that a batch wrote for it were removed"
HEAD = ",".join(COLUMNS)
NAMED = f'{HEAD}\na,failed{"," * (len(COLUMNS) - 2)}"[""c.csv""]"\n'


@pytest.fixture
def communes(tmp_path: Path) -> Path:
    """Three communes, of which the last cannot be read."""
    folder = tmp_path / "communes"
    folder.mkdir()
    for name, text in {"a.csv": GOOD, "b.csv": GOOD, "c.csv": DAMAGED}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def manifest(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {Path(row["file"]).name: row for row in csv.DictReader(file)}


def batch(*arguments: object) -> int:
    return run(["classify", *map(str, arguments)])


def test_what_no_batch_wrote_is_kept(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file in place of a profile or of refused rows stays until a batch has replaced it."""
    out, rejects = tmp_path / "out", tmp_path / "rejects"
    asked = (communes / "*.csv", "--output-dir", out, "--rejects", rejects)
    for folder in (out, rejects):
        folder.mkdir()
        (folder / "c.csv").write_text("mine")
    for _ in range(2):  # neither does the manifest of a batch that kept it name it
        assert batch(*asked) == 4
        assert f"1 file: {KEPT}" in capsys.readouterr().err
        assert manifest(out)["c.csv"]["notes"] == KEPT
        assert {(folder / "c.csv").read_text() for folder in (out, rejects)} == {"mine"}
    (communes / "c.csv").write_text(GOOD)
    assert batch(*asked, "-q") == 0
    assert json.loads(manifest(out)["c.csv"]["outputs"]) == ["c.csv", "../rejects/c.csv"]
    (communes / "c.csv").write_text(DAMAGED)
    assert batch(*asked) == 4
    assert f"1 file: {REMOVED}" in capsys.readouterr().err
    for folder in (out, rejects):
        assert not (folder / "c.csv").exists()
    assert manifest(out)["c.csv"]["notes"] == REMOVED
    assert not manifest(out)["c.csv"]["outputs"]


def test_notes_are_in_the_language_of_the_batch(communes: Path, tmp_path: Path) -> None:
    """In the manifest too."""
    (tmp_path / "c.csv").write_text("mine")
    assert batch(communes / "*.csv", "--output-dir", tmp_path, "--lang", "vi", "-q") == 4
    assert "giữ lại" in manifest(tmp_path)["c.csv"]["notes"]


@pytest.mark.parametrize(
    ("text", "is_believed"),
    [
        (NAMED, True),
        (f"\ufeff{NAMED}", True),
        (NAMED.replace(",", ";"), True),
        (NAMED.replace(",", "\t"), True),
        (NAMED.replace("outputs", "output"), False),
        (NAMED.replace("c.csv", "../out/c.csv"), False),
        (NAMED.replace("c.csv", "sub/../c.csv"), False),
        (NAMED.replace("c.csv", "C.csv"), False),
        (NAMED.replace('"[""c.csv""]"', "c.csv"), False),
        (NAMED.replace("[", "{").replace("]", ":1}"), False),
        (NAMED.replace("[", "[" * 100_000), False),
        (f"{NAMED}a,b{',' * len(COLUMNS)}\n", False),
        (NAMED.replace(']"', "]"), False),
        ("file,profile\na.csv,c.csv\n", False),
        *((text, False) for text in ("file", "file\n", 'file"', "", "\0\0", "file\ud800")),
    ],
)
def test_which_manifests_are_believed(
    communes: Path, tmp_path: Path, *, text: str, is_believed: bool
) -> None:
    """One that is damaged, or no manifest of a batch, names nothing that may be removed."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "c.csv").write_text("earlier")
    (out / "manifest.csv").write_text(text, encoding="utf-8", errors="surrogatepass")
    assert batch(communes / "c.csv", "--output-dir", out, "-q") == 3
    assert (out / "c.csv").exists() is not is_believed


@pytest.mark.skipif(sys.platform == "win32", reason="a device is a file of POSIX systems")
def test_a_manifest_without_end(communes: Path, tmp_path: Path) -> None:
    """It is not read."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "c.csv").write_text("mine")
    (out / "manifest.csv").symlink_to("/dev/zero")
    assert batch(communes / "c.csv", "--output-dir", out, "-q") == 3
    assert (out / "c.csv").read_text() == "mine"


def test_a_third_batch_after_a_kill(
    communes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It knows what batches wrote: the first, and the second until it was killed."""
    out = tmp_path / "out"
    asked = (communes / "*.csv", "--output-dir", out, "-q")
    assert batch(communes / "a.csv", *asked[1:]) == 0
    (out / "c.csv").write_text("mine")

    def killed(*given: object) -> None:
        each = next(value for value in given if isinstance(value, Mapping))
        for one in each.values():
            assert isinstance(one, Classify)
            if Path(one.survey[0]).name == "b.csv":
                Path(str(one.table.output)).write_text("delivered")
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("mdpoverty.cli.jobs.classify_each._classify", killed)
        assert batch(*asked) == 70
    assert {file.name for file in out.iterdir()} == {"a.csv", "b.csv", "c.csv", "manifest.csv"}
    assert {row["profile"] for row in manifest(out).values()} == {""}
    for name in ("a.csv", "b.csv"):
        (communes / name).write_text(DAMAGED)
    assert batch(*asked) == 3
    assert {file.name for file in out.iterdir()} == {"c.csv", "manifest.csv"}
    assert (out / "c.csv").read_text() == "mine"


def test_an_interrupted_batch_keeps_what_no_batch_wrote(
    communes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the files that it did not come to, only what a batch wrote is removed."""
    out = tmp_path / "out"
    assert batch(communes / "a.csv", "--output-dir", out, "-q") == 0
    (out / "b.csv").write_text("mine")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mdpoverty.cli.jobs.classify_each._classify", interrupted)
    assert batch(communes / "*.csv", "--output-dir", out) == 130
    said = "0 of 3 profiles were written, and files that a batch wrote for others were removed"
    assert said in capsys.readouterr().err
    assert {file.name for file in out.iterdir()} == {"b.csv", "manifest.csv"}
    found = manifest(out)
    assert [found[name]["notes"] for name in ("a.csv", "b.csv", "c.csv")] == [REMOVED, KEPT, ""]


def test_no_output_of_a_batch_is_written_over_a_file_of_another(
    communes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not over the survey of another file, nor over what all files share, by whatever path."""
    out = tmp_path / "out"
    out.mkdir()
    surveys = communes / "*.csv"
    (out / "a.csv").symlink_to(communes / "b.csv")
    assert batch(surveys, "--output-dir", out) == 2
    said = capsys.readouterr().err
    assert f"{communes / 'b.csv'}, {out / 'a.csv'}: name the same file" in said
    (out / "a.csv").unlink()
    (out / "a.csv").hardlink_to(communes / "b.csv")
    assert batch(surveys, "--output-dir", out) == 2
    (out / "a.csv").unlink()
    columns = out / "a.json"
    assert run(["map", str(communes / "a.csv"), "-o", str(columns)]) == 0
    columns.write_text(columns.read_text().replace("round:", "round: own"))
    capsys.readouterr()
    (tmp_path / "linked").symlink_to(out)
    for place in (out, tmp_path / "linked"):
        given = ("--columns", columns, "--format", "json")
        assert batch(communes / "a.csv", "--output-dir", place, *given) == 2
        said = capsys.readouterr().err
        assert f"--columns, {place / 'a.json'}: name the same file" in said
        rejects = ("--output-dir", tmp_path / "other", "--rejects", place)
        assert batch(communes / "a.csv", *given, *rejects) == 2
    columns.unlink()
    named = out / "manifest.csv"
    named.write_text(GOOD)
    given = ("--output-dir", out, "--format", "parquet")
    assert batch(named, *given) == 2
    assert batch(communes / "a.csv", "--columns", named, *given) == 2
    assert batch(communes / "a.csv", "--standard", named, *given) == 2
    assert batch(communes / "a.csv", "--record", named, *given) == 2
    assert named.read_text() == GOOD
    assert [*out.iterdir()] == [named]
