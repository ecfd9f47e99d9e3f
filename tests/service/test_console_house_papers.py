"""The console's quieter pages: calendar, categories, texts, consults; and whose they are."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData
from sqlmodel import Session, col, select

from handlers import texts
from handlers.understanding.tree import SHIPPED, load_categories
from storage.codes import AuditKind, CaseState, ConsultState, ConsultTrigger
from storage.tables.audit import AuditEntry
from storage.tables.calendar import CalendarYear, WorkdayOverride
from storage.tables.consult import Consult, ConsultDemand
from storage.tables.region import Department
from tests.service.console_room import get, send
from tests.service.test_console import page, put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

NOTICE = """\
日期,类型,名称
2027-01-01,休,元旦
2027-01-02,休,元旦
2027-01-03,休,元旦
2027-02-05,休,春节
2027-02-06,休,春节
2027-02-07,休,春节
2027-02-08,休,春节
2027-02-09,休,春节
2027-04-05,休,清明
2027-05-01,休,劳动节
2027-05-02,休,劳动节
2027-05-03,休,劳动节
2027-06-09,休,端午
2027-09-15,休,中秋
2027-10-01,休,国庆节
2027-10-02,休,国庆节
2027-10-03,休,国庆节
2027-10-04,休,国庆节
2027-10-05,休,国庆节
"""


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("向东阳")
        yield opened


async def upload(room: Room, path: str, name: str, content: str, **more: str) -> tuple[int, str]:
    form = FormData()
    for key, value in ({"form_token": await room.form_token()} | more).items():
        form.add_field(key, value)
    form.add_field("file", content.encode(), filename=name)
    answer = await room.client.post(f"/console/{path}", data=form)
    return answer.status, await answer.text()


# ---- the calendar -------------------------------------------------------------------------------


async def test_the_calendar_shows_days_off_and_days_made_up_for_by_name(room: Room) -> None:
    text = await page(room, "calendar", year="2026")
    assert "2026年工作日历" in text
    assert 'class="free" title="国庆节">1<small>休</small>' in text
    assert 'class="work">10<small>班</small>' in text
    assert len(re.findall(r'<section class="box month">', text)) == 12


async def test_a_years_notice_is_looked_at_first_and_lands_whole_and_is_noted(room: Room) -> None:
    status, text = await upload(room, "calendar/preview", "2027.csv", NOTICE)
    assert status == 200, text
    assert "日子变了" in text
    assert await get(room, CalendarYear) == []
    landed = await send(room, "calendar/land", name="2027.csv", text=NOTICE)
    assert "已写入" in landed
    assert [one.year for one in await get(room, CalendarYear)] == [2027]
    noted = await get(room, AuditEntry, AuditEntry.kind == AuditKind.CALENDAR_CHANGED)
    assert [one.details for one in noted] == ["2027.csv，2027年"]


async def test_a_notice_with_a_mistake_names_its_line_and_changes_nothing(room: Room) -> None:
    wrong = NOTICE.replace("2027-02-05,休", "2027-02-30,休")
    status, text = await upload(room, "calendar/preview", "2027.csv", wrong)
    assert status == 400
    assert "第 5 行" in text
    assert await get(room, WorkdayOverride) == []


async def test_only_an_administrator_changes_the_calendar(room: Room) -> None:
    await room.sit("县值班")
    assert "导入一年的放假安排" not in await page(room, "calendar")
    status, _ = await upload(room, "calendar/preview", "2027.csv", NOTICE)
    assert status == 403
    form = {"name": "2027.csv", "text": NOTICE, "form_token": "stolen"}
    await room.sit("向东阳")
    assert (await room.client.post("/console/calendar/land", data=form)).status == 403
    assert await get(room, CalendarYear) == []


# ---- categories and texts -----------------------------------------------------------------------


async def test_the_tree_in_use_is_shown_and_found_by_what_people_say(room: Room) -> None:
    text = await page(room, "categories")
    assert f"共{len(load_categories().leaves)}类" in text
    found = await page(room, "categories", q="路灯")
    assert "路灯不亮" in found
    assert "燃气泄漏" not in found
    assert "没有这样的类别" in await page(room, "categories", q="没有的东西")


async def test_another_tree_is_looked_at_and_not_put_in_use(room: Room) -> None:
    await put_case(room, leaf="streetlight")
    shipped = SHIPPED.read_text(encoding="utf-8")
    assert "路灯不亮" in shipped
    status, text = await upload(
        room, "categories/check", "mine.yaml", shipped.replace("short: 路灯不亮", "short: 路灯黑了")
    )
    assert status == 200, text
    assert "叫法：路灯不亮 → 路灯黑了" in text
    assert "1类会不一样" in text
    assert "路灯黑了" not in await page(room, "categories")


async def test_a_tree_with_a_mistake_is_refused_with_its_line(room: Room) -> None:
    wrong = SHIPPED.read_text(encoding="utf-8").replace("urgency: U2", "urgency: U9", 1)
    line = wrong[: wrong.index("urgency: U9")].count("\n") + 1
    status, text = await upload(room, "categories/check", "mine.yaml", wrong)
    assert status == 400
    assert f"mine.yaml 第{line}行" in text


async def test_every_sentence_can_be_read_with_its_gaps_filled(room: Room) -> None:
    text = await page(room, "texts")
    assert f"共{len(texts.keys())}句" in text
    found = await page(room, "texts", q="查询码")
    assert "5273 9104" in found
    assert "lookup.code" in found
    assert "survey.ask" not in found


async def test_own_sentences_are_looked_at_and_not_said_yet(room: Room) -> None:
    own = '[progress]\nclosed = "{number}【{title}】办完了。又坏了就回“没解决”。"\n'
    status, text = await upload(room, "texts/check", "own.toml", own)
    assert status == 200, text
    assert "换成：#00012【路灯不亮】办完了。" in text
    assert "办完了。又坏了" not in await page(room, "texts", q="progress.closed")
    status, text = await upload(room, "texts/check", "own.toml", own.replace("{number}", ""))
    assert status == 400
    assert "own.toml 第2行" in text
    await room.sit("县值班")
    assert (await upload(room, "texts/check", "own.toml", own))[0] == 403


# ---- consults -----------------------------------------------------------------------------------


async def put_consult(room: Room, number: int = 101, **changes: Any) -> None:
    case_id = await put_case(
        room, number, state=CaseState.CONSULTING, place="3号楼2单元502室", **changes
    )

    def add(session: Session) -> None:
        named = col(Department.name).in_(["城管局", "住建局"])
        ids = [one for one in session.exec(select(Department.id).where(named)) if one]
        consult = Consult(
            county_id=1, case_id=case_id, trigger=ConsultTrigger.DISPUTE, department_ids=ids,
            state=ConsultState.CALLED, called_at=TUESDAY, hold_at=TUESDAY + timedelta(days=1),
            due_at=TUESDAY + timedelta(days=3),
        )  # fmt: skip
        session.add(consult)
        session.flush()
        words = "王大爷家2单元502室门口的下水道谁来修"
        session.add(ConsultDemand(county_id=1, consult_id=consult.id or 0, position=1, words=words))

    await room.db.tx(add)


async def test_minutes_are_taken_item_by_item_and_signed_on_the_page(room: Room) -> None:
    await put_consult(room)
    await room.sit("县值班")
    text = await page(room, "consults")
    assert "两家单位互相推" in text
    assert "还没有结论" in text
    named = select(Department.id).where(col(Department.name) == "城管局")
    unit = await room.db.read(lambda s: s.exec(named).one())
    given = {"move": "conclude", "item": "1", "department": str(unit), "day": "2026-04-20"}
    done = await send(
        room, "cases/101/move", note="由城管局疏通并清理", back="/console/consults", **given
    )
    assert "由城管局疏通并清理" in done
    assert "还没有结论" not in done
    signed = await send(room, "cases/101/move", move="sign", back="/console/consults", key="k2")
    assert "最近签了纪要的" in signed
    assert [one.state for one in await get(room, Consult)] == [ConsultState.SIGNED]


async def test_an_invited_department_sees_the_agenda_without_doors_and_names(room: Room) -> None:
    await put_consult(room)
    await room.sit("住建局值班")
    text = await page(room, "consults")
    assert "下水道谁来修" in text
    assert "502室" not in text
    assert "王大爷" not in text
    await room.sit("燃气公司值班")
    assert "下水道谁来修" not in await page(room, "consults")


async def test_a_consult_about_something_confidential_is_not_shown_to_the_invited(
    room: Room,
) -> None:
    await put_consult(room, is_confidential=True, leaf="wage_arrears", title="欠薪")
    await room.sit("住建局值班")
    text = await page(room, "consults")
    assert "欠薪" not in text
    assert "下水道谁来修" not in text
