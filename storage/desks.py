"""What waits on the desks of the console: whistles that are out, and what a person must look at."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from storage.codes import TaskKind, TaskState, WhistleState
from storage.queue import IS_OPEN
from storage.reach import Reach, within
from storage.tables.case import Case, Task, Whistle

_OUT = (WhistleState.WHISTLED, WhistleState.REPORTED_IN, WhistleState.REFUSAL_PENDING)


def list_whistles(
    session: Session, reach: Reach, departments: Collection[int], most: int
) -> list[tuple[Whistle, Case]]:
    """The whistles that are out, of these departments or of all; those not yet taken first."""
    chosen = [
        within(reach),
        col(Whistle.state).in_(_OUT),
        IS_OPEN,
    ]
    if departments:
        chosen.append(col(Whistle.department_id).in_(sorted(departments)))
    rows = session.exec(
        select(Whistle, Case)
        .join(Case, col(Case.id) == col(Whistle.case_id))
        .where(*chosen)
        .order_by(
            col(Whistle.reported_in_at).is_not(None), col(Whistle.report_in_due_at), col(Whistle.id)
        )
        .limit(most)
    )
    return list(rows)


def list_unsure(session: Session, reach: Reach, most: int) -> list[tuple[Task, Case]]:
    """The cases whose kind a person is asked to look at, the oldest first."""
    rows = session.exec(
        select(Task, Case)
        .join(Case, col(Case.id) == col(Task.case_id))
        .where(
            within(reach),
            col(Task.kind) == TaskKind.TRIAGE,
            col(Task.state) == TaskState.OPEN,
            col(Task.key).startswith("triage:"),
            IS_OPEN,
        )
        .order_by(col(Task.id))
        .limit(most)
    )
    return list(rows)


def list_to_look_at(session: Session, county_id: int, most: int) -> list[Task]:
    """What else a person is asked to look at and no case tells of, the oldest first."""
    chosen = (
        col(Task.county_id) == county_id,
        col(Task.kind) == TaskKind.TRIAGE,
        col(Task.state) == TaskState.OPEN,
        col(Task.case_id).is_(None),
    )
    return list(session.exec(select(Task).where(*chosen).order_by(col(Task.id)).limit(most)))
