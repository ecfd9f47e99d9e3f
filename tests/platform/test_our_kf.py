"""Our customer-service account on the emulated platform: heard once, said once, whatever fails."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlmodel import Session, col, select

from bot.channels.base import SendLater, WindowClosed
from bot.channels.bounce import Bounce
from bot.channels.platform.ground import Ground
from bot.channels.wecom_kf.channel import WecomKf
from bot.channels.wecom_kf.settings import WecomKfSettings
from bot.inlet import Inlet
from bot.metrics import Metrics
from storage.clock import ShiftedClock
from storage.db import Database
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.region import County
from tests.platform.kf.desk import KF
from tests.platform.kf.desk import Session as Held
from tests.platform.people import Writer, writer
from tests.platform.troubles import Chance, Trouble
from tests.platform.world import CORP_ID, KEYS, OPEN_KFID, SECRETS, TOKENS, Platform


@dataclass
class Office:
    """Our account, its inbox, and the one who writes to it."""

    kf: WecomKf
    db: Database
    bounces: list[Bounce]
    wang: Writer

    async def heard(self) -> list[InboundMessage]:
        """What has come is fetched; gives all that is stored."""
        await self.kf.puller.step()

        def read(session: Session) -> list[InboundMessage]:
            found = list(session.exec(select(InboundMessage).order_by(col(InboundMessage.id))))
            session.expunge_all()
            return found

        return await self.db.read(read)

    async def say(self, words: str, key: str, **more: Any) -> str:
        now = self.wang.platform.clock.now()
        row = OutboundMessage(
            county_id=1,
            key=key,
            channel="wecom_kf",
            chat_id=self.wang.person.external_userid,
            audience="private:王大妈",
            text=words,
            created_at=now,
            not_before=now,
            **more,
        )
        return await self.kf.send(row)


@pytest.fixture
async def office(
    platform: Platform, clock: ShiftedClock, sqlite_database: Database, tmp_path: Path
) -> AsyncIterator[Office]:
    db, metrics, bounces = sqlite_database, Metrics(), list[Bounce]()
    await db.tx(lambda s: s.add(County(code="QH", name="青河县", centre_name="县中心")))
    inlet = Inlet(db, clock, metrics, lambda: None)
    settings = WecomKfSettings(
        secret=SecretStr(SECRETS[KF]),
        token=SecretStr(TOKENS[KF]),
        aes_key=SecretStr(KEYS[KF]),
        open_kfid=OPEN_KFID,
    )
    ground = Ground(inlet.accept, db, clock, tmp_path)
    corp = (CORP_ID, platform.base("qyapi.weixin.qq.com"))
    kf = WecomKf(
        settings, corp, ground, inlet.accept_with, lambda _, one: bounces.append(one), metrics
    )
    app = web.Application()
    app.router.add_routes(kf.routes())
    server = TestServer(app)
    await server.start_server()
    platform.call(str(server.make_url("")).rstrip("/"))
    yield Office(kf, db, bounces, writer(platform, "wmWangDaMa", "王大妈"))
    assert platform.our_faults == []
    await kf.stop()
    await server.close()


async def test_the_console_takes_our_address(office: Office, platform: Platform) -> None:
    assert await platform.lines["wecom-kf"].check_url() < 1.0


async def test_a_talk_with_pictures_and_a_survey(office: Office, tmp_path: Path) -> None:
    await office.wang.enters(scene="grid_G12")
    (entered,) = await office.heard()
    await office.say("您好，有事请说。", "greet", cause_id=entered.id)
    await office.wang.says("3号楼路灯不亮")
    await office.wang.sends_picture()
    rows = await office.heard()
    assert [row.text for row in rows] == ["", "3号楼路灯不亮", ""]
    assert (tmp_path / rows[2].data["file"][:2] / rows[2].data["file"]).is_file()
    await office.say("问题解决了吗？回复1已解决、2部分解决、3没解决。", "survey")
    await office.wang.taps("没解决")
    assert (await office.heard())[-1].text == "3"
    assert office.wang.screen.saw("您好，有事请说。")


async def test_five_messages_and_no_more_until_she_writes_again(office: Office) -> None:
    await office.wang.says("路灯不亮")
    for number in range(5):
        await office.say(f"第{number}句。", f"say:{number}")
    with pytest.raises(WindowClosed):
        await office.say("第六句。", "say:5")
    await office.wang.says("还在吗")
    await office.say("第六句。", "say:5", attempts=2)
    assert len(office.wang.screen.messages) == 6


async def test_after_two_days_the_window_is_closed(office: Office, clock: ShiftedClock) -> None:
    await office.wang.says("路灯不亮")
    clock.move(timedelta(hours=49))
    with pytest.raises(WindowClosed):
        await office.say("修好了。", "say:1")


async def test_a_person_who_took_over_is_not_talked_into(office: Office) -> None:
    await office.wang.says("转人工")
    office.wang.person.session = Held.HUMAN
    with pytest.raises(SendLater):
        await office.say("收到。", "say:1")
    office.wang.person.session = Held.BOT
    await office.say("收到。", "say:1")
    assert office.wang.screen.read == ["收到。"]


async def test_what_was_taken_and_did_not_arrive_is_told_of(
    office: Office, platform: Platform
) -> None:
    await office.wang.says("路灯不亮")
    platform.desk_sending.failing.append(10)
    receipt = await office.say("收到。", "say:1")
    await office.heard()
    assert [(one.receipt, one.reason) for one in office.bounces] == [
        (receipt, "对方拒绝接收客服消息。")
    ]


async def test_an_answer_that_got_lost_is_not_said_twice(
    office: Office, platform: Platform
) -> None:
    await office.wang.says("路灯不亮")
    platform.wecom_host.knobs.next("/kf/send_msg", Trouble(hangs_up=True, is_done=True))
    with pytest.raises(SendLater):
        await office.say("收到。", "say:1", attempts=1)
    await office.say("收到。", "say:1", attempts=2)
    assert office.wang.screen.read == ["收到。"]
    platform.wecom_host.complaints.clear()  # the second try was to be refused


async def test_whatever_fails_every_word_is_heard_once_and_in_order(
    office: Office, platform: Platform, clock: ShiftedClock
) -> None:
    troubles = [Trouble(code=-1), Trouble(status=500), Trouble(revokes=True), Trouble(body=b"{")]
    troubles += [Trouble(code=95007), Trouble(hangs_up=True, is_done=True)]
    chance = Chance(Random(7), 0.4, troubles)
    platform.wecom_host.knobs.by_chance("/kf/sync_msg", chance)
    platform.syncing.at_most = 3
    platform.lines["wecom-kf"].repeats = 0.3
    for number in range(40):
        await office.wang.says(f"第{number}句")
        if number % 7 == 0:
            await office.heard()
            clock.move(timedelta(seconds=400))
    platform.wecom_host.knobs.all_well()
    clock.move(timedelta(seconds=400))
    await office.heard()
    assert [row.text for row in await office.heard()] == [f"第{n}句" for n in range(40)]
    assert len(platform.wecom_host.knobs.met) >= 3
