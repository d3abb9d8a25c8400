"""A server of PostgreSQL of a test's own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

USER, PASSWORD = "tester", "p@ss word"


def programs() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL here, None without one."""
    found = [file.parent for file in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if beside := shutil.which("initdb"):
        found.append(Path(beside).parent)
    return max(found, key=lambda folder: folder.parent.name, default=None)


def address_of(folder: Path, name: str = "postgres") -> str:
    """Return the address of a database on a server whose socket is in a folder."""
    return f"postgresql://{USER}:{quote(PASSWORD)}@/{name}?host={folder}"


@contextmanager
def server() -> Iterator[Path]:
    """Yield the folder of the socket of a server that asks USER for PASSWORD."""
    found = programs()
    assert found is not None
    # Its programs do not run as root, and a socket's path is short.
    owner = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))

    def run(program: str, *arguments: str) -> None:
        command = [str(found / program), "-D", str(folder / "data"), *arguments]
        user, group = (owner.pw_uid, owner.pw_gid) if os.geteuid() == 0 else (None, None)
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, cwd=folder, stdout=quiet, user=user, group=group)

    try:
        word = folder / "word"
        word.write_text(PASSWORD, encoding="utf-8")
        for path in (folder, word):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        run("initdb", "-U", USER, "-A", "scram-sha-256", f"--pwfile={word}", "-E", "UTF8", "-N")
        settings = f"-c listen_addresses='' -c fsync=off -k {folder}"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
