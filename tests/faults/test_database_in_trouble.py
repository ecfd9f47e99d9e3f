"""With its database in trouble the service says so to the platform, and loses nothing of it."""

import asyncio
import ctypes
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientSession

from tests.benchmarks.lines import reports
from tests.faults.afterwards import until_calm, wrong
from tests.faults.conftest import spoken_to
from tests.faults.outside import Platform, Residents, Seats, by_official_account
from tests.faults.running import Service

pytestmark = [pytest.mark.fault, pytest.mark.slow]

Trouble = Callable[[], Awaitable[None]]
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24


async def _handled_through(
    service: Service, client: ClientSession, platform: Platform, trouble: Trouble
) -> Residents:
    """Residents tell while `trouble` comes and goes; everything is handled once in the end."""
    residents, enough = Residents(service, client), asyncio.Event()
    service.start()
    await service.up(client)
    told = by_official_account(reports())
    telling = asyncio.create_task(residents.keep_telling(told, 0.1, Random(3), enough))
    await asyncio.sleep(0.5)
    await trouble()
    enough.set()
    await telling
    await until_calm(service.database_url)
    assert (await service.end())[0] == 0
    assert await wrong(service.database_url, residents, platform) == []
    return residents


async def _refused(residents: Residents, times: int = 1, within: float = 30.0) -> None:
    """The platform has been told so often that it cannot be taken now."""
    async with asyncio.timeout(within):
        while residents.answers[503] < times:
            await asyncio.sleep(0.05)


async def test_a_locked_database_is_waited_out(
    service: Service, client: ClientSession, platform: Platform, seeded: Path
) -> None:
    async def locked() -> None:
        other = sqlite3.connect(seeded, isolation_level=None, timeout=5)
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(5)
        other.execute("ROLLBACK")
        other.close()

    residents = await _handled_through(service, client, platform, locked)
    assert residents.answers[503] > 0
    assert set(residents.answers) <= {200, 503}


async def test_a_database_that_was_moved_away_is_found_again(
    seeded: Path, tmp_path: Path, client: ClientSession, platform: Platform
) -> None:
    home = tmp_path / "data"
    home.mkdir()
    shutil.move(seeded, home / seeded.name)
    service = Service(tmp_path, f"sqlite:///{home / seeded.name}", spoken_to(platform))

    async def gone() -> None:
        home.rename(tmp_path / "elsewhere")
        await asyncio.sleep(2)
        (tmp_path / "elsewhere").rename(home)

    try:
        residents = await _handled_through(service, client, platform, gone)
    finally:
        service.remove()
    assert residents.answers[503] > 0
    assert set(residents.answers) <= {200, 503}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 32 MB."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


async def test_a_full_disk_refuses_and_forgets_nothing(
    seeded: Path, small_disk: Path, tmp_path: Path, client: ClientSession, platform: Platform
) -> None:
    home = Path(shutil.copy(seeded, small_disk))
    service = Service(tmp_path, f"sqlite:///{home}", spoken_to(platform))
    rest = small_disk / "something-else"

    async def full() -> None:
        with suppress(OSError), rest.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        await asyncio.sleep(6)
        rest.unlink()

    try:
        residents = await _handled_through(service, client, platform, full)
    finally:
        service.remove()
    assert residents.answers[503] > 0
    assert set(residents.answers) <= {200, 503}


async def test_a_file_that_may_not_grow_refuses_and_forgets_nothing(
    service: Service, client: ClientSession, platform: Platform, seeded: Path
) -> None:
    async def stunted() -> None:
        assert service.process is not None
        pid, largest = service.process.pid, Path(f"{seeded}-wal").stat().st_size
        was = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest + 20_000, was[1]))
        await asyncio.sleep(4)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, was)

    residents = await _handled_through(service, client, platform, stunted)
    assert residents.answers[503] > 0
    assert set(residents.answers) <= {200, 503}


async def test_a_read_only_database_refuses_until_it_may_be_written(
    service: Service, client: ClientSession, platform: Platform, seeded: Path
) -> None:
    residents, seats = Residents(service, client), Seats(service, client)
    told = by_official_account(reports())
    seeded.chmod(0o444)
    service.before_start = _obey_permissions
    service.start()
    await service.up(client)
    assert await residents.post(next(told)) == 503
    said = {
        "seat": "p:王大妈",
        "chat": "p:王大妈",
        "id": "fault-00000001",
        "kind": "text",
        "text": "停水",
    }
    status, answer = await seats.post("messages", said)
    assert status == 503
    assert "没有收下" in answer["error"]
    seeded.chmod(0o644)
    await residents.tell(next(told))
    await until_calm(service.database_url)
    assert (await service.end())[0] == 0
    assert await wrong(service.database_url, residents, platform) == []


def _obey_permissions() -> None:
    """Even root is held to the permissions of files from here on."""
    if os.geteuid() == 0:
        ctypes.CDLL(None, use_errno=True).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)
