"""A year of a county through the real inbox, turns, timers and sender, under a clock that jumps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.loops import Loops
from bot.metrics import Metrics
from bot.simulation import witness
from bot.simulation.agenda import Agenda
from bot.simulation.chance import Chance, seeded
from bot.simulation.county import Scene
from bot.simulation.dials import Dials
from bot.simulation.driving import Driver
from bot.simulation.ear import Ear
from bot.simulation.lines import Lines
from bot.simulation.residents import Residents
from bot.simulation.staff import Staff
from bot.world import WorldSource
from handlers.lifecycle.transitions import OPEN
from handlers.understanding.categories import Categories
from scheduler.calendar import is_published_workday
from scheduler.figures import roll
from storage.clock import CHINA, SetClock
from storage.codes import Colour
from storage.db import Database
from storage.tables.case import Case
from storage.tables.conversation import Draft

STARTS = datetime(2025, 1, 6, tzinfo=CHINA)
_TALKS = tuple(  # minutes after midnight at which groups talk, most of all in the evening
    hour * 60 + minute
    for hour, minute in (
        (7, 40), (8, 20), (9, 30), (10, 40), (12, 10), (15, 0), (17, 30),
        (18, 40), (19, 10), (19, 35), (20, 0), (20, 20), (20, 40), (21, 5), (21, 30), (22, 40),
    )
)  # fmt: skip
_WEEK = timedelta(days=7)
_AFTERWARDS = timedelta(days=140)  # the longest time limit is sixty working days


@dataclass(frozen=True)
class Plan:
    """How much is to be played."""

    messages: int
    days: int  # working days
    seed: int
    dials: Dials = field(default_factory=Dials)


Progress = Callable[[int], None]


class Year:
    """Days on which residents talk and report, and quiet weeks until everything has an outcome."""

    def __init__(
        self, db: Database, source: WorldSource, categories: Categories, plan: Plan, scene: Scene
    ) -> None:
        self.plan = plan
        self.clock = SetClock(STARTS)
        self._rng = seeded(plan.seed)
        self._agenda = Agenda()
        chance = Chance(plan.dials, self._rng)
        lines = Lines(categories, self._rng)
        self._residents = Residents(scene, self._agenda, chance, lines)
        self.ear = Ear(self.clock, self._residents, Staff(scene, self._agenda, chance, lines))
        self.loops = Loops(db, self.clock, source, Metrics())
        self.loops.add(self.ear)
        self._driver = Driver(self.loops, self.clock)
        self.heard = 0
        self.last_day = STARTS

    async def play(self, progress: Progress) -> None:
        """The year is over, and what was begun in it has ended or is visibly late."""
        await self.loops.db.tx(witness.install)
        await self.loops.keep_house()
        worked, day = 0, STARTS
        while worked < self.plan.days:
            worked += is_published_workday(day.date())
            self._talk(day, worked)
            day += timedelta(days=1)
            await self._pass_until(day)
            progress(worked)
        self.last_day = day
        await self._quieten(day)

    async def count(self) -> None:
        """What the charts show is counted up to now."""
        now, world = self.clock.now(), self.loops.source.current
        while await self.loops.db.tx(lambda session: roll(session, now, world(session))):
            continue

    def _talk(self, day: datetime, worked: int) -> None:
        """As much is said today as is missing on the way to all the messages."""
        wanted = self.plan.messages * worked // self.plan.days
        missing = wanted - self.heard - len(self._agenda)
        for _ in range(max(missing, 0)):
            minutes = self._rng.choice(_TALKS)
            self._residents.speak(day + timedelta(minutes=minutes))

    async def _pass_until(self, until: datetime) -> None:
        """It is `until`: what was said and what fell due before was dealt with in its order."""
        while True:
            said_at = self._agenda.next_at()
            if said_at is not None and said_at <= self.clock.now():
                await self._hear()
            elif not await self._driver.step(min(until, said_at or until)):
                if said_at is None or said_at >= until:
                    break
                self.clock.set(said_at)
        self.clock.set(until)

    async def _hear(self) -> None:
        said = self._agenda.take(self.clock.now())
        self.heard += len(said)
        await self._driver.hear(said)

    async def _quieten(self, day: datetime) -> None:
        """Nobody reports any more, while work, surveys and reminders go on."""
        end = day + _AFTERWARDS
        while day < end and await self.loops.db.read(self._is_in_time):
            day += _WEEK
            await self._pass_until(day)

    def _is_in_time(self, session: Session) -> bool:
        """True while a matter may still be done before it is late, or a draft settles."""
        late = col(Case.colour) == Colour.RED
        open_ = select(func.count()).where(col(Case.state).in_(OPEN), ~late)
        drafts = select(func.count()).select_from(Draft)
        return bool(session.exec(open_).one() or session.exec(drafts).one() or len(self._agenda))
