"""The check on the first of a month, by a real timer over real rows."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from scheduler import due
from storage.codes import CaseState, ReportKind, TimerKind, TimerState
from storage.tables.case import Case, Report, Task
from storage.tables.person import Person
from storage.tables.timer import Timer
from tests.service.test_console import put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

MAY = datetime(2026, 5, 1, 1, 0, tzinfo=UTC)  # nine o'clock in China


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        yield opened


async def test_a_handler_who_told_of_his_own_case_is_a_task_of_the_centre(room: Room) -> None:
    await put_case(room, 7, state=CaseState.CLOSED, closed_at=TUESDAY + timedelta(hours=9))
    source = WorldSource(Policy(), load_categories())

    def check(session: Session) -> list[Task]:
        guo = session.exec(select(Person).where(col(Person.name) == "郭网格")).one()
        case = session.exec(select(Case)).one()
        case.owner_id = guo.id
        told = Report(
            county_id=1, case_id=case.id or 0, person_id=guo.id or 0, kind=ReportKind.OPENED,
            reported_at=TUESDAY,
        )  # fmt: skip
        session.add_all([case, told])
        due.start_survey_check(session, TUESDAY, 1)
        due.sweep(session, MAY, source.current(session))
        return list(session.exec(select(Task)))

    (task,) = await room.db.tx(check)
    assert task.title == "核查回访：办理人自己也是反映人（东关家属院：#00007）"
    again = await room.db.read(_waiting)
    assert [timer.due_at for timer in again] == [datetime(2026, 6, 1, 1, 0, tzinfo=UTC)]


def _waiting(session: Session) -> list[Timer]:
    kind, waits = col(Timer.kind) == TimerKind.SURVEY_CHECK, col(Timer.state) == TimerState.WAITING
    return list(session.exec(select(Timer).where(kind, waits)))
