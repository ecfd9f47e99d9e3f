"""A language model has one vote on what is unsure: it may tip the balance, it decides nothing."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import Inbound
from handlers.speech import LANGUAGE_MODEL
from storage.codes import MessageKind
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from tests.fakes import FakeChannel
from tests.service.language_model_room import ASKED_AT, DARK, GROUP, Room, a_room, vote_for


@pytest.fixture
async def room(county_url: str) -> AsyncIterator[Room]:
    async with a_room(county_url) as opened:
        yield opened


async def test_a_vote_for_what_the_reader_thought_of_too_registers_it(room: Room) -> None:
    room.model.says.append(vote_for("streetlight"))
    await room.say(DARK)
    await room.until(ASKED_AT)
    (case,) = await room.cases()
    assert case.leaf == "streetlight"
    assert "语言模型也认为是【路灯不亮】" in case.reasons
    assert "已登记#00001" in (await room.told())[0]
    assert await room.drafts() == []


async def test_the_resident_is_not_asked_twice_nor_kept_waiting(room: Room) -> None:
    room.model.says.append(vote_for(None))
    await room.say(DARK)
    await room.until(ASKED_AT)
    assert len(await room.told()) == 1
    assert "您反映的是【" in (await room.told())[0]
    await room.until(3600)
    assert len(room.model.asked) == 1
    assert len(await room.told()) <= 2


async def test_a_vote_for_something_else_changes_nothing(room: Room) -> None:
    room.model.says.append(vote_for("fire"))
    await room.say(DARK)
    await room.until(ASKED_AT)
    assert await room.cases() == []
    (draft,) = await room.drafts()
    assert draft.asked == "matter"


async def test_the_vote_still_counts_when_the_place_has_to_be_asked_for(room: Room) -> None:
    room.model.says.append(vote_for("streetlight"))
    await room.say("那个高杆子又瞎了,黑灯瞎火的", name="高叔")
    await room.until(ASKED_AT)
    assert "【路灯不亮】在什么位置" in (await room.told())[0]
    await room.say("3号楼前头", at=ASKED_AT + 20, name="高叔")
    await room.until(ASKED_AT + 120)
    (case,) = await room.cases()
    assert (case.leaf, case.place) == ("streetlight", "3号楼前头")
    assert len(room.model.asked) == 1


async def test_two_neighbours_one_vote_one_case(room: Room) -> None:
    room.model.says += [vote_for("streetlight"), vote_for("streetlight")]
    await room.say(DARK)
    await room.say(DARK, at=5, name="高叔")
    await room.until(ASKED_AT + 60)
    assert [case.leaf for case in await room.cases()] == ["streetlight"]


async def test_saying_it_is_no_report_drops_nothing(room: Room) -> None:
    room.model.says.append(vote_for("streetlight", is_report=False))
    await room.say(DARK)
    await room.until(ASKED_AT)
    (draft,) = await room.drafts()
    assert draft.asked == "matter"


async def test_what_is_sure_is_never_asked_about(room: Room) -> None:
    await room.say("3号楼前边下水道堵了,粪水流一地")
    await room.until(300)
    assert room.model.asked == []


async def test_where_the_reader_knows_nothing_the_vote_is_only_asked_about(
    county_url: str,
) -> None:
    async with a_room(county_url, reads={"others": ()}) as room:
        room.model.says.append(vote_for("noise"))
        await room.say(DARK)
        await room.until(ASKED_AT)
        assert await room.cases() == []
        assert "【噪声扰民】吗" in (await room.told())[0]
        assert len(room.model.questions[0]["leaves"]) > 40


async def test_a_guess_the_resident_says_yes_to_is_registered(county_url: str) -> None:
    async with a_room(county_url, reads={"others": ()}) as room:
        room.model.says.append(vote_for("streetlight"))
        await room.say(DARK)
        await room.until(ASKED_AT)
        assert "【路灯不亮】吗" in (await room.told())[0]
        await room.say("是嘞,就是这个", at=ASKED_AT + 10)
        (case,) = await room.cases()
        assert case.leaf == "streetlight"
        assert "反映人确认是【路灯不亮】" in case.reasons
        assert "就是这个" not in case.summary
        assert await room.open_tasks() == []


async def test_no_is_no_yes(room: Room) -> None:
    await room.say(DARK)
    await room.until(ASKED_AT)
    await room.say("不是", at=ASKED_AT + 10)
    await room.until(ASKED_AT + 30)
    assert await room.cases() == []


async def test_only_what_the_reader_thought_of_and_emergencies_are_offered(room: Room) -> None:
    await room.say(DARK)
    await room.until(ASKED_AT)
    offered = room.model.questions[0]["leaves"]
    assert {"public_facility", "streetlight", "road_damage", "fire", "gas_leak"} <= set(offered)
    assert not {"noise", "domestic_violence", "suicide_risk", "crime_tip"} & set(offered)


async def test_no_name_number_home_or_group_leaves_the_house(room: Room) -> None:
    words = (
        f"{DARK},我是张桂兰,住东关家属院3号楼2单元501室,电话13812345678,豫A12345那车挡着,"
        "老王家门口也看不见,郭网格知道,身份证41010119600101123X"
    )
    await room.say(words)
    await room.until(ASKED_AT)
    sent = await room.everything_sent()
    for kept in ("张桂兰", "东关", "2单元", "501", "138", "豫A", "老王", "郭网格", "410101"):
        assert kept not in sent, kept
    for never in ("王大妈", GROUP, "p:", "draft:"):
        assert never not in sent, never
    assert "高杆子" in sent


@pytest.mark.parametrize("leaf", ["child_protection", "crime_tip", "wage_arrears"])
async def test_words_that_may_be_private_are_never_sent(county_url: str, leaf: str) -> None:
    others = (("streetlight", 0.3), (leaf, 0.1))
    async with a_room(county_url, reads={"others": others}) as room:
        await room.say(DARK)
        await room.until(ASKED_AT)
        assert room.model.asked == []
        assert len(await room.told()) == 1


async def test_a_vote_for_an_emergency_only_sends_a_person_to_look(room: Room) -> None:
    room.model.says.append(vote_for("live_wire"))
    await room.say(DARK)
    await room.until(ASKED_AT)
    assert await room.cases() == []
    (told,) = await room.told("county_duty")
    assert "请看一眼" in told
    assert DARK in told
    assert any(key.startswith("look:") for key in await room.open_tasks())
    (draft,) = await room.drafts()
    assert draft.asked == "matter"  # and nothing waited for it


async def test_an_emergency_asks_nobody_before_it_alarms(room: Room) -> None:
    await room.say(DARK)
    await room.say("家里煤气漏了,味大得很", at=20)
    (case,) = await room.cases()
    assert case.is_emergency
    await room.until(300)
    assert room.model.asked == []


async def test_words_that_come_while_it_thinks_are_waited_for(county_url: str) -> None:
    silent = FakeChannel(name=LANGUAGE_MODEL, may_repeat=True)
    async with a_room(county_url, channel=silent) as room:
        await room.say(DARK)
        await room.until(ASKED_AT)
        assert await room.told() == []
        await room.say("就是路灯不亮了", at=ASKED_AT + 2)
        await room.until(ASKED_AT + 120)
        (case,) = await room.cases()
        assert case.leaf == "streetlight"


async def test_a_vote_for_words_that_grew_meanwhile_waits_for_the_rest(county_url: str) -> None:
    silent = FakeChannel(name=LANGUAGE_MODEL, may_repeat=True)
    async with a_room(county_url, channel=silent) as room:
        await room.say(DARK)
        await room.until(ASKED_AT)
        await room.say("那个高杆子,你们来看看", at=ASKED_AT + 2)
        await arrives(room, silent, "streetlight")
        assert await room.cases() == []
        await room.until(ASKED_AT + 120)
        assert [case.leaf for case in await room.cases()] == ["streetlight"]


async def test_a_late_vote_still_counts_when_the_resident_answers(county_url: str) -> None:
    silent = FakeChannel(name=LANGUAGE_MODEL, may_repeat=True)
    async with a_room(county_url, channel=silent) as room:
        await room.say(DARK)
        await room.until(ASKED_AT + 10)
        assert len(await room.told()) == 1
        await arrives(room, silent, "streetlight")
        assert len(await room.told()) == 1
        await room.say("3号楼那个高杆子呀", at=ASKED_AT + 60)
        await room.until(ASKED_AT + 200)
        assert [case.leaf for case in await room.cases()] == ["streetlight"]


async def test_a_vote_for_a_draft_that_is_gone_is_nothing(county_url: str) -> None:
    silent = FakeChannel(name=LANGUAGE_MODEL, may_repeat=True)
    async with a_room(county_url, channel=silent) as room:
        await room.say(DARK)
        await room.until(ASKED_AT)
        await room.say("路灯,3号楼前头的路灯", at=ASKED_AT + 1)
        await room.until(ASKED_AT + 120)
        before = await room.told()
        await arrives(room, silent, "road_damage")
        assert await room.told() == before
        assert len(await room.cases()) == 1


async def test_the_key_is_sent_to_the_endpoint_and_nowhere_else(county_url: str) -> None:
    async with a_room(county_url, api_key="sk-secret") as room:
        await room.say(DARK)
        await room.until(ASKED_AT)
        assert room.model.keys == ["Bearer sk-secret"]
        assert "sk-secret" not in repr(room.settings)
        assert "sk-secret" not in await room.everything_sent()


async def test_what_the_endpoint_gets_is_what_every_such_endpoint_knows(room: Room) -> None:
    await room.say(DARK)
    await room.until(ASKED_AT)
    (body,) = room.model.asked
    assert set(body) == {"model", "messages", "temperature", "max_tokens", "stream"}
    assert [one["role"] for one in body["messages"]] == ["system", "user"]
    json.loads(body["messages"][1]["content"])


@pytest.mark.postgres
async def test_it_is_the_same_on_postgresql(postgres_url: str) -> None:
    db = Database.open(postgres_url)
    await db.tx(lambda session: seed(session, demo_county_file()))
    await db.close()
    async with a_room(postgres_url, calls_per_day=1) as room:
        room.model.says.append(vote_for("streetlight"))
        await room.say(DARK)
        await room.until(ASKED_AT)
        assert [case.leaf for case in await room.cases()] == ["streetlight"]
        await room.say(DARK, at=200, name="老莫", chat_id="p:老莫", is_group=False)
        await room.until(400)
        assert await room.receipts() == ["voted", "over_budget"]


async def arrives(room: Room, silent: FakeChannel, leaf: str) -> None:
    """The model's vote on the one question it was asked arrives now."""

    (question,) = silent.sent
    card = question.card or {}
    vote = {"leaf": leaf, "is_report": True, "reason": ""}
    given = {"vote": vote, "last": card["last"], "outcome": "voted"}
    kind, at = MessageKind.TEXT, room.clock.now()
    chat, me = question.chat_id, LANGUAGE_MODEL
    await room.loops.inlet.accept(
        [Inbound(me, f"vote:{question.id}", chat, me, kind, at, data=given)]
    )
    await room.loops.settle()
