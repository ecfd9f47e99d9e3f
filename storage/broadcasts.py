"""Broadcasts: handed in once, judged once, never changed."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.codes import BroadcastState
from storage.tables.broadcast import Broadcast


def put(session: Session, broadcast: Broadcast) -> None:
    """The broadcast waits for a second person; the same number twice is one."""
    if find(session, broadcast.number) is None:
        session.add(broadcast)
        session.flush()


def find(session: Session, number: int) -> Broadcast | None:
    """The broadcast with this number."""
    return session.exec(select(Broadcast).where(col(Broadcast.number) == number)).first()


def find_newest(session: Session, but: int, since: datetime) -> Broadcast | None:
    """The newest that waits for somebody else than its writer `but`, else the newest judged."""
    is_judged = col(Broadcast.state) != BroadcastState.WAITING
    recent = (col(Broadcast.writer_id) != but, col(Broadcast.written_at) >= since)
    found = select(Broadcast).where(*recent).order_by(is_judged, col(Broadcast.id).desc())
    return session.exec(found.limit(1)).first()


def count_sent(session: Session, region_id: int, since: datetime) -> int:
    """How many went to this region's groups since then, leaving out what was urgent."""
    return session.exec(
        select(func.count())
        .select_from(Broadcast)
        .where(
            col(Broadcast.region_id) == region_id,
            col(Broadcast.state) == BroadcastState.SENT,
            col(Broadcast.is_urgent).is_(False),
            col(Broadcast.judged_at) >= since,
        )
    ).one()


def list_newest(session: Session, limit: int) -> list[Broadcast]:
    """What was handed in, the newest first."""
    return list(session.exec(select(Broadcast).order_by(col(Broadcast.id).desc()).limit(limit)))
