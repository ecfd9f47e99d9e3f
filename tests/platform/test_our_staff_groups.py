"""Groups of members, entered by a word in the group itself, with the whole service behind them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.channels.platform.fields import Fields
from bot.channels.platform.ground import Ground
from bot.channels.wecom_aibot.channel import ConnectedAibot
from bot.channels.wecom_aibot.messages import read_messages
from bot.channels.wecom_aibot.settings import AibotMode
from bot.loops import Loops
from bot.metrics import Metrics
from bot.world import WorldSource
from handlers.delivery import Cause, targets
from handlers.loading.situations import load
from handlers.policy import Policy
from handlers.speech import ToDepartment
from handlers.understanding.tree import load_categories
from storage.clock import ShiftedClock
from storage.codes import CaseState, GroupKind, OutboxState, Urgency
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.case import Case
from storage.tables.conversation import ChatGroup
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.person import Identity, Person
from storage.tables.region import County
from storage.ways import Ways
from tests.platform.robot_office import GROUP, settings
from tests.platform.world import Platform


@dataclass
class Service:
    """The loops of a service with one robot, driven by hand."""

    platform: Platform
    robot: ConnectedAibot
    loops: Loops

    async def hears(self, words: str, userid: str = "duty", chat: str = GROUP) -> list[str]:
        """Somebody says this to the robot; gives what the chat shows afterwards."""
        body = self.platform.robot.heard(chat, userid, "text", {"content": f"@哨到 {words}"})
        await self.platform.socket.tell("aibot_msg_callback", body)
        await asyncio.sleep(0.05)
        await self.robot.ear.stored()
        await self.loops.settle()
        return list(self.platform.robot.chats[chat].read)

    async def group(self) -> ChatGroup | None:
        def read(session: Session) -> ChatGroup | None:
            found = session.exec(
                select(ChatGroup).where(col(ChatGroup.channel) == "wecom_aibot")
            ).first()
            session.expunge_all()
            return found

        return await self.loops.db.read(read)


@pytest.fixture
async def service(
    platform: Platform, clock: ShiftedClock, sqlite_database: Database, tmp_path: Path
) -> AsyncIterator[Service]:
    db = sqlite_database

    def cast(session: Session) -> None:
        seed(session, demo_county_file())
        for name, userid in (("县值班", "duty"), ("郭网格", "guo")):
            person = session.exec(select(Person).where(col(Person.name) == name)).one()
            known = Identity(
                county_id=person.county_id,
                person_id=person.id or 0,
                channel="wecom",
                external_id=userid,
            )
            session.add(known)

    await db.tx(cast)
    loops = Loops(db, clock, WorldSource(Policy(), load_categories()), Metrics())
    ground = Ground(loops.inlet.accept, db, clock, tmp_path)
    robot = ConnectedAibot(settings(platform, AibotMode.SOCKET), ground, loops.metrics)
    loops.add(robot)
    platform.robot.chat(GROUP, is_group=True)
    robot.ear.start()
    await robot.line.step()
    yield Service(platform, robot, loops)
    assert platform.our_faults == []
    await robot.stop()


async def test_who_keeps_the_desk_says_whose_group_it_is_and_its_notices_come_there(
    service: Service,
) -> None:
    assert "登记为城管局的工作群" in (await service.hears("绑定 城管局"))[-1]
    bound = await service.group()
    assert bound is not None
    assert (bound.external_id, bound.kind, bound.name) == (GROUP, GroupKind.DEPARTMENT, "城管局")
    department_id = bound.department_id or 0

    def reached(session: Session) -> list[tuple[str, str]]:
        world = service.loops.source.current(session)
        now, cause = service.loops.clock.now(), Cause("test", 1)
        found = targets(Ways(session, now), ToDepartment(department_id), cause, now, world)
        return [(one.channel, one.chat_id) for one in found]

    assert await service.loops.db.read(reached) == [("wecom_aibot", GROUP)]


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("这个群是城管局的", "城管局", GroupKind.DEPARTMENT),
        ("把这个群绑到东关家属院", "东关家属院", GroupKind.STAFF),
        ("登记一下，城关镇的工作群", "城关街道", GroupKind.STAFF),
    ],
)
async def test_it_may_be_said_in_many_ways(
    service: Service, words: str, name: str, kind: GroupKind
) -> None:
    assert name in (await service.hears(words))[-1]
    bound = await service.group()
    assert bound is not None
    assert (bound.name, bound.kind) == (name, kind)


async def test_said_again_it_is_another_group(service: Service) -> None:
    await service.hears("绑定 城管局")
    assert "东关家属院" in (await service.hears("绑定 东关家属院"))[-1]
    bound = await service.group()
    assert bound is not None
    assert (bound.name, bound.department_id) == ("东关家属院", None)


async def test_a_name_that_nobody_knows_is_asked_for_again(service: Service) -> None:
    assert "绑定 城管局" in (await service.hears("绑定 宇宙局"))[-1]
    assert await service.group() is None


@pytest.mark.parametrize("userid", ["guo", "stranger"])
async def test_nobody_else_may_say_so(service: Service, userid: str) -> None:
    said = await service.hears("绑定 城管局", userid)
    assert not any("登记为" in words for words in said)
    assert await service.group() is None


async def test_a_command_in_a_group_is_answered_in_that_group(service: Service) -> None:
    assert await service.hears("我的任务", "guo")

    def unsent(session: Session) -> list[str]:
        rows = select(OutboundMessage).where(col(OutboundMessage.state) != OutboxState.SENT)
        return [row.text for row in session.exec(rows)]

    assert await service.loops.db.read(unsent) == []


async def test_a_quoted_number_names_the_case(service: Service) -> None:
    quote = {"msgtype": "text", "text": {"content": "#00042 【路灯不亮】请接单。"}}
    body = service.platform.robot.heard(GROUP, "guo", "text", {"content": "@哨到 进度"})
    (heard,) = read_messages(Fields({**body, "quote": quote}), service.loops.clock.now())

    def named(session: Session) -> tuple[int | None, int | None]:
        county_id = session.exec(select(County.id)).one() or 0
        now = service.loops.clock.now()
        case = Case(
            county_id=county_id,
            number=42,
            title="路灯不亮",
            leaf="streetlight",
            urgency=Urgency.U2,
            state=CaseState.REGISTERED,
            place="3号楼",
            summary="路灯不亮",
            opened_at=now,
        )
        session.add(case)
        session.flush()
        message = InboundMessage(
            **{"county_id": county_id, "received_at": now, "next_attempt_at": now, **vars(heard)}
        )
        session.add(message)
        session.flush()
        world = service.loops.source.current(session)
        found = load(session, message, now, world).named
        return (found.id if found else None), case.id

    got, wanted = await service.loops.db.tx(named)
    assert got == wanted is not None
