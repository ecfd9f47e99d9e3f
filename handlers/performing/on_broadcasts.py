"""Effects on notices to the groups of a region; who wrote and who agreed is written down."""

from handlers.effects import CancelBroadcast, JudgeBroadcast, SendBroadcast, WriteBroadcast
from handlers.performing.work import Work
from storage import audit, broadcasts
from storage.codes import NOT_YET_GONE, AuditKind, BroadcastState
from storage.tables.audit import AuditEntry
from storage.tables.broadcast import Broadcast

_JUDGED = {
    BroadcastState.SENT: AuditKind.BROADCAST_AGREED,
    BroadcastState.PLANNED: AuditKind.BROADCAST_AGREED,
    BroadcastState.DENIED: AuditKind.BROADCAST_DENIED,
}


def write(work: Work, e: WriteBroadcast) -> None:
    """The notice is kept as it was written."""
    broadcasts.put(
        work.session,
        Broadcast(
            county_id=work.county_id,
            key=e.key,
            region_id=e.region_id,
            is_for_staff=e.is_for_staff,
            is_urgent=e.is_urgent,
            text=e.text,
            goes_at=e.goes_at,
            writer_id=e.writer_id,
            written_at=work.now,
        ),
    )
    _note(work, AuditKind.BROADCAST_WRITTEN, e.region_id, e.text)


def judge(work: Work, e: JudgeBroadcast) -> None:
    """The notice says who agreed or refused, and when."""
    found = broadcasts.find(work.session, e.key)
    if found is None or found.state is not BroadcastState.WAITING:
        return
    found.state, found.groups, found.goes_at = e.to, e.groups, e.goes_at
    found.judge_id, found.judged_at = work.cause.actor_id, work.now
    work.session.add(found)
    _note(work, _JUDGED[e.to], found.region_id, found.text)


def send(work: Work, e: SendBroadcast) -> None:
    """The notice has gone, into so many groups."""
    found = broadcasts.find(work.session, e.key)
    if found is not None and found.state is BroadcastState.PLANNED:
        found.state, found.groups = BroadcastState.SENT, e.groups
        work.session.add(found)


def cancel(work: Work, e: CancelBroadcast) -> None:
    """The notice does not go; who took it back is written down."""
    found = broadcasts.find(work.session, e.key)
    if found is None or found.state not in NOT_YET_GONE:
        return
    found.state, found.judged_at = BroadcastState.CANCELLED, found.judged_at or work.now
    work.session.add(found)
    _note(work, AuditKind.BROADCAST_CANCELLED, found.region_id, found.text)


def _note(work: Work, kind: AuditKind, region_id: int, words: str) -> None:
    region = work.world.directory.region(region_id)
    entry = AuditEntry(
        county_id=work.county_id,
        kind=kind,
        at=work.now,
        person_id=work.cause.actor_id,
        details=f"{region.name if region else ''}：{words}",
    )
    audit.note(work.session, entry)
