"""The console's pages: what is listed, filtered, told, and never told."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlmodel import Session, col, select

from storage import looks
from storage.codes import (
    CaseState,
    Colour,
    Move,
    OutboxState,
    RefusalCode,
    ReportKind,
    Role,
    SurveyState,
    TaskKind,
    TimerKind,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.history import append_event
from storage.tables.case import CaseEvent, Report, Task, Whistle
from storage.tables.person import Person
from storage.tables.region import Department, Region
from storage.tables.survey import Survey
from storage.tables.timer import Timer
from tests.fakes import arrived, to_say
from tests.service import rows
from tests.service.webchat_room import TUESDAY, Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def page(room: Room, path: str, status: int = 200, **query: Any) -> str:
    answer = await room.client.get(f"/console/{path}", params=query)
    text = await answer.text()
    assert answer.status == status, text
    return text


async def follow(room: Room, text: str) -> str:
    """The page behind the link to the next one."""
    found = re.search(r'<a href="/console/[?]([^"]+)" rel="next">', text)
    assert found is not None
    answer = await room.client.get("/console/", params=parse_qsl(unescape(found[1])))
    return await answer.text()


async def put_case(room: Room, number: int = 101, region: str = "G101", **changes: Any) -> int:
    return await room.db.tx(lambda s: rows.add_case(s, number, region, **changes))


async def fill(room: Room, case_id: int) -> None:
    """The case has a reporter, a refused whistle, a history, talk, a timer, a survey and a task."""

    def add(session: Session) -> None:
        gao: Any = session.exec(select(Person.id).where(col(Person.name) == "高叔")).one()
        bureau: Any = session.exec(
            select(Department.id).where(col(Department.name) == "城管局")
        ).one()
        of: dict[str, Any] = {"county_id": 1, "case_id": case_id}
        whistle = Whistle(
            **of, department_id=bureau, role=WhistleRole.LEAD, state=WhistleState.REFUSED,
            whistled_at=TUESDAY, report_in_due_at=TUESDAY + timedelta(hours=4),
            refusal_code=RefusalCode.R1, refusal_reason="供水主管在自来水公司",
        )  # fmt: skip
        session.add_all(
            [
                whistle,
                Report(**of, person_id=gao, kind=ReportKind.OPENED, words="下水道堵了", reported_at=TUESDAY),
                Survey(**of, person_id=gao, state=SurveyState.ASKED),
                Task(**of, key="call", kind=TaskKind.PHONE_CALL, title="问问高叔", created_at=TUESDAY),
                Timer(
                    **of, subject=f"case:{case_id}", kind=TimerKind.RESOLVE_DUE,
                    due_at=TUESDAY + timedelta(hours=5),
                ),
                arrived("said", case_id=case_id, sender_name="高叔", text="下水道堵了"),
                to_say("told", case_id=case_id, text="已登记", state=OutboxState.SENT),
            ]
        )  # fmt: skip
        event = CaseEvent(
            **of, position=0, at=TUESDAY, actor_id=gao, actor_role=Role.BOT,
            move=Move.REGISTER, to_state=CaseState.REGISTERED, note="群里说的",
        )  # fmt: skip
        append_event(session, event)

    await room.db.tx(add)


# ---- the list -------------------------------------------------------------------------------


async def test_an_empty_county_has_an_empty_list(room: Room) -> None:
    assert "没有要办的事项" in await page(room, "")
    assert "没有这样的事项" in await page(room, "", which="closed")


async def test_a_case_is_listed_with_all_that_matters(room: Room) -> None:
    await put_case(room, is_emergency=True, colour=Colour.YELLOW)
    text = await page(room, "")
    for words in (
        "#00101",
        "下水道堵塞",
        "3号楼前",
        "东关家属院",
        "紧急",
        "已登记",
        "险情",
        "还有",
    ):
        assert words in text
    assert 'class="colour-yellow"' in text


FILTERS: list[tuple[dict[str, Any], set[int]]] = [
    ({}, {101, 102}),
    ({"which": "closed"}, {103}),
    ({"which": "all"}, {101, 102, 103}),
    ({"which": "all", "state": "closed"}, {103}),
    ({"colour": "red"}, {102}),
    ({"urgency": "U3"}, {102}),
    ({"q": "路灯"}, {102}),
    ({"q": "#00101"}, {101}),
    ({"q": "101"}, {101}),
    ({"q": "100%"}, set()),
    ({"q": "_"}, set()),
    ({"state": "no such state", "after": "x"}, {101, 102}),
    ({"after": "_99999"}, set()),
]


@pytest.mark.parametrize(("query", "numbers"), FILTERS)
async def test_the_list_shows_what_was_asked_for(
    room: Room, query: dict[str, Any], numbers: set[int]
) -> None:
    await put_case(room)
    await put_case(
        room, 102, "G201", title="路灯不亮", colour=Colour.RED, urgency=Urgency.U3,
        resolve_due_at=TUESDAY - timedelta(hours=30),
    )  # fmt: skip
    await put_case(room, 103, state=CaseState.CLOSED, closed_at=TUESDAY)
    text = await page(room, "", **query)
    assert {n for n in (101, 102, 103) if f"/console/cases/{n}" in text} == numbers


async def test_the_list_can_be_held_to_one_township(room: Room) -> None:
    await put_case(room)
    await put_case(room, 102, "G201")

    def find(session: Session) -> int | None:
        return session.exec(select(Region.id).where(col(Region.name) == "城南镇")).one()

    text = await page(room, "", region=str(await room.db.read(find)))
    assert "/console/cases/102" in text
    assert "/console/cases/101" not in text


async def test_a_long_list_is_turned_page_by_page(room: Room) -> None:
    for number in range(101, 166):
        await put_case(room, number)
    first = await page(room, "", q="下水道")
    second = await follow(room, first)
    last = await follow(room, second)
    assert "共65件" in first
    assert "/console/cases/101" in first
    assert last.count('class="number"') == 5
    assert "往后翻" not in last


async def test_words_are_never_read_as_markup(room: Room) -> None:
    await put_case(room, title="<script>alert(1)</script>", place="<img src=x>")
    for text in (await page(room, "", q="<script>"), await page(room, "cases/101")):
        assert "<script>" not in text
        assert "<img src=x" not in text


# ---- one case -------------------------------------------------------------------------------


async def test_a_case_tells_everything_about_itself(room: Room) -> None:
    case_id = await put_case(
        room, reasons=["本群在东关家属院"], tags=["三次"], result="已疏通", reopen_count=1
    )
    await put_case(room, 102, parent_id=case_id, title="井盖外翻")
    await fill(room, case_id)
    text = await page(room, "cases/101")
    for words in (
        "#00101", "本群在东关家属院", "三次", "已疏通", "井盖外翻", "城管局", "非本单位职责",
        "供水主管在自来水公司", "高**", "登记", "群里说的", "已询问", "打电话", "问问高叔",
        "办结时限到，标红并告诉居民", "下水道堵了",
    ):  # fmt: skip
        assert words in text
    assert "#00101" in await page(room, "cases/102")


async def test_a_reporters_name_is_masked(room: Room) -> None:
    case_id = await put_case(room)
    await fill(room, case_id)
    text = await page(room, "cases/101")
    assert "<b>高**</b>" in text
    assert "<b>登记</b> 高**" in text
    assert "哨到 → 私聊 高**" in text


async def test_a_confidential_case_keeps_its_secret_everywhere(room: Room) -> None:
    case_id = await put_case(
        room, is_confidential=True, title="家庭暴力", summary="他又打我", place="2号楼",
        reasons=["“打我”"], result="已安置",
    )  # fmt: skip
    await fill(room, case_id)
    secret = to_say("lost", case_id=case_id, text="他又打我", state=OutboxState.DEAD)
    await room.db.tx(lambda session: session.add(secret))
    pages = [await page(room, one) for one in ("", "trouble")]
    pages.append(await page(room, "", q="家庭暴力"))
    await room.sit("郭网格")
    pages += [await page(room, ""), await page(room, "cases/101", 404)]
    await page(room, "trouble", 403)
    for text in pages:
        for words in ("打我", "2号楼", "高叔", "下水道堵了", "已安置", "问问"):
            assert words not in text
    assert "保密事项" in pages[0]
    assert not any("#00101" in text for text in pages[2:])


async def test_every_look_at_a_confidential_case_is_written_down_and_counted(room: Room) -> None:
    case_id = await put_case(room, is_confidential=True, leaf="domestic_violence")
    assert "被查看1次，1个人看过" in await page(room, "cases/101")
    assert "被查看2次，1个人看过" in await page(room, "cases/101")
    await page(room, "")
    assert await room.db.read(lambda s: looks.count(s, [case_id])) == {case_id: (2, 1)}


async def test_an_unknown_number_is_told_kindly(room: Room) -> None:
    assert "没有这件事，或者它不归您看" in await page(room, "cases/999", status=404)
    await page(room, "cases/abc", status=404)


async def test_the_console_is_reached_with_and_without_its_last_stroke(room: Room) -> None:
    answer = await room.client.get("/console", allow_redirects=False)
    assert answer.headers["Location"] == "/console/"
    style = await room.client.get("/console/static/css/house.css")
    assert style.content_type == "text/css"
    assert (await room.client.get("/console/static/other.css")).status == 404


async def test_without_a_county_the_console_says_what_to_do(room: Room) -> None:
    def empty(session: Session) -> None:
        for table in (
            "signin",
            "identity",
            "post",
            "chatgroup",
            "place",
            "person",
            "department",
            "region",
        ):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
        session.connection().exec_driver_sql("DELETE FROM county")

    await room.db.tx(empty)
    for path in ("", "cases/101"):
        assert "gridwhistle init" in await page(room, path, status=503)
