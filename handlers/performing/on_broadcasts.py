"""Effects on notices to the groups of a region."""

from handlers.effects import JudgeBroadcast, WriteBroadcast
from handlers.performing.work import Work
from storage import broadcasts
from storage.codes import BroadcastState
from storage.tables.broadcast import Broadcast


def write(work: Work, e: WriteBroadcast) -> None:
    """The notice is kept as it was written."""
    broadcasts.put(
        work.session,
        Broadcast(
            county_id=work.county_id,
            number=e.number,
            region_id=e.region_id,
            is_for_staff=e.is_for_staff,
            is_urgent=e.is_urgent,
            text=e.text,
            writer_id=e.writer_id,
            written_at=work.now,
        ),
    )


def judge(work: Work, e: JudgeBroadcast) -> None:
    """The notice says who agreed or refused, and when."""
    found = broadcasts.find(work.session, e.number)
    if found is None or found.state is not BroadcastState.WAITING:
        return
    found.state, found.groups = e.to, e.groups
    found.judge_id, found.judged_at = work.cause.actor_id, work.now
    work.session.add(found)
