"""What people have to do outside the chat."""

import pytest
from sqlmodel import Session, select

from storage import tasks
from storage.codes import TaskKind, TaskState
from storage.db import Database
from storage.rows import blank
from storage.tables.case import Task
from tests.storage.cast import COUNTY, MORNING


def task(title: str) -> Task:
    return Task(
        county_id=COUNTY, key="triage:1", kind=TaskKind.TRIAGE, title=title, created_at=MORNING
    )


@pytest.mark.parametrize("is_done", [False, True])
async def test_opening_a_task_twice_is_one_task(database: Database, *, is_done: bool) -> None:
    def open_twice(session: Session) -> list[tuple[str, TaskState]]:
        tasks.open_task(session, task("看一看"))
        if is_done:
            tasks.finish_task(session, "triage:1", MORNING)
        tasks.open_task(session, task("再看一看"))
        return [(one.title, one.state) for one in session.exec(select(Task)).all()]

    state = TaskState.DONE if is_done else TaskState.OPEN
    assert await database.tx(open_twice) == [("看一看", state)]


async def test_a_task_given_as_plain_values_is_the_same(database: Database) -> None:
    given = {
        **blank(Task),
        "county_id": COUNTY,
        "key": "triage:1",
        "kind": TaskKind.TRIAGE,
        "title": "看一看",
        "created_at": MORNING,
    }

    def open_row(session: Session) -> Task:
        tasks.open_row(session, given)
        return session.exec(select(Task)).one()

    found = await database.tx(open_row)
    told = task("看一看").model_dump(exclude={"id"})
    assert found.model_dump(exclude={"id"}) == told
