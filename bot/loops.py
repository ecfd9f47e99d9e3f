"""What runs behind every channel: inbox, timers and outbox of one database, under one clock."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlmodel import Session

from bot import delivered
from bot.channels.base import Channel
from bot.channels.bounce import Bounce
from bot.inlet import Inlet
from bot.metrics import Metrics
from bot.sender import Sender
from bot.worker import Take, Worker
from bot.world import NotSeededError, WorldSource
from handlers import turn
from handlers.situation import World
from scheduler import digests, due
from storage.clock import Clock
from storage.db import Database, DatabaseUnavailableError

TIMERS_AT_ONCE = 50
_MOST_ROUNDS = 1000

Sweep = Callable[[Session, datetime, World, int], int]


class Loops:
    """Worker, sender and timers of one database; they run by themselves or are driven by hand."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        source: WorldSource,
        metrics: Metrics,
        *,
        take: Take = turn.take,
        fire: Sweep = due.sweep,
    ) -> None:
        self.db = db
        self.clock = clock
        self.source = source
        self.metrics = metrics
        self.channels: dict[str, Channel] = {}
        self._fire = fire
        self._is_kept = False
        self.sender = Sender(db, self.channels, clock, metrics)
        self.worker = Worker(
            db,
            source.current,
            clock,
            metrics,
            take=take,
            done=self.sender.loop.wake,
        )
        self.worker.glance = turn.glance
        self.inlet = Inlet(db, clock, metrics, self.worker.loop.wake)

    def add(self, channel: Channel) -> None:
        """What is to be said on this channel is given to it."""
        self.channels[channel.name] = channel

    def bounced(self, session: Session, bounce: Bounce) -> None:
        """What a platform took and could not bring goes another way, or a person is told."""
        delivered.bounced(session, bounce, self.clock.now(), tuple(self.channels))

    async def sweep(self) -> int:
        """The timers that are due have fired; gives how many. Nothing is due in an empty county."""
        now = self.clock.now()

        def fire(session: Session) -> int:
            return self._fire(session, now, self.source.current(session), TIMERS_AT_ONCE)

        try:
            fired = await self.db.tx(fire, may_wait=True)
        except NotSeededError:
            return 0
        if fired:
            self.metrics.fired.inc(fired)
            self.sender.loop.wake()
        return fired

    async def settle(self) -> None:
        """Everything that can be done at this moment is done: messages, timers, sending."""
        for _ in range(_MOST_ROUNDS):
            did = await self.worker.step() + await self.sweep() + await self.sender.step()
            await self.sender.landed()
            if not did:
                return

    async def start(self) -> None:
        """The loops run by themselves, and the county is kept tidy."""
        with suppress(DatabaseUnavailableError):  # a later tick will find it back
            await self.keep_house()
        self.worker.loop.start()
        self.sender.loop.start()

    async def keep_house(self) -> None:
        """Once there is a county, what it needs every hour is planned."""
        if not self._is_kept:
            self._is_kept = await self.db.tx(self._keep_house)

    def _keep_house(self, session: Session) -> bool:
        try:
            world = self.source.current(session)
        except NotSeededError:
            return False
        now, county_id = self.clock.now(), world.directory.county.id or 0
        due.start_housekeeping(session, now, county_id, world)
        due.start_calendar_check(session, now, county_id)
        due.start_survey_check(session, now, county_id)
        due.start_figures(session, now, county_id, is_more=True)
        digests.start_agenda(session, now, world)
        return True

    async def stop(self, within: float = 10.0) -> None:
        """The batch under way is finished, what is being sent has arrived, nothing new begins."""
        await self.worker.loop.stop(within)
        await self.sender.stop(within)
