"""On a cluster: a master and two workers on this machine, which share its files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from files import run
from places import ROOT

HOST = "127.0.0.1"
SPARK = "org.apache.spark.deploy"
SOON = 60  # seconds
# Plans run once, over few rows: what makes many rows fast takes longer here.
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.cores.max": "2",
    "spark.executor.cores": "1",
    "spark.executor.memory": "512m",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """Return the environment of Spark's programs; skip where Spark cannot run."""
    pyspark = pytest.importorskip(
        "pyspark", reason="Spark is not installed: pip install '.[spark]'"
    )
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed, which Spark runs on")
    conf = tmp_path / "conf"
    conf.mkdir()
    lines = [f"{name} {value}\n" for name, value in SETTINGS.items()]
    (conf / "spark-defaults.conf").write_text("".join(lines))
    return {
        **os.environ,
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "SPARK_CONF_DIR": str(conf),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }


@pytest.fixture
def master(tmp_path: Path, settings: dict[str, str]) -> Iterator[str]:
    """Yield the address of a master with two workers, whose folders are `worker-0` and `-1`."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    address = f"spark://{HOST}:{port}"
    own = ("--host", HOST, "--webui-port", "0")
    launcher = Path(settings["SPARK_HOME"], "bin", "spark-class")
    running: list[subprocess.Popen[bytes]] = []

    def start(*program: str | Path) -> None:
        with (tmp_path / f"java-{len(running)}").open("wb") as words:
            running.append(
                subprocess.Popen([launcher, *program], env=settings, stdout=words, stderr=words)
            )

    try:
        start(f"{SPARK}.master.Master", *own, "--port", str(port))
        until = time.monotonic() + SOON
        while True:
            try:
                socket.create_connection((HOST, port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < until, (tmp_path / "java-0").read_text()
                time.sleep(0.2)
        for number in range(2):
            place = ("--work-dir", tmp_path / f"worker-{number}")
            size = ("--cores", "1", "--memory", "600m")
            start(f"{SPARK}.worker.Worker", *own, *size, *place, address)
        yield address
    finally:
        for each in reversed(running):
            each.terminate()
        for each in running:
            each.wait(SOON)


def test_two_workers_classify_as_one_program_does(
    tmp_path: Path, settings: dict[str, str], master: str
) -> None:
    """The profile of files with members is that of this machine; both workers take part."""
    survey, members = tmp_path / "survey", tmp_path / "members"
    for folder, file, parts in (
        (survey, "survey.csv", 3),
        (members, "members.csv", 2),
    ):
        folder.mkdir()
        rows = pl.read_csv(ROOT / "examples" / file, infer_schema=False)
        for part in range(parts):
            rows[part::parts].write_parquet(folder / f"part-{part}.parquet")
    asked = ("classify", survey, "--members", members, "--standard", "vn-2022-2025", "-q")
    here = run(*asked, "-o", tmp_path / "here.parquet")
    assert here.code == 0, here.errors

    there = ("-o", tmp_path / "there", "--engine", "spark", "--master", master)
    command = [sys.executable, "-m", "mdpoverty", *map(str, (*asked, *there))]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    expected = pl.read_parquet(tmp_path / "here.parquet").drop("survey_row")
    found = pl.read_parquet(tmp_path / "there" / "*.parquet").select(expected.columns)
    assert found.sort("household_id").equals(expected.sort("household_id"))
    for number in range(2):
        assert any((tmp_path / f"worker-{number}").glob("app-*/*")), "a worker had nothing to do"
