"""What the console looks at: lists of cases, one case with everything about it, and what went wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from storage.cases import children_of, find_numbered
from storage.codes import (
    InboxState,
    OutboxState,
    TaskState,
    TimerState,
)
from storage.history import list_events
from storage.tables.case import Case, CaseEvent, Report, Task, Whistle
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.person import Person
from storage.tables.region import Department, Region
from storage.tables.survey import Survey, SurveyAttempt
from storage.tables.timer import Timer

UNDELIVERED = (OutboxState.REFUSED, OutboxState.UNSURE, OutboxState.DEAD)


@dataclass(frozen=True)
class Names:
    """What ids are called."""

    people: dict[int, str]
    departments: dict[int, str]
    regions: dict[int, Region]

    def person(self, person_id: int | None) -> str:
        """The person's name; nothing when there is none."""
        return self.people.get(person_id or 0, "")

    def department(self, department_id: int | None) -> str:
        """The department's name; nothing when there is none."""
        return self.departments.get(department_id or 0, "")

    def lineage(self, region_id: int | None) -> tuple[Region, ...]:
        """The region and everything above it, nearest first."""
        found: list[Region] = []
        region = self.regions.get(region_id or 0)
        while region is not None:
            found.append(region)
            region = self.regions.get(region.parent_id or 0)
        return tuple(found)


@dataclass(frozen=True)
class CaseFile:
    """Everything there is about one case."""

    case: Case
    parent: Case | None
    children: list[Case]
    reports: list[Report]
    whistles: list[Whistle]
    events: list[CaseEvent]
    timers: list[Timer]
    surveys: list[Survey]
    tries: list[SurveyAttempt]
    tasks: list[Task]
    heard: list[InboundMessage]
    said: list[OutboundMessage]


def open_file(session: Session, county_id: int, number: int) -> CaseFile | None:
    """Everything about the case people know by this number."""
    case = find_numbered(session, county_id, number)
    if case is None:
        return None
    case_id = case.id or 0
    parent = session.get(Case, case.parent_id) if case.parent_id else None
    waiting = col(Timer.state) == TimerState.WAITING
    return CaseFile(
        case=case,
        parent=parent,
        children=children_of(session, case_id),
        reports=_of(session, Report, case_id),
        whistles=_of(session, Whistle, case_id),
        events=list_events(session, case_id),
        timers=sorted(_of(session, Timer, case_id, waiting), key=lambda timer: timer.due_at),
        surveys=_of(session, Survey, case_id),
        tries=_of(session, SurveyAttempt, case_id),
        tasks=_of(session, Task, case_id, col(Task.state) == TaskState.OPEN),
        heard=_of(session, InboundMessage, case_id),
        said=_of(session, OutboundMessage, case_id),
    )


def _of(session: Session, table: Any, case_id: int, *more: ColumnElement[bool]) -> list[Any]:  # noqa: ANN401
    query = select(table).where(table.case_id == case_id, *more).order_by(table.id)
    return list(session.exec(query))


def names_for(session: Session, cases: Iterable[Case], *files: CaseFile) -> Names:
    """The names of everybody and everything these cases point to."""
    every = [*cases, *(one.case for one in files)]
    people = {case.owner_id for case in every}
    departments = {case.owner_department_id for case in every}
    for one in files:
        people |= {e.actor_id for e in one.events} | {r.person_id for r in one.reports}
        people |= {s.person_id for s in one.surveys} | {t.person_id for t in one.tasks}
        departments |= {w.department_id for w in one.whistles}
    return Names(
        people=_names(session, Person, people),
        departments=_names(session, Department, departments),
        regions={r.id: r for r in session.exec(select(Region)) if r.id is not None},
    )


def _names(session: Session, table: Any, ids: set[int | None]) -> dict[int, str]:  # noqa: ANN401
    wanted = [one for one in ids if one is not None]
    rows: Sequence[tuple[int, str]] = session.exec(
        select(table.id, table.name).where(table.id.in_(wanted))
    ).all()
    return dict(rows)


def list_undelivered(session: Session, limit: int = 100) -> list[OutboundMessage]:
    """What could not be delivered, the newest first."""
    return list(
        session.exec(
            select(OutboundMessage)
            .where(col(OutboundMessage.state).in_(UNDELIVERED))
            .order_by(col(OutboundMessage.id).desc())
            .limit(limit)
        )
    )


def list_unread(session: Session, limit: int = 100) -> list[InboundMessage]:
    """What arrived and could not be handled, the newest first."""
    return list(
        session.exec(
            select(InboundMessage)
            .where(col(InboundMessage.state) == InboxState.DEAD)
            .order_by(col(InboundMessage.id).desc())
            .limit(limit)
        )
    )


def confidential_ids(session: Session, case_ids: Iterable[int | None]) -> frozenset[int]:
    """Those of these cases that only named persons may read."""
    wanted = [one for one in case_ids if one is not None]
    rows = session.exec(select(Case.id).where(col(Case.id).in_(wanted), col(Case.is_confidential)))
    return frozenset(one for one in rows if one is not None)


def list_tasks(session: Session, limit: int = 100) -> list[Task]:
    """What people still have to do outside the chat, the oldest first."""
    return list(
        session.exec(
            select(Task)
            .where(col(Task.state) == TaskState.OPEN)
            .order_by(col(Task.id))
            .limit(limit)
        )
    )
