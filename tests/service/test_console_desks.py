"""The desks of the console: dangers, whistles, doubts, calls; and what every page keeps to."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from storage.codes import (
    CaseState,
    SurveyState,
    TaskKind,
    TaskState,
    Urgency,
    WhistleRole,
)
from storage.tables.case import Case, Task, Whistle
from storage.tables.region import Department
from storage.tables.survey import Survey
from storage.tables.training import TrainingRow
from tests.service import rows
from tests.service.console_room import get, send
from tests.service.test_console import page, put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

DANGER: dict[str, Any] = {
    "leaf": "gas_leak", "title": "燃气泄漏", "state": CaseState.EMERGENCY, "is_emergency": True,
    "urgency": Urgency.U0,
}  # fmt: skip


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def put_danger(room: Room) -> int:
    return await put_case(room, **DANGER)


async def whistle(room: Room, case_id: int, department: str = "城管局") -> None:
    def add(session: Session) -> None:
        named = select(Department.id).where(col(Department.name) == department)
        case = session.get_one(Case, case_id)
        case.state = CaseState.WHISTLED
        session.add_all(
            [
                case,
                Whistle(
                    county_id=1, case_id=case_id, department_id=session.exec(named).one() or 0,
                    role=WhistleRole.LEAD, whistled_at=TUESDAY,
                    report_in_due_at=TUESDAY + timedelta(hours=4),
                ),
            ]
        )  # fmt: skip

    await room.db.tx(add)


async def told_by_gao(room: Room, case_id: int, message_id: int = 7) -> int:
    words = "那个东西又响了一夜"
    return await room.db.tx(lambda s: rows.add_report(s, case_id, "高叔", words, message_id))


# ---- the desks --------------------------------------------------------------------------------


async def test_a_danger_is_on_the_board_until_it_is_over_and_sounds_until_somebody_has_it(
    room: Room,
) -> None:
    await put_danger(room)
    text = await page(room, "emergencies")
    assert 'data-unconfirmed="1"' in text
    assert "还没有人确认" in text
    shown = await send(room, "cases/101/move", move="confirm_alarm", back="/console/emergencies")
    assert 'data-unconfirmed="0"' in shown
    assert "已办" in shown
    assert "燃气泄漏" in shown


async def test_a_department_finds_its_whistles_and_reports_in(room: Room) -> None:
    await whistle(room, await put_case(room))
    await whistle(room, await put_case(room, 102), "自来水公司")
    await room.sit("城管局值班")
    text = await page(room, "whistles")
    assert "等报到" in text
    assert "#00102" not in text
    done = await send(room, "cases/101/move", move="report_in", back="/console/whistles")
    assert "在办" in done
    assert "等报到" not in done


async def test_a_doubt_is_settled_with_one_press_and_learnt_from(room: Room) -> None:
    case_id = await put_case(room, leaf="noise", title="噪声扰民", summary="那个东西又响了一夜")
    await told_by_gao(room, case_id)

    def doubt(session: Session) -> None:
        task = Task(
            county_id=1, key="triage:7", kind=TaskKind.TRIAGE, case_id=case_id, title="看看分类",
            created_at=TUESDAY,
        )  # fmt: skip
        session.add(task)

    await room.db.tx(doubt)
    text = await page(room, "triage")
    assert "那个东西又响了一夜" in text
    assert 'data-key="0"' in text
    done = await send(
        room, "cases/101/move", move="reclassify", leaf="路灯不亮", back="/console/triage"
    )
    assert "没有拿不准的事项" in done
    rows = await get(room, TrainingRow)
    assert [(one.label, one.source.value) for one in rows] == [("streetlight", "correction")]
    assert [one.state for one in await get(room, Task)] == [TaskState.DONE]


async def test_what_no_case_tells_of_is_looked_at_by_a_person(room: Room) -> None:
    def add(session: Session) -> None:
        session.add(
            Task(
                county_id=1,
                key="dead:1",
                kind=TaskKind.TRIAGE,
                title="有一条没看懂",
                created_at=TUESDAY,
            )
        )

    await room.db.tx(add)
    assert "有一条没看懂" in await page(room, "triage")
    task = (await get(room, Task))[0]
    assert "有一条没看懂" not in await send(room, f"triage/{task.id}/done")


async def put_errand(room: Room, person: str) -> int:
    case_id = await put_case(room, state=CaseState.SURVEYING, answered_at=TUESDAY, result="已疏通")
    gao = await told_by_gao(room, case_id)
    asker = await room.person(person)

    return await room.db.tx(lambda s: rows.add_errand(s, case_id, gao, asker))


async def test_what_a_call_brought_is_the_reporters_own_word(room: Room) -> None:
    survey_id = await put_errand(room, "县值班")
    assert "已疏通" in await page(room, "surveys")
    given = {"outcome": "solved", "content": "5", "remark": "修得快"}
    text = await send(room, f"surveys/{survey_id}", **given)
    assert "已办" in text
    survey = (await get(room, Survey))[0]
    assert (survey.state, survey.satisfaction) == (SurveyState.ANSWERED, 5)
    assert "修得快" in survey.remark


async def test_a_call_is_written_down_only_by_whoever_was_to_make_it(room: Room) -> None:
    survey_id = await put_errand(room, "城关值班")
    form = {"form_token": await room.form_token(), "key": "k", "outcome": "solved"}
    answer = await room.client.post(f"/console/surveys/{survey_id}", data=form)
    assert answer.status == 404
    assert (await get(room, Survey))[0].state is SurveyState.ASKED


# ---- what every page keeps to -------------------------------------------------------------------

PAGES = (
    "", "cases/101", "emergencies", "whistles", "triage", "surveys", "letters", "ledgers", "ledgers/import", "rates", "trouble",
    "map", "boundaries", "password", "sign-in",
    "roster", "roster/people", "roster/people/20", "roster/groups",
    "consults", "calendar", "categories", "texts", "broadcasts",
    "charts", "screen",
    "roster/departments", "roster/departments/1", "roster/import", "roster/changes", "opening",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_carries_script_or_style_of_its_own(room: Room, path: str) -> None:
    await whistle(room, await put_case(room))
    await put_danger_beside(room)
    answer = await room.client.get(f"/console/{path}")
    text = await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert not re.search(r"<script(?![^>]*\ssrc=\"/console/)", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


async def put_danger_beside(room: Room) -> None:
    await put_case(room, 102, **DANGER)
