"""Cards and streams of our robot: pressed, changed in place, answered under what was said."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.clock import ShiftedClock
from storage.codes import OutboxState
from storage.db import Database
from tests.platform.people import PICTURE, resident
from tests.platform.robot_office import GROUP, Robot, called, connected, seed
from tests.platform.story import NO_HURRY, Story
from tests.platform.test_our_aibot_socket import told
from tests.platform.town import a_town
from tests.platform.world import Platform

CARD = {"title": "新任务", "buttons": [{"key": "accept:1", "label": "我来办"}]}
SHORT = "【新任务】#00001 路灯不亮\n地点：3号楼前"
LONG = f"{SHORT}\n" + "情况：一到晚上黑漆漆的，老人孩子都不敢走。" * 12


@pytest.fixture
async def office(
    platform: Platform, sqlite_database: Database
) -> AsyncIterator[tuple[Platform, Database]]:
    await seed(sqlite_database)
    platform.robot.chat(GROUP, is_group=True)
    yield platform, sqlite_database
    assert platform.our_faults == []
    assert platform.broken_answers == []


@pytest.fixture
async def on_line(
    office: tuple[Platform, Database], clock: ShiftedClock, tmp_path: Path
) -> AsyncIterator[Robot]:
    async with connected(*office, clock, tmp_path) as robot:
        await robot.channel.line.step()
        yield robot


@pytest.fixture
async def by_calls(
    office: tuple[Platform, Database], clock: ShiftedClock, tmp_path: Path
) -> AsyncIterator[Robot]:
    async with called(*office, clock, tmp_path) as robot:
        yield robot


async def last(robot: Robot) -> dict[str, Any]:
    (row,) = (await robot.stored())[-1:]
    chat = robot.platform.robot.chats[row.chat_id]
    return dict(chat.messages[-1].body)


# ---- on the long connection --------------------------------------------------------------------


async def test_what_has_buttons_is_a_card_that_says_everything(on_line: Robot) -> None:
    await told(on_line, "@哨到 帮助")
    await on_line.say(SHORT, card=CARD, id=7)
    body = await last(on_line)
    assert body["msgtype"] == "template_card"
    assert body["template_card"]["main_title"] == {"title": "新任务 #00001 路灯不亮"}
    assert body["template_card"]["button_list"] == [
        {"text": "我来办", "key": "accept:1", "style": 1}
    ]


async def test_what_has_no_room_on_a_card_is_said_in_words_before_it(on_line: Robot) -> None:
    await told(on_line, "@哨到 帮助")
    await on_line.say(LONG, card=CARD, id=7)
    words, card = on_line.platform.robot.chats[GROUP].messages[-2:]
    assert words.words.endswith("不敢走。")
    assert card.kind == "template_card"


async def test_an_answer_lies_under_what_it_answers_and_only_once(on_line: Robot) -> None:
    await told(on_line, "@哨到 我的任务")
    (asked,) = await on_line.stored()
    await on_line.say("您手上没有任务。", cause_id=asked.id)
    await on_line.say("还有一句。", key="say:2", cause_id=asked.id)
    counted = on_line.platform.socket.counted
    assert (counted["aibot_respond_msg"], counted["aibot_send_msg"]) == (1, 1)
    shown = on_line.platform.robot.chats[GROUP].messages
    assert [one.kind for one in shown] == ["stream", "markdown"]
    assert shown[0].body["stream"]["finish"] is True


async def test_words_and_card_answer_together(on_line: Robot) -> None:
    await told(on_line, "@哨到 我的任务")
    (asked,) = await on_line.stored()
    await on_line.say(LONG, card=CARD, id=7, cause_id=asked.id)
    (shown,) = on_line.platform.robot.chats[GROUP].messages
    assert shown.kind == "stream_with_template_card"


async def test_an_answer_that_comes_too_late_is_a_message_of_its_own(on_line: Robot) -> None:
    await told(on_line, "@哨到 我的任务")
    (asked,) = await on_line.stored()
    on_line.platform.socket.frames.asked.clear()  # the platform knows nothing of it any more
    await on_line.say("您手上没有任务。", cause_id=asked.id)
    (shown,) = on_line.platform.robot.chats[GROUP].messages
    assert shown.kind == "markdown"
    assert {one.code for one in on_line.platform.socket.complaints} == {846605}
    on_line.platform.socket.complaints.clear()


async def test_after_five_minutes_no_stream_is_begun(on_line: Robot) -> None:
    await told(on_line, "@哨到 我的任务")
    (asked,) = await on_line.stored()
    on_line.later(301)
    await on_line.say("您手上没有任务。", cause_id=asked.id)
    assert on_line.platform.socket.counted["aibot_respond_msg"] == 0


# ---- called ------------------------------------------------------------------------------------


async def test_a_card_goes_to_one_person_and_words_to_a_group(by_calls: Robot) -> None:
    robot = by_calls.platform.callbacks
    await robot.says("guo", "guo", "text", {"content": "我的任务"})
    await robot.says(GROUP, "guo", "text", {"content": "@哨到 我的任务"})
    await by_calls.say(SHORT, card=CARD, id=7, chat_id="guo", is_group=False)
    await by_calls.say(SHORT, key="say:2", card=CARD, id=8)
    chats = by_calls.platform.robot.chats
    assert [one.kind for one in chats["guo"].messages] == ["template_card"]
    (words,) = chats[GROUP].messages
    assert words.kind == "markdown"
    assert "“我来办”" in words.words


async def test_an_answer_in_time_goes_with_the_callback_and_leaves_the_address(
    office: tuple[Platform, Database], clock: ShiftedClock, tmp_path: Path
) -> None:
    async with called(*office, clock, tmp_path, passive_within=4.0) as robot:
        told = {"content": "我的任务"}
        asking = asyncio.create_task(robot.platform.callbacks.says("guo", "guo", "text", told))
        while not await robot.stored():
            await asyncio.sleep(0.01)
        (asked,) = await robot.stored()
        alone: dict[str, Any] = {"chat_id": "guo", "is_group": False}
        said = await robot.say("您手上没有任务。", cause_id=asked.id, **alone)
        assert said == "passive"
        await asking
        assert "response_url" in asked.data
        await robot.say("还有一句。", key="say:2", **alone)
        shown = robot.platform.robot.chats["guo"].messages
        assert [one.kind for one in shown] == ["stream", "markdown"]


async def test_nobody_waits_for_an_answer_to_a_picture(
    office: tuple[Platform, Database], clock: ShiftedClock, tmp_path: Path
) -> None:
    async with called(*office, clock, tmp_path, passive_within=4.0) as robot:
        began = clock.now()
        picture = robot.platform.sealed_files.put(PICTURE)
        await robot.platform.callbacks.says("guo", "guo", "image", {"url": picture["url"]})
        assert (clock.now() - began).total_seconds() < 3


# ---- pressed -----------------------------------------------------------------------------------


ALL = "official_account", "wecom", "wecom_aibot"


@asynccontextmanager
async def a_story(
    county: Path, folder: Path, mode: str, only: Sequence[str] = ALL
) -> AsyncIterator[Story]:
    """A matter was told; 郭网格, who has no app, reads its card from the robot."""
    more: dict[str, Any] = {"wecom_aibot": {"mode": mode}}
    async with a_town(county, folder, more, only) as town:
        # Where there is the app, it is not for him to see.
        town.platform.company.members.pop(town.userids["郭网格"], None)
        gao = resident(town.platform, "oyORnu-gaoshu")
        await gao.follows()
        await town.at_work("郭网格").says("我的任务")
        await town.calm()
        story = Story(town, gao, NO_HURRY)
        await story.told()
        yield story
        assert town.platform.our_faults == []
        assert town.platform.broken_answers == []


def is_grey(story: Story) -> bool:
    grey = {"text": "已接单", "key": f"accept:{int(story.number)}", "style": 4}
    cards = story.town.platform.robot.cards.values()
    return [grey] in [card["button_list"] for _, card in cards]


async def turns_grey(story: Story, *, within: float = 6.0) -> None:
    async with asyncio.timeout(within):
        while not is_grey(story):
            await asyncio.sleep(0.02)


async def refused(story: Story) -> list[str]:
    """The channels by which something was to be said to 郭网格 and could not."""
    rows, guo = await story.town.rows(), story.town.userids["郭网格"]
    return [r.channel for r in rows if r.chat_id == guo and r.state is OutboxState.REFUSED]


@pytest.mark.parametrize("mode", ["socket", "callback"])
async def test_a_pressed_card_says_what_was_done(county: Path, tmp_path: Path, mode: str) -> None:
    async with a_story(county, tmp_path, mode) as story:
        await story.accepted()
        try:
            await turns_grey(story)
        except TimeoutError:  # a machine that had no time for it within the five seconds
            await story.town.at_work("郭网格").presses("我来办")
            await turns_grey(story)
        assert is_grey(story)


async def test_a_press_that_was_worked_on_for_more_than_three_seconds_changes_the_card(
    county: Path, tmp_path: Path
) -> None:
    async with a_story(county, tmp_path, "socket") as story:
        guo, loops = story.town.at_work("郭网格"), story.town.service.loops
        await story.town.read(guo.screen, story.number)
        await loops.worker.loop.stop()
        await guo.presses("我来办")
        await asyncio.sleep(3.3)
        loops.worker.loop.start()
        await turns_grey(story)
        assert is_grey(story)


async def test_a_card_that_missed_its_five_seconds_changes_at_the_next_press(
    county: Path, tmp_path: Path
) -> None:
    async with a_story(county, tmp_path, "socket") as story:
        guo, loops = story.town.at_work("郭网格"), story.town.service.loops
        await story.town.read(guo.screen, story.number)
        await loops.worker.loop.stop()
        await guo.presses("我来办")
        await asyncio.sleep(5.2)
        loops.worker.loop.start()
        await story.town.calm()
        assert not is_grey(story)
        await guo.presses("我来办")
        await turns_grey(story)


async def test_who_is_not_in_the_apps_range_is_tried_there_once_and_then_not_for_a_day(
    county: Path, tmp_path: Path
) -> None:
    async with a_story(county, tmp_path, "socket") as story:
        await story.accepted()
        await story.town.move(timedelta(hours=5))  # reminders came by the robot alone
        assert await refused(story) == ["wecom"]


async def test_in_a_county_without_the_app_nothing_is_refused_before_the_robot_says_it(
    county: Path, tmp_path: Path
) -> None:
    only = ("official_account", "wecom_aibot")
    async with a_story(county, tmp_path, "socket", only) as story:
        await story.accepted()
        assert await refused(story) == []
