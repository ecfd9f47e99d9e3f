"""Killed at fifty random moments, the service handles every message exactly once."""

import asyncio
from random import Random

import pytest
from aiohttp import ClientSession

from tests.benchmarks.lines import reports
from tests.faults.afterwards import ask, summary, until_calm, wrong
from tests.faults.outside import Platform, Residents, Seats, by_official_account
from tests.faults.running import Service

KILLS = 50
SEED = 20260414
PAUSE = 0.4  # seconds between two residents, on average
MOMENTS = ("start-up", "accepting", "handling", "sending", "whenever")

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(600)]


class Executioner:
    """Kills the service at a moment of the kind asked for, a random while after it began."""

    def __init__(
        self, service: Service, client: ClientSession, residents: Residents, platform: Platform
    ) -> None:
        self.service = service
        self.client = client
        self.dice = Random(SEED)
        self.start_ups: list[float] = []
        self._waits = {
            "accepting": residents.was_posted,
            "handling": residents.was_accepted,
            "sending": platform.was_given,
        }

    async def strike(self, moment: str) -> None:
        """The service was started and killed."""
        self.service.start()
        if moment == "start-up":
            await asyncio.sleep(self.dice.uniform(0, self._usual_start_up()))
        else:
            self.start_ups.append(await self.service.up(self.client))
            await self._happening(moment)
        self.service.kill()

    def _usual_start_up(self) -> float:
        return max(self.start_ups[-5:], default=1.0)

    async def _happening(self, moment: str) -> None:
        if moment == "whenever":
            await asyncio.sleep(self.dice.uniform(0, 1.5))
            return
        began = self._waits[moment]
        began.clear()
        try:
            async with asyncio.timeout(2):
                await began.wait()
        except TimeoutError:
            return
        await asyncio.sleep(self.dice.uniform(0, 0.05))


async def test_a_service_killed_fifty_times_handles_every_message_once(
    service: Service, client: ClientSession, platform: Platform
) -> None:
    residents, seats = Residents(service, client), Seats(service, client)
    executioner = Executioner(service, client, residents, platform)
    moments = [MOMENTS[n % len(MOMENTS)] for n in range(KILLS)]
    executioner.dice.shuffle(moments)
    told, enough = by_official_account(reports()), asyncio.Event()
    telling = asyncio.create_task(
        residents.keep_telling(told, PAUSE, Random(SEED), enough), name="residents"
    )
    for number, moment in enumerate(moments):
        await executioner.strike(moment)
        if number % 10 == 9:
            await _an_hour_passes(service, client, seats)
    enough.set()
    service.start()
    await service.up(client)
    await telling
    await seats.let_pass(minutes=3)  # what was being sent when it was killed is looked at again
    await until_calm(service.database_url)
    assert (await service.end())[0] == 0
    _tell(await ask(service.database_url, summary), executioner, residents)
    assert await wrong(service.database_url, residents, platform) == []


async def _an_hour_passes(service: Service, client: ClientSession, seats: Seats) -> None:
    """Reminders fall due in a service that runs, and it is killed soon after."""
    service.start()
    await service.up(client)
    await seats.let_pass(minutes=60)
    service.kill()


def _tell(did: str, executioner: Executioner, residents: Residents) -> None:
    start_ups = sorted(executioner.start_ups)
    middle = start_ups[len(start_ups) // 2]
    print(f"\n{KILLS} kills; {did}")
    print(f"start-up: median {middle:.2f} s, longest {start_ups[-1]:.2f} s")
    print(f"answers to residents: {dict(residents.answers)}")
