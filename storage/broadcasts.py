"""Broadcasts: handed in once, judged once, never changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, func, select

from storage.codes import NOT_YET_GONE, BroadcastState, GroupTaskState, OutboxState
from storage.tables.broadcast import Broadcast, GroupTask
from storage.tables.message import OutboundMessage

_goes = func.coalesce(Broadcast.goes_at, Broadcast.judged_at)


@dataclass(frozen=True)
class Of:
    """Whose broadcasts are wanted: those of these regions (None: of all), and a person's own."""

    county_id: int
    person_id: int
    region_ids: frozenset[int] | None = None


class Way(NamedTuple):
    """Into so many groups by one channel, and how far that is; `is_group` is False by hand."""

    channel: str
    is_group: bool
    state: OutboxState
    task: GroupTaskState | None
    groups: int


def put(session: Session, broadcast: Broadcast) -> None:
    """The broadcast waits for a second person; the same key twice is one."""
    if find(session, broadcast.key) is None:
        session.add(broadcast)
        session.flush()


def find(session: Session, key: str) -> Broadcast | None:
    """The broadcast that was handed in by this."""
    return session.exec(select(Broadcast).where(col(Broadcast.key) == key)).first()


def find_newest(session: Session, but: int, since: datetime) -> Broadcast | None:
    """The newest that waits for somebody else than its writer `but`, else the newest judged."""
    is_judged = col(Broadcast.state) != BroadcastState.WAITING
    recent = (col(Broadcast.writer_id) != but, col(Broadcast.written_at) >= since)
    found = select(Broadcast).where(*recent).order_by(is_judged, col(Broadcast.id).desc())
    return session.exec(found.limit(1)).first()


def count_sent(session: Session, region_id: int, since: datetime, until: datetime) -> int:
    """How many go to this region's groups in this time, leaving out what is urgent."""
    return session.exec(
        select(func.count())
        .select_from(Broadcast)
        .where(
            col(Broadcast.region_id) == region_id,
            col(Broadcast.state).in_((BroadcastState.SENT, BroadcastState.PLANNED)),
            col(Broadcast.is_urgent).is_(False),
            _goes >= since,
            _goes < until,
        )
    ).one()


def list_waiting(session: Session, of: Of, limit: int) -> list[Broadcast]:
    """Those that wait for a second person or for their moment, the newest first."""
    return _list(session, of, col(Broadcast.state).in_(NOT_YET_GONE), limit)


def list_judged(session: Session, of: Of, limit: int, before: int | None = None) -> list[Broadcast]:
    """Those that went, were refused or taken back, newest first; `before` is an id to go on from."""
    is_judged: ColumnElement[bool] = col(Broadcast.state).not_in(NOT_YET_GONE)
    if before is not None:
        is_judged = and_(is_judged, col(Broadcast.id) < before)
    return _list(session, of, is_judged, limit)


def _list(session: Session, of: Of, condition: ColumnElement[bool], limit: int) -> list[Broadcast]:
    wanted = select(Broadcast).where(col(Broadcast.county_id) == of.county_id, condition)
    if of.region_ids is not None:
        is_own = col(Broadcast.writer_id) == of.person_id
        wanted = wanted.where(or_(is_own, col(Broadcast.region_id).in_(sorted(of.region_ids))))
    return list(session.exec(wanted.order_by(col(Broadcast.id).desc()).limit(limit)))


def count_ways(session: Session, broadcast_ids: Iterable[int]) -> dict[int, list[Way]]:
    """For each broadcast, by which channels it goes into how many groups, and how far that is."""
    out, task = OutboundMessage, GroupTask
    counted = (
        select(out.broadcast_id, out.channel, out.is_group, out.state, task.state, func.count())  # type: ignore[call-overload]
        .outerjoin(task, col(task.outbox_id) == col(out.id))
        .where(col(out.broadcast_id).in_(sorted(broadcast_ids)))
        .group_by(out.broadcast_id, out.channel, out.is_group, out.state, task.state)
        .order_by(out.channel)
    )
    found: dict[int, list[Way]] = defaultdict(list)
    for broadcast_id, *way in session.execute(counted):
        found[broadcast_id].append(Way(*way))
    return found


def list_tasks(
    session: Session, channel: str, since: datetime, limit: int
) -> list[OutboundMessage]:
    """Messages that made a task of which nothing final is known, those asked for longest ago first."""
    fresh = select(Broadcast.id).where(_goes >= since)
    found = (
        select(OutboundMessage)
        .outerjoin(GroupTask, col(GroupTask.outbox_id) == col(OutboundMessage.id))
        .where(
            col(OutboundMessage.broadcast_id).in_(fresh),
            col(OutboundMessage.channel) == channel,
            col(OutboundMessage.state) == OutboxState.SENT,
            func.coalesce(GroupTask.state, GroupTaskState.OPEN) == GroupTaskState.OPEN,
        )
        .order_by(col(GroupTask.asked_at).is_not(None), col(GroupTask.asked_at))
        .limit(limit)
    )
    return list(session.exec(found))


def list_forgotten(session: Session, broadcast_id: int) -> list[OutboundMessage]:
    """The messages that made tasks of which the platform says that nobody has confirmed them."""
    found = (
        select(OutboundMessage)
        .join(GroupTask, col(GroupTask.outbox_id) == col(OutboundMessage.id))
        .where(
            col(GroupTask.broadcast_id) == broadcast_id,
            col(GroupTask.state) == GroupTaskState.OPEN,
        )
        .order_by(col(OutboundMessage.id))
    )
    return list(session.exec(found))


def keep_task(
    session: Session, made_by: OutboundMessage, state: GroupTaskState, at: datetime
) -> None:
    """What the platform told of the task is known."""
    session.merge(
        GroupTask(
            outbox_id=made_by.id or 0,
            broadcast_id=made_by.broadcast_id or 0,
            state=state,
            asked_at=at,
        )
    )


def leave(session: Session, message_id: int) -> None:
    """The message no longer counts for its broadcast: another one goes instead of it."""
    session.execute(
        update(OutboundMessage)
        .where(col(OutboundMessage.id) == message_id)
        .values(broadcast_id=None)
    )
