"""The emulator takes what may be sent, and refuses the rest by the right code."""

from datetime import timedelta
from typing import Any

import pytest

from storage.clock import ShiftedClock
from tests.platform.conftest import Caller, Ours
from tests.platform.official_account.account import NAME as MP
from tests.platform.people import resident, staff, writer
from tests.platform.wecom.company import NAME as WECOM
from tests.platform.wecom.directory import APP
from tests.platform.wecom.pressing import GreyButtonError
from tests.platform.world import AGENT_ID, OPEN_KFID, SECRETS, Platform

WANG, GUO, GAO = "oyORnu-wang", "guo", "wmGao"


class Speaker:
    """Sends with a token that is good."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._platform = caller.platform

    async def account(self, kind: str, content: object, to: str = WANG) -> int:
        token, _ = self._platform.account.stable.fetch()
        body = {"touser": to, "msgtype": kind, kind: content}
        return await self._code(MP, "/cgi-bin/message/custom/send", body, token)

    async def app(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token, _ = self._platform.company.desks[SECRETS[APP]].fetch()
        full = {"agentid": AGENT_ID, **body}
        return await self._caller.post(WECOM, f"/cgi-bin/{path}", full, access_token=token)

    async def desk(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token, _ = self._platform.company.desks[SECRETS["kf"]].fetch()
        full = {"open_kfid": OPEN_KFID, **body}
        return await self._caller.post(WECOM, f"/cgi-bin/kf/{path}", full, access_token=token)

    async def _code(self, host: str, path: str, body: object, token: str) -> int:
        answer = await self._caller.post(host, path, body, access_token=token)
        return int(answer["errcode"])


@pytest.fixture
def speaker(caller: Caller, ours: Ours) -> Speaker:
    return Speaker(caller)


def text(words: str) -> dict[str, str]:
    return {"content": words}


def card(task: str = "t1@1", **more: Any) -> dict[str, Any]:
    buttons = [{"text": "接单", "style": 1, "key": "accept"}, {"text": "退回", "key": "return"}]
    head = {"card_type": "button_interaction", "main_title": {"title": "待接单"}, "task_id": task}
    return {**head, "button_list": buttons, **more}


def sent(shown: dict[str, Any], to: str = GUO) -> dict[str, Any]:
    return {"touser": to, "msgtype": "template_card", "template_card": shown}


async def test_a_follower_takes_five_within_48_hours(
    speaker: Speaker, platform: Platform, clock: ShiftedClock
) -> None:
    wang = resident(platform, WANG)
    assert await speaker.account("text", text("您好")) == 45015
    await wang.says("在吗")
    assert [await speaker.account("text", text(str(n))) for n in range(6)] == [0] * 5 + [45047]
    await wang.says("在吗")
    clock.move(timedelta(hours=48))
    assert await speaker.account("text", text("您好")) == 45015
    assert wang.screen.read == ["0", "1", "2", "3", "4"]


async def test_a_tap_on_a_menu_is_worth_three_within_a_minute(
    speaker: Speaker, platform: Platform, clock: ShiftedClock
) -> None:
    wang = resident(platform, WANG)
    await wang.says("在吗")
    asked = {"head_content": "满意吗？", "list": [{"id": "101", "content": "满意"}]}
    assert await speaker.account("msgmenu", asked) == 0
    await wang.taps("满意")
    assert [await speaker.account("text", text(str(n))) for n in range(4)] == [0, 0, 0, 45047]
    await wang.leaves()
    assert await speaker.account("text", text("再见")) == 45015


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("text", text(""), 44004),
        ("text", text("堵" * 700), 45002),
        ("text", {}, 40058),
        ("image", {"media_id": "x"}, 40007),
        ("tune", {}, 40008),
        ("msgmenu", {"list": []}, 40058),
    ],
)
async def test_a_message_that_is_wrong_in_itself_is_refused(
    speaker: Speaker, platform: Platform, kind: str, content: object, code: int
) -> None:
    await resident(platform, WANG).says("在吗")
    assert await speaker.account(kind, content) == code
    assert len(platform.our_faults) == (code != 40007)


async def test_letters_must_stand_as_they_are(caller: Caller, platform: Platform) -> None:
    token, _ = platform.account.stable.fetch()
    raw = b'{"touser":"x","msgtype":"text","text":{"content":"\\u4f60\\u597d"}}'
    answer = await caller.post(MP, "/cgi-bin/message/custom/send", raw, access_token=token)
    assert answer["errcode"] == 40033


async def test_a_notice_needs_consent_once_for_each(speaker: Speaker, platform: Platform) -> None:
    platform.notices.templates["T"] = ("thing1",)
    platform.account.follower(WANG)
    token, _ = platform.account.stable.fetch()
    body = {"touser": WANG, "template_id": "T", "data": {"thing1": {"value": "已办好"}}}
    path = "/cgi-bin/message/subscribe/bizsend"
    assert await speaker._code(MP, path, body, token) == 43101
    platform.notices.agree(WANG, "T")
    assert [await speaker._code(MP, path, body, token) for _ in range(2)] == [0, 43101]
    body["data"] = {"thing1": {"value": "长" * 21}}
    assert await speaker._code(MP, path, body, token) == 47003


async def test_members_who_are_not_there_are_named(speaker: Speaker, platform: Platform) -> None:
    guo = staff(platform, GUO)
    body = {"touser": f"{GUO}|nobody", "msgtype": "text", "text": text("有新工单")}
    assert (await speaker.app("message/send", body))["invaliduser"] == "nobody"
    assert (await speaker.app("message/send", {**body, "touser": "nobody"}))["errcode"] == 81013
    for _ in range(40):
        assert (await speaker.app("message/send", {**body, "touser": GUO}))["errcode"] == 0
    assert (len(guo.screen.messages), len(guo.screen.dropped)) == (30, 11)


async def test_a_card_can_be_changed_once_by_every_code(
    speaker: Speaker, platform: Platform, clock: ShiftedClock
) -> None:
    guo = staff(platform, GUO)
    code = (await speaker.app("message/send", sent(card())))["response_code"]
    assert (await speaker.app("message/send", sent(card())))["errcode"] == 41016
    await guo.presses("接单")
    grey = {"userids": [GUO], "response_code": code, "button": {"replace_name": "已接单"}}
    assert (await speaker.app("message/update_template_card", grey))["errcode"] == 0
    assert (await speaker.app("message/update_template_card", grey))["errcode"] != 0
    with pytest.raises(GreyButtonError):
        await guo.presses("接单")
    old = (await speaker.app("message/send", sent(card("t2"))))["response_code"]
    clock.move(timedelta(hours=24))
    late = {**grey, "response_code": old}
    assert (await speaker.app("message/update_template_card", late))["errcode"] != 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"task_id": "a b"}, 41016),
        ({"main_title": {}}, 41016),
        ({"button_list": []}, 40058),
        ({"button_list": [{"text": "好", "key": "a"}, {"text": "坏", "key": "a"}]}, 41016),
        ({"card_type": "text_notice"}, 42045),
        ({"horizontal_content_list": [{"keyname": "时限"}] * 7}, 40058),
    ],
)
async def test_a_card_that_lacks_something_is_refused(
    speaker: Speaker, platform: Platform, more: dict[str, Any], code: int
) -> None:
    staff(platform, GUO)
    assert (await speaker.app("message/send", sent(card(**more))))["errcode"] == code


async def test_customer_service_takes_five_after_each_message(
    speaker: Speaker, platform: Platform
) -> None:
    gao = writer(platform, GAO)
    body = {"touser": GAO, "msgtype": "text", "text": text("您好")}
    assert (await speaker.desk("send_msg", body))["errcode"] == 95002
    await gao.says("井盖翘了")
    codes = [(await speaker.desk("send_msg", body))["errcode"] for _ in range(6)]
    assert codes == [0] * 5 + [95001]
    platform.desk.customer(GAO).session = type(gao.person.session)(3)
    assert (await speaker.desk("send_msg", body))["errcode"] == 95018


async def test_messages_are_fetched_from_where_one_stopped(
    speaker: Speaker, platform: Platform, clock: ShiftedClock
) -> None:
    gao = writer(platform, GAO)
    platform.syncing.at_most = 2
    for words in "一二三":
        await gao.says(words)
    first = await speaker.desk("sync_msg", {"token": "ENC3"})
    assert (first["has_more"], len(first["msg_list"])) == (1, 2)
    body = {"cursor": first["next_cursor"], "token": "ENC3"}
    (last,) = (await speaker.desk("sync_msg", body))["msg_list"]
    assert last["text"] == {"content": "三"}
    clock.move(timedelta(minutes=10))
    assert (await speaker.desk("sync_msg", body))["errcode"] == 95007
    codes = [(await speaker.desk("sync_msg", {}))["errcode"] for _ in range(6)]
    assert codes == [0] * 5 + [45009]


async def test_a_message_may_be_taken_and_fail_afterwards(
    speaker: Speaker, platform: Platform
) -> None:
    gao = writer(platform, GAO)
    await gao.says("在吗")
    platform.desk_sending.failing.append(10)
    body = {"touser": GAO, "msgid": "ours-1", "msgtype": "text", "text": text("您好")}
    assert (await speaker.desk("send_msg", body))["msgid"] == "ours-1"
    assert (await speaker.desk("send_msg", body))["errcode"] == 40058
    told = (await speaker.desk("sync_msg", {"token": "ENC2"}))["msg_list"][-1]
    assert (told["event"]["fail_msgid"], told["event"]["fail_type"]) == ("ours-1", 10)
    assert gao.screen.read == []


async def test_a_group_robot_takes_twenty_a_minute(caller: Caller, platform: Platform) -> None:
    group = platform.robots.group("K")
    body = {"msgtype": "markdown", "markdown": text("**通报**")}
    path = "/cgi-bin/webhook/send"
    codes = [(await caller.post(WECOM, path, body, key="K"))["errcode"] for _ in range(21)]
    assert codes == [0] * 20 + [45009]
    assert (await caller.post(WECOM, path, body, key="X"))["errcode"] == 93000
    assert len(group.messages) == 20


async def test_a_notice_to_customers_waits_for_the_member(
    speaker: Speaker, platform: Platform
) -> None:
    staff(platform, GUO)
    group = platform.customers.group("wrGroup")
    body = {"chat_type": "group", "sender": GUO, "text": text("明天停水"), "chat_id_list": []}
    made = await speaker.app("externalcontact/add_msg_template", body)
    assert group.read == []
    await platform.customers.confirm(made["msgid"])
    assert group.read == ["明天停水"]


async def test_who_works_in_the_company_can_be_read(caller: Caller, platform: Platform) -> None:
    staff(platform, GUO, "郭网格")
    token, _ = platform.company.desks[SECRETS[APP]].fetch()
    asked = {"department_id": "1", "access_token": token}
    found = await caller.get(WECOM, "/cgi-bin/user/simplelist", **asked)
    assert [one["name"] for one in found["userlist"]] == ["郭网格"]
