"""Told to end, the service finishes what it has begun and leaves nothing held."""

import asyncio
from random import Random

import pytest
from aiohttp import ClientSession

from tests.benchmarks.lines import reports
from tests.faults.afterwards import held, until_calm, waiting, wrong
from tests.faults.outside import Platform, Residents, by_official_account
from tests.faults.running import Service

pytestmark = [pytest.mark.fault, pytest.mark.slow]


async def test_a_service_told_to_end_drains_and_holds_nothing(
    service: Service, client: ClientSession, platform: Platform
) -> None:
    residents, enough = Residents(service, client), asyncio.Event()
    platform.slowness = 0.3  # so that messages are on their way when it is told
    service.start()
    await service.up(client)
    told = by_official_account(reports())
    telling = asyncio.create_task(residents.keep_telling(told, 0.02, Random(7), enough))
    async with asyncio.timeout(60):
        await platform.was_given.wait()
    enough.set()
    code, seconds = await service.end()
    assert code == 0
    assert seconds <= 10
    assert await held(service.database_url) == 0
    service.start()
    await service.up(client)
    await telling
    await until_calm(service.database_url)
    assert (await service.end())[0] == 0
    assert await wrong(service.database_url, residents, platform) == []


async def test_what_waits_at_the_end_is_done_after_the_next_start(
    service: Service, client: ClientSession, platform: Platform
) -> None:
    residents, told = Residents(service, client), by_official_account(reports())
    service.start()
    await service.up(client)
    telling = asyncio.gather(*(residents.tell(next(told)) for _ in range(60)))
    await residents.was_accepted.wait()
    code, _ = await service.end()
    assert code == 0
    assert await waiting(service.database_url) > 0
    assert await held(service.database_url) == 0
    service.start()
    await service.up(client)
    await telling
    await until_calm(service.database_url)
    assert (await service.end())[0] == 0
    assert await wrong(service.database_url, residents, platform) == []
