"""What people have to do outside the chat."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Table, bindparam, select
from sqlmodel import Session, SQLModel, col

from storage.codes import TaskState
from storage.prepared import run
from storage.rows import Insert, dialect_of, insert_into, values
from storage.tables.case import Task

TASK: Table = SQLModel.metadata.tables["task"]

# Built once: building it costs several times as much as running it, and a turn may run it thrice.
FINISH = TASK.update().where(
    TASK.c.key == bindparam("of_key"), TASK.c.state == bindparam("was", type_=TASK.c.state.type)
)


@cache
def _insert(dialect: str) -> Insert:
    return insert_into(dialect, TASK).on_conflict_do_nothing(index_elements=[TASK.c.key])


def open_task(session: Session, task: Task) -> None:
    """There is a task under this key; opening it twice is one task."""
    open_row(session, values(TASK, task))


def open_row(session: Session, row: Mapping[str, object]) -> None:
    """The same for a task that is given as plain values."""
    run(session, _insert(dialect_of(session)), row)


def finish_task(session: Session, key: str, now: datetime) -> None:
    """The task under this key is done."""
    given = {"of_key": key, "was": TaskState.OPEN, "state": TaskState.DONE, "done_at": now}
    run(session, FINISH, given)


def give_task(session: Session, key: str, person_id: int) -> None:
    """The task under this key is this person's, if it still is to be done."""
    open_ones = select(Task).where(col(Task.key) == key, col(Task.state) == TaskState.OPEN)
    for task in session.scalars(open_ones):
        task.person_id = person_id
        session.add(task)


def list_open(session: Session, case_id: int) -> list[Task]:
    """What still has to be done for a case."""
    return list(
        session.scalars(
            select(Task).where(col(Task.case_id) == case_id, col(Task.state) == TaskState.OPEN)
        )
    )
