"""What a process held when it died is taken up by another, and several share the work."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientSession
from sqlmodel import Session, select

from storage import inbox
from storage.clock import SystemClock
from storage.codes import OutboxState
from storage.db import Database
from storage.tables.message import InboundMessage, OutboundMessage
from tests.benchmarks.house import build_template
from tests.benchmarks.lines import reports
from tests.fakes import arrived, to_say
from tests.faults.afterwards import ask, until_calm, wrong
from tests.faults.conftest import spoken_to
from tests.faults.outside import Platform, Residents, by_official_account
from tests.faults.running import Service

pytestmark = [pytest.mark.fault, pytest.mark.slow]


async def test_what_a_dead_sender_held_is_said_again_only_where_that_does_no_harm(
    service: Service, client: ClientSession, platform: Platform
) -> None:
    now = SystemClock().now()
    await _left_behind(service.database_url, now)
    service.start()
    await service.up(client)
    async with asyncio.timeout(60):
        while not platform.taken:
            await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    assert (await service.end())[0] == 0
    assert await ask(service.database_url, _states) == {
        "on our own page": OutboxState.SENT,
        "on the platform": OutboxState.UNSURE,
        "urgent, on the platform": OutboxState.SENT,
        "still in somebody's hands": OutboxState.SENDING,
    }
    assert {openid for openid, _ in platform.taken} == {"c"}


async def _left_behind(url: str, now: datetime) -> None:
    """A process claimed these and died; the last one's lease has not run out."""
    over, alive = now - timedelta(seconds=1), now + timedelta(minutes=5)
    account = {"channel": "official_account", "state": OutboxState.SENDING, "attempts": 1}
    rows = [
        to_say("on our own page", "a", state=OutboxState.SENDING, claimed_until=over),
        to_say("on the platform", "b", claimed_until=over, **account),
        to_say("urgent, on the platform", "c", urgent=True, claimed_until=over, **account),
        to_say("still in somebody's hands", "d", claimed_until=alive, **account),
    ]
    db = Database.open(url)
    await db.tx(lambda session: session.add_all(rows))
    await db.close()


def _states(session: Session) -> dict[str, OutboxState]:
    return {row.key: row.state for row in session.exec(select(OutboundMessage))}


HOLD = """
import sys, time, psycopg
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute("SELECT id FROM inbox WHERE chat_id = 'a' FOR UPDATE").fetchall()
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.postgres
async def test_what_a_dead_worker_held_is_free_at_once(postgres_url: str) -> None:
    db = Database.open(postgres_url)
    await db.tx(lambda session: inbox.put(session, [arrived("a", "a"), arrived("b", "b")]))
    command = [sys.executable, "-c", HOLD, postgres_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert await asyncio.to_thread(holder.stdout.readline) == "held\n"
        assert await _claimable(db) == ["b"]
        holder.kill()
        holder.wait()
    async with asyncio.timeout(60):
        while await _claimable(db) != ["a", "b"]:
            await asyncio.sleep(0.05)
    await db.close()


async def _claimable(db: Database) -> list[str]:
    now = SystemClock().now()
    return await db.tx(lambda session: [m.key for m in inbox.claim(session, now, 10)])


@pytest.fixture
async def two_services(
    empty_postgres_url: str, tmp_path: Path, platform: Platform
) -> AsyncIterator[tuple[Service, Service]]:
    """Two processes on one PostgreSQL database with the demo county."""
    await asyncio.to_thread(asyncio.run, build_template(empty_postgres_url))
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        found.append(Service(tmp_path / name, empty_postgres_url, spoken_to(platform)))
    yield found[0], found[1]
    for service in found:
        service.remove()


@pytest.mark.postgres
async def test_two_processes_share_the_work_and_do_nothing_twice(
    two_services: tuple[Service, Service], client: ClientSession, platform: Platform
) -> None:
    told, telling = by_official_account(reports()), []
    everyone: list[Residents] = []
    for service in two_services:
        service.start()
        await service.up(client)
        everyone.append(Residents(service, client))
        ours = list(islice(told, 40))
        telling.append(everyone[-1].keep_telling(ours, 0.05, Random(5), asyncio.Event()))
    await asyncio.gather(*telling)
    url = two_services[0].database_url
    await until_calm(url)
    for service in two_services:
        assert (await service.end())[0] == 0
    everyone[0].accepted |= everyone[1].accepted
    everyone[0].heard += everyone[1].heard
    assert len(everyone[0].accepted) == 80
    assert await ask(url, _number_heard) == 80
    assert await wrong(url, everyone[0], platform) == []


def _number_heard(session: Session) -> int:
    return len(session.exec(select(InboundMessage.id)).all())
