"""Robots of staff groups: what concerns all is told there, in time, and nothing private."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import Session, col, select

from bot.channels.base import NeedsMending, SendLater, SendRefused
from bot.channels.group_robot.bodies import LONGEST_MARKDOWN, LONGEST_TEXT, bodies
from bot.channels.group_robot.channel import GroupRobots
from bot.channels.group_robot.settings import GroupRobotsSettings, read_robots
from bot.channels.platform.ground import Ground
from storage import chats
from storage.codes import OutboxState
from storage.regions import directory_version
from storage.tables.conversation import ChatGroup
from storage.tables.message import OutboundMessage
from tests.platform.wecom.company import NAME as HOST
from tests.service.wecom_room import SEWER, Room, a_room, a_word

URBAN, TOWN = "城管局工作群", "城关街道网格工作群"
KEYS = {URBAN: "693a91f6-0000-4ac6-b5d2-cg", TOWN: "693a91f6-0000-4ac6-b5d2-xz"}


def listing(path: Path, base: str = "https://qyapi.weixin.qq.com") -> Path:
    """A file of robots as somebody would write it."""
    lines = [f"{name}: {base}/cgi-bin/webhook/send?key={key}" for name, key in KEYS.items()]
    path.write_text("# 群机器人\n" + "\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
async def room(county_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(county_url, tmp_path / "media") as found:
        yield found
        assert found.platform.our_faults == []


@pytest.fixture
async def robots(room: Room, tmp_path: Path) -> AsyncIterator[GroupRobots]:
    """The two robots of the county, in their groups."""
    for key in KEYS.values():
        room.platform.robots.group(key)
    found = read_robots(listing(tmp_path / "robots.yaml", room.platform.base(HOST)))
    ground = Ground(room.loops.inlet.accept, room.db, room.clock, tmp_path / "media")
    channel = GroupRobots(found, ground)
    room.loops.add(channel)
    await channel.start()
    yield channel
    await channel.stop()


def to_group(text: str, number: int = 1, **more: Any) -> OutboundMessage:
    given = {
        "channel": "group_robot",
        "chat_id": URBAN,
        "is_group": True,
        "audience": "dept:城管局",
    }
    return a_word(text, number, **(given | more))


def read(room: Room, group: str) -> list[str]:
    return room.platform.robots.group(KEYS[group]).read


# ---- what is posted --------------------------------------------------------------------------


def test_one_line_is_text_and_several_are_markdown() -> None:
    assert bodies(to_group("#00012已结案")) == [
        {"msgtype": "text", "text": {"content": "#00012已结案"}}
    ]
    (body,) = bodies(to_group("昨天到今天\n新收3件"))
    assert body == {"msgtype": "markdown", "markdown": {"content": "**昨天到今天**\n新收3件"}}


def test_words_of_residents_call_nobody_and_lead_nowhere() -> None:
    (body,) = bodies(to_group("汇总\n<@all> [点这里](http://x) `a` *b*\n> 引用"))
    content = body["markdown"]["content"]
    assert "<@" not in content
    assert "](" not in content
    assert "\n>" not in content


@pytest.mark.parametrize(
    ("text", "kind", "limit"),
    [
        ("漏水了。" * 300, "text", LONGEST_TEXT),
        ("汇总\n" + "漏水了。\n" * 600, "markdown", LONGEST_MARKDOWN),
    ],
)
def test_what_is_long_goes_in_pieces(text: str, kind: str, limit: int) -> None:
    pieces = bodies(to_group(text))
    assert len(pieces) > 1
    assert all(len(one[kind]["content"].encode()) <= limit for one in pieces)


@pytest.mark.parametrize("text", [" \n ", "漏。" * 9000])
def test_what_can_never_be_sent_is_refused(text: str) -> None:
    with pytest.raises(SendRefused):
        bodies(to_group(text))


# ---- sending ---------------------------------------------------------------------------------


async def test_more_than_twenty_in_a_minute_wait(room: Room, robots: GroupRobots) -> None:
    words = [f"第{number}句" for number in range(25)]
    await room.says(*(to_group(text, number) for number, text in enumerate(words)))
    await room.loops.settle()
    assert len(read(room, URBAN)) == 20
    await room.settle(timedelta(seconds=61))
    assert read(room, URBAN) == words
    assert room.platform.wecom_host.complaints == []


async def test_what_the_robot_refuses_is_told_without_its_key(
    room: Room, robots: GroupRobots, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    room.platform.robots.disabled.add(KEYS[URBAN])
    with pytest.raises(NeedsMending, match="停用") as caught:
        await robots.send(to_group("已结案"))
    del room.platform.robots.groups[KEYS[TOWN]]
    with pytest.raises(NeedsMending, match="地址不对"):
        await robots.send(to_group("已结案", 2, chat_id=TOWN))
    with pytest.raises(SendRefused, match="没有配"):
        await robots.send(to_group("已结案", 3, chat_id="别的群"))
    await room.platform.stop()
    with pytest.raises(SendLater):
        await robots.send(to_group("已结案", 4))
    assert KEYS[URBAN] not in f"{caplog.text}{caught.value!r}{vars(robots)!r}"


# ---- whom it concerns ------------------------------------------------------------------------


async def test_the_clerk_gets_the_card_and_the_group_how_it_ends(
    room: Room, robots: GroupRobots
) -> None:
    guo, urban = await room.employs("郭网格", "guo"), await room.employs("城管局值班", "cg")
    await room.group_says(SEWER)
    await guo.says("转上级 管子太深，院里的疏通机够不着")
    await room.settle()
    assert urban.screen.saw("报到")
    assert read(room, URBAN) == []
    await urban.presses("报到")
    await room.settle()
    await urban.says("办结 管道已经疏通，井盖换好了，现场冲洗干净")
    await room.settle(timedelta(hours=3))
    await room.loops.inlet.accept([room.heard_elsewhere("已经解决了，满意", "p:高叔")])
    await room.settle()
    closed = [one for one in read(room, URBAN) if "结案" in one]
    assert len(closed) == 1
    assert not [one for one in urban.screen.read if "已回访结案" in one]


async def test_a_group_whose_clerks_have_no_app_is_told_by_its_robot(
    room: Room, robots: GroupRobots
) -> None:
    guo = await room.employs("郭网格", "guo")
    await room.group_says(SEWER)
    await guo.says("转上级 管子太深，院里的疏通机够不着")
    await room.settle()
    (told,) = [one for one in read(room, URBAN) if one.startswith("**【吹哨】")]
    assert "“报到”" in told


async def test_in_the_morning_a_towns_staff_read_how_things_stand(
    room: Room, robots: GroupRobots
) -> None:
    await room.loops.keep_house()
    await room.group_says(SEWER)
    await room.settle(timedelta(hours=8, minutes=30))
    assert read(room, TOWN) == []
    await room.settle(timedelta(hours=14, minutes=30))
    (told,) = read(room, TOWN)
    assert told.startswith("**")
    assert "高叔" not in told


async def test_only_staff_groups_that_are_named_have_a_robot(room: Room) -> None:
    def named(*names: str) -> Any:
        return room.db.tx(lambda session: chats.set_robots(session, frozenset(names)))

    def having(session: Session) -> set[str]:
        return set(session.exec(select(ChatGroup.name).where(col(ChatGroup.has_robot).is_(True))))

    before = await room.db.read(directory_version)
    assert await named(URBAN, "东关家属院邻里群", "没有的群") == {"没有的群", "东关家属院邻里群"}
    assert await room.db.read(having) == {URBAN}
    assert await room.db.read(directory_version) == before + 1
    assert await named(URBAN) == frozenset()
    assert await room.db.read(directory_version) == before + 1
    assert await named() == frozenset()
    assert await room.db.read(having) == set()


async def test_a_row_for_a_robot_that_is_gone_is_told_to_a_person(
    room: Room, robots: GroupRobots
) -> None:
    await room.says(to_group("已结案", chat_id="旧群"))
    await room.loops.settle()
    found = select(OutboundMessage).where(col(OutboundMessage.channel) == "group_robot")
    (row,) = await room.db.read(lambda session: list(session.exec(found)))
    assert (row.state, row.error) == (OutboxState.REFUSED, "这个群没有配群机器人。")


# ---- settings --------------------------------------------------------------------------------


def test_a_list_of_robots_is_read_as_it_is_pasted(tmp_path: Path) -> None:
    robots = GroupRobotsSettings(file=listing(tmp_path / "robots.yaml")).robots
    assert robots[URBAN].base == "https://qyapi.weixin.qq.com"
    assert robots[URBAN].key.get_secret_value() == KEYS[URBAN]
    assert KEYS[URBAN] not in repr(robots)
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert read_robots(tmp_path / "empty.yaml") == {}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"a: [b",
        "城管局工作群：https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secret-1".encode(),
        "城管局工作群: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?id=secret-1".encode(),
        "城管局工作群: ftp://x/cgi-bin/webhook/send?key=secret-1".encode(),
        "城管局工作群: secret-1".encode(),
    ],
)
def test_a_list_that_cannot_be_is_refused_without_telling_a_key(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "robots.yaml"
    path.write_bytes(content)
    with pytest.raises(ValidationError) as caught:
        GroupRobotsSettings(file=path)
    assert "secret-1" not in str(caught.value)
    assert "robots.yaml" in str(caught.value)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="读不了"):
        GroupRobotsSettings(file=tmp_path / "没有.yaml")
