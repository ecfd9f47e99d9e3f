"""What people have to do outside the chat."""

from datetime import datetime

from sqlalchemy import Table, bindparam, select
from sqlmodel import Session, SQLModel, col

from storage.codes import TaskState
from storage.prepared import run
from storage.tables.case import Task

TASK: Table = SQLModel.metadata.tables["task"]

UNDER_KEY = select(Task).where(col(Task.key) == bindparam("key"))
# Built once: building it costs several times as much as running it, and a turn may run it thrice.
FINISH = TASK.update().where(
    TASK.c.key == bindparam("of_key"), TASK.c.state == bindparam("was", type_=TASK.c.state.type)
)


def open_task(session: Session, task: Task) -> Task:
    """There is a task under this key; opening it twice is one task."""
    known = session.scalars(UNDER_KEY, {"key": task.key}).first()
    if known is None:
        session.add(task)
        session.flush()
    return known or task


def finish_task(session: Session, key: str, now: datetime) -> None:
    """The task under this key is done."""
    given = {"of_key": key, "was": TaskState.OPEN, "state": TaskState.DONE, "done_at": now}
    run(session, FINISH, given)


def list_open(session: Session, case_id: int) -> list[Task]:
    """What still has to be done for a case."""
    return list(
        session.scalars(
            select(Task).where(col(Task.case_id) == case_id, col(Task.state) == TaskState.OPEN)
        )
    )
