"""The panel of reasons: what was heard, judged, decided, done, and what comes next."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select, update

from storage.codes import (
    CaseState,
    InboxState,
    Move,
    OutboxState,
    Role,
    TimerKind,
    Urgency,
    WhistleRole,
)
from storage.history import append_event
from storage.tables.case import Case, CaseEvent, Whistle
from storage.tables.conversation import Conversation
from storage.tables.message import InboundMessage
from storage.tables.person import Person
from storage.tables.region import Department, Region
from storage.tables.timer import Timer
from tests.fakes import to_say
from tests.service.webchat_room import GAO, GROUP, GUO, TUESDAY, Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        yield opened


def find(session: Session, table: Any, name: str) -> int:
    return int(session.exec(select(table.id).where(table.name == name)).one())


def register(session: Session) -> None:
    """The message 1 became the case #00101, which 城管局 was whistled for."""
    region = session.exec(select(Region).where(col(Region.code) == "G101")).one()
    case = Case(
        county_id=1,
        number=101,
        leaf="sewer_blockage",
        title="下水道堵塞",
        place="东关家属院3号楼前",
        region_id=region.id,
        urgency=Urgency.U1,
        state=CaseState.WHISTLED,
        owner_id=find(session, Person, "郭网格"),
        opened_at=TUESDAY,
        resolve_due_at=TUESDAY + timedelta(hours=30),
        reasons=["“下水道”“堵”：下水道堵塞"],
    )
    session.add(case)
    session.flush()
    case_id = case.id or 0
    department = find(session, Department, "城管局")
    session.add(
        Whistle(
            county_id=1, case_id=case_id, department_id=department, role=WhistleRole.LEAD,
            whistled_at=TUESDAY, report_in_due_at=TUESDAY + timedelta(hours=4),
        )
    )  # fmt: skip
    session.add(
        Timer(
            id=7, county_id=1, subject=f"case:{case_id}", kind=TimerKind.REPORT_IN_HALF,
            due_at=TUESDAY + timedelta(hours=2), case_id=case_id,
        )
    )  # fmt: skip
    event = CaseEvent(
        county_id=1, case_id=case_id, position=0, at=TUESDAY, actor_role=Role.BOT,
        move=Move.REGISTER, to_state=CaseState.REGISTERED,
    )  # fmt: skip
    append_event(session, event)
    done: dict[str, Any] = {"state": InboxState.DONE, "intent": "report", "case_id": case_id}
    session.execute(update(InboundMessage).values(handled_at=TUESDAY, **done))
    answer: dict[str, Any] = {"state": OutboxState.SENT, "sent_at": TUESDAY, "case_id": case_id}
    session.add(
        to_say("message:1:1", GROUP, text="已登记 #00101", cause_id=1, created_at=TUESDAY, **answer)
    )
    session.add(
        to_say("message:1:2", GUO, text="新任务 #00101", cause_id=1, created_at=TUESDAY, **answer)
    )
    session.add(to_say("timer:7:1", GUO, text="该报到了", created_at=TUESDAY, **answer))


async def test_a_message_not_looked_at_yet_is_waited_for(room: Room) -> None:
    message = await room.say("3号楼前下水道堵了")
    told = await room.get("why", message=message["id"])
    assert (told["waiting"], told["words"], told["from"]) == (True, "3号楼前下水道堵了", "高叔")
    assert (told["case"], told["judged"], told["timers"]) == (None, None, [])


async def test_a_report_is_explained_from_its_words_to_its_timers(room: Room) -> None:
    message = await room.say("3号楼前下水道堵了")
    await room.db.tx(register)
    told = await room.get("why", message=message["id"])
    assert told["waiting"] is False
    assert told["judged"]["label"] == "反映问题"
    case = told["case"]
    assert (case["number"], case["urgency"]["label"]) == ("#00101", "紧急")
    assert case["region"] == "青河县 · 城关街道 · 东街社区 · 东关家属院"
    assert case["owner"] == "郭网格"
    assert case["reasons"] == ["“下水道”“堵”：下水道堵塞"]
    assert told["whistles"][0]["department"] == "城管局"
    assert told["timers"][0]["label"] == "报到时限过半，催报到"
    assert told["effects"] == [
        "在东关家属院邻里群里说：已登记 #00101",
        "对郭网格说：新任务 #00101",
    ]
    assert [(one["move"], one["is_now"]) for one in told["history"]] == [("登记", True)]


async def test_an_answer_is_explained_by_what_was_said_to_it(room: Room) -> None:
    await room.say("3号楼前下水道堵了")
    await room.db.tx(register)
    told = await room.get("why", message="o1")
    assert (told["words"], told["from"]) == ("3号楼前下水道堵了", "高叔")
    assert len(told["effects"]) == 2


async def test_a_reminder_is_explained_by_its_timer(room: Room) -> None:
    await room.say("3号楼前下水道堵了")
    await room.db.tx(register)
    told = await room.get("why", message="o3")
    assert (told["words"], told["from"]) == ("报到时限过半，催报到", "时间到了")
    assert told["judged"] is None


async def test_a_fragment_says_how_long_it_will_be_waited_for(room: Room) -> None:
    message = await room.say("下水道")

    def collect(session: Session) -> None:
        chat = Conversation(county_id=1, channel="webchat", chat_id=GROUP)
        session.add(chat)
        session.flush()
        session.add(
            Timer(
                county_id=1, subject=f"draft:{chat.id}:5", kind=TimerKind.SETTLE,
                due_at=TUESDAY + timedelta(seconds=30),
            )
        )  # fmt: skip

    await room.db.tx(collect)
    told = await room.get("why", message=message["id"])
    assert [one["label"] for one in told["timers"]] == ["等补充的话说完，就登记"]


@pytest.mark.parametrize("message", ["", "i", "i0", "o77", "x1", "i1;", "i" + "9" * 40, "i²"])
async def test_there_are_no_reasons_for_a_message_that_is_not_there(
    room: Room, message: str
) -> None:
    told = await room.get("why", status=404, message=message)
    assert told["error"] == "没有这条消息。"


async def test_a_wordless_message_is_named_by_its_kind(room: Room) -> None:
    place = {"latitude": 33.96, "longitude": 113.2, "label": ""}
    message = await room.say("", chat=GAO, kind="location", place=place, id="act-place-1")
    told = await room.get("why", message=message["id"])
    assert told["words"] == "（位置）"
