"""Staff at 企业微信: cards to press, cards that turn grey, pictures, and the way back to words."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.codes import MessageKind, OutboxState
from tests.platform.people import staff
from tests.platform.troubles import Trouble
from tests.platform.wecom.pressing import GreyButtonError
from tests.service.wecom_room import SEWER, Room, a_room, a_word


@pytest.fixture
async def room(county_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(county_url, tmp_path / "media") as found:
        yield found
        assert found.platform.our_faults == []
        assert found.platform.broken_answers == []


async def test_a_task_comes_as_a_card_and_a_press_is_a_command(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    await room.group_says(SEWER)
    assert "下水道堵塞" in guo.screen.messages[-1].words
    await guo.presses("我来办")
    await room.settle()
    (pressed,) = await room.heard()
    assert (pressed.kind, pressed.data["key"]) == (MessageKind.BUTTON, "accept:1")
    assert guo.screen.saw("已接单")
    assert room.grey(guo, "我来办") == "已接单"


async def test_a_typed_command_greys_the_card_as_well(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    await room.group_says(SEWER)
    await guo.says("接单")
    await room.settle()
    assert room.grey(guo, "我来办") == "已接单"


async def test_each_department_reports_in_for_itself(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    urban, housing = await room.employs("城管局值班", "cg"), await room.employs("住建局值班", "zj")
    await room.group_says(SEWER)
    await guo.says("转上级 管子太深，院里的疏通机够不着")
    await room.settle()
    assert room.grey(guo, "我来办") == "已转上级"
    await urban.presses("报到")
    await room.settle()
    assert room.grey(urban, "报到") == "已报到"
    assert room.grey(housing, "报到") == ""
    await housing.presses("报到")
    await room.settle()
    assert room.grey(housing, "报到") == "已报到"
    with pytest.raises(GreyButtonError):
        await urban.presses("报到")


async def test_a_colleague_reads_on_the_own_card_who_has_it(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    urban = await room.employs("城管局值班", "cg")
    other = await room.employs("李值班员", "li", clerk_of="城管局")
    await room.group_says(SEWER)
    await guo.says("转上级 管子太深，院里的疏通机够不着")
    await room.settle()
    await other.presses("报到")
    await room.settle()
    assert (room.grey(other, "报到"), room.grey(urban, "报到")) == ("已报到", "李值班员已报到")


async def test_a_card_stays_while_what_it_offers_is_still_to_be_done(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    await room.group_says(SEWER)
    await guo.presses("我来办")
    await room.settle()
    await guo.presses("进展")
    await room.settle()
    assert room.grey(guo, "进展") == ""
    await guo.says("已经把井盖围起来了")
    await room.settle()
    assert room.grey(guo, "办结") == ""


async def test_a_card_pressed_too_late_gets_a_kind_answer(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    await room.group_says(SEWER)
    _, task_id, key = guo.card("我来办")
    await guo.says("接单")
    await room.loops.settle()  # the card is not grey yet
    told = len(guo.screen.messages)
    await room.platform.pressing.press(guo.person, task_id, key)
    await room.settle()
    assert guo.screen.messages[told:], "a press is never met with silence"
    assert room.grey(guo, "我来办") == "已接单"


async def test_a_matter_that_is_over_leaves_no_button(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    await room.group_says("5号楼门口垃圾没人收，招苍蝇", "p:王大妈")
    took_back = room.heard_elsewhere("撤回 #00001 已经有人收走了", "p:王大妈")
    await room.loops.inlet.accept([took_back])
    await room.settle()
    assert room.grey(guo, "我来办") == "已了结"


async def test_a_picture_is_kept_at_once(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    await room.group_says(SEWER)
    await guo.sends_picture()
    await room.settle()
    (picture,) = await room.heard()
    assert picture.kind is MessageKind.IMAGE
    assert picture.data["mime"] == "image/jpeg"
    assert len(str(picture.data["file"])) == 68


async def test_a_picture_the_platform_does_not_give_is_a_message_all_the_same(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    fields = {"PicUrl": "http://p.qpic.cn/x/0", "MediaId": "nobody-knows"}
    await room.platform.pressing.message(guo.person, "image", fields)
    async with asyncio.timeout(20):
        while "not_kept" not in (await room.heard())[0].data:
            await asyncio.sleep(0.01)
    (picture,) = await room.heard()
    assert "file" not in picture.data
    assert {one.code for one in room.platform.wecom_host.complaints} == {40007}
    room.platform.wecom_host.complaints.clear()


async def test_whoever_left_is_reached_another_way_or_a_person_is_told(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    del room.platform.company.members["guo"]
    await room.group_says(SEWER)
    assert guo.screen.read == []
    (refused,) = [one for one in await room.said() if one.state is OutboxState.REFUSED]
    assert "可见范围" in refused.error
    assert any(one.chat_id == "p:郭网格" for one in room.group.sent)
    assert {one.code for one in room.platform.wecom_host.complaints} == {81013}
    room.platform.wecom_host.complaints.clear()


async def test_a_member_who_is_disabled_is_told_of_by_the_platform(room: Room) -> None:
    guo = await room.employs("郭网格", "Guo")
    fields = {"ChangeType": "update_user", "UserID": "guo", "NewUserID": "guo.wg"}
    await room.platform.pressing.event(guo.person, "change_contact", fields)
    assert await room.accounts() == {"guo.wg"}
    fields = {"ChangeType": "update_user", "UserID": "guo.wg", "Status": "1"}
    await room.platform.pressing.event(guo.person, "change_contact", fields)
    assert await room.accounts() == {"guo.wg"}
    fields = {"ChangeType": "delete_user", "UserID": "guo.wg"}
    await room.platform.pressing.event(guo.person, "change_contact", fields)
    assert await room.accounts() == set()
    assert await room.heard() == []


async def test_the_address_is_checked_while_the_database_is_down(room: Room) -> None:
    await room.db.close()
    assert await room.platform.pressing.line.check_url() < 1.0


async def test_who_opens_the_app_for_the_first_time_reads_how_it_goes(room: Room) -> None:
    guo, stranger = await room.employs("郭网格", "guo"), staff(room.platform, "wang")
    for member in (guo, stranger):
        await room.platform.pressing.event(member.person, "subscribe", {"EventKey": ""})
        await room.platform.pressing.event(member.person, "enter_agent", {"EventKey": ""})
    await room.settle()
    (welcome,), (greeting,) = guo.screen.read, stranger.screen.read
    assert welcome.startswith("您好，您的任务以后发到这里")
    assert "接单 / 转上级" in welcome
    assert "群众诉求助手" in greeting
    assert room.ignored == ["enter_agent", "enter_agent"]


async def test_an_answer_goes_where_the_question_came_from(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    heard = room.heard_elsewhere("我的任务", "p:郭网格")
    await room.loops.inlet.accept([heard])
    await room.settle()
    assert guo.screen.read == []
    assert [one.chat_id for one in room.group.sent] == ["p:郭网格"]


LOST = [Trouble(hangs_up=True, is_done=True), Trouble(status=502, is_done=True)]


@pytest.mark.parametrize("trouble", LOST, ids=["hangs up", "bad gateway"])
async def test_what_arrived_although_the_answer_was_lost_is_not_said_twice(
    room: Room, trouble: Trouble
) -> None:
    guo = await room.employs("郭网格", "guo")
    room.platform.wecom_host.knobs.next("/message/send", trouble)
    await room.group_says(SEWER)
    await room.settle(timedelta(minutes=5))
    assert guo.screen.twice() == []
    assert len([one for one in guo.screen.messages if one.kind == "template_card"]) == 1
    await guo.presses("我来办")
    await room.settle()
    assert room.grey(guo, "我来办") == "已接单"
    for no in room.platform.wecom_host.complaints:
        assert "task_id" in no.hint
    room.platform.wecom_host.complaints.clear()


async def test_a_card_that_cannot_be_changed_is_not_tried_for_ever(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    await room.group_says(SEWER)
    host = room.platform.wecom_host
    host.knobs.next("/update_template_card", -1, 42071)
    await guo.says("接单")
    for _ in range(5):
        await room.settle(timedelta(seconds=61))
    updates = [n for path, n in host.calls.items() if path.endswith("update_template_card")]
    assert updates == [2]


async def test_enough_for_a_minute_waits_for_the_next(room: Room) -> None:
    guo = await room.employs("郭网格", "guo")
    words = [f"第{number}句" for number in range(35)]
    await room.says(*(a_word(text, number) for number, text in enumerate(words)))
    await room.loops.settle()
    assert (len(guo.screen.messages), guo.screen.dropped) == (30, [])
    await room.settle(timedelta(seconds=61))
    assert [one.words for one in guo.screen.messages] == words
