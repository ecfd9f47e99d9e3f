"""The demo county on the emulated platform: a real service between residents and staff.

Everything is real but WeChat: callbacks over HTTP, the loops, the sender, SQLite. Platform and
service share one clock, which can be moved forward. Staff of the county are members of the company,
each under an id of its own; whoever is a resident is met as a stranger.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.app import Service, build
from bot.channels.wecom_aibot.channel import CalledAibot
from bot.settings import Settings, WebSettings
from storage import inbox, outbox
from storage.clock import CHINA, ShiftedClock
from storage.codes import CaseState, OutboxState, TaskKind
from storage.db import Database
from storage.tables.case import Case, Task
from storage.tables.conversation import ChatGroup
from storage.tables.message import OutboundMessage
from storage.tables.person import Identity, Person, Post
from tests.platform.asking import Section, settings_of
from tests.platform.lines import Line
from tests.platform.people import RobotStaff, Staff, staff
from tests.platform.screens import Received, Screen
from tests.platform.unheard import Unheard
from tests.platform.world import Platform

MORNING = datetime(2026, 4, 15, 9, 5, tzinfo=CHINA)
SOON = timedelta(minutes=5)


@dataclass
class Town:
    """The service, the platform and the clock they share."""

    platform: Platform
    service: Service
    clock: ShiftedClock
    userids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """It waits for what the service still has to fetch."""
        self.unheard = Unheard(self.platform, self.service)

    def staff(self, name: str) -> Staff:
        """Who is called so in the county file, as a member of the company, with the app."""
        return staff(self.platform, self.userids[name], name)

    def at_work(self, name: str) -> Staff | RobotStaff:
        """The same; who does not have the app speaks with the robot."""
        if self.userids[name] in self.platform.company.members:
            return self.staff(name)
        robot = self.service.loops.channels["wecom_aibot"]
        return RobotStaff(self.platform, self.userids[name], isinstance(robot, CalledAibot))

    @property
    def open_lines(self) -> dict[str, Line]:
        """The callbacks that the service listens to, and that the platform checks."""
        routes = self.service.app.router.routes()
        paths = {getattr(one.resource, "canonical", "") for one in routes}
        lines = self.platform.lines.items()
        return {name: line for name, line in lines if f"/callback/{name}" in paths}

    async def read(self, screen: Screen, words: str, *, moves: int = 15) -> Received:
        """The first message with these words; time moves on by a minute while it is missing."""
        for _ in range(moves):
            await self.calm()
            if found := screen.saw(words):
                return found[0]
            await self.move(timedelta(minutes=1))
        raise AssertionError(f"{screen.owner} waits for {words!r}, has {screen.read}")

    async def move(self, by: timedelta) -> None:
        """It is so much later, and what was due by then is done."""
        self.clock.move(by)
        await self.service.loops.settle()
        await self.calm()

    async def calm(self) -> None:
        """What was said is fetched and handled, and what can be sent within minutes is sent."""
        async with asyncio.timeout(60):
            while due_at := await self.service.loops.db.read(self._busy_until):
                ahead = due_at - self.clock.now()
                if timedelta() < ahead <= SOON:
                    self.clock.move(ahead)
                self.unheard.wake()
                await self.service.loops.settle()
                await asyncio.sleep(0.02)

    def _busy_until(self, session: Session) -> datetime | None:
        now = self.clock.now()
        if inbox.count_waiting(session) or outbox_is_under_way(session):
            return now
        if (fetched_at := self.unheard.until(session, now)) is not None:
            return fetched_at
        due_at = outbox.next_due_at(session)
        return due_at if due_at is not None and due_at < now + SOON else None

    async def rows(self) -> list[OutboundMessage]:
        """Everything that was ever to be said."""
        return await self.service.loops.db.read(
            lambda session: list(
                session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id)))
            )
        )

    async def desk_was_told(self) -> set[int | None]:
        """The cases of which the desk has to see to a message that was not brought."""
        kind = col(Task.kind) == TaskKind.DELIVERY
        return await self.service.loops.db.read(
            lambda session: set(session.exec(select(Task.case_id).where(kind)))
        )

    async def state(self, number: str) -> CaseState:
        """How far the case with this number is."""

        def find(session: Session) -> CaseState:
            return session.exec(select(Case).where(Case.number == int(number))).one().state

        return await self.service.loops.db.read(find)


def outbox_is_under_way(session: Session) -> bool:
    """True while a message is being sent."""
    sending = col(OutboundMessage.state) == OutboxState.SENDING
    return session.exec(select(OutboundMessage.id).where(sending).limit(1)).first() is not None


def _move_in(session: Session) -> dict[str, str]:
    """Staff are members of the company, known by id; their groups elsewhere are no more."""
    session.execute(delete(ChatGroup))
    people = session.exec(select(Person).where(col(Person.id).in_(select(Post.person_id)))).all()
    named = {person.name: f"member{person.id}" for person in people}
    for person in people:
        mine = col(Identity.person_id) == person.id
        given = {"channel": "wecom", "external_id": named[person.name]}
        session.execute(update(Identity).where(mine).values(given))
    return named


@asynccontextmanager
async def a_town(
    template: Path,
    folder: Path,
    more: Mapping[str, Section] | None = None,
    only: Sequence[str] = (),
) -> AsyncIterator[Town]:
    """A county of its own on a copy of the template; everything runs until the end.

    It is on all channels, or `only` on those that are named.
    """
    url = f"sqlite:///{template}"
    clock = ShiftedClock(MORNING - datetime.now(UTC))
    platform = Platform(clock)
    await platform.start()
    db = Database.open(url)
    userids = await db.tx(_move_in)
    await db.close()
    known = {k: v for k, v in settings_of(platform).items() if not only or k in only}
    service = await build(_settings(url, folder, known, more or {}), clock)
    platform.call(await service.start())
    for name, userid in userids.items() if "wecom" in known else ():
        platform.company.member(userid, name)
    try:
        yield Town(platform, service, clock, userids)
    finally:
        await service.drain()
        await service.stop()
        await platform.stop()


def _settings(
    url: str, folder: Path, sections: Mapping[str, Section], more: Mapping[str, Section]
) -> Settings:
    known = {
        name: {**given, **more.get(name, {})}
        for name, given in sections.items()
        if name in Settings.model_fields
    }
    return Settings(
        database_url=url,
        web=WebSettings(port=0),
        media_dir=folder / "media",
        sms_file=folder / "sms.jsonl",
        **known,  # type: ignore[arg-type]
    )
