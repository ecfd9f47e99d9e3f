"""What people have to do outside the chat."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from storage.codes import TaskState
from storage.tables.case import Task

UNDER_KEY = select(Task).where(col(Task.key) == bindparam("key"))


def open_task(session: Session, task: Task) -> Task:
    """There is a task under this key; opening it twice is one task."""
    known = session.scalars(UNDER_KEY, {"key": task.key}).first()
    if known is None:
        session.add(task)
        session.flush()
    return known or task


def finish_task(session: Session, key: str, now: datetime) -> None:
    """The task under this key is done."""
    session.execute(
        update(Task)
        .where(col(Task.key) == key, col(Task.state) == TaskState.OPEN)
        .values(state=TaskState.DONE, done_at=now)
    )


def list_open(session: Session, case_id: int) -> list[Task]:
    """What still has to be done for a case."""
    return list(
        session.scalars(
            select(Task).where(col(Task.case_id) == case_id, col(Task.state) == TaskState.OPEN)
        )
    )
