"""Our robot on its long connection: one line among replicas, found dead, kicked, taken over."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.channels.base import SendLater, SendRefused
from bot.channels.wecom_aibot.connection import NoAckError
from bot.channels.wecom_aibot.line import GIVES_UP_AFTER, LEASE
from storage.clock import ShiftedClock
from storage.codes import MessageKind
from storage.db import Database
from tests.platform.robot_office import GROUP, Robot, connected, seed
from tests.platform.world import Platform


@pytest.fixture
async def robot(
    platform: Platform, clock: ShiftedClock, sqlite_database: Database, tmp_path: Path
) -> AsyncIterator[Robot]:
    await seed(sqlite_database)
    platform.robot.chat(GROUP, is_group=True)
    platform.robot.chat("guo")
    async with connected(platform, sqlite_database, clock, tmp_path) as robot:
        await robot.channel.line.step()
        yield robot


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.005)


async def told(robot: Robot, words: str, chat: str = GROUP, userid: str = "guo") -> None:
    frames, host = robot.platform.socket, robot.platform.robot
    before = len(await robot.stored())
    await frames.tell("aibot_msg_callback", host.heard(chat, userid, "text", {"content": words}))
    async with asyncio.timeout(20):
        while len(await robot.stored()) == before:
            await asyncio.sleep(0.005)


def screen(robot: Robot, chat: str = GROUP) -> list[str]:
    return robot.platform.robot.chats[chat].read


async def test_what_is_said_to_the_robot_is_stored_and_answered_in_the_same_chat(
    robot: Robot,
) -> None:
    await told(robot, "@哨到 #00012 办结，已修好")
    (row,) = await robot.stored()
    assert (row.kind, row.text, row.is_group) == (MessageKind.TEXT, "#00012 办结，已修好", True)
    assert (row.chat_id, row.sender_id) == (GROUP, "guo")
    await robot.say("#00012 已记录办结。")
    assert screen(robot) == ["#00012 已记录办结。"]
    await told(robot, "我的任务", chat="guo")
    await robot.say("您手上没有任务。", key="say:2", chat_id="guo", is_group=False)
    assert screen(robot, "guo") == ["您手上没有任务。"]
    assert robot.platform.our_faults == []


async def test_the_same_message_twice_is_one_message(robot: Robot) -> None:
    body = robot.platform.robot.heard(GROUP, "guo", "text", {"content": "@哨到 帮助"})
    for _ in range(3):
        await robot.platform.socket.tell("aibot_msg_callback", body)
    await robot.platform.socket.tell("aibot_event_callback", body | {"msgtype": "stream"})
    await until(lambda: robot.ignored.total() == 1)
    assert len(await robot.stored()) == 1


async def test_who_opens_the_chat_is_greeted_in_place_and_nothing_is_stored(robot: Robot) -> None:
    event = robot.platform.robot.event("guo", "guo", "enter_chat", {})
    await robot.platform.socket.tell("aibot_event_callback", event)
    await until(lambda: bool(screen(robot, "guo")))
    assert "哨到" in screen(robot, "guo")[0]
    assert await robot.stored() == []


async def test_a_frame_that_cannot_be_read_ends_nothing(robot: Robot) -> None:
    live = robot.platform.socket.live
    assert live is not None
    for text in ("", "[]", '{"cmd": 7}', '{"cmd": "aibot_msg_callback", "body": {"msgtype": []}}'):
        await live.send_str(text)
    await told(robot, "@哨到 帮助")
    assert robot.rejected == {"unreadable": 1}


async def test_a_robot_that_nobody_has_spoken_to_is_refused(robot: Robot) -> None:
    with pytest.raises(SendRefused, match="93001"):
        await robot.say("早上好。")


async def test_above_thirty_a_minute_it_waits(robot: Robot) -> None:
    await told(robot, "@哨到 帮助")
    for number in range(30):
        await robot.say(f"第{number}句。", key=f"say:{number}")
    with pytest.raises(SendLater) as caught:
        await robot.say("第三十一句。", key="say:30")
    assert caught.value.seconds is not None
    assert 50 < caught.value.seconds <= 61
    assert robot.platform.our_faults == []


async def test_an_answer_of_the_platform_that_never_comes_leaves_nobody_sure(
    robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom_aibot.connection.ACK_WITHIN", 0.05)
    await told(robot, "@哨到 帮助")
    robot.platform.socket.die()
    with pytest.raises(NoAckError):
        await robot.channel.line._connection.ask("aibot_send_msg", {}, within=0.05)


async def test_a_line_that_is_silent_is_found_dead_and_made_anew(robot: Robot) -> None:
    socket = robot.platform.socket
    robot.later(30)
    await robot.channel.line.step()
    await until(lambda: socket.counted["ping"] == 1)
    socket.die()
    for _ in range(3):
        robot.later(30)
        await robot.channel.line.step()
    assert not robot.channel.line.is_connected
    with pytest.raises(SendLater):
        await robot.say("还在吗。")
    await socket.revive()
    robot.later(1)
    await robot.channel.line.step()
    assert robot.channel.line.is_connected
    assert socket.counted["aibot_subscribe"] == 2


async def test_an_alarm_does_not_wait_for_the_line_for_ever(robot: Robot) -> None:
    await robot.platform.socket.revive()  # every connection is cut
    await until(lambda: not robot.channel.line.is_connected)
    with pytest.raises(SendLater):
        await robot.say("请马上到场。", urgent=True, attempts=1)
    with pytest.raises(SendRefused):
        await robot.say("请马上到场。", urgent=True, attempts=3)


async def test_who_is_kicked_leaves_the_line_alone_for_longer_and_longer(robot: Robot) -> None:
    socket = robot.platform.socket
    for pause in (60, 300):
        await socket.kick()
        await until(lambda: not robot.channel.line.is_connected)
        await robot.channel.line.step()
        before = socket.counted["connections"]
        for _ in range(pause // 10 - 1):
            robot.later(10)
            await robot.channel.line.step()
        assert socket.counted["connections"] == before
        robot.later(10)
        await robot.channel.line.step()
        assert socket.counted["connections"] == before + 1
        assert robot.channel.line.is_connected


async def test_a_half_alive_connection_is_noticed_at_the_next_ping(robot: Robot) -> None:
    socket = robot.platform.socket
    socket.leaves_half_alive = True
    await socket.kick(tells=False)
    robot.later(30)
    await robot.channel.line.step()
    await until(lambda: not robot.channel.line.is_connected)
    for _ in range(2):
        robot.later(1)
        await robot.channel.line.step()
    assert robot.channel.line.is_connected


async def test_a_wrong_secret_is_not_tried_again_and_again(
    platform: Platform, clock: ShiftedClock, sqlite_database: Database, tmp_path: Path
) -> None:
    platform.robot.secret = "another"
    async with connected(platform, sqlite_database, clock, tmp_path) as robot:
        for _ in range(20):
            await robot.channel.line.step()
            robot.later(10)
        assert platform.socket.counted["connections"] == 1


# ---- replicas --------------------------------------------------------------------------------


@pytest.fixture
async def replicas(
    platform: Platform, clock: ShiftedClock, database: Database, database_url: str, tmp_path: Path
) -> AsyncIterator[tuple[Robot, Robot]]:
    await seed(database)
    platform.robot.chat(GROUP, is_group=True)
    another = Database.open(database_url)
    async with (
        connected(platform, database, clock, tmp_path) as first,
        connected(platform, another, clock, tmp_path) as second,
    ):
        yield first, second
    await another.close()


async def test_two_replicas_have_one_line_and_one_voice(replicas: tuple[Robot, Robot]) -> None:
    first, second = replicas
    socket = first.platform.socket
    for _ in range(10):
        await asyncio.gather(first.channel.line.step(), second.channel.line.step())
        first.later(10)
    assert socket.counted["connections"] == 1
    assert sorted([first.channel.speaks_here, second.channel.speaks_here]) == [False, True]


async def test_a_replica_that_died_is_followed_when_its_lease_ends(
    replicas: tuple[Robot, Robot],
) -> None:
    first, second = replicas
    await first.channel.line.step()
    await second.channel.line.step()
    first.later(LEASE.total_seconds() - 1)
    await second.channel.line.step()
    assert not second.channel.speaks_here
    first.later(1)
    await second.channel.line.step()
    assert second.channel.line.is_connected
    await first.channel.line.step()  # it was only asleep, and finds the line taken
    assert not first.channel.line.is_connected
    assert not first.channel.speaks_here
    assert second.channel.line.is_connected


async def test_a_replica_that_ends_leaves_the_line_at_once(replicas: tuple[Robot, Robot]) -> None:
    first, second = replicas
    await first.channel.line.step()
    await second.channel.line.step()
    await first.channel.stop()
    await second.channel.line.step()
    assert second.channel.line.is_connected


async def test_a_replica_without_network_leaves_the_line_to_another(
    replicas: tuple[Robot, Robot],
) -> None:
    first, second = replicas
    first.channel.line._url = "ws://127.0.0.1:1/"
    for _ in range(GIVES_UP_AFTER):
        await first.channel.line.step()
        await second.channel.line.step()
        first.later(9)
    await second.channel.line.step()
    assert second.channel.line.is_connected


async def test_what_comes_while_nobody_is_connected_is_heard_by_the_next(
    replicas: tuple[Robot, Robot],
) -> None:
    first, second = replicas
    await first.channel.line.step()
    await first.channel.stop()
    host = first.platform.robot.heard(GROUP, "guo", "text", {"content": "@哨到 帮助"})
    await first.platform.socket.tell("aibot_msg_callback", host)
    await second.channel.line.step()
    async with asyncio.timeout(20):
        while not (stored := await second.stored()):
            await asyncio.sleep(0.01)
    assert len(stored) == 1
