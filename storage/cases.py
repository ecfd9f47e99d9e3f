"""Cases, their reports and whistles, and their history."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from storage.codes import CaseState, OutboxState, WhistleState
from storage.errors import NotFoundError
from storage.tables.case import Case, CaseEvent, Report, Whistle
from storage.tables.message import OutboundMessage

FINAL_STATES = (
    CaseState.CLOSED,
    CaseState.MERGED,
    CaseState.GUIDED,
    CaseState.FALSE_ALARM,
    CaseState.WITHDRAWN,
    CaseState.HANDED_OFF,
)


def get_case(session: Session, case_id: int) -> Case:
    """The case, locked until the transaction ends; raises NotFoundError."""
    case = session.scalars(
        select(Case).where(col(Case.id) == case_id).with_for_update()
    ).one_or_none()
    if case is None:
        raise NotFoundError(f"case {case_id}")
    return case


def find_case(session: Session, case_id: int | None) -> Case | None:
    """The case with this id."""
    return None if case_id is None else session.get(Case, case_id)


def find_numbered(session: Session, county_id: int, number: int) -> Case | None:
    """The case people know by this number."""
    return session.scalars(
        select(Case).where(col(Case.county_id) == county_id, col(Case.number) == number)
    ).first()


def list_open_in(
    session: Session, region_ids: Iterable[int], since: datetime, limit: int = 30
) -> list[Case]:
    """Unfinished cases of these regions opened after `since`, newest first."""
    return list(
        session.scalars(
            select(Case)
            .where(
                col(Case.region_id).in_(list(region_ids)),
                col(Case.state).not_in(FINAL_STATES),
                col(Case.opened_at) >= since,
            )
            .order_by(col(Case.id).desc())
            .limit(limit)
        )
    )


def list_owed(
    session: Session, person_id: int, department_ids: Sequence[int], limit: int = 20
) -> list[Case]:
    """Unfinished cases on which this person or these departments owe a step, oldest first."""
    whistled = (
        select(col(Whistle.case_id))
        .where(
            col(Whistle.department_id).in_(list(department_ids)),
            col(Whistle.state).in_([WhistleState.WHISTLED, WhistleState.REPORTED_IN]),
        )
        .scalar_subquery()
    )
    owed = or_(col(Case.owner_id) == person_id, col(Case.id).in_(whistled))
    answered = (CaseState.ANSWERED, CaseState.SURVEYING)
    return list(
        session.scalars(
            select(Case)
            .where(owed, col(Case.state).not_in((*FINAL_STATES, *answered)))
            .order_by(col(Case.id))
            .limit(limit)
        )
    )


def list_reported_by(
    session: Session, person_id: int, since: datetime, limit: int = 10
) -> list[Case]:
    """Cases this person told of after `since`, newest first."""
    told = select(col(Report.case_id)).where(
        col(Report.person_id) == person_id, col(Report.reported_at) >= since
    )
    return list(
        session.scalars(
            select(Case).where(col(Case.id).in_(told)).order_by(col(Case.id).desc()).limit(limit)
        )
    )


def reports_of(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[Report, ...]]:
    """The accounts each case is made of, oldest first."""
    rows = session.scalars(
        select(Report).where(col(Report.case_id).in_(case_ids)).order_by(col(Report.id))
    )
    found: dict[int, list[Report]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return {case_id: tuple(items) for case_id, items in found.items()}


def whistles_of(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[Whistle, ...]]:
    """The whistles of each case, oldest first."""
    rows = session.scalars(
        select(Whistle).where(col(Whistle.case_id).in_(case_ids)).order_by(col(Whistle.id))
    )
    found: dict[int, list[Whistle]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return {case_id: tuple(items) for case_id, items in found.items()}


def children_of(session: Session, case_id: int) -> list[Case]:
    """The children of a case, first opened first."""
    return list(
        session.scalars(select(Case).where(col(Case.parent_id) == case_id).order_by(col(Case.id)))
    )


def last_said_in_groups(session: Session, case_ids: Sequence[int]) -> dict[int, datetime]:
    """When the bot last spoke in a group about each case."""
    rows = session.execute(
        select(col(OutboundMessage.case_id), func.max(OutboundMessage.created_at))
        .where(
            col(OutboundMessage.case_id).in_(case_ids),
            col(OutboundMessage.audience) == "group",
            col(OutboundMessage.state) != OutboxState.REFUSED,
        )
        .group_by(col(OutboundMessage.case_id))
    )
    return {case_id: at for case_id, at in rows.all() if case_id is not None}


def last_told(session: Session, channel: str, chat_id: str) -> int | None:
    """The case that the bot last spoke of in this chat."""
    return session.scalars(
        select(col(OutboundMessage.case_id))
        .where(
            col(OutboundMessage.channel) == channel,
            col(OutboundMessage.chat_id) == chat_id,
            col(OutboundMessage.case_id).is_not(None),
        )
        .order_by(col(OutboundMessage.id).desc())
        .limit(1)
    ).first()


def append_event(session: Session, event: CaseEvent) -> CaseEvent:
    """The event is the newest of its case and holds the hash of the one before."""
    last = session.execute(
        select(col(CaseEvent.position), col(CaseEvent.hash))
        .where(col(CaseEvent.case_id) == event.case_id)
        .order_by(col(CaseEvent.position).desc())
        .limit(1)
    ).first()
    event.position, event.previous_hash = (last[0] + 1, last[1]) if last else (1, "")
    event.hash = hash_of(event)
    session.add(event)
    return event


def list_events(session: Session, case_id: int) -> list[CaseEvent]:
    """The history of a case, oldest first."""
    return list(
        session.scalars(
            select(CaseEvent)
            .where(col(CaseEvent.case_id) == case_id)
            .order_by(col(CaseEvent.position))
        )
    )


def hash_of(event: CaseEvent) -> str:
    """The digest over everything the event says and the digest before it."""
    told = [
        event.case_id,
        event.position,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.actor_role.value,
        event.move.value,
        event.from_state.value if event.from_state else None,
        event.to_state.value,
        event.note,
        event.data,
        event.previous_hash,
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_unbroken(events: Sequence[CaseEvent]) -> bool:
    """True when no event of this history was changed, removed or slipped in."""
    before = ""
    for position, event in enumerate(events, start=1):
        if event.position != position or event.previous_hash != before:
            return False
        if event.hash != hash_of(event):
            return False
        before = event.hash
    return True
